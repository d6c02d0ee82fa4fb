"""`annuaire liens --appliquer`: moved addresses are rewritten in the catalogue; no other byte changes."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from annuaire.catalog.link_states import LinkState
from annuaire.catalog.load import address_nodes, valid_tree
from annuaire.links.observation import LinkTarget
from annuaire.links.redirects import refusal
from annuaire.links.rewrite import Source
from annuaire.source.problems import InvalidCatalog, printable, quote
from annuaire.urls import normalize_url, url_fault


def moved_addresses(targets: list[LinkTarget], states: Mapping[str, LinkState]) -> dict[str, str]:
    """Return old address → new address, for those of a catalogue that are known to have moved."""
    pairs = ((target.url, states[target.url]) for target in targets if target.url in states)
    return {url: state.proposed for url, state in pairs if state.state == "moved" and state.proposed}


def apply_moves(path: Path, moved: dict[str, str], questions: Mapping[str, LinkState], *, private: bool) -> int:
    """Write the new addresses in place of the old ones, and say what was done; return 0, or 1 if one is left.

    ``questions`` are the addresses that only a person can settle.
    """
    nodes = list(address_nodes(valid_tree(path, private)))
    left = _refused_moves({normalize_url(node.value) for node in nodes}, moved, private)
    source, done = Source(path), dict[str, int]()
    for node in sorted(nodes, key=lambda node: (node.line, node.column), reverse=True):
        if node.value in moved and node.value not in left and source.replace(node, moved[node.value]):
            done[node.value] = node.line
    left |= {old: "est écrite d’une façon particulière" for old in moved if old not in left and old not in done}
    try:
        source.write(private=private)
    except InvalidCatalog as invalid:
        print(f"{path} n’est pas changé : il ne serait plus valide.\n{invalid}")
        return 1
    for old, line in sorted(done.items(), key=lambda pair: pair[1]):
        print(f"  ligne {line} : {printable(old)} → {printable(moved[old])}")
    print(f"{path} : {len(done)} adresse{'s' * (len(done) > 1)} mise{'s' * (len(done) > 1)} à jour.")
    for old, why in (left | {url: state.reason for url, state in questions.items()}).items():
        print(f"  laissée : {quote(old, 300)} {printable(why)} : à voir à la main.")
    return int(bool(left or questions))


def _refused_moves(known: set[str], moved: dict[str, str], private: bool) -> dict[str, str]:
    """Return old address → why it must not be replaced; ``known`` are those of the catalogue, normalized."""
    arrivals = Counter(normalize_url(new) for new in moved.values())
    left = {}
    for old, new in moved.items():
        if fault := url_fault(new, private=private):
            left[old] = f"mène à une adresse qui {fault}"
        elif doubt := refusal(old, new):
            left[old] = f"mène à une adresse qui {doubt} : {new}"
        elif normalize_url(new) != normalize_url(old) and (
            normalize_url(new) in known or arrivals[normalize_url(new)] > 1
        ):
            left[old] = "mène à une adresse déjà dans l’annuaire"
    return left
