"""The icons of the categories and of written pages: the theme's own, and those that Material ships."""

from functools import lru_cache

from markupsafe import Markup

from annuaire.paths import icon_file
from annuaire.settings import InvalidSettings


@lru_cache
def icon(name: str) -> Markup:
    """Return an icon as inline SVG hidden from screen readers; raise InvalidSettings."""
    if path := icon_file(name):
        drawn = path.read_text(encoding="utf-8").replace(' xmlns="http://www.w3.org/2000/svg"', "")
        return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))
    raise InvalidSettings(f"l’icône « {name} » n’existe pas. Choisissez-en une dans l’onglet « Icons » de Material.")
