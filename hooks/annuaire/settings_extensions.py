"""The plugins and the Markdown extensions that mkdocs.yml asks for → what each of them refuses, by its own code."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

import yaml

from annuaire.settings_rules import Settings, boolean, fault_at, nodes_of
from annuaire.source.problems import Problem
from annuaire.source.shown import quote

Told = Iterator[tuple[str, str]]
"""The option that is wrong, or "" for the whole, and a French sentence."""
UNREAD = ("!relative", "tag:yaml.org,2002:python/")
"""Tags of the values that only MkDocs can read."""
ABSENT = "qui n’est pas installée"
UNSUPPORTED = {
    "offline": "le site est fait pour un serveur : la recherche y lit ses fichiers",
    "privacy": "rien n’est demandé ici à un autre site",
    "social": "l’image de partage est docs/assets/partage.png",
    "blog": "elle remplace le menu et les pages",
    "i18n": "l’annuaire est en français",
    "rss": "l’annuaire fait ses propres flux, à partir des dates des ressources",
    "mike": "l’annuaire n’a qu’une version",
    "material/search": "elle ne va qu’avec le thème Material ; l’annuaire a sa propre recherche",
    "material/info": "elle ne va qu’avec le thème Material, et demande à un autre site sa dernière version",
    "material/optimize": "elle ne va qu’avec le thème Material",
}  # fmt: skip
"""Plugin of MkDocs that would undo the site → why."""


def extension_faults(given: Settings, setting: str) -> Iterator[Problem]:
    """Yield what is wrong in « plugins » or « markdown_extensions », a list or a mapping of names and their options."""
    _, asked, value = given[setting]
    known = dict[str, Any]()
    for rank, item in enumerate(asked.value if isinstance(value, (list, dict)) else ()):
        pair = item if isinstance(item, tuple) else (item, None)
        pairs = item.value if isinstance(item, yaml.MappingNode) else [pair]
        if len(pairs) != 1 or not isinstance(pairs[0][0], yaml.ScalarNode):
            yield fault_at(pairs[0][0] if pairs else item, f"« {setting} » donne un nom par ligne, après « - ».")
            continue
        key, below = pairs[0]
        if below and any(one.tag.startswith(UNREAD) for one in nodes_of(below)):
            continue
        held = value[rank] if isinstance(value, list) else value
        options = (held.get(key.value) if isinstance(held, dict) else None) or {}
        first = known.setdefault(key.value, key)
        if first is not key and not isinstance(item, tuple):  # a key that comes back is said already
            told = f"{quote(key.value)} est demandée deux fois : déjà à la ligne {first.start_mark.line + 1}."
            yield fault_at(key, told)
        elif not isinstance(options, dict):
            yield fault_at(key, f"{quote(key.value)} a ses options en dessous, en retrait.")
        else:
            places = {one.value: one for one, _ in below.value} if options else {}
            try:
                found = [*(_plugin if setting == "plugins" else _markdown)(key.value, options)]
            except Exception:
                found = [("", f"{quote(key.value)} n’accepte pas ces options : voyez sa documentation.")]
            yield from (fault_at(places.get(option, key), told) for option, told in found)


def _plugin(name: str, options: dict[str, Any]) -> Told:
    """Ask a plugin of MkDocs, as MkDocs does, what it thinks of its options."""
    groups = ("properdocs.plugins", "mkdocs.plugins")
    installed = {one.name: one for group in groups for one in entry_points(group=group)}
    if reason := UNSUPPORTED.get(name) or UNSUPPORTED.get(name.removeprefix("material/")):
        yield "", f"« plugins » demande {quote(name)}, qui n’est pas prise en charge : {reason}."
        return
    if name not in installed:
        remedy = f"écrivez « material/{name} »" if f"material/{name}" in installed else "installez-la, ou retirez-la"
        yield "", f"« plugins » demande {quote(name)}, {ABSENT} : {remedy}."
        return
    plugin = installed[name].load()()
    own = [key for key, _ in plugin.config_scheme]
    if "enabled" not in own and (fault := boolean(options.pop("enabled", True))):  # MkDocs gives it to every plugin
        yield "enabled", f"« enabled » {fault}."
    for refused in (fault for faults in plugin.load_config(options) for fault in faults):
        option = f"{refused[0]}" if isinstance(refused, tuple) else ""
        if option in options and option not in own:
            yield option, f"{quote(option)} n’est pas une option de {quote(name)}."
        else:
            yield option, f"{quote(option)} n’est pas accepté par {quote(name)} : voyez sa documentation."


def _markdown(name: str, options: dict[str, Any]) -> Told:
    """Ask Markdown to load an extension, as MkDocs does."""
    from markdown import Markdown  # a catalogue alone is checked without it

    try:
        Markdown().registerExtensions((name,), {name: options})
    except ImportError:
        yield "", f"« markdown_extensions » demande {quote(name)}, {ABSENT} : installez-la, ou retirez-la."
    except KeyError as unknown:
        option = f"{unknown.args[0]}"
        yield option, f"{quote(option)} n’est pas une option de {quote(name)}."
