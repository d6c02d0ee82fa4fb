"""The commands around proposals: a filled form, and the forms to fill."""

import argparse
import shlex
import sys
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from annuaire.catalog.fields import FORM
from annuaire.catalog.load import load_catalog
from annuaire.files import spoken, write_file
from annuaire.proposals.answers import (
    HEADINGS,
    URL,
    LeftToMaintainer,
    ProposalRefused,
    best_reading,
    clean_url,
    labelled,
)
from annuaire.proposals.entry import BY_LINE
from annuaire.proposals.form import propose
from annuaire.proposals.issue_forms import forms
from annuaire.proposals.message import Received, read_message
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
            help_ = "courriels enregistrés (.eml), textes ou formulaires ; « - » pour l’entrée standard"
            command.add_argument("form", nargs="+", metavar="FICHIER", help=help_)
            command.add_argument("--date", type=iso_day, metavar="AAAA-MM-JJ", help="le jour de l’ajout")


def _propose(options: argparse.Namespace) -> int:
    return max(_propose_one(name, options) for name in options.form)


def _propose_one(name: str, options: argparse.Namespace) -> int:
    try:
        received = read_message(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
        body = best_reading(received.texts)
        try:
            found = propose(body, options.catalogue, str(options.date or received.day))
        except ProposalRefused as refused:
            print(refused)
            told = BY_LINE if isinstance(refused, LeftToMaintainer) else _save_draft(name, received, body)
            sys.stderr.write(f"{name} : rien n’a été ajouté. {told}\n")
            return 1
    except OSError as error:
        sys.stderr.write(f"{spoken(error)}\n")
        return 2
    except InvalidCatalog as invalid:
        print("Votre proposition n’est pas en cause : l’annuaire a une erreur à corriger d’abord.\n")
        print(f"```text\n{invalid}\n```")
        return 1
    first, last = found.lines
    print(f"Ressource écrite dans {options.catalogue}, lignes {first} à {last} : {found.path}")
    return 0


def _save_draft(name: str, received: Received, body: str) -> str:
    """Write what could be read as a form to complete, beside the message, and say it; a draft is never written over."""
    read = {label: answer.strip() for label, answer, _ in labelled(body)}
    url = next((clean_url(found[0]) for text in received.texts if (found := URL.search(text))), "")
    answers = read or {"title": received.subject, "url": url}
    asked = [*read] if "card" in read else [*FORM]
    missing = [f"« {FORM[key].label} »" for key in asked if key in FORM and FORM[key].required and not answers.get(key)]
    told = f"Il manque {' et '.join(missing)}. " if missing else ""
    draft = Path("proposition.txt" if name == "-" else name)
    if ".brouillon" not in draft.suffixes:
        draft = draft.with_name(f"{draft.name}.brouillon.txt")
        day = f"Date: {format_datetime(datetime.fromisoformat(received.day))}\n\n" if received.day else ""
        form = "".join(f"### {label}\n\n{answers.get(key, '')}\n\n" for label, key in HEADINGS.items() if key in asked)
        if not draft.exists():
            write_file(draft, (day + form).encode())
    return f"{told}Complétez {draft}, puis lancez : make proposition FICHIER={shlex.quote(str(draft))}"


def _forms(options: argparse.Namespace) -> int:
    for path, text in forms(load_catalog(options.catalogue)).items():
        write_file(Path(path), text.encode())
        print(path)
    return 0
