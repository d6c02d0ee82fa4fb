"""The commands of a new directory: « annuaire importer » and « annuaire nouveau »."""

import argparse
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annuaire.adopt.entries import EMPTY, catalogue_text, empty_catalogue
from annuaire.adopt.new import LICENCES, make_directory
from annuaire.adopt.rows import row_of
from annuaire.adopt.table import (
    FIELDS_TOLD,
    LABELS,
    LEFT,
    LOST,
    Row,
    TableRefused,
    field_of,
    free_path,
    named_columns,
    read_table,
    write_beside,
)
from annuaire.catalog.load import load_catalog
from annuaire.files import locked, write_whole
from annuaire.paths import CATALOGUE
from annuaire.proposals.issue_forms import outdated_forms
from annuaire.source.shown import quote
from annuaire.text import slugify

TOLD = {
    "importer": "faire resources.yaml d’un tableau enregistré au format CSV, ou y ajouter ses lignes",
    "nouveau": "commencer un annuaire dans un nouveau dossier ; rien n’est publié",
}
ASKED = {
    "nom": "le nom de l’annuaire",
    "sujet": "son sujet, en une phrase",
    "licence": f"sa licence ({', '.join(LICENCES)})",
}
"""Option → what it is, asked on a terminal when it is not given."""
NONE_SAYS = ' Aucune ? --rubrique "TITRE" y range toutes les lignes.'
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def add_adoption_commands(commands: Any) -> None:
    """Add « importer » and « nouveau » to argparse's sub-commands."""
    importing, beginning = (
        commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.") for name, told in TOLD.items()
    )
    importing.add_argument("table", type=Path, metavar="TABLEAU")
    told = "récrire resources.yaml, gardé à côté, au lieu d’y ajouter les lignes"
    importing.add_argument("--remplacer", action="store_true", help=told)
    beginning.add_argument("folder", type=Path, metavar="DOSSIER")
    for name, told in ASKED.items():
        choices = LICENCES if name == "licence" else None
        beginning.add_argument(f"--{name}", help=told, choices=choices, metavar=name.upper())
    beginning.add_argument("--depuis", type=Path, help="le tableau dont l’annuaire se remplit (CSV)", metavar="TABLEAU")
    category = "la rubrique des lignes d’un tableau qui n’en disent aucune ; sans tableau, une rubrique, à répéter"
    column = "le champ d’une colonne, par exemple « Lieu=description » ; « Lieu= » la laisse de côté"
    for command, run in ((importing, _import), (beginning, _new)):
        command.add_argument("--rubrique", action="append", default=[], metavar="TITRE", help=category)
        command.add_argument("--colonne", action="append", default=[], metavar="COLONNE=CHAMP", help=column)
        command.set_defaults(run=run)


def _ask(question: str) -> str:
    """Return the answer of a person at a terminal; "" when there is none."""
    try:
        return input(question).strip() if sys.stdin.isatty() else ""
    except EOFError:
        return ""


def _answer(name: str, told: str) -> str:
    """Return what a person answers at a terminal to one of ASKED, asked three times; "" when it is never right."""
    for _ in range(3):
        text = _ask(f"{told[0].upper()}{told[1:]} : ")
        known = [key for key in LICENCES if slugify(text).startswith(key)]  # « CC BY-SA 4.0 » is one of them
        if text and (name != "licence" or known):
            return known[0] if name == "licence" else text
    return ""


def _new(options: argparse.Namespace) -> int:
    """Return 0 when the directory is there; raise TableRefused when something is missing or wrong."""
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        raise TableRefused(f"{options.folder} existe déjà : choisissez un autre dossier.")
    given = {name: getattr(options, name) or _answer(name, told) for name, told in ASKED.items()}
    if not options.rubrique and not options.depuis:
        options.rubrique = list(iter(lambda: _ask("Une rubrique (Entrée quand il n’y en a plus) : "), ""))
    missing = [f"--{name}" for name, text in given.items() if not text or (name == "licence" and text not in LICENCES)]
    if missing := missing + ["--rubrique ou --depuis"] * (not options.rubrique and not options.depuis):
        raise TableRefused(f"annuaire : usage incorrect (il manque : {', '.join(missing)}).")

    def fill(folder: Path) -> None:
        if options.depuis:
            import_table(options.depuis, folder, options.colonne, options.rubrique)
        else:
            write_whole(folder / CATALOGUE, empty_catalogue(options.rubrique, folder / CATALOGUE))

    name, subject = (" ".join(given[key].split()) for key in ("nom", "sujet"))
    licence, licence_url = LICENCES[given["licence"]]
    texts = {"name": json.dumps(name, ensure_ascii=False), "subject": json.dumps(subject, ensure_ascii=False)}
    texts |= {"title": MARKDOWN.sub(r"\\\1", name), "sentence": MARKDOWN.sub(r"\\\1", subject)}
    make_directory(options.folder.absolute(), texts | {"licence": licence, "licence_url": licence_url}, fill)
    print("Votre annuaire est là, et rien n’est publié. Pour le voir :")
    print(f"  cd {shlex.quote(f'{options.folder}')}\n  make serve")
    for left in options.folder.glob(f"*{LEFT}.csv"):
        _tell_next(".venv/bin/annuaire", left.name, options)
    return 0


