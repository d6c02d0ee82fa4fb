"""Another network's directory, built by the same engine; and the ways in for its visitors, on each forge."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Site
from annuaire.pages.forge import edit_url, filled_forms, propose_url
from annuaire.pages.fragments import mail_url
from annuaire.proposals.form import propose
from conftest import DATA, ROOT, build, make_project, mkdocs

RESOURCE = load_catalog(DATA / "autre/resources.yaml").resources[0]
GITHUB = Site(name="A", repo_url="https://github.com/r/a", edit_uri="edit/main/docs/")
GITLAB = Site(name="A", repo_url="https://gitlab.com/r/a", edit_uri="-/edit/main/docs/")
FORGEJO = Site(name="A", repo_url="https://codeberg.org/r/a/", edit_uri="_edit/main/docs/")


def make_other(folder: Path) -> Path:
    """The second directory, with the engine as it stands."""
    project = make_project(folder)
    for page in (project / "docs").rglob("*.md"):
        page.unlink()
    shutil.copytree(DATA / "autre", project, dirs_exist_ok=True)
    return project


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_other(tmp_path_factory.mktemp("autre") / "projet"))


def test_its_colours_come_after_the_engine_s(other: Path) -> None:
    html = (other / "index.html").read_text(encoding="utf-8")
    styles = re.findall(r'<link rel="stylesheet" href="(assets/(\w+)\.[0-9a-f]{10}\.css|[^"]+)">', html)
    assert [name for _, name in styles] == ["annuaire", "couleurs"]
    assert "--accent" in (other / styles[1][0]).read_text(encoding="utf-8")


def test_each_forge_has_its_addresses() -> None:
    assert propose_url(GITHUB) == "https://github.com/r/a/issues/new?template=proposer.yml&titre="
    assert propose_url(GITLAB) == "https://gitlab.com/r/a/-/issues/new?issuable_template=proposer&issue%5Btitle%5D="
    assert unquote(propose_url(FORGEJO)) == (
        "https://codeberg.org/r/a/issues/new?template=.github/ISSUE_TEMPLATE/proposer.yml&title="
    )
    assert edit_url(GITLAB, RESOURCE).startswith("https://gitlab.com/r/a/-/edit/main/resources.yaml#L")
    assert edit_url(FORGEJO, RESOURCE).startswith("https://codeberg.org/r/a/_edit/main/resources.yaml#L")
    assert propose_url(Site(name="A")) == mail_url(Site(name="A")) == ""


def test_the_report_fills_in_the_form_s_own_questions() -> None:
    form = (ROOT / ".github/ISSUE_TEMPLATE/signaler.yml").read_text(encoding="utf-8")
    assert filled_forms(GITHUB)[1].endswith("?template=signaler.yml")
    for name in ("permalien", "precisions"):  # what the page « Proposer » fills in
        assert f"id: {name}\n" in form
    assert "id: titre\n" in (ROOT / ".github/ISSUE_TEMPLATE/proposer.yml").read_text(encoding="utf-8")


def test_a_filled_message_is_a_form(tmp_path: Path) -> None:
    address = urlsplit(mail_url(Site(name="A", contact="bonjour+x@exemple.fr")))
    assert unquote(address.path) == "bonjour+x@exemple.fr"
    body = parse_qs(address.query)["body"][0]
    filled = body.replace("### Titre\r\n", "### Titre\r\n\r\nUn abri\r\n").replace(
        "### Rubrique\r\n", "### Rubrique\r\n\r\nterrain"
    )
    catalog = tmp_path / "resources.yaml"
    shutil.copy(DATA / "autre/resources.yaml", catalog)
    assert propose(filled, catalog).path == "terrain/#un-abri"


def test_the_page_leads_everywhere(other: Path) -> None:
    html = unescape((other / "proposer/index.html").read_text(encoding="utf-8"))
    assert (
        'href="https://gitlab.com/jardins/annuaire/-/issues/new?issuable_template=proposer&issue%5Btitle%5D="' in html
    )
    assert 'href="mailto:bonjour@jardins.example?body=' in html
    for category, line in (("Trouver un terrain", "L8-12"), ("Semer et récolter", "L14-18")):
        assert re.search(rf'/-/edit/principal/resources\.yaml#{line}" rel="noopener external">{category}</a>', html)
    assert 'href="./proposer/"' in (other / "index.html").read_text(encoding="utf-8")
    assert 'href="/proposer/"' in (other / "404.html").read_text(encoding="utf-8")


def test_without_a_forge_nothing_is_promised(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(re.sub(r"(?m)^(repo_url|edit_uri|site_url):.*\n", "", config), encoding="utf-8")
    site = build(project)
    html = (site / "proposer/index.html").read_text(encoding="utf-8")
    assert "n’a pas encore d’adresse où recevoir des propositions" in html
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "issues/new" not in text
        assert 'href="mailto:"' not in text
    assert "Cet annuaire est ouvert" not in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("contact", ["personne", "a@b\\nc", "https://exemple.fr"])
def test_a_contact_is_an_e_mail_address(tmp_path: Path, contact: str) -> None:
    project = make_other(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(config.replace("bonjour@jardins.example", f'"{contact}"'), encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "« contact » doit être une adresse électronique" in done.stderr


def test_a_search_without_result_fills_in_the_form(other: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    page = browser.new_page()
    for query, name in (
        ("?titre=Un%20abri%20%26%20co", "Un abri & co"),
        ("?titre=%22%3E%3Cscript%3E", '"><script>'),
        ("", ""),
    ):
        page.goto(serve(other) + f"proposer/{query}")
        page.locator(".proposition:visible").wait_for()
        assert page.locator("#p-title").input_value() == name
    page.close()
