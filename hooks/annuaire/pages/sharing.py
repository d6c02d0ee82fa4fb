"""Catalog → what leaves the site: the list that someone chooses, the cards that other sites show, the newsletter."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import groupby

from annuaire.catalog.model import Catalog, Category, Site
from annuaire.pages.page import Page
from annuaire.pages.schema_org import dumps
from annuaire.pages.templating import ENV
from annuaire.text import french_month

FRAMED = 12_000
"""Bytes of cards in one frame, beyond which it leads to the directory: with its style, 8 KB once compressed."""
MOST_NEWS = 50
"""Resources in the news, as in a feed."""


def shared_pages(catalog: Catalog, site: Site) -> Iterator[Page]:
    """Yield the pages of the selection, of the frames and, once a resource has a date, of the news."""
    yield _selection_page(catalog)
    yield from _framed_pages(catalog, site)
    if catalog.day:
        yield _news_page(catalog, site)


def _selection_page(catalog: Catalog) -> Page:
    """Return /selection/, which selection.js fills with the resources that its address names."""
    html = ENV.get_template("selection.html").render(catalog=catalog)
    return Page(path="selection/", title="Ma sélection", description="", data=html.encode(), meta={"robots": "noindex"})


def _framed_pages(catalog: Catalog, site: Site) -> Iterator[Page]:
    """Yield /integrer/<category>/ for every category, then /integrer/selection/, which integrer.js fills."""
    template = ENV.get_template("integrer.html")
    card = ENV.get_template("cadre.html").module.card  # type: ignore[attr-defined]
    meta = {"robots": "noindex", "template": "integrer.html"}
    for category, resources in catalog.groups():
        cards, size = [], 0
        for resource in resources:
            cards.append(card(resource, "../../"))
            size += len(cards[-1].encode())
            if size > FRAMED:
                break
        html = template.render(title=category.title, path=category.id, cards=cards, count=len(resources), site=site)
        yield Page(
            path=f"integrer/{category.id}/", title=category.title, description="", data=html.encode(),
            meta=meta | oembed_meta(category, site),
        )  # fmt: skip
    html = template.render(title="Sélection", path="selection", cards=(), count=0, site=site)
    yield Page(
        path="integrer/selection/", title="Sélection", description="", data=html.encode(), meta=meta | {"script": "oui"}
    )


def oembed_meta(category: Category, site: Site) -> dict[str, str]:
    """Return the front matter of a page from which a reader of oEmbed discovers the frame of a category."""
    return {"oembed": f"{site.url}integrer/{category.id}/oembed.json"} if site.url else {}


def oembed_files(catalog: Catalog, site: Site) -> dict[str, Callable[[], str]]:
    """Return {path: function that returns the JSON} of how to show each framed page (oEmbed 1.0)."""
    frame = ENV.get_template("cadre.html").module.frame  # type: ignore[attr-defined]

    def answer(id_: str, title: str) -> str:
        return dumps({
            "version": "1.0", "type": "rich", "title": title, "provider_name": site.name, "provider_url": site.url,
            "html": frame(site.url, id_, title), "width": 600, "height": 600,
        })  # fmt: skip

    known = catalog.category_titles().items() if site.url else ()
    return {f"integrer/{id_}/oembed.json": partial(answer, id_, title) for id_, title in known}


def _news_page(catalog: Catalog, site: Site) -> Page:
    """Return /nouveautes/: the newest resources, month by month, with what to paste in a message."""
    months = [
        (month, list(found))
        for month, found in groupby(catalog.newest[:MOST_NEWS], lambda one: french_month(one.added or date.min))
    ]
    html = ENV.get_template("mois.html").render(months=months, site=site)
    return Page(path="nouveautes/", title="Nouveautés", description="", data=html.encode())
