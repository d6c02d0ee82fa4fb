"""What mkdocs.yml may say: one table; the rules take a value, and return the end of a French sentence."""

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from annuaire.catalog.model import MENTIONS
from annuaire.contacts import contact_kind
from annuaire.paths import THEME
from annuaire.source.shown import quote
from annuaire.text import FORBIDDEN
from annuaire.urls import url_fault

HOOK = "hooks/build_site.py"
INSTALLED = "annuaire"
"""The name of the theme where the engine is installed; where it lies beside, its folder is named instead."""
Rule = Callable[[Any], str]
"""value → the end of « site_name » …, in French: what is wrong; "" when nothing is."""


def _one_text(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return "doit être un texte, sur sa ligne"
    if not isinstance(value, str):
        return f'doit être un texte : mettez-le entre guillemets, comme "{value}"'
    return "contient un caractère invisible : retapez-le" if FORBIDDEN.search(value) else ""


def _web(value: Any) -> str:
    fault = _one_text(value) or url_fault(value, private=True)
    return fault and f"{fault} ; écrivez par exemple https://exemple.fr/"


def _base(value: Any) -> str:
    """A web address that others are made from, by adding a path to it."""
    if fault := _web(value):
        return fault
    if "?" in value or "#" in value:
        return "doit s’arrêter avant « ? » et « # » : d’autres adresses la prolongent"
    return "doit être l’adresse de la page du dépôt, sans « .git »" if value.endswith(".git") else ""


def _must(known: Callable[[Any], object], told: str) -> Rule:
    return lambda value: "" if known(value) else told


def _equal(wanted: str, *allowed: Any) -> Rule:
    return _must(lambda value: value in allowed, f"doit être « {wanted} »")


def _never(reason: str) -> Rule:
    return _must(lambda value: value in ([], {}), f"n’est pas pris en charge : {reason}")


_mail = _must(
    lambda value: isinstance(value, str) and contact_kind(value) == "mail",
    "doit être une adresse électronique, comme contact@exemple.fr",
)
_mapping = _must(lambda value: isinstance(value, dict), "a ses clés en dessous, en retrait, comme « name: … »")
_a_list = _must(lambda value: isinstance(value, list), "doit être une liste : un par ligne, après « - »")
_theme_folder = _must(lambda value: Path(str(value)).name == THEME.name, "doit être « hooks/annuaire/theme »")


def _mentions(value: Any) -> str:
    known = isinstance(value, dict) and value.keys() == MENTIONS.keys()
    good = known and all(text and not _one_text(text) for text in value.values())
    return "" if good else f"doit donner {', '.join(f'« {key} »' for key in MENTIONS)}, et rien d’autre"


def _hooks(value: Any) -> str:
    named = isinstance(value, list) and any(Path(str(path)).name == Path(HOOK).name for path in value)
    return _a_list(value) or ("" if named else f"doit contenir {HOOK}, qui fait les pages de l’annuaire")


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


COLOURS = "les couleurs et les styles se règlent dans docs/assets/couleurs.css"
TABLE: dict[str, tuple[Rule, bool]] = {
    "site_name": (_one_text, True), "site_description": (_one_text, False), "site_url": (_base, False),
    "repo_url": (_base, False), "edit_uri": (_one_text, False), "nav": (_a_list, False), "hooks": (_hooks, True),
    "extra": (_mapping, True), "extra.licence": (_mapping, True),
    "extra.licence.name": (_one_text, True), "extra.licence.url": (_web, True), "extra.contact": (_mail, False),
    "extra.source": (_mapping, False), "extra.source.title": (_one_text, True), "extra.source.url": (_web, True),
    "extra.mentions": (_mentions, False),
    "theme": (_mapping, True), "theme.name": (_equal(INSTALLED, INSTALLED, None), True),
    "theme.language": (_equal("fr", "fr"), True), "plugins": (_plugins, False),
    "theme.custom_dir": (_theme_folder, True), "theme.static_templates": (_equal("[404.html]", ["404.html"]), True),
    "theme.favicon": (_one_text, False), "theme.font": (_equal("false", False), False),
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
