"""The addresses that the site keeps for itself, and the pages that people have written."""

from pathlib import Path

SITE_PAGES = {
    "recherche": "Toutes les ressources", "index-des-noms": "Index", "editeurs": "Éditeurs", "etiquettes": "Étiquettes",
    "imprimer": "À imprimer", "mentions-legales": "Mentions légales",
}  # fmt: skip
"""First part of the address of each page that the engine makes beside the categories → its title."""
RESERVED = {*SITE_PAGES, "404", "assets", "index", "sitemap"}
"""Identifiers that a category cannot take."""


def written_at(docs: Path, path: str) -> Path | None:
    """Return the file of docs/ that is published at the address of a generated file (« comparer.md », « feed.xml »)."""
    stem = docs / path.removesuffix(".md")
    places = (docs / path, stem / "index.md", stem / "README.md", stem / "index.html")
    return next((taken for taken in places if taken.exists()), None)
