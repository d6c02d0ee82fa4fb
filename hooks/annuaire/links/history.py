"""The memory of the link check: read, set aside when damaged, written whole; and what must not be written in it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from annuaire.catalog.link_states import LinkState, states_as_json, states_from_json
from annuaire.files import write_whole
from annuaire.links import verdict
from annuaire.links.verdict import Seen
from annuaire.text import french_day

FIRST = date(2020, 1, 1)
"""A clock that is before this would find every certificate of the web invalid."""


@dataclass(slots=True)
class Memory:
    """What earlier runs learnt; a damaged file is set aside when the next one is written, not before."""

    path: Path | None
    states: dict[str, LinkState] = field(default_factory=dict)
    sound: bool = True

    def read(self) -> Memory:
        if self.path and self.path.exists():
            try:
                self.states, self.sound = states_from_json(self.path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                self.sound = False
            if not self.sound:
                say(f"{self.path} est endommagé : adresses encore lisibles : {len(self.states)}.")
        return self

    def write(self) -> None:
        if self.path is None:
            return
        if not self.sound:
            ranks = (self.path.with_name(f"{self.path.name}.endommage-{rank}") for rank in range(1, 10**6))
            aside = next(path for path in ranks if not path.exists())
            self.path.rename(aside)
            say(f"L’ancien fichier est gardé sous le nom {aside} : ses dates peuvent encore y être reprises.")
        write_whole(self.path, states_as_json(self.states, memory=True))


def is_late(day: date, memory: dict[str, LinkState]) -> bool:
    """Say that the clock is wrong, if it is: before the last check."""
    last = max([FIRST, *(state.last_checked for state in memory.values() if state.last_checked)])
    if day < last:
        say(
            f"Cette machine se croit le {french_day(day)}, avant le {french_day(last)} : rien n’est vérifié. "
            "Réglez son horloge, puis recommencez."
        )
    return day < last


def is_sick(memory: dict[str, LinkState], seen: dict[str, Seen]) -> bool:
    """Say that the network here is at fault, if it is: no name is found, or too much of what was fine now fails."""
    nameless = [url for url, found in seen.items() if "(DNS)" in found.reason]
    failing = nameless if len(nameless) == len(seen) > 2 else verdict.failing_here(memory, seen)
    if failing:
        say(
            "Le réseau d’ici est sans doute en cause, rien n’est écrit : relancez plus tard. "
            f"Adresses qui devraient répondre et ne répondent pas : {len(failing)}."
        )
        say("\n".join(f"  {url} : {seen[url].reason}" for url in failing[:20]))
    return bool(failing)


def say(sentence: str) -> None:
    if sentence:
        print(sentence.rstrip("\n"), file=sys.stderr, flush=True)
