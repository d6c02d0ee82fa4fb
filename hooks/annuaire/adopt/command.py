"""The commands of a new directory: « annuaire importer » and « annuaire nouveau »."""

import argparse
import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from shlex import quote as shell_quote
from typing import Any

from annuaire.adopt.entries import LABELS, Row, catalogue_text, empty_catalogue, row_of
from annuaire.adopt.new import make_directory
from annuaire.adopt.table import TableRefused, field_of, header_row, read_table
from annuaire.files import write_whole
from annuaire.paths import CATALOGUE
from annuaire.source.problems import quote

LICENCES = {
    "cc-by-sa": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"),
    "cc-by": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "licence-ouverte": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}
ASKED = {
    "nom": "Le nom de votre annuaire : ", "sujet": "Son sujet, en une phrase : ",
    "licence": f"Sa licence ({', '.join(LICENCES)}) : ",
}  # fmt: skip
"""Option → what is asked on a terminal in its place."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def add_adoption_commands(commands: Any) -> None:
    """Add « importer » and « nouveau » to argparse's sub-commands."""
    told = "faire resources.yaml d’un tableau enregistré au format CSV"
    importing = commands.add_parser("importer", help=told, description=told[0].upper() + told[1:] + ".")
    importing.add_argument("table", type=Path, metavar="TABLEAU")
    importing.add_argument("--remplacer", action="store_true", help="récrire resources.yaml s’il existe")
    importing.set_defaults(run=_import)
    told = "commencer un annuaire dans un nouveau dossier ; rien n’est publié"
    beginning = commands.add_parser("nouveau", help=told, description=told[0].upper() + told[1:] + ".")
    beginning.add_argument("folder", type=Path, metavar="DOSSIER")
    beginning.add_argument("--nom", help="le nom de l’annuaire", metavar="NOM")
    beginning.add_argument("--sujet", help="son sujet, en une phrase", metavar="PHRASE")
    beginning.add_argument("--licence", choices=LICENCES, help=", ".join(LICENCES), metavar="LICENCE")
    start = beginning.add_mutually_exclusive_group()
    start.add_argument("--rubrique", action="append", default=[], help="une rubrique ; à répéter", metavar="TITRE")
    start.add_argument("--depuis", type=Path, help="le tableau dont l’annuaire se remplit (CSV)", metavar="TABLEAU")
    beginning.set_defaults(run=_new)
    told = "le champ d’une colonne, par exemple « Lieu=description » ; « Lieu= » la laisse de côté"
    for command in (importing, beginning):
        command.add_argument("--colonne", action="append", default=[], metavar="COLONNE=CHAMP", help=told)


def _ask(question: str) -> str:
    """Return the answer of a person at a terminal; "" when there is none."""
    try:
        return input(question).strip() if sys.stdin.isatty() else ""
    except EOFError:
        return ""


def _new(options: argparse.Namespace) -> int:
    """Return 0 when the directory is there, 2 when something is missing or wrong."""
    given = {name: getattr(options, name) or _ask(question) for name, question in ASKED.items()}
    if not options.rubrique and not options.depuis:
        options.rubrique = list(iter(lambda: _ask("Une rubrique (Entrée quand il n’y en a plus) : "), ""))
    missing = [f"--{name}" for name, text in given.items() if not text or (name == "licence" and text not in LICENCES)]
    if missing := missing + ["--rubrique ou --depuis"] * (not options.rubrique and not options.depuis):
        sys.stderr.write(f"annuaire : usage incorrect (il manque : {', '.join(missing)}).\n")
        return 2
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        sys.stderr.write(f"{options.folder} existe déjà : choisissez un autre dossier.\n")
        return 2

    def fill(folder: Path) -> None:
        if options.depuis:
            import_table(options.depuis, folder, options.colonne)
        else:
            write_whole(folder / CATALOGUE, empty_catalogue(options.rubrique, folder / CATALOGUE))

    name, subject = (" ".join(given[key].split()) for key in ("nom", "sujet"))
    licence, licence_url = LICENCES[given["licence"]]
    texts = {"name": json.dumps(name, ensure_ascii=False), "subject": json.dumps(subject, ensure_ascii=False)}
    texts |= {"title": MARKDOWN.sub(r"\\\1", name), "sentence": MARKDOWN.sub(r"\\\1", subject)}
    make_directory(options.folder.absolute(), texts | {"licence": licence, "licence_url": licence_url}, fill)
    print("Votre annuaire est là, et rien n’est publié. Pour le voir :")
    print(f"  cd {shell_quote(f'{options.folder}')}\n  make serve")
    return 0


