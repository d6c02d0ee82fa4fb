"""Content → a project that a generator without hooks, such as Zensical, builds alone: pages, theme, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from markupsafe import escape

from annuaire.content import Content, asset, told
from annuaire.settings import THEME, menu
from annuaire.words import typographic

MARK = "# Écrit par « annuaire pages » : tout changement fait ici sera perdu.\n"
FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
"""An example shows what it says."""
LITERAL = re.compile(r'"([^"]*)" \| typo')
DIALECT = (
    # Texts arrive ready: typographic, escaped, without tags.
    (" | typo", ""),
    (" | striptags", ""),
    ("page.is_homepage", '(page.url == "")'),
    # An address, and the files of the catalogue, cannot be edited where the generated pages are written.
    ("page.edit_url", "(page.edit_url if page.meta.headings is undefined)"),
    ("file.page.", "file."),
)
"""What MiniJinja, or Zensical's own variables, say otherwise than Jinja and MkDocs."""
PRELUDE = (
    "{%- if page.title is undefined %}{% set page = none %}{% endif -%}\n"  # Zensical gives an empty page to 404.html
    "{%- set about = config.extra.annuaire -%}\n"
)


def portable(docs: Path, settings: Mapping[str, Any], content: Content) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the project but those of ``content.aside``, which go in docs/: (path, bytes)."""
    assets: dict[str, str] = {}
    for folder in (docs, THEME):
        for path, data in _files(folder):
            if path.startswith("assets/") and path not in assets:
                assets[path], published = asset(path, data)
                yield f"docs/{assets[path]}", published
            elif folder == docs:
                yield f"docs/{path}", _written(path, data, content)
    for path, page in content.pages.items():
        yield f"docs/{path}", _page(told(page), page.html)
    for path, data in content.files.items():
        yield f"docs/{path}", data
    variables = {name: _ready(value) for name, value in content.variables.items() if name != "site"}
    site = {name: _ready(value) for name, value in asdict(content.site).items() if name != "links"}
    variables |= {"site": site, "assets": assets}
    for path, data in _files(THEME):
        if not path.startswith("assets/") and (content.site.url or path != "sitemap.xml"):
            yield f"theme/{path}", _template(data.decode(), variables).encode()
    yield "mkdocs.yml", (MARK + _settings(settings, content, variables)).encode()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            yield name, path.read_bytes()


def _written(path: str, data: bytes, content: Content) -> bytes:
    if not path.endswith(".md"):
        return data
    address = re.sub(r"(^|/)(index|README)/$", r"\1", path.removesuffix(".md") + "/")
    parts = FENCED.split(data.decode())
    parts[::2] = [content.fill(part, path, address) for part in parts[::2]]
    return "".join(parts).encode()


def _page(head: Mapping[str, Any], html: str) -> bytes:
    """A page that Markdown leaves alone: blocks of HTML under its front matter."""
    rows = "".join(f"{name}: {_json(_ready(value))}\n" for name, value in head.items())
    return f"---\n{rows}---\n\n{html}\n".encode()


def _template(text: str, variables: Mapping[str, Any]) -> str:
    text = LITERAL.sub(lambda match: f'"{typographic(match[1])}"', text)
    for ours, theirs in DIALECT:
        text = text.replace(ours, theirs)
    if text.startswith("{% extends"):
        return text
    return PRELUDE + "".join(f"{{%- set {name} = about.{name} -%}}\n" for name in variables) + text


def _settings(settings: Mapping[str, Any], content: Content, variables: Mapping[str, Any]) -> str:
    """Return the settings of mkdocs.yml without what only MkDocs can do; JSON is YAML."""
    theme = {name: settings["theme"].get(name) for name in ("language", "favicon", "font")}
    kept = {name: value for name, value in settings.items() if name not in ("hooks", "docs_dir", "site_dir")}
    kept |= {
        "site_name": _ready(settings["site_name"]), "site_description": _ready(content.site.description),
        "nav": _entries(menu(settings, content.catalog)), "theme": {**theme, "name": None, "custom_dir": "theme"},
        "extra": {"annuaire": variables},
    }  # fmt: skip
    return "".join(f"{name}: {_json(value)}\n" for name, value in kept.items())


def _entries(nav: list[Any]) -> list[Any]:
    """The menu, its titles ready; its paths as they are."""
    return [
        {_ready(title): _entries(below) if isinstance(below, list) else below for title, below in entry.items()}
        if isinstance(entry, dict) else entry
        for entry in nav
    ]  # fmt: skip


def _ready(value: Any) -> Any:
    """Zensical's templates do not escape: whatever they will show is escaped here."""
    if isinstance(value, str):
        return str(escape(typographic(value)))
    if isinstance(value, Mapping):
        return {name: _ready(item) for name, item in value.items()}
    return [_ready(item) for item in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
