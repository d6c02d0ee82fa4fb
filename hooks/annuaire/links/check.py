"""`annuaire liens`: gathers the addresses, visits them, updates the history, says what to mend."""

import time
from argparse import Namespace
from collections.abc import Iterator
from urllib.parse import urlsplit

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.links.apply import apply_moves, moved_addresses
from annuaire.links.client import Client
from annuaire.links.console import Progress, print_error
from annuaire.links.history import History, merge_states
from annuaire.links.linkchecker import plainly_fine
from annuaire.links.observation import LinkTarget, Observation
from annuaire.links.parallel import in_parallel
from annuaire.links.politeness import AGENT, INTERVAL
from annuaire.links.safeguards import clock_is_late, network_is_down
from annuaire.links.schedule import alternate_hosts, slice_by_host
from annuaire.links.summary import FINE, NOT_DONE, needs_mending, write_result
from annuaire.links.targets import WrongUse, load_targets
from annuaire.links.thresholds import next_state
from annuaire.urls import url_fault

UNSEEN = Observation("unchecked", reason="non vérifiée cette fois")


def check_links(options: Namespace) -> int:
    """Check, or only apply what an earlier check found to have moved; return the exit code."""
    targets = _targets(options)
    history = History(options.etat).read()
    if clock_is_late(options.date, {} if options.rehearsed else history.states):
        return NOT_DONE
    if options.appliquer and (moved := moved_addresses(targets, history.states)):
        return apply_moves(options.catalogue, moved, options.hotes_prives)
    faults = {one.url: str(fault) for one in targets if (fault := url_fault(one.url, private=options.hotes_prives))}
    if options.tranche:
        kept = set(slice_by_host([target.url for target in targets], *options.tranche))
        targets = [target for target in targets if target.url in kept]
    observed, finished = _observe_until_stopped([one.url for one in targets if one.url not in faults], options)
    if network_is_down(history.states, observed):
        return NOT_DONE
    unseen = {url: Observation("unchecked", reason=f"cette adresse {fault}") for url, fault in faults.items()}
    now = {target.url: observed.get(target.url) or unseen.get(target.url, UNSEEN) for target in targets}
    states = {url: next_state(history.states.get(url), one, options.date) for url, one in now.items()}
    history.states |= {url: state for url, state in states.items() if state.state != "unchecked"}
    history.write()
    code = write_result(options, targets, states, faults, observed)
    if options.appliquer and (moved := moved_addresses(targets, states)):
        code = apply_moves(options.catalogue, moved, options.hotes_prives)
        code = code or int(needs_mending(states.values(), faults, moved=False))
    return code if finished else NOT_DONE


def merge_histories(options: Namespace) -> int:
    """Join the histories of several jobs into --etat, or onto the standard output; return the exit code."""
    parts = [History(path) for path in options.etats]
    for part in parts:
        if part.path is None or not part.path.is_file() or not part.read().sound:
            raise WrongUse(f"{part.path} n’est pas un état lisible : rien n’est écrit.")
    history = History(options.etat).read()
    history.states = merge_states(history.states, (part.states for part in parts))
    if options.etat is None:
        print(states_as_json(history.states, memory=True), end="")
        return FINE
    history.write()
    targets = _targets(options) if options.rapport or options.json else [LinkTarget(url) for url in history.states]
    states = {one.url: history.states.get(one.url, LinkState(reason=UNSEEN.reason)) for one in targets}
    return write_result(options, targets, states, {}, {})


def _targets(options: Namespace) -> list[LinkTarget]:
    path = options.urls or options.catalogue
    return load_targets(path, plain=bool(options.urls), since=options.depuis, private=options.hotes_prives)


def _observe_until_stopped(urls: list[str], options: Namespace) -> tuple[dict[str, Observation], bool]:
    """Return what was observed of each address, and whether all were visited: Ctrl-C keeps what is known."""
    observed: dict[str, Observation] = {}
    try:
        for url, observation in _observe(alternate_hosts(urls), options):
            observed[url] = observation
    except KeyboardInterrupt:
        print_error("\nInterrompu : ce qui est déjà vérifié est gardé.")
        return observed, False
    return observed, True


def _observe(urls: list[str], options: Namespace) -> Iterator[tuple[str, Observation]]:
    """First what robots.txt asks, then LinkChecker, then a second look at what is not plainly fine."""
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
    simple = [url for url in left if url.isascii()]  # LinkChecker rewrites the others, and may fall over their host
    progress = Progress(len(simple), "Premier passage (LinkChecker)")
    for url in plainly_fine(simple, options.hotes_prives, progress.step):
        if url in left:
            del left[url]
            yield url, Observation("ok", 200, "", url)
    progress = Progress(len(left), "Second passage (une visite directe)")
    time.sleep(INTERVAL)  # LinkChecker may have asked any of these hosts just before
    for url, observation in in_parallel(left, client.observe):
        progress.step()
        yield url, observation or Observation("unchecked", reason="l’examen n’a pas abouti")


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
