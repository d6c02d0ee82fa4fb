"""Everyone finds it: the index, the folding that Python and the browser share, and the search in a real Chromium."""

import csv
import gzip
import io
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog, Category, Resource, Site
from annuaire.exports.search_index import STOP, card_files, compounds, search_files, words_of
from conftest import CATALOGUE, DATA, build, make_project

CATALOG = load_catalog(CATALOGUE)
ROWS = (DATA / "recherche/requetes.tsv").read_text(encoding="utf-8").splitlines()[1:]
QUERIES = [row.split("\t") for row in ROWS]
SLUGS = "cards => cards.map((card) => new URL(card.value || card.href).hash.slice(1))"


@pytest.fixture(scope="module")
def page(site: Path, serve: Callable[[Path], str], browser: Browser) -> Iterator[Page]:
    """A page of the site whose faults are faults of the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=serve(site), accept_downloads=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    yield opened
    context.close()
    assert [text for text in heard if "ERR_FAILED" not in text] == []  # one test cuts the network


def search(page: Page, query: str) -> list[str]:
    """Type a query, wait for its answer, and return the permalinks of the cards in their order."""
    page.locator("form[role=search] input:visible").last.fill(query)
    said = " ".join(query.split())
    wait = "said => document.querySelector('.bilan')?.textContent.replace(/\\s+/g, ' ').includes(` ${said} `)"
    page.wait_for_function(wait, arg=said)
    return shown(page)


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(".resultats article .copier", SLUGS)


def status(page: Page) -> str:
    return " ".join((page.locator(".bilan").text_content() or "").split())


# ---- The index


def test_words_are_folded() -> None:
    def words(text: str) -> list[str]:
        return list(words_of(text))

    assert words("L’IA d'État, qu’en dire ? Jusqu'à l’Œuvre") == ["ia", "etat", "en", "dire", "a", "oeuvre"]
    assert words("Guid’ASSO") == words("GUID'asso") == words("guid-asso") == ["guid", "asso", "guidasso"]
    assert words("Aujourd’hui, 4h30 : p. 9") == ["aujourd", "hui", "aujourdhui", "4h30", "p", "9"]
    assert words("jb.boulangue@lmahdf.org") == ["jb", "boulangue", "lmahdf", "org"]
    assert words("— « … » ' - _") == []


def index_of(catalog: Catalog) -> dict[str, str]:
    cards = [f"<article>{known.slug}</article>" for known in catalog.resources]
    files = search_files(catalog, Site(name="A")) | card_files(catalog, cards)
    return {path.rpartition("/")[2]: data.decode() for path, data in files.items()}


def decoded(files: dict[str, str]) -> dict[str, dict[int, int]]:
    """Read the index back, as the browser does."""
    index = json.loads(files["index.json"])
    shards = [json.loads(files[f"mots-{number}.json"]) for number in range(len(index["shards"]))]
    found = {}
    for word, postings in zip(index["words"].split(), [line for shard in shards for line in shard], strict=True):
        found[word], number = {}, -1
        for weight, skipped in re.findall(r"([A-I])(\d*)", postings):
            number += 1 + int(skipped or 0)
            found[word][number] = ord(weight) - 64
    return found


def test_the_index_holds_every_word_where_it_stands() -> None:
    titles = ["Un été à Sète", "L’été, encore", "日本語 𝒜𝒷 𐐨𐐨a", "𐐨𐐨b Zoé"]
    resources = tuple(
        Resource(
            title=title, category="a", publishers=("Zoé", "Les Amis"), description="Une note d’été.", tags=("été",)
        )
        for title in titles
    )
    files = index_of(Catalog(categories=(Category(id="a", title="Rubrique"),), resources=resources))
    assert json.loads(files["index.json"])["stop"].split() == STOP.split()
    found = decoded(files)
    assert found["ete"] == {0: 9, 1: 9, 2: 4, 3: 4}  # in the title, or among the tags
    assert found["zoe"] == {0: 5, 1: 5, 2: 5, 3: 9}
    assert found["note"] == dict.fromkeys(range(4), 3)
    assert found["rubrique"] == dict.fromkeys(range(4), 2)
    assert found["𐐨𐐨a"] == {2: 8}
    assert found["𐐨𐐨b"] == {3: 9}
    assert not set(found) & (set(STOP.split()) - {word for title in titles for word in words_of(title)})


def test_a_large_index_is_cut_in_files_that_say_the_same() -> None:
    letters = "abcdefghij"
    resources = tuple(
        Resource(title=f"{letters[n % 10]}{letters[n // 10 % 10]}{n} commun", category="a") for n in range(9_000)
    )
    files = index_of(Catalog(categories=(Category(id="a", title="A"),), resources=resources))
    assert len(json.loads(files["index.json"])["shards"]) == 3
    found = decoded(files)
    assert len(found["commun"]) == 9_000
    assert found["da3"] == {3: 9}
    assert sum(name.startswith("fiches-") for name in files) == 9_000 // 18
    assert len(json.loads(files["fiches-0.json"])) == json.loads(files["index.json"])["size"] == 18


def test_an_empty_directory_has_an_empty_index(tmp_path: Path) -> None:
    site = build(make_project(tmp_path / "projet", "categories:\n  - id: a\n    title: Rien\nresources:\n"))
    assert "0 ressource" in (site / "recherche/index.html").read_text(encoding="utf-8")
    for name in ("editeurs", "etiquettes", "index-des-noms"):
        assert not (site / name).exists()
    assert ">Index</a>" not in (site / "index.html").read_text(encoding="utf-8")


def texts() -> list[str]:
    """Some 4,000 texts: the catalogue's own, then letters and marks of every script, drawn with a fixed seed."""
    rng = random.Random(4)
    known = [c for c in map(chr, range(0x20, 0x2FFFF)) if unicodedata.category(c)[0] in "LMNPZ"]
    french = "aàâäæcçeéèêëiîïoôöœuùûüyÿAÀÇÉŒÆ0123456789 ’'ʼ-‑–.@,;:!?«»\u00a0\u202f\u0301\u0300lLdDqujs"
    drawn = ["".join(rng.choices(french, k=rng.randint(1, 30))) for _ in range(2_000)]
    drawn += ["".join(rng.choices(known, k=rng.randint(1, 12))) for _ in range(2_000)]
    own = [text for known in CATALOG.resources for text in (known.title, known.description, *known.publishers)]
    return [*own, "İstanbul ΑΣ ﬁn Ǆ ½ ① ㎅ ß ẞ", *drawn]


