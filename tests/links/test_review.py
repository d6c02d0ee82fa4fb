"""`annuaire relire`: the day of a review, written in place."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from annuaire.catalog.load import load_catalog
from annuaire.cli import main

HEAD = "categories: [{id: a, title: A}]\nresources:\n"
DAY = "2026-11-02"
# an entry → the same, reviewed; « DAY » is the day
WRITTEN = {
    "  - title: Un\n    category: a\n": "  - title: Un\n    category: a\n    reviewed: DAY\n",
    "  - title: Un\n    category: a": "  - title: Un\n    category: a\n    reviewed: DAY",
    "- title: Un\n  category: a\n  added: 2026-01-01   # ici\n\n\n# fin\n": "- title: Un\n  category: a\n  added: 2026-01-01   # ici\n  reviewed: DAY\n\n\n# fin\n",
    "  - reviewed: 2026-01-01  # vu\n    title: Un\n    category: a\n": "  - reviewed: DAY  # vu\n    title: Un\n    category: a\n",
    "  - title: Un\n    category: a\n    reviewed: '2026-01-01'\n    added: 2026-01-01\n": "  - title: Un\n    category: a\n    reviewed: 'DAY'\n    added: 2026-01-01\n",
    "  - title: Un\n    category: a\n    reviewed:\n      2026-01-01\n": "  - title: Un\n    category: a\n    reviewed:\n      DAY\n",
    "  - {title: Un, category: a}\n": "  - {title: Un, reviewed: DAY, category: a}\n",
    "  - {\"title\": \"Un\", \"category\": \"a\"}\n": "  - {\"title\": \"Un\", \"reviewed\": \"DAY\", \"category\": \"a\"}\n",
    "  - title: Un\n    category: a\n    tags: [\n      x,\n      y\n    ]\n": "  - title: Un\n    category: a\n    tags: [\n      x,\n      y\n    ]\n    reviewed: DAY\n",
    "  - title: Un\n    category: a\n    links:\n      - title: L\n        url: https://l.fr/\n": "  - title: Un\n    category: a\n    links:\n      - title: L\n        url: https://l.fr/\n    reviewed: DAY\n",
    "  - title: Un\n    category: a\n    description: |\n      Deux\n      lignes.\n": "  - title: Un\n    category: a\n    description: |\n      Deux\n      lignes.\n    reviewed: DAY\n",
    "  -\n      category: a\n      title: >-\n        Un\n": "  -\n      category: a\n      title: >-\n        Un\n      reviewed: DAY\n",
}  # fmt: skip
OTHER = "{0}- title: Deux\n{0}  category: a\n{0}  reviewed: 2026-02-02\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("entry", WRITTEN)
@pytest.mark.parametrize("last", [True, False])
def test_the_day_is_written_and_no_other_byte(tmp_path: Path, entry: str, newline: str, bom: str, last: bool) -> None:
    path = tmp_path / "resources.yaml"
    other = OTHER.format(" " * (len(entry) - len(entry.lstrip(" "))))
    gap = "" if entry.endswith("\n") else "\n"
    before, after = (HEAD + (other + one if last else one + gap + other) for one in (entry, WRITTEN[entry]))
    path.write_bytes((bom + before).replace("\n", newline).encode())
    assert main(["relire", "un", "--catalogue", str(path), "--date", DAY]) == 0
    assert path.read_bytes().decode() == (bom + after).replace("\n", newline).replace("DAY", DAY)
    days = {resource.slug: resource.reviewed for resource in load_catalog(path).resources}
    assert days == {"un": date.fromisoformat(DAY), "deux": date(2026, 2, 2)}


def test_several_at_once_on_one_line_or_many(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text(
        HEAD.replace("\n", " ", 0)
        + "  - {title: Un, category: a}\n  - title: Deux\n    category: a\n    id: le-second\n"
    )
    assert main(["relire", "le-second", "un", "un", "--catalogue", str(path), "--date", DAY]) == 0
    assert path.read_text().count(f"reviewed: {DAY}") == 2
    path.write_text(
        '{"categories": [{"id": "a", "title": "A"}], "resources": [{"title": "Un", "category": "a"}, {"title": "Deux", "category": "a"}]}'
    )
    assert main(["relire", "deux", "un", "--catalogue", str(path)]) == 0
    assert [resource.reviewed for resource in load_catalog(path).resources] == [date.today()] * 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["deu"], "Vouliez-vous dire « deux »"), (["rien", "deux"], "aucune ressource « rien »"), (["deux", "--date", str(date.today() + timedelta(1))], "dans le futur"),
        (["deux", "--catalogue", "absent.yaml"], "n’existe pas"), (["deux", "--date", "hier"], "n’est pas un jour"), ([], "il manque"), (["étrange"], "reviewed » est écrit d’une façon particulière"),
    ],
)  # fmt: skip
def test_what_cannot_be_reviewed_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "resources.yaml"
    path.write_text(HEAD + OTHER.format("  ") + '  - title: Étrange\n    category: a\n    reviewed: "2026\\x2d01-01"\n')
    before = path.read_bytes()
    arguments = [{"étrange": "etrange"}.get(one, one) for one in arguments]
    try:
        code = main(["relire", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    assert (code, path.read_bytes()) == (2, before)
    assert said in capsys.readouterr().err


def test_a_catalogue_with_faults_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text(HEAD + "  - title: Un\n")
    assert main(["relire", "un", "--catalogue", str(path)]) == 1
    assert path.read_text() == HEAD + "  - title: Un\n"
