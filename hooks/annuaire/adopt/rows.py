"""The rows of a table → what each one answers, cleaned as the answers of a proposal are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from annuaire.contacts import contact_kind
from annuaire.proposals.answers import answers_in
from annuaire.proposals.courtesies import LIST_MARK
from annuaire.proposals.entry import ASKED, link_of
from annuaire.text import day_in, fold, slugify
from annuaire.urls import host, url_fault

LABELS = {name: known.label for name, known in ASKED.items()}
MANY = ("publisher", "contact", "tags", "links")
WAYS = {"contact", "courriel", "e", "email", "et", "mail", "mobile", "ou", "tel", "telephone"}
"""Words beside a contact that say nothing more."""

ONLY_CONTACTS = f"{LABELS['contact']} : seuls des adresses et des numéros sont gardés."


@dataclass(slots=True)
class Row:
    """A row of a table; ``number`` is the spreadsheet's; ``notes``: what it loses; ``changes``: what is reworded."""

    number: int
    cells: Sequence[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    refused: bool = False
    """Kept out, whatever the other rows are."""
    like: str = ""
    """What the row has in common with one above it, which keeps its title or, of the same address, keeps it out."""
    slug: list[str] = field(default_factory=list)
    """The permalink that it takes then."""

    @property
    def aside(self) -> bool:
        """Say that the row makes no entry."""
        return self.refused or bool(self.like and not self.slug)

    @property
    def why(self) -> list[str]:
        """Return all that is to be looked at."""
        return [*self.notes, *[self.like] * bool(self.like)]


def row_of(number: int, cells: Sequence[str], columns: Sequence[str], ours: bool, category: str = "") -> Row:
    """Return what a row makes, from the field of each column; ``ours``: the table is an export of a directory;
    ``category``: where a row that names none goes."""
    row, texts = Row(number, cells), {name: list[str]() for name in (*LABELS, "category_title", "format_title", "")}
    for name, cell in zip(columns, cells, strict=False):
        texts[name] += _unescaped(name, cell) if ours else _cell_values(name, cell)
        if name == "description" and not ours and LIST_MARK.search(cell):
            row.changes.append(f"{LABELS[name]} : les puces sont devenues une phrase.")
        if name == "contact" and set(slugify(cell).split("-")) - set(slugify(" ".join(texts[name])).split("-")) - WAYS:
            row.notes.append(ONLY_CONTACTS)
    if not ours:
        texts["contact"] += [text for text in texts["url"] if contact_kind(text) == "mail"]
        urls = [text for text in texts["url"] if contact_kind(text) != "mail"]
        texts["links"] += [f"{host(url) or url} <{url}>" for url in urls[1:]]
        texts["url"] = urls[:1] or [link_of(texts["links"].pop(0))[1] for _ in texts["links"][:1]]
        texts |= {name: [str(day_in(day) or day) for day in texts[name]] for name in ("added", "reviewed")}
        kept = [text for text in texts["contact"] if contact_kind(text)]
        if len(kept) < len(texts["contact"]) and not row.notes:
            row.notes.append(ONLY_CONTACTS)
        texts["contact"] = kept
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