def test_python_and_the_browser_fold_alike(site: Path, page: Page) -> None:
    page.goto("./")
    script = next((site / "assets").glob("classement.*.js")).name
    theirs = page.evaluate(f"async (texts) => texts.map((await import('./assets/{script}')).compounds)", texts())
    differ = [(text, compounds(text), other) for text, other in zip(texts(), theirs, strict=True) if compounds(text) != other]  # fmt: skip
    assert len(theirs) > 4_000
    assert differ == []


# ---- Finding


def test_ordinary_queries_find_what_they_should(page: Page) -> None:
    page.goto("./")
    second, lost = [], []
    for kind, query, expected in QUERIES:
        found, right = search(page, query)[:3], {slug.strip() for slug in expected.split("|")}
        if not right & set(found):
            lost.append((kind, query, found))
        elif found[0] not in right:
            second.append((kind, query, found))
    assert len(QUERIES) >= 150
    assert len({kind for kind, _, _ in QUERIES}) == 13
    assert lost == []
    assert len(second) <= 0.03 * len(QUERIES), second


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("guidasso", "guid-asso"), ("guid asso", "guid-asso"), ("Guid’Asso", "guid-asso"), ("gudi'asso", "guid-asso"),
        ("ecologique", "comprendre-les-impacts-ecologiques-de-l-ia-generative"), ("l'IA sso", "ia-sso-hdf"),
        ("framam", "framamia"), ("fraamamia", "framamia"), ("FRMAMIA", "framamia"), ("frammai", "framamia"),
        ("comment mesurer son impact", "calculatrice-myimpact"), ("La Mednum", "mallette-ia"),
        ("quel comparateur pour les outils d'ia", "comparia"), ("calculatrcie my impcat", "calculatrice-myimpact"),
        ("https://www.cnil.fr/", "fiches-pratiques-ia"), ("brétécher", "podcast-parlez-moi-d-ia"),
    ],
)  # fmt: skip
def test_a_query_finds(page: Page, query: str, first: str) -> None:
    page.goto("./")
    assert search(page, query)[0] == first


