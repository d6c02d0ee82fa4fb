"""The tree of a YAML text: nodes that know their place, and how to walk through them.

Every value is the text that the contributor wrote; lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, TypeAlias

from annuaire.source.problems import Problem
from annuaire.source.shown import quote

NULLS = {"", "~", "null", "Null", "NULL"}  # YAML 1.2 §10.3.2, as written without quotes


class Scalar(NamedTuple):
    """A text; ``plain`` when it was written without quotes; ``end``, ``last``: its last line and column."""

    value: str
    plain: bool
    line: int
    column: int
    end: int
    last: int = 0


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


def child(node: Node | None, name: str) -> Node | None:
    """Return what a key holds; None for another node than a mapping."""
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        if key.value == name:
            return value
    return None


def text_of(entry: Node, name: str) -> str:
    node = child(entry, name)
    return node.value if isinstance(node, Scalar) and not is_blank(node) else ""


def is_blank(node: Node) -> bool:
    return isinstance(node, Scalar) and (not node.value or (node.plain and node.value in NULLS))


def entries_of(node: Node | None, name: str) -> list[Mapping]:
    """Return the mappings of a list (« resources » of the file, « links » of an entry); none when it is no list."""
    found = child(node, name)
    return [item for item in found.items if isinstance(item, Mapping)] if isinstance(found, Sequence) else []


def scalars(node: Node | None) -> list[Scalar]:
    """Return the texts of a list, or the text alone."""
    nodes = node.items if isinstance(node, Sequence) else [node]
    return [item for item in nodes if isinstance(item, Scalar)]


def texts(entry: Mapping) -> dict[str, str]:
    """Return each key of an entry whose value is one text."""
    return {key.value: node.value for key, node in entry.pairs if isinstance(node, Scalar)}


def values_under(node: Node | None, keys: Collection[str], key: str = "") -> Iterator[Scalar]:
    """Yield every text written under one of these keys, however deep, in the order of the file."""
    if isinstance(node, Scalar):
        if key in keys:
            yield node
    elif node is not None:
        inside = [(k.value, v) for k, v in node.pairs] if isinstance(node, Mapping) else [(key, v) for v in node.items]
        for name, value in inside:
            yield from values_under(value, keys, name)


def problem(
    node: Node,
    message: str,
    hint: str = "",
    meant: str | list[str] | None = None,
    *,
    certain: bool = False,
    warning: bool = False,
) -> Problem:
    """Return a fault at the place of a node, whose value takes the place of « {} » in the message; ``meant``: what the
    node should hold (Problem.meant)."""
    value, last = (node.value, node.last) if isinstance(node, Scalar) else ("", 0)
    told = message.replace("{}", quote(value))
    return Problem(node.line, node.column, told, hint, warning, meant, (value, node.end, last), certain)
