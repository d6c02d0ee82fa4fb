"""When a run must not be believed: this machine's clock is wrong, or its network is down. Then nothing is written."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from statistics import median_low

from annuaire.catalog.link_states import LinkState
from annuaire.links.console import print_error
from annuaire.links.observation import FAILURES, Observation
from annuaire.links.schedule import host_key
from annuaire.text import french_day

FIRST = date(2020, 1, 1)
"""A clock that is before this would find every certificate of the web invalid."""
SHARE = 5
"""More than one in so many of the addresses that were fine now fail: the network here is at fault."""


def clock_is_late(today: date, states: Mapping[str, LinkState]) -> bool:
    """Say, and print, that the clock is before most of the last checks: one date to come may be a slip."""
    last = max(FIRST, median_low([state.last_day for state in states.values()] or [FIRST]))
    if today < last:
        print_error(
            f"Cette machine se croit le {french_day(today)}, avant le {french_day(last)} : rien n’est vérifié. "
            "Réglez son horloge, ou mettez de côté le fichier de « --etat », puis recommencez."
        )
    return today < last


def network_is_down(states: Mapping[str, LinkState], observed: Mapping[str, Observation]) -> bool:
    """Say, and print, that the network here is at fault: DNS gives no name, or too much of what was fine now fails."""
    failing = [url for url, one in observed.items() if one.outcome in ("unresolved", "no_dns")]
    if not len(failing) == len(observed) > 2:
        fine = [url for url in observed if url in states and states[url].state in ("ok", "moved")]
        failing = [url for url in fine if observed[url].outcome in FAILURES]
        if len(failing) < 2 or len(failing) * SHARE <= len(fine):
            return False
    hosts = [f"{name} ({count})" for name, count in Counter(map(host_key, failing)).most_common(5)]
    print_error(
        "Le réseau d’ici est sans doute en cause, rien n’est écrit : relancez plus tard. Adresses qui devraient "
        f"répondre et ne répondent pas : {len(failing)}, dont {', '.join(hosts)}."
    )
    return True
