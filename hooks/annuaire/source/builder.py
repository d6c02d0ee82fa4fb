"""The parser's events → the tree.

No recursion, no anchor to expand, no guessing of types: a hostile file costs no more than its size.
"""

import re
from typing import Any

import yaml

from annuaire.source.grammar import LISTS
from annuaire.source.problems import LIMIT, Problem
from annuaire.source.quoting import written
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, Node, Scalar, Sequence, problem
from annuaire.text import FORBIDDEN

MAX_DEPTH = 8
"""Levels of nesting; the deepest value of a catalogue, the address of a further link, is at level 5."""

MOST, MOST_ENTRIES = 200, 500_000
"""Values of one list or keys of one entry, twice; entries of one section."""

COMMENT, TAG = re.compile(r"[\s:]*(#.*)"), re.compile(r"\s+(#\w.*)")
"""What follows a value on its line; a comment that a person means has a space after « # »."""
DEEP_HINT = "alignez l’entrée sur celles qui la précèdent ; une liste s’écrit [un, deux]."


class UnreadableTree(Exception):
    """The reading stops; its argument is why, as a Problem."""


class Builder:
    """Events → tree, with an explicit stack: the depth of a file cannot exhaust the interpreter's."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, list[Any]]] = []  # (start event, the nodes read so far)
        self._end = 1

    def add(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._attach(self._scalar(event))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_markup(event)
            self._open.append((event, []))
            if len(self._open) > MAX_DEPTH:
                self._refuse(event.start_mark, "trop de niveaux imbriqués.", DEEP_HINT)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            start_event, nodes = self._open.pop()
            mark = start_event.start_mark
            if start_event.flow_style:
                self._end = event.end_mark.line + 1  # the closing sign may stand alone on its line
            where = (mark.line + 1, mark.column + 1, max(self._end, mark.line + 1))
            self._attach(Sequence(nodes, *where) if kind is yaml.SequenceEndEvent else self._mapping(nodes, where))
        elif kind is yaml.AliasEvent:
            self._refuse_markup(event)
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            hint = "supprimez la ligne « --- » : toutes les ressources sont dans un seul document."
            self._refuse(event.start_mark, "un second document commence ici.", hint)

    def _scalar(self, event: Any) -> Scalar:
        """Nearly all that a catalogue holds comes through here: each line of it counts."""
        value, style, start, end = event.value, event.style, event.start_mark, event.end_mark
        self._refuse_markup(event)
        first, last = start.line, end.line
        if not style and value[:1].isspace():
            self._refuse_odd_margin(start, end)
        line = first + 1
        # Nearly every text ends on its own line: one number in memory instead of two, millions of times.
        self._end = line if last == first else last + 1 if end.column else last
        scalar = Scalar(value.strip(), not style, line, start.column + 1, self._end, end.column)
        if style == '"':
            if hidden := FORBIDDEN.search(value):
                message = f"« \\ » produit ici un caractère invisible interdit (U+{ord(hidden[0]):04X})."
                self._report(problem(scalar, message, "retapez ce texte sans « \\ »."))
        elif not style and last < len(self._lines) and "#" in self._lines[last] and len(self._open) > 2:
            self._explain_comment(scalar, end)
        return scalar

    def _mapping(self, nodes: list[Any], where: tuple[int, int, int]) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        apart, last = 0, ""
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                hint = "écrivez par exemple « title: Mon guide »."
                self._report(problem(key, "une clé est un seul mot, suivi de « : ».", hint))
            elif key.value in pairs:
                apart += key.value != last
                if apart > 1:
                    break  # two keys come back: it is another entry, whose dash is missing
                self._repeated(key, value, pairs[key.value], next(iter(pairs)))
            else:
                pairs[key.value] = (key, value)
            last = key.value if isinstance(key, Scalar) else ""
        return Mapping(list(pairs.values()), *where)

    def _repeated(self, key: Scalar, value: Node, first: tuple[Scalar, Node], opening: str) -> None:
        said = f"la clé {{}} est écrite deux fois : déjà à la ligne {first[0].line}."
        hint = "réunissez en une ligne ce que disent les deux, puis supprimez l’autre"
        hint += f" ; ou commencez une nouvelle entrée par « - {quote(opening)[2:-2]}: »."
        texts = [node.value for node in (first[1], value) if isinstance(node, Scalar) and node.value]
        if key.value in LISTS and len(texts) == 2:
            hint = f"écrivez « {key.value}: {written(texts)} » sur l’une des deux lignes, et supprimez l’autre."
        if not self._open:
            hint = "gardez une seule de ces lignes, et réunissez sous elle les deux listes."
        if same := len(texts) == 2 and texts[0] == texts[1]:
            hint = "elles disent la même chose."
        line = key._replace(end=value.end, last=value.last if isinstance(value, Scalar) else 0)
        self._report(problem(line, said, hint, "" if same else None, certain=same))

    def _attach(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        siblings = self._open[-1][1]
        siblings.append(node)
        if len(siblings) > MOST and len(siblings) > (MOST_ENTRIES if len(self._open) == 2 else MOST):
            hint = "gardez les plus utiles ; une nouvelle ressource commence par « - title: »."
            raise UnreadableTree(problem(node, "trop de valeurs à la suite.", hint))

    def _explain_comment(self, scalar: Scalar, end: Any) -> None:
        """« title: #1 » is an empty title, « title: Guide #1 » is « Guide », each followed by a comment."""
        found = (TAG if scalar.value else COMMENT).match(self._lines[end.line], end.column)
        if found:
            place = scalar._replace(line=end.line + 1, column=found.start(1) + 1, end=end.line + 1, last=found.end(1))
            what = "la suite n’est pas lue." if scalar.value else "il n’y a pas de valeur avant lui."
            whole = f"{scalar.value} {found[1]}".strip()[:80]
            hint = f'si « # » fait partie du texte, mettez tout entre guillemets droits : "{whole}"'
            hint += " ; sinon, mettez un espace après lui." if scalar.value else "."
            tagged = not scalar.value and found[1][1:2].isalnum()
            meant = whole if tagged else None
            self._report(problem(place, f"« # » commence un commentaire : {what}", hint, meant))

    def _report(self, found: Problem) -> None:
        self.problems.append(found)
        if len(self.problems) == LIMIT:
            raise UnreadableTree(self.problems.pop())

    def _refuse_markup(self, event: Any) -> None:
        """An anchor, an alias or a type: a sign that the directory has no use for."""
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            mark = event.start_mark
            word = self._lines[mark.line][mark.column :].split()[0]
            hint = f"supprimez {quote(word)} ; ou, si c’est un texte, mettez-le tout entre guillemets droits."
            message = f"un texte ne peut pas commencer par {quote(word[0])}, sauf entre guillemets droits."
            self._refuse(mark, message, hint)

    def _refuse_odd_margin(self, start: Any, end: Any) -> None:
        """A key behind no-break spaces would belong to another entry than the one where it is seen."""
        is_key = self._lines[end.line][end.column :].lstrip().startswith(":")
        if is_key and not self._lines[start.line][: start.column].strip():
            self._refuse(start, "des espaces insécables servent de marge.", "remplacez-les par des espaces simples.")

    def _refuse(self, mark: Any, message: str, hint: str) -> None:
        raise UnreadableTree(Problem(mark.line + 1, mark.column + 1, message, hint))
