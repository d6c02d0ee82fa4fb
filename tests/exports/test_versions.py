"""An old tab, under which another version of the directory is published: it says so, and never mixes the two."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from conftest import build, make_project
from searching import search, settled, shown, visit
from smoke import faults

RENEWED = "L’annuaire vient d’être mis à jour."


def numbered(count: int, word: str) -> str:
    """Return a catalogue whose titles hold a word, and whose words fill several files of the index."""
    entries = "".join(
        f'  - {{title: "{word} {n}", category: a, description: "Texte {n} mot{n}", tags: [rang-{n % 9}]}}\n'
        for n in range(count)
    )
    return f"categories:\n  - {{id: a, title: Rubrique}}\nresources:\n{entries}"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sites of two catalogues whose entries have the same number and other names."""
    former, later = (
        build(make_project(tmp_path_factory.mktemp(word) / "projet", numbered(400, word)))
        for word in ("Ancien", "Neuf")
    )
    return former, later


@pytest.fixture
def opened(
    versions: tuple[Path, Path], tmp_path: Path, serve: Callable[[Path], str], browser: Browser
) -> Iterator[tuple[Page, Callable[[], None]]]:
    """A page of the former version, and what publishes the later one over it."""
    site = tmp_path / "site"
    shutil.copytree(versions[0], site)

    def publish() -> None:
        shutil.rmtree(site)
        shutil.copytree(versions[1], site)

    context = browser.new_context(base_url=serve(site), accept_downloads=True)
    context.set_default_timeout(10_000)
    yield context.new_page(), publish
    context.close()


def said(page: Page) -> None:
    page.get_by_role("alert").filter(has_text=RENEWED).wait_for()


def test_a_search_in_an_old_tab_says_so_and_keeps_what_was_asked(opened: tuple[Page, Callable[[], None]]) -> None:
    page, publish = opened
    page.goto("./")
    assert search(page, "ancien")
    publish()
    page.locator("form[role=search] input:visible").last.fill("mot390")
    said(page)
    assert page.url.endswith("?q=mot390")
    page.get_by_role("link", name="Recharger").click()
    settled(page, "mot390")
    assert shown(page) == ["neuf-390"]


def test_more_cards_of_an_old_tab_are_not_those_of_the_new_version(opened: tuple[Page, Callable[[], None]]) -> None:
    page, publish = opened
    before = visit(page, q="ancien")
    publish()
    page.get_by_role("button", name="Afficher la suite").click()
    said(page)
    assert shown(page) == before


@pytest.mark.parametrize("kind", ["CSV", "JSON"])
def test_an_export_holds_the_rows_that_are_shown(opened: tuple[Page, Callable[[], None]], kind: str) -> None:
    page, _ = opened
    visit(page, q="ancien 7")
    with page.expect_download() as download:
        page.get_by_role("button", name=f"en {kind}").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    titles = [row["title"] for row in json.loads(text)["resources"]] if kind == "JSON" else text.splitlines()[1:]
    assert titles
    assert all(title.startswith("Ancien ") for title in titles)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("kind", ["CSV", "JSON"])
def test_an_export_never_holds_the_rows_of_another_version(
    opened: tuple[Page, Callable[[], None]], versions: tuple[Path, Path], tmp_path: Path, kind: str, kept: bool
) -> None:
    """``kept``: the host does not erase the files that a newer site does not have."""
    page, publish = opened
    visit(page, q="ancien 7")
    publish()
    if kept:
        shutil.copytree(versions[0] / "recherche", tmp_path / "site/recherche", dirs_exist_ok=True)
    downloads: list[object] = []
    page.on("download", lambda download: downloads.append(download))
    page.get_by_role("button", name=f"en {kind}").click()
    said(page)
    assert downloads == []


def test_an_old_tab_that_finds_no_script_any_more_says_so(opened: tuple[Page, Callable[[], None]]) -> None:
    page, publish = opened
    page.goto("./", wait_until="networkidle")
    page.route("**/assets/*.js", lambda route: route.fulfill(status=404))
    publish()
    page.locator("form[role=search] input:visible").last.focus()
    said(page)
    assert faults(page, "light", "dark") == []


def test_a_network_that_fails_is_not_an_update(opened: tuple[Page, Callable[[], None]]) -> None:
    page, _ = opened
    page.goto("./", wait_until="networkidle")
    search(page, "ancien")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="en CSV").click()
    page.locator("form[role=search] input:visible").last.fill("mot390")
    page.locator(".bilan", has_text="La recherche ne répond pas").wait_for()
    page.wait_for_timeout(300)
    assert page.get_by_role("alert").count() == 0


def test_one_version_is_one_folder(versions: tuple[Path, Path]) -> None:
    former, later = ([path.name for path in (site / "recherche").iterdir() if path.is_dir()] for site in versions)
    assert len(former) == len(later) == 1
    assert former != later