def _import(options: argparse.Namespace) -> int:
    return import_table(options.table, Path(), options.colonne, options.remplacer)


def import_table(table: Path, folder: Path, columns: Sequence[str], replace: bool = False) -> int:
    """Write resources.yaml in a folder, and beside it the rows that lose something; print what is to be looked at.

    ``columns``: « COLONNE=CHAMP », as told by options. Return 1 when rows are left; raise TableRefused, OSError.
    """
    path, left = folder / CATALOGUE, folder / f"{table.stem}-a-revoir.csv"
    if not replace and (taken := next((known for known in (path, left) if known.exists()), None)):
        raise TableRefused(f"{taken.name} existe déjà : pour le récrire, ajoutez « --remplacer ».")
    rows = read_table(table)
    first = header_row(rows)
    headers = rows[first] if rows else []
    named = dict(column.rpartition("=")[::2] for column in columns)
    fields = [_field_of_column(header, named, rows[first + 1 :], rank) for rank, header in enumerate(headers)]
    for name in [vital for vital in ("title", "category") if vital not in fields]:
        known = ", ".join(map(quote, filter(None, headers)))
        raise TableRefused(f'Aucune colonne ne dit « {LABELS[name]} ». Laquelle ? --colonne "NOM={name}" ({known}).')
    ours = {"category_title", "permalink"} <= set(headers)
    found = [row_of(rank, row, fields, ours) for rank, row in enumerate(rows, 1) if rank > first + 1 and any(row)]
    write_whole(path, catalogue_text(found, path))
    _tell(table.name, found, [header for header, name in zip(headers, fields, strict=True) if not name and not ours])
    if again := [row for row in found if row.notes]:
        text = StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerows([[*headers, "À revoir"], *([*row.cells, " ".join(row.notes)] for row in again)])
        write_whole(left, f"\ufeff{text.getvalue()}")
        print(f"Lignes à revoir, telles que dans le tableau : {len(again)}, dans {left.name}.")
    return int(bool(again))


def _field_of_column(header: str, named: Mapping[str, str], rows: list[list[str]], rank: int) -> str:
    """Return the field of a column: named by an option, by its header, or on the terminal; "" to leave it aside."""
    if header in named or not header:
        return field_of(named.get(header, ""))
    example = next((row[rank] for row in rows if row[rank : rank + 1] > [""]), "")
    asked = f"Colonne {quote(header)} (par exemple {quote(example)}), quel champ ? {', '.join(LABELS.values())}."
    return field_of(header) or field_of(_ask(f"{asked}\nEntrée pour la laisser de côté : "))


def _tell(table: str, rows: list[Row], aside: list[str]) -> None:
    """Print what is missing or doubtful, row by row of the table, then what was made."""
    for row in rows:
        missing = [LABELS[name] for name in ("description", "publisher") if not row.answers[name]]
        missing += ["Adresse ou Contact"] * (not row.answers["url"] and not row.answers["contact"])
        told = [*["Ligne laissée à part."] * row.refused, *row.notes]
        told += [f"Il manque : {', '.join(missing)}."] if missing and not row.refused else []
        if told:
            print(f"{table}:{row.number} : {' '.join(told)}")
    for header in filter(None, aside):
        print(f'Colonne {quote(header)} laissée de côté : pour la garder, ajoutez --colonne "{header}=CHAMP".')
    kept = [row.answers["category"][0] for row in rows if not row.refused]
    print(f"Ressources dans {CATALOGUE} : {len(kept)}, rubriques : {len(set(kept))}.")
