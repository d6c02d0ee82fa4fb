"""The commands of a new directory: « annuaire importer » and « annuaire nouveau »."""

import argparse
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annuaire.adopt.entries import EMPTY, catalogue_text, empty_catalogue
from annuaire.adopt.new import LICENCES, new_directory
from annuaire.adopt.rows import row_of
from annuaire.adopt.table import FIELDS_TOLD, LABELS, LEFT, LOST, Row, ask, fields_of, free_path, read_table, set_aside
from annuaire.catalog.load import load_catalog
from annuaire.files import WrongUse, locked, write_whole
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


def add_adoption_commands(commands: Any) -> None:
    """Add « importer » and « nouveau » to argparse's sub-commands."""
    importing, beginning = (
        commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.") for name, told in TOLD.items()
    )
    importing.add_argument("table", type=Path, metavar="TABLEAU")
    told = "récrire resources.yaml, gardé à côté, au lieu d’y ajouter les lignes"
    importing.add_argument("--remplacer", action="store_true", help=told)
    beginning.set_defaults(remplacer=False)
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


def _answer(name: str, told: str) -> str:
    """Return what a person answers at a terminal to one of ASKED, asked three times; "" when it is never right."""
    for _ in range(3):
        text = ask(f"{told[0].upper()}{told[1:]} : ")
        known = [key for key in LICENCES if slugify(text).startswith(key)]  # « CC BY-SA 4.0 » is one of them
        if text and (name != "licence" or known):
            return known[0] if name == "licence" else text
    return ""


def _new(options: argparse.Namespace) -> int:
    """Return 0 when the directory is there; raise WrongUse when something is missing or wrong."""
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        raise WrongUse(f"{options.folder} existe déjà : choisissez un autre dossier.")
    given = {name: getattr(options, name) or _answer(name, told) for name, told in ASKED.items()}
    if not options.rubrique and not options.depuis:
        options.rubrique = list(iter(lambda: ask("Une rubrique (Entrée quand il n’y en a plus) : "), ""))
    missing = [f"--{name}" for name, text in given.items() if not text]
    if missing := missing + ["--rubrique ou --depuis"] * (not options.rubrique and not options.depuis):
        raise WrongUse(f"annuaire : usage incorrect (il manque : {', '.join(missing)}).")
    left = ""
    with new_directory(options.folder.absolute(), *given.values()) as fresh:
        if options.depuis:
            _, left = import_table(options.depuis, fresh, options)
        else:
            write_whole(fresh / CATALOGUE, empty_catalogue(options.rubrique, fresh / CATALOGUE))
    print("Votre annuaire est là, et rien n’est publié. Pour le voir :")
    print(f"  cd {shlex.quote(f'{options.folder}')}\n  make serve")
    _tell_next(".venv/bin/annuaire", left, options)
    return 0


def _import(options: argparse.Namespace) -> int:
    doubtful, left = import_table(options.table, Path(), options)
    _tell_next(sys.argv[0], left, options)
    for outdated in outdated_forms(load_catalog(Path(CATALOGUE)), Path()):
        print(f"Puis, {outdated.hint}" if left else f"{outdated.hint.capitalize()}")
    return int(doubtful)


def _tell_next(command: str, left: str, options: argparse.Namespace) -> None:
    if left:
        said = [f"--{name}={value}" for name in ("colonne", "rubrique") for value in getattr(options, name)]
        print("Une fois ces lignes corrigées dans votre tableur, ceci les ajoute à resources.yaml :")
        print(f"  {shlex.join([command, 'importer', left, *said])}")


def import_table(table: Path, folder: Path, options: argparse.Namespace) -> tuple[bool, str]:
    """Write the rows of a table in the resources.yaml of a folder, or add them to it; print what is to be looked at.

    ``options``: those of the command. Return whether something is to be looked at, and the name of the file of the rows
    left aside, or "". Raise Refused, InvalidCatalog, OSError.
    """
    if options.rubrique[1:]:
        raise WrongUse("Pour un tableau, une seule « --rubrique » : celle des lignes qui n’en disent aucune.")
    category = "".join(options.rubrique)
    headers, rows = read_table(table)
    fields = fields_of(headers, rows.values(), options.colonne)
    for name in [vital for vital in ("title", "category")[: 1 if category else 2] if vital not in fields]:
        known = ", ".join(map(quote, filter(None, headers)))
        told = f'Aucune colonne ne dit « {LABELS[name]} ». Laquelle ? --colonne "NOM={name}" ({known}).'
        raise WrongUse(told + NONE_SAYS * (name == "category"))
    ours = {"category_title", "permalink"} <= {*headers}
    found = [row_of(number, row, fields, ours, category) for number, row in rows.items()]
    _write_catalogue(folder / CATALOGUE, found, replace=options.remplacer)
    _tell(table.name, found, [header for header, name in zip(headers, fields, strict=True) if not name and not ours])
    if ours:
        print("Un export ne dit ni les synonymes, ni la description et l’icône des rubriques : écrivez-les de nouveau.")
    set_aside(table, folder, LOST, headers, [row for row in found if row.notes and not row.aside])
    left = set_aside(table, folder, LEFT, headers, [row for row in found if row.aside])
    return any(row.why for row in found), left


def _write_catalogue(path: Path, rows: Sequence[Row], *, replace: bool) -> None:
    with locked(path, wait=True):
        added = path.exists() and not replace
        if added:
            load_catalog(path)
        text = catalogue_text(rows, path, path.read_bytes().decode("utf-8") if added else EMPTY)
        if path.exists() and replace:
            shutil.copy(path, kept := free_path(path.parent, f"{path.name}.avant"))
            print(f"L’ancien {path.name} est gardé : {kept.name}")
        write_whole(path, text)


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
