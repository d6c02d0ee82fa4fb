"""Catalog + settings → every page and file that is generated, whichever generator publishes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from annuaire.catalog.json_schema import schema_text
from annuaire.catalog.model import Catalog, Site
from annuaire.exports.card_files import card_files
from annuaire.exports.datasets import exports
from annuaire.exports.search_index import hashed_folder, search_files
from annuaire.http_headers import POLICY, headers_file
from annuaire.pages import categories, indexes, printable, sharing
from annuaire.pages.fragments import fragment, legal_page
from annuaire.pages.page import Page
from annuaire.paths import CATALOGUE, SITE_PAGES, THEIRS, written_at
from annuaire.settings import InvalidSettings, log, site_from
from annuaire.text import french_day, typographic
from annuaire.written_pages import MARKER

FOOTER = {
    "index-des-noms": "Index", "imprimer": "Imprimer",
    "donnees-ouvertes": "Données ouvertes", "verification-des-liens": "Vérification des liens",
    "accessibilite": "Accessibilité", "ecoconception": "Écoconception", "mentions-legales": "Mentions légales",
}  # fmt: skip
"""Pages linked from the footer, when they exist: path in docs/ without « .md » → title."""
MOST_IN_MENU = 40
"""Above this number of categories, the menu lists none: it is repeated in every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything generated for one site: pages by their path in docs/, files by their path in the site."""

    catalog: Catalog
    site: Site
    pages: Mapping[str, Page]
    files: Mapping[str, Callable[[], bytes]]
    """Path → function that returns the bytes: called once, when the file is written, to keep memory low."""
    variables: Mapping[str, Any]
    """Template variables of every page; build_site adds the published names of the assets."""

    def fill(self, html: str, address: str) -> str:
        """Return a hand-written page with its markers replaced; ``address`` is its URL from the site's root."""
        return MARKER.sub(lambda match: fragment(match[1], self.catalog, self.site, address), html)


def publication(root: Path, docs: Path, catalog: Catalog, settings: Mapping[str, Any]) -> Publication:
    """Render every page, and prepare every file; raise InvalidSettings before anything is written."""
    site = site_from(settings, root)
    draw = categories.cards_of(catalog, site, names := indexes.cut_names(catalog.by_name()))
    cards = [draw(resource, "../") for resource in catalog.resources]
    found = [*categories.category_pages(catalog, site, draw, cards), *indexes.list_pages(catalog, names)]
    version, data = search_files(catalog, site) | card_files(catalog, cards), exports(catalog, site)
    folder = hashed_folder(version, catalog.digest)
    del cards  # 0.3 GB at 100,000 resources
    found += [*printable.paper_pages(catalog, site), *sharing.shared_pages(catalog, site)]
    found += [legal_page(site)] if site.mentions else []
    _tell_mentions(bool(site.mentions))
    generated = {f"{page.path.rstrip('/')}.md": page for page in found}
    texts = (
        data | sharing.oembed_files(catalog, site) | {"resources.schema.json": schema_text, "_headers": headers_file}
    )
    files = {CATALOGUE: partial(bytes, catalog.source)} | {path: partial(_encode, text) for path, text in texts.items()}
    files |= {folder + name: partial(bytes, made) for name, made in version.items()}
    for name in (name for name in THEIRS if (docs / name).exists()):
        log.info("%s/%s prend la place de celui de l’annuaire.", docs.name, name)
        files.pop(name, None)
    _refuse_taken(docs, (*generated, *files))
    variables = {
        "site": site, "day": catalog.day and french_day(catalog.day), "feed": "feed.xml" in files, "policy": POLICY,
        "version": folder,
        "footer": [(title, f"{name}/") for name, title in FOOTER.items()
                   if f"{name}.md" in generated or (docs / f"{name}.md").exists()],
    }  # fmt: skip
    return Publication(catalog=catalog, site=site, pages=generated, files=files, variables=variables)


def menu(settings: Mapping[str, Any], catalog: Catalog) -> list[Any]:
    """Return the nav for MkDocs: home, everything, the categories, then the rest of the nav of mkdocs.yml.

    More categories than a menu can show are found on the home page, which lists them all.
    """
    first, *others = settings.get("nav") or [{"Accueil": "index.md"}]
    everything = {SITE_PAGES["recherche"]: "recherche.md"}
    if len(catalog.categories) > MOST_IN_MENU:
        return [first, everything, *others]
    categories = [{typographic(one.title): f"{one.id}.md"} for one in catalog.categories]
    return [first, everything, {"Rubriques": categories}, *others]


@cache
def _tell_mentions(given: bool) -> None:
    """Ask for the legal notice, once: not at each change under « make serve »."""
    if not given:
        log.info("Un site publié en France doit porter des mentions légales : remplissez « mentions » dans mkdocs.yml.")


def _refuse_taken(docs: Path, paths: Iterable[str]) -> None:
    if taken := next(filter(None, (written_at(docs, path) for path in paths)), None):
        where = f"{docs.name}/{taken.relative_to(docs).as_posix()} existe déjà, à l’adresse"
        raise InvalidSettings(f"{where} que {CATALOGUE} donne à une page. Renommez l’un des deux.")


def _encode(text: Callable[[], str]) -> bytes:
    return text().encode()


def front_matter(page: Page) -> dict[str, Any]:
    """Return the front matter of a generated page."""
    headings = [{"title": typographic(title), "url": f"#{slug}"} for title, slug in page.headings]
    texts = {"title": typographic(page.title), "description": typographic(page.description)}
    return {**texts, "headings": headings, **page.meta}
