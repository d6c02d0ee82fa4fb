"""Two catalogues → the addresses that a change would lose: addresses that people have bookmarked, cited or printed;
and the new entries that do not say when they were added."""

import re
from collections.abc import Iterator
from datetime import date

from annuaire.catalog.model import Catalog, Resource
from annuaire.source.problems import Edit, Problem
from annuaire.source.shown import quote
from annuaire.urls import normalize_url

NEW = "cette ressource est nouvelle et n’a pas de date d’ajout : ni les nouveautés ni les flux ne la montreront."


def lost(before: Catalog, after: Catalog) -> list[Problem]:
    """Return a warning for each lost permalink, at the line to mend, with the « id » that keeps it if one can."""
    renamed = dict(_renamed(before, after))
    kept = {resource.path for resource in after.resources}
    slugs = {resource.slug: resource for resource in after.resources}
    likes = {key: resource for resource in after.resources for key in _likenesses(resource)}
    found = [(1, *_category(old, new, before)) for old, new in renamed.items()]
    for resource in before.resources:
        category = renamed.get(resource.category, resource.category)
        if resource.path in kept or f"{category}/#{resource.slug}" in kept:
            continue
        again = slugs.get(resource.slug) or next(filter(None, map(likes.get, _likenesses(resource))), None)
        found.append(_resource(resource, again))
    return [Problem(line, 1, message, hint, warning=True) for line, message, hint in sorted(found)]


def _renamed(before: Catalog, after: Catalog) -> Iterator[tuple[str, str]]:
    """Yield the former and the new id of each category that kept its title."""
    known = {category.id for category in before.categories}
    left = {category.id for category in after.categories}
    titles = {category.title: category.id for category in after.categories if category.id not in known}
    for category in before.categories:
        if category.id not in left and category.title in titles:
            yield category.id, titles[category.title]


def _category(old: str, new: str, before: Catalog) -> tuple[str, str]:
    count = len(before.by_category()[old])
    carried = f" et {count} permalien{'s' * (count > 1)} ne mèneraient" if count else " ne mènerait"
    return (
        f"la rubrique « {new} » s’appelait « {old} » : son adresse{carried} plus nulle part.",
        f"pour {'les' if count else 'la'} garder, remettez « id: {old} » à cette rubrique ; son titre peut changer.",
    )


def _resource(resource: Resource, again: Resource | None) -> tuple[int, str, str]:
    """The line to look at, what is lost, and what keeps it; ``again``: the entry that is now its own."""
    subject, title = f"le permalien {resource.path} ne mènerait plus nulle part", quote(resource.title)
    if again is None:
        return 1, f"{subject} : {title} n’est plus dans la liste.", ""
    line = again.lines[0]
    if again.slug == resource.slug:
        hint = "si elle est citée ailleurs, laissez-la plutôt dans sa rubrique."
        return line, f"{subject} : {quote(again.title)} est passée dans « {again.category} ».", hint
    hint = f"pour le garder, ajoutez « id: {resource.slug} » à cette ressource."
    return line, f"{subject} : {title} a changé de titre ou d’identifiant.", hint


def _likenesses(resource: Resource) -> Iterator[object]:
    """Yield what tells that two entries are one: their address, or else what they say."""
    if resource.url:
        yield normalize_url(resource.url)
    if resource.description or resource.contacts:
        yield resource.description, resource.contacts


def undated(before: Catalog, after: Catalog, day: date) -> Iterator[Problem]:
    """Yield a warning for each resource that only ``after`` has, renamed ones left out, and that has no date, with the
    line to add below it; but for one that is written between braces."""
    known = {key for resource in before.resources for key in (resource.path, *_likenesses(resource))}
    rows = re.split(r"\r\n?|\n", after.source.decode())
    for resource in after.resources:
        if not resource.added and known.isdisjoint((resource.path, *_likenesses(resource))):
            first, last = resource.lines
            key = re.match(r" *- +(?=[a-z])", rows[first - 1])
            text = f"{rows[last - 1]}\n{' ' * len(key[0])}added: {day}" if key else ""
            fix = Edit(line=last, end_line=last, text=text) if key else None
            yield Problem(first, 1, NEW, f"ajoutez « added: {day} ».", warning=True, fix=fix)
