"""Catalog → the cards of the resources, and the pages of the categories."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from markupsafe import Markup

from annuaire.catalog.model import Catalog, Resource, Site
from annuaire.pages.indexes import Part, name_paths
from annuaire.pages.page import TONES, Page, numbered, page_numbers, root_of
from annuaire.pages.schema_org import dumps, in_script, item_list
from annuaire.pages.sharing import oembed_meta
from annuaire.pages.templating import ENV

PER_PAGE = 100
NAMED = 10
"""Following pages whose permalinks the first page holds: it stays under 100 KB compressed however long the category.
Further on, the script looks for a permalink in the pages themselves."""

Draw = Callable[[Resource, str], Markup]


def cards_of(catalog: Catalog, site: Site, names: Sequence[Part]) -> Draw:
    """Return what draws the card of a resource, for a page from which ``root`` leads back to the site's root."""
    card = ENV.get_template("carte.html").module.card  # type: ignore[attr-defined]
    return partial(card, catalog.format_titles(), site, name_paths(names))


def category_pages(catalog: Catalog, site: Site, draw: Draw, cards: Sequence[Markup]) -> Iterator[Page]:
    """Yield the pages of every category, PER_PAGE cards on each; permalinks all lead to the first one.

    ``draw``: cards_of(…); ``cards``: what it draws of every resource for a first page, which the results show too.
    """
    template, dated = ENV.get_template("rubrique.html"), bool(catalog.day)
    drawn = dict(zip((resource.slug for resource in catalog.resources), cards, strict=True))
    for rank, (category, resources) in enumerate(catalog.groups()):
        parts = [resources[start : start + PER_PAGE] for start in range(0, len(resources), PER_PAGE)] or [[]]
        paths = [numbered(f"{category.id}/", number) for number in range(1, len(parts) + 1)]
        named = list(zip(parts, paths, strict=True))[1 : NAMED + 1]
        later = [(resource, path) for part, path in named for resource in part]
        for number, (part, path) in enumerate(zip(parts, paths, strict=True), 1):
            shown = [drawn[one.slug] if number == 1 else draw(one, root_of(path)) for one in part]
            html = template.render(
                category=category, cards=shown, root=root_of(path),
                count=len(resources), number=number, last=len(parts), tone=rank % TONES + 1,
                later=later, unnamed=NAMED + 2, steps=page_numbers(number, paths),
                data=in_script(dumps(item_list(part, site, (number - 1) * PER_PAGE + 1))),
            )  # fmt: skip
            title = category.title if number == 1 else f"{category.title} ({number}/{len(parts)})"
            headings = tuple((resource.title, resource.slug) for resource in part)
            yield Page(
                path=path, title=title, description=category.description, data=html.encode(), headings=headings,
                meta={"category": category.id} | ({"feed": f"{category.id}/feed.xml"} if dated else {})
                | oembed_meta(category, site),
            )  # fmt: skip
