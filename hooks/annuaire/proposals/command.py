"""The commands around proposals: a filled form, and the forms to fill."""

import argparse
import sys
from pathlib import Path
from typing import Any

from annuaire.catalog.load import load_catalog
from annuaire.proposals.form import ProposalRefused, propose
from annuaire.proposals.issue_forms import forms
from annuaire.source.problems import InvalidCatalog
from annuaire.text import iso_day


def add_proposal_commands(commands: Any) -> None:
    """Add « proposition » and « formulaires » to argparse's sub-commands."""
    for name, run, told in (
        ("proposition", _propose, "ajouter à resources.yaml la ressource d’un formulaire rempli"),
        ("formulaires", _forms, "écrire les formulaires des forges, à partir des champs et des rubriques"),
    ):
        command = commands.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".")
        command.add_argument("--catalogue", type=Path, default=Path("resources.yaml"), metavar="FICHIER")
        command.set_defaults(run=run)
        if name == "proposition":
            command.add_argument("form", type=Path, metavar="FORMULAIRE", help="le texte envoyé par la forge")
            command.add_argument("--date", type=iso_day, metavar="AAAA-MM-JJ", help="le jour de l’ajout")


def _propose(options: argparse.Namespace) -> int:
    try:
        body = options.form.read_bytes().decode("utf-8-sig", errors="replace")
        found = propose(body, options.catalogue, str(options.date or ""))
    except OSError as error:
        sys.stderr.write(f"{error.filename} : lecture ou écriture impossible ({error.strerror}).\n")
        return 2
    except InvalidCatalog as invalid:
        print("Votre proposition n’est pas en cause : l’annuaire a une erreur à corriger d’abord.\n")
        print(f"```text\n{invalid}\n```")
        return 1
    except ProposalRefused as refused:
        print(refused)
        return 1
    first, last = found.lines
    print(f"Ressource ajoutée à {options.catalogue}, lignes {first} à {last} : {found.path}")
    return 0


def _forms(options: argparse.Namespace) -> int:
    try:
        found = forms(load_catalog(options.catalogue))
    except InvalidCatalog as invalid:
        print(invalid)
        return 1
    for path, text in found.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
        print(path)
    return 0
