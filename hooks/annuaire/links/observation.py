"""The records of one visit: the address, HTTP answers, the redirects between them, and what the whole proves."""

from collections.abc import Mapping
from typing import NamedTuple

FAILURES = ("gone", "down", "unresolved")
"""Outcomes of an address that does not work: 404 and the like; a server or network fault; no such name in DNS."""


class LinkTarget(NamedTuple):
    """An address to check, with the title and line of its entry; "" and 0 when it comes from a plain list."""

    url: str
    title: str = ""
    line: int = 0


class Answer(NamedTuple):
    """One HTTP response; header names are in lower case, ``text`` is the beginning of an HTML or plain page."""

    url: str
    code: int
    headers: Mapping[str, str]
    text: str = ""


class RedirectChain(NamedTuple):
    """Every answer from an address to its end. When something stopped it before, ``fault`` says what, in French,
    ``outcome`` what that proves, and ``passing`` whether trying again makes sense."""

    answers: tuple[Answer, ...] = ()
    fault: str = ""
    outcome: str = "down"
    passing: bool = False


class Observation(NamedTuple):
    """What one visit proves: ``outcome`` is « ok », « moved », « blocked », « unchecked » or one of FAILURES;
    ``final`` is the last address of the chain, ``proposed`` the one to write instead when it has moved."""

    outcome: str
    code: int | None = None
    reason: str = ""
    final: str | None = None
    proposed: str | None = None
