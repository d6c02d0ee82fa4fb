"""The « annuaire » command: exit code 0 when all is well, 1 when problems were found, 2 for wrong use."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from annuaire.cli_proposal import add_proposal_commands
from annuaire.load import load_catalog
from annuaire.problems import InvalidCatalog


class _Parser(argparse.ArgumentParser):
    """argparse, whose own words are in English, with French headings."""

    def format_help(self) -> str:
        found = super().format_help()
        for english, french in (
            ("usage:", "usage :"),
            ("positional arguments:", "arguments :"),
            ("options:", "options :"),
            ("show this help message and exit", "afficher cette aide"),
        ):
            found = found.replace(english, french)
        return found

    def error(self, message: str) -> None:  # type: ignore[override]
        sys.stderr.write(f"annuaire : usage incorrect ({message}).\nAide : {self.prog} --help\n")
        raise SystemExit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _Parser(prog="annuaire", description="L’annuaire de ressources : vérifier ses données.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="commande")
    verify = commands.add_parser("verifier", help="vérifier resources.yaml", description="Vérifier un catalogue.")
    verify.add_argument("file", nargs="?", type=Path, default=Path("resources.yaml"), metavar="FICHIER")
    verify.set_defaults(run=_verify)
    add_proposal_commands(commands)
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return int(options.run(options))


def _verify(options: argparse.Namespace) -> int:
    try:
        catalog = load_catalog(options.file)
    except InvalidCatalog as invalid:
        print(invalid)
        return 1
    resources, categories = len(catalog.resources), len(catalog.categories)
    print(f"{options.file} : {resources} ressources dans {categories} rubriques, aucun problème.")
    return 0
