"""The rows of a table → a text of resources.yaml that keeps the rules, and what could not be in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annuaire.adopt.table import TableRefused
from annuaire.catalog.load import catalog_from
from annuaire.contacts import contact_kind
from annuaire.paths import RESERVED, written_at
from annuaire.proposals.answers import answers_in
from annuaire.proposals.entry import ASKED, FORM_TABLES, entry_lines, link_of
from annuaire.source.problems import InvalidCatalog
from annuaire.text import day_in, fold, name_slug, slugify
from annuaire.urls import host, normalize_url, url_fault

LABELS = {name: known.label for name, known in ASKED.items()}
MANY = ("publisher", "contact", "tags", "links")
VITAL = ("title", "category", "url")
"""With a wrong one, a row makes no entry; with any other, an entry without it."""
WAYS = {"contact", "courriel", "e", "email", "et", "mail", "mobile", "ou", "tel", "telephone"}
"""Words beside a contact that say nothing more."""
Line = tuple[str, list["Row"], str]
"""A line of the catalogue: the field and the rows that it comes from, its text."""
HEAD: Line = ("", [], "# yaml-language-server: $schema=resources.schema.json")
Names = dict[str, dict[str, tuple[str, str]]]
"""« category » and « format » → what a table calls one → (its identifier, its title)."""


@dataclass(slots=True)
class Row:
    """A row of a table; ``number`` is the spreadsheet's; ``notes`` say what it loses: it is to be looked at again."""

    number: int
    cells: Sequence[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refused: bool = False


def row_of(number: int, cells: Sequence[str], columns: Sequence[str], ours: bool) -> Row:
    """Return what a row makes, from the field of each column; ``ours``: the table is an export of a directory."""
    row, texts = Row(number, cells), {name: list[str]() for name in (*LABELS, "category_title", "format_title", "")}
    for name, cell in zip(columns, cells, strict=False):
        texts[name] += _unescaped(name, cell) if ours else _cell_values(name, cell)
        if name == "contact" and set(slugify(cell).split("-")) - set(slugify(" ".join(texts[name])).split("-")) - WAYS:
            row.notes.append(f"{LABELS[name]} : seuls des adresses et des numéros sont gardés.")
    if not ours:
        texts["contact"] += [text for text in texts["url"] if contact_kind(text) == "mail"]
        urls = [text for text in texts["url"] if contact_kind(text) != "mail"]
        texts["links"] += [f"{host(url) or url} <{url}>" for url in urls[1:]]
        texts["url"] = urls[:1] or [link_of(texts["links"].pop(0))[1] for _ in texts["links"][:1]]
        texts |= {name: [str(day_in(day) or day) for day in texts[name]] for name in ("added", "reviewed")}
    for name, found in texts.items():
        row.answers[name] = list({fold(text): text for text in found}.values())[: None if name in MANY else 1]
    if row.answers["id"] == [slugify("".join(row.answers["title"]))]:
        row.answers["id"] = []
    return row


def _cell_values(name: str, cell: str) -> list[str]:
    """Return the values of a cell, cleaned as those of a proposal are: one a line, or between « ; » or « | »."""
    marks = "[;|,]" if name in ("contact", "tags") else "[;|]"
    texts = answers_in(name, re.sub(marks, "\n", cell) if name in MANY else cell)
    if name == "url":  # tables often give « exemple.fr » alone
        return [text if "://" in text or url_fault(f"https://{text}") else f"https://{text}" for text in texts]
    return [text.lstrip("# ") if name == "tags" else text for text in texts]


def _unescaped(name: str, cell: str) -> list[str]:
    """Return the values of a cell of our own export (exports/datasets.py)."""
    cell = cell.removeprefix("'")
    if name not in MANY:
        return [cell] if cell else []
    return [re.sub(r"(?s)\\(.)", r"\1", part).strip() for part in re.findall(r"(?s)(?:\\.|[^\\|])+", cell)]


def catalogue_text(rows: Sequence[Row], path: Path) -> str:
    """Return the text of a valid catalogue, to write at ``path``; rows that cannot be in it are marked and told.

    Raise TableRefused when nothing is left.
    """
    names: Names = {"category": {}, "format": {}}
    seen: dict[str, int] = {}
    for row in rows:
        _refuse_unfit(row, seen)
        for name in names if not row.refused else ():
            title = "".join(row.answers[f"{name}_title"])
            row.answers[name] = [identify(names[name], text, title, path) for text in row.answers[name]]
    while True:
        lines = list(_catalogue_lines([row for row in rows if not row.refused], names))
        try:
            catalog_from(text := "".join(f"{line}\n" for _, _, line in lines), path, FORM_TABLES)
            return text
        except InvalidCatalog as invalid:
            faults = [(*lines[problem.line - 1][:2], problem.message) for problem in invalid.problems]
        if not any(owners for _, owners, _ in faults):
            raise TableRefused("Aucune ligne n’en fait une ressource : il faut au moins un titre et une rubrique.")
        for name, row, message in ((name, row, message) for name, owners, message in faults for row in owners):
            row.refused |= name in VITAL
            row.answers[name] = []
            row.notes.append(f"{LABELS[name]} : {message}")


def empty_catalogue(titles: Sequence[str], path: Path) -> str:
    """Return the text of a catalogue that has categories and no resource yet."""
    known: dict[str, tuple[str, str]] = {}
    for title in titles:
        identify(known, title, "", path)
    lines = [HEAD[2], "categories:", *(line for found in known.values() for line in _named_lines(*found)), "resources:"]
    try:
        catalog_from(text := "\n".join([*lines, ""]), path)
    except InvalidCatalog as invalid:
        raise TableRefused(f"--rubrique : {invalid.problems[0].message}") from None
    return text


def _refuse_unfit(row: Row, seen: dict[str, int]) -> None:
    """Refuse a row without title or category, or whose address another one has: ``seen`` gives its number."""
    if missing := [name for name in ("title", "category") if not row.answers[name]]:
        row.notes += [f"{LABELS[name]} : il n’y en a pas." for name in missing]
    elif (address := normalize_url("".join(row.answers["url"]))) and seen.setdefault(address, row.number) != row.number:
        row.notes.append(f"{LABELS['url']} : c’est aussi celle de la ligne {seen[address]}.")
    else:
        slug = "".join(row.answers["id"]) or slugify(row.answers["title"][0])
        if (first := seen.setdefault(f"#{slug}", row.number)) != row.number:
            row.answers["id"] = [f"{slug[:70]}-{row.number}"]
            row.notes.append(f"{LABELS['title']} : c’est aussi celui de la ligne {first}.")
        return
    row.refused = True


def identify(known: dict[str, tuple[str, str]], value: str, title: str, path: Path) -> str:
    """Return the id of a category or a format, added when it is new; with a title, ``value`` is this id already."""
    key = value if title else name_slug(value)
    if key not in known:
        taken = {name for name, _ in known.values()} | RESERVED
        guesses = (key[:60].strip("-"), f"rubrique-{key[:50]}", *(f"{key[:50]}-{rank}" for rank in range(2, 9999)))
        docs = path.parent / "docs"
        free = (guess for guess in guesses if guess not in taken and not written_at(docs, f"{guess}.md"))
        known[key] = next(free), title or value
    return known[key][0]


def _catalogue_lines(rows: list[Row], names: Names) -> Iterator[Line]:
    """Yield each line of the file."""
    yield HEAD
    for section, name in (("categories", "category"), ("formats", "format")):
        owners = {found: [row for row in rows if row.answers[name] == [found[0]]] for found in names[name].values()}
        yield from [("", [], f"{section}:")] if any(owners.values()) else []
        yield from ((name, users, line) for found, users in owners.items() if users for line in _named_lines(*found))
    yield "", [], "resources:"
    for row in rows:
        yield from ((name, [row], f"  {line}") for name, line in entry_lines(row.answers))
        yield "", [], ""


def _named_lines(name: str, title: str) -> list[str]:
    return [f"  {line}" for _, line in entry_lines({"id": [name], "title": [title]}, ("id", "title"))]
