"""What one visit proves of an address, and what people read of it.

Pure: no network, no file, no clock.
"""

import re
from collections.abc import Iterable, Mapping
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
    """Return what a visit proves, by the table of verdicts of the page « Vérification des liens ».

    ``answers``: from the address to its end, or to ``fault``, what stopped it before.
    """
    if fault:
        return fault._replace(final=answers[-1].url if answers else None)
    return _outcome(target, answers)._replace(code=answers[-1].code, final=answers[-1].url)


def _outcome(target: LinkTarget, answers: list[Answer]) -> Observation:
    """Return what the last answer proves; the order of the tests decides between outcomes."""
    last = answers[-1]
    kind, reason = classify_page(last.text)
    if last.code in WALLS or "cf-mitigated" in last.headers or (kind == "wall" and last.code not in GONE):
        return Observation("blocked", reason=WALLS.get(last.code, "écarte les robots"))
    if last.code in GONE:
        return Observation("gone", reason=GONE[last.code])
    if last.code >= 500:
        return Observation("down", reason=f"le serveur est en panne ({last.code})")
    if not 200 <= last.code < 300:
        fault = "redirection sans destination" if last.code < 400 else "le serveur refuse la demande"
        return Observation("down", reason=f"{fault} ({last.code})")
    if leads_to_login(target.url, last.url):
        return Observation("blocked", reason="mène à une page de connexion")
    return _content(target, answers, kind, reason)


def _content(target: LinkTarget, answers: list[Answer], kind: str, fault: str) -> Observation:
    """Return the same for a page that answers; ``kind`` and ``fault`` are what classify_page says of it."""
    url, last = target.url, answers[-1]
    elsewhere = registered_domain(url) != registered_domain(last.url)
    signs, proven = takeover_signs(target, last.text, elsewhere=elsewhere)
    said = [f"mène à un autre domaine : {host(url)} → {host(last.url)}"] if elsewhere else []
    said += [f"page « {page_title(last.text) or 'sans titre'} »"] if elsewhere or signs else []
    said += [f"signes d’une reprise du domaine : {', '.join(signs)}"] if signs else []
    told = " ; ".join(filter(None, (fault, *said)))
    if proven or kind in ("soft", "parked"):
        return Observation("gone", reason=told)
    if told:
        return Observation("question", reason=told)
    if leads_to_home(url, last.url):
        return Observation("down", reason="renvoie à la page d’accueil du site")
    proposed = moved_to(url, answers)
    doubt = refusal(url, proposed) if proposed else ""
    if proposed and doubt and normalize_url(bare_url(url)) != normalize_url(bare_url(proposed)):
        return Observation("question", reason=f"déplacée vers une adresse qui {doubt} : {proposed}")
    if proposed and not doubt:
        return Observation("moved", reason=f"déplacée pour toujours ({answers[0].code})", proposed=proposed)
    fragment, whole = unquote(url.partition("#")[2]), 0 < len(last.text.encode()) < BODY
    place = rf"\s(?:id|name)\s*=\s*[\"']?(?:user-content-)?{re.escape(fragment)}[\"'\s>]"  # GitHub’s prefix
    read = has_anchor(url) and whole and "html" in last.headers.get("content-type", "")
    lost = read and not re.search(place, unescape(last.text))
    return Observation("ok", reason=f"la page n’a pas d’endroit nommé « {fragment[:80]} »" * lost)


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
