"""The icons of the categories: the theme's own, and those that Material ships."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

from annuaire.settings import THEME, InvalidSettings


@lru_cache
def icon(name: str) -> Markup:
    """Return an icon of the theme, or one that Material ships, as inline SVG hidden from screen readers."""
    spec = find_spec("material")  # lends its icons; it is never imported
    folders = [THEME, *([Path(spec.origin).parent / "templates"] if spec and spec.origin else [])]
    for folder in folders:
        path = folder / ".icons" / f"{name}.svg"
        if path.is_file():
            return Markup(path.read_text(encoding="utf-8").replace("<svg ", '<svg aria-hidden="true" ', 1))
    raise InvalidSettings(
        f"resources.yaml : l’icône « {name} » n’existe pas. Choisissez-en une dans l’onglet « Icons » de Material."
    )
