"""The files that a mkdocs.yml names: the pages of its menu, its hooks, its folders."""

import ast
from collections.abc import Container, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from pathspec import GitIgnoreSpec

from annuaire.files import NO_FOLDER
from annuaire.paths import PAGE_SUFFIXES, SITE_PAGES
from annuaire.settings_rules import HOOK, TABLE, Settings, fault_at, nodes_of
from annuaire.source.problems import Problem
from annuaire.source.shown import quote
from annuaire.urls import url_fault

EVENTS = (
    *("startup", "shutdown", "serve", "config", "pre_build", "files", "nav", "env", "post_build", "build_error"),
    *("pre_template", "template_context", "post_template", "pre_page", "page_read_source", "page_markdown"),
    *("page_content", "page_context", "post_page"),
)
"""What MkDocs calls in a hook, after « on_ »."""
NAV_HINT = "écrivez une page par ligne, comme « - Accueil: index.md »."


def _python_fault(path: Path) -> str:
    """Return why a hook cannot be read, as the end of a French sentence."""
    if path.suffix != ".py":
        return "doit être un fichier de Python, en « .py »"
    try:
        tree = ast.parse(path.read_bytes() if path.is_file() else b"")
        compile(tree, path, "exec")
    except (SyntaxError, ValueError) as error:
        return f"ne peut pas être lu par Python, à sa ligne {getattr(error, 'lineno', None) or 1}"
    for node in tree.body:
        name = node.name if isinstance(node, ast.FunctionDef) else ""
        if name.startswith("on_") and name[3:] not in EVENTS:
            return f"donne à sa ligne {node.lineno} la fonction {quote(name)}, d’un événement que MkDocs n’a pas"
        asked = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        asked += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        for top in (name.partition(".")[0] for name in asked if path.name != Path(HOOK).name):
            if not (find_spec(top) or path.with_name(top).exists() or path.with_name(f"{top}.py").exists()):
                return f"demande à sa ligne {node.lineno} le module {quote(top)}, qui n’est pas installé"
    return ""


def path_faults(given: Settings, folder: Path, docs: Path) -> Iterator[Problem]:
    """Yield the files that are not there, and the two folders when one holds the other."""
    for name, there in (("hooks", Path.is_file), ("watch", Path.exists)):
        _, node, value = given[name]
        for item in node.value if value and not TABLE[name](value) else ():
            named = item.value if isinstance(item, yaml.ScalarNode) else "…"
            if named != HOOK and not there(folder / named):
                yield fault_at(item, f"{quote(named)} n’existe pas.")
            elif name == "hooks" and (told := _python_fault(folder / named)):
                yield fault_at(item, f"{quote(named)} {told}.")
    site = folder / str(given["site_dir"].value or "site")
    node = given["site_dir"].key or given["docs_dir"].key or given["site_name"].key or given[""].node
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        yield fault_at(node, f"« {site.name} », où le site sera construit, {NO_FOLDER}.")
    site, docs = site.resolve(), docs.resolve()
    if folder.resolve() in docs.parents and (docs.is_relative_to(site) or site.is_relative_to(docs)):
        told = "« site_dir » et « docs_dir » doivent être deux dossiers, dont aucun ne contient l’autre."
        yield fault_at(node, told)


def pages_of(docs: Path, given: Settings, *aside: str) -> list[str]:
    """Return the pages of docs/, but for those that some settings name and those that MkDocs never publishes."""
    lines = [".*", "/templates/", *(f"{given[name].value or ''}" for name in aside)]
    matched = GitIgnoreSpec.from_lines("\n".join(lines).splitlines())
    paths = (path for path in docs.rglob("*") if path.suffix in PAGE_SUFFIXES and path.is_file())
    names = (path.relative_to(docs).as_posix() for path in paths)
    return sorted(name for name in names if not matched.match_file(name))


def omitted_pages(given: Settings, docs: Path) -> Iterator[Problem]:
    """Yield the pages of docs/ that neither the menu nor « not_in_nav » names: a strict build refuses them."""
    _, menu, nav = given["nav"]
    if nav is None or given["validation.omitted_files"].value != "warn":
        return
    named = {one.value for one in nodes_of(menu) if isinstance(one, yaml.ScalarNode)}
    for name in pages_of(docs, given, "exclude_docs", "draft_docs", "not_in_nav"):
        made = name.partition("/")[0] in SITE_PAGES  # which says itself that its address is taken
        if name not in named and not made:
            hint = f"ajoutez-la sous « nav », comme « - Son titre: {name} », ou sous « not_in_nav »."
            yield fault_at(menu, f"la page {docs.name}/{name} n’est pas dans le menu.", hint)


def nav_faults(node: Any, nav: Any, docs: Path, generated: Container[str] | None) -> Iterator[Problem]:
    """Yield the lines of the menu that are no page with its title."""
    for line, item in zip(node.value, nav, strict=True) if isinstance(nav, list) else ():
        title, target = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else ("", item)
        if isinstance(item, dict) and isinstance(target, list) and isinstance(title, str):
            yield from nav_faults(line.value[0][1], target, docs, generated)
        elif not isinstance(target, str) or not isinstance(title, str):
            yield fault_at(line, "cette ligne du menu ne donne pas un titre et une page.", NAV_HINT)
        elif "://" in target:
            if fault := url_fault(target, private=True):
                yield fault_at(line, f"l’adresse {quote(target)} {fault}.")
        elif not target.endswith(PAGE_SUFFIXES) or not (
            (docs / target).is_file() or generated is None or target in generated
        ):
            yield fault_at(line, f"la page {quote(target)} n’existe pas dans {docs.name}/.", NAV_HINT)
