"""mkdocs.yml → the Site."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annuaire.catalog.link_states import read_states
from annuaire.catalog.model import Site
from annuaire.files import Refused
from annuaire.paths import LINKS

log = logging.getLogger("mkdocs.hooks.annuaire")  # under this name, MkDocs shows it with its own


class InvalidSettings(Refused):
    """A fault of mkdocs.yml or of docs/, as a French sentence that says where it is and what to do."""


def site_from(settings: Mapping[str, Any], root: Path) -> Site:
    """Return the Site that a mkdocs.yml without fault describes (settings_check.py), and the LINKS beside it."""
    links, damaged = read_states(root / LINKS)
    if damaged:
        log.info("%s est endommagé : les liens dont il ne dit rien de sûr restent sans mention.", LINKS)
    extra = settings["extra"]
    source = extra.get("source") or {}  # a list that its own network wrote has none
    return Site(
        name=settings["site_name"],
        description=settings.get("site_description") or "",
        url=settings.get("site_url") or "",
        licence=extra["licence"]["name"],
        licence_url=extra["licence"]["url"],
        source=source.get("title", ""),
        source_url=source.get("url", ""),
        contact=extra.get("contact") or "",
        repo_url=settings.get("repo_url") or "",
        edit_uri=settings.get("edit_uri") or "",
        links=links,
        mentions={key: text.strip() for key, text in (extra.get("mentions") or {}).items()},
    )
