"""A mkdocs.yml → every fault at its line, before any generator reads it."""

import os
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from annuaire.catalog.closest_match import closest_match
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.paths import CATALOGUE, SETTINGS, SITE_PAGES
from annuaire.settings import InvalidSettings
from annuaire.settings_extensions import extension_faults, fault_at
from annuaire.settings_paths import NO_SETTING, Setting, nav_faults, omitted_pages, path_faults
from annuaire.settings_rules import CLOSED, INSTALLED, REQUIRED, TABLE
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import place, read_text
from annuaire.source.shown import quote
from annuaire.written_pages import link_faults, page_faults, yaml_place

UNREADABLE = "ce fichier ne peut pas être lu à cet endroit."
HINT = "vérifiez les retraits, les guillemets et l’espace après « : »."


class _Loader(yaml.SafeLoader):
    """Reads what MkDocs does: « !ENV » (pyyaml-env-tag), and the other tags of its extensions, as nothing."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.unread = False  # whether such another tag was met
        self.noted, self._seen = list[Problem](), set[int]()

    def flatten_mapping(self, node: Any) -> None:
        """Note the keys that a mapping gives again (YAML keeps the last one in silence), before « << » adds others."""
        known = dict[str, Any]()
        for key, _ in () if id(node) in self._seen else node.value:
            first = known.setdefault(f"{key.value}", key)
            if first is not key:
                told = f"est écrite deux fois : déjà à la ligne {first.start_mark.line + 1}."
                fault = fault_at(key, f"la clé {quote(f'{key.value}')} {told}", "la dernière compte seule.")
                self.noted.append(replace(fault, warning=True))
        self._seen.add(id(node))
        super().flatten_mapping(node)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Say the place of a value that is none, as « 2026-13-45 » is no day."""
        try:
            return super().construct_object(node, deep)
        except ValueError:
            raise yaml.constructor.ConstructorError(None, None, None, node.start_mark) from None


def _from_environment(loader: yaml.SafeLoader, node: Any) -> Any:
    single = isinstance(node, yaml.ScalarNode)
    given: list[Any] = [loader.construct_scalar(node), None] if single else loader.construct_sequence(node)
    *names, last = given
    return next((os.environ[name] for name in names if name in os.environ), last)


def _from_mkdocs(loader: _Loader, *_: Any) -> None:
    loader.unread = True


def _unknown_tag(loader: _Loader, name: str, node: Any) -> None:
    """Note, once, a tag that MkDocs does not know."""
    fault = fault_at(node, f"{quote(f'!{name}')} n’existe pas ici.", "vouliez-vous dire « !ENV » ?")
    loader.noted += [fault] * (fault not in loader.noted)


_Loader.add_constructor("!ENV", _from_environment)
_Loader.add_constructor("!relative", _from_mkdocs)
_Loader.add_multi_constructor("!", _unknown_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _from_mkdocs)


def check_project(path: Path) -> tuple[Catalog, list[InvalidCatalog]]:
    """Return the catalogue, and the warnings of each file: itself, then mkdocs.yml and docs/ when they are beside it.

    Raise InvalidSettings with every fault.
    """
    try:
        catalog = load_catalog(path)
    except InvalidCatalog as invalid:
        refuse_faults([invalid, *project_faults(path, None)])
        raise
    refuse_faults(found := project_faults(path, catalog))
    return catalog, found


def refuse_faults(faulty: list[InvalidCatalog]) -> None:
    """Raise InvalidSettings, with every fault, when one of them stops."""
    if any(one.stops for one in faulty):
        raise InvalidSettings("\n".join(map(str, faulty)))


def project_faults(path: Path, catalog: Catalog | None) -> list[InvalidCatalog]:
    """Return the faults of mkdocs.yml and of docs/, when they are beside a catalogue or when ``path`` is mkdocs.yml."""
    settings, docs = path.parent / SETTINGS, path.parent / "docs"
    if path.name != SETTINGS and not (path.name == CATALOGUE and settings.exists()):
        return []
    try:
        ids = [one.id for one in catalog.categories] if catalog else []
        known = {f"{name}.md" for name in (*SITE_PAGES, *ids)} if catalog else None
        docs, faulty = check_settings(settings, known)
    except InvalidCatalog as invalid:
        faulty = [invalid]
    return [*faulty, *page_faults(docs)]


