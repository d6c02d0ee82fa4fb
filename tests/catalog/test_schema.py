"""The schema that editors read, the rules that decide and the table that contributors read say the same thing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annuaire.catalog.fields import FIELDS
from annuaire.catalog.json_schema import schema_text
from annuaire.catalog.load import load_catalog
from annuaire.source.problems import InvalidCatalog
from conftest import CATALOGUE, ROOT

SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
ENTRY = {"title": "Un guide", "category": "a"}


def catalogue(**values: Any) -> dict[str, Any]:
    return {
        "categories": [{"id": "a", "title": "A"}],
        "formats": [{"id": "guide", "title": "Guide"}],
        "resources": [{key: value for key, value in (ENTRY | values).items() if value is not ...}],
    }


def the_rules_accept(document: object, folder: Path) -> bool:
    path = folder / "resources.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    try:
        load_catalog(path)
    except InvalidCatalog:
        return False
    return True


GOOD: list[dict[str, Any]] = [
    {}, {"publisher": "CNIL"}, {"publisher": ["CNIL", "INR"]}, {"url": "https://exemple.fr/é?a=b#c"}, {"url": "HTTP://EXEMPLE.FR"},
    {"contact": "03 20 00 00 00"}, {"contact": ["contact@exemple.fr", "https://exemple.fr"]}, {"description": "é" * 600},
    {"format": "guide"}, {"tags": ["ESS", "libre"]}, {"tags": []}, {"links": [{"title": "B", "url": "https://exemple.fr"}]},
    {"added": "2026-03-31"}, {"id": "un-guide-2"}, {"title": 2026}, {"title": True}, {"tags": [2026]},
    {"id": "0\r"}, {"added": "2026-03-31\n"}, {"description": "é" * 600 + "\n"}, {"url": " https://exemple.fr\n"}, {"tags": [" " + "é" * 40]}, {"title": "a"},
]  # fmt: skip
BAD: list[dict[str, Any]] = [
    {"title": ...}, {"category": ...}, {"title": None}, {"title": ""}, {"title": "é" * 151}, {"title": ["un"]}, {"title": {"fr": "un"}},
    {"titre": "un"}, {"url": "exemple.fr"}, {"url": "ftp://exemple.fr"}, {"url": "https://exemple.fr/a b"}, {"url": ["https://exemple.fr"]},
    {"url": "https://exemple.fr/" + "a" * 2000}, {"description": "é" * 601}, {"publisher": {"un": "deux"}}, {"tags": ["é" * 41]},
    {"tags": ["un", "un"]}, {"tags": [["un"]]}, {"links": "https://exemple.fr"}, {"links": [{"title": "B"}]}, {"links": ["https://exemple.fr"]},
    {"added": "31/03/2026"}, {"added": "2026-3-1"}, {"id": "Un guide"}, {"id": "a" * 81}, {"id": "-a"}, {"id": "a\nb"}, {"format": ["guide"]}, {"title": " \n"},
]  # fmt: skip


@pytest.mark.parametrize("values", GOOD, ids=repr)
def test_both_accept(values: dict[str, Any], tmp_path: Path) -> None:
    VALIDATOR.validate(catalogue(**values))
    assert the_rules_accept(catalogue(**values), tmp_path)


@pytest.mark.parametrize("values", BAD, ids=lambda values: repr(values)[:40])
def test_both_refuse(values: dict[str, Any], tmp_path: Path) -> None:
    assert not VALIDATOR.is_valid(catalogue(**values))
    assert not the_rules_accept(catalogue(**values), tmp_path)


@pytest.mark.parametrize("document", [
    {}, [], {"categories": [], "resources": []}, {"categories": [{"id": "a"}], "resources": []}, {"resources": []}, {"categories": [{"id": "a", "title": "A"}]},
    {"categories": [{"id": "a", "title": "A", "icon": "école"}], "resources": []}, {"categories": ["a"], "resources": []}, catalogue() | {"auteurs": []},
])  # fmt: skip
def test_both_refuse_a_whole_file(document: object, tmp_path: Path) -> None:
    assert not VALIDATOR.is_valid(document)
    assert not the_rules_accept(document, tmp_path)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=30)
    | st.sampled_from(["https://exemple.fr", "2026-03-31", "guide", "a@b.fr"])
)


@given(
    key=st.sampled_from(list(FIELDS["resources"])),
    value=VALUES | st.lists(VALUES, max_size=3) | st.dictionaries(st.sampled_from(["title", "url"]), VALUES),
)
def test_the_schema_never_refuses_what_the_rules_accept(key: str, value: object, tmp_path: Path) -> None:
    document = catalogue(**{key: value})
    if the_rules_accept(document, tmp_path):
        VALIDATOR.validate(document)


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_the_copy_beside_the_data_is_this_one_and_the_data_names_it() -> None:
    command = "python -m annuaire.catalog.json_schema > resources.schema.json"
    assert (ROOT / "resources.schema.json").read_text(encoding="utf-8") == schema_text(), f"à refaire : {command}"
    first = CATALOGUE.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=resources.schema.json"


def test_the_site_publishes_the_schema_beside_the_data(site: Path) -> None:
    assert (site / "resources.schema.json").read_text(encoding="utf-8") == schema_text()
    assert (site / "resources.yaml").is_file()


def test_the_table_of_the_contributor_page_says_the_same(site: Path) -> None:
    html = (site / "contribuer/index.html").read_text(encoding="utf-8")
    listed = html.partition('<dl class="champs">')[2].partition("</dl>")[0]
    table = re.findall(r"<dt><code>(\w+)</code>(.*?)</dt>\s*<dd>(.*?)</dd>", listed, re.DOTALL)
    entry = SCHEMA["properties"]["resources"]["items"]
    assert [name for name, _, _ in table] == list(entry["properties"])
    assert {name for name, about, _ in table if "obligatoire" in about} == set(entry["required"])
    for name, _, text in table:
        field = entry["properties"][name]
        assert text.startswith(field["title"])
        if name != "links":
            most = re.search(r"\((\d+) caractères au plus\)", text)
            assert most
            assert f"Entre 1 et {most[1]} caractères." in json.dumps(field, ensure_ascii=False)
