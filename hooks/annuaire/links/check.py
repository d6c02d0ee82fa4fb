"""A check: what robots.txt asks, LinkChecker, a second look at what is not plainly fine, then the history."""

import time
from argparse import Namespace
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import closing
from urllib.parse import urlsplit

from annuaire.catalog.link_states import LinkState
from annuaire.files import Refused
from annuaire.links.client import Client, in_parallel
from annuaire.links.console import print_error, with_progress
from annuaire.links.history import History, next_state
from annuaire.links.linkchecker import first_look
from annuaire.links.observation import FAILURES, LinkTarget, Observation
from annuaire.links.outcome import has_anchor
from annuaire.links.politeness import AGENT, INTERVAL, alternate_hosts, host_key
from annuaire.urls import url_fault

UNSEEN = Observation("unchecked", reason="non vérifiée cette fois")
UNWANTED = Observation("unchecked", reason="ce site demande à ne pas être visité (robots.txt)")
FAILED = Observation("unchecked", reason="l’examen n’a pas abouti")
SAVE_EVERY = 60
"""Seconds between two writings of what is learnt."""
SHARE = 5
"""More than one in so many of the addresses that were fine now fail: the network here is at fault."""


def check_links(options: Namespace, targets: list[LinkTarget], history: History) -> tuple[dict[str, LinkState], bool]:
    """Return the states of addresses after a visit, and whether all were seen: Ctrl-C keeps what is known.

    The history is written: what works, as it goes; failures are only believed at the end. Raise Refused, when nothing
    must be believed, or OSError.
    """
    known = {target.url: target for target in targets}
    faults = {url: fault for url in known if (fault := url_fault(url, private=options.hotes_prives))}
    observed = {url: Observation("unchecked", reason=f"cette adresse {fault}") for url, fault in faults.items()}
    left = {url: target for url, target in known.items() if url not in faults}
    finished, saved = True, time.monotonic()

    def states(seen: Mapping[str, Observation]) -> dict[str, LinkState]:
        old, today = history.states, options.date
        return {url: next_state(old.get(url), one, today, known[url].reviewed) for url, one in seen.items()}

    try:
        with closing(_observe(left, options)) as observations:
            for url, observation in observations:
                observed[url] = observation
                if time.monotonic() - saved > SAVE_EVERY:
                    history.write(states({url: one for url, one in observed.items() if one.outcome not in FAILURES}))
                    saved = time.monotonic()
    except KeyboardInterrupt:
        print_error("\nInterrompu : ce qui est déjà vérifié est gardé.")
        finished = False
    refuse_sick_network(history.states, observed)
    found = states(dict.fromkeys(known, UNSEEN) | observed)
    history.write(found)
    return found, finished


def refuse_sick_network(states: Mapping[str, LinkState], observed: Mapping[str, Observation]) -> None:
    """Raise Refused when the network here is at fault: DNS gives no name, or too much of what was fine fails."""
    failing = [url for url, one in observed.items() if one.outcome in ("unresolved", "no_dns")]
    if not len(failing) == sum(one.outcome != "unchecked" for one in observed.values()) > 2:
        fine = [url for url in observed if url in states and states[url].state in ("ok", "moved")]
        failing = [url for url in fine if observed[url].outcome in FAILURES]
        if len(failing) < 2 or len(failing) * SHARE <= len(fine):
            return
    hosts = [f"{name} ({count})" for name, count in Counter(map(host_key, failing)).most_common(5)]
    told = "Le réseau d’ici est sans doute en cause, rien n’est écrit : relancez plus tard. Adresses qui devraient "
    raise Refused(f"{told}répondre et ne répondent pas : {len(failing)}, dont {', '.join(hosts)}.")


def _observe(targets: dict[str, LinkTarget], options: Namespace) -> Generator[tuple[str, Observation], None, None]:
    client = Client(private=options.hotes_prives, strict=bool(options.depuis))
    left = {url: f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in alternate_hosts(targets)}
    robots = dict(in_parallel(dict.fromkeys(left.values()), client.robots_txt))
    for url, root in [*left.items()]:
        if (rules := robots[root]) and not rules.can_fetch(AGENT, url):
            del left[url]
            yield url, UNWANTED
    # LinkChecker rewrites what is not ASCII, and may fall over its host; it looks for no anchor.
    simple = [url for url in left if url.isascii() and not has_anchor(url) and not client.silences[host_key(url)]]
    rows = first_look(simple, private=options.hotes_prives) if simple else iter(())
    for url, fine in with_progress("Premier passage (LinkChecker)", rows, len(simple)):
        if fine and left.pop(url, ""):
            yield url, Observation("ok", 200, "", url)
    time.sleep(INTERVAL if left else 0)  # LinkChecker may have asked any of these hosts just before
    seen = in_parallel(left, lambda url: client.observe(targets[url]))
    for url, one in with_progress("Second passage (une visite directe)", seen, len(left)):
        yield url, one or FAILED
