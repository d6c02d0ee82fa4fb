"""Catalog → Atom feeds (RFC 4287) of the resources that have a date."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from annuaire.catalog.model import Catalog, Category, Resource, Site
from annuaire.pages.page import root_of
from annuaire.pages.schema_org import resource_urn, urn
from annuaire.pages.templating import ENV

MOST = 50
"""Maximum number of entries in a feed."""
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2


def feeds(catalog: Catalog, site: Site) -> dict[str, Callable[[], str]]:
    """Return {address: what makes its Atom}: the directory's feed and one per category; none without a date.

    A feed must say when it changed, and nothing but « added » knows it. A category without a date has the day of
    the directory's newest resource: on that day it was still empty.
    """
    newest = catalog.newest
    if not newest:
        return {}
    day = newest[0].added
    groups = catalog.by_category(newest)
    made: dict[str, Callable[[], str]] = {"feed.xml": partial(_feed, catalog, newest, site, day)}
    for known in catalog.categories:
        made[f"{known.id}/feed.xml"] = partial(_feed, catalog, groups[known.id], site, day, known)
    return made


def feeds_list(catalog: Catalog, site: Site) -> dict[str, Callable[[], str]]:
    """Return {address: what makes it} of the list of the feeds (OPML 2.0), which names whole addresses only."""
    if not catalog.day or not site.url:
        return {}
    return {"flux.opml": lambda: NOT_XML.sub("", ENV.get_template("flux.opml").render(catalog=catalog, site=site))}


def _feed(
    catalog: Catalog, newest: list[Resource], site: Site, day: date | None, category: Category | None = None
) -> str:
    listed = newest[:MOST]
    path = f"{category.id}/feed.xml" if category else "feed.xml"
    text = ENV.get_template("atom.xml").render(
        site=site, category=category, path=path, base=site.url or root_of(path), digest=catalog.digest,
        id=urn(site, "feed", category.id if category else ""), day=listed[0].added if listed else day,
        titles=catalog.category_titles(),
        entries=[(resource, resource_urn(resource, site)) for resource in listed],
    )  # fmt: skip
    return NOT_XML.sub("", text)
