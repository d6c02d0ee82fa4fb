"""Which addresses to check: those of a catalogue or of a plain list, all of them or what changed since a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annuaire.catalog.load import load_catalog
from annuaire.links.report import Asked
from annuaire.source.git import GitRefused, bytes_at
from annuaire.source.problems import InvalidCatalog
from annuaire.source.reader import parse, read_text
from annuaire.source.tree import Mapping, Node, Scalar, Sequence


class WrongUse(Exception):
    """A command that cannot be obeyed, and why, in French."""


def addresses(path: Path, private: bool = False) -> Iterator[Asked]:
    """Yield every web address of a catalogue with its line and the title of its entry; raise InvalidCatalog."""
    for entry in _resources(tree(path, private)):
        title = next(
            (value.value for key, value in entry.pairs if key.value == "title" and isinstance(value, Scalar)), ""
        )
        for node in scalars(entry):
            if re.match("https?:", node.value, re.IGNORECASE):
                yield Asked(node.value, title, node.line)


def tree(path: Path, private: bool) -> Node | None:
    """Return the tree of a catalogue that keeps the rules; a rehearsal's, with ``private``, may name this machine."""
    if not private:
        load_catalog(path)
    text = read_text(path)
    root, problems = parse(text)
    if problems:
        raise InvalidCatalog(path, problems, text)
    return root


def _resources(root: Node | None) -> list[Mapping]:
    pairs = root.pairs if isinstance(root, Mapping) else []
    lists = [value.items for key, value in pairs if key.value == "resources" and isinstance(value, Sequence)]
    return [entry for entries in lists for entry in entries if isinstance(entry, Mapping)]


def scalars(node: Node | None, key: str = "") -> Iterator[Scalar]:
    """The values that are addresses: under « url » and « contact »."""
    if isinstance(node, Scalar):
        if key in ("url", "contact"):
            yield node
    elif node is not None:
        inside = [(k.value, v) for k, v in node.pairs] if isinstance(node, Mapping) else [(key, v) for v in node.items]
        for name, value in inside:
            yield from scalars(value, name)


def listed(text: str) -> list[Asked]:
    """One address a line; empty lines and « # » are nothing."""
    lines = [line.strip() for line in text.splitlines()]
    return [Asked(line) for line in lines if line and not line.startswith("#")]


def known_before(path: Path, reference: str, *, plain: bool) -> set[str]:
    """Return the addresses, or every text, that a file held at a git reference."""
    try:
        before = (bytes_at(path, reference) or b"").decode("utf-8-sig", "replace")
    except GitRefused as refused:
        raise WrongUse(f"{refused}") from None
    return {item.url for item in listed(before)} if plain else _texts(parse(before)[0])


def _texts(node: Node | None) -> set[str]:
    """Every text of a tree."""
    if isinstance(node, Scalar):
        return {node.value}
    inside = [] if node is None else [value for _, value in node.pairs] if isinstance(node, Mapping) else node.items
    return set().union(*map(_texts, inside))
