"""A mkdocs.yml → every fault at its line, before any generator reads it."""

from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError
from yaml_env_tag import construct_env_tag

from annuaire.catalog.closest_match import closest_match
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.contrast import colour_warnings
from annuaire.paths import CATALOGUE, SETTINGS, SITE_PAGES
from annuaire.settings import InvalidSettings
from annuaire.settings_extensions import UNREAD, extension_faults
from annuaire.settings_paths import nav_faults, omitted_pages, path_faults
from annuaire.settings_rules import CLOSED, INSTALLED, REQUIRED, TABLE, Setting, Settings, fault_at, nodes_of
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import place, read_text
from annuaire.source.shown import quote
from annuaire.written_pages import link_faults, page_faults, yaml_place

UNREADABLE = "ce fichier ne peut pas être lu à cet endroit."
HINT = "vérifiez les retraits, les guillemets et l’espace après « : »."


class _Loader(yaml.SafeLoader):
    """Reads what MkDocs does: « !ENV », and the other tags of its extensions, as nothing."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Say the place of a value that is none, as « 2026-13-45 » is no day."""
        try:
            return super().construct_object(node, deep)
        except ValueError:
            raise yaml.constructor.ConstructorError(None, None, None, node.start_mark) from None


_Loader.add_constructor("!ENV", construct_env_tag)
for prefix in ("!", *UNREAD):
    _Loader.add_multi_constructor(prefix, lambda *_: None)


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
    return [*faulty, *page_faults(docs), *colour_warnings(docs)]


def check_settings(path: Path, generated: Container[str] | None = None) -> tuple[Path, list[InvalidCatalog]]:
    """Return the folder of the pages of a mkdocs.yml, its warnings and their broken links; raise InvalidCatalog.

    ``generated``: the pages that may be named beside those of docs/; None: they are not known.
    """
    text, given, problems = _read_settings(path)
    named = given["docs_dir"].value
    docs = path.parent / ("docs" if not named or TABLE["docs_dir"](named) else named)
    problems += [*_table_faults(given), *path_faults(given, path.parent, docs)]
    problems += [*extension_faults(given, "plugins"), *extension_faults(given, "markdown_extensions")]
    problems += nav_faults(*given["nav"][1:], docs, generated)
    problems = problems or [*omitted_pages(given, docs)]
    found = InvalidCatalog(path, problems, text)
    if found.stops:
        raise found
    return docs, [*[found] * bool(problems), *link_faults(docs, given, generated)]


def form_address(catalogue: Path) -> str:
    """Return where the site of the mkdocs.yml beside a catalogue asks for resources; "" when it is not known."""
    with suppress(InvalidCatalog):
        url = _read_settings(catalogue.with_name(SETTINGS))[1]["site_url"].value
        if url and catalogue.with_name("docs").joinpath("proposer.md").exists():
            return f"{url}".rstrip("/") + "/proposer/"
    return ""


def _read_settings(path: Path) -> tuple[str, Settings, list[Problem]]:
    """Return the text of a mkdocs.yml, its settings, and what is wrong in its nodes; raise InvalidCatalog."""
    text = read_text(path)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if isinstance(root, yaml.MappingNode):
            found = [*_node_faults(root)]
            values = loader.construct_document(root)
            return text, Settings({"": Setting(root, root, values), **dict(_given(loader, root))}), found
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        at = place(text, error.position) if isinstance(error, ReaderError) else yaml_place(error)
        raise InvalidCatalog(path, [Problem(*at, UNREADABLE, HINT)], text) from None
    raise InvalidCatalog(path, [Problem(1, 1, "ce fichier ne donne aucun réglage.", "« site_name: … »")], text)


def _node_faults(root: Any) -> Iterator[Problem]:
    """Yield the tags that MkDocs does not know, and the keys given again, of which YAML keeps the last one in silence;
    before « << » adds others."""
    for node in nodes_of(root):
        if node.tag.startswith("!") and node.tag not in ("!ENV", "!relative"):
            yield fault_at(node, f"{quote(node.tag)} n’existe pas ici.", "vouliez-vous dire « !ENV » ?")
        known = dict[str, Any]()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            name = f"{key.value}"
            first = known.setdefault(name, key)
            if first is not key:
                told = f"la clé {quote(name)} est écrite deux fois : déjà à la ligne {first.start_mark.line + 1}."
                yield fault_at(key, told, "la dernière compte seule.", warning=True)


def _given(loader: _Loader, root: Any, above: str = "") -> Iterator[tuple[str, Setting]]:
    """Yield (path, setting) of what a mapping and those in it give; of a key given again, the last."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    for key, node in {f"{pair[0].value}": pair for pair in pairs}.values():
        yield f"{above}{key.value}", Setting(key, node, loader.construct_object(node, deep=True))
        yield from _given(loader, node, f"{above}{key.value}.")


def _table_faults(given: Settings) -> Iterator[Problem]:
    """Yield what the table does not allow, then the keys that are none of its own, where no other is allowed, or that
    resemble one."""
    installed = given["theme.name"].value == INSTALLED  # its own file says the rest
    for path, rule in TABLE.items():
        above, _, name = path.rpartition(".")
        key, node, value = given[path]
        if (value is not None and not (path in REQUIRED and not f"{value}".strip())) or (key and path == "theme.name"):
            if fault := rule(value):
                yield fault_at(node, f"« {name} » {fault}.")
        elif path in REQUIRED and not (above == "theme" and installed) and isinstance(given[above].value, dict):
            where = f", sous « {above} »" * bool(above)
            yield fault_at(key or given[above].key, f"il manque « {name} »{where}.")
    for path in given.keys() - TABLE.keys() - {""}:
        above, _, name = path.rpartition(".")
        known = tuple(one.rpartition(".")[2] for one in TABLE if one.rpartition(".")[0] == above)
        guess = closest_match(name, known) if above in ("extra", *CLOSED) else ""
        if guess or above in CLOSED:
            hint = f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."
            yield fault_at(given[path].key, f"la clé {quote(name)} n’existe pas ici.", hint)
