"""The files that leave the site, each opened by a reader that is not ours."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import feedparser
import frictionless
import jsonschema
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from annuaire.catalog.fields import FIELDS
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog, Category, Format, Link, Resource, Site
from annuaire.exports.datasets import (
    COLUMNS,
    catalogue_jsonld,
    exports,
    resources_csv,
    resources_json,
    table_description,
)
from annuaire.exports.feeds import feeds
from annuaire.pages.schema_org import TYPES, item_list, resource_urn
from annuaire.text import typographic
from conftest import CATALOGUE, build, make_project, mkdocs

REAL = load_catalog(CATALOGUE)
SITE = Site(
    name="Annuaire", description="En une phrase.", url="https://annuaire.example/", licence="CC BY-SA 4.0",
    licence_url="https://creativecommons.org/licenses/by-sa/4.0/deed.fr", source="Charte", source_url="https://source.example/",
)  # fmt: skip
NOWHERE = dataclasses.replace(SITE, url="")
HOSTILE = "</script><script>alert(1)</script> ]]> & \u2028 \u2029 \x0b \x00 \ufffe ' \" ; =1+1"
SCHEMA = rdflib.Namespace("https://schema.org/")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")


def catalog(*resources: Resource) -> Catalog:
    categories = (Category(id="a", title="Rubrique A"), Category(id="b", title="Rubrique B"))
    formats = (Format(id="mooc", title="MOOC"), Format(id="maison", title="Maison"))
    return Catalog(categories=categories, formats=formats, resources=resources, digest="0123456789ab")


DATED = catalog(
    Resource(title="Ancienne", category="a", added=date(2026, 1, 31), url="https://un.example/"),
    Resource(title="Sans date", category="a", url="https://deux.example/"),
    Resource(title="Récente", category="a", added=date(2026, 3, 1), id="recente", publishers=("Éditeur",)),
)


# JSON


@pytest.mark.parametrize("site", [SITE, NOWHERE], ids=["adresse", "sans adresse"])
@pytest.mark.parametrize("data", [REAL, DATED, catalog()], ids=["réel", "daté", "vide"])
def test_json_holds_its_schema(data: Catalog, site: Site) -> None:
    schema = json.loads(exports(data, site)["resources.export.schema.json"]())
    document = json.loads(resources_json(data, site))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert set(document) <= set(schema["properties"])
    known = schema["properties"]["resources"]["items"]["properties"]
    assert all(set(entry) <= set(known) for entry in document["resources"])
    assert document["$schema"] == site.url + "resources.export.schema.json"
    assert document["data_version"] == data.digest
    assert [entry["title"] for entry in document["resources"]] == [resource.title for resource in data.resources]


def test_the_schema_knows_every_field_and_refuses_what_is_not_the_shape() -> None:
    schema = json.loads(exports(REAL, SITE)["resources.export.schema.json"]())
    plural = {"publisher": "publishers", "contact": "contacts"}
    known = schema["properties"]["resources"]["items"]["properties"]
    assert set(known) == {plural.get(name, name) for name in FIELDS["resources"]} | {"permalink"}
    assert set(schema["properties"]["categories"]["items"]["properties"]) == set(FIELDS["categories"])
    for spoiled in (
        {"schema_version": 2},
        {"resources": [{"id": "sans-titre"}]},
        {"license": None},
        {"data_version": ""},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(resources_json(REAL, SITE)) | spoiled, schema)


# CSV


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def items(cell: str) -> tuple[str, ...]:
    parts = re.split(r"(?<!\\)((?:\\\\)*) \| ", cell)
    texts = [part + tail for part, tail in zip(parts[::2], [*parts[1::2], ""], strict=True)] if cell else []
    return tuple(re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) for text in texts)


def read_csv(text: str, data: Catalog) -> Catalog:
    """The catalogue that a CSV export says, with the categories and formats of another."""
    assert text.startswith("\ufeff")
    resources = []
    for raw in csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";", strict=True):
        row = {name: unguarded(cell) for name, cell in raw.items()}
        links = (item.rsplit(" <", 1) for item in items(row["links"]))
        resources.append(Resource(
            links=tuple(Link(title=title, url=url[:-1]) for title, url in links),
            **{name: items(row[name]) for name in ("publishers", "contacts", "tags")},
            **{name: row[name] for name in ("title", "category", "url", "description", "format", "id")},
            **{name: date.fromisoformat(row[name]) for name in ("added", "reviewed") if row[name]},
        ))  # fmt: skip
    return dataclasses.replace(data, resources=tuple(resources))


TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    st.text("=+-@'\"\\|;,\t\r\n <>a é", min_size=1, max_size=12),
)
URL = st.from_regex(r"https://[a-z]{1,8}\.fr/[a-z?=;,'&%+@-]{0,12}", fullmatch=True)
RESOURCE = st.builds(
    Resource, title=TEXT, category=st.sampled_from("ab"), publishers=st.lists(TEXT, max_size=3).map(tuple),
    url=st.one_of(st.just(""), URL), contacts=st.lists(TEXT, max_size=2).map(tuple),
    description=st.one_of(st.just(""), TEXT), format=st.sampled_from(["", "mooc", "maison"]),
    tags=st.lists(TEXT, max_size=3).map(tuple), links=st.lists(st.builds(Link, title=TEXT, url=URL), max_size=2).map(tuple),
    added=st.one_of(st.none(), st.dates()), reviewed=st.one_of(st.none(), st.dates()),
)  # fmt: skip


@given(st.lists(RESOURCE, max_size=4))
def test_csv_to_catalogue_to_csv_loses_nothing(resources: list[Resource]) -> None:
    data = catalog(*resources)
    text = resources_csv(data, SITE)
    again = read_csv(text, data)
    assert again.resources == tuple(dataclasses.replace(resource, id=resource.slug) for resource in resources)
    assert resources_csv(again, SITE) == text


@given(TEXT)
def test_no_cell_opens_a_formula(text: str) -> None:
    data = catalog(Resource(title=text, category="a", publishers=(text,), description=text, tags=(text, text)))
    rows = list(
        csv.reader(
            io.StringIO(resources_csv(data, dataclasses.replace(SITE, name=text))[1:], newline=""),
            delimiter=";",
            strict=True,
        )
    )
    assert [len(row) for row in rows] == [len(COLUMNS)] * 2
    for cell in rows[0] + rows[1]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not cell.startswith(("\t", "\r", "\n"))


def test_csv_opens_right_in_a_french_spreadsheet() -> None:
    data = dataclasses.replace(
        DATED, resources=(*DATED.resources, Resource(title="Téléphone", category="b", contacts=("+33 3 20 00 00 00",)))
    )
    raw = resources_csv(data, SITE).encode()
    assert raw.startswith(b"\xef\xbb\xbftitle;publishers;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 5
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0]["added"] == "2026-01-31"
    assert rows[3]["contacts"] == "'+33 3 20 00 00 00"


@pytest.mark.parametrize("data", [REAL, DATED, catalog()], ids=["real", "dated", "empty"])
def test_the_table_is_what_its_description_says(tmp_path: Path, data: Catalog) -> None:
    """Somebody else's validator reads the description, then every row of the table."""
    (tmp_path / "resources.csv").write_bytes(resources_csv(data, SITE).encode())
    (tmp_path / "datapackage.json").write_text(table_description(data, SITE), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    (table,) = frictionless.Package(str(tmp_path / "datapackage.json")).resources
    assert len(table.read_rows()) == len(data.resources)


def test_the_description_holds_the_credit() -> None:
    found = json.loads(table_description(DATED, SITE))
    assert found["description"] == "Annuaire, d’après « Charte », CC BY-SA 4.0"
    assert found["licenses"] == [{"title": SITE.licence, "path": SITE.licence_url}]
    assert found["sources"] == [{"title": SITE.source, "path": SITE.source_url}]
    assert found["version"] == DATED.digest
    assert "sources" not in json.loads(table_description(DATED, dataclasses.replace(SITE, source="", source_url="")))


def test_what_teaches_says_what_kind_it_is() -> None:
    graph = json.loads(catalogue_jsonld(REAL, SITE))
    kinds = {known.id: known.title for known in REAL.formats}
    teaching = [known for known in REAL.resources if TYPES.get(known.format) in ("Course", "LearningResource")]
    assert teaching
    said = json.dumps(graph, ensure_ascii=False)
    assert said.count("learningResourceType") == len(teaching)
    assert all(f'"learningResourceType": "{kinds[known.format]}"' in said for known in teaching)


# Atom


def parsed(text: str) -> feedparser.FeedParserDict:
    feed = feedparser.parse(text.encode(), response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize("site", [SITE, NOWHERE], ids=["adresse", "sans adresse"])
def test_feeds_hold_what_has_a_date_newest_first(site: Site) -> None:
    found = {path: parsed(text()) for path, text in feeds(DATED, site).items()}
    assert list(found) == ["feed.xml", "a/feed.xml", "b/feed.xml"]
    for path in ("feed.xml", "a/feed.xml"):
        assert [entry.title for entry in found[path].entries] == ["Récente", "Ancienne"]
        assert [entry.updated for entry in found[path].entries] == ["2026-03-01T00:00:00Z", "2026-01-31T00:00:00Z"]
        assert found[path].feed.updated == "2026-03-01T00:00:00Z"
        address = urljoin(f"https://annuaire.example/{path}", found[path].entries[0].link)
        assert address == "https://annuaire.example/a/#recente"
    assert found["b/feed.xml"].entries == []
    assert found["b/feed.xml"].feed.updated == "2026-03-01T00:00:00Z"
    assert len({feed.feed.id for feed in found.values()}) == 3
    rights = found["feed.xml"].feed.rights
    assert "Annuaire, d’après « Charte », CC BY-SA 4.0" in rights
    assert DATED.digest in rights
    selves = [link.href for link in found["feed.xml"].feed.links if link.rel == "self"]
    assert selves == (["https://annuaire.example/feed.xml"] if site.url else [])


def test_without_a_date_there_is_no_feed_and_nothing_leads_to_one(site: Path) -> None:
    assert feeds(catalog(Resource(title="Sans date", category="a")), SITE) == {}
    assert not REAL.newest
    assert not list(site.rglob("feed.xml"))
    assert not [page for page in site.rglob("*.html") if "feed.xml" in page.read_text(encoding="utf-8")]


def test_identifiers_survive_a_change_of_title_or_category() -> None:
    for resource in (
        Resource(title="Titre", category="a", url="https://exemple.fr/page"),
        Resource(title="Titre", category="a", id="fixe"),
        Resource(title="Titre", category="a", id="fixe", url="https://exemple.fr/page"),
    ):
        moved = dataclasses.replace(resource, title="Tout autre", category="b")
        assert resource_urn(moved, SITE) == resource_urn(resource, NOWHERE)
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", resource_urn(resource, SITE))
    fixed = Resource(title="Titre", category="a", id="fixe", url="https://exemple.fr/page")
    assert resource_urn(dataclasses.replace(fixed, url="https://ailleurs.fr/"), SITE) == resource_urn(fixed, SITE)
    tidied = Resource(title="Titre", category="a", url="http://www.exemple.fr/page/")
    assert resource_urn(tidied, SITE) == resource_urn(dataclasses.replace(tidied, url="https://exemple.fr/page"), SITE)
    renamed = dataclasses.replace(DATED, categories=(Category(id="a", title="Nouveau nom"), DATED.categories[1]))
    ids = [[parsed(text()).feed.id for text in feeds(data, SITE).values()] for data in (DATED, renamed)]
    assert ids[0] == ids[1]
    everything = [resource_urn(resource, SITE) for resource in REAL.resources]
    assert len(set(everything)) == len(everything)


@given(TEXT, TEXT)
def test_identifiers_are_those_of_rfc_9562(name: str, id_: str) -> None:
    resource = Resource(title="Titre", category="a", id=id_)
    expected = uuid5(NAMESPACE_URL, f"{name}\nid\n{id_}")
    assert resource_urn(resource, dataclasses.replace(SITE, name=name)) == expected.urn


def test_a_feed_stays_short() -> None:
    many = catalog(*(Resource(title=f"N {n}", category="a", added=date(2026, 1, 1)) for n in range(150)))
    assert len(parsed(feeds(many, SITE)["feed.xml"]()).entries) == 50


# JSON-LD


def graph(text: str, base: str = "https://annuaire.example/catalogue.jsonld") -> rdflib.Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 uses what it deprecates
        return rdflib.Graph().parse(data=text, format="json-ld", publicID=base)


@pytest.mark.parametrize("site", [SITE, NOWHERE], ids=["adresse", "sans adresse"])
def test_a_portal_reads_the_catalogue(site: Site) -> None:
    found = graph(catalogue_jsonld(REAL, site))
    (portal,) = found.subjects(rdflib.RDF.type, DCAT.Catalog)
    (dataset,) = found.objects(portal, DCAT.dataset)
    assert (dataset, rdflib.RDF.type, SCHEMA.Dataset) in found
    for subject in (portal, dataset):
        assert found.value(subject, DCT.title) == rdflib.Literal("Annuaire", lang="fr")
        assert found.value(subject, DCT.license) == rdflib.URIRef(SITE.licence_url)
        assert found.value(subject, DCT.source) == rdflib.URIRef(SITE.source_url)
        assert str(found.value(subject, DCAT.version)) == REAL.digest
    files = {str(found.value(part, DCAT.downloadURL)) for part in found.objects(dataset, DCAT.distribution)}
    assert files == {f"https://annuaire.example/resources.{kind}" for kind in ("json", "csv", "yaml")}
    (listed,) = found.objects(dataset, SCHEMA.mainEntity)
    parts = {str(found.value(part, SCHEMA.name)) for part in found.objects(listed, SCHEMA.itemListElement)}
    assert parts == {resource.title for resource in REAL.resources}
    assert not [node for node in found.all_nodes() if isinstance(node, rdflib.URIRef) and " " in node]


def test_the_catalogue_says_the_day_of_its_data_only_when_there_is_one() -> None:
    dated, undated = (graph(catalogue_jsonld(data, SITE)) for data in (DATED, REAL))
    assert {str(day) for day in dated.objects(None, DCT.modified)} == {"2026-03-01"}
    assert not list(undated.objects(None, DCT.modified))


def test_a_category_page_lists_its_resources_as_their_formats_say(site: Path) -> None:
    kinds = set()
    for category in REAL.categories:
        html = (site / category.id / "index.html").read_text(encoding="utf-8")
        (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        found = graph(script, f"https://annuaire.example/{category.id}/")
        (listed,) = found.subjects(rdflib.RDF.type, SCHEMA.ItemList)
        entries = sorted(
            found.objects(listed, SCHEMA.itemListElement), key=lambda e: int(found.value(e, SCHEMA.position))
        )
        expected = [resource for resource in REAL.resources if resource.category == category.id]
        resources = [found.value(entry, SCHEMA.item) for entry in entries]
        assert [str(found.value(r, SCHEMA.name)) for r in resources] == [resource.title for resource in expected]
        assert [str(found.value(r, SCHEMA.url) or "") for r in resources] == [resource.url for resource in expected]
        kinds |= {found.value(r, rdflib.RDF.type) for r in resources}
    assert {SCHEMA.Course, SCHEMA.PodcastEpisode, SCHEMA.Organization, SCHEMA.CreativeWork} <= kinds


def test_an_unknown_format_is_a_creative_work() -> None:
    listed = item_list([Resource(title="T", category="a", format="maison")], SITE, first=101)
    (entry,) = listed["itemListElement"]
    assert (entry["position"], entry["item"]["@type"]) == (101, "CreativeWork")


# All of them


@given(TEXT, TEXT)
def test_hostile_text_is_text_in_every_format(title: str, text: str) -> None:
    resource = Resource(
        title=title, category="a", publishers=(text,), description=HOSTILE + text, tags=(text,), added=date(2026, 1, 1)
    )
    data = dataclasses.replace(catalog(resource), categories=(Category(id="a", title=text),))
    hostile = dataclasses.replace(SITE, name=text, source=text, description=text)
    found = {path: make() for path, make in exports(data, hostile).items()}
    (entry,) = json.loads(found["resources.json"])["resources"]
    assert (entry["title"], entry["description"], entry["tags"]) == (title, HOSTILE + text, [text])
    assert "<script" not in found["catalogue.jsonld"]
    (node,) = json.loads(found["catalogue.jsonld"])["dataset"]["mainEntity"]["itemListElement"]
    assert (node["name"], node["description"]) == (title, HOSTILE + text)
    for path in ("feed.xml", "a/feed.xml"):
        feed = parsed(found[path])
        assert len(feed.entries) == 1
        assert feed.entries[0].id == resource_urn(resource, dataclasses.replace(SITE, name=text))


@pytest.fixture(scope="module")
def dated_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = "".join(
        f"  - title: {json.dumps(title)}\n    category: {category}\n    added: 2026-0{month}-01\n    format: mooc\n"
        f"    description: {json.dumps('</script><script>alert(1)</script>')}\n"
        for title, category, month in (("L'une", "a", 1), ("L'autre", "b", 2))
    )
    text = "categories:\n  - {id: a, title: Rubrique A}\n  - {id: b, title: Rubrique B}\nformats:\n  - {id: mooc, title: MOOC}\nresources:\r\n"
    return build(make_project(tmp_path_factory.mktemp("projet"), text + entries))


def test_pages_lead_to_the_feeds(dated_site: Path) -> None:
    def linked(page: str) -> list[str]:
        html = (dated_site / page).read_text(encoding="utf-8")
        return re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)

    assert linked("index.html") == ["feed.xml"]
    assert [urljoin("/a/", link) for link in linked("a/index.html")] == ["/feed.xml", "/a/feed.xml"]
    assert [entry.title for entry in parsed((dated_site / "feed.xml").read_text(encoding="utf-8")).entries] == [
        "L'autre",
        "L'une",
    ]
    assert 'href="../b/feed.xml"' in (dated_site / "donnees-ouvertes/index.html").read_text(encoding="utf-8")
    assert (dated_site / "a/index.html").read_text(encoding="utf-8").count("</script>") == 2


def test_what_is_new_costs_the_home_page_at_most_one_kilobyte(site: Path, tmp_path: Path) -> None:
    longest = sorted(REAL.resources, key=lambda resource: -len(resource.title))[:8]
    text = CATALOGUE.read_text(encoding="utf-8")
    for resource in longest:
        text = text.replace(f"  - title: {resource.title}\n", f"  - title: {resource.title}\n    added: 2026-11-24\n")
    dated = build(make_project(tmp_path / "projet", text))
    before, after = (len((folder / "index.html").read_bytes()) for folder in (site, dated))
    assert text.count("added:") == 8
    assert 0 < after - before <= 1024


def test_the_version_is_the_hash_of_the_published_file(site: Path, dated_site: Path) -> None:
    for folder in (site, dated_site):
        digest = hashlib.sha256((folder / "resources.yaml").read_bytes()).hexdigest()[:12]
        assert json.loads((folder / "resources.json").read_text(encoding="utf-8"))["data_version"] == digest
        assert digest in (folder / "donnees-ouvertes/index.html").read_text(encoding="utf-8")
        assert digest in (folder / "imprimer/index.html").read_text(encoding="utf-8")


def test_every_page_says_what_it_is_to_those_who_share_it(site: Path) -> None:
    for page in ("index.html", "comparer/index.html", "a-propos/index.html"):
        html = (site / page).read_text(encoding="utf-8")
        address = f"https://annuaire.example/{page.removesuffix('index.html')}"
        assert f'<link rel="canonical" href="{address}">' in html
        assert f'<meta property="og:url" content="{address}">' in html
        for name in ("title", "type", "description", "site_name"):
            assert html.count(f'<meta property="og:{name}" content="') == 1
    home = (site / "index.html").read_text(encoding="utf-8")
    assert 'og:title" content="Ressources pour une IA responsable"' in home
    title = typographic(REAL.categories[1].title)
    assert f'og:title" content="{title}"' in (site / "comprendre/index.html").read_text(encoding="utf-8")
    robots = (site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert robots == ["User-agent: *", "Allow: /", "Sitemap: https://annuaire.example/sitemap.xml"]
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    addresses = [element.text for element in ElementTree.fromstring(sitemap.encode()).iter() if element.text]
    assert "https://annuaire.example/comparer/" in addresses
    assert not [address for address in addresses if "imprimer" in address]


def test_without_an_address_nothing_pretends_to_know_it(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8").split("\nsite_url: https://annuaire")[0]
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")
    site = build(project)
    assert not list(site.glob("sitemap.xml*"))
    assert (site / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
    for page in site.rglob("*.html"):
        assert not re.search("og:url|canonical", page.read_text(encoding="utf-8")), page
    page = (site / "donnees-ouvertes/index.html").read_text(encoding="utf-8")
    run_examples(page, site)


def run_examples(page: str, folder: Path) -> None:
    """Run what the page gives to copy, as it is written."""
    shell, python = (
        unescape(re.sub(r"<[^>]+>", "", code))
        for code in re.findall(r'<pre><code class="language-(?:sh|python)">(.*?)</code>', page, re.DOTALL)
    )
    run = {"cwd": folder, "capture_output": True, "text": True, "encoding": "utf-8", "timeout": 30, "check": True}
    told = subprocess.run(["sh", "-c", shell], **run).stdout.splitlines()
    assert len(told) == len(REAL.resources)
    assert told[0] == "COMPARIA – https://comparia.beta.gouv.fr"
    told = subprocess.run([sys.executable, "-c", python], **run).stdout.splitlines()
    counts = [
        (category.title, len(resources))
        for category, resources in zip(REAL.categories, REAL.by_category().values(), strict=True)
    ]
    assert told == [f"{title} {count}" for title, count in counts]


def test_the_examples_work_when_copied(site: Path, serve: Callable[[Path], str], tmp_path: Path) -> None:
    page = (site / "donnees-ouvertes/index.html").read_text(encoding="utf-8")
    assert page.count("https://annuaire.example/resources.json") == 2
    run_examples(page.replace("https://annuaire.example/", serve(site)), tmp_path)


def test_a_written_robots_file_wins(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    (project / "docs/robots.txt").write_text("User-agent: *\n", encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 0
    assert done.stderr.count("docs/robots.txt prend la place de celui de l’annuaire.") == 1
    assert (project / "site/robots.txt").read_text(encoding="utf-8") == "User-agent: *\n"
