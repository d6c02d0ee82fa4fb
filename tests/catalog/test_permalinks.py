"""`annuaire verifier --depuis`: an address that people have bookmarked is not lost without a word."""

import subprocess
from pathlib import Path

import pytest

from annuaire.cli import main

BEFORE = """categories:
  - {id: a, title: Première}
  - {id: b, title: Deuxième}
resources:
  - title: Guide
    category: a
    url: https://exemple.fr/guide
  - title: Contact
    category: a
    description: Une personne à appeler.
  - title: Cours
    category: b
    url: https://exemple.fr/cours
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("resources.yaml")
    path.write_text(BEFORE, encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=E", "-c", "user.email=e@e.fr", "commit", "-qm", "Un"],
    ):
        subprocess.run(["git", *command], check=True)
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], []),
        ([("title: Première", "title: Autre titre"), ("appeler.", "appeler vite.")], []),
        ([("title: Guide", "title: Grand guide"), ("guide\n", "guide/?utm_source=x#y\n")], [
            "resources.yaml:5 : le permalien a/#guide ne mènerait plus nulle part : « Guide » a changé",
            "ajoutez « id: guide » à cette ressource.",
        ]),
        ([("title: Contact", "title: Qui appeler")], ["resources.yaml:8 : ", "ajoutez « id: contact » à cette ressource."]),
        ([("title: Guide", "title: Guide\n    id: autre")], ["ajoutez « id: guide » à cette ressource."]),
        ([("title: Guide", "title: Grand guide\n    id: guide")], []),
        ([("    category: b", "    category: a")], ["resources.yaml:11 : le permalien b/#cours", "« Cours » est passée dans « a »"]),
        ([("  - title: Cours\n    category: b\n    url: https://exemple.fr/cours\n", "")], ["b/#cours", "n’est plus dans la liste"]),
        ([("id: a,", "id: un,"), ("category: a", "category: un")], [
            "la rubrique « un » s’appelait « a » : son adresse et 2 permaliens ne mèneraient", "remettez « id: a » à cette rubrique",
        ]),
    ],
)  # fmt: skip
def test_what_is_lost_is_said_and_stops_nothing(
    catalog: Path, capsys: pytest.CaptureFixture[str], changes: list[tuple[str, str]], said: list[str]
) -> None:
    text = BEFORE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    catalog.write_text(text, encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("Attention, ") == bool(said)
    for words in said:
        assert words in printed


def test_each_forge_reads_its_own_form(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog.write_text(BEFORE.replace("title: Guide", 'title: "50 % ##[error]::x"'), encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD", "--format", "github"]) == 0
    _, warning = capsys.readouterr().out.splitlines()
    assert warning.startswith("::warning file=resources.yaml,line=5::le permalien a/#guide")
    assert "ajoutez « id: guide »" in warning
    for form in ("gitlab", "json"):
        assert main(["verifier", "--depuis", "HEAD", "--format", form]) == 0
        told = capsys.readouterr()
        assert told.out == "[]\n"
        assert "ajoutez « id: guide »" in told.err


def test_what_cannot_be_compared(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifier", "--depuis", "inconnue"]) == 2
    assert main(["verifier", "--depuis=--output=x"]) == 2
    assert "git ne connaît pas la référence" in capsys.readouterr().err
    assert main(["verifier", "--depuis", ""]) == 0
    catalog.write_text("non", encoding="utf-8")
    subprocess.run(["git", "-c", "user.name=E", "-c", "user.email=e@e.fr", "commit", "-qam", "Faux"], check=True)
    catalog.write_text(BEFORE, encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    assert "La version de départ a des erreurs" in capsys.readouterr().err
