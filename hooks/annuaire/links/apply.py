"""`annuaire liens --appliquer`: moved addresses are rewritten in the catalogue; no other byte changes."""

import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from annuaire.catalog.link_states import LinkState
from annuaire.catalog.load import address_nodes, valid_tree
from annuaire.files import write_whole
from annuaire.links.observation import LinkTarget
from annuaire.source.problems import InvalidCatalog, quote
from annuaire.source.reader import parse, read_text
from annuaire.urls import normalize_url, url_fault


def moved_addresses(targets: list[LinkTarget], states: Mapping[str, LinkState]) -> dict[str, str]:
    """Return old address → new address, for those of a catalogue that are known to have moved."""
    pairs = ((target.url, states[target.url]) for target in targets if target.url in states)
    return {url: state.proposed for url, state in pairs if state.state == "moved" and state.proposed}


def apply_moves(path: Path, moved: dict[str, str], private: bool) -> int:
    """Write the new addresses in place of the old ones; return 0, or 1 if one of them is left to a person."""
    known = {normalize_url(node.value) for node in address_nodes(valid_tree(path, private))}
    left = _refused_moves(known, moved, private)
    text, done = _replace_addresses(path, {old: new for old, new in moved.items() if old not in left})
    left |= {old: "est écrite d’une façon particulière" for old in moved if old not in left and old not in done}
    trial = path.with_name(f".{path.name}.essai")
    try:
        write_whole(trial, text)
        valid_tree(trial, private)
    except InvalidCatalog as invalid:
        print(f"{path} n’est pas changé : il ne serait plus valide.\n{invalid}")
        return 1
    finally:
        trial.unlink(missing_ok=True)
    if done:
        write_whole(path, text)
    for old, why in left.items():
        print(f"{quote(old, 300)} {why} : à voir à la main.", file=sys.stderr)
    print(f"{path} : {len(done)} adresse{'s' * (len(done) > 1)} mise{'s' * (len(done) > 1)} à jour.")
    return int(bool(left))


def _refused_moves(known: set[str], moved: dict[str, str], private: bool) -> dict[str, str]:
    """Return old address → why it must not be replaced; ``known`` are those of the catalogue, normalized."""
    arrivals = Counter(normalize_url(new) for new in moved.values())
    left = {}
    for old, new in moved.items():
        if fault := url_fault(new, private=private):
            left[old] = f"mène à une adresse qui {fault}"
        elif normalize_url(new) != normalize_url(old) and (
            normalize_url(new) in known or arrivals[normalize_url(new)] > 1
        ):
            left[old] = "mène à une adresse déjà dans l’annuaire"
    return left


def _replace_addresses(path: Path, moved: dict[str, str]) -> tuple[str, set[str]]:
    """Return the file's text with each moved address rewritten where a value is that address, and which were."""
    raw = path.read_bytes().decode("utf-8")
    lines = raw.splitlines(keepends=True)
    done = set()
    places = [node for node in address_nodes(parse(read_text(path))[0]) if node.value in moved]
    for node in sorted(places, key=lambda node: (node.line, node.column), reverse=True):
        old, new = node.value, moved[node.value]
        chunk = "".join(lines[node.line - 1 : node.end])
        at = chunk.find(old, node.column - 1 + (node.line == 1 and raw.startswith("\ufeff")))
        if at < 0:
            continue
        if node.plain and re.search(r"[,\[\]']|:$", new):
            new = f'"{new}"'
        elif chunk[at - 1] == "'":
            new = new.replace("'", "''")
        done.add(old)
        lines[node.line - 1 : node.end] = [chunk[:at] + new + chunk[at + len(old) :]] + [""] * (node.end - node.line)
    return "".join(lines), done
