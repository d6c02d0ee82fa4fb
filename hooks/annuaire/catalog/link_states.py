"""liens.json: what the checks of the links learnt of each address, as pages show it and as the next check reads it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

STATES = ("ok", "moved", "blocked", "flaky", "dead", "unchecked")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """An address with its history; ``gone_since`` is the first visit of this failure that proved a disappearance."""

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


def states_as_json(states: Mapping[str, LinkState], *, memory: bool = False) -> str:
    """Return the document ``{"urls": {address: {…}}}``, sorted; ``gone_since`` is for the memory alone."""
    rows = {url: asdict(state) for url, state in sorted(states.items())}
    if not memory:
        rows = {url: {key: value for key, value in row.items() if key != "gone_since"} for url, row in rows.items()}
    return json.dumps({"urls": rows}, ensure_ascii=False, indent=1, default=str) + "\n"


def states_from_json(text: str) -> tuple[dict[str, LinkState], bool]:
    """Return every sound entry of a memory, and whether all of it was sound."""
    try:
        rows = json.loads(text)["urls"].items()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}, False
    states = {url: state for url, row in rows if (state := _link_state(row))}
    return states, len(states) == len(rows)


def _link_state(row: Any) -> LinkState | None:
    """One entry of a memory; None when it is not sound."""
    try:
        days = {key: row[key] and date.fromisoformat(row[key]) for key in ("last_ok", "first_failed", "last_checked")}
        gone = row.get("gone_since", row["first_failed"] if row["code"] in (404, 410) else None)
        state = LinkState(
            **days, gone_since=gone and date.fromisoformat(gone), state=row["state"], code=row["code"],
            reason=row["reason"], final=row["final"], proposed=row["proposed"], streak=row["streak"],
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    texts = all(isinstance(text, str) for text in (state.reason, state.final or "", state.proposed or ""))
    numbers = isinstance(state.streak, int) and isinstance(state.code, int | None)
    return state if state.state in STATES and texts and numbers else None
