"""The commands around proposals: a filled form, and the forms to fill."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Any

from annuaire.catalog.fields import FORM
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.files import spoken, write_file
from annuaire.proposals.answers import HEADINGS, read_labels
from annuaire.proposals.entry import BY_LINE, ProposalRefused, Reason, answer_to
from annuaire.proposals.form import NO_ANSWER, propose, titles_of
from annuaire.proposals.free_text import Proposal, doubts_about, form_text, left_out, proposals_in
from annuaire.proposals.issue_forms import forms
from annuaire.proposals.message import NOT_TEXT, Received, read_messages
from annuaire.settings_check import form_address
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
    """Add what one file proposes, message by message; return the worst exit code."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        messages = read_messages(UNREAD_LINE.sub(b"", data) if DRAFT in Path(name).suffixes else data)
        if data.startswith(NOT_TEXT):
            sys.stderr.write(f"À faire : {name} n’est pas un texte. Ouvrez-le, et enregistrez-le en .txt ou en .eml.\n")
        ranks = count(1)
        return max([_propose_message(received, name, ranks, options) for received in messages])
    except OSError as error:
        sys.stderr.write(f"{spoken(error)}\n")
        return 2
    except InvalidCatalog as invalid:
        print("Votre proposition n’est pas en cause : l’annuaire a une erreur à corriger d’abord.\n")
        print(f"```text\n{invalid}\n```")
        return 1


def _propose_message(received: Received, name: str, ranks: Iterator[int], options: argparse.Namespace) -> int:
    """Add what a message proposes. Print what its author may read; tell the maintainer, apart, what is to be done.

    ``ranks``: the number of each proposal in its file, which its draft has too.
    """
    catalog = load_catalog(options.catalogue)
    proposals, reasons = proposals_in(received, catalog.resources), list[Reason]()
    to_do, kept, doubts = list[str](), list[str](), list[str]()
    for proposal, rank in zip(proposals, ranks, strict=False):
        try:
            found = propose(proposal.body, options.catalogue, str(options.date or received.day))
        except ProposalRefused as why:
            to_do.append(_save_draft(_draft_path(name, rank), received, proposal, catalog, why))
            reasons += why.reasons
            kept += [proposal.body, *proposal.guesses.values()]
        else:
            first, last = found.lines
            print(f"Ressource écrite dans {options.catalogue}, lignes {first} à {last} : {found.path}", flush=True)
            kept += [found.description, *found.urls, *found.contacts]
            doubts += doubts_about(proposal.body)
    doubts += left_out(received, kept + doubts, whole=bool(to_do))
    if to_do:
        added = "rien n’a" if len(to_do) == len(proposals) else "tout n’a pas"
        sys.stderr.write("\n".join([f"À faire : {added} été ajouté de {name}. {to_do[0]}", *to_do[1:], ""]))
    sys.stderr.writelines(f"À relire : {doubt}\n" for doubt in doubts)
    if to_do:
        sys.stderr.write(f"\n{ANSWER}\n\n")
        print(answer_to(reasons, form_address(options.catalogue)))
    return bool(to_do)


def _draft_path(name: str, rank: int) -> Path:
    """Return where the draft of a proposal goes, beside its message; a draft is its own."""
    path = Path("proposition.txt" if name == "-" else name)
    number = f".{rank}" if rank > 1 else ""
    return path if DRAFT in path.suffixes else path.with_name(f"{path.name}{number}{DRAFT}.txt")


def _save_draft(draft: Path, received: Received, proposal: Proposal, catalog: Catalog, why: ProposalRefused) -> str:
    """Write what could be read as a form to complete, and say it; a draft is never written over."""
    if not why.reasons:
        return BY_LINE
    body, guesses = proposal
    read = read_labels(body).answers
    if "title" in guesses and len(read) == 1:
        why.reasons.insert(0, ("", NO_ANSWER))
    asked = [*read, *guesses] if "card" in read else [*FORM]
    answers = {key: read.get(key) or guesses.get(key, "") for key in asked}
    missing = [f"« {FORM[key].label} »" for key in asked if key in FORM and FORM[key].required and not answers[key]]
    told = f"Il manque {' et '.join(missing)}. " if missing else ""
    if not draft.exists():
        notes = {key: f"Au choix : {titles_of(offer)}" for key, offer in catalog.choices.items() if offer}
        if guesses.get("title"):
            notes["title"] = "Ce nom se lit près de l’adresse, dans le message : vérifiez-le."
        elif received.subject and not answers.get("title") and "//" not in received.subject:
            notes["title"] = f"Est-ce {quote(received.subject, 150)}, l’objet du message ? Si oui, recopiez ce nom ici."
        notes |= {HEADINGS[label]: reason for label, reason in why.reasons if read.get(HEADINGS.get(label, ""))}
        write_file(draft, _draft(received, answers, notes).encode())
    named = " ".join(filter(None, (guesses.get("title"), answers.get("url")))) if guesses else ""
    told += f"Complétez {draft}" + f" ({quote(named, 200)})" * bool(named)
    return f"{told}, puis lancez : make proposition FICHIER={shlex.quote(str(draft))}"


def _draft(received: Received, answers: dict[str, str], notes: dict[str, str]) -> str:
    """Return a form with these answers, notes, and the message; only the answers are read again."""
    told = {key: "> " + note.replace("\n", "\n> ") for key, note in notes.items()}
    message = "\n".join(dict.fromkeys(received.texts[1::2])).strip()
    whole = f"Le message reçu (les lignes après « > » ne sont pas lues) :\n\n{message}".replace("\n", "\n> ")
    day = f"Date: {format_datetime(datetime.fromisoformat(received.day))}\n\n" if received.day else ""
    return f"{day}{form_text(answers, told)}> {whole}\n"


def _forms(options: argparse.Namespace) -> int:
    for path, text in forms(load_catalog(options.catalogue)).items():
        write_file(Path(path), text.encode())
        print(path)
    return 0
