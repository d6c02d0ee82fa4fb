"""« Nouveautés » by month: to read, to paste in a message, to follow."""

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from annuaire.text import typographic
from conftest import build, make_project

CATALOG = """categories:
  - {id: a, title: Un & deux}
resources:
  - {title: Ancienne, category: a, url: "https://exemple.fr/1", added: 2026-02-28}
  - {title: "1 < 2 nouvelle", category: a, publisher: [X, Y], description: "Une phrase.", url: "https://exemple.fr/2?a=1&b=2", added: 2026-03-31}
  - {title: Sans adresse, category: a, added: 2026-03-01}
  - {title: Sans date, category: a, url: "https://exemple.fr/4"}
"""


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_project(tmp_path_factory.mktemp("dates") / "p", CATALOG))


def test_the_news_are_read_by_month(dated: Path) -> None:
    text = (dated / "nouveautes/index.html").read_text("utf-8")
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["Mars 2026", "Février 2026"]
    assert "Sans date" not in text
    for name in ("index.html", "donnees-ouvertes/index.html"):
        assert re.search(r'href="(\./|\.\./)?nouveautes/"', (dated / name).read_text("utf-8"))


def test_a_message_takes_them_as_text_or_as_html(dated: Path) -> None:
    text = (dated / "nouveautes/index.html").read_text("utf-8")
    plain, rich, *_ = (html.unescape(code) for code in re.findall(r"<code>(.*?)</code>", text, re.DOTALL))
    assert plain.splitlines()[:7] == [
        "Mars 2026", "", typographic("1 < 2 nouvelle"), "X, Y", "Une phrase.", "https://exemple.fr/2?a=1&b=2", "",
    ]  # fmt: skip
    assert "Sans adresse\nhttps://annuaire.example/a/#sans-adresse" in plain
    assert plain.rstrip().endswith("https://annuaire.example/")
    assert set(re.findall(r"<(\w+)", rich)) == {"h2", "p", "a", "br"}
    assert set(re.findall(r'([\w-]+)="', rich)) == {"href"}
    assert all(address.startswith("https://") for address in re.findall(r'href="([^"]*)', rich))
    assert "1 &lt; 2 nouvelle" in rich
    assert "CC BY-SA 4.0" in plain
    assert "CC BY-SA 4.0" in rich


def test_the_feeds_are_listed_for_readers(dated: Path) -> None:
    listed = ElementTree.parse(dated / "flux.opml").getroot()
    feeds = [(one.get("text"), one.get("xmlUrl")) for one in listed.iter("outline")]
    assert feeds == [
        ("Ressources pour une IA responsable", "https://annuaire.example/feed.xml"),
        ("Un & deux", "https://annuaire.example/a/feed.xml"),
    ]
    assert all((dated / (address or "").removeprefix("https://annuaire.example/")).exists() for _, address in feeds)


def test_without_a_date_there_is_none(site: Path) -> None:
    assert not (site / "nouveautes").exists()
    assert not (site / "flux.opml").exists()
    assert "nouveautes/" not in (site / "index.html").read_text("utf-8")


def test_a_month_that_never_ends_is_bounded(tmp_path: Path) -> None:
    entries = "".join(f"  - {{title: Fiche {n}, category: a, added: 2026-03-31}}\n" for n in range(3_000))
    site = build(make_project(tmp_path / "p", f"categories:\n  - {{id: a, title: A}}\nresources:\n{entries}"))
    assert (site / "nouveautes/index.html").stat().st_size < 60_000


def test_on_paper_no_resource_is_cut_in_two(tmp_path: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    entries = "".join(
        f'  - {{title: Début {n}, category: a, publisher: Nom, description: "{"Des mots. " * (9 + n % 5)}Fin {n}.", added: 2026-03-{n:02}}}\n'
        for n in range(1, 29)
    )
    site = build(make_project(tmp_path / "p", f"categories:\n  - {{id: a, title: A}}\nresources:\n{entries}"))
    page = browser.new_page(base_url=serve(site))
    page.goto("nouveautes/")
    sheets = [one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    page.close()
    assert len(sheets) > 1
    for sheet in sheets:
        assert sorted(re.findall(r"Début (\d+)", sheet)) == sorted(re.findall(r"Fin (\d+)", sheet))
    assert "CC BY-SA 4.0" in sheets[-1]
