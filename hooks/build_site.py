"""The MkDocs hook: MkDocs events in, pages and files of publish.py out. The only module that imports mkdocs."""

import atexit
import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from annuaire.assets import assets
from annuaire.cache import ENGINE, engine_version, keep_codes, recall
from annuaire.files import FAILED, MANIFEST, Refused, crash_place, files_of, refuse_other_folder, spoken, write_file
from annuaire.links.internal import broken_links
from annuaire.pages.page import Page as GeneratedPage
from annuaire.pages.page_weight import tell_weight
from annuaire.pages.prose import prose
from annuaire.pages.templating import ENV
from annuaire.paths import CATALOGUE, LINKS, THEIRS
from annuaire.preview import KEPT, RESTART, Preview, last_good, refuse_taken_port, watch_often
from annuaire.publish import Publication, front_matter, menu, publication
from annuaire.settings import log
from annuaire.settings_check import check_project, project_faults, refuse_faults
from annuaire.source.problems import SHOWN
from annuaire.text import typographic, typographic_html
from annuaire.written_pages import refuse_lost_markers

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

EPOCH = "1970-01-01"
"""MkDocs would stamp the sitemap with the day of the build; two builds of one tree are the same bytes."""


class State:
    serving = False
    publication: Publication
    assets: dict[str, str]


state = State()
sys.excepthook = lambda _, error, __: on_build_error(error)  # what MkDocs lets through, as a hook that does not load


class Written(File):
    """A file already written by this hook: known to MkDocs' link validation, skipped by its copy."""

    def copy_file(self, dirty: bool = False) -> None: ...


class Generated(Page):
    """A page whose HTML is ready: not parsed as Markdown, its anchors declared for MkDocs' link validation."""

    def __init__(self, made: GeneratedPage, file: File, config: MkDocsConfig) -> None:
        self.made, self.changed = made, b""
        super().__init__(None, file, config)
        self.markdown, self.meta, self.toc = "", front_matter(made), get_toc([])
        self.present_anchor_ids = {slug for _, slug in made.headings}

    @property
    def content(self) -> str:
        """Decoded on each access: MkDocs keeps every page until the end, as bytes it takes half the memory."""
        return (self.changed or self.made.data).decode()

    @content.setter
    def content(self, html: str | None) -> None:
        """Keep what another hook made of the page."""
        self.changed = b"" if html in (None, self.made.html) else str(html).encode()

    def read_source(self, *_: Any) -> None:
        """No Markdown source."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Already HTML, but for the Markdown that another hook has added."""
        if self.markdown and self.markdown.strip():
            super().render(config, files)
            self.content = self.made.data.decode() + self.content
            self.present_anchor_ids = {*(self.present_anchor_ids or ()), *(slug for _, slug in self.made.headings)}


def on_startup(command: str, dirty: bool) -> None:
    state.serving = command == "serve"
    gc.disable()  # hardly a cycle in what a build makes: looking for one takes an eighth of its time
    atexit.register(gc.freeze)  # nor on the way out


def on_config(config: MkDocsConfig) -> None:
    """Read and render everything first: whatever is wrong is said before MkDocs empties the old site."""
    if state.serving and not hasattr(state, "publication"):
        refuse_taken_port(*config.dev_addr)
    root, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
    config.watch += [str(path) for path in (root / CATALOGUE, ENGINE, root / LINKS) if path.exists()]
    catalog, warned = check_project(Path(os.path.relpath(root / CATALOGUE)))
    for one in warned:
        log.info(one)
    refuse_other_folder(Path(os.path.relpath(config.site_dir)))
    recall(root)
    state.publication = publication(root, docs, catalog, config)
    untold = set() if config.site_url else {"sitemap.xml"}
    config.theme.static_templates -= {name for name in THEIRS if (docs / name).exists()} | untold
    config.nav = menu(config, catalog)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Name the assets by their content, add what is generated."""
    sitemap = files.get_file_from_path("sitemap.xml")
    if not config.site_url and sitemap and sitemap.src_dir != config.docs_dir:  # no template then, but copied as it is
        files.remove(sitemap)
    kept = [file for file in files if file.inclusion not in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)]
    found = {file.src_uri: file for file in kept if file.src_uri.startswith("assets/")}
    published = assets({path: file.content_bytes for path, file in found.items()})
    for path, file in found.items():
        file.dest_uri, file.content_bytes = published[path]
    state.assets = {path: name for path, (name, _) in published.items()}
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
    if not isinstance(page, Generated):
        refuse_lost_markers(page.file.src_uri, page.file.content_string, html)
        html = typographic_html(state.publication.fill(prose(html), page.url))
    return html


@event_priority(-100)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """MkDocs' environment does not escape; the titles in its navigation come from contributors."""
    env.autoescape = env.trim_blocks = env.lstrip_blocks = True
    env.bytecode_cache = ENV.bytecode_cache
    env.filters["typo"] = lambda text: typographic(str(text))
    env.globals.update(state.publication.variables, assets=state.assets)
    if state.serving:  # the pages that « serve » shows carry MkDocs' own inline script, which reloads them
        env.globals["policy"] = ""


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Weigh the new site, once every other hook is done with it, and prove it: what is broken is not published."""
    site, made = Path(config.site_dir), {"index.html", "404.html", *state.assets.values(), *state.publication.files}
    if not state.serving and (faults := [*broken_links(site, made)]):
        raise PluginError("\n".join([*faults[:SHOWN], f"À corriger : {len(faults)}. Ce site ne peut pas être publié."]))
    tell_weight(site, state.publication.catalog)
    keep_codes(Path(config.config_file_path).parent)
    write_file(site / MANIFEST, "\n".join([*files_of(site), ""]).encode())


def on_serve(server: "LiveReloadServer", config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Keep the last good site, under the report: MkDocs would answer nothing more until the fault is mended."""
    preview, version = Preview(server.serve_request), engine_version()
    server.set_app(preview)
    watch_often(server, config.docs_dir, config.config_file_path)
    # It would name the page, which our own policy hides.
    logging.getLogger("mkdocs.livereload").addFilter(lambda record: "Browser connected" not in record.msg)

    def rebuild() -> None:
        preview.report = RESTART if engine_version() != version else ""
        if preview.report:
            log.warning(RESTART)
        try:
            with last_good(Path(server.root)):
                refuse_faults(project_faults(Path(config.config_file_path), None))
                builder()
        except (Exception, SystemExit) as fault:
            preview.report = f"{fault}\n{KEPT}"
            log.error(KEPT if isinstance(fault, SystemExit) else preview.report)
        gc.collect()

    server.builder = rebuild


def on_build_error(error: BaseException) -> None:
    """Say what failed in a sentence, and stop: MkDocs would add its own, or a traceback (« --verbose » still does)."""
    if isinstance(error, Abort):
        stop = SystemExit("Les avertissements ci-dessus empêchent de publier.")
    elif isinstance(error, (Refused, MkDocsException)) or getattr(error, "errno", None):  # jinja2's OSError has none
        stop = SystemExit(spoken(error))
    elif not log.isEnabledFor(logging.DEBUG):
        stop = SystemExit(f"{crash_place(error)}\n{FAILED}")
    else:
        raise error
    log.error(stop)
    stop.code = 1  # Python would say it again
    raise stop
