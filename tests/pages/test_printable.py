"""The pages made for paper: printed by Chromium, read back by a PDF reader and a QR decoder."""

import dataclasses
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader

from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog, Category, Link, Resource, Site
from annuaire.pages.printable import MOST_CODES, paper_pages, qr_code, target
from annuaire.text import typographic
from conftest import CATALOGUE

REAL = load_catalog(CATALOGUE)
SITE = Site(name="Annuaire", licence="CC BY-SA 4.0", licence_url="https://licence.example/")
A4 = (595, 842)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_qr_codes_read_back(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=2, color_scheme="dark")
    page.goto(serve(site) + "imprimer/")
    shots = [Image.open(io.BytesIO(code.screenshot())) for code in page.locator(".code").all()]
    found = [zxingcpp.read_barcodes(shot) for shot in shots]
    page.close()
    assert [[code.text for code in codes] for codes in found] == [
        [target(resource)] for resource in REAL.resources if target(resource)
    ]
    assert sum(not target(resource) for resource in REAL.resources) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://exemple.fr/été?a=œ&b=%20", "https://exemple.fr/%C3%A9t%C3%A9?a=%C5%93&b=%20"),
        ("https://Été.exemple.fr/É#ç", "https://xn--t-9fab.exemple.fr/%C3%89#%C3%A7"),
        ("https://exemple.fr/" + "long" * 120, "https://exemple.fr/" + "long" * 120),
        ("tel:+33320", "tel:+33320"),
    ],
)
def test_a_qr_code_holds_any_address(text: str, read: str, browser: Browser) -> None:
    page = browser.new_page(device_scale_factor=2)
    page.set_content(f"<body>{qr_code(text)}")
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator("svg").screenshot())))
    page.close()
    assert code.bytes.decode() == read


def test_an_address_too_long_for_a_code_has_none() -> None:
    assert qr_code("https://exemple.fr/" + "é" * 2000) == ""
    assert qr_code("") == ""


def test_what_a_code_opens() -> None:
    bare = Resource(title="T", category="a")
    link = (Link(title="L", url="https://lien.example/"),)
    assert target(bare) == ""
    assert target(dataclasses.replace(bare, contacts=("03 20 00 00 00",))) == "tel:0320000000"
    assert target(dataclasses.replace(bare, contacts=("a@exemple.fr",))) == "mailto:a@exemple.fr"
    assert target(dataclasses.replace(bare, contacts=("a@exemple.fr",), links=link)) == "https://lien.example/"
    assert target(dataclasses.replace(bare, url="https://exemple.fr/", links=link)) == "https://exemple.fr/"


@pytest.mark.parametrize("name", ["imprimer/", "imprimer/comprendre/"])
def test_the_pdf_is_tidy(site: Path, serve: Callable[[Path], str], browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.goto(serve(site) + name)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    page.close()
    texts = [squeezed(sheet.extract_text()) for sheet in sheets]
    for sheet, text in zip(sheets, texts, strict=True):
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
        for foot in ("CCBY-SA4.0(https://creativecommons.org/", "Source:CharteIA", REAL.digest, f"/{len(sheets)}"):
            assert foot in text
        assert "Menu" not in text
    for resource in REAL.resources:
        if name == "imprimer/" or resource.category == "comprendre":
            shown = (resource.title, resource.description, *resource.publishers, *resource.contacts, resource.url)
            parts = [squeezed(typographic(part)) for part in shown if part]
            # No card is cut in two: one sheet holds all of it.
            assert any(all(part in text for part in parts) for text in texts), resource.title


@pytest.mark.parametrize("chosen", ["", "dark"])
def test_an_ordinary_page_prints_well_too(
    site: Path, serve: Callable[[Path], str], browser: Browser, chosen: str
) -> None:
    page = browser.new_page()
    page.goto(serve(site) + "comprendre/")
    page.evaluate(f"document.documentElement.dataset.theme = '{chosen}'")
    page.emulate_media(media="print", color_scheme="dark" if chosen else None)
    assert page.locator("h1").evaluate("node => getComputedStyle(node).color") == "rgb(28, 39, 33)"
    texts = [squeezed(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    page.close()
    for resource in (resource for resource in REAL.resources if resource.category == "comprendre"):
        shown = (resource.title, resource.description, *resource.publishers, resource.url)
        parts = [squeezed(typographic(part)) for part in shown if part]
        assert any(all(part in text for part in parts) for text in texts), resource.title
    for part in ("CCBY-SA4.0(https://creativecommons.org/", "Source:CharteIA"):
        assert part in texts[-1]
    for absent in ("Menu", "Surcettepage", "Copierlelien", "Signaler", "Proposer"):
        assert not any(absent in text for text in texts)


def many(count: int, size: int = 40) -> Catalog:
    resources = [
        Resource(title=f"R {n}", category="ab"[n % 2], url=f"https://exemple.fr/{n}/" + "x" * size)
        for n in range(count)
    ]
    categories = tuple(Category(id=id_, title=id_.upper()) for id_ in ("a", "b", "vide"))
    return Catalog(categories=categories, resources=tuple(resources), digest="0123456789ab")


@pytest.mark.parametrize(("count", "size"), [(900, 40), (60, 1900), (MOST_CODES + 1, 400)])
def test_no_printed_page_exceeds_one_megabyte(count: int, size: int) -> None:
    pages = {page.path: page.html for page in paper_pages(many(count, size), SITE)}
    assert all(len(html.encode()) < 990_000 for html in pages.values())
    cards = [html.count('<article class="fiche">') for path, html in pages.items() if path != "imprimer/"]
    assert sum(cards) == count
    home = pages["imprimer/"]
    assert home.count("<article") == 0
    assert all(f'href="../{path}"' in home for path in pages if path != "imprimer/")
    assert [html.count("<svg") for html in pages.values()][:-1] == [n if count <= MOST_CODES else 0 for n in cards]


def test_a_small_directory_is_printed_whole_and_an_empty_category_says_so() -> None:
    pages = {page.path: page for page in paper_pages(many(10), SITE)}
    assert list(pages) == ["imprimer/a/", "imprimer/b/", "imprimer/vide/", "imprimer/"]
    assert pages["imprimer/"].html.count("<article") == 10
    for path in ("imprimer/", "imprimer/vide/"):
        assert "pas encore de ressource" in pages[path].html


def test_printed_pages_are_led_to_and_not_indexed(site: Path) -> None:
    for page, link in (
        ("index.html", "imprimer/"), ("mesurer/index.html", "../imprimer/mesurer/"),
        ("donnees-ouvertes/index.html", "../imprimer/"), ("donnees-ouvertes/index.html", "../imprimer/mesurer/"),
    ):  # fmt: skip
        assert f'href="{link}"' in (site / page).read_text(encoding="utf-8")
    html = (site / "imprimer/index.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in html
    menu = html[html.index('<nav id="_menu"') : html.index("</nav>")]
    assert "imprimer" not in menu
