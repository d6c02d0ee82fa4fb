"""mkdocs.yml → the Site, the menu, the icons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import Markup

from annuaire.catalog.link_states import LinkState
from annuaire.catalog.model import MENTIONS, Catalog, Site
from annuaire.pages.indexes import listed
from annuaire.text import typographic
from annuaire.urls import contact_kind

THEME = Path(__file__).parent / "theme"
MOST_IN_MENU = 30
"""Categories in the menu: it stands in every page, so its weight counts as many times."""


class InvalidSettings(Exception):
    """What cannot be published, outside the catalogue: where, and what to do, in French."""


def site_from(settings: Mapping[str, Any], links: Mapping[str, LinkState]) -> Site:
    """Return what the settings say of the directory."""
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
    """Return the legal notice, whole or not at all."""
    if found is None:
        return {}
    if not isinstance(found, Mapping) or set(found) != MENTIONS.keys() or not all(found.values()):
        known = ", ".join(f"« {key} »" for key in MENTIONS)
        raise InvalidSettings(f"mkdocs.yml : « mentions » doit donner {known}, et rien d’autre.")
    return {key: str(found[key]).strip() for key in MENTIONS}


def menu(settings: Mapping[str, Any], catalog: Catalog) -> list[Any]:
    """Return the menu: what the catalogue makes right after the home page, then the nav of mkdocs.yml in its order.

    More categories than a menu can show are found on the home page, which lists them all.
    """
    first, *others = settings.get("nav") or [{"Accueil": "index.md"}]
    lists = [{title: path.rstrip("/") + ".md"} for path, title in listed(catalog).items()]
    if len(catalog.categories) > MOST_IN_MENU:
        return [first, *lists, *others]
    categories = [{typographic(one.title): f"{one.id}.md"} for one in catalog.categories]
    return [first, {"Rubriques": categories}, *lists, *others]


@lru_cache
def icon(name: str) -> Markup:
    """Return an icon of the theme, or one that Material ships, as inline SVG hidden from screen readers."""
    spec = find_spec("material")  # lends its icons; it is never imported
    folders = [THEME, *([Path(spec.origin).parent / "templates"] if spec and spec.origin else [])]
    for folder in folders:
        path = folder / ".icons" / f"{name}.svg"
        if path.is_file():
            return Markup(path.read_text(encoding="utf-8").replace("<svg ", '<svg aria-hidden="true" ', 1))
    raise InvalidSettings(
        f"resources.yaml : l’icône « {name} » n’existe pas. Choisissez-en une dans l’onglet « Icons » de Material."
    )
