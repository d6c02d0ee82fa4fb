"""The form of /proposer/ in Chromium: what it says, cleans, keeps and sends, with and without a forge, an address, a script."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from annuaire.catalog.load import load_catalog
from annuaire.proposals.form import propose, read_form
from conftest import CATALOGUE, build, make_project
from pages.test_accessibility import faults

pytestmark = pytest.mark.xdist_group("proposer")
KNOWN = next(resource for resource in load_catalog(CATALOGUE).resources if resource.url)
SITES = {
    "github": "repo_url: https://github.com/r/a\nedit_uri: edit/main/docs/\nextra: {contact: annuaire@reseau.fr, licence: {name: L, url: 'https://l.fr'}}",
    "gitlab": "repo_url: https://gitlab.com/r/a\nedit_uri: -/edit/main/docs/",
    "forgejo": "repo_url: https://codeberg.org/r/a\nedit_uri: _edit/main/docs/",
    "courriel": "repo_url: ''\nedit_uri: ''\nextra: {contact: annuaire@reseau.fr, licence: {name: L, url: 'https://l.fr'}}",
    "rien": "repo_url: ''\nedit_uri: ''",
}
# Links that leave the page are noted, not followed; what is copied is kept.
SPY = """
window.left = [];
HTMLAnchorElement.prototype.click = function () { window.left.push(this.href); };
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { if (window.refused) throw 0; window.copied = text; } } });
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def site(name: str) -> Path:
        if name not in made:
            made[name] = build(make_project(tmp_path_factory.mktemp(name), settings=SITES[name]))
        return made[name]

    return site


@pytest.fixture
def visit(
    sites: Callable[[str], Path], serve: Callable[[Path], str], browser: Browser
) -> Iterator[Callable[..., Page]]:
    opened = []

    def open_(name: str, query: str = "", **options: object) -> Page:
        context = browser.new_context(viewport={"width": 320, "height": 700}, **options)  # type: ignore[arg-type]
        context.add_init_script(SPY)
        page = context.new_page()
        opened.append(context)
        page.goto(f"{serve(sites(name))}proposer/{query}")
        return page

    yield open_
    for context in opened:
        context.close()


def fill(page: Page, **more: str) -> None:
    page.get_by_label("Titre (obligatoire)").fill(more.get("title", "Un kit “neuf” & co"))
    page.get_by_label("Rubrique (obligatoire)").select_option(index=1)
    page.get_by_label("Adresse", exact=True).first.fill(more.get("url", "www.kit-neuf.fr/?utm_source=x&a=1"))
    page.get_by_label("Description").fill(more.get("description", "Deux phrases.\nSur deux lignes."))


