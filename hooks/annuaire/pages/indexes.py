"""Catalog → the pages that list it otherwise: by publisher, by tag, and whole."""

from collections.abc import Iterator, Mapping, Sequence

from annuaire.catalog.model import Catalog, Resource
from annuaire.pages.page import Page, numbered, page_numbers, root_of
from annuaire.pages.templating import ENV
from annuaire.text import slugify

PER_PAGE = 300
"""Resources named on one page at most: 30 KB, whatever the directory holds."""


def index_titles(catalog: Catalog) -> dict[str, str]:
    """Return the title of each list by its address; there is no list of names where there is no name."""
    found = {"recherche/": "Toutes les ressources"}
    if any(resource.publishers for resource in catalog.resources):
        found["editeurs/"] = "Éditeurs"
    if any(resource.tags for resource in catalog.resources):
        found["etiquettes/"] = "Étiquettes"
    return found


def list_pages(catalog: Catalog) -> Iterator[Page]:
    """Yield /recherche/, where the search leads without JavaScript, then the pages of publishers and of tags."""
    titles = index_titles(catalog)
    groups = catalog.groups()
    html = ENV.get_template("toutes.html").render(
        title=titles["recherche/"], groups=groups, count=len(catalog.resources), most=PER_PAGE, root="../"
    )
    yield Page(path="recherche/", title=titles["recherche/"], description="", data=html.encode())
    if "editeurs/" in titles:
        yield from _name_pages("editeurs/", titles["editeurs/"], "éditeur", catalog.by_publisher())
    if "etiquettes/" in titles:
        yield from _name_pages("etiquettes/", titles["etiquettes/"], "étiquette", catalog.by_tag())


def _name_pages(base: str, title: str, what: str, groups: Mapping[str, Sequence[Resource]]) -> Iterator[Page]:
    """Yield the pages of a list of names."""
    parts = list(_cut_names(groups))
    paths = [numbered(base, number) for number in range(1, len(parts) + 1)]
    for number, (part, path) in enumerate(zip(parts, paths, strict=True), 1):
        html = ENV.get_template("noms.html").render(
            title=title, what=what, count=len(groups), part=part, number=number, last=len(parts),
            steps=page_numbers(number, paths), root=root_of(path),
        )  # fmt: skip
        shown = title if number == 1 else f"{title} ({number}/{len(parts)})"
        yield Page(path=path, title=shown, description="", data=html.encode())


def _cut_names(groups: Mapping[str, Sequence[Resource]]) -> Iterator[list[tuple[str, str, Sequence[Resource], bool]]]:
    """Yield, for each page, (name, slug, resources, whether the name begins here)."""
    part: list[tuple[str, str, Sequence[Resource], bool]] = []
    room = PER_PAGE
    for name, resources in groups.items():
        rest = resources
        while rest:
            if not room:
                yield part
                part, room = [], PER_PAGE
            part.append((name, slugify(name), rest[:room], rest is resources))
            rest, room = rest[room:], max(0, room - len(rest))
    if part:
        yield part
