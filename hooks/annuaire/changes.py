"""Two catalogues → what a change adds, alters and removes: a resource is known by its permalink."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import fields
from pathlib import Path

from annuaire.fields import FIELDS
from annuaire.load import load_catalog
from annuaire.model import Catalog, Resource
from annuaire.permalinks import lost
from annuaire.problems import quote

KEYS = {"publishers": "publisher", "contacts": "contact"}  # attributes that are not named as their key is


def catalog_at(reference: str, path: Path) -> Catalog:
    """Return the catalogue of a git reference; raise CalledProcessError when git has none, InvalidCatalog as usual."""
    command = ["git", "show", "--end-of-options", f"{reference}:./{path.name}"]
    found = subprocess.run(command, cwd=path.parent, capture_output=True, check=True)  # noqa: S603 – a fixed command
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(found.stdout)
        return load_catalog(copy)


def changed(before: Resource, after: Resource) -> list[str]:
    """Return the labels of the fields that differ."""
    names = [field.name for field in fields(Resource) if field.name not in ("lines", "id")]
    return [
        FIELDS["resources"][KEYS.get(name, name)].label
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def summary(before: Catalog, after: Catalog) -> str:
    """Return a summary in Markdown: contributed text stands in a code block, on one line each."""
    old, new = ({known.slug: known for known in catalog.resources} for catalog in (before, after))
    added = [known for slug, known in new.items() if slug not in old]
    removed = [known for slug, known in old.items() if slug not in new]
    altered = [(known, parts) for slug, known in new.items() if slug in old and (parts := changed(old[slug], known))]
    counts = ((len(added), "ajoutée"), (len(altered), "modifiée"), (len(removed), "retirée"))
    count = ", ".join(f"{number or 'aucune'} {what}{'s' * (number > 1)}" for number, what in counts) + "."
    rows = [f"+ {quote(known.title)} : {known.path}" for known in added]
    rows += [f"! {quote(known.title)} : {', '.join(parts)}" for known, parts in altered]
    rows += [f"- {quote(known.title)} : {known.path}" for known in removed]
    told = "\n".join(rows) and "```diff\n" + "\n".join(rows) + "\n```\n"
    rows = [f"Ligne {one.line} : {one.message} {one.hint}".rstrip() for one in lost(before, after)]
    warned = "\n".join(rows) and "Attention :\n\n```text\n" + "\n".join(rows) + "\n```\n"
    return "\n".join(["## Ce qui change dans l’annuaire", "", f"Ressources : {count}", "", told, warned])
