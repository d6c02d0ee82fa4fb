"""The rows of a table → a text of resources.yaml that keeps the rules, and what could not be in it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from annuaire.adopt.identifiers import Names, identify, known_names
from annuaire.adopt.table import TableRefused
from annuaire.catalog.load import catalog_from, records
from annuaire.catalog.model import Catalog
from annuaire.contacts import contact_kind
from annuaire.paths import CATALOGUE
from annuaire.proposals.answers import answers_in
from annuaire.proposals.courtesies import LIST_MARK
from annuaire.proposals.entry import ASKED, FORM_TABLES, entry_lines, line_end, link_of, make_room
from annuaire.source.problems import InvalidCatalog
from annuaire.source.reader import parse
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, Node, child, entries_of, text_of
from annuaire.text import day_in, fold, slugify
from annuaire.urls import host, normalize_url, url_fault

LABELS = {name: known.label for name, known in ASKED.items()}
MANY = ("publisher", "contact", "tags", "links")
VITAL = ("title", "category", "url")
"""With a wrong one, a row makes no entry; with any other, an entry without it."""
WAYS = {"contact", "courriel", "e", "email", "et", "mail", "mobile", "ou", "tel", "telephone"}
"""Words beside a contact that say nothing more."""
Line = tuple[str, list["Row"], str]
"""A line of the catalogue: the field and the rows that it comes from, its text."""
EMPTY = "# yaml-language-server: $schema=resources.schema.json\ncategories:\nresources:\n"
"""A catalogue that has nothing yet."""


@dataclass(slots=True)
class Row:
    """A row of a table; ``number`` is the spreadsheet's; ``notes``: what it loses; ``changes``: what is reworded."""

    number: int
    cells: Sequence[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    refused: bool = False


def row_of(number: int, cells: Sequence[str], columns: Sequence[str], ours: bool, category: str = "") -> Row:
    """Return what a row makes, from the field of each column; ``ours``: the table is an export of a directory;
    ``category``: where a row that names none goes."""
    row, texts = Row(number, cells), {name: list[str]() for name in (*LABELS, "category_title", "format_title", "")}
    for name, cell in zip(columns, cells, strict=False):
        texts[name] += _unescaped(name, cell) if ours else _cell_values(name, cell)
        if name == "description" and not ours and LIST_MARK.search(cell):
            row.changes.append(f"{LABELS[name]} : les puces sont devenues une phrase.")
        if name == "contact" and set(slugify(cell).split("-")) - set(slugify(" ".join(texts[name])).split("-")) - WAYS:
            row.notes.append(f"{LABELS[name]} : seuls des adresses et des numéros sont gardés.")
    if not ours:
        texts["contact"] += [text for text in texts["url"] if contact_kind(text) == "mail"]
        urls = [text for text in texts["url"] if contact_kind(text) != "mail"]
        texts["links"] += [f"{host(url) or url} <{url}>" for url in urls[1:]]
        texts["url"] = urls[:1] or [link_of(texts["links"].pop(0))[1] for _ in texts["links"][:1]]
        texts |= {name: [str(day_in(day) or day) for day in texts[name]] for name in ("added", "reviewed")}
    texts["category"] = texts["category"] or [category] * bool(category)
    for name, found in texts.items():
        row.answers[name] = list({fold(text): text for text in found}.values())[: None if name in MANY else 1]
    if row.answers["id"] == [slugify("".join(row.answers["title"]))]:
        row.answers["id"] = []
    return row


def _cell_values(name: str, cell: str) -> list[str]:
    """Return the values of a cell, cleaned as those of a proposal are: one a line, or between « ; » or « | »."""
    marks = "[;|,]" if name in ("contact", "tags") else "[;|]"
    if name in MANY:
        cell = re.sub(marks, "\n", LIST_MARK.sub("\n", cell))
    texts = answers_in(name, cell)
    if name == "url":  # tables often give « exemple.fr » alone
        return [text if "://" in text or url_fault(f"https://{text}") else f"https://{text}" for text in texts]
    return [text.lstrip("# ") if name == "tags" else text for text in texts]


def _unescaped(name: str, cell: str) -> list[str]:
    """Return the values of a cell of our own export (exports/datasets.py)."""
    cell = cell.removeprefix("'")
    if name not in MANY:
        return [cell] if cell else []
    return [re.sub(r"(?s)\\(.)", r"\1", part).strip() for part in re.findall(r"(?s)(?:\\.|[^\\|])+", cell)]


def catalogue_text(rows: Sequence[Row], path: Path, source: str = EMPTY) -> str:
    """Return the text of a file, ``source``, with the rows at the end of their categories, to write at ``path``.

    Rows that cannot be in it are marked and told. Raise TableRefused when nothing is left, WrittenInFlow.
    """
    root, _ = parse(source.removeprefix("\ufeff"))
    there = records(root, source)
    names = {"category": known_names(there.categories), "format": known_names(there.formats)}
    seen, held = dict[str, int](), _taken(there)
    for row in rows:
        _refuse_unfit(row, seen, held)
        for name in names if not row.refused else ():
            title = "".join(row.answers[f"{name}_title"])
            row.answers[name] = [identify(names[name], text, title, path) for text in row.answers[name]]
    while True:
        lines = list(_catalogue_lines([row for row in rows if not row.refused], names, root, source))
        try:
            text = "".join(line for _, _, line in lines)
            catalog_from(text.removeprefix("\ufeff"), path, FORM_TABLES)
            return text
        except InvalidCatalog as invalid:
            faults = [(*lines[problem.line - 1][:2], problem.message) for problem in invalid.problems]
        if not any(owners for _, owners, _ in faults):
            raise TableRefused("Aucune ligne n’en fait une ressource : il faut au moins un titre et une rubrique.")
        for name, row, message in ((name, row, message) for name, owners, message in faults for row in owners):
            row.refused |= name in VITAL
            row.answers[name] = []
            row.notes.append(f"{LABELS[name]} : {message}")


def _taken(catalog: Catalog) -> dict[str, str]:
    """Return each address of a catalogue, and « # » with each permalink and title → the title of its resource."""
    names = {f"#{name}": one.title for one in catalog.resources for name in (slugify(one.title), one.slug)}
    return names | {normalize_url(url): one.title for one in catalog.resources for url in one.urls}


def empty_catalogue(titles: Sequence[str], path: Path) -> str:
    """Return the text of a catalogue that has categories and no resource yet."""
    known: Names = {}
    for title in titles:
        identify(known, title, "", path)
    lines = (f"  {line}\n" for found in known.values() for line in _named_lines(*found))
    try:
        catalog_from(text := EMPTY.replace("resources:", f"{''.join(lines)}resources:"), path)
    except InvalidCatalog as invalid:
        raise TableRefused(f"--rubrique : {invalid.problems[0].message}") from None
    return text


def _refuse_unfit(row: Row, seen: dict[str, int], held: dict[str, str]) -> None:
    """Refuse a row without title or category, or with an address or a title that is taken.

    ``seen``: address, or « # » and permalink → the row that has it; ``held``: what the file has (``_taken``). A title
    that another row has is no refusal: the permalink changes.
    """
    if missing := [name for name in ("title", "category") if not row.answers[name]]:
        row.notes += [f"{LABELS[name]} : il n’y en a pas." for name in missing]
        row.refused = True
        return
    address = normalize_url("".join(row.answers["url"]))
    title = slugify(row.answers["title"][0])
    slug = "".join(row.answers["id"]) or title
    if found := next((held[key] for key in (address, f"#{title}", f"#{slug}") if key in held), ""):
        row.notes.append(f"Déjà dans {CATALOGUE} : {quote(found)}.")
        row.refused = True
    elif address and seen.setdefault(address, row.number) != row.number:
        row.notes.append(f"{LABELS['url']} : c’est aussi celle de la ligne {seen[address]}.")
        row.refused = True
    elif (first := seen.setdefault(f"#{slug}", row.number)) != row.number:
        free = (f"{slug[:70]}-{number}" for number in count(row.number))
        row.answers["id"] = [next(name for name in free if f"#{name}" not in held)]
        row.notes.append(f"{LABELS['title']} : c’est aussi celui de la ligne {first}.")


def _catalogue_lines(rows: list[Row], names: dict[str, Names], root: Node | None, source: str) -> Iterator[Line]:
    """Yield each line of a file, with its end, once the rows, their categories and their formats are in it."""
    lines = source.splitlines(keepends=True)
    end, added = line_end(lines), defaultdict[int, list[Line]](list)
    for section, name in (("categories", "category"), ("formats", "format")):
        old = {text_of(entry, "id") for entry in entries_of(root, section)}
        owners = {found: [row for row in rows if row.answers[name] == [found[0]]] for found in names[name].values()}
        made = {found: users for found, users in owners.items() if users and found[0] not in old}
        if made:
            there = isinstance(root, Mapping) and child(root, section)
            place, indent, _ = make_room(root, lines, section if there else "categories")
            added[place] += [] if there else [("", [], f"{section}:")]
            for found, users in made.items():
                added[place] += [(name, users, " " * indent + line) for line in _named_lines(*found)]
    rooms = {name: make_room(root, lines, "resources", name) for name in {row.answers["category"][0] for row in rows}}
    for row in rows:
        place, indent, spaced = rooms[row.answers["category"][0]]
        added[place] += [("", [], "")] if spaced or added[place] else []
        added[place] += [(name, [row], " " * indent + line) for name, line in entry_lines(row.answers)]
    for number, line in enumerate(lines, 1):
        yield "", [], line
        yield from ((name, owners, text + end) for name, owners, text in added[number])


def _named_lines(name: str, title: str) -> list[str]:
    return [line for _, line in entry_lines({"id": [name], "title": [title]}, ("id", "title"))]
