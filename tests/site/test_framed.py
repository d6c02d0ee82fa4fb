"""What other sites show: two origins, the real headers of « _headers », a frame that shows and others that do not."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from annuaire.catalog.load import load_catalog
from annuaire.http_headers import FRAMED
from annuaire.text import typographic
from conftest import CATALOGUE, build, make_project
from smoke import faults
from static_host import hosted

CATALOG = load_catalog(CATALOGUE)
LIST = ["framamia", "comparia"]


@pytest.fixture
def shown(site: Path, tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, str]]:
    """A page of another origin with frames of the directory, and the directory's address."""
    with ExitStack() as stack:
        base = stack.enter_context(hosted(site))
        frames = ["integrer/comparer/", f"integrer/selection/?fiches={','.join(LIST)}&titre=Jeudi", "comparer/", ""]
        (tmp_path / "index.html").write_text(
            "".join(f'<iframe src="{base}{path}" width="400" height="400"></iframe>' for path in frames)
        )
        context = browser.new_context()
        page = context.new_page()
        page.goto(stack.enter_context(hosted(tmp_path)))
        yield page, base
        context.close()


def test_the_frames_of_integrer_show_and_the_others_do_not(shown: tuple[Page, str]) -> None:
    page, base = shown
    category, chosen, *refused = page.frames[1:]
    expected = [typographic(resource.title) for resource in CATALOG.resources if resource.category == "comparer"]
    assert category.locator("h2").all_text_contents() == expected
    chosen.get_by_role("heading", name="Jeudi").wait_for()
    known = {resource.slug: typographic(resource.title) for resource in CATALOG.resources}
    assert chosen.locator("h2").all_text_contents() == [known[slug] for slug in LIST]
    assert [frame.url.startswith(base) for frame in refused] == [False, False]
    for frame in (category, chosen):
        assert "CC BY-SA 4.0" in (frame.locator("footer").text_content() or "")
        links = frame.eval_on_selector_all("a", "links => links.map(({ target, rel }) => `${target} ${rel}`)")
        assert set(links) == {"_blank noopener"}
        assert frame.locator("header, nav, form, button").count() == 0
    with page.context.expect_page() as opened:
        category.locator("footer a").first.click()
    assert opened.value.url == base


def test_a_category_needs_no_script(site: Path) -> None:
    for category in CATALOG.categories:
        text = (site / f"integrer/{category.id}/index.html").read_text("utf-8")
        assert "<script" not in text
        assert text.count('<article class="carte">') == sum(one.category == category.id for one in CATALOG.resources)


def test_a_frame_weighs_little_however_long_the_category(tmp_path: Path) -> None:
    words = [f"mot{n * 7919 % 4001}" for n in range(20_000)]
    entries = "".join(
        f'  - {{title: Ressource {n}, category: a, url: "https://exemple{n}.fr/{words[n]}", '
        f'description: "{" ".join(words[n * 40 : n * 40 + 40])}."}}\n'
        for n in range(400)
    )
    site = build(make_project(tmp_path / "p", f"categories:\n  - {{id: a, title: A}}\nresources:\n{entries}"))
    page = site / "integrer/a/index.html"
    files = [page, *(site / "assets").glob("integrer.*.css")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= 8_000
    assert "Voir les 400 ressources de cette rubrique" in page.read_text("utf-8")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["integrer/comparer/", f"integrer/selection/?fiches={LIST[0]}", "integrer/selection/"])
def test_axe_finds_nothing(site: Path, browser: Browser, path: str, width: int) -> None:
    with hosted(site) as base:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(base + path, wait_until="networkidle")
        assert faults(page, "light", "dark") == []
        page.close()


@pytest.mark.parametrize("text", ["<img src=x onerror=pwned=1>", "__proto__", "../../x", "%", ""])
def test_hostile_addresses_reach_nothing(site: Path, browser: Browser, text: str) -> None:
    with hosted(site) as base:
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        heard: list[str] = []
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(base + "integrer/selection/")
        query = page.evaluate("text => `${new URLSearchParams({ fiches: text, titre: text })}`", text)
        page.goto(f"{base}integrer/selection/?{query}")
        page.get_by_text("Cette adresse ne nomme aucune ressource de l’annuaire.").wait_for()
        told = page.locator("main p").first.inner_text().replace("\xa0", " ")
        assert told.endswith(f"Introuvable : « {text} »." if text else "de l’annuaire.")
        assert page.evaluate("typeof pwned") == "undefined"
        assert page.locator("img").count() == 0
        assert heard == []
        context.close()


def test_what_a_frame_does_not_show_is_named(site: Path, browser: Browser) -> None:
    with hosted(site) as base:
        page = browser.new_page()
        page.goto(f"{base}integrer/selection/?fiches=perdue,{LIST[0]},,{LIST[0]},partie")
        page.get_by_text("Introuvable : « perdue, partie ».").wait_for()
        assert page.locator("article").count() == 1
        page.close()


def test_open_data_gives_the_snippet_and_oembed_the_same(site: Path) -> None:
    text = (site / "donnees-ouvertes/index.html").read_text("utf-8")
    (snippet,) = re.findall(r"&lt;iframe .*?&lt;/iframe&gt;", text)
    first = CATALOG.categories[0]
    for path in (f"{first.id}/index.html", f"integrer/{first.id}/index.html"):
        page = (site / path).read_text("utf-8")
        (address,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)">', page)
        answer = json.loads((site / urlsplit(address).path.lstrip("/")).read_text("utf-8"))
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        assert answer["html"] == html.unescape(snippet)
        assert html.unescape(snippet).startswith(f'<iframe src="https://annuaire.example/integrer/{first.id}/"')


def test_hosts_that_are_set_by_hand_have_the_same_policy() -> None:
    guide = (CATALOGUE.parents[2] / "docs/equipe/heberger.md").read_text("utf-8")
    assert guide.count(f'"{FRAMED}"') == 2