def test_title_publisher_tag_description_in_that_order(
    tmp_path: Path, serve: Callable[[Path], str], page: Page
) -> None:
    entries = [
        ("Un", "description: Le mot tournesol."), ("Deux", "tags: [tournesol]"), ("Trois", "publisher: Tournesol"),
        ("Le tournesol", "description: Rien."), ("Quatre", "description: Des tournesols."),
        ("Tournesolarium", "description: Rien."), ("Tournesl", "description: Rien."),
    ]  # fmt: skip
    listed = "".join(f"  - title: {title}\n    category: a\n    {more}\n" for title, more in entries)
    site = build(make_project(tmp_path / "projet", f"categories:\n  - id: a\n    title: A\nresources:\n{listed}"))
    page.goto(serve(site))
    found = search(page, "tournesol")
    assert found[:1] == ["le-tournesol"]
    assert [slug for slug in found if slug in ("trois", "deux", "un", "quatre")] == ["trois", "deux", "un", "quatre"]
    assert found.index("le-tournesol") < found.index("tournesolarium")
    assert search(page, "tornesol")[0] == "le-tournesol"  # once corrected, the nearest word first


def test_when_nothing_has_every_word_the_nearest_are_said_to_be_so(page: Page) -> None:
    page.goto("./")
    found = search(page, "podcast permaculture")
    assert found == ["podcast-parlez-moi-d-ia"]
    assert status(page).startswith("Aucun résultat exact pour « podcast permaculture ». Les plus proches : 1 ressource")


def test_no_result_helps(page: Page) -> None:
    page.goto("./")
    assert search(page, "xylophone <b>") == []
    assert status(page) == "Aucun résultat pour « xylophone <b> »."
    told = page.locator(".aide")
    told.get_by_role("link", name="Comparer et choisir ses outils").wait_for()
    propose = told.get_by_role("link", name="Proposer cette ressource")
    assert (propose.get_attribute("href") or "").endswith("proposer/?titre=xylophone+%3Cb%3E")
    search(page, "bataxxxe")
    told.get_by_role("link", name="bataille", exact=True).wait_for()


# ---- The page


def test_what_matched_is_marked_with_its_accents(page: Page) -> None:
    page.goto("./")
    search(page, "ecologiques generative")
    first = page.locator(".resultats article").first
    assert {"écologiques", "générative"} <= set(first.locator("mark").all_text_contents())
    search(page, "guidasso")
    assert page.locator(".resultats h2 mark").all_text_contents()[:2] == ["Guid", "ASSO"]


def test_the_cards_are_the_same(page: Page) -> None:
    def plain(selector: str) -> str:
        read = "card => { const copy = card.cloneNode(true); copy.removeAttribute('id'); for (const mark of copy.querySelectorAll('mark')) mark.replaceWith(mark.textContent); for (const each of copy.querySelectorAll('[href]')) each.href = each.href; copy.normalize(); return copy.outerHTML; }"
        return page.eval_on_selector(selector, read).replace(" marque", "")

    page.goto("se-former/")
    own = plain("#programme-ia-for-good")
    page.goto("./")
    search(page, "ia for good")
    assert plain(".resultats article") == own


