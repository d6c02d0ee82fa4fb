"""What one visit proves of an address. Pure: no network, no file, no clock."""

from annuaire.links.observation import Observation, RedirectChain
from annuaire.links.redirects import leads_to_home, leads_to_login, permanent_target
from annuaire.links.soft_404 import classify_page

WALLS = {
    401: "demande un mot de passe (401)",
    403: "refuse les robots (403)",
    406: "refuse les robots (406)",
    429: "limite le nombre de visites (429)",
    451: "indisponible pour raison juridique (451)",
    999: "refuse les robots (999)",
}
GONE = {404: "page introuvable (404)", 410: "page supprimée (410)"}


def judge(url: str, chain: RedirectChain) -> Observation:
    """Return what a visit proves, by the table of verdicts of the page « Vérification des liens »."""
    if chain.fault:
        return Observation(chain.outcome, None, chain.fault, chain.answers[-1].url if chain.answers else None)
    last = chain.answers[-1]
    outcome, reason, proposed = _outcome(url, chain)
    return Observation(outcome, last.code, reason, last.url, proposed)


def _outcome(url: str, chain: RedirectChain) -> tuple[str, str, str | None]:
    """Return the outcome, its reason and the address to propose; the order of the tests decides between them."""
    last = chain.answers[-1]
    redirected = len(chain.answers) > 1
    disguise, reason = classify_page(last.text)
    if last.code in WALLS or "cf-mitigated" in last.headers or (disguise == "wall" and last.code not in GONE):
        return "blocked", WALLS.get(last.code, "écarte les robots"), None
    if last.code in GONE:
        return "gone", GONE[last.code], None
    if not 200 <= last.code < 300:
        return "down", _server_fault(last.code), None
    if redirected and leads_to_login(url, last.url):
        return "blocked", "mène à une page de connexion", None
    if redirected and leads_to_home(url, last.url):
        return "gone", "renvoie à la page d’accueil du site", None
    if disguise:
        return "gone", reason, None
    if proposed := permanent_target(url, chain.answers):
        return "moved", f"déplacée pour toujours ({chain.answers[0].code})", proposed
    return "ok", "", None


def _server_fault(code: int) -> str:
    if code >= 500:
        return f"le serveur est en panne ({code})"
    return f"redirection sans destination ({code})" if code < 400 else f"le serveur refuse la demande ({code})"
