"""The commands around proposals: a filled form, and the forms to fill."""

import argparse
import re
import shlex
import sys
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from annuaire.catalog.fields import FORM
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.files import spoken, write_file
from annuaire.proposals.answers import (
    HEADINGS,
    URL,
    LeftToMaintainer,
    ProposalRefused,
    best_reading,
    clean_url,
    doubts_about,
    labelled,
)
from annuaire.proposals.entry import BY_LINE
from annuaire.proposals.form import propose
from annuaire.proposals.issue_forms import forms
from annuaire.proposals.message import Received, read_message
from annuaire.source.problems import InvalidCatalog
from annuaire.source.shown import quote
from annuaire.text import iso_day

DRAFT = ".brouillon"
UNREAD_LINE = re.compile(rb"^>.*\n?", re.MULTILINE)
"""The lines of a draft that are there for whoever completes it."""
ANSWER = "Réponse à envoyer, si la personne doit corriger elle-même :"


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
    """Add what one file proposes. Print what its author may read; tell the maintainer, apart, what is to be done."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        received = read_message(UNREAD_LINE.sub(b"", data) if DRAFT in Path(name).suffixes else data)
        body = best_reading(received.texts)
        try:
            found = propose(body, options.catalogue, str(options.date or received.day))
        except ProposalRefused as refused:
            left = isinstance(refused, LeftToMaintainer)
            to_do = BY_LINE if left else _save_draft(name, received, body, load_catalog(options.catalogue))
            sys.stderr.write(f"À faire : rien n’a été ajouté de {name}. {to_do}\n\n{ANSWER}\n\n")
            print(refused, flush=True)
            return 1
    except OSError as error:
        sys.stderr.write(f"{spoken(error)}\n")
        return 2
    except InvalidCatalog as invalid:
        print("Votre proposition n’est pas en cause : l’annuaire a une erreur à corriger d’abord.\n")
        print(f"```text\n{invalid}\n```")
        return 1
    first, last = found.lines
    print(f"Ressource écrite dans {options.catalogue}, lignes {first} à {last} : {found.path}", flush=True)
    sys.stderr.writelines(f"À relire : {doubt}\n" for doubt in doubts_about(body))
    return 0


def _save_draft(name: str, received: Received, body: str, catalog: Catalog) -> str:
    """Write what could be read as a form to complete, beside the message, and say it; a draft is never written over."""
    read = {label: answer.strip() for label, answer, _ in reversed(labelled(body)) if label}
    url = next((clean_url(found[0]) for text in received.texts if (found := URL.search(text))), "")
    answers = read or {"url": url}
    asked = [*read] if "card" in read else [*FORM]
    missing = [f"« {FORM[key].label} »" for key in asked if key in FORM and FORM[key].required and not answers.get(key)]
    told = f"Il manque {' et '.join(missing)}. " if missing else ""
    draft = Path("proposition.txt" if name == "-" else name)
    if DRAFT not in draft.suffixes:
        draft = draft.with_name(f"{draft.name}{DRAFT}.txt")
        if not draft.exists():
            write_file(draft, _draft(received, catalog, {key: answers.get(key, "") for key in asked}).encode())
    return f"{told}Complétez {draft}, puis lancez : make proposition FICHIER={shlex.quote(str(draft))}"


def _draft(received: Received, catalog: Catalog, answers: dict[str, str]) -> str:
    """Return a form with these answers, what can be chosen, and the message; only the answers are read again."""
    helps = {key: f"> Au choix : {', '.join(titles)}" for key, titles in (
        ("category", [quote(category.title, 120) for category in catalog.categories]),
        ("format", [quote(known.title) for known in catalog.formats]),
    )}  # fmt: skip
    if received.subject and not answers.get("title"):
        helps["title"] = f"> Est-ce {quote(received.subject, 150)}, l’objet du message ? Si oui, recopiez ce nom ici."
    asked = {key: label for label, key in HEADINGS.items() if key in answers}
    form = [filter(None, (f"### {label}", helps.get(key), answers[key])) for key, label in asked.items()]
    message = "\n".join(dict.fromkeys(received.texts[1::2])).strip()
    told = f"Le message reçu (les lignes après « > » ne sont pas lues) :\n\n{message}".replace("\n", "\n> ")
    day = f"Date: {format_datetime(datetime.fromisoformat(received.day))}\n\n" if received.day else ""
    return day + "\n\n".join([*("\n\n".join(part) for part in form), f"> {told}\n"])


def _forms(options: argparse.Namespace) -> int:
    for path, text in forms(load_catalog(options.catalogue)).items():
        write_file(Path(path), text.encode())
        print(path)
    return 0
