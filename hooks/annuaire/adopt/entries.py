"""The rows of a table → a text of resources.yaml that keeps the rules, and what could not be in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from annuaire.adopt.table import TableRefused
from annuaire.catalog.fields import FIELDS
from annuaire.catalog.load import catalog_from
from annuaire.catalog.values import day_in
from annuaire.contacts import contact_kind
from annuaire.paths import RESERVED, written_at
from annuaire.proposals.answers import answers_in
from annuaire.proposals.form import FORM_TABLES, link_of
from annuaire.source.problems import InvalidCatalog
from annuaire.text import fold, slugify
from annuaire.urls import host, normalize_url

LABELS = {name: known.label for name, known in FIELDS["resources"].items()}
MANY = ("publisher", "contact", "tags", "links")
VITAL = ("title", "category", "url")
"""With a wrong one, a row makes no entry; with any other, an entry without it."""
WAYS = {"contact", "courriel", "e", "email", "et", "mail", "mobile", "ou", "tel", "telephone"}
"""Words beside a contact that say nothing more."""
HEAD = "# yaml-language-server: $schema=resources.schema.json"


@dataclass(slots=True)
class Row:
    """A row of a table; ``number`` is the spreadsheet's; ``notes`` say what it loses: it is to be looked at again."""

    number: int
    cells: Sequence[str]
    entry: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refused: bool = False


def row_of(number: int, cells: Sequence[str], columns: Sequence[str], ours: bool) -> Row:
    """Return what a row makes, from the field of each column; ``ours``: the table is an export of a directory."""
    row, texts = Row(number, cells), {name: list[str]() for name in (*LABELS, "category_title", "format_title", "")}
    for name, cell in zip(columns, cells, strict=False):
        texts[name] += _unescaped(name, cell) if ours else _texts(name, cell)
        if name == "contact" and set(slugify(cell).split("-")) - set(slugify(" ".join(texts[name])).split("-")) - WAYS:
            row.notes.append(f"{LABELS[name]} : seuls des adresses et des numéros sont gardés.")
    texts["contact"] += [text for text in texts["url"] if contact_kind(text) == "mail"]
    urls = [text for text in texts["url"] if contact_kind(text) != "mail"]
    links = [_link(text) for text in texts["links"]] + [("", url) for url in urls[1:]]
    texts["url"] = urls[:1] if urls or ours else [links.pop(0)[1] for _ in links[:1]]
    for name, found in texts.items():
        values = list({fold(text): text for text in found}.values())
        row.entry[name] = values if name == "tags" or (name in MANY and values[1:]) else "".join(values[:1])
    row.entry["links"] = [{"title": title or host(url) or url, "url": url} for title, url in links]
    row.entry |= {name: str(day_in(row.entry[name]) or row.entry[name]) for name in ("added", "reviewed")}
    row.entry["id"] *= row.entry["id"] != slugify(row.entry["title"])
    return row


def catalogue_text(rows: Sequence[Row], path: Path) -> str:
    """Return the text of a valid catalogue, to write at ``path``; rows that cannot be in it are marked and told.

    Raise TableRefused when nothing is left.
    """
    names: dict[str, dict[str, dict[str, str]]] = {"category": {}, "format": {}}
    seen: dict[str, int] = {}
    for row in rows:
        _refuse_unfit(row, seen)
        for name in names if not row.refused else ():
            if value := row.entry.get(name):
                row.entry[name] = identify(names[name], value, row.entry[f"{name}_title"], path)
    while True:
        lines, places = [], []
        for line, owners, name in _lines([row for row in rows if not row.refused], names):
            lines.append(line)
            places.append((owners, name))
        try:
            catalog_from(text := "\n".join(lines) + "\n", path, FORM_TABLES)
            return text
        except InvalidCatalog as invalid:
            if not any(places[problem.line - 1][0] for problem in invalid.problems):
                raise TableRefused(
                    "aucune ligne n’en fait une ressource : il faut au moins un titre et une rubrique."
                ) from None
            for problem in invalid.problems:
                owners, name = places[problem.line - 1]
                for row in owners:
                    row.refused |= name in VITAL
                    row.entry.pop(name, None)
                    row.notes.append(f"{LABELS[name]} : {problem.message}")


