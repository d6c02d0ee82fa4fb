"""From one run to the next: when a failing address is called dead. Pure: no network, no file, no clock."""

from dataclasses import replace
from datetime import date

from annuaire.catalog.link_states import LinkState
from annuaire.links.observation import PROOFS, Observation

GONE_DAYS = 7
"""A 404, a 410, a soft 404, a domain for sale or taken over: dead when seen on two runs that far apart."""
DOWN_DAYS, DOWN_RUNS = 14, 3
"""Any fault (5xx, timeout, DNS, TLS…): seen on that many runs over that many days, an unknown name is dead, and the
rest unreachable."""


def next_state(old: LinkState | None, observed: Observation, today: date, reviewed: date | None = None) -> LinkState:
    """Return the state of an address after one more visit; ``reviewed`` is when a person last found it right."""
    old = old or LinkState()
    if observed.outcome == "unchecked":
        return replace(old, state="unchecked", reason=observed.reason, final=observed.final, proposed=None)
    if observed.outcome in PROOFS and old.overruled(reviewed):  # a proof that was contradicted must be made again
        old = replace(old, state="flaky", first_failed=None, gone_since=None, unresolved_since=None, streak=0)
    new = replace(
        old, state=observed.outcome, code=observed.code, reason=observed.reason, final=observed.final,
        proposed=observed.proposed, last_checked=today,
    )  # fmt: skip
    if observed.outcome in ("ok", "moved", "question"):
        same = old.state == "question" and _place(old.final) == _place(observed.final)
        since = (old.first_failed if same else today) if observed.outcome == "question" else None
        return replace(new, last_ok=today, first_failed=since, gone_since=None, unresolved_since=None, streak=0)
    if observed.outcome == "blocked":  # proves neither life nor death: dates and streak stay
        return new
    if old.state == "question":
        old = replace(old, first_failed=None)
    again = old.streak > 0 and old.last_checked is not None and old.last_checked >= today  # one run a day counts
    new = replace(new, first_failed=old.first_failed or today, streak=old.streak + (0 if again else 1))
    if observed.outcome == "gone":
        new = replace(new, gone_since=old.gone_since or today)
    if observed.outcome != "no_dns":
        new = replace(
            new, unresolved_since=(old.unresolved_since or today) if observed.outcome == "unresolved" else None
        )
    return replace(new, state=_failing(old.state, new, observed.outcome, today))


def _failing(before: str, new: LinkState, outcome: str, today: date) -> str:
    """Return « flaky », or « unreachable » or « dead » past their thresholds: neither is left before an answer."""
    since = new.gone_since if outcome == "gone" else today
    lasted = new.streak >= DOWN_RUNS
    unknown = lasted and outcome == "unresolved" and _days(new.unresolved_since, today) >= DOWN_DAYS
    proven = new.gone_since or new.unresolved_since
    if (before == "dead" and proven) or unknown or _days(since, today) >= GONE_DAYS:
        return "dead"
    lasting = lasted and _days(new.first_failed, today) >= DOWN_DAYS
    return "unreachable" if before == "unreachable" or lasting else "flaky"


def _days(since: date | None, today: date) -> int:
    return (today - since).days if since else 0


def _place(url: str | None) -> str:
    """Return an address without its query, which changes from one visit to the next."""
    return (url or "").partition("?")[0]
