"""`annuaire liens`: gathers the addresses, visits them, updates the history, says what to mend."""

import time
from argparse import Namespace
from collections.abc import Generator, Mapping
from contextlib import closing, nullcontext
from urllib.parse import urlsplit

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.files import locked
from annuaire.links.apply import apply_moves, moved_addresses
from annuaire.links.client import Client
from annuaire.links.console import Progress, print_error
from annuaire.links.history import History, merge_states
from annuaire.links.linkchecker import plainly_fine
from annuaire.links.observation import FAILURES, LinkTarget, Observation
from annuaire.links.parallel import in_parallel
from annuaire.links.politeness import AGENT, INTERVAL
from annuaire.links.safeguards import clock_is_late, network_is_down
from annuaire.links.schedule import alternate_hosts, slice_by_host
from annuaire.links.summary import FINE, NOT_DONE, as_shown, for_people, write_result
from annuaire.links.targets import WrongUse, load_targets
from annuaire.links.thresholds import next_state
from annuaire.links.verdict import has_anchor
from annuaire.urls import UrlFault, url_fault

UNSEEN = Observation("unchecked", reason="non vérifiée cette fois")
SAVE_EVERY = 60
"""Seconds between two writings of what is learnt."""


def check_links(options: Namespace) -> int:
    """Check, or only apply what an earlier check found to have moved; return the exit code.

    Raise WrongUse, InvalidCatalog, NoLinkChecker, OSError; BlockingIOError when another check writes the same state.
    """
    with locked(options.etat) if options.etat else nullcontext():
        targets = _targets(options)
        history = History(options.etat).read()
        if clock_is_late(options.date, {} if options.rehearsed else history.states):
            return NOT_DONE
        history.forget_after(options.date)
        if options.appliquer and (moved := moved_addresses(targets, history.states)):
            return _apply(options, moved, as_shown(targets, history.states))
        return _check(options, targets, history)


def _check(options: Namespace, targets: list[LinkTarget], history: History) -> int:
    faults = {one.url: fault for one in targets if (fault := url_fault(one.url, private=options.hotes_prives))}
    if options.tranche:
        kept = set(slice_by_host([target.url for target in targets], *options.tranche))
        targets = [target for target in targets if target.url in kept]
    observed, finished = _observe_until_stopped([one for one in targets if one.url not in faults], options, history)
    if network_is_down(history.states, observed):
        return NOT_DONE
    unseen = {url: Observation("unchecked", reason=f"cette adresse {fault}") for url, fault in faults.items()}
    now = {target.url: observed.get(target.url) or unseen.get(target.url, UNSEEN) for target in targets}
    states = _next_states(targets, history, now, options)
    history.states |= {url: state for url, state in states.items() if state.state != "unchecked"}
    history.write()
    wrong = {url: str(fault) for url, fault in faults.items() if fault != UrlFault.PRIVATE}
    shown = as_shown(targets, states)
    code = write_result(options, targets, shown, wrong, observed)
    if options.appliquer and (moved := moved_addresses(targets, states)):
        others = bool(wrong) or any(for_people(state) for url, state in shown.items() if url not in moved)
        code = max(_apply(options, moved, shown), int(others))
    return code if finished else NOT_DONE


def _next_states(
    targets: list[LinkTarget], history: History, now: Mapping[str, Observation], options: Namespace
) -> dict[str, LinkState]:
    return {
        one.url: next_state(history.states.get(one.url), now[one.url], options.date, one.reviewed)
        for one in targets
        if one.url in now
    }


def _apply(options: Namespace, moved: dict[str, str], shown: Mapping[str, LinkState]) -> int:
    questions = {url: state for url, state in shown.items() if state.state == "question"}
    return apply_moves(options.catalogue, moved, questions, private=options.hotes_prives)


def merge_histories(options: Namespace) -> int:
    """Join the histories of several jobs into --etat, or onto the standard output; return the exit code."""
    parts = [History(path) for path in options.etats]
    for part in parts:
        if part.path is None or not part.path.is_file() or not part.read().sound:
            raise WrongUse(f"{part.path} n’est pas un état lisible : rien n’est écrit.")
    with locked(options.etat) if options.etat else nullcontext():
        history = History(options.etat).read()
        history.states = merge_states(history.states, (part.states for part in parts))
        if options.etat is None:
            print(states_as_json(history.states, memory=True), end="")
            return FINE
        history.write()
    targets = _targets(options) if options.rapport or options.json else [LinkTarget(url) for url in history.states]
    states = {one.url: history.states.get(one.url, LinkState(reason=UNSEEN.reason)) for one in targets}
    return write_result(options, targets, as_shown(targets, states), {}, {})


def _targets(options: Namespace) -> list[LinkTarget]:
    """Return the addresses to check; a review to come is said, and does not count."""
    path = options.urls or options.catalogue
    found = load_targets(path, plain=bool(options.urls), since=options.depuis, private=options.hotes_prives)
    early = {one.id: one for one in found if one.reviewed and one.reviewed > options.date}
    for one in early.values():
        print_error(f"{path}:{one.line} : « reviewed » est dans le futur ({one.reviewed}) : il ne compte pas.")
    return [one._replace(reviewed=None) if one.id in early else one for one in found]


def _observe_until_stopped(
    targets: list[LinkTarget], options: Namespace, history: History
) -> tuple[dict[str, Observation], bool]:
    """Return what was observed of each address, and whether all were visited: Ctrl-C keeps what is known.

    What works is written as it goes; failures are only believed once all is seen.
    """
    observed: dict[str, Observation] = {}
    saved = time.monotonic()
    try:
        with closing(_observe({one.url: one for one in targets}, options)) as observations:
            for url, observation in observations:
                observed[url] = observation
                if time.monotonic() - saved > SAVE_EVERY:
                    saved = time.monotonic()
                    sure = {url: one for url, one in observed.items() if one.outcome not in (*FAILURES, "unchecked")}
                    states = _next_states(targets, history, sure, options)
                    history.write(states)
    except KeyboardInterrupt:
        print_error("\nInterrompu : ce qui est déjà vérifié est gardé.")
        return observed, False
    return observed, True


def _observe(targets: dict[str, LinkTarget], options: Namespace) -> Generator[tuple[str, Observation], None, None]:
    """First what robots.txt asks, then LinkChecker, then a second look at what is not plainly fine."""
    urls = alternate_hosts(targets)
    client = Client(private=options.hotes_prives, strict=bool(options.depuis))
    robots = dict(in_parallel(dict.fromkeys(map(_root, urls)), client.robots_txt))
    left: dict[str, None] = {}
    for url in urls:
        rules = robots[_root(url)]
        if rules and not rules.can_fetch(AGENT, url):
            yield url, Observation("unchecked", reason="ce site demande à ne pas être visité (robots.txt)")
        else:
            left[url] = None
    if not left:
        return
    # LinkChecker rewrites what is not ASCII, and may fall over its host; it looks for no anchor.
    simple = [url for url in left if url.isascii() and not has_anchor(url) and not client.silences(url)]
    progress = Progress(len(simple), "Premier passage (LinkChecker)")
    for url in plainly_fine(simple, options.hotes_prives, progress.step) if simple else ():
        if url in left:
            del left[url]
            yield url, Observation("ok", 200, "", url)
    progress = Progress(len(left), "Second passage (une visite directe)")
    time.sleep(INTERVAL)  # LinkChecker may have asked any of these hosts just before
    for url, observation in in_parallel(left, lambda url: client.observe(targets[url])):
        progress.step()
        yield url, observation or Observation("unchecked", reason="l’examen n’a pas abouti")


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
