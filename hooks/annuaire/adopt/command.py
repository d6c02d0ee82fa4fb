"""The commands of a new directory: « annuaire importer » and « annuaire nouveau »."""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from shlex import quote as shell_quote
from typing import Any

from annuaire.adopt.entries import LABELS, Row, catalogue_text, empty_catalogue, row_of
from annuaire.adopt.new import make_directory
from annuaire.adopt.table import TableRefused, field_of, header_row, read_table
from annuaire.files import spoken, write_whole
from annuaire.source.problems import InvalidCatalog, quote

LICENCES = {
    "cc-by-sa": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"),
    "cc-by": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "licence-ouverte": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def add_adoption_commands(commands: Any) -> None:
    """Add « importer » and « nouveau » to argparse's sub-commands."""
    told = "faire resources.yaml d’un tableau enregistré au format CSV"
    command = commands.add_parser("importer", help=told, description=told[0].upper() + told[1:] + ".")
    command.add_argument("table", type=Path, metavar="TABLEAU")
    command.add_argument("--remplacer", action="store_true", help="récrire resources.yaml s’il existe")
    _add_columns(command)
    command.set_defaults(run=_import)
    told = "commencer un annuaire dans un nouveau dossier ; rien n’est publié"
    command = commands.add_parser("nouveau", help=told, description=told[0].upper() + told[1:] + ".")
    command.add_argument("folder", type=Path, metavar="DOSSIER")
    command.add_argument("--nom", default="", help="le nom de l’annuaire", metavar="NOM")
    command.add_argument("--sujet", default="", help="son sujet, en une phrase", metavar="PHRASE")
    command.add_argument("--licence", choices=LICENCES, help=", ".join(LICENCES), metavar="LICENCE")
    start = command.add_mutually_exclusive_group()
    start.add_argument("--rubrique", action="append", default=[], help="une rubrique ; à répéter", metavar="TITRE")
    start.add_argument("--depuis", type=Path, help="le tableau dont l’annuaire se remplit (CSV)", metavar="TABLEAU")
    _add_columns(command)
    command.set_defaults(run=_new)


def _add_columns(command: Any) -> None:
    told = "le champ d’une colonne, par exemple « Lieu=description » ; « Lieu= » la laisse de côté"
    command.add_argument("--colonne", action="append", default=[], metavar="COLONNE=CHAMP", help=told)


def _new(options: argparse.Namespace) -> int:
    """Return 0 when the directory is there, 2 when something is missing or wrong, 3 when it cannot be written."""
    options.nom = options.nom or _ask("Le nom de votre annuaire : ")
    options.sujet = options.sujet or _ask("Son sujet, en une phrase : ")
    options.licence = options.licence or _ask(f"Sa licence ({', '.join(LICENCES)}) : ")
    if not options.rubrique and not options.depuis:
        options.rubrique = list(iter(lambda: _ask("Une rubrique (Entrée quand il n’y en a plus) : "), ""))
    given = {"nom": options.nom, "sujet": options.sujet, "licence": options.licence in LICENCES}
    given["rubrique ou --depuis"] = options.rubrique or options.depuis
    if missing := [f"--{name}" for name, value in given.items() if not value]:
        sys.stderr.write(f"annuaire : usage incorrect (il manque : {', '.join(missing)}).\n")
        return 2
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        sys.stderr.write(f"{options.folder} existe déjà : choisissez un autre dossier.\n")
        return 2
    return _done(options.depuis or options.folder, lambda: _make(options))


def _ask(question: str) -> str:
    """Return the answer of a person at a terminal; "" when there is none."""
    try:
        return input(question).strip() if sys.stdin.isatty() else ""
    except EOFError:
        return ""


def _make(options: argparse.Namespace) -> int:
    name, subject = (" ".join(text.split()) for text in (options.nom, options.sujet))
    licence = LICENCES[options.licence]
    texts = {key: json.dumps(text, ensure_ascii=False) for key, text in (("name", name), ("subject", subject))}
    texts |= {"title": MARKDOWN.sub(r"\\\1", name), "sentence": MARKDOWN.sub(r"\\\1", subject)}
    texts |= {"licence": licence[0], "licence_url": licence[1]}
    make_directory(options.folder.absolute(), texts, lambda folder: _fill(folder, options))
    print("Votre annuaire est là, et rien n’est publié. Pour le voir :")
    print(f"  cd {shell_quote(f'{options.folder}')}\n  make serve")
    return 0


def _fill(folder: Path, options: argparse.Namespace) -> None:
    if options.depuis:
        import_table(options.depuis, folder, _named(options))
    else:
        write_whole(folder / "resources.yaml", empty_catalogue(options.rubrique, folder))


def _import(options: argparse.Namespace) -> int:
    """Return 0 when everything is in, 1 when rows are left, 2 for what cannot be read, 3 for what cannot be written."""
    return _done(options.table, lambda: import_table(options.table, Path(), _named(options), options.remplacer))


def _named(options: argparse.Namespace) -> dict[str, str]:
    return dict(name.rpartition("=")[::2] for name in options.colonne)


def _done(about: Path, run: Callable[[], int]) -> int:
    try:
        return run()
    except (TableRefused, InvalidCatalog) as refused:
        sys.stderr.write(f"{about} : {refused}\n")
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
        raise TableRefused(f"{taken.name} existe déjà : pour le récrire, ajoutez « --remplacer ».")
    rows = read_table(table)
    first = header_row(rows)
    headers = rows[first] if rows else []
    columns = [_column(header, named, rows[first + 1 :], rank) for rank, header in enumerate(headers)]
    for name in [vital for vital in ("title", "category") if vital not in columns]:
        known = ", ".join(map(quote, filter(None, headers)))
        raise TableRefused(f'aucune colonne ne dit « {LABELS[name]} ». Laquelle ? --colonne "NOM={name}" ({known}).')
    ours = {"category_title", "permalink"} <= set(headers)
    found = [row_of(rank, row, columns, ours) for rank, row in enumerate(rows, 1) if rank > first + 1 and any(row)]
    write_whole(path, catalogue_text(found, path))
    aside = [header for header, name in zip(headers, columns, strict=True) if header and not name and not ours]
    _report(table.name, found, aside)
    if again := [row for row in found if row.notes]:
        text = StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerows([[*headers, "À revoir"], *([*row.cells, " ".join(row.notes)] for row in again)])
        write_whole(left, f"\ufeff{text.getvalue()}")
        print(f"Lignes à revoir, telles que dans le tableau : {len(again)}, dans {left.name}.")
    return int(bool(again))


def _column(header: str, named: Mapping[str, str], rows: list[list[str]], rank: int) -> str:
    """Return the field of a column: named by an option, by its header, or on the terminal; "" to leave it aside."""
    if header in named or not header:
        return field_of(named.get(header, ""))
    example = next((row[rank] for row in rows if row[rank : rank + 1] > [""]), "")
    asked = f"Colonne {quote(header)} (par exemple {quote(example)}), quel champ ? {', '.join(LABELS.values())}."
    return field_of(header) or field_of(_ask(f"{asked}\nEntrée pour la laisser de côté : "))


def _report(table: str, rows: list[Row], aside: list[str]) -> None:
    """Print what is missing or doubtful, row by row of the table, then what was made."""
    for row in rows:
        missing = [LABELS[name] for name in ("description", "publisher") if not row.entry.get(name)]
        missing += ["Adresse ou Contact"] * (not row.entry.get("url") and not row.entry.get("contact"))
        told = [*["Ligne laissée à part."] * row.refused, *row.notes]
        told += [f"Il manque : {', '.join(missing)}."] if missing and not row.refused else []
        if told:
            print(f"{table}:{row.number} : {' '.join(told)}")
    for header in aside:
        print(f'Colonne {quote(header)} laissée de côté : pour la garder, ajoutez --colonne "{header}=CHAMP".')
    kept = [row.entry["category"] for row in rows if not row.refused]
    print(f"Ressources dans resources.yaml : {len(kept)}, rubriques : {len(set(kept))}.")
