"""The « annuaire liens » commands: their options, their errors."""

import argparse
import re
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from annuaire.files import check_writable, is_stream, spoken
from annuaire.links.check import check_links, merge_histories
from annuaire.links.console import print_error
from annuaire.links.internal import check_internal_links
from annuaire.links.linkchecker import NoLinkChecker
from annuaire.links.review import record_reviews
from annuaire.links.summary import NOT_DONE, TO_MEND, WRONG_USE
from annuaire.links.targets import WrongUse
from annuaire.source.problems import InvalidCatalog
from annuaire.text import iso_day


def add_link_commands(commands: Any) -> None:
    """`annuaire liens`, `annuaire liens fusionner`, `annuaire liens internes` and `annuaire relire`."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for name, value, what in (
        ("--catalogue", "FICHIER", "le catalogue (par défaut : resources.yaml)"),
        ("--urls", "FICHIER", "vérifier les adresses de ce fichier, une par ligne, et non celles du catalogue"),
        ("--etat", "FICHIER", "la mémoire d’une semaine à l’autre (JSON) : lue si elle existe, puis récrite"),
        ("--rapport", "FICHIER", "écrire le rapport (Markdown) ; « - » : sur la sortie standard"),
        ("--json", "FICHIER", "écrire l’état de chaque adresse (JSON)"),
    ):
        shared.add_argument(name, type=Path, metavar=value, help=what)
    shared.add_argument("--date", type=iso_day, metavar="AAAA-MM-JJ", help="le jour du passage")
    about = "Vérifier les liens. Code 0 : rien à faire ; 1 : quelque chose à corriger, à mettre à jour ou à ouvrir ; "
    about += "2 : usage incorrect ; 3 : pas pu vérifier."
    liens = commands.add_parser("liens", parents=[shared], help="vérifier les liens", description=about)
    liens.add_argument(
        "--depuis", metavar="REF", default="", help="seulement ce qui a changé depuis cette référence git"
    )
    liens.add_argument("--tranche", type=_slice, metavar="I/N", help="la I-ième de N parts, coupées par site")
    liens.add_argument("--hotes-prives", action="store_true", help="visiter aussi cette machine (répétitions)")
    liens.add_argument("--appliquer", action="store_true", help="remplacer dans le catalogue les adresses déplacées")
    liens.set_defaults(
        run=lambda options: _run(options, _check), action="", catalogue=Path("resources.yaml"), urls=None, etat=None,
        rapport=None, json=None, date=None,
    )  # fmt: skip
    actions = liens.add_subparsers(dest="action", metavar="action")
    merge = actions.add_parser("fusionner", parents=[shared], help="réunir les états de plusieurs tranches")
    merge.add_argument("etats", nargs="+", type=Path, metavar="ÉTAT")
    inside = actions.add_parser("internes", help="vérifier les liens internes du site construit")
    inside.add_argument("folder", nargs="?", type=Path, default=Path("site"), metavar="DOSSIER")
    inside.set_defaults(run=check_internal_links)
    told = "noter qu’une personne a ouvert des ressources aujourd’hui et les a trouvées justes"
    review = commands.add_parser("relire", help=told, description=told[0].upper() + told[1:] + ".")
    review.add_argument("ids", nargs="+", metavar="ID", help="l’identifiant : la fin du lien permanent, après « # »")
    review.add_argument("--catalogue", type=Path, default=Path("resources.yaml"), metavar="FICHIER")
    review.add_argument("--date", type=iso_day, metavar="AAAA-MM-JJ", help="le jour de la relecture")
    review.set_defaults(run=lambda options: _run(options, record_reviews))


def _run(options: argparse.Namespace, command: Callable[[argparse.Namespace], int]) -> int:
    """Run a command; return 0 nothing to do, 1 something to do, 2 wrong use, 3 not done."""
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cancelled job keeps what it learnt, as Ctrl-C
        return command(options)
    except WrongUse as error:
        print_error(f"annuaire : {error}")
        return WRONG_USE
    except InvalidCatalog as invalid:
        print(invalid)
        return WRONG_USE if getattr(options, "urls", None) else TO_MEND
    except NoLinkChecker as error:
        print_error(f"Le contrôle n’a pas pu être fait, rien n’est écrit. {error}")
    except BlockingIOError:
        print_error("Un autre contrôle écrit ce fichier en ce moment : relancez celui-ci quand il aura fini.")
    except BrokenPipeError:
        raise
    except OSError as error:
        print_error(f"Le contrôle n’a pas pu être fait. {spoken(error)}")
    except KeyboardInterrupt:
        print_error("\nInterrompu.")
    return NOT_DONE


def _check(options: argparse.Namespace) -> int:
    """Refuse what cannot be obeyed before the first request, then check or merge."""
    options.rehearsed, options.date = bool(options.date), options.date or date.today()
    for path in filter(None, (options.etat, options.rapport, options.json)):
        if not path.absolute().parent.is_dir() or path.is_dir():
            raise WrongUse(f"{path} ne peut pas être écrit : vérifiez le nom de son dossier.")
        check_writable(path)
    if options.etat and is_stream(options.etat):
        raise WrongUse(f"{options.etat} n’est pas un fichier : un état se relit.")
    if options.urls and options.appliquer:
        raise WrongUse("« --appliquer » récrit le catalogue : il ne va pas avec « --urls ».")
    return merge_histories(options) if options.action else check_links(options)


def _slice(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text, re.ASCII)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une tranche, comme 1/4")
    return int(match[1]), int(match[2])
