"""From one run to the next: when a failing address is called dead. Pure: no network, no file, no clock."""

from dataclasses import replace
from datetime import date

from annuaire.catalog.link_states import LinkState
from annuaire.links.observation import Observation

GONE_DAYS = 7
"""A 404, a 410, a redirect loop, a soft 404: dead when seen on two runs that far apart."""
DOWN_DAYS, DOWN_RUNS = 14, 3
"""Any fault (5xx, timeout, DNS, TLS…): dead when seen on that many runs over that many days."""


def next_state(old: LinkState | None, observed: Observation, today: date) -> LinkState:
    """Return the state of an address after one more visit; dead only past its threshold."""
    old = old or LinkState()
    if observed.outcome == "unchecked":
        return replace(old, state="unchecked", reason=observed.reason, final=observed.final, proposed=None)
    new = replace(
        old, state=observed.outcome, code=observed.code, reason=observed.reason, final=observed.final,
        proposed=observed.proposed, last_checked=today,
    )  # fmt: skip
    if observed.outcome in ("ok", "moved"):
        return replace(new, last_ok=today, first_failed=None, gone_since=None, streak=0)
    if observed.outcome == "blocked":  # proves neither life nor death: dates and streak stay
        return new
    again = old.streak > 0 and old.last_checked is not None and old.last_checked >= today  # one run a day counts
    new = replace(new, first_failed=old.first_failed or today, streak=old.streak + (0 if again else 1))
    if observed.outcome == "gone":
        new = replace(new, gone_since=old.gone_since or today)
    is_dead = old.state == "dead" or _past_threshold(new, observed, today)
    return replace(new, state="dead" if is_dead else "flaky")


def _past_threshold(state: LinkState, observed: Observation, today: date) -> bool:
    if observed.outcome == "gone" and state.gone_since and (today - state.gone_since).days >= GONE_DAYS:
        return True
    first = state.first_failed or today
    return state.streak >= DOWN_RUNS and (today - first).days >= DOWN_DAYS
