"""The pages about the site itself: what it weighs, who publishes it."""

import gzip
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from annuaire.http_headers import FOREVER, HEADERS
from annuaire.pages.page_weight import PAGE, weigh
from annuaire.pages.templating import kilobytes
from conftest import ROOT, build, make_project, mkdocs
from ecoindex import ecoindex, elements
from static_host import hosted

MENTIONS = """
extra:
  licence: {name: CC BY-SA 4.0, url: "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"}
  mentions:
    publisher: |
      Association « <b>Exemple</b> »
      1 rue de l'Exemple, 59000 Lille ; contact@exemple.fr
    director: Camille Exemple
    host: Hébergeur Exemple, 03 20 00 00 00
"""


@pytest.mark.parametrize(
    ("elements", "requests", "first", "score", "grade"),
    # Worked out once with the GreenIT collective's own « ecoindex-compute » 5.10.
    [(116, 4, 8800, 91, "A"), (600, 30, 500_000, 66, "C"), (2500, 300, 9_000_000, 5, "G"), (0, 1, 0, 99, "A"), (600_000, 5000, 10**9, 0, "G")],
)  # fmt: skip
def test_ecoindex(elements: int, requests: int, first: int, score: int, grade: str) -> None:
    assert ecoindex(elements, requests, first) == (score, grade)


