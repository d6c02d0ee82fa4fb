"""A mkdocs.yml → every fault at its line, before any generator reads it."""

import os
from collections.abc import Container, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from annuaire.catalog.aliases import closest_match
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.paths import CATALOGUE, SETTINGS, generated_pages
from annuaire.settings_rules import CLOSED, INSTALLED, TABLE
from annuaire.source.problems import InvalidCatalog, Problem, quote
from annuaire.source.reader import read_text
from annuaire.urls import url_fault
from annuaire.written_pages import page_faults

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
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "vérifiez les retraits, les guillemets et l’espace après « : »."
        unread = Problem(line, column, "ce fichier ne peut pas être lu à cet endroit.", hint)
        raise InvalidCatalog(path, [unread], text) from None
    if not isinstance(settings, dict):
        raise InvalidCatalog(path, [Problem(1, 1, "ce fichier ne donne aucun réglage.", "« site_name: … »")], text)
    docs = path.parent / str(settings.get("docs_dir") or "docs")
    problems = [*_table_faults(root, settings), *_strangers(root)]
    if isinstance(nav := settings.get("nav"), list):
        problems += _nav_faults((_entry(root, "nav") or (root, root))[1], nav, docs, generated)
    if problems:
        raise InvalidCatalog(path, problems, text)
    return docs


def _entry(node: Any, path: str) -> tuple[Any, Any] | None:
    """Return the key and the value of a setting; the last one counts, as for MkDocs."""
    pair = None
    for name in path.split("."):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        pair = next((pair for pair in reversed(pairs) if pair[0].value == name), None)
        if pair is None:
            return None
        node = pair[1]
    return pair


def _value(settings: Any, path: str) -> Any:
    for name in path.split("."):
        settings = settings.get(name) if isinstance(settings, dict) else None
    return settings


def _problem(node: Any, message: str, hint: str = "") -> Problem:
    return Problem(node.start_mark.line + 1, node.start_mark.column + 1, message, hint)


def _table_faults(root: Any, settings: dict[str, Any]) -> Iterator[Problem]:
    """Yield what the table does not allow."""
    for path, (rule, required) in TABLE.items():
        above, _, name = path.rpartition(".")
        value, entry = _value(settings, path), _entry(root, path)
        if value in (None, "") and not (entry and path == "theme.name"):
            shipped = above == "theme" and _value(settings, "theme.name") == INSTALLED  # its own file says the rest
            if required and not shipped and (not above or isinstance(_value(settings, above), dict)):
                place = entry or (above and _entry(root, above)) or (root,)
                yield _problem(place[0], f"il manque « {name} »" + (f", sous « {above} »." if above else "."))
        elif fault := rule(value):
            yield _problem((entry or (root, root))[1], f"« {name} » {fault}.")


def _strangers(root: Any) -> Iterator[Problem]:
    """Yield the keys that are none of the table's, where no other is allowed, or that resemble one."""
    for above in ("", "extra", *CLOSED):
        node = (_entry(root, above) or (None, None))[1] if above else root
        known = tuple(path.removeprefix(f"{above}.") for path in TABLE if path.rpartition(".")[0] == above)
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else []:
            if key.value in known or not isinstance(key.value, str):
                continue
            near = get_close_matches(key.value, known, 1, 0.85)  # at the top, the other keys are MkDocs' own
            guess = closest_match(key.value, known) if above else "".join(near)
            if guess or above in CLOSED:
                hint = f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."
                yield _problem(key, f"la clé {quote(key.value)} n’existe pas ici.", hint)


def _nav_faults(node: Any, nav: list[Any], docs: Path, generated: Container[str] | None) -> Iterator[Problem]:
    """Yield the lines of the menu that are no page with its title."""
    for place, item in zip(node.value, nav, strict=True):
        title, target = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else ("", item)
        if isinstance(item, dict) and isinstance(target, list) and isinstance(title, str):
            yield from _nav_faults(place.value[0][1], target, docs, generated)
        elif not isinstance(target, str) or not isinstance(title, str):
            yield _problem(place, "cette ligne du menu ne donne pas un titre et une page.", NAV_HINT)
        elif "://" in target:
            if fault := url_fault(target, private=True):
                yield _problem(place, f"l’adresse {quote(target)} {fault}.")
        elif not target.endswith(".md") or not ((docs / target).is_file() or generated is None or target in generated):
            yield _problem(place, f"la page {quote(target)} n’existe pas dans {docs.name}/.", NAV_HINT)
