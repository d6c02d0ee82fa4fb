"""What earlier runs learnt of each address (liens.json), and after how many days and runs a failing one is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import median_low

from annuaire.catalog.link_states import LinkState, read_states, states_as_json
from annuaire.files import Refused, write_whole
from annuaire.links.console import print_error
from annuaire.links.observation import PROOFS, Observation
from annuaire.source.shown import quote
from annuaire.text import french_day

FIRST = date(2020, 1, 1)
"""A clock that is before this would find every certificate of the web invalid."""
GONE_DAYS = 7
"""A 404, a 410, a soft 404, a domain for sale or taken over: dead when seen on two runs that far apart."""
DOWN_DAYS, DOWN_RUNS = 14, 3
"""Any fault (5xx, timeout, DNS, TLS…): seen on that many runs over that many days, an unknown name is dead, and the
rest unreachable."""


@dataclass(slots=True)
class History:
    """The states by address; a damaged file is set aside when the next one is written, not before."""

    path: Path | None
    states: dict[str, LinkState] = field(default_factory=dict)
    sound: bool = True

    def read(self) -> "History":
        """Read every sound row of the file, if there is one, and name the others."""
        if self.path:
            self.states, bad = read_states(self.path)
            self._name(bad)
        return self

    def start_on(self, today: date, *, rehearsed: bool) -> None:
        """Drop, and name, the rows that hold a day to come; raise Refused when most do: the clock is late.

        ``rehearsed``: a person chose the day.
        """
        days = [] if rehearsed else [state.last_day for state in self.states.values()]
        last = max(FIRST, median_low(days or [FIRST]))
        if today < last:
            told = f"Cette machine se croit le {french_day(today)}, avant le {french_day(last)} : rien n’est vérifié. "
            told += "Réglez son horloge, ou mettez de côté le fichier de « --etat », puis recommencez."
            raise Refused(told)
        bad = [url for url, state in self.states.items() if state.last_day > today]
        for url in bad:
            del self.states[url]
        self._name(bad)

    def _name(self, bad: list[str]) -> None:
        if not bad:
            return
        self.sound = False
        told = f"{self.path} est endommagé : adresses encore lisibles : {len(self.states)}. "
        told += f"L’historique des autres ({len(bad)}) recommence aujourd’hui :"
        told += "".join(f"\n  pas lue : {quote(url, 200)}" for url in bad[:20])
        if bad == ["…"]:
            told = f"{self.path} est endommagé, rien n’y est lisible : tout l’historique recommence aujourd’hui."
        print_error(told)

    def write(self, more: Mapping[str, LinkState]) -> None:
        """Replace the file, with the states of what was checked since; raise OSError."""
        if self.path is None:
            return
        if not self.sound:
            ranks = (self.path.with_name(f"{self.path.name}.endommage-{rank}") for rank in range(1, 10**6))
            aside = next(path for path in ranks if not path.exists())
            self.path.rename(aside)
            self.sound = True
            print_error(f"L’ancien fichier est gardé sous le nom {aside} : ses dates peuvent encore y être reprises.")
        checked = {url: state for url, state in more.items() if state.state != "unchecked"}
        write_whole(self.path, states_as_json({**self.states, **checked}, memory=True))


def merge_states(start: Mapping[str, LinkState], slices: Iterable[Mapping[str, LinkState]]) -> dict[str, LinkState]:
    """Join the states of several jobs, which all had the same start: for each address, the one checked last."""
    merged = dict(start)
    for states in slices:
        for url, state in states.items():
            if state != start.get(url) and state.last_day >= merged.get(url, state).last_day:
                merged[url] = state
    return merged


def next_state(old: LinkState | None, seen: Observation, today: date, reviewed: date | None = None) -> LinkState:
    """Return the state of an address after one more visit; ``reviewed`` is when a person last found it right."""
    old = old or LinkState()
    if seen.outcome == "unchecked":
        return replace(old, state="unchecked", reason=seen.reason, final=seen.final, proposed=None)
    if seen.outcome in PROOFS and old.overruled(reviewed):  # a proof that was contradicted must be made again
        old = replace(old, state="flaky", first_failed=None, gone_since=None, unresolved_since=None, streak=0)
    new = replace(old, state=seen.outcome, last_checked=today)
    new = replace(new, code=seen.code, reason=seen.reason, final=seen.final, proposed=seen.proposed)
    if seen.outcome in ("ok", "moved", "question"):
        finals = {(one.final or "").partition("?")[0] for one in (old, seen)}  # a query changes at each visit
        since = old.first_failed if old.state == "question" and len(finals) == 1 else today
        since = since if seen.outcome == "question" else None
        return replace(new, last_ok=today, first_failed=since, gone_since=None, unresolved_since=None, streak=0)
    return new if seen.outcome == "blocked" else _failing(old, new, today)  # blocked proves neither life nor death


def _failing(old: LinkState, new: LinkState, today: date) -> LinkState:
    """Return « flaky », or « unreachable » or « dead » past their thresholds: neither is left before an answer."""
    outcome, since = new.state, (None if old.state == "question" else old.first_failed) or today
    gone = (old.gone_since or today) if outcome == "gone" else old.gone_since
    unresolved = {"unresolved": old.unresolved_since or today, "no_dns": old.unresolved_since}.get(outcome)
    again = old.streak > 0 and old.last_checked is not None and old.last_checked >= today  # one run a day counts
    streak = old.streak + (not again)
    new = replace(new, first_failed=since, streak=streak, gone_since=gone, unresolved_since=unresolved)
    lasts = [streak >= DOWN_RUNS and (today - day).days >= DOWN_DAYS for day in (since, unresolved or today)]
    proven = {"gone": (today - (gone or today)).days >= GONE_DAYS, "unresolved": lasts[1]}.get(outcome)
    if proven or (old.state == "dead" and (gone or unresolved)):
        return replace(new, state="dead")
    return replace(new, state="unreachable" if lasts[0] or old.state == "unreachable" else "flaky")
