"""A list that travels: chosen from the cards, kept by its address, sent, ordered, exported, printed; in Chromium."""

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from annuaire.catalog.load import load_catalog
from annuaire.text import typographic
from conftest import CATALOGUE, build, make_project
from searching import visit
from smoke import faults

KNOWN = {resource.slug: resource for resource in load_catalog(CATALOGUE).resources}
FIVE = [slug for slug, known in KNOWN.items() if known.url][3:13:2]


@pytest.fixture
def page(site: Path, serve: Callable[[Path], str], browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=serve(site), accept_downloads=True, viewport={"width": 360, "height": 740}, has_touch=True
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    heard: list[str] = []
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("console", lambda message: heard.append(message.text))
    yield opened
    context.close()
    assert heard == []


def listed(page: Page, count: int | None = None) -> list[str]:
    """Return the titles of the list, once it has so many."""
    if count is not None:
        page.wait_for_function(f"() => document.querySelectorAll('.resultats article').length === {count}")
    return page.locator(".resultats article h2").all_text_contents()


def titles(slugs: list[str]) -> list[str]:
    return [typographic(KNOWN[slug].title) for slug in slugs]


def add(page: Page, slug: str) -> None:
    page.locator(f"article#{slug} .choisir").click()
    page.locator(f"article#{slug} .choisir", has_text="Retirer de ma sélection").wait_for()


def open_list(page: Page, slugs: list[str], more: str = "") -> None:
    page.goto(f"selection/?fiches={','.join(slugs)}{more}")
    page.locator(".bilan", has_text="ressource").wait_for()


def test_a_trainer_prepares_a_workshop_from_a_phone(page: Page) -> None:
    for slug in FIVE:
        page.goto(f"{KNOWN[slug].category}/")
        add(page, slug)
    page.get_by_role("complementary", name="Ma sélection").get_by_role("link", name="Ma sélection (5)").click()
    assert listed(page, 5) == titles(FIVE)
    assert parse_qs(urlsplit(page.url).query) == {"fiches": [",".join(FIVE)]}
    page.get_by_label("Titre de la liste").fill("Atelier de jeudi")
    page.get_by_role("heading", name="Atelier de jeudi", level=1).wait_for()
    assert parse_qs(urlsplit(page.url).query)["titre"] == ["Atelier de jeudi"]
    mail = parse_qs(urlsplit(page.get_by_role("link", name="Envoyer par courriel").get_attribute("href") or "").query)
    assert mail["subject"] == ["Atelier de jeudi"]
    assert page.url in mail["body"][0]
    assert all(title in mail["body"][0] for title in titles(FIVE))
    page.reload()
    assert listed(page, 5) == titles(FIVE)
    assert page.locator("h1").text_content() == "Atelier de jeudi"


def test_nothing_is_asked_nor_kept_before_a_choice(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("comparer/", wait_until="networkidle")
    assert not [url for url in asked if "selection" in url]
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]
    add(page, "framamia")
    assert "Gardée dans cet onglet" in (page.get_by_role("complementary", name="Ma sélection").text_content() or "")
    page.locator("article#framamia .choisir").click()
    page.locator(".barre").wait_for(state="hidden")
    assert page.evaluate("[sessionStorage.getItem('selection'), localStorage.length, document.cookie]") == ["", 0, ""]


def test_going_back_finds_the_list_as_it_is_now(page: Page) -> None:
    page.goto("comparer/")
    add(page, "framamia")
    add(page, "comparia")
    page.get_by_role("link", name="Ma sélection (2)").click()
    assert listed(page, 2) == titles(["framamia", "comparia"])
    page.locator(".resultats .choisir").first.click()
    assert listed(page, 1) == titles(["comparia"])
    page.go_back()
    page.get_by_role("link", name="Ma sélection (1)").wait_for()
    page.locator("article#framamia .choisir", has_text="Ajouter à ma sélection").click()
    page.get_by_role("link", name="Ma sélection (2)").click()
    assert listed(page, 2) == titles(["comparia", "framamia"])


OTHERS = ["calculatrice-myimpact", "comparia"]


@pytest.fixture
def receiving(page: Page) -> Page:
    """Someone who has two resources in their own list follows the address of another one."""
    page.goto("comparer/")
    add(page, "framamia")
    add(page, "comparia")
    open_list(page, OTHERS, "&titre=Jeudi")
    return page


def test_a_list_that_is_received_leaves_ones_own_as_it_is(receiving: Page) -> None:
    page = receiving
    kept = page.evaluate("sessionStorage.getItem('selection')")
    page.get_by_role("button", name="Descendre").first.click()
    assert listed(page, 2) == titles(OTHERS[::-1])
    page.get_by_label("Titre de la liste").fill("Vendredi")
    page.locator(".resultats .choisir").first.click()
    assert listed(page, 1) == titles(OTHERS[:1])
    assert parse_qs(urlsplit(page.url).query) == {"fiches": OTHERS[:1], "titre": ["Vendredi"]}
    assert page.evaluate("sessionStorage.getItem('selection')") == kept
    assert not page.get_by_role("button", name="Tout retirer").is_visible()
    page.get_by_role("link", name="Ma sélection (2)").click()
    assert listed(page, 2) == titles(["framamia", "comparia"])
    assert page.locator("h1").text_content() == "Ma sélection"
    assert not page.get_by_role("complementary", name="Ma sélection").is_visible()


def test_a_list_that_is_received_joins_ones_own_when_asked(receiving: Page) -> None:
    page = receiving
    page.get_by_role("button", name="Tout ajouter à ma sélection").press("Enter")
    assert listed(page, 3) == titles(["framamia", "comparia", OTHERS[0]])
    page.wait_for_function("() => document.activeElement.matches('.bilan')")
    assert parse_qs(urlsplit(page.url).query) == {
        "fiches": [",".join(["framamia", "comparia", OTHERS[0]])],
        "titre": ["Jeudi"],
    }
    page.goto("comparer/")
    page.get_by_role("link", name="Ma sélection (3)").wait_for()


def test_ones_own_list_is_emptied_at_once(page: Page) -> None:
    page.goto("comparer/")
    add(page, "framamia")
    page.get_by_role("link", name="Ma sélection (1)").click()
    page.get_by_label("Titre de la liste").fill("Jeudi")
    page.get_by_role("button", name="Tout retirer").press("Enter")
    page.locator(".bilan", has_text="0 ressource").wait_for()
    page.wait_for_function("() => document.activeElement.matches('.bilan')")  # which is read from there
    assert page.locator("h1").text_content() == "Ma sélection"
    assert not page.locator(".selection").is_visible()
    assert page.evaluate("sessionStorage.getItem('selection')") == ""
    page.goto("comparer/")
    assert page.get_by_role("button", name="Ajouter à ma sélection").count() == page.locator("article.carte").count()


def test_going_back_to_ones_own_list_finds_what_was_added_since(page: Page) -> None:
    page.goto("comparer/")
    add(page, "framamia")
    page.get_by_role("link", name="Ma sélection (1)").click()
    listed(page, 1)
    page.goto("comparer/")
    add(page, "comparia")
    page.go_back()
    assert listed(page, 2) == titles(["framamia", "comparia"])
    assert page.get_by_role("button", name="Tout retirer").is_visible()


def test_what_is_not_found_stays_in_a_list_that_is_ordered(page: Page) -> None:
    open_list(page, ["nulle-part", *OTHERS])
    page.get_by_role("button", name="Descendre").first.click()
    page.wait_for_function("slug => location.search.includes(`fiches=${slug}`)", arg=OTHERS[1])
    assert sorted(parse_qs(urlsplit(page.url).query)["fiches"][0].split(",")) == sorted(["nulle-part", *OTHERS])


@pytest.mark.parametrize("title", ["csv", "json", "vider", "l'IA & vous + 100 % ?", "x" * 149 + "\U0001f600\U0001f600"])
def test_any_title_is_only_a_title(page: Page, title: str) -> None:
    page.goto("comparer/")
    add(page, "framamia")
    page.get_by_role("link", name="Ma sélection (1)").click()
    listed(page, 1)
    page.get_by_label("Titre de la liste").evaluate("(field, text) => { field.value = text; field.oninput(); }", title)
    page.get_by_label("Titre de la liste").click()
    shown = title[:150]
    page.get_by_role("heading", name=shown, level=1, exact=True).wait_for()
    page.reload()
    assert listed(page, 1) == titles(["framamia"])
    assert page.locator("h1").text_content() == shown
    assert page.get_by_role("button", name="Tout retirer").is_visible()


def test_what_the_search_finds_can_be_chosen(page: Page) -> None:
    found = visit(page, q="guide")
    page.locator(".resultats .choisir").first.click()
    page.get_by_role("link", name="Ma sélection (1)").click()
    assert listed(page, 1) == titles(found[:1])
    page.locator("form[role=search] input:visible").last.fill("charte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=charte")


def test_the_keyboard_adds_orders_and_removes(page: Page) -> None:
    page.goto("comparer/")
    page.locator("article#framamia .choisir").focus()
    page.keyboard.press("Enter")
    page.locator("article#framamia .choisir", has_text="Retirer").wait_for()
    assert page.evaluate("document.activeElement.matches('#framamia .choisir')")
    open_list(page, FIVE[:3])
    first, second, third = FIVE[:3]
    name = titles([first])[0]
    page.get_by_role("button", name=f"Descendre : {name}").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("slug => location.search.includes(`fiches=${slug}`)", arg=second)
    assert listed(page, 3) == titles([second, first, third])
    page.wait_for_function("name => document.activeElement.ariaLabel === `Descendre\u00a0: ${name}`", arg=name)
    page.locator(".cache[role=status]", has_text=f"{name} : 2 sur 3").wait_for(state="attached")
    page.keyboard.press("Enter")
    page.wait_for_function("slug => location.search.endsWith(slug)", arg=first)
    # At the end, nothing is below.
    page.wait_for_function("name => document.activeElement.ariaLabel === `Monter\u00a0: ${name}`", arg=name)
    page.locator(".cache[role=status]", has_text=f"{name} : 3 sur 3").wait_for(state="attached")
    assert page.get_by_role("button", name=f"Retirer de la liste : {name}").count() == 1
    page.locator(".resultats .choisir").first.press("Enter")
    assert listed(page, 2) == titles([third, first])
    page.wait_for_function("() => document.activeElement.matches('.bilan')")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_each_state(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("comparer/")
    add(page, "framamia")
    page.locator("#framamia summary").click()
    page.locator("#framamia").evaluate("card => card.scrollIntoView({ block: 'center' })")  # out of the bar
    assert faults(page, "light", "dark") == []
    firsts = {known.category: slug for slug, known in KNOWN.items()}
    open_list(page, list(firsts.values()))  # the tab of each category has its own colour
    page.locator("footer").scroll_into_view_if_needed()
    assert faults(page, "light", "dark") == []
    open_list(page, FIVE, "&titre=Atelier")  # received, with one's own below
    page.locator("footer").scroll_into_view_if_needed()  # no card is half under the bar
    assert faults(page, "light", "dark") == []
    page.get_by_role("button", name="Tout ajouter").click()
    page.locator(".bilan", has_text="6 ressources").wait_for()
    assert faults(page, "light", "dark") == []
    open_list(page, ["nulle-part"])
    assert not page.locator(".selection").is_visible()  # there is nothing to send
    assert faults(page, "light", "dark") == []
    page.evaluate("sessionStorage.clear()")
    page.goto("selection/")
    page.locator(".bilan", has_text="0 ressource").wait_for()
    assert faults(page, "light", "dark") == []


HOSTILE = [
    "<img src=x onerror=pwned=1>",
    '"><svg onload=pwned=1>',
    "__proto__",
    "constructor",
    "../../x",
    "%00",
    "=1+1",
    "%",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_addresses_reach_nothing(page: Page, text: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(
        "selection/?"
        + page.evaluate("text => `${new URLSearchParams({ fiches: `framamia,${text}`, titre: text })}`", text)
    )
    assert listed(page, 1) == titles(["framamia"])
    told = re.sub(r"\s+", " ", page.locator(".bilan").text_content() or "")
    assert f"Introuvable : « {text} »" in told
    assert page.locator("h1").text_content() == text
    assert page.evaluate("typeof pwned") == "undefined"
    assert page.locator("main :is(img, [onerror], [onload])").count() == 0
    base = page.evaluate("location.origin")
    assert all(url.startswith(base) for url in asked)


@pytest.mark.parametrize("kind", ["CSV", "JSON"])
def test_the_list_is_exported_in_its_order(page: Page, kind: str) -> None:
    chosen = FIVE[::-1]
    open_list(page, chosen)
    with page.expect_download() as download:
        page.get_by_role("button", name=kind).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    if kind == "JSON":
        assert [row["id"] for row in json.loads(text)["resources"]] == chosen
    else:
        assert [f";{slug};" in row for slug, row in zip(chosen, text.splitlines()[1:], strict=True)] == [True] * 5


def test_the_list_prints_with_its_addresses_and_codes(page: Page) -> None:
    open_list(page, FIVE, "&titre=Atelier")
    page.wait_for_function("() => document.querySelectorAll('.resultats .code svg').length === 5")
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    texts = [re.sub(r"\s+", "", sheet.extract_text()) for sheet in pdf]
    for slug in FIVE:
        known = KNOWN[slug]
        parts = [re.sub(r"\s+", "", typographic(part)) for part in (known.title, known.description, known.url) if part]
        assert any(all(part in text for part in parts) for text in texts), slug
    assert len(texts) == 1  # five ordinary resources hold on one sheet
    assert "Atelier" in texts[0]
    for part in ("CCBY-SA4.0(https://creativecommons.org/", "Versiondesdonnées"):
        assert part in texts[-1]
    for absent in ("Menu", "Envoyerparcourriel", "Titredelaliste", "Monter", "Filtrer"):
        assert not any(absent in text for text in texts), absent
    page.emulate_media(media="print")
    shots = [Image.open(io.BytesIO(code.screenshot(scale="css"))) for code in page.locator(".resultats .code").all()]
    read = [zxingcpp.read_barcodes(shot.resize((shot.width * 3, shot.height * 3))) for shot in shots]
    assert [[code.text for code in codes] for codes in read] == [[KNOWN[slug].url] for slug in FIVE]


def test_without_script_it_says_so_and_leads_to_the_printed_pages(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(site) + "selection/?fiches=framamia")
    assert page.get_by_text("Une sélection demande JavaScript").is_visible()
    assert page.locator("main a[href^='../imprimer/']").count() == 5
    assert not page.locator(".selection").is_visible()
    context.close()


def test_where_storage_is_refused_the_address_remembers(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('refused', 'SecurityError') } })"
    )
    page.goto("comparer/")
    add(page, "framamia")
    page.get_by_role("link", name="Ma sélection (1)").click()
    assert listed(page, 1) == titles(["framamia"])


def test_a_thousand_identifiers_are_answered_at_once_up_to_a_limit(
    tmp_path: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    entries = "".join(f"  - {{title: Fiche {n}, category: a}}\n" for n in range(2_400))
    site = build(make_project(tmp_path / "p", f"categories:\n  - {{id: a, title: A}}\nresources:\n{entries}"))
    page = browser.new_page(base_url=serve(site))
    page.goto("selection/")
    page.locator(".bilan", has_text="0 ressource").wait_for()
    for count, said in ((10, "10 ressources"), (1_000, "100 ressources sur 1000 : une sélection en tient 100")):
        page.goto("selection/?fiches=" + ",".join(f"fiche-{n * 2}" for n in range(count)))
        began = time.monotonic()
        page.wait_for_function(
            "said => document.querySelector('.bilan')?.textContent.replace(/\\s/g, ' ') === said", arg=said
        )
        assert time.monotonic() - began < 2  # 0.2 s alone; two cores are shared here
    page.close()


def test_a_card_is_sent_with_its_own_address_and_the_directorys(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("comparer/")
    card = page.locator("article#framamia")
    card.locator("summary").click()
    known = KNOWN["framamia"]
    mail = unquote(card.get_by_role("link", name="Envoyer").get_attribute("href") or "")
    assert mail.partition("body=")[2].startswith(typographic(known.title))
    assert known.url in mail
    assert mail.endswith("comparer/#framamia")
    copies = card.locator("button[class^=copier]")
    assert copies.all_text_contents() == ["Copier l’adresse", "Copier le lien de cette fiche"]
    copies.first.click()
    page.get_by_text("Copié").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == known.url


def test_a_search_becomes_a_list_to_send_and_print(page: Page) -> None:
    found = visit(page, q="guide")
    page.get_by_role("button", name="Ouvrir comme une liste").click()
    page.wait_for_url("**/selection/?fiches=*")
    page.locator(".bilan", has_text="ressource").wait_for()
    assert listed(page)[: len(found)] == titles(found)
    assert "« guide »" in re.sub(r"\s", " ", page.locator("h1").text_content() or "")


@pytest.mark.parametrize("path", ["recherche/?q=ia", "comprendre/"])
def test_what_one_sees_prints_whole(page: Page, path: str) -> None:
    page.goto(path)
    if "q=" in path:
        visit(page, q="ia")
    cards = page.locator("article.carte:visible" if "q=" not in path else ".resultats article")
    slugs = cards.evaluate_all(
        "cards => cards.map((card) => new URL(card.querySelector('.copier').href).hash.slice(1))"
    )
    texts = [re.sub(r"\s+", "", sheet.extract_text()) for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    for slug in slugs:
        known = KNOWN[slug]
        parts = [re.sub(r"\s+", "", typographic(part)) for part in (known.title, known.description, known.url) if part]
        assert any(all(part in text for part in parts) for text in texts), slug
    assert "CCBY-SA4.0(https://creativecommons.org/" in texts[-1]
    for absent in ("Menu", "Filtrer", "Exportercette", "Ouvrircomme"):
        assert not any(absent in text for text in texts), absent


def test_a_list_that_begins_with_the_first_resource_has_its_tools(page: Page) -> None:
    open_list(page, [next(iter(KNOWN))])
    assert page.get_by_role("button", name="Copier l’adresse").is_visible()
