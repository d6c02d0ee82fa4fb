"""`annuaire verifier --depuis`: an address that people have bookmarked is not lost without a word."""

import json
import subprocess
from pathlib import Path

import pytest

from annuaire.catalog.load import catalog_from
from annuaire.catalog.permalinks import lost
from annuaire.cli import main
from annuaire.source.problems import Problem
from conftest import committed

BEFORE = """categories:
  - {id: a, title: Première}
  - {id: b, title: Deuxième}
  - {id: vide, title: Troisième}
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
    return committed(Path("resources.yaml"), BEFORE)


NOWHERE, NAMED = "ne mènerait plus nulle part", "a changé de titre ou d’identifiant."
GONE, MOVED = "n’est plus dans la liste.", "si elle est citée ailleurs, laissez-la plutôt dans sa rubrique."
COURSE = "  - title: Cours\n    category: b\n    url: https://exemple.fr/cours\n"
CONTACT = "  - title: Contact\n    category: a\n    description: Une personne à appeler.\n"


def keep(slug: str) -> str:
    return f"pour le garder, ajoutez « id: {slug} » à cette ressource."


def renamed(new: str, old: str, carried: str, them: str) -> tuple[int, str, str]:
    return (
        1, f"la rubrique « {new} » s’appelait « {old} » : son adresse{carried} plus nulle part.",
        f"pour {them} garder, remettez « id: {old} » à cette rubrique ; son titre peut changer.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], []),
        ([("title: Première", "title: Autre titre"), ("appeler.", "appeler vite.")], []),
        ([("title: Guide", "title: Grand guide\n    id: guide")], []),
        ([("title: Guide", "title: Grand guide"), ("guide\n", "guide/?utm_source=x#y\n")],
         [(6, f"le permalien a/#guide {NOWHERE} : « Guide » {NAMED}", keep("guide"))]),
        ([("title: Contact", "title: Qui appeler")], [(9, f"le permalien a/#contact {NOWHERE} : « Contact » {NAMED}", keep("contact"))]),
        ([("title: Guide", "title: Guide\n    id: autre")], [(6, f"le permalien a/#guide {NOWHERE} : « Guide » {NAMED}", keep("guide"))]),
        ([("    category: b", "    category: a")], [(12, f"le permalien b/#cours {NOWHERE} : « Cours » est passée dans « a ».", MOVED)]),
        ([(CONTACT, "  - title: Contact\n    category: b\n")], [(9, f"le permalien a/#contact {NOWHERE} : « Contact » est passée dans « b ».", MOVED)]),
        ([(COURSE, "")], [(1, f"le permalien b/#cours {NOWHERE} : « Cours » {GONE}", "")]),
        ([("{id: b, title: Deuxième}", "{id: c, title: Autre}"), (COURSE, "")], [(1, f"le permalien b/#cours {NOWHERE} : « Cours » {GONE}", "")]),
        ([("id: a,", "id: un,"), ("category: a", "category: un")], [renamed("un", "a", " et 2 permaliens ne mèneraient", "les")]),
        ([("id: b,", "id: deux,"), ("category: b", "category: deux")], [renamed("deux", "b", " et 1 permalien ne mèneraient", "les")]),
        ([("id: vide,", "id: rien,")], [renamed("rien", "vide", " ne mènerait", "la")]),
    ],
)  # fmt: skip
def test_what_is_lost_is_said(changes: list[tuple[str, str]], said: list[tuple[int, str, str]]) -> None:
    text = BEFORE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = lost(*(catalog_from(source, Path("resources.yaml")) for source in (BEFORE, text)))
    assert found == [Problem(line, 1, message, hint, warning=True) for line, message, hint in said]


def test_it_stops_nothing(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = "resources.yaml : {} ressources dans 3 rubriques, aucun problème.\n"
    doubted = "resources.yaml : 2 ressources dans 3 rubriques, aucune erreur.\n"
    catalog.write_text(BEFORE.replace(COURSE, ""), encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    said = f"resources.yaml:1:1 : attention, le permalien b/#cours {NOWHERE} : « Cours » {GONE}\n"
    told = capsys.readouterr().out
    assert told.startswith(said)
    assert told.endswith("1 avertissement, qui n’empêche rien.\n" + doubted)
    catalog.write_text(BEFORE, encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    assert capsys.readouterr().out == checked.format(3)
    new = catalog.rename("nouveau.yaml")  # which the reference does not hold
    assert main(["verifier", str(new), "--depuis", "HEAD"]) == 0
    assert capsys.readouterr() == (checked.format(3).replace("resources", "nouveau"), "")


def test_each_forge_reads_its_own_form(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog.write_text(BEFORE.replace("title: Guide", 'title: "50 % ##[error]::x"'), encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD", "--format", "github"]) == 0
    warning = capsys.readouterr().out.splitlines()[0]
    said = f"le permalien a/#guide {NOWHERE} : « Guide » {NAMED}%0AAstuce : {keep('guide')}"
    assert warning == f"::warning file=resources.yaml,line=6,col=1::{said}"
    for form, severity in (("gitlab", "minor"), ("json", "warning")):
        assert main(["verifier", "--depuis", "HEAD", "--format", form]) == 0
        told = capsys.readouterr()
        assert [(row["severity"], "ajoutez « id: guide »" in str(row)) for row in json.loads(told.out)] == [
            (severity, True)
        ]
        assert "ajoutez « id: guide »" in told.err


def test_what_cannot_be_compared(
    catalog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["verifier", "--depuis", "inconnue"]) == 2
    assert main(["verifier", "--depuis=--output=x"]) == 2
    assert "git ne connaît pas la référence" in capsys.readouterr().err
    assert main(["verifier", "--depuis", ""]) == 0
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "")
        assert main(["verifier", "--depuis", "HEAD"]) == 3
    assert capsys.readouterr().err == "« --depuis » a besoin de git, qui n’est pas installé.\n"
    catalog.write_text("non", encoding="utf-8")
    subprocess.run(["git", "-c", "user.name=E", "-c", "user.email=e@e.fr", "commit", "-qam", "Faux"], check=True)
    catalog.write_text(BEFORE, encoding="utf-8")
    assert main(["verifier", "--depuis", "HEAD"]) == 0
    assert "La version de départ a des erreurs" in capsys.readouterr().err
