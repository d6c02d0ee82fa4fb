"""What one visit proves of an address. Pure: no network, no file, no clock."""

import re
from html import unescape
from urllib.parse import unquote

from annuaire.links.observation import Answer, LinkTarget, Observation, RedirectChain
from annuaire.links.redirects import leads_to_home, leads_to_login, permanent_target, refusal
from annuaire.links.soft_404 import classify_page
from annuaire.links.takeover import page_title, registered_domain, takeover_signs
from annuaire.urls import host, normalize_url

WALLS = {
    401: "demande un mot de passe (401)",
    403: "refuse les robots (403)",
    406: "refuse les robots (406)",
    429: "limite le nombre de visites (429)",
    451: "indisponible pour raison juridique (451)",
    999: "refuse les robots (999)",
}
GONE = {404: "page introuvable (404)", 410: "page supprimée (410)"}


def judge(target: LinkTarget, chain: RedirectChain) -> Observation:
    """Return what a visit proves, by the table of verdicts of the page « Vérification des liens »."""
    if chain.fault:
        return Observation(chain.outcome, None, chain.fault, chain.answers[-1].url if chain.answers else None)
    last = chain.answers[-1]
    outcome, reason, proposed = _outcome(target, chain)
    return Observation(outcome, last.code, reason, last.url, proposed)


def _outcome(target: LinkTarget, chain: RedirectChain) -> tuple[str, str, str | None]:
    """Return the outcome, its reason and the address to propose; the order of the tests decides between them."""
    last = chain.answers[-1]
    kind, reason = classify_page(last.text)
    if last.code in WALLS or "cf-mitigated" in last.headers or (kind == "wall" and last.code not in GONE):
        return "blocked", WALLS.get(last.code, "écarte les robots"), None
    if last.code in GONE:
        return "gone", GONE[last.code], None
    if not 200 <= last.code < 300:
        return "down", _server_fault(last.code), None
    if len(chain.answers) > 1 and leads_to_login(target.url, last.url):
        return "blocked", "mène à une page de connexion", None
    return _content(target, chain, reason)


def _content(target: LinkTarget, chain: RedirectChain, fault: str) -> tuple[str, str, str | None]:
    """Return the same for a page that answers; ``fault`` is what classify_page says of it."""
    url, last = target.url, chain.answers[-1]
    elsewhere = registered_domain(url) != registered_domain(last.url)
    signs, proven = takeover_signs(target, last.text, elsewhere=elsewhere)
    title = f"page « {page_title(last.text) or 'sans titre'} »"
    said = [f"mène à un autre domaine : {host(url)} → {host(last.url)}"] if elsewhere else []
    said += [title] if elsewhere or signs else []
    said += [f"signes d’une reprise du domaine : {', '.join(signs)}"] if signs else []
    if fault or proven:
        return "gone", " ; ".join(filter(None, (fault, *said))), None
    if said:
        return "question", " ; ".join(said), None
    if len(chain.answers) > 1 and leads_to_home(url, last.url):
        return "down", "renvoie à la page d’accueil du site", None
    proposed = permanent_target(url, chain.answers)
    doubt = refusal(url, proposed) if proposed else ""
    if proposed and doubt and normalize_url(url) != normalize_url(proposed):
        return "question", f"déplacée vers une adresse qui {doubt} : {proposed}", None
    if proposed and not doubt:
        return "moved", f"déplacée pour toujours ({chain.answers[0].code})", proposed
    return "ok", _missing_anchor(url, last), None


def _missing_anchor(url: str, page: Answer) -> str:
    """Return a note when the place that an address names after « # » is not in the page as a robot receives it."""
    fragment = unquote(url.partition("#")[2])
    if not has_anchor(url) or "html" not in page.headers.get("content-type", "") or not page.text:
        return ""
    place = rf"\s(?:id|name)\s*=\s*[\"']?(?:user-content-)?{re.escape(fragment)}[\"'\s>]"  # GitHub’s prefix
    return "" if re.search(place, unescape(page.text)) else f"la page n’a pas d’endroit nommé « {fragment[:80]} »"


def has_anchor(url: str) -> bool:
    """Say that an address names a place of its page: not a script’s route, a tracker, nor a text to find (« :~: »)."""
    fragment = url.partition("#")[2]
    return fragment not in ("", "top") and not re.search(r"[/=!~]", fragment)


def _server_fault(code: int) -> str:
    if code >= 500:
        return f"le serveur est en panne ({code})"
    return f"redirection sans destination ({code})" if code < 400 else f"le serveur refuse la demande ({code})"
