"""What mkdocs.yml may say: one table; the rules take a value, and return the end of a French sentence."""

import os
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import yaml

from annuaire.catalog.model import MENTIONS
from annuaire.contacts import contact_kind
from annuaire.paths import THEME
from annuaire.source.problems import Problem
from annuaire.source.shown import quote
from annuaire.text import FORBIDDEN
from annuaire.urls import url_fault

HOOK = "hooks/build_site.py"
OWN, INSTALLED = "hooks/annuaire/theme", "annuaire"
"""The theme: its folder where the engine lies beside, its name where the engine is installed."""
BEYOND = re.compile(r"(?<!:)//.*|/\.\.?(?:/.*)?$|/[^/]+\.(html?|php)$|/(-/)?(tree|blob|edit|raw)/.*|/src/branch/.*")
"""What follows the home page of a site or of a repository: an empty or dotted part, a file's name, a branch."""
Rule = Callable[[Any], str]
"""value → the end of « site_name » …, in French: what is wrong; "" when nothing is."""


class Setting(NamedTuple):
    """The node of a key, the node of its value, and the value."""

    key: Any = None
    node: Any = None
    value: Any = None


class Settings(dict[str, Setting]):
    """The settings of a mkdocs.yml by path: « theme.name », "" for the whole; an empty one when it is not there."""

    def __missing__(self, path: str) -> Setting:
        return Setting()


