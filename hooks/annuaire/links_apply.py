"""The addresses of a catalogue, and the moved ones put in place of the old: no other byte changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from annuaire.addresses import contact_kind, same
from annuaire.files import write_whole
from annuaire.links import LinkState
from annuaire.links_report import Asked
from annuaire.load import load_catalog
from annuaire.problems import InvalidCatalog, quote
from annuaire.source import parse, read_text
from annuaire.tree import Mapping, Node, Scalar


def addresses(path: Path) -> Iterator[Asked]:
    """Yield every web address of a catalogue with its line and the title of its entry; raise InvalidCatalog."""
    resources = load_catalog(path).resources
    lines = {node.value.strip(): node.line for node in _scalars(parse(read_text(path))[0])}
    for resource in resources:
        web = [contact for contact in resource.contacts if contact_kind(contact) == "web"]
        for url in filter(None, (resource.url, *(link.url for link in resource.links), *web)):
            yield Asked(url, resource.title, lines[url])


def moved_in(asked: list[Asked], states: dict[str, LinkState]) -> dict[str, str]:
    """Return old address → new address, for those of a catalogue that a memory knows to have moved."""
    pairs = ((item.url, states[item.url]) for item in asked if item.url in states)
    return {url: state.proposed for url, state in pairs if state.state == "moved" and state.proposed}


def apply(path: Path, moved: dict[str, str]) -> int:
    """Write the new addresses in place of the old ones; every other byte stays. Return 0, or 1 if that cannot be."""
    known = {same(item.url) for item in addresses(path)}
    doubles = {old for old, new in moved.items() if same(new) != same(old) and same(new) in known}
    text, done = replaced(path, {old: new for old, new in moved.items() if old not in doubles})
    for old in sorted(doubles):
        print(f"{quote(old, 300)} mène à une adresse déjà dans l’annuaire : à voir à la main.", file=sys.stderr)
    trial = path.with_name(f".{path.name}.essai")
    try:
        write_whole(trial, text)
        load_catalog(trial)
    except InvalidCatalog as invalid:
        print(f"{path} n’est pas changé : il ne serait plus valide.\n{invalid}")
        return 1
    finally:
        trial.unlink(missing_ok=True)
    write_whole(path, text)
    print(f"{path} : {done} adresse{'s' if done > 1 else ''} mise{'s' if done > 1 else ''} à jour.")
    return int(bool(doubles))


def replaced(path: Path, moved: dict[str, str]) -> tuple[str, int]:
    """Return the file's text with each moved address rewritten where a value is that address, and their number."""
    raw = path.read_bytes().decode("utf-8")
    lines = raw.splitlines(keepends=True)
    count = 0
    places = [node for node in _scalars(parse(read_text(path))[0]) if node.value.strip() in moved]
    for node in sorted(places, key=lambda node: (node.line, node.column), reverse=True):
        old, new = node.value.strip(), moved[node.value.strip()]
        chunk = "".join(lines[node.line - 1 : node.end])
        at = chunk.find(old, node.column - 1 + (node.line == 1 and raw.startswith("\ufeff")))
        if at < 0:
            continue
        if node.plain and set(new) & set(",[]'"):
            new = f'"{new}"'
        elif chunk[at - 1] == "'":
            new = new.replace("'", "''")
        count += 1
        lines[node.line - 1 : node.end] = [chunk[:at] + new + chunk[at + len(old) :]] + [""] * (node.end - node.line)
    return "".join(lines), count


def _scalars(node: Node | None, key: str = "") -> Iterator[Scalar]:
    """The values that are addresses: under « url » and « contact »."""
    if isinstance(node, Scalar):
        if key in ("url", "contact"):
            yield node
    elif node is not None:
        inside = [(k.value, v) for k, v in node.pairs] if isinstance(node, Mapping) else [(key, v) for v in node.items]
        for name, value in inside:
            yield from _scalars(value, name)
