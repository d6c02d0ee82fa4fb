"""resources.yaml → Catalog, or every reason why not."""

import gc
from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from annuaire.catalog.closest_match import key_of
from annuaire.catalog.doubts import doubts
from annuaire.catalog.fields import FIELDS
from annuaire.catalog.mending import Verdict, remedied
from annuaire.catalog.model import Catalog, Category, Format, Link, Resource
from annuaire.catalog.rules import check
from annuaire.catalog.shape import SECTIONS, check_shape
from annuaire.catalog.spans import Rows
from annuaire.catalog.values import Tables
from annuaire.source import tree
from annuaire.source.git import bytes_at
from annuaire.source.problems import LIMIT, InvalidCatalog, Problem
from annuaire.source.reader import decoded, parse, read_text
from annuaire.source.tree import Node, Scalar, child, entries_of, scalars, texts, values_under
from annuaire.urls import UrlFault, url_fault


def load_catalog(path: Path) -> Catalog:
    """Return the catalogue of a file; raise InvalidCatalog with all its problems, in the order of its lines."""
    return catalog_from(read_text(path), path)


def load_catalog_at(path: Path, reference: str) -> Catalog | None:
    """Return the catalogue as it was at a git reference, None if there was none; raise Refused, InvalidCatalog."""
    data = bytes_at(path, reference)
    return None if data is None else catalog_from(decoded(path, data), path)


def catalog_from(source: str, path: Path, tables: Tables = FIELDS) -> Catalog:
    """Return the catalogue of a text; ``path`` names it, beside docs/. Raise InvalidCatalog."""
    root, problems, _ = examine(source, path, tables)
    if problems:
        raise InvalidCatalog(path, problems, source)
    return records(root, source)


def records(root: Node | None, source: str) -> Catalog:
    """Return the records of a checked tree; ``source`` is the text of the file, as it is published."""
    groups = child(root, "synonyms")
    return Catalog(
        categories=tuple(Category(**texts(entry)) for entry in entries_of(root, "categories")),
        formats=tuple(Format(**texts(entry)) for entry in entries_of(root, "formats")),
        resources=tuple(map(_record, entries_of(root, "resources"))),
        synonyms=tuple(map(_texts, groups.items)) if isinstance(groups, tree.Sequence) else (),
        source=(data := source.encode()),
        digest=sha256(data).hexdigest()[:12],
    )


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(scalar.value for scalar in scalars(node))


@lru_cache(maxsize=4096)
def key_meant(word: str, table: str) -> str:
    """Return the key of a table ("" for the file's own) that a word is, or is a known other name of; else ""."""
    return key_of(word, FIELDS.get(table, {}) if table else SECTIONS)


def examine(
    source: str, path: Path, tables: Tables = FIELDS, today: date | None = None
) -> tuple[Node | None, list[Problem], Rows]:
    """Return the tree of a text, its problems with their fixes, and its lines with all that is certain mended.

    ``today``: warnings are wanted too, and this is the day.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n")  # the parser and the reports count the same lines
    judge = partial(_judged, path=path, tables=tables, today=today)
    collecting = gc.isenabled()
    gc.disable()  # millions of nodes and no cycle among them: looking for one takes half of the time
    try:
        first = judge(text)
        if not first.problems:
            return first.root, [], [*text.split("\n")]
        problems, rows = remedied(text, first, judge, key_meant)
        return first.root, problems, rows
    finally:
        if collecting:  # a build never does (build_site.py)
            gc.enable()


def _judged(text: str, path: Path, tables: Tables, today: date | None) -> Verdict:
    """What is wrong in a text, without remedies."""
    root, syntax = parse(text)
    if root is None and syntax:  # a file that cannot be read to its end says nothing certain about its entries
        return Verdict(root, syntax)
    broken = {problem.line for problem in syntax}
    # The shape comes first: it gives its key back to what is under another name of it.
    checks = chain(check_shape(root, tables), check(root, path.parent / "docs", tables))
    found = [one for one in checks if one.line not in broken]
    told = [one for one in found if not one.warning][:LIMIT]
    if today:
        told += islice(chain((one for one in found if one.warning), doubts(root, today)), LIMIT)
    return Verdict(root, syntax + told)


def _record(entry: tree.Mapping) -> Resource:
    """Return a checked entry as a record."""
    said, links = texts(entry), entries_of(entry, "links")
    publishers, contacts, tags = (_texts(child(entry, key)) for key in ("publisher", "contact", "tags"))
    added, reviewed = (date.fromisoformat(said[key]) if key in said else None for key in ("added", "reviewed"))
    return Resource(
        publishers=publishers,
        contacts=contacts,
        tags=tags,
        links=tuple(Link(**texts(link)) for link in links),
        added=added,
        reviewed=reviewed,
        lines=(entry.line, entry.end),
        **{key: said[key] for key in ("title", "category", "url", "description", "format", "id") if key in said},
    )


def valid_tree(text: str, path: Path, private: bool) -> Node | None:
    """Return the tree of a catalogue that keeps the rules, but for private hosts: no robot visits them. With
    ``private``, of any that can be read: a rehearsal. Raise InvalidCatalog."""
    root, problems = parse(text) if private else examine(text, path)[:2]
    problems = [one for one in problems if url_fault(one.span[0]) is not UrlFault.PRIVATE]
    if problems:
        raise InvalidCatalog(path, problems, text)
    return root


def address_nodes(node: Node | None) -> Iterator[Scalar]:
    """Yield the values that may be addresses, further links included, in the order of the file."""
    return values_under(node, ("url", "contact"))
