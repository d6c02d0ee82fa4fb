"""What mkdocs.yml may say: one table; the rules take a value, and return the end of a French sentence."""

import os
import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from annuaire.catalog.model import MENTIONS
from annuaire.contacts import contact_kind
from annuaire.paths import THEME
from annuaire.source.shown import quote
from annuaire.text import FORBIDDEN
from annuaire.urls import url_fault

HOOK = "hooks/build_site.py"
OWN, INSTALLED = "hooks/annuaire/theme", "annuaire"
"""The theme: its folder where the engine lies beside, its name where the engine is installed."""
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
    if value == "":
        return ""
    if fault := _web(value):
        return fault
    if "?" in value or "#" in value:
        return "doit s’arrêter avant « ? » et « # » : d’autres adresses la prolongent"
    return "doit être l’adresse de la page du dépôt, sans « .git »" if value.endswith(".git") else ""


LEVELS = ("warn", "info", "ignore")


def _address_end(value: Any) -> str:
    """The end of a web address."""
    return _one_text(value) or url_fault(urljoin("https://exemple.fr/", value), private=True)


def _must(known: Callable[[Any], object], told: str) -> Rule:
    return lambda value: "" if known(value) else told


def _equal(wanted: str, *allowed: Any) -> Rule:
    return _must(lambda value: value in allowed, f"doit être « {wanted} »")


def _never(reason: str, *empty: Any) -> Rule:
    return _must(lambda value: value in empty, f"n’est pas pris en charge : {reason}")


_mail = _must(
    lambda value: isinstance(value, str) and (not value or contact_kind(value) == "mail"),
    "doit être une adresse électronique, comme contact@exemple.fr",
)
_mapping = _must(lambda value: isinstance(value, dict), "a ses clés en dessous, en retrait, comme « name: … »")
_a_list = _must(lambda value: isinstance(value, list), "doit être une liste : un par ligne, après « - »")
_level = _must(lambda value: value in LEVELS, "doit être « warn », « info » ou « ignore »")
_absolute = _must(
    lambda value: value in (*LEVELS, "relative_to_docs"),
    "doit être « warn », « info », « ignore » ou « relative_to_docs »",
)
boolean = _must(lambda value: isinstance(value, bool), "doit être « true » ou « false »")
_theme_folder = _must(lambda value: str(value) in (OWN, str(THEME)), f"doit être « {OWN} »")


def _served_at(value: Any) -> str:
    """Where « make serve » answers: an IP address and a port."""
    host, _, port = str(value).rpartition(":")
    try:
        known = host == "localhost" or bool(ip_address(re.sub(r"^\[(.*)\]$", r"\1", host)))
    except ValueError:
        known = False
    good = isinstance(value, str) and known and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536
    return "" if good else "doit être une adresse de cette machine, comme 127.0.0.1:8000"


def _below(value: Any) -> str:
    """A folder of the project."""
    inside = not os.path.normpath(str(value)).startswith((".", os.sep))
    return _one_text(value) or ("" if inside else "doit être un dossier de celui-ci, comme « docs »")


def _patterns(value: Any) -> str:
    """Names of files, one a line, as git ignores them (pathspec refuses « ! » and « / » alone)."""
    alone = (
        [line.strip() for line in value.splitlines() if line.strip() in ("!", "/", "!/")]
        if isinstance(value, str)
        else []
    )
    return _one_text(value) or (f"contient {quote(alone[0])} seul" if alone else "")


def _mentions(value: Any) -> str:
    known = isinstance(value, dict) and value.keys() == MENTIONS.keys()
    good = known and all(text and not _one_text(text) for text in value.values())
    return "" if good else f"doit donner {', '.join(f'« {key} »' for key in MENTIONS)}, et rien d’autre"


def _hooks(value: Any) -> str:
    named = isinstance(value, list) and any(Path(str(path)).name == Path(HOOK).name for path in value)
    return _a_list(value) or ("" if named else f"doit contenir {HOOK}, qui fait les pages de l’annuaire")


_named = _must(lambda value: isinstance(value, (list, dict)), "doit être une liste : un par ligne, après « - »")
CHECKED = {
    "": ("omitted_files", "not_found", "unrecognized_links", "anchors"), "nav.": ("omitted_files", "not_found"),
    "links.": ("not_found", "unrecognized_links", "anchors"),
}  # fmt: skip
"""Under « validation » of MkDocs, what has a level of its own."""
COLOURS = "les couleurs et les styles se règlent dans docs/assets/couleurs.css"
TABLE: dict[str, tuple[Rule, bool]] = {
    "site_name": (_one_text, True), "site_description": (_one_text, False), "site_url": (_base, False),
    "repo_url": (_base, False), "edit_uri": (_address_end, False), "nav": (_a_list, False), "hooks": (_hooks, True),
    "extra": (_mapping, True), "extra.licence": (_mapping, True),
    "extra.licence.name": (_one_text, True), "extra.licence.url": (_web, True), "extra.contact": (_mail, False),
    "extra.source": (_mapping, False), "extra.source.title": (_one_text, True), "extra.source.url": (_web, True),
    "extra.mentions": (_mentions, False),
    "theme": (_mapping, True), "theme.name": (_equal(INSTALLED, INSTALLED, None), True),
    "theme.language": (_equal("fr", "fr"), True),
    "theme.custom_dir": (_theme_folder, True), "theme.static_templates": (_equal("[404.html]", ["404.html"]), True),
    "theme.favicon": (_one_text, False), "theme.font": (_equal("false", False), False),
    "use_directory_urls": (_equal("true", True), False),
    "INHERIT": (_never("écrivez tous les réglages dans ce fichier"), False),
    "edit_uri_template": (_never("donnez « edit_uri »"), False),
    "copyright": (_never("donnez « licence », sous « extra »"), False),
    "extra_css": (_never(COLOURS, []), False),
    "extra_javascript": (_never("les pages n’ont que les scripts de l’annuaire", []), False),
    "extra_templates": (_never("les pages n’ont que les gabarits de l’annuaire", []), False),
    "plugins": (_named, False), "markdown_extensions": (_named, False), "watch": (_a_list, False),
    "site_author": (_one_text, False), "repo_name": (_one_text, False), "docs_dir": (_below, False),
    "site_dir": (_one_text, False), "remote_branch": (_one_text, False), "remote_name": (_one_text, False),
    "strict": (boolean, False), "dev_addr": (_served_at, False), "exclude_docs": (_patterns, False),
    "draft_docs": (_patterns, False), "not_in_nav": (_patterns, False), "validation": (_mapping, False),
    "validation.nav": (_mapping, False), "validation.links": (_mapping, False),
    **{f"validation.{where}{name}": (_level, False) for where, names in CHECKED.items() for name in names},
    **{f"validation.{where}absolute_links": (_absolute, False) for where in CHECKED},
}  # fmt: skip
"""Path of a setting → (its rule, whether it must be there when what is above it is)."""
CLOSED = ("", "extra.licence", "extra.source", "theme", "validation", "validation.nav", "validation.links")
"""What holds no other key than those of the table; under « extra », a key is another tool's, or resembles ours."""
