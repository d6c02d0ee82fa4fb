"""The « annuaire liens » and « annuaire relire » commands: their options, their steps, their exit codes."""

import argparse
import re
import signal
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.files import WrongUse, check_writable, is_stream, locked
from annuaire.links.check import UNSEEN, check_links
from annuaire.links.console import FINE, NOT_DONE, TO_MEND
from annuaire.links.edits import apply_moves, record_reviews
from annuaire.links.history import History, merge_states
from annuaire.links.internal import check_internal_links
from annuaire.links.observation import LinkTarget
from annuaire.links.outcome import as_shown
from annuaire.links.report import USUAL, write_result
from annuaire.links.targets import load_targets
from annuaire.paths import CATALOGUE, SETTINGS
from annuaire.text import iso_day

CODES = (
    "Code 0 : rien à faire ; 1 : quelque chose à corriger, à mettre à jour ou à ouvrir ; 2 : usage incorrect ; "
    "3 : pas pu vérifier."
)
RELIRE = "noter qu’une personne a ouvert des ressources aujourd’hui et les a trouvées justes"
FILES = {
    "--catalogue": "le catalogue (par défaut : resources.yaml)",
    "--urls": "vérifier les adresses de ce fichier, une par ligne, et non celles du catalogue",
    "--etat": "la mémoire d’une semaine à l’autre (JSON) : lue si elle existe, puis récrite",
    "--rapport": "écrire le rapport (Markdown) ; « - » : sur la sortie standard",
    "--json": "écrire l’état de chaque adresse (JSON)",
}
DEFAULTS = {"catalogue": USUAL} | dict.fromkeys(("action", "urls", "etat", "rapport", "json", "date"))


def add_link_commands(commands: Any) -> None:
    """`annuaire liens`, `annuaire liens fusionner`, `annuaire liens internes` and `annuaire relire`."""
    dated = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    dated.add_argument("--date", type=iso_day, metavar="AAAA-MM-JJ", help="le jour du passage, ou de la relecture")
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS, parents=[dated])
    for name, what in FILES.items():
        shared.add_argument(name, type=Path, metavar="FICHIER", help=what)
    told = f"Vérifier les liens. {CODES}"
    liens = commands.add_parser("liens", parents=[shared], help="vérifier les liens", description=told)
    liens.add_argument("--depuis", metavar="REF", help="seulement ce qui a changé depuis ce point (git)")
    liens.add_argument("--tranche", type=_slice, metavar="I/N", help="la I-ième de N parts, coupées par site")
    liens.add_argument("--hotes-prives", action="store_true", help="visiter aussi cette machine (répétitions)")
    liens.add_argument("--appliquer", action="store_true", help="remplacer dans le catalogue les adresses déplacées")
    liens.set_defaults(run=_check, **DEFAULTS)
    actions = liens.add_subparsers(dest="action", metavar="action")
    merge = actions.add_parser("fusionner", parents=[shared], help="réunir les états de plusieurs tranches")
    merge.add_argument("etats", nargs="+", type=Path, metavar="ÉTAT")
    inside = actions.add_parser("internes", help="vérifier les liens internes du site construit")
    inside.add_argument("folder", nargs="?", type=Path, default=Path("site"), metavar="DOSSIER")
    inside.set_defaults(run=check_internal_links)
    review = commands.add_parser("relire", parents=[dated], help=RELIRE, description=f"{RELIRE.capitalize()}.")
    review.add_argument("ids", nargs="+", metavar="ID", help="l’identifiant : la fin du lien permanent, après « # »")
    review.add_argument("--catalogue", type=Path, metavar="FICHIER", help=FILES["--catalogue"])
    review.set_defaults(run=record_reviews, **DEFAULTS)


def _slice(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text, re.ASCII)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une tranche, comme 1/4")
    return int(match[1]), int(match[2])


def _check(options: argparse.Namespace) -> int:
    """Check, merge, or only apply what is known."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # a cancelled job keeps what it learnt, as Ctrl-C
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, signal.default_int_handler)
    _refuse_paths(options)
    rehearsed, options.date = bool(options.date), options.date or date.today()
    with locked(options.etat) if options.etat else nullcontext():
        if options.action:
            return _merge(options)
        targets, history = load_targets(options), History(options.etat).read()
        history.start_on(options.date, rehearsed=rehearsed)
        shown = as_shown(targets, history.states)
        if options.appliquer and any(state.state == "moved" for state in shown.values()):
            return apply_moves(options.catalogue, shown, private=options.hotes_prives)
        states, finished = check_links(options, targets, history)
    waiting, code = write_result(options, targets, states), FINE
    if options.appliquer:
        shown = as_shown(targets, states)
        code = apply_moves(options.catalogue, shown, private=options.hotes_prives)
        waiting -= {url for url, state in shown.items() if state.state == "moved"}
    return NOT_DONE if not finished else TO_MEND if waiting else code


def _refuse_paths(options: argparse.Namespace) -> None:
    """Raise WrongUse or OSError for what could not be written: it is said before the first request."""
    outputs = [path for path in (options.etat, options.rapport, options.json) if path]
    for path in outputs:
        if not path.absolute().parent.is_dir() or path.is_dir():
            raise WrongUse(f"{path} ne peut pas être écrit : vérifiez le nom de son dossier.")
        docs = [folder for folder in path.resolve().parents if folder.name == "docs"]
        if path.resolve().name in (CATALOGUE, SETTINGS) or any(one.with_name(SETTINGS).exists() for one in docs):
            raise WrongUse(f"{path} fait partie de l’annuaire, et serait effacé : donnez un autre nom.")
        check_writable(path)
    if options.etat and is_stream(options.etat):
        raise WrongUse(f"{options.etat} n’est pas un fichier : un état se relit.")
    paths = (options.urls or options.catalogue, *outputs)
    named = [path.resolve() for path in paths if str(path) == "-" or not is_stream(path)]
    if len({*named}) < len(named):
        raise WrongUse("Un même fichier est nommé deux fois : l’un effacerait l’autre.")
    if options.depuis == "":
        raise WrongUse("« --depuis » ne nomme aucun point de git : donnez-en un, comme HEAD^1.")
    if options.urls and options.appliquer:
        raise WrongUse("« --appliquer » récrit le catalogue : il ne va pas avec « --urls ».")


def _merge(options: argparse.Namespace) -> int:
    """Join the histories of several jobs into --etat, or onto the standard output."""
    parts = {path: History(path).read() for path in options.etats}
    for path, part in parts.items():
        if not path.is_file() or not part.sound:
            raise WrongUse(f"{path} n’est pas un état lisible : rien n’est écrit.")
    history = History(options.etat).read()
    states = merge_states(history.states, (part.states for part in parts.values()))
    if options.etat is None:
        print(states_as_json(states, memory=True), end="")
        return FINE
    history.write(states)
    targets = load_targets(options) if options.rapport or options.json else [LinkTarget(url) for url in states]
    known = {one.url: states.get(one.url, LinkState(reason=UNSEEN.reason)) for one in targets}
    return TO_MEND if write_result(options, targets, known) else FINE
