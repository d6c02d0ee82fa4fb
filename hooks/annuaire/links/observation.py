"""The records of one visit: the address, the HTTP answers on the way, and what the whole proves."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

PROOFS = ("gone", "unresolved")
"""Outcomes that prove a disappearance when they last: 404 and the like; no such name in DNS."""
PASSING = ("down", "garbled", "no_dns")
"""Outcomes that prove nothing: a server’s fault, an answer that is no HTTP, a silent DNS."""
FAILURES = (*PROOFS, *PASSING)
"""Outcomes of an address that does not work."""


class LinkTarget(NamedTuple):
    """An address to check, with the title, line, publishers, permalink and last review of its entry; only ``url`` when
    it comes from a plain list."""

    url: str
    title: str = ""
    line: int = 0
    publisher: str = ""
    id: str = ""
    reviewed: date | None = None


class Answer(NamedTuple):
    """One HTTP response; header names are in lower case, ``text`` is the beginning of an HTML or plain page."""

    url: str
    code: int
    headers: Mapping[str, str]
    text: str = ""


class Observation(NamedTuple):
    """What one visit, or a request without answer, proves: ``outcome`` is « ok », « moved », « question », « blocked »,
    « unchecked » or one of FAILURES; an « ok » with a reason deserves a note. ``final`` is the last address reached,
    ``proposed`` the one to write instead when it has moved."""

    outcome: str
    code: int | None = None
    reason: str = ""
    final: str | None = None
    proposed: str | None = None
