"""Addresses of the forge that hosts the directory: GitHub, GitLab or Forgejo; "" when mkdocs.yml names none."""

import re
from functools import lru_cache
from urllib.parse import quote_plus, urljoin

from annuaire.catalog.model import Resource, Site

QUERY = {sign: quote_plus(sign) for sign in map(chr, range(128)) if quote_plus(sign, safe="/:,;@!()*$?'") != sign}
"""What a query escapes; a browser encodes the letters beyond ASCII by itself (WHATWG URL §1.3)."""
_SIGN = re.compile(f"[{re.escape(''.join(QUERY))}]")


def edit_url(site: Site, resource: Resource | None = None) -> str:
    """Return the address that opens resources.yaml in the web editor, at the lines of a resource if one is given."""
    if not site.repo_url or not site.edit_uri:
        return ""
    url = _source_url(site.repo_url, site.edit_uri)
    if resource is None:
        return url
    first, last = resource.lines
    return f"{url}#L{first}-{'' if _is_gitlab(site) else 'L'}{last}"


@lru_cache
def _source_url(repo_url: str, edit_uri: str) -> str:
    base = urljoin(repo_url.rstrip("/") + "/", edit_uri)
    return urljoin(base.rstrip("/") + "/", "../resources.yaml")


def propose_url(site: Site) -> str:
    """Return the address of the proposal's form; what is written after it becomes the resource's name."""
    if not site.repo_url:
        return ""
    if _is_gitlab(site):
        return _new_issue(site, {"issuable_template": "proposer", "issue[title]": ""})
    template = ".github/ISSUE_TEMPLATE/proposer.yml" if _is_forgejo(site) else "proposer.yml"
    return _new_issue(site, {"template": template, "title" if _is_forgejo(site) else "titre": ""})


def filled_forms(site: Site) -> tuple[str, str, str]:
    """Return the addresses that a filled form completes, for a proposal and for a report, and what comes before the
    name of each answer; on GitLab, « issue », whose description holds them all."""
    if not site.repo_url:
        return "", "", ""
    if _is_gitlab(site):
        return _new_issue(site, {}), _new_issue(site, {}), "issue"
    folder = ".github/ISSUE_TEMPLATE/" if _is_forgejo(site) else ""
    propose, report = (_new_issue(site, {"template": f"{folder}{name}.yml"}) for name in ("proposer", "signaler"))
    return propose, report, "field:" if folder else ""


def _new_issue(site: Site, query: dict[str, str]) -> str:
    answers = "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in query.items())
    return f"{site.repo_url.rstrip('/')}/{'-/' if _is_gitlab(site) else ''}issues/new?{answers}".removesuffix("?")


def _escaped(text: str) -> str:
    return text if text.isalnum() else _SIGN.sub(lambda sign: QUERY[sign[0]], text)


def _is_gitlab(site: Site) -> bool:
    return "-/" in site.edit_uri or "gitlab" in site.repo_url


def _is_forgejo(site: Site) -> bool:
    return site.edit_uri.startswith("_edit/") or "codeberg.org" in site.repo_url
