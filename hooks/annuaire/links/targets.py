"""Which addresses to check: those of a catalogue or of a plain list, all of them or what changed since a reference."""

import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from annuaire.catalog.load import address_nodes, valid_tree
from annuaire.files import Refused, WrongUse
from annuaire.links.observation import LinkTarget
from annuaire.links.politeness import slice_by_host
from annuaire.source.git import bytes_at
from annuaire.source.reader import parse, read_text
from annuaire.source.tree import child, entries_of, scalars, text_of
from annuaire.text import slugify

CHANGED = 50
"""Addresses of a proposal that are checked: its author waits for the answer."""


def load_targets(options: Namespace) -> list[LinkTarget]:
    """Return the addresses of a catalogue, or of a plain list (--urls), each once, in the order of the file.

    With --depuis, a git reference, only the first CHANGED of those that the file did not hold there.
    With --tranche, only those of its hosts. Raise WrongUse, InvalidCatalog.
    """
    path: Path = options.urls or options.catalogue
    if not path.is_file():
        raise WrongUse(f"{path} n’existe pas ou n’est pas un fichier.")
    urls = map(LinkTarget, plain_urls(read_text(path))) if options.urls else None
    targets = [*(urls or catalog_targets(path, options.date, options.hotes_prives))]
    targets = [*{target.url: target for target in targets[::-1]}.values()][::-1]
    if options.tranche:
        kept = {*slice_by_host([target.url for target in targets], *options.tranche)}
        targets = [target for target in targets if target.url in kept]
    if not options.depuis:
        return targets
    try:
        before = (bytes_at(path, options.depuis) or b"").decode("utf-8-sig", "replace")
    except Refused as refused:
        raise WrongUse(f"{refused}") from None
    known = {*plain_urls(before)} if options.urls else {node.value for node in address_nodes(parse(before)[0])}
    targets = [target for target in targets if target.url not in known]
    if len(targets) > CHANGED:
        print(f"{len(targets)} adresses ajoutées ou changées : seules les {CHANGED} premières sont vérifiées.")
    return targets[:CHANGED]


def catalog_targets(path: Path, today: date, private: bool = False) -> Iterator[LinkTarget]:
    """Yield every web address of a catalogue, without the reviews that are yet to come; raise InvalidCatalog."""
    for entry in entries_of(valid_tree(read_text(path), path, private), "resources"):
        title, day = text_of(entry, "title"), text_of(entry, "reviewed")
        publisher = ", ".join(node.value for node in scalars(child(entry, "publisher")))
        reviewed = date.fromisoformat(day) if day and day <= str(today) else None
        about = (publisher, text_of(entry, "id") or slugify(title), reviewed)
        for node in address_nodes(entry):
            if re.match("https?:", node.value, re.IGNORECASE):
                yield LinkTarget(node.value, title, node.line, *about)


def plain_urls(text: str) -> Iterator[str]:
    """Yield the addresses of a list, one a line; empty lines and « # » are nothing."""
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))
