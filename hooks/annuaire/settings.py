"""mkdocs.yml → the Site."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annuaire.catalog.link_states import LinkState
from annuaire.catalog.model import MENTIONS, Site
from annuaire.contacts import contact_kind

THEME = Path(__file__).parent / "theme"


class InvalidSettings(Exception):
    """A fault of mkdocs.yml or of docs/, as a French sentence that says where it is and what to do."""


def site_from(settings: Mapping[str, Any], links: Mapping[str, LinkState]) -> Site:
    """Return the Site that mkdocs.yml describes; raise InvalidSettings."""
    extra = settings["extra"]
    source = extra.get("source") or {}  # a list that its own network wrote has none
    if extra.get("contact") and contact_kind(str(extra["contact"])) != "mail":
        raise InvalidSettings("mkdocs.yml : « contact » doit être une adresse électronique, comme contact@exemple.fr.")
    return Site(
        name=settings["site_name"],
        description=settings.get("site_description") or "",
        url=settings.get("site_url") or "",
        licence=extra["licence"]["name"],
        licence_url=extra["licence"]["url"],
        source=source.get("title", ""),
        source_url=source.get("url", ""),
        contact=extra.get("contact", ""),
        repo_url=settings.get("repo_url") or "",
        edit_uri=settings.get("edit_uri") or "",
        links=links,
        mentions=_mentions(extra.get("mentions")),
    )


def _mentions(found: Any) -> dict[str, str]:
    """Return « extra: mentions », {} when absent; raise InvalidSettings when incomplete."""
    if found is None:
        return {}
    if not isinstance(found, Mapping) or set(found) != MENTIONS.keys() or not all(found.values()):
        known = ", ".join(f"« {key} »" for key in MENTIONS)
        raise InvalidSettings(f"mkdocs.yml : « mentions » doit donner {known}, et rien d’autre.")
    return {key: str(found[key]).strip() for key in MENTIONS}
