"""A check: what robots.txt asks, LinkChecker, a second look at what is not plainly fine, then the history."""

import time
from argparse import Namespace
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlsplit

from annuaire.catalog.link_states import LinkState
from annuaire.files import Refused
from annuaire.links.client import Client, in_parallel
from annuaire.links.console import print_error, print_progress
from annuaire.links.history import History
from annuaire.links.linkchecker import first_look
from annuaire.links.observation import FAILURES, LinkTarget, Observation
from annuaire.links.politeness import AGENT, INTERVAL, alternate_hosts, host_key, slice_by_host
from annuaire.links.verdict import has_anchor, next_state
from annuaire.urls import UrlFault, url_fault

UNSEEN = Observation("unchecked", reason="non vérifiée cette fois")
UNWANTED = Observation("unchecked", reason="ce site demande à ne pas être visité (robots.txt)")
FAILED = Observation("unchecked", reason="l’examen n’a pas abouti")
SAVE_EVERY = 60
"""Seconds between two writings of what is learnt."""
SHARE = 5
"""More than one in so many of the addresses that were fine now fail: the network here is at fault."""


class Checked(NamedTuple):
    """What a check gives: the addresses of its slice, their states, those that cannot be one, whether all were seen."""

    targets: list[LinkTarget]
    states: dict[str, LinkState]
    wrong: set[str]
    finished: bool


def check_links(options: Namespace, targets: list[LinkTarget], history: History) -> Checked:
    """Visit addresses and write the history. Raise Refused, when nothing must be believed, or OSError."""
    if options.tranche:
        kept = set(slice_by_host([target.url for target in targets], *options.tranche))
        targets = [target for target in targets if target.url in kept]
    faults = {one.url: fault for one in targets if (fault := url_fault(one.url, private=options.hotes_prives))}
    observed, finished = _observe_until_stopped([one for one in targets if one.url not in faults], options, history)
    refuse_sick_network(history.states, observed)
    unseen = {url: Observation("unchecked", reason=f"cette adresse {fault}") for url, fault in faults.items()}
    now = {target.url: observed.get(target.url) or unseen.get(target.url, UNSEEN) for target in targets}
    states = _next_states(targets, history, now, options)
    history.write({url: state for url, state in states.items() if state.state != "unchecked"})
    return Checked(targets, states, {url for url, fault in faults.items() if fault != UrlFault.PRIVATE}, finished)


def refuse_sick_network(states: Mapping[str, LinkState], observed: Mapping[str, Observation]) -> None:
    """Raise Refused when the network here is at fault: DNS gives no name, or too much of what was fine fails."""
    failing = [url for url, one in observed.items() if one.outcome in ("unresolved", "no_dns")]
    if not len(failing) == len(observed) > 2:
        fine = [url for url in observed if url in states and states[url].state in ("ok", "moved")]
        failing = [url for url in fine if observed[url].outcome in FAILURES]
        if len(failing) < 2 or len(failing) * SHARE <= len(fine):
            return
    hosts = [f"{name} ({count})" for name, count in Counter(map(host_key, failing)).most_common(5)]
    told = "Le réseau d’ici est sans doute en cause, rien n’est écrit : relancez plus tard. Adresses qui devraient "
    raise Refused(f"{told}répondre et ne répondent pas : {len(failing)}, dont {', '.join(hosts)}.")


def _next_states(
    targets: list[LinkTarget], history: History, now: Mapping[str, Observation], options: Namespace
) -> dict[str, LinkState]:
    known = history.states
    seen = [one for one in targets if one.url in now]
    return {one.url: next_state(known.get(one.url), now[one.url], options.date, one.reviewed) for one in seen}


def _observe_until_stopped(
    targets: list[LinkTarget], options: Namespace, history: History
) -> tuple[dict[str, Observation], bool]:
    """Return what was observed of each address, and whether all were visited: Ctrl-C keeps what is known.

    What works is written as it goes; failures are only believed once all is seen.
    """
    observed, saved = dict[str, Observation](), time.monotonic()
    try:
        with closing(_observe({one.url: one for one in targets}, options)) as observations:
            for url, observation in observations:
                observed[url] = observation
                if time.monotonic() - saved > SAVE_EVERY:
                    saved = time.monotonic()
                    sure = {url: one for url, one in observed.items() if one.outcome not in (*FAILURES, "unchecked")}
                    history.write(_next_states(targets, history, sure, options))
    except KeyboardInterrupt:
        print_error("\nInterrompu : ce qui est déjà vérifié est gardé.")
        return observed, False
    return observed, True


def _observe(targets: dict[str, LinkTarget], options: Namespace) -> Generator[tuple[str, Observation], None, None]:
    urls = alternate_hosts(targets)
    client = Client(private=options.hotes_prives, strict=bool(options.depuis))
    roots = {url: f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in urls}
    robots = dict(in_parallel(dict.fromkeys(roots.values()), client.robots_txt))
    left = dict.fromkeys(urls)
    for url in urls:
        rules = robots[roots[url]]
        if rules and not rules.can_fetch(AGENT, url):
            del left[url]
            yield url, UNWANTED
    # LinkChecker rewrites what is not ASCII, and may fall over its host; it looks for no anchor.
    simple = [url for url in left if url.isascii() and not has_anchor(url) and not client.silences(url)]
    for done, (url, fine) in enumerate(first_look(simple, private=options.hotes_prives) if simple else (), 1):
        print_progress("Premier passage (LinkChecker)", done, len(simple))
        if fine and url in left:
            del left[url]
            yield url, Observation("ok", 200, "", url)
    total = len(left)
    time.sleep(INTERVAL if total else 0)  # LinkChecker may have asked any of these hosts just before
    for done, (url, seen) in enumerate(in_parallel(left, lambda url: client.observe(targets[url])), 1):
        print_progress("Second passage (une visite directe)", done, total)
        yield url, seen or FAILED
