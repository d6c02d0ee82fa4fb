"""The records of one visit: the address, HTTP answers, the redirects between them, and what the whole proves."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

PROOFS = ("gone", "unresolved")
"""Outcomes that prove a disappearance when they last: 404 and the like; no such name in DNS."""
FAILURES = (*PROOFS, "down", "no_dns")
"""Outcomes of an address that does not work; the last two, a server’s fault and a silent DNS, prove nothing."""


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


class NoAnswer(NamedTuple):
    """Why a visit has no answer, in French, the outcome that it proves, and whether trying again makes sense."""

    reason: str
    outcome: str = "down"
    passing: bool = False


class RedirectChain(NamedTuple):
    """Every answer from an address to its end, and what stopped it before, if anything did."""

    answers: tuple[Answer, ...] = ()
    stopped: NoAnswer | None = None


class Observation(NamedTuple):
    """What one visit proves: ``outcome`` is « ok », « moved », « question », « blocked », « unchecked » or one of
    FAILURES; an « ok » with a reason deserves a note. ``final`` is the last address of the chain, ``proposed`` the one
    to write instead when it has moved."""

    outcome: str
    code: int | None = None
    reason: str = ""
    final: str | None = None
    proposed: str | None = None
