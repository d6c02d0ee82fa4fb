"""Two catalogues → the new entries that do not say when they were added, with the line that says it."""

import re
from collections.abc import Iterator
from datetime import date

from annuaire.catalog.model import Catalog, Resource
from annuaire.catalog.permalinks import likenesses
from annuaire.source.problems import Edit, Problem

NEW = "cette ressource est nouvelle et n’a pas de date d’ajout : ni les nouveautés ni les flux ne la montreront."


def undated(before: Catalog, after: Catalog, day: date) -> Iterator[Problem]:
    """Yield a warning for each resource that only ``after`` has, renamed ones left out, and that has no date."""
    known = {key for resource in before.resources for key in (resource.path, *likenesses(resource))}
    rows = re.split(r"\r\n?|\n", after.source.decode())
    for resource in after.resources:
        if not resource.added and known.isdisjoint((resource.path, *likenesses(resource))):
            hint, fix = f"ajoutez « added: {day} ».", _with_day(resource, rows, day)
            yield Problem(resource.lines[0], 1, NEW, hint=hint, warning=True, fix=fix)


def _with_day(resource: Resource, rows: list[str], day: date) -> Edit | None:
    """Return what adds the day after the last line of an entry; None for one that is written between braces."""
    first, last = resource.lines
    key = re.match(r" *- +(?=[a-z])", rows[first - 1])
    return key and Edit(line=last, end_line=last, text=f"{rows[last - 1]}\n{' ' * len(key[0])}added: {day}")
