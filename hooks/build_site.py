"""The MkDocs hook, and the only module that imports mkdocs: it hands the core what MkDocs knows, and back."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from annuaire import pages, paper
from annuaire.addresses import contact_kind
from annuaire.exports import exports
from annuaire.headers import POLICY, headers_file
from annuaire.links import LinkState, from_json
from annuaire.load import load_catalog
from annuaire.model import Catalog, Site
from annuaire.problems import InvalidCatalog
from annuaire.schema import as_schema
from annuaire.words import french_day, typographic

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.annuaire")
MARKER = re.compile(r"<!-- annuaire:(\w+) -->")
HERE = Path(__file__).parent
CATALOGUE = "resources.yaml"
LINKS = "liens.json"
"""The memory of « annuaire liens », beside the catalogue when a check has left one."""
FOOTER = {
    "accessibilite.md": "Accessibilité",
    "ecoconception.md": "Écoconception",
    "mentions-legales.md": "Mentions légales",
}
"""The pages that every footer leads to, if they exist."""
EPOCH = "1970-01-01"
"""MkDocs would stamp the sitemap with the day of the build; two builds of one tree are the same bytes."""


class State:
    """What one build knows. MkDocs loads a hook once, so under « serve » it also remembers the last good catalogue."""

    serving = False
    catalog: Catalog
    last_good: Catalog | None = None
    site: Site
    generated: dict[str, pages.Page]
    exports: dict[str, str]
    assets: dict[str, str]


state = State()


def on_startup(command: str, dirty: bool) -> None:
    state.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Read and render everything first: whatever is wrong is said before MkDocs empties the old site."""
    root = Path(config.config_file_path).parent
    config.watch += [str(root / CATALOGUE), str(HERE / "annuaire" / "templates"), str(HERE / "theme")]
    config.watch += [str(path) for path in (root / LINKS,) if path.exists()]
    state.catalog = state.last_good = _load(root / CATALOGUE)
    state.site = _site(config)
    found = [*pages.category_pages(state.catalog, state.site, lambda name: _icon(name, config))]
    found += paper.paper_pages(state.catalog, state.site)
    state.generated = {page.path.rstrip("/") + ".md": page for page in found}
    state.exports = _exports(root)
    for path in (*state.generated, *state.exports):
        _refuse_overwriting(Path(config.docs_dir), path)
    # The categories stand right after the home page; the hand-written pages keep the order of mkdocs.yml.
    first, *others = config.nav or [{"Accueil": "index.md"}]
    entries = [{typographic(category.title): f"{category.id}.md"} for category in state.catalog.categories]
    config.nav = [first, {"Rubriques": entries}, *others]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Leave out what Material would publish, name the assets by their content, add what is generated."""
    state.assets = {}
    for file in list(files):
        if file.src_dir not in (config.docs_dir, config.theme.custom_dir):
            files.remove(file)  # Material's styles, scripts and languages: this site's own theme uses none
        elif file.src_uri.startswith("assets/"):
            digest = hashlib.sha256(file.content_bytes).hexdigest()[:10]
            file.dest_uri = f"{file.src_uri.rpartition('.')[0]}.{digest}.{file.src_uri.rpartition('.')[2]}"
            state.assets[file.src_uri] = file.dest_uri
    for path in state.generated:
        files.append(File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV))
    for path, content in state.exports.items():
        files.append(File.generated(config, path, content=content))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> Markup:
    """Put the generated cards, or the fragments that a hand-written page asks for, in the page."""
    page.update_date = EPOCH
    generated = state.generated.get(page.file.src_uri)
    if generated is None:
        return Markup(MARKER.sub(lambda match: _fragment(match[1], page, config), html))
    page.title = typographic(generated.title)
    page.meta.update(generated.meta, description=generated.description)
    top = AnchorLink(title=escape(generated.title), id="_contenu", level=1)
    top.children = [
        AnchorLink(title=escape(typographic(title)), id=slug, level=2) for title, slug in generated.headings
    ]
    page.toc = TableOfContents([top])
    return generated.html


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """MkDocs' environment does not escape; the titles in its navigation come from contributors."""
    env.autoescape = True
    env.filters["typo"] = typographic
    env.filters["day"] = french_day
    env.globals.update(site=state.site, catalog=state.catalog, assets=state.assets, feed="feed.xml" in state.exports)
    # The pages that « serve » shows carry MkDocs' own inline script, which reloads them.
    env.globals.update(policy="" if state.serving else POLICY)
    footer = [(title, files.get_file_from_path(name)) for name, title in FOOTER.items()]
    env.globals.update(footer=[(title, file.url) for title, file in footer if file])


