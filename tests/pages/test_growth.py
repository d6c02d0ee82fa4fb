"""A directory that grows: pages stay light, permalinks lead to their cards, and nothing shared grows with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Resource
from annuaire.links.internal import broken_links
from catalogues import catalogue
from conftest import build, make_project

SHARED = ("index.html", "404.html", "sitemap.xml", "feed.xml")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One category of 1,250 resources, on 13 pages."""
    return build(make_project(tmp_path_factory.mktemp("long"), catalogue(1_250, categories=1)))


def test_every_permalink_of_a_very_long_category_leads_to_its_card(
    long: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    resources = load_catalog(long.parent / "resources.yaml").resources
    base, page = serve(long), browser.new_page()
    for rank in (0, 99, 100, 1_099, 1_100, 1_249):
        resource: Resource = resources[rank]
        page.goto("about:blank")
        page.goto(base + resource.path)
        number = "" if rank < 100 else f"{rank // 100 + 1}/"
        page.wait_for_url(f"{base}{resource.category}/{number}#{resource.slug}")
        assert page.locator(f"article#{resource.slug}").count() == 1
    page.close()
    assert list(broken_links(long)) == []


def test_a_permalink_to_nothing_stays_where_it_is(long: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    (folder,) = {resource.category for resource in load_catalog(long.parent / "resources.yaml").resources}
    page = browser.new_page()
    address = f"{serve(long)}{folder}/#inconnue"
    page.goto(address, wait_until="networkidle")
    assert page.url == address
    page.close()


def test_the_pagination_shows_the_ends_and_the_neighbours(long: Path) -> None:
    (folder,) = {resource.category for resource in load_catalog(long.parent / "resources.yaml").resources}
    html = (long / folder / "index.html").read_text(encoding="utf-8")
    pages = html[html.index('<nav class="pagination"') : html.index("</nav>", html.index('<nav class="pagination"'))]
    assert [n for n in range(1, 14) if f"</span>{n}</" in pages] == [1, 2, 3, 4, 5, 13]
    assert pages.count("…") == 1


def test_no_page_exceeds_a_hundred_compressed_kilobytes(long: Path) -> None:
    heavy = {p: len(gzip.compress(p.read_bytes())) for p in long.rglob("*.html") if "imprimer" not in p.parts}
    assert max(heavy.values()) < 60_000


def test_what_every_page_shares_does_not_grow(long: Path, tmp_path: Path) -> None:
    half = build(make_project(tmp_path / "projet", catalogue(625, categories=1)))
    for name in SHARED:
        size, larger = ((site / name).stat().st_size for site in (half, long))
        assert larger < size + 3_000, name


def test_a_menu_of_many_categories_stays_short(tmp_path: Path) -> None:
    site = build(make_project(tmp_path / "projet", catalogue(100, categories=60)))
    categories = load_catalog(site.parent / "resources.yaml").categories
    home = (site / "index.html").read_text(encoding="utf-8")
    menu = home[home.index('<nav id="_menu"') : home.index("</nav>")]
    assert all(f'/{category.id}/"' in home for category in categories)
    assert categories[0].id not in menu
