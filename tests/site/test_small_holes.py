"""What one syntax lends to another (labels, contacts, addresses), and what the site says when it is read from a folder."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from conftest import build, make_project

LABELS = ["C", "C++", "C#", ".NET", "Net", "R&D"]
CONTACT = "a?bcc=pirate@exemple.fr"
TITLE = "50 % de #1 & plus ? C++"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = "".join(
        f"  - title: Ressource {rank}\n    category: a\n    tags: ['{label}']\n    publisher: '{label}'\n"
        for rank, label in enumerate(LABELS)
    )
    text = f"categories:\n  - id: a\n    title: A\nresources:\n{entries}  - title: '{TITLE}'\n    category: a\n    contact: '{CONTACT}'\n"
    settings = f"extra: {{licence: {{name: L, url: 'https://exemple.fr/'}}, contact: '{CONTACT}'}}"
    return build(make_project(tmp_path_factory.mktemp("signes"), text, settings))


def links(path: Path) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]*)"', path.read_text(encoding="utf-8"))]


def test_names_that_differ_by_a_sign_keep_their_own_address(odd: Path) -> None:
    html = (odd / "index-des-noms/index.html").read_text(encoding="utf-8")
    heads = re.findall(r'<h2 id="([^"]+)"><a [^>]*>([^<]+)</a>', html)
    assert sorted(unescape(name) for _, name in heads) == sorted(LABELS)
    assert len({slug for slug, _ in heads}) == len(LABELS)
    card = (odd / "a/index.html").read_text(encoding="utf-8")
    asked = re.findall(r'href="[^"#]*index-des-noms/#([^"]+)">([^<]+)<', card)
    assert {unescape(name): slug for slug, name in asked} == {unescape(name): slug for slug, name in heads}


def test_each_of_these_labels_finds_its_own_cards(odd: Path, serve, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{serve(odd)}a/")
    for rank, label in enumerate(LABELS):
        page.goto(f"{serve(odd)}a/")
        page.locator(".bas ul a", has_text=re.compile(f"^{re.escape(label)}$")).first.click()
        page.wait_for_selector(".cartes article")
        assert page.locator(".cartes article h2").all_inner_texts() == [f"Ressource {rank}"]
    page.close()


def test_an_address_for_messages_adds_no_recipient(odd: Path) -> None:
    mails = [link for path in odd.rglob("*.html") for link in links(path) if link.startswith("mailto:")]
    assert len(mails) >= 2
    for link in mails:
        parts = urlsplit(link)
        assert unquote(parts.path) in (CONTACT, ""), link  # a message to send has no recipient yet
        assert "bcc" not in parse_qs(parts.query)


def test_a_search_without_result_prefills_the_name(odd: Path, serve, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{serve(odd)}recherche/?q=zzz%20100%25%20%23x%20%26%20y")
    page.wait_for_selector(".rien .bouton")
    (target,) = {link.get_attribute("href") for link in page.locator(".rien .bouton").all()}
    page.goto(page.evaluate("(href) => new URL(href, location).href", target))
    page.wait_for_selector("form.proposition")
    page.wait_for_function("document.querySelector('form.proposition [name=title]').value")
    assert page.locator("form.proposition [name=title]").input_value() == "zzz 100% #x & y"
    page.close()


def test_a_fragment_that_is_no_encoded_text_stops_nothing(odd: Path, serve, browser: Browser) -> None:
    page = browser.new_page()
    faults: list[object] = []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.goto(f"{serve(odd)}a/#100%")
    assert "Apparence" in (page.locator(".apparence").get_attribute("aria-label") or "")
    assert not faults
    page.close()


def test_from_a_folder_the_search_says_that_it_needs_a_server(odd: Path, browser: Browser) -> None:
    page = browser.new_page()
    faults: list[object] = []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.goto((odd / "index.html").as_uri())
    page.locator("main input[name=q]").fill("ressource")
    page.keyboard.press("Enter")
    assert "serveur" in page.locator("main [role=status]:visible").inner_text()
    assert page.get_by_text("a besoin d’un serveur").count() == 1  # not beside a field that is hidden
    assert page.url.endswith("/index.html")
    assert not faults
    page.close()
