"""liens.json: what the checks of the links learnt of each address, as pages show it and as the next check reads it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

STATES = ("ok", "moved", "question", "blocked", "flaky", "unreachable", "dead", "unchecked")
"""« dead » is a proven disappearance; « unreachable », what only a person can settle; « question », a page that answers
and may be another one."""
DAYS = ("last_ok", "first_failed", "last_checked", "gone_since", "unresolved_since")
MEMORY = ("gone_since", "unresolved_since")
"""Fields that only the next check needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """An address with its history; ``gone_since`` and ``unresolved_since`` are the first visits of this failure that
    proved a disappearance, by the page and by the name of the site."""

    state: str = "unchecked"
    code: int | None = None
    reason: str = ""
    final: str | None = None
    proposed: str | None = None
    last_ok: date | None = None
    first_failed: date | None = None
    last_checked: date | None = None
    streak: int = 0
    gone_since: date | None = None
    unresolved_since: date | None = None

    def overruled(self, reviewed: date | None) -> bool:
        """Say that a person found the resource right on a day when this failure, or question, was already there."""
        since = self.first_failed or self.last_checked
        return reviewed is not None and (since is None or since <= reviewed)

    @property
    def last_day(self) -> date:
        """The latest of its days."""
        return max((day for name in DAYS if (day := getattr(self, name))), default=date.min)

    def is_gone(self, reviewed: date | None) -> bool:
        """Say that visitors must be told: the disappearance is proven, and nobody has contradicted it since."""
        return self.state == "dead" and not self.overruled(reviewed)


def states_as_json(states: Mapping[str, LinkState], *, memory: bool = False) -> str:
    """Return the document ``{"urls": {address: {…}}}``, sorted; with ``memory``, MEMORY too."""
    rows = {url: asdict(state) for url, state in sorted(states.items())}
    for row in rows.values() if not memory else ():
        for name in MEMORY:
            del row[name]
    return json.dumps({"urls": rows}, ensure_ascii=False, indent=1, default=str) + "\n"


def states_from_json(text: str) -> tuple[dict[str, LinkState], list[str]]:
    """Return every sound row of a memory, and the addresses of the others; « … » stands for a whole damaged text."""
    try:
        rows = json.loads(text)["urls"].items()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}, ["…"]
    states = {url: state for url, row in rows if (state := _link_state(url, row))}
    return states, [url for url, _ in rows if url not in states]


def read_states(path: Path) -> tuple[dict[str, LinkState], list[str]]:
    """Return the same for a file; nothing when there is none."""
    try:
        return states_from_json(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError):
        return {}, ["…"]


def _link_state(url: str, row: Any) -> LinkState | None:
    """One row of a memory, whatever version wrote it; None when it is not sound."""
    try:
        known = {field.name: row[field.name] for field in fields(LinkState) if field.name in row}
        days = {name: date.fromisoformat(known[name]) if known.get(name) else None for name in DAYS}
        state = LinkState(**(known | days))
        texts = [url, state.reason, state.final or "", state.proposed or ""]
        "".join(texts).encode()
    except (ValueError, TypeError):
        return None
    sound = isinstance(state.streak, int) and isinstance(state.code, int | None) and known.get("state") in STATES
    if not sound:
        return None
    if state.code in (404, 410) and not state.gone_since:
        state = replace(state, gone_since=state.first_failed)
    proven = state.gone_since or state.unresolved_since or state.code in (404, 410)
    return replace(state, state="unreachable") if state.state == "dead" and not proven else state
