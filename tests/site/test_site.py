"""One strict build of the real directory, read back."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from annuaire.catalog.load import load_catalog
from annuaire.paths import RESERVED, SITE_PAGES
from annuaire.text import typographic
from conftest import CATALOGUE, REPO, build, files, make_project, mkdocs
from published import PAGES, text_of

CATALOG = load_catalog(CATALOGUE)


@pytest.mark.parametrize("category", CATALOG.categories, ids=lambda category: category.id)
def test_every_resource_is_on_its_page(site: Path, category) -> None:
    html = (site / category.id / "index.html").read_text(encoding="utf-8")
    ids = re.findall(r'<article class="carte" id="([^"]+)">', html)
    expected = [resource for resource in CATALOG.resources if resource.category == category.id]
    assert ids == [resource.slug for resource in expected]
    words = text_of(site / category.id / "index.html")
    for resource in expected:
        for shown in (resource.title, resource.description, *resource.publishers, *resource.contacts):
            assert " ".join(typographic(shown).split()) in words
        for url in filter(None, (resource.url, *(link.url for link in resource.links))):
            assert f'<a href="{url}">' in html
        for contact in resource.contacts:
            assert f'href="mailto:{contact}"' in unescape(html)
        first, last = resource.lines
        assert f'href="{REPO}/edit/main/resources.yaml#L{first}-L{last}"' in html
        assert f'<li><a href="#{resource.slug}">' in html  # the table of contents


def test_the_guide_without_address_says_so(site: Path) -> None:
    html = (site / "comprendre/index.html").read_text(encoding="utf-8")
    card = html[html.index('id="guide-encadrer') :].split("</article>")[0]
    assert "Aucune adresse connue" in card
    assert html.count("Aucune adresse connue") == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_frame(site: Path, name: str) -> None:
    html = (site / name).read_text(encoding="utf-8")
    assert (
        'rel="license noopener external" href="https://creativecommons.org/licenses/by-sa/4.0/deed.fr">CC BY-SA 4.0'
        in html
    )
    assert "ressources.dla-hdf.org/ressource/charte-ia-ess" in html
    assert html.count("<h1") == 1
    assert '<html lang="fr">' in html
    order = [html.index(f">{typographic(category.title)}</a>") for category in CATALOG.categories]
    assert order == sorted(order)
    assert not re.search(r'(?:src|<link rel="(?:stylesheet|icon)" href)="(?:https?:)?//', html)


def test_about_holds_the_whole_text_of_the_source(site: Path) -> None:
    words = text_of(site / "a-propos/index.html")
    for part in (
        "collectif de 4 associations", "accompagnement collectif du DLA des Hauts-de-France mené par les Assembleurs",
        "entre octobre 2025 et mars 2026", "DREETS Hauts-de-France, la Banque des Territoires, la Région Hauts-de-France et le FSE+",
    ):  # fmt: skip
        assert part in words


def test_the_data_is_published_as_it_is(site: Path) -> None:
    assert (site / "resources.yaml").read_bytes() == CATALOGUE.read_bytes()
    document = json.loads((site / "resources.json").read_text(encoding="utf-8"))
    assert document["license"]["title"] == "CC BY-SA 4.0"
    assert [entry["id"] for entry in document["resources"]] == [resource.slug for resource in CATALOG.resources]


def test_no_block_of_code_is_taken_for_text(site: Path) -> None:
    assert not [page for page in site.rglob("*.html") if "```" in page.read_text(encoding="utf-8")]


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """The second one finds what the first one drew and compiled; the third one finds it damaged."""
    project = make_project(tmp_path / "projet")
    for turn in range(3):
        assert mkdocs(project).returncode == 0
        assert files(project / "site") == files(site)
        drawn = json.loads(next(project.glob(".cache/annuaire/*/codes.json")).read_text(encoding="utf-8"))
        assert all(code.startswith("<svg") for code in drawn.values() if code)
        if turn:
            for path in project.glob(".cache/annuaire/*/*"):
                path.write_bytes(path.read_bytes()[:-9])


def test_nothing_is_remembered_from_another_engine(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    assert mkdocs(project).returncode == 0
    (before,) = project.glob(".cache/annuaire/*/")
    (project / "hooks/annuaire/text.py").touch()
    assert mkdocs(project).returncode == 0
    (after,) = project.glob(".cache/annuaire/*/")
    assert before != after
    shutil.rmtree(project / ".cache")
    (project / ".cache").write_text("pas un dossier", encoding="utf-8")
    assert mkdocs(project).returncode == 0


WRONG = re.compile(r"(?<=\S) +[:;!?»](?=\s|$)|« |«\w|\w'\w|\w\"|\.\.\.")
"""What French typography forbids: a space where the line could break, a straight apostrophe or quote."""


def test_every_word_is_set_in_french(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = re.sub(r"<(code|pre|script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        texts = re.sub(r"<[^>]+>", "\n", html).split("\n") + re.findall(r'(?:aria-label|title|alt)="([^"]*)"', html)
        assert [text for text in map(unescape, texts) if WRONG.search(text)] == [], path


def test_no_e_mail_address_stands_in_the_clear(site: Path) -> None:
    contacts = [contact for resource in CATALOG.resources for contact in resource.contacts if "@" in contact]
    assert contacts
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert [contact for contact in contacts if contact in html] == [], path


def test_nothing_of_the_theme_is_published(site: Path) -> None:
    found = {path.name.split(".")[0] for path in (site / "assets").iterdir()}
    assert found == {
        "annuaire", "classement", "exporter", "favicon", "fiche", "filtres", "integrer", "partage", "proposer", "recherche",
        "resultats", "selection",
    }  # fmt: skip
    for path in site.rglob("*.html"):  # nor of Material's layout, whose menu is a <label> that no keyboard reaches
        html = path.read_text(encoding="utf-8")
        assert not re.search(
            r'class="[^"]*\bmd-|type="checkbox"|__palette|<label(?! for="p-)|gstatic|googleapis', html
        ), path


def test_a_bad_file_leaves_the_last_good_site(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    before = files(build(project))
    (project / "resources.yaml").write_text("resources:\n  - titre: Sans rien\n", encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "resources.yaml:2:5 : la clé « titre » n’existe pas." in done.stderr
    assert "Traceback" not in done.stderr
    assert files(project / "site") == before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("comparer.md", "l’adresse de cette rubrique, /comparer/, est déjà celle de la page docs/comparer.md."),
        (
            "comparer/index.md",
            "l’adresse de cette rubrique, /comparer/, est déjà celle de la page docs/comparer/index.md.",
        ),
        ("imprimer/comparer.md", " docs/imprimer/comparer.md existe déjà"),
        ("resources.json", " docs/resources.json existe déjà"),
    ],
)
def test_no_generated_file_takes_the_place_of_a_written_one(tmp_path: Path, written: str, said: str) -> None:
    project = make_project(tmp_path / "projet")
    (project / "docs" / written).parent.mkdir(exist_ok=True)
    (project / "docs" / written).write_text("# À la main\n", encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()


def test_every_generated_address_is_a_category_or_one_that_no_category_can_take(site: Path) -> None:
    """The list that « verifier » reads is the one that the pages are made from."""
    categories = {category.id for category in CATALOG.categories}
    written = {path.stem for path in (site.parent / "docs").glob("*.md")}
    folders = {path.name for path in site.iterdir() if path.is_dir()}
    assert categories | set(SITE_PAGES) - {"mentions-legales", "etiquettes", "nouveautes"} <= folders
    assert folders <= categories | written | RESERVED


def test_an_unknown_icon_is_said_before_anything_is_written(tmp_path: Path) -> None:
    catalog = CATALOGUE.read_text(encoding="utf-8").replace("material/gauge", "material/inconnue")
    project = make_project(tmp_path / "projet", catalog)
    done = mkdocs(project)
    assert done.returncode == 1
    assert "resources.yaml:23:11 : ce n’est pas le nom d’une icône (lu : « material/inconnue »)." in done.stderr
    assert not (project / "site").exists()


def test_a_long_category_has_pages_and_its_permalinks_resolve(tmp_path: Path) -> None:
    entries = "".join(f"  - title: Guide {n}\n    category: guides\n" for n in range(250))
    project = make_project(
        tmp_path / "projet", f"categories:\n  - id: guides\n    title: Guides\nresources:\n{entries}"
    )
    site = build(project)
    first, second, third = (site / "guides" / name for name in ("index.html", "2/index.html", "3/index.html"))
    assert [page.read_text(encoding="utf-8").count("<article") for page in (first, second, third)] == [100, 100, 50]
    assert '<a id="guide-249" href="../guides/3/#guide-249">' in first.read_text(encoding="utf-8")
    assert 'href="#guide-249"' in third.read_text(encoding="utf-8")
    assert 'href="../../guides/2/"' in third.read_text(encoding="utf-8")
    everywhere = "".join(page.read_text(encoding="utf-8") for page in (first, second, third))
    assert all(everywhere.count(f'id="guide-{n}"') == (1 if n < 100 else 2) for n in range(250))


def test_without_a_forge_nothing_is_promised(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8").split("\nsite_url: https://annuaire")[0]
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")
    site = build(project)
    html = (site / "comparer/index.html").read_text(encoding="utf-8")
    assert "Modifier" not in html
    assert "Signaler" not in html
