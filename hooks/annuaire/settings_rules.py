"""What mkdocs.yml may say: one table; the rules take a value, and return the end of a French sentence."""

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from annuaire.catalog.model import MENTIONS
from annuaire.contacts import contact_kind
from annuaire.paths import THEME
from annuaire.source.problems import quote
from annuaire.text import FORBIDDEN
from annuaire.urls import url_fault

HOOK = "hooks/build_site.py"
INSTALLED = "annuaire"
"""The name of the theme where the engine is installed; where it lies beside, its folder is named instead."""
Rule = Callable[[Any], str]
"""value → the end of « site_name » …, in French: what is wrong; "" when nothing is."""


def _text(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return "doit être un texte, sur sa ligne"
    if not isinstance(value, str):
        return f'doit être un texte : mettez-le entre guillemets, comme "{value}"'
    return "contient un caractère invisible : retapez-le" if FORBIDDEN.search(value) else ""


def _web(value: Any) -> str:
    fault = _text(value) or url_fault(value, private=True)
    return fault and f"{fault} ; écrivez par exemple https://exemple.fr/"


def _base(value: Any) -> str:
    """A web address that others are made from, by adding a path to it."""
    if fault := _web(value):
        return fault
    if "?" in value or "#" in value:
        return "doit s’arrêter avant « ? » et « # » : d’autres adresses la prolongent"
    return "doit être l’adresse de la page du dépôt, sans « .git »" if value.endswith(".git") else ""


def _mail(value: Any) -> str:
    known = isinstance(value, str) and contact_kind(value) == "mail"
    return "" if known else "doit être une adresse électronique, comme contact@exemple.fr"


def _mapping(value: Any) -> str:
    return "" if isinstance(value, dict) else "a ses clés en dessous, en retrait, comme « name: … »"


def _a_list(value: Any) -> str:
    return "" if isinstance(value, list) else "doit être une liste : un par ligne, après « - »"


def _mentions(value: Any) -> str:
    known = isinstance(value, dict) and value.keys() == MENTIONS.keys()
    good = known and all(text and not _text(text) for text in value.values())
    return "" if good else f"doit donner {', '.join(f'« {key} »' for key in MENTIONS)}, et rien d’autre"


def _hooks(value: Any) -> str:
    named = isinstance(value, list) and any(Path(str(path)).name == Path(HOOK).name for path in value)
    return _a_list(value) or ("" if named else f"doit contenir {HOOK}, qui fait les pages de l’annuaire")


def _theme_folder(value: Any) -> str:
    return "" if isinstance(value, str) and Path(value).name == THEME.name else "doit être « hooks/annuaire/theme »"


def _plugins(value: Any) -> str:
    """Each one must be installed, and not be one that undoes the site."""
    if not isinstance(value, (list, dict)):
        return _a_list(value)
    installed = {*entry_points(group="mkdocs.plugins").names, *entry_points(group="properdocs.plugins").names}
    for name in (str(next(iter(one), "") if isinstance(one, dict) else one) for one in value):
        if reason := PLUGINS.get(name.removeprefix("material/")):
            return f"demande {quote(name)}, qui n’est pas prise en charge : {reason}"
        if not {name, f"material/{name}"} & installed:
            return f"demande {quote(name)}, qui n’est pas installée : ajoutez-la à pyproject.toml"
    return ""


def _equal(wanted: str, *allowed: Any) -> Rule:
    return lambda value: "" if value in allowed else f"doit être « {wanted} »"


def _never(reason: str) -> Rule:
    return lambda value: f"n’est pas pris en charge : {reason}" if value not in ([], {}) else ""


COLOURS = "les couleurs et les styles se règlent dans docs/assets/couleurs.css"
TABLE: dict[str, tuple[Rule, bool]] = {
    "site_name": (_text, True), "site_description": (_text, False), "site_url": (_base, False),
    "repo_url": (_base, False), "edit_uri": (_text, False), "nav": (_a_list, False), "hooks": (_hooks, True),
    "extra": (_mapping, True), "extra.licence": (_mapping, True),
    "extra.licence.name": (_text, True), "extra.licence.url": (_web, True), "extra.contact": (_mail, False),
    "extra.source": (_mapping, False), "extra.source.title": (_text, True), "extra.source.url": (_web, True),
    "extra.mentions": (_mentions, False),
    "theme": (_mapping, True), "theme.name": (_equal(INSTALLED, INSTALLED, None), True),
    "theme.language": (_equal("fr", "fr"), True), "plugins": (_plugins, False),
    "theme.custom_dir": (_theme_folder, True), "theme.static_templates": (_equal("[404.html]", ["404.html"]), True),
    "theme.favicon": (_text, False), "theme.font": (_equal("false", False), False),
    "use_directory_urls": (_equal("true", True), False),
    "INHERIT": (_never("écrivez tous les réglages dans ce fichier"), False),
    "edit_uri_template": (_never("donnez « edit_uri »"), False),
    "copyright": (_never("donnez « licence », sous « extra »"), False),
    "extra_css": (_never(COLOURS), False),
    "extra_javascript": (_never("les pages n’ont que les scripts de l’annuaire"), False),
}  # fmt: skip
"""Path of a setting → (its rule, whether it must be there when what is above it is)."""
CLOSED = ("extra.licence", "extra.source", "theme")
"""What holds no other key than those of the table; elsewhere, a key is another tool's unless it resembles ours."""
PLUGINS = {
    "offline": "le site est fait pour un serveur : la recherche y lit ses fichiers",
    "privacy": "rien n’est demandé ici à un autre site",
    "social": "l’image de partage est docs/assets/partage.png",
    "blog": "elle remplace le menu et les pages",
    "i18n": "l’annuaire est en français",
    "rss": "l’annuaire fait ses propres flux, à partir des dates des ressources",
    "mike": "l’annuaire n’a qu’une version",
}  # fmt: skip