def test_nothing_is_loaded_before_the_field_is_touched(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("comparer/", wait_until="networkidle")
    assert len([url for url in asked if url.endswith(".js")]) == 1
    assert not any("recherche" in url for url in asked)
    assert search(page, "framamia") == ["framamia"]
    assert any("/index.json" in url for url in asked)


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("./", wait_until="networkidle")
    page.keyboard.press("/")
    field = page.locator(".chercher input")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type("cnil/")
    page.wait_for_function("() => document.querySelector('.bilan')?.textContent.includes('cnil/')")
    assert shown(page)[0] == "fiches-pratiques-ia"
    assert page.locator(".rubriques").is_hidden()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('.bilan').textContent === ''")
    assert field.input_value() == ""
    assert page.locator(".rubriques").is_visible()
    assert field.evaluate("field => field === document.activeElement")


def test_an_address_may_ask_every_filter(site: Path, page: Page) -> None:
    page.goto("./")
    names = page.locator("form[data-filters]").get_attribute("data-filters")
    index = next((site / "recherche").glob("*/filtres.json"))
    assert (names or "").split() == [name for name, _, _ in json.loads(index.read_text(encoding="utf-8"))]


def test_everything_is_in_the_address(page: Page) -> None:
    page.goto("./")
    search(page, "ia")
    page.locator(".filtres summary").click()
    page.get_by_role("checkbox", name="Data for Good").check()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    assert page.url.endswith("/?q=ia&editeur=data-for-good")
    page.get_by_role("checkbox", name="Jeu de cartes").check()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('1 ')")
    shared = page.url
    assert shared.endswith("/?q=ia&editeur=data-for-good&format=jeu")
    page.go_back()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    page.go_forward()
    page.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('1 ')")
    other = page.context.new_page()
    other.goto(f"{shared}&format=inconnu&editeur=&autre=1")
    other.locator(".choisis button").first.wait_for()
    assert shown(other) == shown(page) == ["la-bataille-de-l-ia"]
    other.get_by_role("button", name=re.compile("Retirer le filtre Format")).click()
    other.wait_for_function("() => document.querySelector('.bilan').textContent.startsWith('2 ')")
    other.get_by_role("button", name="Tout effacer").click()
    other.wait_for_function("() => document.querySelector('.bilan').textContent === ''")
    assert "?" not in other.url
    other.close()


def test_filters_have_the_counts_of_the_search(page: Page) -> None:
    page.goto("./?etiquette=ess")
    page.locator(".choisis button").first.wait_for()
    page.locator(".filtres summary").click()
    kept = [known for known in CATALOG.resources if "ESS" in known.tags]
    assert shown(page) == [known.slug for known in kept]
    for name, values in (
        ("rubrique", {known.category for known in kept}), ("format", {known.format for known in kept}),
    ):  # fmt: skip
        boxes = page.locator(f".filtres input[name={name}]")
        assert {box.get_attribute("value") for box in boxes.all()} == values
    counts = page.locator(".filtres label", has=page.locator("input[value=acteurs]"))
    assert counts.locator(".nombre").text_content() == "1"
    # Of the filter itself, each value tells what it would add.
    other = page.locator(".filtres label", has=page.locator("input[value=environnement]"))
    assert other.locator(".nombre").text_content() == str(sum("environnement" in k.tags for k in CATALOG.resources))
    page.goto("./?contact=oui")
    page.locator(".choisis button").first.wait_for()
    assert shown(page) == [known.slug for known in CATALOG.resources if known.contacts]


def test_the_search_of_a_category_stays_in_it(page: Page) -> None:
    page.goto("comparer/")
    assert set(search(page, "ia")) == {"ia-en-perspective", "framamia", "comparia"}
    assert status(page).endswith("dans cette rubrique")
    page.get_by_role("link", name="Chercher dans tout l’annuaire").click()
    page.wait_for_function("() => document.querySelector('.bilan')?.textContent.endsWith('ia\u00a0»')")
    assert len(shown(page)) == 8
    page.get_by_role("button", name="Afficher la suite").click()
    page.wait_for_function("() => document.querySelectorAll('.resultats article').length === 15")
    assert len(set(shown(page))) == 15
    assert page.evaluate(
        "document.activeElement.closest('article') === document.querySelectorAll('.resultats article')[8]"
    )


def test_the_link_to_the_filters_opens_them(page: Page) -> None:
    page.goto("./", wait_until="networkidle")
    page.get_by_role("link", name="Toutes les ressources, avec des filtres").click()
    page.locator(".filtres label").first.wait_for()
    assert status(page) == "21 ressources"
    assert page.locator(".filtres").evaluate("panel => panel.open")


def test_the_selection_is_exported(page: Page) -> None:
    page.goto("./?etiquette=ess&q=ia")
    page.locator(".choisis button").first.wait_for()
    wanted = shown(page)
    files = {}
    for kind in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Exporter cette sélection en {kind}").click()
        files[kind] = Path(download.value.path()).read_bytes()
    assert files["CSV"].startswith("\ufefftitle;".encode())
    rows = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["id"] for row in rows] == wanted
    document = json.loads(files["JSON"])
    assert [entry["id"] for entry in document["resources"]] == wanted
    assert document["license"]["title"] == "CC BY-SA 4.0"


def test_a_failing_network_is_said_and_the_next_key_tries_again(page: Page) -> None:
    page.goto("./", wait_until="networkidle")
    page.route("**/index.json", lambda route: route.abort())
    page.locator(".chercher input").fill("cnil")
    page.get_by_text("La recherche ne répond pas").wait_for()
    page.unroute("**/index.json")
    assert search(page, "cnil ") == ["fiches-pratiques-ia"]


