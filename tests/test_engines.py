"""One source, three generators: what a visitor, a search engine or a re-user finds is the same."""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from conftest import CATALOGUE, ROOT, build, make_project

BIN = Path(sys.executable).parent
HOSTILE = "<script>alert(1)</script>*e* [x](javascript:a) `c` {{ 7*7 }} {% raw %} & <!-- annuaire:rubriques --></div>"
MANY = "".join(f"\n  - {{title: Ressource {n}, category: mesurer, added: 2026-03-{n % 28 + 1:02}}}" for n in range(120))
EXTRA = {
    "resources": f"""
  - title: "{HOSTILE[:100]}"
    category: hostile
    description: "{HOSTILE}"
    publisher: "{HOSTILE[:90]}"
    tags: ["<b>gras</b>", "*e*"]
    url: "https://exemple.fr/?a=%3Cscript%3E&b='c'"
    added: 2026-03-31
{MANY}
""",
    "category": f'  - {{id: hostile, title: "<i>& *e* [x](y)", description: "{HOSTILE}"}}\n',
}
LAYOUT = {"div", "span", "pre", "code"}
"""Zensical adds those to colour the examples; what they hold is compared."""


class Reader(HTMLParser):
    """What matters in a page: every element but the layout's, with its attributes, addresses resolved, and the words."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found, self.words, self.titles = address, [], [], False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.titles = tag == "title"
        shown = {
            name: urljoin(self.address, value or "")
            if name in ("href", "src", "action", "data-index", "data-cards", "data-script", "data-filters")
            else value
            for name, value in attributes
        }
        # The titles of pages may keep or drop what looks like a tag in a category's name; both are text.
        if tag not in LAYOUT and shown.get("property") != "og:title" and shown.get("rel") != "alternate":
            self.found.append((tag, tuple(sorted(shown.items()))))

    def handle_data(self, data: str) -> None:
        if not self.titles:
            self.words.append(data)


def read(site: Path, page: Path) -> tuple[list[object], str]:
    reader = Reader(f"https://annuaire.example/{page.as_posix().removesuffix('index.html')}")
    reader.feed((site / page).read_text(encoding="utf-8"))
    return reader.found, re.sub(r"\s", "", "".join(reader.words))


def files(site: Path) -> set[Path]:
    return {path.relative_to(site) for path in site.rglob("*") if path.is_file()}


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real directory, with a category of several pages, dates, and texts that attack each of the engines."""
    catalog = CATALOGUE.read_text(encoding="utf-8").rstrip() + EXTRA["resources"]
    catalog = catalog.replace("categories:\n", "categories:\n" + EXTRA["category"])
    return make_project(tmp_path_factory.mktemp("moteurs") / "projet", catalog)


@pytest.fixture(scope="module")
def stock(project: Path) -> Path:
    return build(project)


@pytest.fixture(scope="module")
def zensical(project: Path) -> Path:
    run(str(BIN / "annuaire"), "pages", "--vers", "zensical", cwd=project)
    run(str(BIN / "zensical"), "build", "--strict", cwd=project / "zensical")
    return project / "zensical/site"


@pytest.mark.xdist_group("engines")
def test_properdocs_builds_the_same_bytes(project: Path, stock: Path) -> None:
    run(str(BIN / "properdocs"), "build", "--strict", "-f", "mkdocs.yml", "-d", "autre", cwd=project)
    assert files(project / "autre") == files(stock)
    for path in files(stock):
        assert (project / "autre" / path).read_bytes() == (stock / path).read_bytes(), path


@pytest.mark.xdist_group("engines")
def test_zensical_publishes_the_same_addresses(stock: Path, zensical: Path) -> None:
    # Zensical always writes the index of its own search, and does not compress the sitemap.
    assert files(zensical) - {Path("search.json")} == files(stock) - {Path("sitemap.xml.gz")}
    maps = [sorted(re.findall("<loc>.*?</loc>", (s / "sitemap.xml").read_text("utf-8"))) for s in (stock, zensical)]
    assert maps[0] == maps[1] != []


@pytest.mark.origine
@pytest.mark.xdist_group("engines")
def test_zensical_publishes_the_same_pages(stock: Path, zensical: Path) -> None:
    pages = [path for path in files(stock) if path.suffix == ".html"]
    assert Path("mesurer/2/index.html") in pages
    pages.remove(Path("ecoconception/index.html"))  # nothing weighs the site that Zensical has built
    for page in pages:
        (elements, words), (others, said) = read(stock, page), read(zensical, page)
        assert others == elements, page
        assert said == words, page


