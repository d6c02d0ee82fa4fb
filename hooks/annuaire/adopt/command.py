"""The commands of a new directory: « annuaire importer » and « annuaire nouveau »."""

import argparse
import csv
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from annuaire.adopt.entries import LABELS, Row, catalogue_text, row_of
from annuaire.adopt.table import TableRefused, field_of, header_row, read_table
from annuaire.files import spoken, write_whole
from annuaire.source.problems import quote


def add_adoption_commands(commands: Any) -> None:
    """Add « importer » and « nouveau » to argparse's sub-commands."""
    told = "faire resources.yaml d’un tableau enregistré au format CSV"
    command = commands.add_parser("importer", help=told, description=told[0].upper() + told[1:] + ".")
    command.add_argument("table", type=Path, metavar="TABLEAU")
    named = "le champ d’une colonne, par exemple « Lieu=description » ; « Lieu= » la laisse de côté"
    command.add_argument("--colonne", action="append", default=[], metavar="COLONNE=CHAMP", help=named)
    command.add_argument("--remplacer", action="store_true", help="récrire resources.yaml s’il existe")
    command.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    """Return 0 when everything is in, 1 when rows are left, 2 for what cannot be read, 3 for what cannot be written."""
    try:
        return import_table(
            options.table, Path(), dict(name.rpartition("=")[::2] for name in options.colonne), options.remplacer
        )
    except TableRefused as refused:
        sys.stderr.write(f"{options.table} : {refused}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{spoken(error)}\n")
        return 3


def import_table(table: Path, folder: Path, named: Mapping[str, str], replace: bool = False) -> int:
    """Write resources.yaml in a folder, and beside it the rows that lose something; print what is to be looked at.

    ``named``: the field of a column, by its header. Return 1 when rows are left; raise TableRefused, OSError.
    """
    path, left = folder / "resources.yaml", folder / f"{table.stem}-a-revoir.csv"
    if not replace and (taken := next((known for known in (path, left) if known.exists()), None)):
        raise TableRefused(f"{taken} existe déjà : pour le récrire, ajoutez « --remplacer ».")
    rows = read_table(table)
    first = header_row(rows)
    headers = rows[first] if rows else []
    ours = {"category_title", "permalink"} <= set(headers)
    columns = [_column(header, named, rows[first + 1 :], rank) for rank, header in enumerate(headers)]
    for name in [vital for vital in ("title", "category") if vital not in columns]:
        known = ", ".join(f"« {header} »" for header in headers if header)
        raise TableRefused(
            f'aucune colonne ne donne « {LABELS[name]} ». Dites laquelle : --colonne "NOM={name}" ({known}).'
        )
    found = [row_of(rank, row, columns, ours) for rank, row in enumerate(rows, 1) if rank > first + 1 and any(row)]
    write_whole(path, catalogue_text(found, path))
    _report(
        table,
        found,
        [header for header, name in zip(headers, columns, strict=True) if header and not name and not ours],
        left,
    )
    again = [row for row in found if row.notes]
    if again:
        text = StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(
            [[*headers, "À revoir"], *([*row.cells, " ".join(row.notes)] for row in again)]
        )
        write_whole(left, "\ufeff" + text.getvalue())
    return int(bool(again))


def _column(header: str, named: Mapping[str, str], rows: list[list[str]], rank: int) -> str:
    """Return the field of a column: named by an option, by its header, or on the terminal; "" to leave it aside."""
    if header in named or not header:
        return field_of(named.get(header, ""))
    if (found := field_of(header)) or not sys.stdin.isatty():
        return found
    example = next((row[rank] for row in rows if row[rank : rank + 1] > [""]), "")
    known = f"quel champ ? {', '.join(LABELS.values())}.\nEntrée pour la laisser de côté : "
    return field_of(input(f"Colonne {quote(header)} (par exemple {quote(example)}), {known}"))


def _report(table: Path, rows: list[Row], aside: list[str], left: Path) -> None:
    """Print what is missing or doubtful, row by row of the table, then what was made."""
    for row in rows:
        missing = [LABELS[name] for name in ("description", "publisher") if not row.entry.get(name)]
        missing += ["Adresse ou Contact"] * (not row.entry.get("url") and not row.entry.get("contact"))
        told = [("Ligne laissée à part. " * row.refused) + " ".join(row.notes)] if row.notes else []
        told += [f"Il manque : {', '.join(missing)}."] if missing and not row.refused else []
        if told:
            print(f"{table}:{row.number} : {' '.join(told)}")
    for header in aside:
        print(f'Colonne {quote(header)} laissée de côté : pour la garder, ajoutez --colonne "{header}=CHAMP".')
    again = sum(bool(row.notes) for row in rows)
    kept = [row for row in rows if not row.refused]
    print(f"{len(kept)} ressources dans {len({row.entry['category'] for row in kept})} rubriques : resources.yaml.")
    if again:
        print(f"{again} lignes à revoir, telles que dans le tableau : {left}.")
