"""`annuaire liens`: gathers the addresses, has them looked at, keeps the memory, says what to mend."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from annuaire.catalog.link_states import STATES, LinkState, states_as_json
from annuaire.files import write_whole
from annuaire.links import verdict
from annuaire.links.apply import apply, moved_in
from annuaire.links.client import Visitor
from annuaire.links.history import Memory, is_late, is_sick, say
from annuaire.links.linkchecker import NoLinkChecker, in_parallel, plainly_fine
from annuaire.links.report import Asked, report
from annuaire.links.targets import WrongUse, addresses, known_before, listed
from annuaire.links.verdict import Seen
from annuaire.links.wire import AGENT
from annuaire.source.problems import InvalidCatalog, quote
from annuaire.source.reader import read_text
from annuaire.urls import url_fault

FINE, TO_MEND, WRONG_USE, NOT_DONE = 0, 1, 2, 3
CHANGED = 50
"""Addresses of a proposal that are checked: its author waits for the answer."""


@dataclass(slots=True)
class Progress:
    """A bar on a terminal, a line at each tenth elsewhere."""

    total: int
    label: str
    done: int = 0

    def step(self) -> None:
        self.done += 1
        share = self.done / max(self.total, 1)
        if sys.stderr.isatty():
            bar = "█" * int(share * 30)
            sys.stderr.write(f"\r{self.label} {bar:<30} {self.done}/{self.total}" + "\n" * (self.done == self.total))
            sys.stderr.flush()
        elif self.done == self.total or int(share * 10) > int((self.done - 1) / self.total * 10):
            print(f"{self.label} : {self.done}/{self.total}", file=sys.stderr, flush=True)


def run(options: Namespace) -> int:
    """Obey « annuaire liens »; return 0 nothing to mend, 1 something to mend, 2 wrong use, 3 not done."""
    options.rehearsed, options.date = bool(options.date), options.date or date.today()
    try:
        for path in filter(None, (options.etat, options.rapport, options.json)):
            if not path.absolute().parent.is_dir() or path.is_dir():
                raise WrongUse(f"{path} ne peut pas être écrit : vérifiez le nom de son dossier.")
        if options.urls and options.appliquer:
            raise WrongUse("« --appliquer » récrit le catalogue : il ne va pas avec « --urls ».")
        return _merge(options) if options.action else _check(options)
    except WrongUse as error:
        say(f"annuaire : {error}")
        return WRONG_USE
    except InvalidCatalog as invalid:
        print(invalid)
        return WRONG_USE if options.urls else TO_MEND
    except NoLinkChecker as error:
        say(f"Le contrôle n’a pas pu être fait, rien n’est écrit. {error}")
        return NOT_DONE


def _check(options: Namespace) -> int:
    asked = _asked(options)
    memory = Memory(options.etat).read()
    if is_late(options.date, {} if options.rehearsed else memory.states):
        return NOT_DONE
    if options.appliquer and (known := moved_in(asked, memory.states)):
        return apply(options.catalogue, known, options.hotes_prives)
    faults = {item.url: str(fault) for item in asked if (fault := url_fault(item.url, private=options.hotes_prives))}
    if options.tranche:
        kept = set(verdict.portion([item.url for item in asked], *options.tranche))
        asked = [item for item in asked if item.url in kept]
    seen: dict[str, Seen] = {}
    finished = False
    try:
        for url, found in _look(verdict.alternate(i.url for i in asked if i.url not in faults), options):
            seen[url] = found
        finished = True
    except KeyboardInterrupt:
        say("\nInterrompu : ce qui est déjà vérifié est gardé.")
    if is_sick(memory.states, seen):
        return NOT_DONE
    states = {
        item.url: verdict.update(
            memory.states.get(item.url), seen.get(item.url, _unseen(faults.get(item.url))), options.date
        )
        for item in asked
    }
    memory.states |= {url: state for url, state in states.items() if state.state != "unchecked"}
    memory.write()
    code = _tell(options, asked, states, faults, seen)
    if options.appliquer and (known := moved_in(asked, states)):
        code = apply(options.catalogue, known, options.hotes_prives) or int(
            _to_mend(states.values(), faults, moved=False)
        )
    return code if finished else NOT_DONE


def _look(urls: list[str], options: Namespace) -> Iterator[tuple[str, Seen]]:
    """First what the sites ask of us, then LinkChecker, then the second look."""
    visitor = Visitor(private=options.hotes_prives, strict=bool(options.depuis))
    rules = dict(in_parallel(dict.fromkeys(map(_root, urls)), visitor.rules))
    left: dict[str, None] = {}
    for url in urls:
        asks = rules[_root(url)]
        if asks and not asks.can_fetch(AGENT, url):
            yield url, Seen("unchecked", reason="ce site demande à ne pas être visité (robots.txt)")
        else:
            left[url] = None
    if not left:
        return
    simple = [url for url in left if url.isascii()]  # LinkChecker rewrites the others, and may fall over their host
    progress = Progress(len(simple), "Premier passage (LinkChecker)")
    for url in plainly_fine(simple, options.hotes_prives, progress.step):
        if url in left:
            del left[url]
            yield url, Seen("ok", 200, "", url)
    progress = Progress(len(left), "Second passage (une visite directe)")
    visitor.rest()
    for url, found in in_parallel(left, visitor.look):
        progress.step()
        yield url, found or Seen("unchecked", reason="l’examen n’a pas abouti")


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _unseen(fault: str | None) -> Seen:
    return Seen("unchecked", reason=f"cette adresse {fault}" if fault else "non vérifiée cette fois")


def _tell(
    options: Namespace, asked: list[Asked], states: dict[str, LinkState], faults: dict[str, str], seen: dict[str, Seen]
) -> int:
    """Write the report and the JSON, say the essential, return the verdict."""
    if options.json:
        write_whole(options.json, states_as_json(states))
    if options.rapport:
        write_whole(options.rapport, report(asked, states, faults, options.date))
    counts = {kind: sum(state.state == kind for state in states.values()) for kind in STATES}
    named = {
        "ok": "en marche", "moved": "à mettre à jour", "blocked": "à vérifier à la main",
        "flaky": "en panne passagère", "dead": "à corriger", "unchecked": "sans verdict",
    }  # fmt: skip
    found = ", ".join(f"{counts[kind]} {named[kind]}" for kind in STATES if counts[kind])
    print(f"{len(states)} adresse{'s' * (len(states) > 1)} : {found}." if states else "Aucune adresse à vérifier.")
    for url, state in states.items():
        if options.depuis or state.state in ("dead", "moved") or url in faults:
            target = f" → {state.proposed}" if state.proposed else ""
            print(f"  {quote(url, 300)} : {state.reason or 'en marche'}{target}")
    if options.depuis:
        confirmed = [url for url, one in seen.items() if one.code in verdict.GONE and one.kind == "gone"]
        return TO_MEND if faults or confirmed else FINE
    return int(_to_mend(states.values(), faults, moved=True))


def _to_mend(states: Iterable[LinkState], faults: dict[str, str], *, moved: bool) -> bool:
    return bool(faults) or any(state.state == "dead" or (moved and state.state == "moved") for state in states)


def _merge(options: Namespace) -> int:
    """Join the memories of several jobs into --etat, or onto the standard output."""
    parts = [Memory(path) for path in options.etats]
    for part in parts:
        if part.path is None or not part.path.is_file() or not part.read().sound:
            raise WrongUse(f"{part.path} n’est pas un état lisible : rien n’est écrit.")
    memory = Memory(options.etat).read()
    memory.states = verdict.merge(memory.states, (part.states for part in parts))
    if options.etat is None:
        print(states_as_json(memory.states, memory=True), end="")
        return FINE
    memory.write()
    asked = _asked(options) if options.rapport or options.json else [Asked(url) for url in memory.states]
    states = {item.url: memory.states.get(item.url, LinkState(reason="non vérifiée cette fois")) for item in asked}
    return _tell(options, asked, states, {}, {})


def _asked(options: Namespace) -> list[Asked]:
    """The addresses to check, each once, in the order of the file."""
    path = options.urls or options.catalogue
    if not path.is_file():
        raise WrongUse(f"{path} n’existe pas ou n’est pas un fichier.")
    found = listed(read_text(path)) if options.urls else list(addresses(path, options.hotes_prives))
    asked = list({item.url: item for item in reversed(found)}.values())[::-1]
    if options.depuis:
        known = known_before(path, options.depuis, plain=bool(options.urls))
        asked = [item for item in asked if item.url not in known]
        if len(asked) > CHANGED:
            print(f"{len(asked)} adresses ajoutées ou changées : seules les {CHANGED} premières sont vérifiées.")
    return asked[: CHANGED if options.depuis else None]
