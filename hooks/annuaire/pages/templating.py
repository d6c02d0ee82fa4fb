"""The templates of pages/templates/: autoescaped, strict, with the filters that they use."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from annuaire.contacts import contact_kind, dialled, mailto
from annuaire.pages.forge import edit_url, filled_forms, propose_url
from annuaire.pages.icons import icon
from annuaire.text import french_day, name_slug, typographic
from annuaire.urls import archive_url, host


def guarded(text: str) -> Markup:
    """Return the text, escaped, with « @ » as a reference: the same to all browsers, not to naive harvesters."""
    return Markup(str(escape(text)).replace("@", "&#64;"))


def kilobytes(count: int) -> str:
    """Return a number of bytes as it is read: « 12,3 Ko »."""
    return f"{count / 1000:.1f}\u00a0Ko".replace(".", ",")


def _make_environment() -> Environment:
    env = Environment(
        loader=PackageLoader("annuaire.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(typo=typographic, host=host, contact_kind=contact_kind, tel=dialled, day=french_day)
    env.filters.update(guarded=guarded, mailto=mailto, kilobytes=kilobytes, slug=name_slug)
    env.globals.update(icon=icon, archive=archive_url, edit_url=edit_url)
    env.globals.update(propose_url=propose_url, filled_forms=filled_forms)
    return env


ENV = _make_environment()