def empty_catalogue(titles: Sequence[str], folder: Path) -> str:
    """Return the text of a catalogue that has categories and no resource yet."""
    known: dict[str, dict[str, str]] = {}
    for title in titles:
        identify(known, title, "", folder / "resources.yaml")
    return "\n".join(
        [HEAD, "categories:", *(line for entry in known.values() for line in dumped(entry)), "resources:", ""]
    )


def _refuse_unfit(row: Row, seen: dict[str, int]) -> None:
    """Refuse a row without title or category, or whose address another one has: ``seen`` gives its number."""
    row.notes += [f"{LABELS[name]} : il n’y en a pas." for name in ("title", "category") if not row.entry.get(name)]
    row.refused = any(not row.entry.get(name) for name in ("title", "category"))
    address = normalize_url(row.entry["url"])
    if not row.refused and address and seen.setdefault(address, row.number) != row.number:
        row.refused = True
        row.notes.append(f"{LABELS['url']} : c’est aussi celle de la ligne {seen[address]}.")
    slug = row.entry.get("id") or slugify(row.entry.get("title", ""))
    if not row.refused and seen.setdefault(f"#{slug}", row.number) != row.number:
        row.entry["id"] = f"{slug[:70]}-{row.number}"
        row.notes.append(f"{LABELS['title']} : c’est aussi celui de la ligne {seen[f'#{slug}']}.")


def identify(known: dict[str, dict[str, str]], value: str, title: str, path: Path) -> str:
    """Return the id of a category or a format, added when it is new; with a title, ``value`` is this id already."""
    key = value if title else slugify(value)
    if key not in known:
        taken = {entry["id"] for entry in known.values()} | RESERVED
        guesses = (key[:60].strip("-"), f"rubrique-{key[:50]}", *(f"{key[:50]}-{rank}" for rank in range(2, 9999)))
        free = (
            guess for guess in guesses if guess not in taken and not written_at(path.parent / "docs", f"{guess}.md")
        )
        known[key] = {"id": next(free), "title": title or value}
    return known[key]["id"]


def _lines(rows: list[Row], names: dict[str, dict[str, dict[str, str]]]) -> Iterator[tuple[str, list[Row], str]]:
    """Yield each line of the file, with the rows and the field that it comes from."""
    yield HEAD, [], ""
    for section, name in (("categories", "category"), ("formats", "format")):
        used = [(entry, [row for row in rows if row.entry.get(name) == entry["id"]]) for entry in names[name].values()]
        yield from [(f"{section}:", [], "")] if any(owners for _, owners in used) else []
        yield from ((line, owners, name) for entry, owners in used if owners for line in dumped(entry))
    yield "resources:", [], ""
    for row in rows:
        name = "title"
        for line in dumped({key: row.entry[key] for key in LABELS if row.entry.get(key)}):
            key = re.match(r"  [- ] (\w+):", line)
            name = key[1] if key else name
            yield line, [row], name
        yield "", [], ""


def dumped(entry: dict[str, Any]) -> list[str]:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump([entry], Dumper=dumper, allow_unicode=True, sort_keys=False, width=1 << 20)
    return [f"  {line}" if line else "" for line in text.splitlines()]


def _texts(name: str, cell: str) -> list[str]:
    """Return the values of a cell, cleaned as those of a proposal are: one a line, or between « ; » or « | »."""
    marks = "[;|,]" if name in ("contact", "tags") else "[;|]"
    texts = answers_in(name, re.sub(marks, "\n", cell) if name in MANY else cell)
    return [text.lstrip("# ") if name == "tags" else text for text in texts]


def _unescaped(name: str, cell: str) -> list[str]:
    """Return the values of a cell of our own export (exports/datasets.py)."""
    cell = cell.removeprefix("'")
    parts = re.findall(r"(?s)(?:\\.|[^\\|])+", cell) if name in MANY else [cell]
    return [re.sub(r"(?s)\\(.)", r"\1", part).strip() if name in MANY else part for part in parts if part]


def _link(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(?s)(.*) <(\S+)>", text)
    return (found[1], found[2]) if found else link_of(text)