def check_settings(path: Path, generated: Container[str] | None = None) -> tuple[Path, list[InvalidCatalog]]:
    """Return the folder of the pages of a mkdocs.yml, its warnings and their broken links; raise InvalidCatalog.

    ``generated``: the pages that may be named beside those of docs/; None: they are not known.
    """
    text, loader, root, given = _read_settings(path)
    named = given.get("docs_dir", NO_SETTING)[2]
    docs = path.parent / ("docs" if not named or TABLE["docs_dir"](named) else named)
    problems = [*loader.noted, *_table_faults(root, given), *_strangers(given)]
    problems += path_faults(given, path.parent, docs)
    for name in ("plugins", "markdown_extensions"):
        if isinstance(given.get(name, NO_SETTING)[1], yaml.CollectionNode):
            problems += extension_faults(loader, name, given[name][1])
    values = {key: setting[2] for key, setting in given.items()}
    if isinstance(nav := values.get("nav"), list):
        problems += nav_faults(given["nav"][1], nav, docs, generated)
        if values.get("validation.omitted_files") == "warn" and not problems:
            problems += omitted_pages(values, given["nav"][1], docs)
    found = InvalidCatalog(path, problems, text)
    if found.stops:
        raise found
    return docs, [*[found] * bool(problems), *link_faults(docs, values, generated)]


def form_address(catalogue: Path) -> str:
    """Return where the site of the mkdocs.yml beside a catalogue asks for resources; "" when it is not known."""
    with suppress(InvalidCatalog):
        url = _read_settings(catalogue.with_name(SETTINGS))[-1].get("site_url", NO_SETTING)[2]
        if url and catalogue.with_name("docs").joinpath("proposer.md").exists():
            return f"{url}".rstrip("/") + "/proposer/"
    return ""


def _read_settings(path: Path) -> tuple[str, _Loader, Any, dict[str, Setting]]:
    """Return the text of a mkdocs.yml, its loader, its first node, and its settings by path; raise InvalidCatalog."""
    text = read_text(path)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if isinstance(root, yaml.MappingNode):
            loader.construct_document(root)
            return text, loader, root, dict(_given(loader, root))
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        at = place(text, error.position) if isinstance(error, ReaderError) else yaml_place(error)
        raise InvalidCatalog(path, [Problem(*at, UNREADABLE, HINT)], text) from None
    raise InvalidCatalog(path, [Problem(1, 1, "ce fichier ne donne aucun réglage.", "« site_name: … »")], text)


def _given(loader: _Loader, root: Any, above: str = "") -> Iterator[tuple[str, Setting]]:
    """Yield (path, setting) of what a mapping and those in it give."""
    for key, node in root.value if isinstance(root, yaml.MappingNode) else ():
        name = f"{key.value}"
        yield f"{above}{name}", (key, node, loader.construct_object(node, deep=True))
        yield from _given(loader, node, f"{above}{name}.")


def _table_faults(root: Any, given: Mapping[str, Setting]) -> Iterator[Problem]:
    """Yield what the table does not allow."""
    installed = given.get("theme.name", NO_SETTING)[2] == INSTALLED  # its own file says the rest
    for path, rule in TABLE.items():
        above, _, name = path.rpartition(".")
        key, node, value = given.get(path, NO_SETTING)
        if (value is not None and not (path in REQUIRED and not f"{value}".strip())) or (key and path == "theme.name"):
            if fault := rule(value):
                yield fault_at(node, f"« {name} » {fault}.")
        elif path in REQUIRED and not (above == "theme" and installed):
            holder, _, held = given.get(above, (root, root, {} if not above else None))
            if isinstance(held, dict):
                yield fault_at(key or holder, f"il manque « {name} »" + (f", sous « {above} »." if above else "."))


def _strangers(given: Mapping[str, Setting]) -> Iterator[Problem]:
    """Yield the keys that are none of the table's, where no other is allowed, or that resemble one."""
    for path, (key, _, _) in given.items():
        above, _, name = path.rpartition(".")
        if path in TABLE or above not in ("extra", *CLOSED):
            continue
        known = tuple(one.rpartition(".")[2] for one in TABLE if one.rpartition(".")[0] == above)
        guess = closest_match(name, known)
        if guess or above in CLOSED:
            hint = f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."
            yield fault_at(key, f"la clé {quote(name)} n’existe pas ici.", hint)
