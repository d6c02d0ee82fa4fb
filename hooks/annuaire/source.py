"""YAML text to nodes that know their line and column; syntax faults become Problems.

The tree is built from the parser's events, not by its composer: no recursion, no anchor to expand,
no guessing of types. Every value is the text that the contributor wrote.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from annuaire.problems import LIMIT, SHOWN, InvalidCatalog, Problem, quote
from annuaire.syntax import diagnose, misplaced_sign

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_DEPTH = 8
"""Levels of nesting; the deepest value of a catalogue, the address of a further link, is at level 5."""

MAX_BYTES = 50_000_000
"""The largest file: twice what 100,000 resources take."""
REREAD = 2_000_000
"""Characters read again, at most, to find the other syntax faults of a file."""

MOST, MOST_ENTRIES = 200, 500_000
"""Values of one list or keys of one entry, twice; entries of one section."""

# YAML 1.2 §5.1 (what is not printable), the line breaks that editors do not count (NEL, LS, PS),
# and the bidirectional controls of CVE-2021-42574 (« Trojan Source »).
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
MERGE_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |\r?$)", re.MULTILINE)
SECTION = re.compile("(categories|formats|resources) *:")
DEEP_HINT = "alignez l’entrée sur celles qui la précèdent ; une liste s’écrit [un, deux]."
ENCODING_HINT = "dans votre éditeur, choisissez « Enregistrer avec l’encodage », puis « UTF-8 »."


class Scalar(NamedTuple):
    """A text; ``plain`` when it was written without quotes. Lines and columns count from 1."""

    value: str
    plain: bool
    line: int
    column: int
    end: int


class Sequence(NamedTuple):
    """A list; ``end`` is the line of its last value."""

    items: list[Node]
    line: int
    column: int
    end: int


class Mapping(NamedTuple):
    """Keys and values in the order of the file."""

    pairs: list[tuple[Scalar, Node]]
    line: int
    column: int
    end: int


Node: TypeAlias = Scalar | Sequence | Mapping


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without BOM; raise InvalidCatalog for anything else."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise _unreadable(path, "ce fichier n’existe pas.", "vérifiez son nom et le dossier de la commande.") from None
    except IsADirectoryError:
        raise _unreadable(path, "c’est un dossier, pas un fichier.", "indiquez le fichier resources.yaml.") from None
    except OSError as error:
        hint = "vérifiez son nom et ses droits d’accès."
        raise _unreadable(path, f"ce fichier ne peut pas être lu ({error.strerror}).", hint) from None
    if size > MAX_BYTES:
        message = f"ce fichier pèse {size // 1_000_000} Mo, pour {MAX_BYTES // 1_000_000} au plus."
        raise _unreadable(path, message, "vérifiez que c’est bien resources.yaml.")
    return _decoded(path, data)


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]:
        raise _unreadable(path, "ce fichier est enregistré en UTF-16, pas en UTF-8.", ENCODING_HINT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            hint = "resources.yaml est un texte brut : enregistrez-le comme tel, encodé en UTF-8."
            raise _unreadable(path, "ce n’est pas un fichier de texte.", hint) from None
        line, column = place(data[: error.start].decode("utf-8-sig"), error.start)
        message = f"ce fichier n’est pas en UTF-8 (octet {data[error.start]:#04x}) : il est sans doute en latin-1."
        raise InvalidCatalog(path, [Problem(line, column, message, ENCODING_HINT)], data.decode("latin-1")) from None


def _unreadable(path: Path, message: str, hint: str) -> InvalidCatalog:
    return InvalidCatalog(path, [Problem(1, 1, message, hint)])


def place(text: str, index: int) -> tuple[int, int]:
    """Return the line and the column, from 1, of a character of the text."""
    return text.count("\n", 0, index) + 1, min(index, len(text)) - text.rfind("\n", 0, index)


def parse(text: str) -> tuple[Node | None, list[Problem]]:
    """Return the tree of a YAML text and its faults; no tree when what can be read says nothing certain.

    After a syntax fault, the entry that holds it is set aside and the rest is read again: all are told at once.
    """
    problems = list(islice(_scan(text), LIMIT))
    if len(problems) == LIMIT or MERGE_MARKER.search(text):
        return None, problems
    lines = FORBIDDEN.sub("x", text).split("\n")
    certain, allowance = True, REREAD
    while True:
        builder = _Builder(lines)
        found = _read("\n".join(lines), builder)
        if found is None:
            return builder.root if certain else None, problems + builder.problems
        problems.append(found)
        section, rows = _entry_rows(lines, found.line - 1)
        allowance -= len(text)
        if not rows or allowance < 0 or len(problems) > SHOWN:
            return None, problems + builder.problems
        certain = certain and section == "resources"
        for row in rows:
            lines[row] = ""


def _read(text: str, builder: _Builder) -> Problem | None:
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.add(event)
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as error:
        return diagnose(error, text)
    return None


def _entry_rows(lines: list[str], row: int) -> tuple[str, list[int]]:
    """The section of a row, and the rows of its entry; none when it stands in no list written line by line."""
    top = next((above for above in range(row, -1, -1) if SECTION.match(lines[above])), len(lines))
    bottom = next((below for below in range(top + 1, len(lines)) if SECTION.match(lines[below])), len(lines))
    first = next((line for line in lines[top + 1 : bottom] if line.lstrip().startswith("-")), "")
    dash = first[: len(first) - len(first.lstrip())] + "-"
    starts = [at for at in range(top + 1, bottom) if lines[at].startswith(dash)] if first else []
    start = max((at for at in starts if at <= row), default=bottom)
    end = min((at for at in starts if at > row), default=bottom)
    return lines[top].partition(":")[0].strip() if top < len(lines) else "", list(range(start, end))


def _scan(text: str) -> Iterator[Problem]:
    """What must be refused before parsing: it would shift the lines, or hide what is written."""
    for line, column, found in _located(FORBIDDEN, text):
        message = f"caractère invisible interdit (U+{ord(found):04X})."
        yield Problem(line, column, message, "effacez-le, puis retapez le mot où il se trouve.")
    for line, column, found in _located(MERGE_MARKER, text):
        hint = "gardez l’une des deux versions, puis supprimez les lignes <<<<<<<, ======= et >>>>>>>."
        yield Problem(line, column, f"conflit de fusion non résolu ({found}).", hint)


def _located(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the place and text of each match, in one pass however many there are."""
    line, start = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", start, match.start())
        start = max(start, text.rfind("\n", start, match.start()) + 1)
        yield line, match.start() - start + 1, match[0]


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Builder:
    """Events → tree, with an explicit stack: the depth of a file cannot exhaust the interpreter's."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, list[Any]]] = []  # (start event, the nodes read so far)
        self._end = 1
        self._documents = 0

    def add(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._refuse_markup(event)
            start, end = event.start_mark, event.end_mark
            self._end = end.line + 1 if end.column or end.line == start.line else end.line
            scalar = Scalar(event.value.strip(), not event.style, start.line + 1, start.column + 1, self._end)
            if event.style == '"' and (hidden := FORBIDDEN.search(event.value)):
                message = f"« \\ » produit ici un caractère invisible interdit (U+{ord(hidden[0]):04X})."
                self._report(scalar, message, "retapez ce texte sans « \\ ».")
            elif not scalar.value and scalar.plain and len(self._open) > 2:
                self._explain_comment(scalar)
            self._attach(scalar)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_markup(event)
            self._open.append((event, []))
            if len(self._open) > MAX_DEPTH:
                self._refuse(event, "trop de niveaux imbriqués.", DEEP_HINT)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            start_event, nodes = self._open.pop()
            mark = start_event.start_mark
            where = (mark.line + 1, mark.column + 1, max(self._end, mark.line + 1))
            self._attach(Sequence(nodes, *where) if kind is yaml.SequenceEndEvent else self._mapping(nodes, where))
        elif kind is yaml.AliasEvent:
            raise _Refused(misplaced_sign(self._lines, event.start_mark.line, event.start_mark.column))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                hint = "supprimez la ligne « --- » : toutes les ressources sont dans un seul document."
                self._refuse(event, "un second document commence ici.", hint)

    def _mapping(self, nodes: list[Any], where: tuple[int, int, int]) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                hint = "écrivez par exemple « title: Mon guide »."
                self._report(key, "une clé est un seul mot, suivi de « : ».", hint)
            elif key.value in pairs:
                first = pairs[key.value][0]
                message = f"la clé {quote(key.value)} est écrite deux fois : déjà à la ligne {first.line}."
                hint = "gardez une seule des deux lignes, ou commencez une nouvelle ressource par « - title: »."
                self._report(key, message, hint)
            else:
                pairs[key.value] = (key, value)
        return Mapping(list(pairs.values()), *where)

    def _attach(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        siblings = self._open[-1][1]
        siblings.append(node)
        if len(siblings) > MOST and len(siblings) > (MOST_ENTRIES if len(self._open) == 2 else MOST):
            hint = "gardez les plus utiles ; une nouvelle ressource commence par « - title: »."
            raise _Refused(Problem(node.line, node.column, "trop de valeurs à la suite.", hint))

    def _explain_comment(self, scalar: Scalar) -> None:
        """« title: #1 » is an empty title, followed by a comment."""
        line = self._lines[scalar.line - 1] if scalar.line <= len(self._lines) else ""
        text = line[scalar.column - 1 :].lstrip(" \t:")
        if text.startswith("#"):
            place = scalar._replace(column=len(line) - len(text) + 1)
            hint = f'si « # » fait partie du texte, mettez-le entre guillemets droits : "{text.strip()[:80]}".'
            self._report(place, "« # » commence un commentaire : il n’y a pas de valeur avant lui.", hint)

    def _report(self, node: Node, message: str, hint: str) -> None:
        self.problems.append(Problem(node.line, node.column, message, hint))

    def _refuse_markup(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            raise _Refused(misplaced_sign(self._lines, event.start_mark.line, event.start_mark.column))

    def _refuse(self, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        raise _Refused(Problem(mark.line + 1, mark.column + 1, message, hint))
