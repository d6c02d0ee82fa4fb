"""The addresses that the site keeps for itself, the pages that people have written, and the icons."""

from importlib.util import find_spec
from pathlib import Path

CATALOGUE, SETTINGS = "resources.yaml", "mkdocs.yml"
LINKS = "liens.json"
"""State of each link, written by « annuaire liens » beside the catalogue; optional."""
THEME = Path(__file__).parent / "theme"
SITE_PAGES = {
    "recherche": "Toutes les ressources", "index-des-noms": "Index", "editeurs": "Éditeurs", "etiquettes": "Étiquettes",
    "selection": "Ma sélection", "integrer": "À intégrer", "nouveautes": "Nouveautés",
    "imprimer": "À imprimer", "mentions-legales": "Mentions légales",
}  # fmt: skip
"""First part of the address of each page that the engine makes beside the categories → its title."""
RESERVED = {*SITE_PAGES, "404", "assets", "index", "sitemap"}
"""Identifiers that a category cannot take."""
PAGE_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs reads as Markdown."""
THEIRS = ("404.html", "_headers", "robots.txt", "sitemap.xml")
"""Files of the site that give way to those of the same name in docs/."""


def written_at(docs: Path, path: str) -> Path | None:
    """Return the file of docs/ that is published at the address of a generated file (« comparer.md », « feed.xml »)."""
    stem = docs / path.removesuffix(".md")
    places = (docs / path, stem / "index.md", stem / "README.md", stem / "index.html")
    return next((taken for taken in places if taken.exists()), None)


def icon_file(name: str) -> Path | None:
    """Return the picture of an icon: one of the theme, or of those that Material, never imported, ships."""
    spec = find_spec("material")
    folders = [THEME, *([Path(spec.origin).parent / "templates"] if spec and spec.origin else [])]
    return next((path for folder in folders if (path := folder / ".icons" / f"{name}.svg").is_file()), None)
