"""Where a redirect leads: another domain, a login page, the site's home page, or a new address to propose."""

import re
from functools import cache
from ipaddress import ip_address
from itertools import takewhile
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from annuaire.links.observation import Answer
from annuaire.urls import TRACKING, ascii_host, url_fault

PERMANENT = (301, 308)
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
SESSION = re.compile(
    r"[\w.]*sess(ion)?_?(id|key|token|hash)?|(s|ses|js|zend?|cf|oscs?|phps|asps)_?id|(access_|auth_?)?token|cftoken|ticket|"
    r"xtor|ref(errer|_src)?|gbraid|wbraid|yclid|ttclid|twclid|li_fat_id|srsltid|_ga|_gl|spm|mkt_tok|piwik_\w+|matomo_\w+",
    re.IGNORECASE | re.ASCII,
)
TRACKED = re.compile(rf"([?&;#])({TRACKING.pattern}|{SESSION.pattern})=[^?&;#]*(?=[?&;#]|$)", SESSION.flags)
"""A parameter that follows readers; « ;jsessionid=… » and « #xtor=… » are some."""
_suffixes = cache(PublicSuffixList)  # read when it is first asked


@cache
def registered_domain(url: str) -> str:
    """Return the part of an address’s host that somebody registered (Public Suffix List); an IP address is its own."""
    try:
        host = ascii_host(urlsplit(url).hostname or "")
    except ValueError:
        return url
    try:
        return str(ip_address(host))
    except ValueError:
        return _suffixes().privatesuffix(host) or host


def leads_to_login(url: str, final: str) -> bool:
    """Say that an address leads to a login page, other than itself."""
    return LOGIN.search(final) is not None and urlsplit(final).path.rstrip("/") != urlsplit(url).path.rstrip("/")


def leads_to_home(url: str, final: str) -> bool:
    """Say that the address of an inner page leads to the home page of a site."""
    from_home, to_home = (not urlsplit(one).query and HOME.fullmatch(urlsplit(one).path) for one in (url, final))
    return bool(to_home and not from_home)


def moved_to(url: str, answers: list[Answer]) -> str | None:
    """Return the last stop of the permanent redirects that begin a chain; None when there is nothing to propose."""
    count = len(list(takewhile(lambda answer: answer.code in PERMANENT, answers)))
    target = answers[count].url
    lost = leads_to_login(url, target) or leads_to_home(url, target)
    return None if not count or target == url or lost or url_fault(target, private=True) else target


def refusal(url: str, target: str) -> str:
    """Return why a new address must not be written by a machine, as the end of a French sentence; "" if it may be."""
    if registered_domain(url) != registered_domain(target):
        return "est sur un autre domaine"
    if url.lower().startswith("https:") and target.lower().startswith("http:"):
        return "n’est plus protégée (http)"
    before, after = ({found[2].lower() for found in TRACKED.finditer(one)} for one in (url, target))
    return "porte un suivi ou une session" if after - before else ""


def bare_url(url: str) -> str:
    """Return an address without its parameters that follow readers."""
    kept = TRACKED.sub(lambda found: "?" * (found[1] == "?"), url)
    return re.sub(r"(\?)&|\?(?=#|$)", r"\1", kept)
