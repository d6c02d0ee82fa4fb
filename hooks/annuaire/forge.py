"""Addresses of the forge that hosts the directory: GitHub, GitLab or Forgejo; "" when mkdocs.yml names none."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

from annuaire.model import Resource, Site


def edit_url(site: Site, resource: Resource | None = None) -> str:
    """Return the address that opens resources.yaml in the web editor, at the lines of a resource if one is given."""
    if not site.repo_url or not site.edit_uri:
        return ""
    base = urljoin(site.repo_url.rstrip("/") + "/", site.edit_uri)
    url = urljoin(base.rstrip("/") + "/", "../resources.yaml")
    if resource is None:
        return url
    first, last = resource.lines
    return f"{url}#L{first}-{'' if _is_gitlab(site) else 'L'}{last}"


def report_url(site: Site, resource: Resource) -> str:
    """Return the address of a new issue about a resource."""
    if not site.repo_url:
        return ""
    names = ("issue[title]", "issue[description]") if _is_gitlab(site) else ("title", "body")
    facts = (f"Ressource : {resource.title}", f"Adresse : {resource.url or 'aucune'}", f"Permalien : {resource.path}")
    body = "\n".join((*facts, "", "Le problème : "))
    query = urlencode(dict(zip(names, (f"Problème : {resource.title}", body), strict=True)))
    return f"{site.repo_url.rstrip('/')}/{'-/' if _is_gitlab(site) else ''}issues/new?{query}"


def _is_gitlab(site: Site) -> bool:
    return "-/" in site.edit_uri or "gitlab" in site.repo_url
