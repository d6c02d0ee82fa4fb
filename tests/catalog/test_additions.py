"""`annuaire verifier --depuis`: a new resource is offered the date that makes it news."""

import json
from datetime import date
from pathlib import Path

import pytest

from annuaire.catalog.load import catalog_from
from annuaire.cli import main
from conftest import committed

BEFORE = """categories:
  - {id: a, title: Première}
resources:
  - title: Ancienne
    category: a
    url: https://exemple.fr/ancienne
"""
TODAY = date.today()


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return committed(Path("resources.yaml"), BEFORE)


def found(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["verifier", "--depuis", "HEAD", "--format", "json"]) == 0
    return [one for one in json.loads(capsys.readouterr().out) if "added" in str(one)]


@pytest.mark.parametrize(
    "entry",
    [
        "  - title: Neuve\n    category: a\n    url: https://exemple.fr/neuve\n",
        "  - title: Neuve\n    category: a\n    tags:\n      - x\n      - y\n",
        "  - title: Neuve\n    category: a\n    description: >\n      Un texte\n      sur deux lignes.\n",
        "  - category: a\n    title: Neuve  # une note\n\n  # la suite\n",
        "  -  title: Neuve\n     category: a",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_that_is_printed_dates_the_entry(
    catalog: Path, capsys: pytest.CaptureFixture[str], entry: str, end: str
) -> None:
    catalog.write_text((BEFORE + entry).replace("\n", end), encoding="utf-8", newline="")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    told = capsys.readouterr().out
    assert "cette ressource est nouvelle et n’a pas de date d’ajout" in told
    (problem,) = found(capsys)
    fix = problem["fix"]
    assert isinstance(fix, dict)
    rows = (BEFORE + entry).split("\n")
    rows[fix["line"] - 1 : fix["end_line"]] = fix["text"].split("\n")
    dated = catalog_from("\n".join(rows), catalog)
    assert [resource.added for resource in dated.resources] == [None, TODAY]
    catalog.write_text("\n".join(rows), encoding="utf-8")
    assert found(capsys) == []


def test_an_entry_between_braces_is_told_without_an_edit(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog.write_text(f"{BEFORE}  - {{title: Neuve, category: a}}\n", encoding="utf-8")
    (problem,) = found(capsys)
    assert f"ajoutez « added: {TODAY} »." in str(problem)
    assert not problem.get("fix")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Ancienne", "title: Renommée"),
        ("url: https://exemple.fr/ancienne", "url: https://exemple.fr/deplacee"),
        ("id: a, title: Première", "id: a, title: Autrement"),
    ],
)
def test_what_was_there_stays_undated(catalog: Path, capsys: pytest.CaptureFixture[str], old: str, new: str) -> None:
    catalog.write_text(BEFORE.replace(old, new), encoding="utf-8")
    assert found(capsys) == []
