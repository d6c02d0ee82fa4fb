"""resources.yaml → Catalog, or every reason why not."""

from __future__ import annotations

import gc
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path

from annuaire.catalog.model import Catalog, Category, Format, Link, Resource
from annuaire.catalog.rules import check
from annuaire.source.git import bytes_at
from annuaire.source.problems import LIMIT, InvalidCatalog
from annuaire.source.reader import decoded, parse, read_text
from annuaire.source.tree import Mapping, Node, Scalar, Sequence


def load_catalog(path: Path) -> Catalog:
    """Return the catalogue of a file; raise InvalidCatalog with all its problems, in the order of its lines."""
    return catalog_from(read_text(path), path)


def load_catalog_at(path: Path, reference: str) -> Catalog | None:
    """Return the catalogue as it was at a git reference, None if there was none; raise GitRefused, InvalidCatalog."""
    data = bytes_at(path, reference)
    return None if data is None else catalog_from(decoded(path, data), path)


def catalog_from(source: str, path: Path) -> Catalog:
    """Return the catalogue of a text; ``path`` names it in the problems. Raise InvalidCatalog."""
    collecting = gc.isenabled()
    gc.disable()  # millions of nodes and no cycle among them: looking for one takes half of the time
    try:
        return _catalog(source, path)
    finally:
        if collecting:
            gc.enable()


def _catalog(source: str, path: Path) -> Catalog:
    text = source.replace("\r\n", "\n").replace("\r", "\n")  # the parser and the reports count the same lines
    root, problems = parse(text)
    # A file that cannot be read to its end says nothing certain about its entries.
    if root is not None or not problems:
        told = {problem.line for problem in problems}
        problems += islice((problem for problem in check(root, told) if problem.line not in told), LIMIT)
    if problems:
        raise InvalidCatalog(path, problems, text)
    entries = {key.value: _items(value) for key, value in _pairs(root).items()}
    return Catalog(
        categories=tuple(Category(**_texts(entry)) for entry in entries["categories"]),
        formats=tuple(Format(**_texts(entry)) for entry in entries.get("formats", [])),
        resources=tuple(_resource(entry) for entry in entries["resources"]),
        source=(data := source.encode()),
        digest=sha256(data).hexdigest()[:12],
    )


def _resource(entry: Mapping) -> Resource:
    """One checked entry as a record."""
    values = {key.value: value for key, value in entry.pairs}
    added = values.pop("added", None)
    return Resource(
        publishers=_list(values.pop("publisher", None)),
        contacts=_list(values.pop("contact", None)),
        tags=_list(values.pop("tags", None)),
        links=tuple(Link(**_texts(link)) for link in _items(values.pop("links", None))),
        added=date.fromisoformat(added.value) if isinstance(added, Scalar) else None,
        lines=(entry.line, entry.end),
        **{name: node.value for name, node in values.items() if isinstance(node, Scalar)},
    )


def _pairs(node: Node | None) -> dict[Scalar, Node]:
    return dict(node.pairs) if isinstance(node, Mapping) else {}


def _items(node: Node | None) -> list[Mapping]:
    return [item for item in node.items if isinstance(item, Mapping)] if isinstance(node, Sequence) else []


def _texts(entry: Mapping) -> dict[str, str]:
    return {key.value: node.value for key, node in entry.pairs if isinstance(node, Scalar)}


def _list(node: Node | None) -> tuple[str, ...]:
    """A text, or a list of texts, as a tuple."""
    nodes = node.items if isinstance(node, Sequence) else [node]
    return tuple(item.value for item in nodes if isinstance(item, Scalar))