def _load(path: Path) -> Catalog:
    shown = Path(os.path.relpath(path))
    try:
        return load_catalog(shown)
    except InvalidCatalog as invalid:
        if state.serving and state.last_good:
            log.error("%s\nLe site affiché reste celui d’avant cette erreur.", invalid)
            return state.last_good
        raise PluginError(f"{invalid}") from None


def _site(config: MkDocsConfig) -> Site:
    extra = config.extra
    source = extra.get("source") or {}  # a list that its own network wrote has none
    if extra.get("contact") and contact_kind(str(extra["contact"])) != "mail":
        raise PluginError("mkdocs.yml : « contact » doit être une adresse électronique, comme contact@exemple.fr.")
    return Site(
        name=config.site_name,
        description=config.site_description or "",
        url=config.site_url or "",
        licence=extra["licence"]["name"],
        licence_url=extra["licence"]["url"],
        source=source.get("title", ""),
        source_url=source.get("url", ""),
        contact=extra.get("contact", ""),
        repo_url=config.repo_url or "",
        edit_uri=config.edit_uri or "",
        links=_links(Path(config.config_file_path).parent / LINKS),
    )


def _links(path: Path) -> dict[str, LinkState]:
    """The states of the links; a damaged file makes the cards silent, it does not stop a publication."""
    try:
        states, sound = from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        states, sound = {}, False
    if not sound:
        log.info("%s est endommagé : les liens dont il ne dit rien de sûr restent sans mention.", path.name)
    return states


def _icon(name: str, config: MkDocsConfig) -> Markup:
    """Return an icon that Material ships, as inline SVG hidden from screen readers."""
    for folder in config.theme.dirs:
        path = Path(folder, ".icons", f"{name}.svg")
        if path.is_file():
            return Markup(path.read_text(encoding="utf-8").replace("<svg ", '<svg aria-hidden="true" ', 1))
    raise PluginError(
        f"{CATALOGUE} : l’icône « {name} » n’existe pas. Choisissez-en une dans l’onglet « Icons » de Material."
    )


def _exports(root: Path) -> dict[str, str]:
    source = (root / CATALOGUE).read_bytes().decode("utf-8-sig")
    written = {CATALOGUE: source, "resources.schema.json": as_schema(), "_headers": headers_file()}
    return written | exports(state.catalog, state.site)


def _refuse_overwriting(docs: Path, path: str) -> None:
    """MkDocs would let a generated file take the place of a written one without a word."""
    stem = docs / path.removesuffix(".md")
    for taken in (docs / path, stem / "index.md", stem / "README.md", stem / "index.html"):
        if taken.exists():
            raise PluginError(
                f"{taken} existe déjà, à l’adresse que {CATALOGUE} donne à une page. Renommez l’un des deux."
            )


def _fragment(name: str, page: Page, config: MkDocsConfig) -> Markup:
    if name not in pages.FRAGMENTS:
        known = ", ".join(pages.FRAGMENTS)
        raise PluginError(
            f"docs/{page.file.src_uri} : « annuaire:{name} » n’existe pas. Fragments possibles : {known}."
        )
    return pages.fragment(name, state.catalog, state.site, lambda icon: _icon(icon, config), page.url)