@pytest.mark.xdist_group("engines")
def test_zensical_publishes_the_same_files(stock: Path, zensical: Path) -> None:
    same = [path for path in files(stock) if path.suffix != ".html" and not path.name.startswith("sitemap")]
    assert {"resources.json", "resources.csv", "feed.xml", "_headers", "robots.txt"} <= {path.name for path in same}
    for path in same:
        assert (zensical / path).read_bytes() == (stock / path).read_bytes(), path


# Where each element is and how it is drawn: two pictures of the same page may differ by how far painting has come.
LOOK = """() => [...document.body.querySelectorAll('*')].map(element => {
  const {x, y, width, height} = element.getBoundingClientRect(), style = getComputedStyle(element);
  const drawn = ['color', 'backgroundColor', 'font', 'textDecoration', 'border', 'borderRadius', 'boxShadow', 'fill',
                 'display', 'visibility', 'opacity', 'overflow', 'listStyle', 'cursor'].map(name => style[name]);
  return [element.localName, x, y, width, height, ...drawn].join(' ');
})"""


@pytest.mark.origine
@pytest.mark.xdist_group("engines")
@pytest.mark.parametrize("address", ["", "mesurer/2/", "hostile/", "404.html", "recherche/?q=framasoft"])
def test_zensical_looks_the_same(
    stock: Path, zensical: Path, serve: Callable[[Path], str], browser: Browser, address: str
) -> None:
    pages, said = [], []
    for site in (stock, zensical):
        page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(serve(site) + address, wait_until="networkidle")
        if "?q=" in address:
            page.wait_for_selector("article.carte >> text=FramamIA")
        pages.append(page)
    for _ in range(20):  # the last filters may come a little later in one page than in the other
        one, other = (page.evaluate(LOOK) for page in pages)
        if one == other:
            break
        pages[0].wait_for_timeout(100)
    for page in pages:
        page.close()
    assert said == []
    assert len(one) > 50
    assert one == other


@pytest.mark.xdist_group("engines")
def test_nothing_contributed_becomes_markup_with_zensical(zensical: Path) -> None:
    for page in zensical.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<script>alert" not in html, page
        assert not re.search(r"<(?:b|i|em)>", html.split('<main id="_contenu"')[0]), page
        assert 'href="javascript:' not in html, page


def test_the_core_imports_no_generator(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    code = (
        "import sys; from annuaire.cli import main; main(['pages', '--vers', 'vers']);"
        "print({'mkdocs', 'properdocs', 'zensical', 'material', 'markdown'} & {m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, timeout=60)
    assert done.stdout.endswith("\nset()\n"), done.stdout + done.stderr
    for module in (ROOT / "hooks/annuaire").rglob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) (\w+)", module.read_text(encoding="utf-8"), re.MULTILINE)
        assert not {"mkdocs", "properdocs", "zensical", "material"} & set(imported), module


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (lambda p: (p / "vers").mkdir() or (p / "vers/lettre.txt").touch(), 1, "choisissez un autre nom"),
        (lambda p: (p / "vers").touch(), 2, "vers : ce n’est pas un dossier"),
        (lambda p: (p / "mkdocs.yml").unlink(), 1, "placez-vous dans le dossier de l’annuaire"),
        (lambda p: (p / "mkdocs.yml").write_text("a: !python/x 1\n"), 1, "mkdocs.yml:1 ne se lit pas"),
        (lambda p: (p / "mkdocs.yml").write_text("a: 1\n"), 1, "au moins « site_name »"),
        (lambda p: (p / "docs/index.md").write_text("<!-- annuaire:nul -->"), 1, "« annuaire:nul » n’existe pas"),
        (lambda p: (p / "resources.yaml").write_text("a: 1\n"), 1, "la clé « a » n’existe pas"),
    ],
)  # fmt: skip
def test_what_stops_the_pages_is_said(tmp_path: Path, spoil, code: int, words: str) -> None:
    project = make_project(tmp_path / "projet")
    spoil(project)
    before = {path for path in project.rglob("*") if "__pycache__" not in path.parts}
    done = subprocess.run(
        [BIN / "annuaire", "pages", "--vers", "vers"], cwd=project, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, words in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert {path for path in project.rglob("*") if "__pycache__" not in path.parts} == before


def test_the_pages_are_written_afresh(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    for _ in range(2):
        run(str(BIN / "annuaire"), "pages", "--vers", "vers", cwd=project)
        assert not (project / "vers/docs/ancien.md").exists()
        (project / "vers/docs/ancien.md").write_text("x", encoding="utf-8")
