"""What one visit proves of an address, and what people read of it.

Pure: no network, no file, no clock.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

from annuaire.catalog.link_states import LinkState
from annuaire.links.connection import BODY
from annuaire.links.observation import Answer, LinkTarget, Observation
from annuaire.links.redirects import bare_url, leads_to_home, leads_to_login, moved_to, refusal, registered_domain
from annuaire.links.soft_404 import classify_page
from annuaire.links.takeover import page_title, takeover_signs
from annuaire.urls import host, normalize_url

WALLS = {code: f"refuse les robots ({code})" for code in (403, 406, 999)} | {
    401: "demande un mot de passe (401)",
    429: "limite le nombre de visites (429)",
    451: "indisponible pour raison juridique (451)",
}
GONE = {404: "page introuvable (404)", 410: "page supprimée (410)"}


def judge(target: LinkTarget, answers: list[Answer], fault: Observation | None = None) -> Observation:
    """Return what a visit proves; ``answers``: from the address to its end, or to ``fault``, what stopped it before."""
    if fault:
        return fault._replace(final=answers[-1].url if answers else None)
    outcome, reason = next((outcome, reason) for holds, outcome, reason in _verdicts(target, answers) if holds)
    proposed = moved_to(target.url, answers) if outcome == "moved" else None
    return Observation(outcome, answers[-1].code, reason, answers[-1].url, proposed)


def _verdicts(target: LinkTarget, answers: list[Answer]) -> Iterator[tuple[object, str, str]]:
    """Yield whether it holds, outcome and reason of each verdict of the page « Vérification des liens »: the first that
    holds counts."""
    url, last, code = target.url, answers[-1], answers[-1].code
    kind, fault = classify_page(last.text)
    wall = code in WALLS or "cf-mitigated" in last.headers or (kind == "wall" and code not in GONE)
    yield wall, "blocked", WALLS.get(code, "écarte les robots")
    yield code in GONE, "gone", GONE.get(code, "")
    yield code >= 500, "down", f"le serveur est en panne ({code})"
    yield code >= 400, "down", f"le serveur refuse la demande ({code})"
    yield not 200 <= code < 300, "down", f"redirection sans destination ({code})"
    yield leads_to_login(url, last.url), "blocked", "mène à une page de connexion"
    elsewhere = registered_domain(url) != registered_domain(last.url)
    signs, proven = takeover_signs(target, last.text, elsewhere=elsewhere)
    said = [f"mène à un autre domaine : {host(url)} → {host(last.url)}"] if elsewhere else []
    said += [f"page « {page_title(last.text) or 'sans titre'} »"] if elsewhere or signs else []
    said += [f"signes d’une reprise du domaine : {', '.join(signs)}"] if signs else []
    told = " ; ".join(filter(None, (fault, *said)))
    yield proven or kind in ("soft", "parked"), "gone", told
    yield told, "question", told
    yield leads_to_home(url, last.url), "down", "renvoie à la page d’accueil du site"
    proposed = moved_to(url, answers) or url
    doubt = refusal(url, proposed)
    other = normalize_url(bare_url(url)) != normalize_url(bare_url(proposed))
    yield doubt and other, "question", f"déplacée vers une adresse qui {doubt} : {proposed}"
    yield proposed != url and not doubt, "moved", f"déplacée pour toujours ({answers[0].code})"
    yield True, "ok", _missing_place(url, last)


def _missing_place(url: str, page: Answer) -> str:
    """Return a note when the place that an address names after « # » is not in the page, read to its end by a robot."""
    fragment, whole = unquote(url.partition("#")[2]), 0 < len(page.text.encode()) < BODY
    place = rf"\s(?:id|name)\s*=\s*[\"']?(?:user-content-)?{re.escape(fragment)}[\"'\s>]"  # GitHub’s prefix
    read = has_anchor(url) and whole and "html" in page.headers.get("content-type", "")
    lost = read and not re.search(place, unescape(page.text))
    return f"la page n’a pas d’endroit nommé « {fragment[:80]} »" * lost


def has_anchor(url: str) -> bool:
    """Say that an address names a place of its page: not a script’s route, a tracker, nor a text to find (« :~: »)."""
    fragment = url.partition("#")[2]
    return fragment not in ("", "top") and not re.search(r"[/=!~]", fragment)


def as_shown(targets: Iterable[LinkTarget], states: Mapping[str, LinkState]) -> dict[str, LinkState]:
    """Return the states of some addresses as people should read them.

    What a person has overruled is « blocked », a robot’s business; a page on another domain is a question at once.
    """
    found = {one.url: states[one.url] for one in targets if one.url in states}
    for one in targets:
        state = found.get(one.url, LinkState())
        elsewhere = state.code == 200 and registered_domain(state.final or one.url) != registered_domain(one.url)
        if state.state in ("question", "flaky", "unreachable", "dead") and state.overruled(one.reviewed):
            found[one.url] = replace(state, state="blocked")
        elif state.state == "flaky" and elsewhere:
            found[one.url] = replace(state, state="question")
        elif state.state == "unreachable":
            found[one.url] = replace(state, reason=f"le robot n’y accède pas : {state.reason}")
    return found


def offered_url(state: LinkState) -> str:
    """Return the new address of what has moved, or where a question leads without what follows readers; else ""."""
    clean = bare_url(state.final or "")
    return state.proposed or (clean if state.state == "question" and clean != state.final else "")


def for_people(state: LinkState) -> bool:
    """Say that an address waits for somebody: to correct it, to update it, or to open it and say what it is."""
    return state.state in ("dead", "moved", "question", "unreachable")
