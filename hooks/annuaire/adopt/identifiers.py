"""What a table calls its categories and its formats → their identifiers."""

from collections.abc import Iterable
from pathlib import Path

from annuaire.catalog.model import Category, Format
from annuaire.paths import RESERVED, written_at
from annuaire.text import name_slug

Names = dict[str, tuple[str, str]]
"""What a table calls a category, or a format → (its identifier, its title)."""


def known_names(entries: Iterable[Category | Format]) -> Names:
    """Return what a table may call each category, or format, of a file: its identifier, and its title first of all."""
    found = {one.id: (one.id, one.title) for one in entries}
    return found | {name_slug(title): (known, title) for known, title in found.values()}


def identify(known: Names, value: str, title: str, path: Path) -> str:
    """Return the id of a category or a format, added when it is new; with a title, ``value`` is this id already."""
    key = value if title else name_slug(value)
    if key not in known:
        taken = {name for name, _ in known.values()} | RESERVED
        guesses = (key[:60].strip("-"), f"rubrique-{key[:50]}", *(f"{key[:50]}-{rank}" for rank in range(2, 9999)))
        docs = path.parent / "docs"
        free = (guess for guess in guesses if guess not in taken and not written_at(docs, f"{guess}.md"))
        known[key] = next(free), title or value
    return known[key][0]
