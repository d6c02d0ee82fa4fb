"""Catalog → the pages that list it otherwise: whole, and by the names of publishers, formats and tags."""

from collections.abc import Iterator, Mapping, Sequence

from annuaire.catalog.model import Catalog, Resource
from annuaire.pages.page import Page, numbered, page_numbers, root_of
from annuaire.pages.templating import ENV
from annuaire.text import name_slug

PER_PAGE = 300
"""Resources named on one page at most: 30 KB, whatever the directory holds."""
NAMES = "index-des-noms/"
MOVED = {"editeurs/": "Éditeurs", "etiquettes/": "Étiquettes"}
"""Former lists, whose addresses still say where their names are."""

Part = list[tuple[str, str, Sequence[Resource], bool]]
"""What one page of the index holds: (name, slug, resources, whether the name begins here)."""


def list_pages(catalog: Catalog, names: Sequence[Part]) -> Iterator[Page]:
    """Yield /recherche/, where the search leads without JavaScript, then the index of names, if there are any."""
    groups = catalog.groups()
    html = ENV.get_template("toutes.html").render(
        title="Toutes les ressources", groups=groups, count=len(catalog.resources), most=PER_PAGE, root="../"
    )
    yield Page(path="recherche/", title="Toutes les ressources", description="", data=html.encode())
    if names:
        yield from _name_pages(names)
        for path, title in MOVED.items():
            html = ENV.get_template("ailleurs.html").render(title=title)
            yield Page(path=path, title=title, description="", data=html.encode(), meta={"robots": "noindex"})


def name_paths(parts: Sequence[Part]) -> dict[str, str]:
    """Return {slug of a name: where it stands in the index, from the site's root}."""
    return {
        slug: f"{numbered(NAMES, number)}#{slug}"
        for number, part in enumerate(parts, 1)
        for _, slug, _, begins in part
        if begins and slug
    }


def cut_names(groups: Mapping[str, Sequence[Resource]]) -> list[Part]:
    """Cut names with their resources into pages; a long one goes on from one page to the next."""
    parts: list[Part] = []
    room = 0
    for name, resources in groups.items():
        rest = resources
        while rest:
            if not room:
                parts.append([])
                room = PER_PAGE
            parts[-1].append((name, name_slug(name), rest[:room], rest is resources))
            rest, room = rest[room:], max(0, room - len(rest))
    return parts


def _name_pages(parts: Sequence[Part]) -> Iterator[Page]:
    """Yield the pages of the index, each with a jump to every letter."""
    count = sum(begins for part in parts for _, _, _, begins in part)
    letters: dict[str, str] = {}
    for slug, place in name_paths(parts).items():
        letters.setdefault("0–9" if slug[0].isdigit() else slug[0].upper(), place)
    paths = [numbered(NAMES, number) for number in range(1, len(parts) + 1)]
    for number, (part, path) in enumerate(zip(parts, paths, strict=True), 1):
        html = ENV.get_template("noms.html").render(
            count=count, letters=letters, part=part, number=number, last=len(parts),
            steps=page_numbers(number, paths), root=root_of(path),
        )  # fmt: skip
        title = "Index" if number == 1 else f"Index ({number}/{len(parts)})"
        yield Page(path=path, title=title, description="", data=html.encode())
