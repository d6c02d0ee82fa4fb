"""The MkDocs hook: MkDocs events in, pages and files of publish.py out. The only module that imports mkdocs."""

import logging
import os
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from annuaire.assets import assets
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.contrast import low_contrasts
from annuaire.files import spoken, write_file
from annuaire.pages.page import Page as GeneratedPage
from annuaire.pages.page_weight import tell_weight
from annuaire.pages.prose import prose
from annuaire.publish import CATALOGUE, LINKS, Publication, front_matter, menu, publication
from annuaire.settings import THEME, InvalidSettings
from annuaire.source.problems import InvalidCatalog
from annuaire.text import typographic, typographic_html

log = logging.getLogger("mkdocs.hooks.annuaire")
STYLES, OWN_COLOURS = "assets/annuaire.css", "assets/couleurs.css"
EPOCH = "1970-01-01"
"""MkDocs would stamp the sitemap with the day of the build; two builds of one tree are the same bytes."""


class State:
    """State of the current build; under « serve », MkDocs keeps the module, so last_good survives between builds."""

    serving = False
    last_good: Catalog | None = None
    publication: Publication
    assets: dict[str, str]


state = State()


class Written(File):
    """A file already written by this hook: known to MkDocs' link validation, skipped by its copy."""

    def copy_file(self, dirty: bool = False) -> None:
        pass


class Generated(Page):
    """A page whose HTML is ready: not parsed as Markdown, its anchors declared for MkDocs' link validation."""

    def __init__(self, made: GeneratedPage, file: File, config: MkDocsConfig) -> None:
        super().__init__(None, file, config)
        self.made, self.markdown, self.meta = made, "", front_matter(made)
        self.present_anchor_ids = {slug for _, slug in made.headings}

    @property
    def content(self) -> str:
        """Decoded on each access: MkDocs keeps every page until the end, as bytes it takes half the memory."""
        return self.made.html

    @content.setter
    def content(self, _: str | None) -> None:
        """Ignored: MkDocs sets what it has just read."""

    def read_source(self, *_: Any) -> None:
        """No Markdown source."""

    def render(self, *_: Any) -> None:
        """Already HTML."""


def on_startup(command: str, dirty: bool) -> None:
    state.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Read and render everything first: whatever is wrong is said before MkDocs empties the old site."""
    root = Path(config.config_file_path).parent
    config.watch += [str(root / CATALOGUE), str(THEME.with_name("pages") / "templates"), str(THEME)]
    config.watch += [str(path) for path in (root / LINKS,) if path.exists()]
    state.last_good = _load(root / CATALOGUE)
    try:
        state.publication = publication(root, Path(config.docs_dir), state.last_good, config)
    except InvalidSettings as invalid:
        raise PluginError(f"{invalid}") from None
    config.nav = menu(config, state.last_good)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Name the assets by their content, add what is generated."""
    found = {file.src_uri: file for file in files if file.src_uri.startswith("assets/")}
    try:
        published = assets({path: file.content_bytes for path, file in found.items()})
    except InvalidSettings as invalid:
        raise PluginError(f"{invalid}") from None
    for path, file in found.items():
        file.dest_uri, file.content_bytes = published[path]
    state.assets = {path: name for path, (name, _) in published.items()}
    if OWN_COLOURS in found:
        for told in low_contrasts(found[STYLES].content_string, found[OWN_COLOURS].content_string):
            log.info("docs/%s : %s", OWN_COLOURS, told)
    for path, made in state.publication.pages.items():
        file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(file)
        Generated(made, file, config)
    for path, make in state.publication.files.items():
        files.append(Written.generated(config, path, content=b""))
        write_file(Path(config.site_dir, path), make())


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the fragments that a hand-written page asks for in it."""
    page.update_date = EPOCH
    if isinstance(page, Generated):
        return html
    try:
        return Markup(typographic_html(state.publication.fill(prose(html), page.file.src_uri, page.url)))
    except InvalidSettings as invalid:
        raise PluginError(f"{invalid}") from None


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """MkDocs' environment does not escape; the titles in its navigation come from contributors."""
    env.autoescape = True
    env.filters["typo"] = typographic
    env.globals.update(state.publication.variables, assets=state.assets)
    if state.serving:  # the pages that « serve » shows carry MkDocs' own inline script, which reloads them
        env.globals["policy"] = ""


def on_post_build(config: MkDocsConfig) -> None:
    """Weigh the new site."""
    tell_weight(Path(config.site_dir), state.publication.catalog)


def on_build_error(error: Exception) -> None:
    """Say what the system refused: MkDocs would print a traceback."""
    if isinstance(error, OSError):
        raise PluginError(spoken(error)) from None


def _load(path: Path) -> Catalog:
    shown = Path(os.path.relpath(path))
    try:
        return load_catalog(shown)
    except InvalidCatalog as invalid:
        if state.serving and state.last_good:
            log.error("%s\nLe site affiché reste celui d’avant cette erreur.", invalid)
            return state.last_good
        raise PluginError(f"{invalid}") from None