@pytest.fixture(autouse=True)
def _expected_noise(request: pytest.FixtureRequest) -> None:
    """Nothing of one test stays for the next."""
    if "page" in request.fixturenames:
        opened: Page = request.getfixturevalue("page")
        opened.goto("about:blank")


def test_without_javascript_the_form_leads_to_the_whole_list(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=serve(site))
    page = context.new_page()
    page.goto("a-propos/")
    field = page.locator("form[role=search] input").first
    field.fill("cnil")
    field.press("Enter")
    page.wait_for_url("**/recherche/?q=cnil")
    links = page.locator("main li a").all()
    assert len(links) == len(CATALOG.resources)
    assert page.get_by_text("demandent JavaScript").is_visible()
    page.goto("index-des-noms/")
    assert page.locator("main h2").count() == len(CATALOG.by_name())
    letter = page.get_by_role("navigation", name="Lettres").get_by_role("link", name="I", exact=True)
    assert letter.get_attribute("href") == "../index-des-noms/#ia-generative"
    context.close()


def test_hostile_text_stays_text_in_the_results(tmp_path: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    text = "<img src=x onerror=alert(1)>"
    catalog = f"categories:\n  - id: a\n    title: '{text} A'\nformats:\n  - id: f\n    title: '{text} F'\nresources:\n"
    catalog += f"  - title: '{text} titre'\n    category: a\n    format: f\n    publisher: '{text} qui'\n    tags: ['{text}']\n"
    page = browser.new_context(bypass_csp=True).new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    base = serve(build(make_project(tmp_path / "projet", catalog)))
    for query in (
        "?q=titre",
        "?editeur=img-src-x-onerror-alert-1-qui",
        "?q=%3Cimg%20src=x%20onerror=alert(1)%3E&format=f",
    ):
        page.goto(base + query)
        page.locator(".choisis button").first.wait_for()
        page.locator(".filtres summary").click()
        assert page.locator(".resultats img").count() == 0
        assert page.locator(".resultats article").count() == 1
    assert heard == []
    page.context.close()


# ---- Its weight


def squeezed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_first_result_weighs_little(site: Path) -> None:
    scripts = {path.name.split(".")[0]: path for path in (site / "assets").glob("*.js")}
    del scripts["annuaire"], scripts["proposer"]  # of every page, and of another one
    assert squeezed(*scripts.values()) <= 6.25 * 1024
    del scripts["filtres"]  # after the first result
    first = [next((site / "recherche").glob(f"*/{name}.json")) for name in ("index", "mots-0", "fiches-0")]
    assert squeezed(*scripts.values(), *first) <= 8.5 * 1024


def test_the_lists_of_names_are_bounded_and_whole(tmp_path: Path) -> None:
    entries = "".join(
        f"  - title: Guide {n}\n    category: a\n    publisher: [Grand, Petit {n % 200}]\n    tags: [t{n % 7}]\n"
        for n in range(400)
    )
    site = build(make_project(tmp_path / "projet", f"categories:\n  - id: a\n    title: A\nresources:\n{entries}"))
    pages = [path.read_text(encoding="utf-8") for path in sorted((site / "index-des-noms").rglob("*.html"))]
    assert len(pages) == 1_200 // 300
    listed = [re.findall(r'<li><a href="[./]+a/#(guide-\d+)">', html) for html in pages]
    assert max(map(len, listed)) <= 300
    assert sum(map(len, listed)) == 1_200
    assert sum(html.count("<h2 id=") for html in pages) == 208
    assert "Grand (suite)" in (site / "index-des-noms/2/index.html").read_text(encoding="utf-8")
    for html in pages:  # each letter leads to where its first name is
        jumps = dict(re.findall(r'<li><a href="[./]+(index-des-noms/[^"]*)">(.)</a></li>', html))
        assert list(jumps.values()) == ["G", "P", "T"]
        for place in jumps:
            path, _, slug = place.partition("#")
            assert f'<h2 id="{slug}">' in (site / path / "index.html").read_text(encoding="utf-8")
    for old in ("editeurs", "etiquettes"):
        assert 'href="../index-des-noms/"' in (site / old / "index.html").read_text(encoding="utf-8")
    whole = (site / "recherche/index.html").read_text(encoding="utf-8")
    assert "400 ressources" in whole
    assert "guide-399" not in whole
