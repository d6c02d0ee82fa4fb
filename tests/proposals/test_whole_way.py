"""From the form in a browser to the published card: the workflow's own steps, a bare repository, a played gh."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from annuaire.catalog.load import load_catalog
from conftest import DATA, mkdocs
from proposals.test_page import SPY
from proposals.test_workflows import Copy

pytestmark = pytest.mark.xdist_group("proposer")


@pytest.fixture
def forge(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def ask(forge: Copy, number: int, body: str, **environment: str) -> list[list[str]]:
    """Send or edit a request: what propositions.yml runs, on a fresh checkout of main. Return the calls to gh."""
    event = json.loads((DATA / "evenements/proposition.json").read_text(encoding="utf-8"))
    event["issue"] |= {"number": number, "body": body}
    path = forge.root.parent / "evenement.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    forge.git("fetch", "--quiet", "origin")
    forge.git("checkout", "--quiet", "--force", "-B", "main", "origin/main")
    if f"proposition-{number}" in forge.git("branch", "--format=%(refname:short)").split():
        forge.git("branch", "--quiet", "-D", f"proposition-{number}")
    return forge.run("propositions", "proposition", GITHUB_EVENT_PATH=str(path), **environment)


def merge(forge: Copy, number: int) -> bool:
    """Merge a request into main as a forge does; tell whether it can be."""
    forge.git("checkout", "--quiet", "--force", "-B", "main", "origin/main")
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@exemple.fr")
    try:
        forge.git(*identity, "merge", "--quiet", "--no-ff", "-m", f"#{number}", f"origin/proposition-{number}")
    except subprocess.CalledProcessError:
        forge.git("merge", "--abort")
        return False
    checked = forge.step({"run": ".venv/bin/annuaire verifier --depuis HEAD^1"}, "proposition")
    assert checked.returncode == 0, checked.stdout
    forge.git("push", "--quiet", "origin", "main")
    return True


def form(title: str, description: str = "Un essai.") -> str:
    return f"### Titre\n\n{title}\n\n### Rubrique\n\nSemer et récolter\n\n### Description\n\n{description}\n"


def titles(forge: Copy) -> list[str]:
    return [resource.title for resource in load_catalog(forge.root / "resources.yaml").resources]


def test_from_the_form_to_the_published_card(forge: Copy, serve: Callable[[Path], str], browser: Browser) -> None:
    assert mkdocs(forge.root, "build", "--strict", "--quiet").returncode == 0
    context = browser.new_context(viewport={"width": 320, "height": 700})
    context.add_init_script(SPY)
    page = context.new_page()
    page.goto(f"{serve(forge.root / 'site')}proposer/")
    page.get_by_label("Titre (obligatoire)").fill("Le compost d’hiver")
    page.get_by_label("Rubrique (obligatoire)").select_option("Semer et récolter")
    page.get_by_label("Adresse", exact=True).first.fill("https://compost.exemple.fr/hiver?utm_source=mail")
    page.get_by_role("button", name="Envoyer sur gitlab.com").click()
    page.wait_for_selector(".suite:not(:empty)")
    (body,) = parse_qs(urlsplit(page.evaluate("window.left[0]")).query)["issue[description]"]
    assert [call[:2] for call in ask(forge, 7, body)][1:] == [
            ["pr", "list"], ["pr", "create"], ["workflow", "run"], ["issue", "comment"],
        ]  # fmt: skip
    assert merge(forge, 7)
    assert mkdocs(forge.root, "build", "--strict", "--quiet").returncode == 0
    page.goto(f"{serve(forge.root / 'site')}semer/#le-compost-d-hiver")
    card = page.locator("#le-compost-d-hiver")
    assert (
        card.get_by_role("link", name="Le compost d’hiver").first.get_attribute("href")
        == "https://compost.exemple.fr/hiver"
    )
    context.close()


def test_a_request_that_is_edited_ten_times_stays_one(forge: Copy) -> None:
    for edit in range(10):
        calls = ask(forge, 7, form("Le paillage", f"Version {edit}."), GH_STATE="OPEN" * (edit > 0))
        assert (["pr", "create"] in [call[:2] for call in calls]) == (edit == 0)
    assert forge.git("ls-remote", "--heads", "origin", "proposition-*").count("\n") == 1
    forge.git("fetch", "--quiet", "origin")
    assert merge(forge, 7)
    found = load_catalog(forge.root / "resources.yaml").resources
    assert [(resource.title, resource.description) for resource in found][-1] == ("Le paillage", "Version 9.")


def test_two_requests_at_once_in_one_category_are_both_published(forge: Copy) -> None:
    before = titles(forge)
    ask(forge, 7, form("Le paillage"))
    forge.git("checkout", "--quiet", "main")
    ask(forge, 8, form("Le semis"))
    forge.git("fetch", "--quiet", "origin")
    assert merge(forge, 7)
    if not merge(forge, 8):  # both were written at one place: the request is made again on the new main
        ask(forge, 8, form("Le semis"), GH_STATE="OPEN")
        forge.git("fetch", "--quiet", "origin")
        assert merge(forge, 8)
    assert sorted(titles(forge)) == sorted([*before, "Le paillage", "Le semis"])


def test_the_same_resource_asked_for_twice_is_published_once(forge: Copy) -> None:
    ask(forge, 7, form("Le paillage"))
    forge.git("fetch", "--quiet", "origin")
    assert merge(forge, 7)
    calls = ask(forge, 8, form("Le paillage"))
    assert [call[:3] for call in calls] == [["issue", "comment", "8"]]
    assert "porte déjà ce nom" in (forge.root / ".proposition/avis.md").read_text(encoding="utf-8")


def test_a_request_that_a_person_closes_midway_stays_closed(forge: Copy) -> None:
    ask(forge, 7, form("Le paillage"))
    tip = forge.git("ls-remote", "--heads", "origin", "proposition-7")
    assert tip
    for left in (tip, ""):  # closed; then its branch is deleted too, as forges offer
        calls = ask(forge, 7, form("Le paillage", "Une autre version."), GH_STATE="CLOSED")
        assert not [call for call in calls if call[:2] in (["pr", "create"], ["workflow", "run"])]
        assert "close par une personne" in (forge.root / ".proposition/avis.md").read_text(encoding="utf-8")
        assert forge.git("ls-remote", "--heads", "origin", "proposition-7") == left
        forge.git("push", "--quiet", "origin", "--delete", "proposition-7") if left else None
    assert "Le paillage" not in forge.git("show", "origin/main:resources.yaml")


def test_a_request_that_changes_a_card_says_so(forge: Copy) -> None:
    """Whoever reviews it must not take it for a new resource."""
    known = load_catalog(forge.root / "resources.yaml").resources[0]
    calls = ask(forge, 7, f"### Titre\n\n{known.title}\n\n### Description\n\nAutre.\n\n### Fiche\n\n{known.path}\n")
    (created,) = [call for call in calls if call[:2] == ["pr", "create"]]
    assert created[created.index("--title") + 1] == "Corriger une fiche (#7)"
    assert "Corriger une fiche (#7)" in forge.git("log", "-1", "--format=%s", "proposition-7")


def test_what_is_to_read_again_is_said_in_the_request_as_plain_text(forge: Copy) -> None:
    calls = ask(forge, 7, form("Le paillage", "Un essai.\n\nMerci de votre aide ```\n```\n@tous <b>"))
    (comment,) = [call for call in calls if call[:3] == ["pr", "comment", "proposition-7"]]
    told = (forge.root / comment[-1]).read_text(encoding="utf-8")
    first, shown, last, end = told.split("\n")
    assert (first, last, end) == ("```text", "```", "")
    assert shown.startswith("À relire : laissé de côté : « Merci de votre aide")
    assert "@tous" in shown
    assert not [call for call in ask(forge, 8, form("Le semis")) if call[:2] == ["pr", "comment"]]
