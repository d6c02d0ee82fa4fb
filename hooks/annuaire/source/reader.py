"""A file → its text → its tree; whatever cannot be read becomes Problems."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import yaml

from annuaire.source.builder import Builder, UnreadableTree
from annuaire.source.problems import LIMIT, SHOWN, InvalidCatalog, Problem
from annuaire.source.syntax_errors import LOADER, syntax_error
from annuaire.source.tree import Node
from annuaire.text import FORBIDDEN

MAX_BYTES = 50_000_000
"""The largest file: twice what 100,000 resources take."""
REREAD = 2_000_000
"""Characters read again, at most, to find the other syntax faults of a file."""

MERGE_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |\r?$)", re.MULTILINE)
SECTION = re.compile("(categories|formats|synonyms|resources) *:")
LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
"""What « surrogateescape » makes of a byte → the letter that latin-1 makes of it."""
UNREADABLE: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("ce fichier n’existe pas.", "vérifiez son nom et le dossier de la commande."),
    IsADirectoryError: ("c’est un dossier, pas un fichier.", "indiquez le fichier resources.yaml."),
    OSError: ("ce fichier ne peut pas être lu.", "vérifiez son nom et ses droits d’accès."),
}
ENCODING_HINT = "dans votre éditeur, choisissez « Enregistrer avec l’encodage », puis « UTF-8 »."


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without BOM; raise InvalidCatalog for anything else."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # what has no end, as /dev/zero, has no size either
    except OSError as error:
        raise _unreadable(path, *UNREADABLE.get(type(error), UNREADABLE[OSError])) from None
    if len(data) > MAX_BYTES:
        message = f"ce fichier pèse plus de {MAX_BYTES // 1_000_000} Mo."
        raise _unreadable(path, message, "vérifiez que c’est bien resources.yaml.")
    return decoded(path, data)


def decoded(path: Path, data: bytes) -> str:
    """Return the text of the bytes that a file holds; raise InvalidCatalog."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]:
        raise _unreadable(path, "ce fichier est enregistré en UTF-16, pas en UTF-8.", ENCODING_HINT)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            hint = "resources.yaml est un texte brut : enregistrez-le comme tel, encodé en UTF-8."
            raise _unreadable(path, "ce n’est pas un fichier de texte.", hint) from None
        line, column = place(data[: error.start].decode("utf-8"), error.start)
        message = f"ce fichier n’est pas en UTF-8 (octet {data[error.start]:#04x}) : il est sans doute en latin-1."
        text = data.decode("utf-8", "surrogateescape").translate(LATIN_1)
        raise InvalidCatalog(path, [Problem(line, column, message, ENCODING_HINT)], text) from None


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
    lines = FORBIDDEN.sub("", text).split("\n")
    certain, allowance = True, REREAD
    while True:
        builder = Builder(lines)
        found = _build("\n".join(lines), builder)
        if found is None:
            return builder.root if certain else None, problems + builder.problems
        problems.append(replace(found, torn=True))
        section, rows = _entry_rows(lines, found.line - 1)
        allowance -= len(text)
        if not rows or allowance < 0 or len(problems) > SHOWN:
            return None, problems + builder.problems
        certain = certain and section == "resources"
        for row in rows:
            lines[row] = ""


def _build(text: str, builder: Builder) -> Problem | None:
    """Build the tree of a text; return the fault at which the reading stops."""
    try:
        for event in iter(LOADER(text).get_event, None):
            builder.add(event)
    except UnreadableTree as refused:
        return refused.args[0]  # type: ignore[no-any-return]
    except yaml.MarkedYAMLError as error:
        return Problem(*syntax_error(error, text.removesuffix("\n").split("\n")))
    return None


def _entry_rows(lines: list[str], row: int) -> tuple[str, list[int]]:
    """The section of a row, and the rows of its entry; none when it stands in no list written line by line."""
    top = next((above for above in range(row, -1, -1) if SECTION.match(lines[above])), len(lines))
    bottom = next((below for below in range(top + 1, len(lines)) if SECTION.match(lines[below])), len(lines))
    first = next((line for line in lines[top + 1 : bottom] if line.lstrip().startswith("-")), "")
    dash = first[: len(first) - len(first.lstrip())] + "-"
    starts = [at for at in range(top + 1, bottom) if re.match(rf"{dash}(?!--)", lines[at])] if first else []
    start = max((at for at in starts if at <= row), default=bottom)
    end = min((at for at in starts if at > row), default=bottom)
    if lines[row].startswith("---"):  # a second document: what precedes it is whole, unless it cuts an entry
        cut = lines[row + 1 : row + 2] and lines[row + 1].startswith(dash.replace("-", "  "))
        start, end = start if cut else row, len(lines)
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
