"""The « annuaire liens » commands."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any

from annuaire.links import check, internal


def add_link_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """`annuaire liens`, `annuaire liens fusionner` and `annuaire liens internes`."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for name, value, what in (
        ("--catalogue", "FICHIER", "le catalogue (par défaut : resources.yaml)"),
        ("--urls", "FICHIER", "vérifier les adresses de ce fichier, une par ligne, et non celles du catalogue"),
        ("--etat", "FICHIER", "la mémoire d’une semaine à l’autre (JSON) : lue si elle existe, puis récrite"),
        ("--rapport", "FICHIER", "écrire le rapport (Markdown)"),
        ("--json", "FICHIER", "écrire l’état de chaque adresse (JSON)"),
    ):
        shared.add_argument(name, type=Path, metavar=value, help=what)
    shared.add_argument("--date", type=day, metavar="AAAA-MM-JJ", help="le jour du passage")
    about = "Vérifier les liens. Code 0 : rien à corriger ; 1 : à corriger ; 2 : usage incorrect ; 3 : pas pu vérifier."
    liens = commands.add_parser("liens", parents=[shared], help="vérifier les liens", description=about)
    liens.add_argument(
        "--depuis", metavar="REF", default="", help="seulement ce qui a changé depuis cette référence git"
    )
    liens.add_argument("--tranche", type=_tranche, metavar="I/N", help="la I-ième de N parts, coupées par site")
    liens.add_argument("--hotes-prives", action="store_true", help="visiter aussi cette machine (répétitions)")
    liens.add_argument("--appliquer", action="store_true", help="remplacer dans le catalogue les adresses déplacées")
    liens.set_defaults(
        run=check.run, action="", catalogue=Path("resources.yaml"), urls=None, etat=None, rapport=None, json=None,
        date=None,
    )  # fmt: skip
    actions = liens.add_subparsers(dest="action", metavar="action")
    merge = actions.add_parser("fusionner", parents=[shared], help="réunir les états de plusieurs tranches")
    merge.add_argument("etats", nargs="+", type=Path, metavar="ÉTAT")
    inside = actions.add_parser("internes", help="vérifier les liens internes du site construit")
    inside.add_argument("folder", nargs="?", type=Path, default=Path("site"), metavar="DOSSIER")
    inside.set_defaults(run=internal.run)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) == 10 and text[4] == "-" == text[7] else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un jour, comme 2026-11-24") from None


def _tranche(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text, re.ASCII)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une tranche, comme 1/4")
    return int(found[1]), int(found[2])