def sent(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    page.wait_for_selector(".suite:not(:empty)")
    return page.evaluate("window.left.at(-1) ?? ''")


def test_by_e_mail_in_the_words_that_the_command_reads(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit("courriel")
    fill(page)
    page.get_by_label("Votre lien avec cette ressource").fill("J’y travaille")
    page.get_by_label("Ce qu’on y trouve").fill("Webinaires")
    page.get_by_label("Adresse", exact=True).nth(1).fill("https://kit-neuf.fr/w?fbclid=1")
    page.get_by_role("button", name="Ajouter une autre adresse").click()
    page.get_by_label("Ce qu’on y trouve").nth(1).fill("Wiki")
    page.get_by_label("Adresse", exact=True).nth(2).fill("https://kit-neuf.fr/wiki")
    mail = urlsplit(sent(page, "Envoyer par courriel"))
    assert unquote(mail.path) == "annuaire@reseau.fr"
    query = parse_qs(mail.query)
    assert query["subject"] == ["Une ressource à proposer : Un kit “neuf” & co"]
    catalog = tmp_path / "resources.yaml"
    catalog.write_bytes(CATALOGUE.read_bytes())
    found = propose(query["body"][0], catalog)
    assert (found.title, found.url, found.description) == (
        "Un kit “neuf” & co",
        "https://www.kit-neuf.fr/?a=1",
        "Deux phrases. Sur deux lignes.",
    )
    assert [(link.title, link.url) for link in found.links] == [
        ("Webinaires", "https://kit-neuf.fr/w"),
        ("Wiki", "https://kit-neuf.fr/wiki"),
    ]
    assert "J’y travaille" in query["body"][0]
    assert "### Contact" not in query["body"][0]
    assert "J’y travaille" not in catalog.read_text(encoding="utf-8")
    assert page.get_by_label("Titre (obligatoire)").input_value() == "Un kit “neuf” & co"


@pytest.mark.parametrize(("name", "button", "start"), [
    ("github", "Envoyer sur github.com", "https://github.com/r/a/issues/new?template=proposer.yml&"),
    ("forgejo", "Envoyer sur codeberg.org", "https://codeberg.org/r/a/issues/new?template=.github/ISSUE_TEMPLATE/proposer.yml&"),
    ("gitlab", "Envoyer sur gitlab.com", "https://gitlab.com/r/a/-/issues/new?issue%5Btitle%5D=Une%20ressource"),
])  # fmt: skip
def test_by_the_forge_with_its_form_filled_in(visit: Callable[..., Page], name: str, button: str, start: str) -> None:
    page = visit(name)
    fill(page)
    url = sent(page, button)
    assert url.replace("%2F", "/").startswith(start)
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    if name == "gitlab":
        answers = read_form(query["issue[description]"])
        assert (answers["title"], answers["url"]) == (["Un kit “neuf” & co"], ["https://www.kit-neuf.fr/?a=1"])
    else:
        before = "field:" if name == "forgejo" else ""
        assert (query[f"{before}titre"], query[f"{before}adresse"]) == (
            "Un kit “neuf” & co",
            "https://www.kit-neuf.fr/?a=1",
        )
        assert query[f"{before}rubrique"] == load_catalog(CATALOGUE).categories[0].title


def test_both_ways_stand_side_by_side(visit: Callable[..., Page]) -> None:
    assert "Pas besoin de compte" in visit("github").locator(".consigne").inner_text()
    assert "Il faut un compte, gratuit, sur gitlab.com." in visit("gitlab").locator(".consigne").inner_text()
    assert "compte" not in visit("rien").locator("main").inner_text()
    buttons = visit("github").locator(".envoi button").all_inner_texts()
    assert buttons == ["Envoyer par courriel", "Envoyer sur github.com", "Copier ma proposition"]


def test_a_long_message_is_copied_and_nothing_is_lost(visit: Callable[..., Page]) -> None:
    page = visit("courriel")
    fill(page, description="é" * 600)
    mail = urlsplit(sent(page, "Envoyer par courriel"))
    assert "body" not in parse_qs(mail.query)
    assert "collez-le" in page.locator(".suite").inner_text()
    assert read_form(page.evaluate("window.copied"))["description"] == ["é" * 600]
    page.evaluate("window.refused = true")
    sent(page, "Copier ma proposition")
    assert read_form(page.get_by_label("Votre proposition").input_value())["description"] == ["é" * 600]
    assert faults(page) == []


def test_what_the_directory_has_is_said_at_once_with_its_card(visit: Callable[..., Page]) -> None:
    page = visit("courriel")
    address = page.get_by_label("Adresse", exact=True).first
    address.fill(
        f"{KNOWN.url.replace('https://', 'http://www.').replace('www.www.', 'www.').rstrip('/')}/?utm_source=x#haut"
    )
    page.get_by_label("Titre (obligatoire)").fill(KNOWN.title.upper())
    page.get_by_label("Contact").focus()
    for field in ("p-title", "p-url"):
        card = page.locator(f"#{field}-erreur a")
        assert card.inner_text() == KNOWN.title
        assert (card.get_attribute("href") or "").endswith(KNOWN.path)
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
    assert faults(page) == []
    page.get_by_label("Rubrique (obligatoire)").select_option(index=1)
    page.get_by_role("button", name="Envoyer par courriel").click()
    assert page.evaluate("window.left") == []
    assert page.evaluate("document.activeElement.id") == "p-title"
    page.get_by_label("Titre (obligatoire)").fill("Autre chose")
    assert page.locator("#p-title-erreur").inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_fault_is_told_under_its_field_in_french(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("courriel", color_scheme=scheme)
    assert faults(page) == []
    page.get_by_label("Adresse", exact=True).first.fill("pas une adresse")
    page.get_by_role("button", name="Envoyer par courriel").click()
    for field, told in (
        ("title", "Ce champ est obligatoire."),
        ("category", "Ce champ est obligatoire."),
        ("url", "Écrivez l’adresse entière"),
    ):
        node = page.locator(f"#p-{field}")
        assert node.get_attribute("aria-invalid") == "true"
        assert f"p-{field}-erreur" in (node.get_attribute("aria-describedby") or "")
        assert page.locator(f"#p-{field}-erreur").inner_text().startswith(told)
    assert page.evaluate("document.activeElement.id") == "p-title"
    assert faults(page) == []
    page.get_by_role("button", name="Ajouter une autre adresse").click()
    assert page.evaluate("document.activeElement.id") == "p-links1-title"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    assert faults(page) == []
    fill(page)
    sent(page, "Envoyer par courriel")
    assert page.locator(".erreur:not(:empty)").count() == 0
    assert faults(page) == []


def test_a_contact_and_a_list_are_those_that_the_command_takes(visit: Callable[..., Page], tmp_path: Path) -> None:
    catalog = tmp_path / "resources.yaml"
    page = visit("courriel")
    fill(page, description="Le kit contient :\n- un jeu\n- des fiches")
    contact = page.get_by_label("Contact")
    for number, (text, taken) in enumerate([
        ("Mme Martin", False), ("a@kit.fr\nBureau 12", False), ("kit point fr", False), ("demain 14 h", False), ("moi@", False), ("Mme Martin, 03 20 00 00 00", True),
        ("a@kit.fr\n\n+33 (0)3 20 00 00 00", True), ("39 39", True), ("voir www.kit.fr", True), ("https://kit.fr/a", True), ("", True),
    ]):  # fmt: skip
        page.get_by_label("Titre (obligatoire)").fill(f"Kit {number}")
        contact.fill(text)
        contact.blur()
        told = page.locator("#p-contact-erreur").inner_text()
        assert told.startswith("Écrivez une adresse électronique") is not taken, text
        assert faults(page) == [] or taken
        page.evaluate("window.left.length = 0")
        page.get_by_role("button", name="Envoyer par courriel").click()
        page.wait_for_function("window.left.length || document.activeElement.name === 'contact'")
        sent_ = page.evaluate("window.left.at(-1) ?? ''")
        assert bool(sent_) is taken, text
        if taken:
            catalog.write_bytes(CATALOGUE.read_bytes())
            found = propose(parse_qs(urlsplit(sent_).query)["body"][0], catalog)
            assert found.description == "Le kit contient : un jeu ; des fiches"
            assert bool(found.contacts) is bool(text)


def test_when_the_directory_cannot_be_read_the_form_still_sends(visit: Callable[..., Page]) -> None:
    page = visit("courriel")
    page.route("**/resources.json", lambda route: route.abort())
    fill(page)
    assert sent(page, "Envoyer par courriel").startswith("mailto:")


@pytest.mark.parametrize("name", ["courriel", "github"])
def test_a_card_is_corrected_by_the_same_form(
    visit: Callable[..., Page], sites: Callable[[str], Path], serve: Callable[[Path], str], name: str
) -> None:
    page = visit(name)
    page.goto(f"{serve(sites(name))}{KNOWN.category}/")
    page.locator(f"#{KNOWN.slug} summary").click()
    page.locator(f"#{KNOWN.slug} a[href*='?fiche=']").click()
    expect(page.get_by_label("Titre (obligatoire)")).to_have_value(KNOWN.title)
    assert KNOWN.title in page.locator("h1").inner_text()
    expect(page.get_by_label("Adresse", exact=True).first).to_have_value(KNOWN.url)
    assert faults(page) == []
    page.get_by_label("Problème").select_option("Le lien mène ailleurs")
    page.get_by_label("Adresse", exact=True).first.fill("https://kit-neuf.fr/la")
    url = sent(page, "Envoyer par courriel" if name == "courriel" else "Envoyer sur github.com")
    query = {key: values[0].replace("\r", "") for key, values in parse_qs(urlsplit(url).query).items()}
    text = (
        f"### Problème\n\nLe lien mène ailleurs\n\n### Fiche\n\n{KNOWN.path}\n\n### Adresse\n\nhttps://kit-neuf.fr/la"
    )
    if name == "courriel":
        assert query == {"subject": f"À corriger : {KNOWN.title}", "body": text}
    else:
        assert query == {
            "template": "signaler.yml",
            "title": f"À corriger : {KNOWN.title}",
            "permalien": KNOWN.path,
            "precisions": text,
        }


def test_without_a_script_the_links_remain(
    visit: Callable[..., Page], sites: Callable[[str], Path], serve: Callable[[Path], str]
) -> None:
    page = visit("github", java_script_enabled=False)
    assert not page.locator("form.proposition").is_visible()
    for link in page.locator(".sans-formulaire a.bouton").all():
        assert link.is_visible()
    page.goto(f"{serve(sites('courriel'))}{KNOWN.category}/")
    page.locator(f"#{KNOWN.slug} summary").click()
    page.locator(f"#{KNOWN.slug} a[href*='?fiche=']").click()
    expect(page.get_by_role("link", name="par un message à annuaire@reseau.fr")).to_be_visible()


def test_with_nowhere_to_go_nothing_is_offered_and_the_text_can_be_copied(
    visit: Callable[..., Page], sites: Callable[[str], Path], serve: Callable[[Path], str]
) -> None:
    site = sites("rien")
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        leads = re.findall(r'href="[^"]*proposer/[^"]*"', html)
        assert not leads or path.parent.name == "proposer", path
        assert "?fiche=" not in html
        assert "Si quelque chose vous arrête" not in html
    page = visit("rien", "?titre=Un%20kit")
    expect(page.get_by_label("Titre (obligatoire)")).to_have_value("Un kit")
    page.get_by_label("Rubrique (obligatoire)").select_option(index=1)
    sent(page, "Copier ma proposition")
    assert read_form(page.evaluate("window.copied"))["title"] == ["Un kit"]
    page.goto(f"{serve(site)}recherche/?q=xylophone")
    page.wait_for_selector(".rien:visible")
    assert page.locator(".rien .bouton").count() == 0


def test_the_script_is_small_and_loaded_on_that_page_alone(
    visit: Callable[..., Page], sites: Callable[[str], Path], serve: Callable[[Path], str]
) -> None:
    (script,) = sites("courriel").glob("assets/proposer.*.js")
    assert len(gzip.compress(script.read_bytes(), 9)) <= 3_000
    loaded = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/proposer.')).length"
    page = visit("courriel")
    page.wait_for_selector("form.proposition")
    assert page.evaluate(loaded) == 1
    for name in ("", f"{KNOWN.category}/", "recherche/"):
        page.goto(f"{serve(sites('courriel'))}{name}", wait_until="networkidle")
        assert page.evaluate(loaded) == 0
