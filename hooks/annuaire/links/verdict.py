"""What was observed of an address, and its history → a state. Pure: no network, no file, no clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from annuaire.catalog.link_states import LinkState
from annuaire.links.soft_404 import disguise
from annuaire.urls import url_fault

GONE_DAYS = 7
"""A 404, a 410, a redirect loop, a soft 404: dead when seen on two runs that far apart."""
DOWN_DAYS, DOWN_RUNS = 14, 3
"""Any fault (5xx, timeout, DNS, TLS…): dead when seen on that many runs over that many days."""
SICK = 5
"""More than one in five of the addresses that were fine now fail: the network here is at fault."""
PERMANENT = (301, 308)
WALLS = {
    401: "demande un mot de passe (401)",
    403: "refuse les robots (403)",
    406: "refuse les robots (406)",
    429: "limite le nombre de visites (429)",
    451: "indisponible pour raison juridique (451)",
    999: "refuse les robots (999)",
}
GONE = {404: "page introuvable (404)", 410: "page supprimée (410)"}
LOGIN = re.compile(
    r"//(login|auth|sso|idp|cas|accounts?|connexion|signin)\.|/(log[-_]?[io]n|sign[-_]?in|users?/sign_in|connexion|"
    r"se-connecter|auth|authwall|oauth2?|saml2?|sso|authentification|identification|wp-login|servicelogin)(\.\w+)?(/|\?|#|$)"
    r"|[?&](view|page|action|p|a)=(log[-_]?[io]n|sign[-_]?in|connexion)(&|#|$)",
    re.IGNORECASE | re.ASCII,
)
HOME = re.compile(
    r"/?((fr|en|de|es|it|nl|pt|eu|br|oc)([-_][a-z]{2})?/?)?((index|default|home|accueil)(\.\w+)?)?/?",
    re.IGNORECASE | re.ASCII,
)


class Answer(NamedTuple):
    """One response: headers in lower case, the first 256 KB of the body as text."""

    url: str
    code: int
    headers: Mapping[str, str]
    text: str = ""


class Trail(NamedTuple):
    """The answers met on the way from an address, redirects included; ``fault`` is what stopped it before the end,
    and ``kind`` what that proves: « down », « gone », « unchecked »."""

    answers: tuple[Answer, ...] = ()
    fault: str = ""
    kind: str = "down"


class Seen(NamedTuple):
    """What one visit shows: ``kind`` is « ok », « moved », « blocked », « gone », « down » or « unchecked »."""

    kind: str
    code: int | None = None
    reason: str = ""
    final: str | None = None
    proposed: str | None = None


def judge(url: str, trail: Trail) -> Seen:
    """Return what a visit proves, by the table of verdicts of the page « Vérification des liens »."""
    if trail.fault:
        return Seen(trail.kind, None, trail.fault, trail.answers[-1].url if trail.answers else None)
    last = trail.answers[-1]
    mask, sentence = disguise(last.text)
    if last.code in WALLS or "cf-mitigated" in last.headers or (mask == "wall" and last.code not in GONE):
        return Seen("blocked", last.code, WALLS.get(last.code, "écarte les robots"), last.url)
    if last.code in GONE:
        return Seen("gone", last.code, GONE[last.code], last.url)
    if not 200 <= last.code < 300:
        return Seen("down", last.code, _down(last.code), last.url)
    if len(trail.answers) > 1 and _is_login(last.url, url):
        return Seen("blocked", last.code, "mène à une page de connexion", last.url)
    if len(trail.answers) > 1 and is_home(last.url) and not is_home(url):
        return Seen("gone", last.code, "renvoie à la page d’accueil du site", last.url)
    if mask:
        return Seen("gone", last.code, sentence, last.url)
    return _alive(url, trail.answers)


def _alive(url: str, answers: tuple[Answer, ...]) -> Seen:
    """Fine; moved when the way begins with permanent redirects: the last permanent stop is the one to propose."""
    last = answers[-1]
    steps = len(list(takewhile(lambda answer: answer.code in PERMANENT, answers)))
    proposed = answers[steps].url
    lost = _is_login(proposed, url) or (is_home(proposed) and not is_home(url))
    if not steps or proposed == url or lost or url_fault(proposed, private=True):
        return Seen("ok", last.code, "", last.url)
    return Seen("moved", last.code, f"déplacée pour toujours ({answers[0].code})", last.url, proposed)


def _down(code: int) -> str:
    if code >= 500:
        return f"le serveur est en panne ({code})"
    return f"redirection sans destination ({code})" if code < 400 else f"le serveur refuse la demande ({code})"


def _is_login(url: str, asked: str) -> bool:
    """A login page, other than the one that was asked."""
    return LOGIN.search(url) is not None and urlsplit(url).path.rstrip("/") != urlsplit(asked).path.rstrip("/")


def is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and HOME.fullmatch(parts.path) is not None


def update(old: LinkState | None, seen: Seen, today: date) -> LinkState:
    """Return the state of an address after one more visit; dead only past its threshold."""
    old = old or LinkState()
    if seen.kind == "unchecked":
        return replace(old, state="unchecked", reason=seen.reason, final=seen.final, proposed=None)
    new = replace(
        old, state=seen.kind, code=seen.code, reason=seen.reason, final=seen.final, proposed=seen.proposed,
        last_checked=today,
    )  # fmt: skip
    if seen.kind in ("ok", "moved"):
        return replace(new, last_ok=today, first_failed=None, gone_since=None, streak=0)
    if seen.kind == "blocked":  # proves neither life nor death: dates and streak stay
        return new
    again = old.streak > 0 and old.last_checked is not None and old.last_checked >= today  # one run a day counts
    new = replace(new, first_failed=old.first_failed or today, streak=old.streak + (0 if again else 1))
    if seen.kind == "gone":
        new = replace(new, gone_since=old.gone_since or today)
    return replace(new, state="dead" if old.state == "dead" or _is_over(new, seen, today) else "flaky")


def _is_over(state: LinkState, seen: Seen, today: date) -> bool:
    if seen.kind == "gone" and state.gone_since and (today - state.gone_since).days >= GONE_DAYS:
        return True
    first = state.first_failed or today
    return state.streak >= DOWN_RUNS and (today - first).days >= DOWN_DAYS


def failing_here(memory: Mapping[str, LinkState], seen: Mapping[str, Seen]) -> list[str]:
    """Return the addresses that were fine and now fail, if they are too many to be their own fault; else nothing."""
    fine = [url for url in seen if url in memory and memory[url].state in ("ok", "moved")]
    failing = [url for url in fine if seen[url].kind in ("gone", "down")]
    return failing if len(failing) > 1 and len(failing) * SICK > len(fine) else []


def alternate(urls: Iterable[str]) -> list[str]:
    """Order addresses so that two of one host are as far apart as can be."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(site_of(url), []).append(url)
    ranked = [(rank / len(group), url) for group in groups.values() for rank, url in enumerate(group)]
    return [url for _, url in sorted(ranked, key=lambda pair: pair[0])]


def portion(urls: list[str], index: int, count: int) -> list[str]:
    """Return the ``index``-th of ``count`` parts, about equal; all the addresses of a host are in the same one."""
    loads, part = [0] * count, {}
    for host, number in sorted(Counter(map(site_of, urls)).items(), key=lambda pair: (-pair[1], pair[0])):
        part[host] = loads.index(min(loads))
        loads[part[host]] += number
    return [url for url in urls if part[site_of(url)] == index - 1]


def site_of(url: str) -> str:
    """Return the host and port that a politeness rule counts by; an address that has none stands for itself."""
    try:
        return urlsplit(url).netloc.lower() or url
    except ValueError:
        return url


def merge(start: Mapping[str, LinkState], parts: Iterable[Mapping[str, LinkState]]) -> dict[str, LinkState]:
    """Join the memories of several jobs, which all had the same start: for each address, the one checked last."""
    joined = dict(start)
    for part in parts:
        for url, state in part.items():
            if state != start.get(url) and _day(state) >= _day(joined.get(url)):
                joined[url] = state
    return joined


def _day(state: LinkState | None) -> date:
    return (state and state.last_checked) or date.min
