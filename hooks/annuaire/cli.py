"""The « annuaire » command: exit code 0 when all is well, 1 when problems were found, 2 for wrong use."""

import argparse
import io
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from annuaire.adopt.command import add_adoption_commands
from annuaire.catalog.command import add_verify_command
from annuaire.files import Refused, crash_place, replace_folder, spoken
from annuaire.links.command import add_link_commands
from annuaire.links.console import NOT_DONE
from annuaire.proposals.command import add_proposal_commands
from annuaire.proposals.issue_forms import outdated_forms
from annuaire.settings_check import project_faults
from annuaire.source.problems import InvalidCatalog

PUBLISH = "Mettre un site construit à la place de l’ancien : ses lecteurs voient l’un ou l’autre, jamais un mélange."
CRASHED = 70
"""Exit code of what nobody foresaw (EX_SOFTWARE of sysexits.h): 1 says that the work is done, and found something."""
FRENCH = (
    ("usage:", "usage :"), ("positional arguments:", "arguments :"), ("options:", "options :"),
    ("show this help message and exit", "afficher cette aide"),
    ("the following arguments are required:", "il manque :"), ("unrecognized arguments:", "en trop :"),
    ("expected (one|at least one) argument", "il manque une valeur"), ("not allowed with argument", "ne va pas avec"),
    (r"argument (\S+): invalid .*?: '(.*?)'( \(choose from .*)?$", r"\1 : « \2 » ne convient pas"),
    (r"argument (\S+):", r"\1 :"),
)  # fmt: skip
"""What argparse says (regular expression) → in French."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose help and errors are in French."""

    def format_help(self) -> str:
        return _in_french(super().format_help())

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"annuaire : usage incorrect ({_in_french(message)}).\nAide : {self.prog} --help\n")
        raise SystemExit(2)


def _in_french(text: str) -> str:
    for english, french in FRENCH:
        text = re.sub(english, french, text)
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; say in French why it could not be done."""
    try:
        if signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, signal.SIG_DFL):
            signal.signal(signal.SIGINT, signal.default_int_handler)
        _prepare_streams()
        options = _commands().parse_args(arguments)
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except InvalidCatalog as invalid:
        print(invalid)
        return 1
    except (Refused, OSError) as error:
        code, told = getattr(error, "code", NOT_DONE), spoken(error)
    except UnicodeEncodeError:
        code, told = 2, "Un texte ou un nom donné à la commande n’est pas en UTF-8 : retapez-le."
    except Exception as crash:
        told = f"annuaire a échoué, et ce n’est pas votre faute : signalez-le au moteur.\n{crash_place(crash)}"
        code = CRASHED
    sys.stderr.write(f"{told}\n")
    return code


def _commands() -> _Parser:
    parser = _Parser(prog="annuaire", description="L’annuaire de ressources : vérifier ses données et ses liens.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="commande")
    add_verify_command(commands, outdated_forms, project_faults)
    add_link_commands(commands)
    add_proposal_commands(commands)
    add_adoption_commands(commands)
    publish = commands.add_parser("publier", help="mettre un site construit à sa place", description=PUBLISH)
    publish.add_argument("fresh", type=Path, metavar="NEUF", help="le dossier qui vient d’être construit")
    publish.add_argument("target", type=Path, metavar="SITE", help="le dossier à remplacer")
    publish.set_defaults(run=_publish)
    return parser


class _Pipe(io.FileIO):
    """A standard output whose reader may leave, as « | head » does: the command goes on, its exit code stays true.

    Any other error is raised once: Python writes the rest again on its way out.
    """

    lost = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if not self.lost:
            self.lost = True
            with suppress(BrokenPipeError):
                size = super().write(data)
                self.lost = False
        return size


def _prepare_streams() -> None:
    """Write UTF-8 in any locale, to a reader that may leave."""
    if sys.stdout and sys.stdout is sys.__stdout__:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Pipe(1, "w", closefd=False)), line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _publish(options: argparse.Namespace) -> int:
    try:
        former = replace_folder(options.fresh, options.target)
    except (OSError, Refused) as error:
        kept = " Ce qui est en place y reste." * options.target.exists()
        raise Refused(f"Rien n’a été publié : {spoken(error)}{kept}") from None
    if former:
        sys.stderr.write(f"Attention, le site est publié, mais l’ancien n’a pas pu être effacé : {former}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
