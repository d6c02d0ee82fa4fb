"""What earlier runs learnt of each address (liens.json): read, set aside when damaged, merged, written whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median_low

from annuaire.catalog.link_states import LinkState, states_as_json, states_from_json
from annuaire.files import Refused, write_whole
from annuaire.links.console import print_error
from annuaire.source.problems import quote
from annuaire.text import french_day

FIRST = date(2020, 1, 1)
"""A clock that is before this would find every certificate of the web invalid."""


@dataclass(slots=True)
class History:
    """The states by address; a damaged file is set aside when the next one is written, not before."""

    path: Path | None
    states: dict[str, LinkState] = field(default_factory=dict)
    sound: bool = True

    def read(self) -> "History":
        """Read every sound row of the file, if there is one, and name the others."""
        if self.path and self.path.exists():
            try:
                self.states, bad = states_from_json(self.path.read_text(encoding="utf-8-sig"))
            except (OSError, UnicodeDecodeError):
                bad = ["…"]
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
        known = self.states
        self.states = {url: state for url, state in known.items() if state.last_day <= today}
        self._name([url for url in known if url not in self.states])

    def _name(self, bad: list[str]) -> None:
        if bad:
            self.sound = False
            named = "".join(f"\n  pas lue : {quote(url, 200)}" for url in bad[:20])
            print_error(f"{self.path} est endommagé : adresses encore lisibles : {len(self.states)}.{named}")

    def write(self, more: Mapping[str, LinkState]) -> None:
        """Replace the file, with some states more; raise OSError."""
        if self.path is None:
            return
        if not self.sound:
            ranks = (self.path.with_name(f"{self.path.name}.endommage-{rank}") for rank in range(1, 10**6))
            aside = next(path for path in ranks if not path.exists())
            self.path.rename(aside)
            self.sound = True
            print_error(f"L’ancien fichier est gardé sous le nom {aside} : ses dates peuvent encore y être reprises.")
        write_whole(self.path, states_as_json({**self.states, **more}, memory=True))


def merge_states(start: Mapping[str, LinkState], slices: Iterable[Mapping[str, LinkState]]) -> dict[str, LinkState]:
    """Join the states of several jobs, which all had the same start: for each address, the one checked last."""
    merged = dict(start)
    for states in slices:
        for url, state in states.items():
            if state != start.get(url) and state.last_day >= merged.get(url, state).last_day:
                merged[url] = state
    return merged
