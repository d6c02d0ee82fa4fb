"""A mkdocs.yml → every fault at its line, before any generator reads it."""

import os
from collections.abc import Container, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from annuaire.catalog.closest_match import closest_match
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.paths import CATALOGUE, SETTINGS, generated_pages
from annuaire.settings_rules import CLOSED, INSTALLED, TABLE
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import read_text
from annuaire.source.shown import quote
from annuaire.urls import url_fault
from annuaire.written_pages import page_faults, yaml_place

Setting = tuple[Any, Any, Any]
"""The node of a key, the node of its value, and the value."""
NO_SETTING: Setting = (None, None, None)
NAV_HINT = "écrivez une page par ligne, comme « - Accueil: index.md »."


class _Loader(yaml.SafeLoader):
    """Reads what MkDocs does: « !ENV » (pyyaml-env-tag), and the other tags of its extensions, as nothing."""


def _from_environment(loader: yaml.SafeLoader, node: Any) -> Any:
    single = isinstance(node, yaml.ScalarNode)
    *names, last = [loader.construct_scalar(node)] if single else loader.construct_sequence(node)
    names, last = ([last], None) if single else (names, last)
    return next((os.environ[name] for name in names if name in os.environ), last)


_Loader.add_constructor("!ENV", _from_environment)
_Loader.add_multi_constructor("!", lambda *_: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def check_project(path: Path) -> tuple[Catalog | None, list[InvalidCatalog]]:
    """Return the catalogue, and the faults of each file: itself, then mkdocs.yml and docs/ when they are beside it."""
    try:
        catalog = load_catalog(path)
    except InvalidCatalog as invalid:
        return None, [invalid, *project_faults(path, None)]
    return catalog, project_faults(path, catalog)


def project_faults(path: Path, catalog: Catalog | None) -> list[InvalidCatalog]:
    """Return the faults of mkdocs.yml and of docs/, when they are beside a catalogue or when ``path`` is mkdocs.yml."""
    settings, docs, faulty = path.with_name(SETTINGS), path.parent / "docs", list[InvalidCatalog]()
    if path.name != SETTINGS and not (path.name == CATALOGUE and settings.exists()):
        return []
    try:
        docs = check_settings(settings, generated_pages(one.id for one in catalog.categories) if catalog else None)
    except InvalidCatalog as invalid:
        faulty.append(invalid)
    return [*faulty, *page_faults(docs)]


def check_settings(path: Path, generated: Container[str] | None = None) -> Path:
    """Return the folder of the pages that a mkdocs.yml names; raise InvalidCatalog with every fault of it.

    ``generated``: the pages that its menu may name beside those of docs/; None: they are not known.
    """
    text = read_text(path)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        settings = loader.construct_document(root) if root else None
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        hint = "vérifiez les retraits, les guillemets et l’espace après « : »."
        unread = Problem(*yaml_place(error), "ce fichier ne peut pas être lu à cet endroit.", hint)
        raise InvalidCatalog(path, [unread], text) from None
    if not isinstance(settings, dict):
        raise InvalidCatalog(path, [Problem(1, 1, "ce fichier ne donne aucun réglage.", "« site_name: … »")], text)
    docs = path.parent / str(settings.get("docs_dir") or "docs")
    given = dict(_given(loader, root))
    problems = [*_table_faults(root, given), *_strangers(given)]
    if isinstance(nav := settings.get("nav"), list):
        problems += _nav_faults(given["nav"][1], nav, docs, generated)
    if problems:
        raise InvalidCatalog(path, problems, text)
    return docs


def _given(loader: _Loader, root: Any, above: str = "") -> Iterator[tuple[str, Setting]]:
    """Yield (path, setting) of what a mapping and those in it give; of two with one key, MkDocs takes the last."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for name, (key, node) in {str(pair[0].value): pair for pair in pairs}.items():
        yield f"{above}{name}", (key, node, loader.construct_object(node, deep=True))
        yield from _given(loader, node, f"{above}{name}.")


def _fault_at(node: Any, message: str, hint: str = "") -> Problem:
    return Problem(node.start_mark.line + 1, node.start_mark.column + 1, message, hint)


def _table_faults(root: Any, given: Mapping[str, Setting]) -> Iterator[Problem]:
    """Yield what the table does not allow."""
    installed = given.get("theme.name", NO_SETTING)[2] == INSTALLED  # its own file says the rest
    for path, (rule, required) in TABLE.items():
        above, _, name = path.rpartition(".")
        key, node, value = given.get(path, NO_SETTING)
        if value not in (None, "") or (key and path == "theme.name"):
            if fault := rule(value):
                yield _fault_at(node, f"« {name} » {fault}.")
        elif required and not (above == "theme" and installed):
            holder, _, held = given.get(above, (root, root, {} if not above else None))
            if isinstance(held, dict):
                yield _fault_at(key or holder, f"il manque « {name} »" + (f", sous « {above} »." if above else "."))


def _strangers(given: Mapping[str, Setting]) -> Iterator[Problem]:
    """Yield the keys that are none of the table's, where no other is allowed, or that resemble one."""
    for path, (key, _, _) in given.items():
        above, _, name = path.rpartition(".")
        if path in TABLE or above not in ("", "extra", *CLOSED):
            continue
        known = tuple(one.rpartition(".")[2] for one in TABLE if one.rpartition(".")[0] == above)
        near = get_close_matches(name, known, 1, 0.85)  # at the top, the other keys are MkDocs' own
        guess = closest_match(name, known) if above else "".join(near)
        if guess or above in CLOSED:
            hint = f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."
            yield _fault_at(key, f"la clé {quote(name)} n’existe pas ici.", hint)


def _nav_faults(node: Any, nav: list[Any], docs: Path, generated: Container[str] | None) -> Iterator[Problem]:
    """Yield the lines of the menu that are no page with its title."""
    for place, item in zip(node.value, nav, strict=True):
        title, target = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else ("", item)
        if isinstance(item, dict) and isinstance(target, list) and isinstance(title, str):
            yield from _nav_faults(place.value[0][1], target, docs, generated)
        elif not isinstance(target, str) or not isinstance(title, str):
            yield _fault_at(place, "cette ligne du menu ne donne pas un titre et une page.", NAV_HINT)
        elif "://" in target:
            if fault := url_fault(target, private=True):
                yield _fault_at(place, f"l’adresse {quote(target)} {fault}.")
        elif not target.endswith(".md") or not ((docs / target).is_file() or generated is None or target in generated):
            yield _fault_at(place, f"la page {quote(target)} n’existe pas dans {docs.name}/.", NAV_HINT)
