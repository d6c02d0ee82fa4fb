"""Changes of resources.yaml in place: moved addresses, days of review. No other byte changes, and a change that would
spoil the file is refused."""

import re
from argparse import Namespace
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from annuaire.catalog.closest_match import closest_match
from annuaire.catalog.link_states import LinkState
from annuaire.catalog.load import address_nodes, valid_tree
from annuaire.files import WrongUse, write_whole
from annuaire.links.console import FINE, TO_MEND
from annuaire.links.redirects import refusal
from annuaire.source import tree
from annuaire.source.reader import read_text
from annuaire.source.shown import printable, quote
from annuaire.text import slugify
from annuaire.urls import normalize_url, url_fault


class Source:
    """The lines of a catalogue that keeps the rules (valid_tree), changed in their places: those of one line, from its
    end. Raise InvalidCatalog, OSError."""

    def __init__(self, path: Path, *, private: bool = False) -> None:
        self.path, self.private, self.text = path, private, read_text(path)
        self.root = valid_tree(self.text, path, private)
        self.rows = self.text.splitlines(keepends=True)

    def replace(self, node: tree.Scalar, new: str) -> bool:
        """Write a value in the place of another; say whether it was found there, letter by letter."""
        rows = slice(node.line - 1, node.end)
        text = "".join(self.rows[rows])
        at = text.find(node.value, node.column - 1)
        if at < 0:
            return False
        if node.plain and re.search(r"[,\[\]']|:$", new):
            new = f'"{new}"'
        elif text[at - 1] == "'":
            new = new.replace("'", "''")
        self.rows[rows] = [text[:at] + new + text[at + len(node.value) :], *[""] * (node.end - node.line)]
        return True

    def insert(self, entry: tree.Mapping, key: str, value: str) -> None:
        """Add a key to an entry: before its last key in a flow mapping, on a line of its own in a block."""
        first, last = entry.pairs[0][0], entry.pairs[-1][0]
        if self.rows[entry.line - 1][entry.column - 1] == "{":
            row, at = self.rows[last.line - 1], last.column - 1
            added = f'"{key}": "{value}", ' if row[at] == '"' else f"{key}: {value}, "  # a catalogue written as JSON
            self.rows[last.line - 1] = row[:at] + added + row[at:]
        else:
            end = next((mark for mark in ("\r\n", "\n", "\r") if mark in self.text), "\n")
            added = f"{' ' * (first.column - 1)}{key}: {value}"
            ended = self.rows[entry.end - 1][-1:] in "\r\n"
            self.rows[entry.end - 1] += added + end if ended else end + added

    def write(self) -> None:
        """Replace the file, if it is changed and still keeps the rules."""
        text = "".join(self.rows)
        valid_tree(text, self.path, self.private)
        if text != self.text:
            write_whole(self.path, "\ufeff" * self.path.read_bytes().startswith(BOM_UTF8) + text)


def apply_moves(path: Path, states: Mapping[str, LinkState], *, private: bool) -> int:
    """Write the new addresses of what has moved in place of the old ones, and say what was done and what is left for
    a person; return FINE, or TO_MEND if something is. ``states`` are those of a catalogue, as shown. Raise
    InvalidCatalog: nothing is written."""
    moved = {url: one.proposed for url, one in states.items() if one.state == "moved" and one.proposed}
    source, done, left = Source(path, private=private), dict[str, int](), dict[str, str]()
    nodes = list(address_nodes(source.root))
    known, arrivals = {normalize_url(node.value) for node in nodes}, Counter(map(normalize_url, moved.values()))
    for old, new in moved.items():
        place = normalize_url(new)
        if fault := url_fault(new, private=private):
            left[old] = f"mène à une adresse qui {fault}"
        elif doubt := refusal(old, new):
            left[old] = f"mène à une adresse qui {doubt} : {new}"
        elif place != normalize_url(old) and (place in known or arrivals[place] > 1):
            left[old] = "mène à une adresse déjà dans l’annuaire"
    for node in sorted(nodes, key=lambda node: (node.line, node.column), reverse=True):
        if node.value in moved and node.value not in left and source.replace(node, moved[node.value]):
            done[node.value] = node.line
    source.write()
    for old, line in sorted(done.items(), key=lambda pair: pair[1]):
        print(f"  ligne {line} : {printable(old)} → {printable(moved[old])}")
    print(f"{path} : {len(done)} adresse{'s' * (len(done) > 1)} mise{'s' * (len(done) > 1)} à jour.")
    left |= {old: "est écrite d’une façon particulière" for old in moved if old not in left and old not in done}
    left |= {url: one.reason for url, one in states.items() if one.state == "question"}
    for old, why in left.items():
        print(f"  laissée : {quote(old, 300)} : {printable(why)} : à voir à la main.")
    return TO_MEND if left else FINE


def record_reviews(options: Namespace) -> int:
    """Write « reviewed » in the entries of ``options.ids``; return FINE. Raise Refused, InvalidCatalog."""
    path, day = options.catalogue, options.date or date.today()
    if day > date.today():
        raise WrongUse(f"« {day} » est dans le futur : une relecture a déjà eu lieu.")
    if not path.is_file():
        raise WrongUse(f"{path} n’existe pas ou n’est pas un fichier.")
    source = Source(path)
    resources = tree.entries_of(source.root, "resources")
    entries = {tree.text_of(one, "id") or slugify(tree.text_of(one, "title")): one for one in resources}
    for wanted in options.ids:
        if wanted not in entries:
            near = closest_match(wanted, tuple(entries))
            raise WrongUse(f"aucune ressource {quote(wanted)}." + f" Vouliez-vous dire « {near} » ?" * bool(near))
    chosen = [entries[wanted] for wanted in dict.fromkeys(options.ids)]
    for entry in sorted(chosen, key=lambda entry: (entry.line, entry.column), reverse=True):
        node = tree.child(entry, "reviewed")
        if not isinstance(node, tree.Scalar):
            source.insert(entry, "reviewed", str(day))
        elif not source.replace(node, str(day)):
            raise WrongUse(
                f"ligne {node.line} : « reviewed » est écrit d’une façon particulière, changez-le à la main."
            )
    source.write()
    print("\n".join(f"{path}:{entries[one].line} : {one}, relue le {day}." for one in options.ids))
    return FINE
