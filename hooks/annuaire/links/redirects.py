"""Where a redirect leads: a login page, the site's home page, or a new address to propose."""

import re
from itertools import takewhile
from urllib.parse import urlsplit

from annuaire.links.observation import Answer
from annuaire.urls import url_fault

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


def leads_to_login(url: str, final: str) -> bool:
    """Say that an address leads to a login page, other than itself."""
    return LOGIN.search(final) is not None and urlsplit(final).path.rstrip("/") != urlsplit(url).path.rstrip("/")


def leads_to_home(url: str, final: str) -> bool:
    """Say that the address of an inner page leads to the home page of a site."""
    return _is_home(final) and not _is_home(url)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and HOME.fullmatch(parts.path) is not None


def permanent_target(url: str, answers: tuple[Answer, ...]) -> str | None:
    """Return the last stop of the permanent redirects that begin a chain; None when there is nothing to propose."""
    count = len(list(takewhile(lambda answer: answer.code in PERMANENT, answers)))
    target = answers[count].url
    lost = leads_to_login(url, target) or leads_to_home(url, target)
    return None if not count or target == url or lost or url_fault(target, private=True) else target
