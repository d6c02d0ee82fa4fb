"""A spreadsheet saved as CSV → its rows, and the field of the catalogue that each column means; rows → such a file."""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path

from annuaire.catalog.fields import FIELDS
from annuaire.files import WrongUse, write_whole
from annuaire.proposals.labels import NAME_ALONE, field_named, with_identity_told
from annuaire.proposals.message import NOT_TEXT
from annuaire.source.shown import quote
from annuaire.text import FORBIDDEN, decode_text

csv.field_size_limit(2**31 - 1)  # 131,072 characters otherwise: a long cell is said for what it is
SEPARATORS = ";,\t|:"
OURS = {"category_title": "category_title", "format_title": "format_title", "permalink": ""}
"""Columns of our own export that are no field."""
LEFT, LOST, NOTES = "-a-revoir", "-a-completer", "À revoir"
"""What the names of two files add to that of the table, those of the rows left aside and of the rows that lost a value,
and their column that says why."""
BESIDE = {
    LEFT: "Lignes à revoir, telles que dans le tableau",
    LOST: "Ressources ajoutées sans une de leurs valeurs, à compléter dans resources.yaml",
}

LABELS = {name: known.label for name, known in FIELDS["resources"].items()}
FIELDS_TOLD = f"champs : {', '.join(LABELS.values())}"


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


def read_table(path: Path) -> tuple[list[str], dict[int, list[str]]]:
    """Return the headers of a CSV file and, by its number, each row under them that is not empty, whatever its encoding
    and separator, without the column of ``set_aside``.

    Raise WrongUse, OSError.
    """
    data = path.read_bytes()
    if data.startswith(NOT_TEXT):
        raise WrongUse("C’est un classeur, ou un document : enregistrez-le au format CSV, dans votre tableur.")
    text = re.sub(r"\r\n?", "\n", decode_text(data))
    if announced := re.match(r'"?sep=(.)"?\n', text):  # Excel’s own first line, which it does not show
        text = text[announced.end() :]
    separator = announced[1] if announced else max(SEPARATORS, key=lambda mark: _header_row(text, mark))
    try:
        rows = [[FORBIDDEN.sub("", cell).strip() for cell in row] for row in _csv_rows(text, separator)]
    except csv.Error:
        raise WrongUse("Un guillemet n’est pas à sa place : enregistrez de nouveau ce tableau en CSV.") from None
    first = -_header_row(text, separator)[1]
    headers = rows[first] if rows else []
    if NOTES in headers:
        added = headers.index(NOTES)
        rows = [[*row[:added], *row[added + 1 :]] for row in rows]
    if above := [cell for row in rows[:first] for cell in row if cell]:
        print(f"Au-dessus des titres des colonnes, laissé de côté : {', '.join(map(quote, above))}.")
    found = {n: row for n, row in enumerate(rows, 1) if n > first + 1 and any(row) and row != rows[first]}
    used = {rank for row in found.values() for rank, cell in enumerate(row) if cell}
    headers = rows[first] if rows else []
    return [text or f"colonne {rank + 1}" * (rank in used) for rank, text in enumerate(headers)], found


def set_aside(table: Path, folder: Path, kind: str, headers: Sequence[str], rows: Sequence[Row]) -> str:
    """Write in a folder some rows of a table, each with why, in a file of this kind; say and return its name, or ""."""
    if not rows:
        return ""
    text, size = io.StringIO(newline=""), len(headers)
    texts = ([*row.cells[:size], *[""] * (size - len(row.cells)), " ".join(row.why), *row.cells[size:]] for row in rows)
    csv.writer(text, delimiter=";").writerows([[*headers, NOTES], *texts])
    path = free_path(folder, re.sub(rf"({LEFT}|{LOST})(-\d+)?$", "", table.stem) + kind, ".csv")
    write_whole(path, f"\ufeff{text.getvalue()}")
    print(f"{BESIDE[kind]} : {len(rows)}, dans {path.name}.")
    return path.name


def free_path(folder: Path, stem: str, suffix: str = "") -> Path:
    """Return the path of a file that is not there yet, with a number if needed."""
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(path for name in names if not (path := folder / f"{name}{suffix}").exists())


def ask(question: str) -> str:
    """Return the answer of a person at a terminal; "" when there is none."""
    try:
        return input(question).strip() if sys.stdin.isatty() else ""
    except EOFError:
        return ""


def fields_of(headers: Sequence[str], rows: Iterable[list[str]], said: Sequence[str]) -> list[str]:
    """Return the field of each column, "" to leave it aside: named by some « COLONNE=CHAMP », by its header, or on the
    terminal. Raise WrongUse for a header or a field that is none."""
    named = dict(column.rpartition("=")[::2] for column in said)
    for header, name in named.items():
        if header not in headers or (name and not field_of(name)):
            known = ", ".join(map(quote, headers))
            raise WrongUse(f"--colonne {header}={name} : colonnes du tableau : {known} ; {FIELDS_TOLD}.")
    read = with_identity_told("".join(f"{' '.join(header.split())}\n" for header in headers)).split("\n")
    fields = [field_of(named.get(*pair)) for pair in zip(headers, read, strict=False)]
    alone = [n for n, header in enumerate(headers) if NAME_ALONE.fullmatch(header) and header not in named]
    for rank in alone if fields.count("title") > len(alone) else alone[1:]:
        fields[rank] = ""
    for rank, header in enumerate(headers):
        if header and not fields[rank] and header not in {*named, *OURS}:
            example = next((row[rank] for row in rows if row[rank : rank + 1] > [""]), "")
            told = f"Colonne {quote(header)} (par exemple {quote(example)}), quel champ ? {', '.join(LABELS.values())}."
            fields[rank] = field_of(ask(f"{told}\nEntrée pour la laisser de côté : "))
    return fields


def field_of(header: str) -> str:
    """Return the field that the name of a column means, in French or in English; "" for none."""
    if header in OURS:
        return OURS[header]
    return field_named(header, FIELDS["resources"]).replace("affiliation", "")


def _csv_rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _header_row(text: str, separator: str) -> tuple[int, int, int]:
    """Return how many fields the headers name, their rank, negative, and how many cells they are, were this the
    separator: of the first rows, which a title may precede, they are the one that names the most fields."""
    try:
        rows = enumerate(islice(_csv_rows(text, separator), 20))
        return max((len({*map(field_of, row)} - {""}), -rank, len(row)) for rank, row in rows)
    except (csv.Error, ValueError):
        return 0, 0, 0