def test_the_figures_are_those_of_the_browser(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    base = serve(site)
    told = (site / PAGE).read_text("utf-8")
    rows = re.findall(
        r"<dt>(.*?)</dt>\s*<dd>Première visite&nbsp;: (.*?) en (\d+) requêtes. Visite suivante&nbsp;: (.*?) en 1 requête.",
        told,
    )
    assert [row[0] for row in rows] == ["Accueil", "Rubrique", "Autre page", "À imprimer"]
    paths = ["index.html", "comprendre/index.html", None, "imprimer/index.html"]
    for row, path in zip(rows, paths, strict=True):
        if not path:
            continue
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(base + path, wait_until="networkidle")
        assert elements((site / path).read_text("utf-8")) == page.locator("*").count()
        context.close()
        local = {site / url.removeprefix(base).split("?")[0] for url in asked}
        local.add(
            site / re.search(r'rel="icon" href="([^"]+)"', (site / path).read_text("utf-8"))[1].replace("../", "")
        )  # type: ignore[index]
        # Without scripts, Chromium does not ask for the script that the figures count.
        local.add(next((site / "assets").glob("annuaire.*.js")))
        first = sum(len(gzip.compress(file.read_bytes(), 6, mtime=0)) for file in local)
        assert row[1:3] == (kilobytes(first), str(len(local)))


def test_every_page_has_an_ecoindex_of_a(site: Path) -> None:
    for path in site.rglob("index.html"):
        weight = weigh(site, path.relative_to(site).as_posix())
        assert ecoindex(elements(path.read_text("utf-8")), weight.requests, weight.first)[1] == "A", weight
        assert weight.requests <= 5
        assert weight.first <= 20_000
        assert weight.then <= 12_000


def test_a_first_visit_is_light(site: Path) -> None:
    """All pages but the one that holds the 106 criteria of RGAA, those to print and those that another site frames."""
    for page in site.rglob("index.html"):
        path = page.relative_to(site).as_posix()
        if path.startswith(("accessibilite/", "imprimer/", "integrer/")):
            continue
        weight = weigh(site, path)
        assert (weight.requests, weight.first <= 12 * 1024) == (4, True), weight


def test_a_directory_without_that_page_is_not_weighed(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    (project / "docs/ecoconception.md").unlink()
    site = build(project)
    assert not (site / "ecoconception").exists()
    assert "Écoconception" not in (site / "index.html").read_text("utf-8")


def test_the_pages_for_the_team_are_read_on_the_forge(site: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in ("maintenir", "adopter", "heberger", "mesures"):
        assert f"docs/equipe/{name}.md" in readme
    assert not list(site.rglob("*adopter*"))
    hosting = (ROOT / "docs/equipe/heberger.md").read_text("utf-8")
    for name, value in HEADERS.items():
        assert f'add_header {name} "{value}" always;' in hosting
        assert f'Header always set {name} "{value}"' in hosting
    assert "<!-- annuaire" not in hosting  # a forge fills no fragment
    assert f'Header set Cache-Control "{FOREVER}"' in hosting


def test_the_menu_is_for_visitors_and_the_foot_for_the_rest(site: Path) -> None:
    html = unescape((site / "a-propos/index.html").read_text("utf-8"))
    menu = re.findall(r"<a [^>]*>([^<]+)</a>", html.partition('<nav id="_menu"')[2].partition("</nav>")[0])
    assert menu[:2] == ["Accueil", "Toutes les ressources"]
    assert menu[-2:] == ["Proposer une ressource", "À propos"]
    assert len(menu) == 9
    foot = html.partition("<footer")[2]
    for title in ("Données ouvertes", "Vérification des liens", "Imprimer", "Accessibilité", "Écoconception", "Index"):
        assert f">{title}</a>" in foot
    assert not re.search(r"[0-9a-f]{12}", re.sub(r"<[^>]+>", "", foot))


def test_the_legal_notice_exists_when_it_is_filled_in(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text("utf-8")
    (project / "mkdocs.yml").write_text(re.sub(r"(?ms)^extra:.*?(?=^theme:)", MENTIONS, config), "utf-8")
    site = build(project)
    html = (site / "mentions-legales/index.html").read_text("utf-8")
    for part in (
        "<h2>Éditeur</h2>", "Association «\u00a0&lt;b&gt;Exemple&lt;/b&gt;\u00a0»<br>", "59000 Lille\u202f;", "contact&#64;exemple.fr",
        "Camille Exemple", "03 20 00 00 00",
    ):  # fmt: skip
        assert part in html
    assert '<li><a href="mentions-legales/">Mentions légales</a></li>' in (site / "index.html").read_text("utf-8")
    assert "https://annuaire.example/mentions-legales/" in (site / "sitemap.xml").read_text("utf-8")


def test_without_a_legal_notice_the_build_says_so_and_goes_on(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    done = mkdocs(project)
    assert done.returncode == 0
    assert "INFO    -  Un site publié en France doit porter des mentions légales" in done.stderr
    assert not (project / "site/mentions-legales").exists()
    assert "Mentions légales" not in (project / "site/index.html").read_text("utf-8")


@pytest.mark.parametrize("mentions", ["{publisher: A}", "A", "{publisher: A, director: B, host: }", "[A]"])
def test_half_a_legal_notice_is_refused(tmp_path: Path, mentions: str) -> None:
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text("utf-8")
    (project / "mkdocs.yml").write_text(config.replace("\nextra:\n", f"\nextra:\n  mentions: {mentions}\n"), "utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "« mentions » doit donner « publisher », « director », « host », et rien d’autre" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_share_picture_is_announced_when_the_address_is_known(site: Path, tmp_path: Path) -> None:
    html = (site / "a-propos/index.html").read_text("utf-8")
    address = re.search(r'<meta property="og:image" content="([^"]+)">', html)
    assert address
    picture = site / urljoin("/", address[1].removeprefix("https://annuaire.example/")).lstrip("/")
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1200, 630)
    assert picture.stat().st_size < 60_000
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text("utf-8")
    (project / "mkdocs.yml").write_text(config.replace("site_url:", "# site_url:"), "utf-8")
    assert "og:image" not in (build(project) / "index.html").read_text("utf-8")
    assert (ROOT / "docs/assets/partage.svg").exists()


@pytest.mark.parametrize("name", ["", "comprendre/", "a-propos/", "imprimer/"])
def test_a_visit_asks_for_little_and_the_next_one_for_the_page_alone(site: Path, browser: Browser, name: str) -> None:
    """What Chromium receives, headers included: 32 KB in 5 requests, then 8 KB in 1 (12 KB for the printed pages)."""
    with hosted(site) as base:
        context = browser.new_context()
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        received: dict[str, float] = {}
        network.on("Network.responseReceived", lambda event: received.setdefault(event["requestId"], 0))
        network.on(
            "Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]})
        )
        page.goto(base + name, wait_until="networkidle")
        assert (len(received) <= 5, sum(received.values()) <= 32_000) == (True, True), received
        received.clear()
        page.goto(base + "404.html", wait_until="networkidle")
        received.clear()
        page.goto(base + name, wait_until="networkidle")
        sent = [size for size in received.values() if size]
        assert len(sent) == 1
        assert sent[0] <= (12_000 if name == "imprimer/" else 8_000)
        context.close()