def fault_at(node: Any, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    """Return the fault of a node of PyYAML."""
    return Problem(node.start_mark.line + 1, node.start_mark.column + 1, message, hint, warning)


def nodes_of(node: Any) -> Collection[Any]:
    """Return a node of PyYAML and every node that it holds, each once, even if it holds itself."""
    found, waiting = dict[int, Any](), [node]
    while waiting:
        one = found.setdefault(id(waiting[-1]), waiting.pop())
        for item in one.value if isinstance(one, yaml.CollectionNode) else ():
            waiting += [each for each in (item if isinstance(item, tuple) else (item,)) if id(each) not in found]
    return found.values()


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
    if found := BEYOND.search(value):
        return f"doit s’arrêter avant {quote(found[0])} : d’autres adresses la prolongent"
    return "doit être l’adresse de la page du dépôt, sans « .git »" if value.endswith(".git") else ""


def _address_end(value: Any) -> str:
    """The end of a web address."""
    return _one_text(value) or url_fault(urljoin("https://exemple.fr/", value), private=True)


def _must(known: Callable[[Any], object], told: str) -> Rule:
    return lambda value: "" if known(value) else told


def among(*allowed: Any) -> Rule:
    """One of these values."""
    *others, last = (f"« {one} »".lower() for one in allowed)
    told = " ou ".join([*filter(None, [", ".join(others)]), last])
    return _must(lambda value: any(value == one and type(value) is type(one) for one in allowed), f"doit être {told}")


def _never(reason: str, *empty: Any) -> Rule:
    return _must(lambda value: value in empty, f"n’est pas pris en charge : {reason}")


_mail = _must(
    lambda value: isinstance(value, str) and (not value or contact_kind(value) == "mail"),
    "doit être une adresse électronique, comme contact@exemple.fr",
)
_mapping = _must(lambda value: isinstance(value, dict), "a ses clés en dessous, en retrait, comme « name: … »")
LIST = "doit être une liste : un par ligne, après « - »"
_a_list = _must(lambda value: isinstance(value, list), LIST)
_named = _must(lambda value: isinstance(value, (list, dict)), LIST)
boolean = among(True, False)


def _served_at(value: Any) -> str:
    """Where « make serve » answers: an IP address and a port."""
    host, _, port = str(value).rpartition(":")
    with suppress(ValueError):
        if isinstance(value, str) and 0 < int(port) < 65536 and (host == "localhost" or ip_address(host.strip("[]"))):
            return ""
    return "doit être une adresse de cette machine, comme 127.0.0.1:8000"


def _below(value: Any) -> str:
    """A folder of the project."""
    inside = not os.path.normpath(str(value)).startswith((".", os.sep))
    return _one_text(value) or ("" if inside else "doit être un dossier de celui-ci, comme « docs »")


def _patterns(value: Any) -> str:
    """Names of files, one a line, as git ignores them (pathspec refuses « ! » and « / » alone)."""
    alone = re.search(r"^\s*(!|!?/)\s*$", f"{value}", re.MULTILINE)
    return _one_text(value) or (f"contient {quote(alone[1])} seul" if alone else "")


def _mentions(value: Any) -> str:
    known = isinstance(value, dict) and value.keys() == MENTIONS.keys()
    good = known and all(text and not _one_text(text) for text in value.values())
    return "" if good else f"doit donner {', '.join(f'« {key} »' for key in MENTIONS)}, et rien d’autre"


def _hooks(value: Any) -> str:
    named = isinstance(value, list) and any(Path(str(path)).name == Path(HOOK).name for path in value)
    return _a_list(value) or ("" if named else f"doit contenir {HOOK}, qui fait les pages de l’annuaire")


LEVELS = ("warn", "info", "ignore")
CHECKED = {
    "": ("omitted_files", "not_found", "unrecognized_links", "anchors"), "nav.": ("omitted_files", "not_found"),
    "links.": ("not_found", "unrecognized_links", "anchors"),
}  # fmt: skip
"""Under « validation » of MkDocs, what has a level of its own."""
TABLE: dict[str, Rule] = {
    "theme.name": _must(lambda value: value in (INSTALLED, None), f"doit être « {INSTALLED} »"),
    "theme.language": among("fr"), "theme.font": among(False), "use_directory_urls": among(True), "strict": boolean,
    "theme.custom_dir": _must(lambda value: value in (OWN, str(THEME)), f"doit être « {OWN} »"),
    "theme.static_templates": _must(lambda value: value == ["404.html"], "doit être « [404.html] »"),
    "hooks": _hooks, "extra.licence.url": _web, "extra.source.url": _web, "extra.contact": _mail,
    "extra.mentions": _mentions, "edit_uri": _address_end, "docs_dir": _below, "dev_addr": _served_at,
    "INHERIT": _never("écrivez tous les réglages dans ce fichier"),
    "edit_uri_template": _never("donnez « edit_uri »"), "copyright": _never("donnez « licence », sous « extra »"),
    "extra_css": _never("les couleurs et les styles se règlent dans docs/assets/couleurs.css", []),
    "extra_javascript": _never("les pages n’ont que les scripts de l’annuaire", []),
    "extra_templates": _never("les pages n’ont que les gabarits de l’annuaire", []),
    **dict.fromkeys(("site_name", "site_description", "site_author", "repo_name", "site_dir"), _one_text),
    **dict.fromkeys(("extra.licence.name", "extra.source.title", "theme.favicon"), _one_text),
    **dict.fromkeys(("remote_branch", "remote_name"), _one_text), "site_url": _base, "repo_url": _base,
    "nav": _a_list, "watch": _a_list, "plugins": _named, "markdown_extensions": _named,
    **dict.fromkeys(("exclude_docs", "draft_docs", "not_in_nav"), _patterns),
    **dict.fromkeys(("extra", "extra.licence", "extra.source", "theme"), _mapping),
    **dict.fromkeys(("validation", "validation.nav", "validation.links"), _mapping),
    **{f"validation.{where}{name}": among(*LEVELS) for where, names in CHECKED.items() for name in names},
    **{f"validation.{where}absolute_links": among(*LEVELS, "relative_to_docs") for where in CHECKED},
}  # fmt: skip
"""Path of a setting → its rule."""
REQUIRED = (
    "site_name", "hooks", "extra", "extra.licence", "extra.licence.name", "extra.licence.url", "extra.source.title",
    "extra.source.url", "theme", "theme.name", "theme.language", "theme.custom_dir", "theme.static_templates",
)  # fmt: skip
"""What must be there, when what is above it is."""
CLOSED = {"", *(path for path, rule in TABLE.items() if rule is _mapping)} - {"extra"}
"""What holds no other key than those of the table; under « extra », a key is another tool's, or resembles ours."""
