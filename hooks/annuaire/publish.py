"""A catalogue and its settings → everything that is generated, for whichever generator publishes it."""

from __future__ import annotations

import hashlib
import logging
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from rjsmin import jsmin

from annuaire.catalog.json_schema import as_schema
from annuaire.catalog.link_states import LinkState, states_from_json
from annuaire.catalog.model import Catalog, Site
from annuaire.exports.datasets import exports
from annuaire.exports.search_index import card_files, search_files
from annuaire.http_headers import POLICY, headers_file
from annuaire.pages import categories, indexes, printable
from annuaire.settings import InvalidSettings, icon, site_from
from annuaire.text import french_day, typographic

CATALOGUE = "resources.yaml"
LINKS = "liens.json"
"""The memory of « annuaire liens », beside the catalogue when a check has left one."""
FOOTER = {"accessibilite": "Accessibilité", "ecoconception": "Écoconception", "mentions-legales": "Mentions légales"}
"""The pages that every footer leads to, if they exist."""
MARKER = re.compile(r"<!-- annuaire:(\w+) -->")
log = logging.getLogger("mkdocs.hooks.annuaire")  # under this name, MkDocs shows it with its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a generator adds to the written pages; paths are those of docs/."""

    catalog: Catalog
    site: Site
    pages: Mapping[str, categories.Page]
    files: Mapping[str, Callable[[], bytes]]
    """What makes the content of each file that is not a page, by its path: each is made when it is written."""
    variables: Mapping[str, Any]
    """What the theme reads in every page, the names of the assets set aside."""

    def fill(self, text: str, path: str, address: str) -> str:
        """Return a written page with its « <!-- annuaire:… --> » replaced; ``address`` is from the site's root."""
        return MARKER.sub(lambda match: self._fragment(match[1], path, address), text)

    def _fragment(self, name: str, path: str, address: str) -> Markup:
        if name not in categories.FRAGMENTS:
            known = ", ".join(categories.FRAGMENTS)
            raise InvalidSettings(f"docs/{path} : « annuaire:{name} » n’existe pas. Fragments possibles : {known}.")
        return categories.fragment(name, self.catalog, self.site, icon, address)


def content(root: Path, docs: Path, catalog: Catalog, settings: Mapping[str, Any]) -> Content:
    """Render every page, and prepare every file; raise InvalidSettings before anything is written."""
    site = site_from(settings, _links(root / LINKS))
    cards = categories.all_cards(catalog, site)
    found = [*categories.category_pages(catalog, site, icon, cards), *indexes.list_pages(catalog)]
    index, drawn, data = search_files(catalog), card_files(cards), exports(catalog, site)
    del cards  # 0.3 GB at 100,000 resources
    found += printable.paper_pages(catalog, site)
    if site.mentions:
        found.append(categories.legal_page(site))
    else:
        log.info("Un site publié en France doit porter des mentions légales : remplissez « mentions » dans mkdocs.yml.")
    generated = {page.path.rstrip("/") + ".md": page for page in found}
    texts = {**data, "resources.schema.json": as_schema, "_headers": headers_file}
    files = {path: partial(bytes, made) for path, made in (drawn | index).items()}
    files |= {path: partial(_encoded, text) for path, text in texts.items()}
    files |= {CATALOGUE: partial(bytes, catalog.source)}
    for path in (*generated, *files):
        _refuse_overwriting(docs, path)
    day = catalog.day and french_day(catalog.day)
    version = f"Données du {day}, version {catalog.digest}." if day else f"Version des données : {catalog.digest}."
    variables = {
        "site": site, "version": typographic(version), "feed": "feed.xml" in files, "policy": POLICY,
        "search": _folder(index), "cards": _folder(drawn),
        "footer": [(title, f"{name}/") for name, title in FOOTER.items() if _exists(docs, name, generated)],
    }  # fmt: skip
    return Content(catalog=catalog, site=site, pages=generated, files=files, variables=variables)


def _folder(paths: Iterable[str]) -> str:
    return f"{posixpath.dirname(next(iter(paths)))}/"


def _encoded(text: Callable[[], str]) -> bytes:
    return text().encode()


def _exists(docs: Path, name: str, generated: Mapping[str, categories.Page]) -> bool:
    return f"{name}.md" in generated or (docs / f"{name}.md").exists()


def told(page: categories.Page) -> dict[str, Any]:
    """Return what the theme is told of a generated page, as if it stood in its front matter."""
    headings = [{"title": typographic(title), "url": f"#{slug}"} for title, slug in page.headings]
    texts = {"title": typographic(page.title), "description": typographic(page.description)}
    return {**texts, "headings": headings, **page.meta}


def asset(path: str, data: bytes) -> tuple[str, bytes]:
    """Return the published name and content of an asset: scripts lose what only their readers need; the name changes
    with the content, so that it can be cached for ever."""
    if path.endswith(".js"):
        data = jsmin(data.decode()).encode()
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{suffix}", data


def _links(path: Path) -> dict[str, LinkState]:
    """The states of the links; a damaged file makes the cards silent, it does not stop a publication."""
    try:
        states, sound = states_from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        states, sound = {}, False
    if not sound:
        log.info("%s est endommagé : les liens dont il ne dit rien de sûr restent sans mention.", path.name)
    return states


def _refuse_overwriting(docs: Path, path: str) -> None:
    """A generator would let a generated file take the place of a written one without a word."""
    stem = docs / path.removesuffix(".md")
    for taken in (docs / path, stem / "index.md", stem / "README.md", stem / "index.html"):
        if taken.exists():
            shown = f"{docs.name}/{taken.relative_to(docs).as_posix()}"
            raise InvalidSettings(
                f"{shown} existe déjà, à l’adresse que {CATALOGUE} donne à une page. Renommez l’un des deux."
            )
