"""The page of the search in a real Chromium: results first, filters that stay still, labels, what is announced and kept."""

import csv
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from annuaire.catalog.load import load_catalog
from conftest import CATALOGUE, ROOT, build, make_project, silent_page
from searching import search, settled, shown, status, visit

sys.path.append(str(ROOT / "tests/bench"))
from catalogues import catalogue

CATALOG = load_catalog(CATALOGUE)
SCREENS = [(360, 740), (1280, 800)]


@pytest.fixture(scope="module")
def sites(site: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> dict[int, str]:
    """The addresses of directories of 21 and of 300 resources."""
    return {
        21: serve(site),
        300: serve(build(make_project(tmp_path_factory.mktemp("grand") / "projet", catalogue(300)))),
    }


@pytest.fixture(params=SCREENS, ids=["phone", "laptop"])
def page(request: pytest.FixtureRequest, sites: dict[int, str], browser: Browser) -> Iterator[Page]:
    width, height = request.param
    size = {"width": width, "height": height}
    with silent_page(browser, viewport=size, base_url=sites[21], has_touch=width < 600) as opened:
        yield opened


def open_filters(page: Page) -> None:
    page.locator(".filtres").evaluate("panel => (panel.open = true)")


def top(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("node => node.getBoundingClientRect().top")


# ---- Results first


@pytest.mark.parametrize("count", [21, 300])
def test_the_first_card_begins_in_the_first_half_of_the_screen(page: Page, sites: dict[int, str], count: int) -> None:
    height = page.viewport_size["height"]  # type: ignore[index]
    for query in ("ia", "gudie", "guide", "charte podcasst"):
        assert visit(page, sites[count], q=query), query
        assert top(page, ".resultats article") <= height / 2, query
    visit(page, sites[count])
    assert top(page, ".resultats article") <= height / 2
    page.goto(sites[count])
    for submit in (False, True):
        assert search(page, "guide", submit)
        assert 0 <= top(page, ".bilan") < top(page, ".resultats article") <= height / 2
    assert not page.locator("main .chapo").is_visible()
    assert page.evaluate("document.activeElement.matches('.bilan')")


def test_a_long_name_covers_no_card_and_a_card_keeps_its_controls_together(page: Page) -> None:
    visit(page)
    page.locator(".resultats .choisir").first.wait_for()
    page.evaluate(
        "for (const name of document.querySelectorAll('.rubrique a, .bas ul a')) name.textContent = 'Un nom long '.repeat(6)"
    )
    gaps, apart = page.eval_on_selector_all(
        ".resultats article",
        """cards => {
          const box = (card, part) => card.querySelector(part).getBoundingClientRect();
          return [
            cards.slice(1).map((card, at) => box(card, ".rubrique").top - cards[at].getBoundingClientRect().bottom),
            cards.map((card) => Math.abs(box(card, ".bas summary").top - box(card, ".choisir").top)),
          ];
        }""",
    )
    assert (min(gaps) > 0, max(apart) < 4) == (True, True), (gaps, apart)


def test_filters_stand_beside_the_results_or_folded(page: Page) -> None:
    visit(page, q="ia")
    wide = page.viewport_size["width"] > 1000  # type: ignore[index]
    assert page.locator(".filtres label").first.is_visible() == wide
    panel, cards = page.locator(".filtres").bounding_box(), page.locator(".cartes").bounding_box()
    assert panel is not None
    assert cards is not None
    assert (panel["x"] + panel["width"] <= cards["x"]) == wide


@pytest.mark.parametrize("query", ["guide", "santé"])
def test_nothing_is_said_before_it_is_known(page: Page, query: str) -> None:
    """On a slow network, « Recherche… » after 300 ms, and no help about an empty result until it is one."""

    def wait(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    page.add_init_script(
        "window.seen = []; new MutationObserver(() => { const shown = [document.querySelector('.bilan')?.textContent ?? '',"
        " document.querySelector('.rien')?.checkVisibility() ?? false, document.title];"
        " if (`${shown}` !== `${window.seen.at(-1)}`) window.seen.push(shown); })"
        ".observe(document, { childList: true, subtree: true, characterData: true, attributes: true })"
    )
    page.route("**/*.json", wait)
    page.goto(f"recherche/?q={query}")
    settled(page, query)
    seen = page.evaluate("seen")
    page.unroute("**/*.json")
    assert "Recherche…" in [said for said, _, _ in seen]
    assert seen[-1][1] == (query == "santé")
    known = next(at for at, (said, _, _) in enumerate(seen) if said.startswith(("Aucun", "1 ")))
    assert not any(helped for _, helped, _ in seen[:known])


def test_a_broken_index_is_said_and_the_next_key_tries_again(page: Page) -> None:
    page.goto("./", wait_until="networkidle")
    field = page.locator("form[role=search] input:visible").last
    for body in ("{", "<p>Rien", "{}", "null"):
        page.route("**/index.json", lambda route, _, body=body: route.fulfill(body=body))
        field.fill("")
        field.fill("cnil")
        page.locator(".bilan", has_text="La recherche ne répond pas").wait_for()
        page.locator(".rubriques").wait_for()  # the page’s own text stays
        page.unroute("**/index.json")
        page.goto("./?", wait_until="networkidle")
    page.route("**/index.json", lambda route: route.abort())
    field.fill("cnil")
    page.locator(".bilan", has_text="La recherche ne répond pas").wait_for()
    page.unroute("**/index.json")
    assert search(page, "cnil ") == ["fiches-pratiques-ia"]


# ---- Filters


def test_filters_keep_their_order_and_their_place(page: Page) -> None:
    visit(page, q="ia")
    open_filters(page)
    read = "labels => labels.map((label) => [label.querySelector('input').value, label.getBoundingClientRect().top + scrollY])"
    for name in ("CNIL", "ADEME", "environnement"):
        box = page.get_by_role("checkbox", name=re.compile(f"^{name}"))
        before = page.eval_on_selector_all(".filtres label", read)
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        box.check()
        page.locator(".choisis button", has_text=name).wait_for()
        after = page.eval_on_selector_all(".filtres label", read)
        assert [value for value, _ in after] == [value for value, _ in before]
        shift = {round(new - old) for (_, old), (_, new) in zip(before, after, strict=True)}
        assert len(shift) == 1
        page.wait_for_function("() => document.querySelector('.resultats').ariaBusy === 'false'")
        assert box.bounding_box() == pytest.approx(at, abs=1)  # the next press finds its own value, not a neighbour
        assert box.evaluate("box => box === document.activeElement")


def test_every_value_can_be_reached_in_place(page: Page, sites: dict[int, str]) -> None:
    visit(page)
    open_filters(page)
    formats = page.locator("fieldset", has=page.locator("legend", has_text=re.compile("^Format$")))
    assert formats.locator("label").count() == 12
    formats.get_by_role("button", name="Afficher les 5 autres").click()
    assert formats.locator("label").count() == 17
    assert formats.locator("label input").nth(12).evaluate("box => box === document.activeElement")
    formats.get_by_role("checkbox", name=re.compile("^Accompagnement")).check()
    page.locator(".choisis button", has_text="Accompagnement").wait_for()
    assert set(shown(page)) == {known.slug for known in CATALOG.resources if known.format == "accompagnement"}
    visit(page, sites[300])
    open_filters(page)
    publishers = page.locator("fieldset", has=page.locator("legend", has_text="Éditeur"))
    assert publishers.locator("label").count() == 12
    publishers.get_by_role("searchbox").fill("COOPERATIVE")
    names = publishers.locator("label").all_text_contents()
    assert names
    assert all(name.strip().startswith("Coopérative") for name in names)
    publishers.locator("label input").last.check()
    page.locator(".choisis button", has_text="Coopérative").wait_for()
    assert publishers.locator("label").count() == len(names)


def test_clearing_everything_leaves_everything(page: Page) -> None:
    visit(page)
    assert page.get_by_role("button", name="Tout effacer").count() == 0
    visit(page, q="ia", format="guide")
    page.get_by_role("button", name="Tout effacer").click()
    page.wait_for_function("() => document.querySelector('.bilan').textContent === '21 ressources'")
    settled(page)
    assert len(shown(page)) == 8
    assert page.get_by_role("button", name="Tout effacer").count() == 0
    assert page.evaluate("document.activeElement.matches('summary') && document.activeElement.checkVisibility()")
    assert top(page, ".resultats article") < page.viewport_size["height"] / 2  # type: ignore[index]
    assert page.url.endswith("/recherche/")
    page.goto("comparer/?q=ia")
    settled(page, "ia")
    page.get_by_role("button", name="Tout effacer").click()
    page.locator("#framamia").wait_for()


def test_the_header_looks_everywhere_its_own_category_first(page: Page) -> None:
    page.goto("comparer/")
    found = search(page, "ia", submit=True)
    assert set(found[:3]) == {"ia-en-perspective", "framamia", "comparia"}
    assert len(found) == 8
    assert status(page) == "15 ressources pour « ia » – dont 3 dans cette rubrique"
    search(page, "cnil", submit=True)
    assert status(page) == "1 ressource pour « cnil » – dont aucune dans cette rubrique"
    search(page, "framasoft", submit=True)
    assert status(page) == "1 ressource pour « framasoft » – dont 1 dans cette rubrique"


def test_filters_have_the_counts_of_the_search(page: Page) -> None:
    visit(page, etiquette="ess")
    open_filters(page)
    kept = [known for known in CATALOG.resources if "ESS" in known.tags]
    assert shown(page) == [known.slug for known in kept]
    counts = page.locator(".filtres label", has=page.locator("input[value=acteurs]"))
    assert counts.locator(".nombre").text_content() == "1"
    # Of the filter itself, each value tells what it would add.
    other = page.locator(".filtres label", has=page.locator("input[value=environnement]"))
    assert other.locator(".nombre").text_content() == str(sum("environnement" in k.tags for k in CATALOG.resources))
    assert visit(page, contact="oui") == [known.slug for known in CATALOG.resources if known.contacts]


def test_an_address_may_ask_every_filter(site: Path, page: Page) -> None:
    page.goto("./")
    names = page.locator("form[data-filters]").get_attribute("data-filters")
    index = json.loads(next((site / "recherche").glob("*/filtres.json")).read_text(encoding="utf-8"))
    assert (names or "").split() == [name for name, _, _ in index["filters"]]


def test_everything_is_in_the_address(page: Page) -> None:
    visit(page, q="ia")
    open_filters(page)
    page.get_by_role("checkbox", name="Data for Good").check()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    assert page.url.endswith("/?q=ia&editeur=data-for-good")
    page.get_by_role("checkbox", name="Jeu de cartes").check()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('1 ')")
    shared = page.url
    assert shared.endswith("/?q=ia&editeur=data-for-good&format=jeu")
    page.go_back()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    page.go_forward()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('1 ')")
    other = page.context.new_page()
    other.goto(f"{shared}&format=inconnu&editeur=&autre=1")
    settled(other, "ia")
    assert shown(other) == shown(page) == ["la-bataille-de-l-ia"]
    other.get_by_role("button", name=re.compile("Retirer le filtre Format")).click()
    other.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    assert other.evaluate("document.activeElement.matches('summary')")
    other.close()


def test_the_address_waits_for_a_pause_of_typing(page: Page) -> None:
    """Browsers limit how often it changes (100 times in 30 s for Safari), and draw the page's icon again each time."""
    page.goto("./", wait_until="networkidle")
    search(page, "f")
    page.evaluate(
        "() => { window.changes = []; for (const name of ['pushState', 'replaceState']) {"
        " const own = history[name]; history[name] = function (...given) { changes.push(name); own.apply(this, given); }; } }"
    )
    page.locator("form[role=search] input:visible").last.press_sequentially("ramamia", delay=40)
    page.wait_for_url("**/?q=framamia")
    assert len(page.evaluate("changes")) < 4
    page.keyboard.type(" cnil")
    page.reload()
    settled(page, "framamia")


# ---- Labels


def test_labels_lead_to_their_siblings(page: Page) -> None:
    page.goto("se-former/")
    for name, label in (("etiquette", "ESS"), ("format", "Jeu de cartes"), ("editeur", "Latitudes")):
        page.goto("se-former/")
        page.locator("#la-bataille-de-l-ia").get_by_role("link", name=label, exact=True).click()
        settled(page)
        assert f"/recherche/?{name}=" in page.url
        wanted = {
            "etiquette": [known.slug for known in CATALOG.resources if label in known.tags],
            "format": [known.slug for known in CATALOG.resources if known.format == "jeu"],
            "editeur": [known.slug for known in CATALOG.resources if label in known.publishers],
        }[name]
        assert shown(page) == wanted
    page.locator(".resultats article").first.get_by_role("link", name="Data for Good").click()
    page.wait_for_url("**/recherche/?editeur=data-for-good")
    page.goto("index-des-noms/")
    page.locator("main h2").get_by_role("link", name="Data for Good").click()
    settled(page, "Data for Good")
    assert set(shown(page)) == {"livre-blanc-les-grands-defis-de-l-ia-generative", "la-bataille-de-l-ia"}


MANY = """categories: [{id: a, title: A}]
formats: [{id: f, title: Un format}]
resources:
  - title: Guide des espaces naturels
    category: a
    format: f
    tags: [été]
    publisher: [Agence Exemple, "Direction du logement, de la nature", "Centre d'études, de la ville", Quatre, Cinq]
""" + "".join(f"  - {{title: Autre {n}, category: a, format: f, publisher: Quatre}}\n" for n in range(150))


def test_labels_lead_to_the_index_without_javascript(
    tmp_path: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    base = serve(build(make_project(tmp_path / "projet", MANY)))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}a/")
    card = page.locator("#guide-des-espaces-naturels")
    assert card.locator(".source > b > a").all_text_contents() == [
        "Agence Exemple", "Direction du logement, de la nature", "Centre d’études, de la ville",
    ]  # fmt: skip
    assert " · " in (card.locator(".source").text_content() or "")
    card.get_by_text("et 2 autres").click()
    assert card.get_by_role("link", name="Quatre").is_visible()
    for address in ("a/", "a/2/"):
        page.goto(base + address)
        for label in page.locator("article").last.locator(".source a, .bas ul a").all():
            name, href = label.text_content(), label.evaluate("link => link.href")
            other = context.new_page()
            other.goto(href)
            assert other.locator("h2:target").text_content() == name
            other.close()
    context.close()


# ---- The page keeps up


def test_title_heading_and_count_follow(page: Page) -> None:
    page.goto("./")
    own = page.title()
    search(page, "guide")
    assert page.locator("h1").text_content() == "Recherche\u00a0: «\u00a0guide\u00a0»"
    site = page.locator(".nom").text_content()
    assert page.title() == f"Recherche\u00a0: «\u00a0guide\u00a0» – 1 ressource – {site}"
    page.locator("form[role=search] input:visible").last.fill("")
    page.locator(".chapo").wait_for()
    assert page.title() == own
    assert page.locator("h1").text_content() == "Des ressources pour une IA responsable"
    visit(page, format="guide", etiquette="ess")
    assert page.locator("h1").text_content() == "Recherche\u00a0: Guide, ESS"


def test_one_announcement_a_pause(page: Page) -> None:
    page.goto("recherche/", wait_until="networkidle")
    settled(page)
    page.wait_for_timeout(800)
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(document.querySelector('.resultats ~ [role=status]').textContent))"
        ".observe(document.querySelector('.resultats ~ [role=status]'), { childList: true, characterData: true, subtree: true })"
    )
    page.locator("form[role=search] input:visible").last.press_sequentially("framamia", delay=60)
    page.wait_for_timeout(1_200)
    assert page.evaluate("heard") == ["1 ressource pour «\u00a0framamia\u00a0»"]
    assert page.locator("[aria-live]:not([role=status]), [role=alert]").count() == 0


def test_more_cards_are_announced_and_focused(page: Page, sites: dict[int, str]) -> None:
    visit(page, sites[300], q="guide")
    page.get_by_role("button", name="Afficher la suite").click()
    page.wait_for_function("() => document.querySelectorAll('.resultats article').length === 16")
    ninth = "document.querySelectorAll('.resultats article')[8].querySelector('h2')"
    assert page.evaluate(f"{ninth}.contains(document.activeElement)")
    page.get_by_role("status").filter(has_text="16 ressources sur 40").wait_for()


def test_a_reload_and_back_restore_the_cards_and_the_place(page: Page, sites: dict[int, str]) -> None:
    visit(page, sites[300], q="guide")
    for count in (16, 32):  # as many again each time
        page.get_by_role("button", name="Afficher la suite").click()
        page.wait_for_function(f"() => document.querySelectorAll('.resultats article').length === {count}")
    listed = shown(page)
    page.evaluate("scrollTo(0, 3000)")
    # A reload within the frame of a scroll is no visitor's: the browser may not hear what a leaving page writes.
    page.wait_for_function("() => history.state.y === 3000")

    def restored() -> None:
        settled(page, "guide")
        assert shown(page) == listed
        assert abs(page.evaluate("scrollY") - 3000) < 5

    page.reload()
    restored()
    page.goto(f"{sites[300]}a-propos/")
    page.go_back()
    restored()
    page.locator(".filtres label input").first.evaluate("box => box.click()")
    page.locator(".choisis button", has_text="✕").wait_for()
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.resultats article').length === 32")
    restored()


def test_no_key_alone_is_a_shortcut(page: Page) -> None:
    page.goto("./", wait_until="networkidle")
    for key in "/abcdefghijklmnopqrstuvwxyz?.,0123456789":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")


def test_escape_gives_the_page_back(page: Page) -> None:
    page.goto("./")
    search(page, "cnil")
    assert page.locator(".rubriques").is_hidden()
    page.keyboard.press("Escape")
    page.locator(".rubriques").wait_for()
    assert page.evaluate("document.activeElement.value") == ""


def test_results_print_without_the_filters(page: Page) -> None:
    visit(page, q="ia", format="guide")
    page.emulate_media(media="print")
    for selector in (".filtres", ".choisis button", ".encore", ".exporter", "form"):
        assert not any(node.is_visible() for node in page.locator(selector).all()), selector
    assert page.locator(".resultats article").first.is_visible()
    assert page.locator(".bilan").is_visible()
    assert page.locator(".reste").is_hidden()
    # What is printed is what has been shown: it says so.
    visit(page, q="ia")
    assert page.locator(".bilan").text_content() == "15 ressources pour «\u00a0ia\u00a0»"
    assert page.locator(".reste").is_visible()
    assert page.locator(".reste").text_content() == "8 ressources sur 15"


# ---- The rest


def test_no_result_helps(page: Page) -> None:
    page.goto("./")
    assert search(page, "xylophone <b>") == []
    assert status(page) == "Aucun résultat pour « xylophone <b> »."
    told = page.locator(".rien")
    told.get_by_role("link", name="Comparer et choisir ses outils").wait_for()
    propose = told.get_by_role("link", name="Proposer cette ressource")
    assert (propose.get_attribute("href") or "").endswith("proposer/?titre=xylophone+%3Cb%3E")
    visit(page, q="bataxxle")
    told.get_by_role("link", name="bataille", exact=True).click()
    settled(page, "bataille")
    assert shown(page) == ["la-bataille-de-l-ia"]


def test_what_matched_is_marked_with_its_accents(page: Page) -> None:
    page.goto("./")
    search(page, "ecologiques generative")
    first = page.locator(".resultats article").first
    assert {"écologiques", "générative"} <= set(first.locator("mark").all_text_contents())
    search(page, "guidasso")
    assert page.locator(".resultats h2 mark").all_text_contents()[:2] == ["Guid", "ASSO"]
    visit(page, q="arcep")
    assert page.locator(".resultats mark", has_text="ARCEP").is_visible()  # among the publishers that are folded


def test_the_cards_are_the_same(page: Page) -> None:
    def plain(selector: str) -> str:
        read = "card => { const copy = card.cloneNode(true); copy.removeAttribute('id'); copy.className = 'carte'; copy.querySelector('.rubrique')?.remove(); for (const mark of copy.querySelectorAll('mark')) mark.replaceWith(mark.textContent); for (const each of copy.querySelectorAll('[href]')) each.href = each.href; copy.normalize(); return copy.outerHTML; }"
        return page.eval_on_selector(selector, read)

    page.goto("se-former/")
    own = plain("#programme-ia-for-good")
    page.goto("./")
    search(page, "ia for good")
    assert plain(".resultats article") == own
    category = page.locator(".resultats article .rubrique a").first
    assert category.inner_text() == "Se former et sensibiliser ses équipes"
    assert f"{category.get_attribute('href')}".endswith("/se-former/")


def test_nothing_is_loaded_before_the_field_is_touched(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("comparer/", wait_until="networkidle")
    assert len([url for url in asked if url.endswith(".js")]) == 1
    assert not any("recherche" in url for url in asked)
    assert search(page, "framamia") == ["framamia"]
    assert any("/index.json" in url for url in asked)


def test_the_selection_is_exported(page: Page) -> None:
    wanted = visit(page, etiquette="ess", q="ia")
    files = {}
    for kind in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Exporter ces ressources en {kind}").click()
        files[kind] = Path(download.value.path()).read_bytes()
    assert files["CSV"].startswith("\ufefftitle;".encode())
    rows = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["id"] for row in rows] == wanted
    document = json.loads(files["JSON"])
    assert [entry["id"] for entry in document["resources"]] == wanted
    assert document["license"]["title"] == "CC BY-SA 4.0"


def test_without_javascript_the_form_leads_to_the_whole_list(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=serve(site))
    page = context.new_page()
    page.goto("a-propos/")
    field = page.locator("form[role=search] input").first
    field.fill("cnil")
    field.press("Enter")
    page.wait_for_url("**/recherche/?q=cnil")
    assert page.locator("main li a").count() == len(CATALOG.resources)
    assert page.get_by_text("demandent JavaScript").is_visible()
    context.close()


def test_hostile_text_stays_text_in_the_results(tmp_path: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    text = "<img src=x onerror=alert(1)>"
    catalog = f"categories:\n  - id: a\n    title: '{text} A'\nformats:\n  - id: f\n    title: '{text} F'\nsynonyms: [['{text} s', titre]]\nresources:\n"
    catalog += f"  - title: '{text} titre'\n    category: a\n    format: f\n    publisher: '{text} qui'\n    tags: ['{text}']\n"
    page = browser.new_context(bypass_csp=True).new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    base = serve(build(make_project(tmp_path / "projet", catalog)))
    for query in (
        "?q=titre",
        "?editeur=img-src-x-onerror-alert-1-qui",
        "?q=%3Cimg%20src=x%20onerror=alert(1)%3E&format=f",
        "?q=%3Cimg%20src=x%20onerror=alert(1)%3E%20s",
    ):
        page.goto(base + query)
        settled(page)
        open_filters(page)
        assert page.locator(".resultats img").count() == 0
        assert page.locator(".resultats article").count() == 1
    assert heard == []
    page.context.close()


TASKS = [
    ("un jeu pour animer un atelier", {"la-bataille-de-l-ia"}),
    ("qui appeler dans le Nord", {"guid-asso", "ia-sso-hdf"}),
    ("une formation gratuite", {"mooc-numerique-responsable"}),
    ("le RGPD", {"fiches-pratiques-ia"}),
    ("une vidéo", {"programme-ia-for-good", "podcast-parlez-moi-d-ia"}),
    ("je suis débutant", {"framamia"}),
    ("comparer ChatGPT", {"comparia"}),
    ("calculer mon empreinte carbone", {"calculatrice-myimpact"}),
    ("écrire une charte", {"charte-ia-generative-du-ministere-de-la-culture"}),
    ("se faire accompagner gratuitement", {"dispositif-local-d-accompagnement"}),
    ("impact écologique de l'IA", {"comprendre-les-impacts-ecologiques-de-l-ia-generative"}),
    ("faire un bilan numérique de mon association", {"diagnostic-numerique-pour-les-associations"}),
]


@pytest.mark.parametrize(("words", "wanted"), TASKS, ids=range(len(TASKS)))
def test_a_visitor_finds_in_one_search_and_one_scroll(page: Page, words: str, wanted: set[str]) -> None:
    page.goto("./")
    search(page, words, submit=True)
    page.mouse.wheel(0, page.viewport_size["height"])  # type: ignore[index]
    page.wait_for_timeout(150)
    # What has been on the screen, before or after one scroll of a screen.
    seen = page.eval_on_selector_all(
        ".resultats article",
        "cards => cards.filter((card) => card.querySelector('h2').getBoundingClientRect().bottom <= innerHeight)"
        ".map((card) => new URL((({ value, href }) => value || href)(card.querySelector('.copier'))).hash.slice(1))",
    )
    assert wanted & set(seen), (status(page), seen)
