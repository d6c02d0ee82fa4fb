"""The same directory made by others: the folder of each, and what to run there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from annuaire.catalog.model import Catalog, Resource

ROOT = Path(__file__).parents[2]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
DIRMAKER = [str(ROOT / ".venv/dirmaker/bin/dirmaker"), "--build"]
PER_PAGE = 100
STOCK = "site_name: Annuaire\nsite_url: https://annuaire.example/\ntheme:\n  name: material\n  language: fr\n"
FORGE = {
    "site_url": "https://annuaire.example/", "repo_url": "https://forge.example/reseau/annuaire",
    "edit_uri": "edit/main/docs/",
}  # fmt: skip
"""Each card has its links to edit and to report."""


def settings() -> dict[str, Any]:
    """Return mkdocs.yml as an adopter with a forge has it."""
    text = re.sub(r"(?m)^\w+: !ENV .*\n", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return yaml.safe_load(text) | FORGE


def ours(folder: Path, text: str) -> list[str]:
    for name in ("docs", "hooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings(), allow_unicode=True), encoding="utf-8")
    (folder / "resources.yaml").write_text(text, encoding="utf-8")
    return MKDOCS


def floor(folder: Path, pages: int, menu: bool = True) -> list[str]:
    """Make as many pages as ours, with Material as it comes and nothing to read; the menu holds them all, or none."""
    (folder / "docs").mkdir(parents=True)
    bare = "" if menu else "nav:\n  - index.md\nnot_in_nav: page-*\n"
    (folder / "mkdocs.yml").write_text(f"{STOCK}plugins: []\n{bare}", encoding="utf-8")
    (folder / "docs/index.md").write_text("# Annuaire\n", encoding="utf-8")
    for number in range(1, pages):
        (folder / f"docs/page-{number}.md").write_text(f"# Page {number}\n", encoding="utf-8")
    return MKDOCS


def handwritten(folder: Path, catalog: Catalog) -> list[str]:
    """Write the same content as a person would in Markdown, a hundred resources a page, Material and its search."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(f"{STOCK}plugins:\n  - search\n", encoding="utf-8")
    home = ["# Annuaire", ""]
    for category, resources in zip(catalog.categories, catalog.by_category().values(), strict=True):
        home.append(f"- [{category.title}]({category.id}.md) ({len(resources)})")
        for start in range(0, max(1, len(resources)), PER_PAGE):
            number = start // PER_PAGE + 1
            name = category.id if number == 1 else f"{category.id}-page-{number}"
            title = f"# {category.title}" + (f" ({number})" if number > 1 else "")
            cards = [title, category.description, *map(_markdown, resources[start : start + PER_PAGE])]
            (folder / f"docs/{name}.md").write_text("\n\n".join(cards) + "\n", encoding="utf-8")
    (folder / "docs/index.md").write_text("\n".join(home) + "\n", encoding="utf-8")
    return MKDOCS


def _markdown(resource: Resource) -> str:
    title = f"[{resource.title}]({resource.url})" if resource.url else resource.title
    facts = (
        f"**{', '.join(resource.publishers)}**", resource.description,
        *(f"- [{link.title}]({link.url})" for link in resource.links),
        *(f"Contact : {contact}" for contact in resource.contacts),
        " ".join(f"`{label}`" for label in (resource.format, *resource.tags) if label),
    )  # fmt: skip
    return "\n\n".join((f"## {title}", *filter(None, facts)))


def dirmaker(folder: Path, catalog: Catalog) -> list[str]:
    """Give the same content to dirmaker, a hundred resources a page, in the template and styles that it ships."""
    example = next((ROOT / ".venv/dirmaker/lib").glob("python*/site-packages/dirmaker/example"))
    shutil.copytree(example, folder)
    titles = {category.id: category.title for category in catalog.categories}
    lines = []
    for r in catalog.resources:
        row = {
            "name": r.title, "description": r.description, "url": r.url, "categories": [titles[r.category]],
            "publishers": r.publishers, "tags": r.tags, "format": [r.format] if r.format else [],
        }  # fmt: skip
        entry = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
        lines.append("- " + "\n  ".join(entry) + "\n")
    (folder / "data.yml").write_text("".join(lines), encoding="utf-8")
    with (folder / "config.yml").open("a", encoding="utf-8") as config:
        config.write(f'\nper_page: {PER_PAGE}\ntaxonomies: ["publishers", "tags", "format"]\n')
    return DIRMAKER


def fullest(catalog: Catalog) -> dict[str, str]:
    """Return where each site shows its fullest category."""
    groups = catalog.by_category()
    found = max(catalog.categories, key=lambda category: len(groups[category.id]))
    name = found.title.replace(" ", "-").lower()  # dirmaker's own rule
    return {"annuaire": f"{found.id}/", "markdown": f"{found.id}/", "dirmaker": f"{name}.html"}


def installed(folder: Path, *packages: str) -> None:
    """Install packages of npm, exact versions, once."""
    if not shutil.which("npm"):
        sys.exit("Ces mesures demandent Node.js et npm : installez-les, puis relancez « make bench ».")
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *packages], cwd=folder, check=True)
