"""Catalog → the cards of the resources, and the pages of the categories."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from annuaire.catalog.model import Catalog, Site
from annuaire.pages.page import Page, numbered, page_numbers, root_of
from annuaire.pages.schema_org import dumps, in_script, item_list
from annuaire.pages.templating import ENV

PER_PAGE = 100
NAMED = 10
"""Following pages whose permalinks the first page holds: it stays under 100 KB compressed however long the category.
Further on, the script looks for a permalink in the pages themselves."""
TONES = 6
"""The colours that the style sheet gives to the categories, in turn."""


def all_cards(catalog: Catalog, site: Site) -> list[Markup]:
    """Return the card of every resource, in the order of the file: the same on its page and in the results."""
    card = ENV.get_template("carte.html").module.card  # type: ignore[attr-defined]
    formats = catalog.format_titles()
    return [card(resource, formats, site) for resource in catalog.resources]


def category_pages(catalog: Catalog, site: Site, cards: Sequence[Markup]) -> Iterator[Page]:
    """Yield the pages of every category, PER_PAGE cards on each; permalinks all lead to the first one."""
    template, dated = ENV.get_template("rubrique.html"), bool(catalog.day)
    drawn = dict(zip((resource.slug for resource in catalog.resources), cards, strict=True))
    for rank, (category, resources) in enumerate(catalog.groups()):
        parts = [resources[start : start + PER_PAGE] for start in range(0, len(resources), PER_PAGE)] or [[]]
        paths = [numbered(f"{category.id}/", number) for number in range(1, len(parts) + 1)]
        named = list(zip(parts, paths, strict=True))[1 : NAMED + 1]
        later = [(resource, path) for part, path in named for resource in part]
        for number, (part, path) in enumerate(zip(parts, paths, strict=True), 1):
            html = template.render(
                category=category, cards=[drawn[resource.slug] for resource in part], root=root_of(path),
                count=len(resources), number=number, last=len(parts), tone=rank % TONES + 1,
                later=later, unnamed=NAMED + 2, steps=page_numbers(number, paths),
                data=in_script(dumps(item_list(part, site, (number - 1) * PER_PAGE + 1))),
            )  # fmt: skip
            title = category.title if number == 1 else f"{category.title} ({number}/{len(parts)})"
            headings = tuple((resource.title, resource.slug) for resource in part)
            yield Page(
                path=path, title=title, description=category.description, data=html.encode(), headings=headings,
                meta={"category": category.id} | ({"feed": f"{category.id}/feed.xml"} if dated else {}),
            )  # fmt: skip