def _import(options: argparse.Namespace) -> int:
    code, left = import_table(options.table, Path(), options.colonne, options.rubrique, options.remplacer)
    if left:
        _tell_next(sys.argv[0], left, options)
    for outdated in outdated_forms(load_catalog(Path(CATALOGUE)), Path()):
        print(f"Puis, {outdated.hint}" if left else f"{outdated.hint.capitalize()}")
    return code


def _tell_next(command: str, left: str, options: argparse.Namespace) -> None:
    said = [f"--{name}={value}" for name in ("colonne", "rubrique") for value in getattr(options, name)]
    print("Une fois ces lignes corrigées dans votre tableur, ceci les ajoute à resources.yaml :")
    print(f"  {shlex.join([command, 'importer', left, *said])}")


def import_table(
    table: Path, folder: Path, columns: Sequence[str], categories: Sequence[str], replace: bool = False
) -> tuple[int, str]:
    """Write the rows of a table in the resources.yaml of a folder, or add them to it; print what is to be looked at.

    ``columns``: « COLONNE=CHAMP »; ``categories``: that of the rows that name none, or []; ``replace``: what is there
    is only kept beside. Return 1 if something is to be looked at, else 0, and the name of the file of the rows left
    aside, or "".
    Raise TableRefused, WrittenInFlow, InvalidCatalog, OSError.
    """
    if categories[1:]:
        raise TableRefused("Pour un tableau, une seule « --rubrique » : celle des lignes qui n’en disent aucune.")
    category = "".join(categories)
    headers, rows = read_table(table)
    ours = {"category_title", "permalink"} <= {*headers}
    named = ({"permalink": ""} if ours else {}) | named_columns(columns, headers)
    fields = [_field_of_column(header, named, rows.values(), rank) for rank, header in enumerate(headers)]
    for name in [vital for vital in ("title", "category")[: 1 if category else 2] if vital not in fields]:
        known = ", ".join(map(quote, filter(None, headers)))
        told = f'Aucune colonne ne dit « {LABELS[name]} ». Laquelle ? --colonne "NOM={name}" ({known}).'
        raise TableRefused(told + NONE_SAYS * (name == "category"))
    found = [row_of(number, row, fields, ours, category) for number, row in rows.items()]
    _write_catalogue(folder / CATALOGUE, found, replace)
    _tell(table.name, found, [header for header, name in zip(headers, fields, strict=True) if not name and not ours])
    if ours:
        print("Un export ne dit ni les synonymes, ni la description et l’icône des rubriques : écrivez-les de nouveau.")
    write_beside(table, folder, LOST, headers, [row for row in found if row.notes and not row.aside])
    left = write_beside(table, folder, LEFT, headers, [row for row in found if row.aside])
    return int(any(row.why for row in found)), left


def _write_catalogue(path: Path, rows: Sequence[Row], replace: bool) -> None:
    with locked(path, wait=True):
        added = path.exists() and not replace
        if added:
            load_catalog(path)
        text = catalogue_text(rows, path, path.read_bytes().decode("utf-8") if added else EMPTY)
        if path.exists() and replace:
            shutil.copy(path, kept := free_path(path.parent, f"{path.name}.avant"))
            print(f"L’ancien {path.name} est gardé : {kept.name}")
        write_whole(path, text)


def _field_of_column(header: str, named: Mapping[str, str], rows: Iterable[list[str]], rank: int) -> str:
    """Return the field of a column: named by an option, by its header, or on the terminal; "" to leave it aside."""
    if header in named or not header:
        return field_of(named.get(header, ""))
    example = next((row[rank] for row in rows if row[rank : rank + 1] > [""]), "")
    asked = f"Colonne {quote(header)} (par exemple {quote(example)}), quel champ ? {', '.join(LABELS.values())}."
    return field_of(header) or field_of(_ask(f"{asked}\nEntrée pour la laisser de côté : "))


def _tell(table: str, rows: list[Row], aside: list[str]) -> None:
    """Print what is lost, changed or doubtful, row by row of the table, then what was made."""
    for row in rows:
        told = ["Ligne laissée à part." if row.aside else f"À revoir dans {CATALOGUE}."] * bool(row.why)
        told += [*row.why, *row.changes]
        bare = not (row.aside or row.answers["url"] or row.answers["contact"])
        told += ["Ressource gardée, sans adresse ni contact."] * bare
        if told:
            print(f"{table}:{row.number} : {' '.join(told)}")
    for header in filter(None, aside):
        option = f'--remplacer et --colonne "{header}=CHAMP" ({FIELDS_TOLD})'
        print(f"Colonne {quote(header)} laissée de côté : pour la garder, relancez « importer » avec {option}.")
    kept = [row.answers["category"][0] for row in rows if not row.aside]
    print(f"Ressources du tableau dans {CATALOGUE} : {len(kept)}, rubriques : {len(set(kept))}.")
