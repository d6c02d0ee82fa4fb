"""The home page and the first screens, whatever an adopter writes and however many categories there are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from test_accessibility import SPILLED, faults

from catalogues import catalogue
from conftest import build, make_project

WRITTEN = {
    "a title alone": "# Réparer\n\n<!-- annuaire:rubriques -->\n",
    "a title alone, and a heading": "# Réparer\n\n## Les rubriques\n\n<!-- annuaire:rubriques -->\n",
    "a plain paragraph": "# Réparer\n\nDes outils et des adresses.\n\n<!-- annuaire:recherche -->\n\n## Les rubriques\n\n<!-- annuaire:rubriques -->\n",
    "search before the words": "# Réparer\n\n<!-- annuaire:recherche -->\n\nDes mots.\n\n<!-- annuaire:rubriques -->\n",
    "a long title": f"# {'Un très long titre qui ne finit pas ' * 5}\n\n<!-- annuaire:recherche -->\n\n<!-- annuaire:rubriques -->\n",
    "a list and a picture": "# Réparer\n\n- un\n- deux\n\n![Un velo](assets/favicon.svg)\n\n<!-- annuaire:recherche -->\n\n## Rubriques\n\n<!-- annuaire:rubriques -->\n",
    "no title": "Des mots seulement.\n\n<!-- annuaire:rubriques -->\n",
}
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".contenu > *, .chercher > *, .recherche > *, .rubriques > li")].filter((node) => node.checkVisibility() && node.getBoundingClientRect().height > 1);
  return boxes.flatMap((one, rank) => boxes.slice(rank + 1).filter((other) => {
    if (one.contains(other) || other.contains(one)) return false;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  }).map((other) => [one.outerHTML.slice(0, 60), other.outerHTML.slice(0, 60)]));
}"""
ROWS = """() => {
  const tiles = [...document.querySelectorAll(".rubriques > li")].map((tile) => tile.getBoundingClientRect());
  const rows = Object.values(Object.groupBy(tiles, ({ top }) => Math.round(top)));
  return rows.map((row) => [row.length, Math.round(row.at(-1).right - row[0].left)]);
}"""


def bare(count: int, icon: str = "") -> str:
    titles = "".join(f"  - {{id: r{n}, title: La rubrique numéro {n}{icon}}}\n" for n in range(1, count + 1))
    return f"categories:\n{titles}resources:\n  - {{title: Une ressource, category: r1}}\n"


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_nothing_overlaps_whatever_is_written(
    tmp_path: Path, serve: Callable[[Path], str], browser: Browser, written: str
) -> None:
    project = make_project(tmp_path / "projet", bare(5))
    (project / "docs/index.md").write_text(written, encoding="utf-8")
    page = browser.new_page()
    base = serve(build(project))
    for width in (320, 360, 640, 900, 1152, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(base)
        assert page.evaluate(OVERLAPS) == [], width
        assert page.evaluate(SPILLED) == [], width
        assert page.locator("form[role=search]:visible").count() == 1, width
    if "très long" not in written and "![" not in written:
        page.set_viewport_size({"width": 360, "height": 740})
        tile = page.locator(".rubriques > li").first.bounding_box()
        assert tile
        assert tile["y"] + tile["height"] <= 740
    found = [fault for fault in faults(page, "light", "dark") if written.startswith("#") or "heading" not in fault[0]]
    assert found == []
    page.close()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 40])
def test_no_tile_is_alone_in_its_row(
    tmp_path: Path, serve: Callable[[Path], str], browser: Browser, count: int
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    base = serve(build(make_project(tmp_path / "projet", bare(count, ", icon: material/gauge" if count % 2 else ""))))
    page.goto(base)
    rows = page.evaluate(ROWS)
    assert sum(tiles for tiles, _ in rows) == count
    assert count == 1 or min(tiles for tiles, _ in rows) >= 2
    assert max(width for _, width in rows) - min(width for _, width in rows) <= 2  # each row is full
    page.set_viewport_size({"width": 800, "height": 800})
    assert len({width for _, width in page.evaluate(ROWS)}) == 1
    page.close()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_project(tmp_path_factory.mktemp("grown"), catalogue(300, categories=40)))


WHOLE = """() => [...document.querySelectorAll("article")].filter((card) => card.getBoundingClientRect().bottom <= innerHeight).length"""


@pytest.mark.parametrize(("width", "height", "least"), [(360, 740, 2), (1280, 800, 3)])
def test_whole_cards_on_the_first_screen(
    site: Path, serve: Callable[[Path], str], browser: Browser, width: int, height: int, least: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    for name in ("comparer", "comprendre", "mesurer", "se-former", "acteurs"):
        page.goto(serve(site) + f"{name}/")
        assert page.evaluate(WHOLE) >= least, name
    page.close()


STOPS = """() => {
  const reachable = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((node) => node.checkVisibility());
  return reachable.findIndex((node) => node.closest("article, .rubriques")) - 1;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_few_stops_before_the_first_card(
    site: Path, grown: Path, serve: Callable[[Path], str], browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740})
    for folder in (site, grown):
        category = next(
            path.parent.name for path in folder.glob("*/index.html") if "data-rubrique" in path.read_text("utf-8")
        )
        for name in ("", f"{category}/"):
            page.goto(serve(folder) + name)
            assert 0 < page.evaluate(STOPS) <= 8, (name, width)
    page.close()


def test_a_long_menu_shows_that_it_goes_on(grown: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(serve(grown))
    page.get_by_role("button", name="Menu", exact=True).click()
    menu = page.locator("#_menu")
    assert menu.get_by_role("link").count() >= 44
    assert menu.evaluate(
        "node => node.scrollHeight > node.clientHeight && getComputedStyle(node).backgroundImage.includes('gradient')"
    )
    assert faults(page) == []
    page.close()
