"""« annuaire importer »: a spreadsheet’s CSV becomes a catalogue that « annuaire verifier » accepts, and nothing is lost."""

import csv
import io
import os
import re
import shlex
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annuaire.adopt.table import field_of
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog, Site
from annuaire.cli import main
from annuaire.exports.datasets import resources_csv
from annuaire.paths import THEME
from annuaire.text import FORBIDDEN, day_in
from conftest import CATALOGUE

HEADERS = [
    "Nom de la ressource",
    "Thématique",
    "Structure porteuse",
    "Site web",
    "Courriel",
    "Résumé",
    "Mots-clés",
    "Date d’ajout",
]
ROWS = [
    ["L’atelier à vélos", "Réparer – œuvrer", "Réseau « Été »", "www.velos.fr/été", "Tél. : 03 20 00 00 00", 'Dit « oui » ; puis "non"\net plus.', "ess, vélo", "31/03/2026"],
    ["Pédaler", "Se déplacer", "Ville ; Métropole", "https://exemple.fr/a?b=1", "a@exemple.fr", "", "#ville", "1er avril 2026"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(rows: list[list[str]], encoding: str = "utf-8", separator: str = ";", end: str = "\r\n", **options) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end, **options).writerows(rows)
    Path("table.csv").write_bytes(text.getvalue().encode(encoding))
    return "table.csv"


def imported(*arguments: str, code: int = 0) -> Catalog:
    assert main(["importer", *arguments]) == code
    assert main(["verifier"]) == 0
    return load_catalog(Path("resources.yaml"))


def left(name: str = "table-a-revoir.csv") -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(name).read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize(("separator", "end"), [(";", "\r\n"), (",", "\n"), ("\t", "\r\n"), ("|", "\r"), (":", "\n")])
def test_what_spreadsheets_write_is_read(encoding: str, separator: str, end: str) -> None:
    catalog = imported(table([HEADERS, *ROWS], encoding, separator, end))
    first, second = catalog.resources
    assert (first.title, first.publishers, first.contacts) == (
        "L’atelier à vélos",
        ("Réseau « Été »",),
        ("03 20 00 00 00",),
    )
    assert (first.url, first.tags, str(first.added)) == ("https://www.velos.fr/été", ("ess", "vélo"), "2026-03-31")
    assert first.description == 'Dit « oui » ; puis "non" et plus.'
    assert (second.publishers, str(second.added)) == (("Ville", "Métropole"), "2026-04-01")
    assert [(known.id, known.title) for known in catalog.categories] == [
        ("reparer-oeuvrer", "Réparer – œuvrer"), ("se-deplacer", "Se déplacer"),
    ]  # fmt: skip


def test_letters_of_ms_dos_are_read() -> None:
    assert (
        imported(table([["Titre", "Rubrique"], ["Été à l’école".replace("’", "'"), "Évaluer"]], "cp850"))
        .resources[0]
        .title
        == "Été à l'école"
    )


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@pytest.mark.parametrize("before", ["sep=,\r\n", "Nos bonnes adresses,,\r\n,,\r\n"])
def test_what_stands_above_the_headers_is_skipped(quoting: int, before: str) -> None:
    name = table([["Titre", "Rubrique", "Lien"], ["A; b", "C", "https://exemple.fr"]], separator=",", quoting=quoting)
    Path(name).write_text(before + Path(name).read_text(encoding="utf-8"), encoding="utf-8", newline="")
    assert imported(name).resources[0].title == "A; b"


def test_our_own_export_comes_back_without_loss(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)  # nothing is asked of who has a terminal: input() would fail
    before = load_catalog(CATALOGUE)
    odd = replace(
        before.resources[0], title="=1+1", id="autre", url="", publishers=("A | b", "c\\d"), contacts=(), links=(),
        description="'Ligne\n\n« un » : deux", tags=("- a",),
    )  # fmt: skip
    before = replace(before, resources=(*before.resources, odd))
    Path("export.csv").write_text(resources_csv(before, Site(name="A")), encoding="utf-8", newline="")
    after = imported("export.csv")
    assert "synonymes" in capsys.readouterr().out
    place = {"lines": (0, 0)}
    by_id = {known.slug: replace(known, **place) for known in after.resources}
    assert by_id == {known.slug: replace(known, **place) for known in before.resources}
    titles = before.category_titles()
    assert after.category_titles() == {known.category: titles[known.category] for known in before.resources}


def test_an_address_without_its_scheme_is_one_and_a_mail_is_a_contact() -> None:
    rows = [
        ["A", "R", "exemple.fr"],
        ["B", "R", "exemple.fr/b"],
        ["C", "R", "c@exemple.fr"],
        ["D", "R", "sans objet"],
        ["E", "R", "voir Paul"],
    ]
    catalog = imported(table([["Titre", "Rubrique", "Site"], *rows]), code=1)
    assert [(known.url, known.contacts) for known in catalog.resources] == [
        ("https://exemple.fr", ()), ("https://exemple.fr/b", ()), ("", ("c@exemple.fr",)), ("", ()),
    ]  # fmt: skip


def test_categories_that_a_sign_tells_apart_are_several() -> None:
    catalog = imported(
        table(
            [
                ["Titre", "Rubrique"],
                *([f"Ressource {n}", name] for n, name in enumerate(["C", "C++", "c", "Été & hiver", "Ete et hiver"])),
            ]
        )
    )
    assert [(known.id, known.title) for known in catalog.categories] == [
        ("c", "C"), ("c-plus-plus", "C++"), ("ete-et-hiver", "Été & hiver"),
    ]  # fmt: skip


def test_what_cannot_be_in_it_stands_beside(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["Titre", "Rubrique", "Lien", "Description", "Public"],
        ["Bon", "Une", "https://exemple.fr/bon", "Oui.", "tous"],
        ["", "Une", "https://exemple.fr/sans-titre", "", ""],
        ["Sans rubrique", "n/a", "", "", ""],
        ["Adresse fausse", "Une", "voir avec Paul", "", ""],
        ["Déjà là", "Deux", "http://www.exemple.fr/bon/", "", ""],
        ["Trop long", "Une", "https://exemple.fr/long", "x" * 700, ""],
        ["Bon", "Une", "https://exemple.fr/homonyme", "", ""],
    ]
    catalog = imported(table(rows), code=1)
    assert [known.slug for known in catalog.resources] == ["bon", "trop-long", "bon-8"]
    told = capsys.readouterr().out
    assert [row[:-1] for row in left()] == [rows[0], *rows[2:6]]
    assert left()[0][-1] == "À revoir"
    assert [int(number) for number in re.findall(r"(?m)^table\.csv:(\d+) :", told)] == [3, 4, 5, 6, 7, 8]
    assert "« Public »" in told
    assert "de la ligne 2." in left()[4][-1]
    assert "importer table-a-revoir.csv" in told


def test_a_file_that_exists_is_kept_beside_the_one_that_replaces_it(capsys: pytest.CaptureFixture[str]) -> None:
    for number, former in enumerate(["à moi", "encore à moi"], 1):
        Path("resources.yaml").write_text(former, encoding="utf-8")
        assert main(["importer", table([HEADERS, *ROWS])]) == 1
        assert Path("resources.yaml").read_text(encoding="utf-8") == former
        capsys.readouterr()
        imported("table.csv", "--remplacer")
        kept = "resources.yaml.avant" + "-2" * (number == 2)
        assert Path(kept).read_text(encoding="utf-8") == former
        assert f"{kept}\n" in capsys.readouterr().out


GROUND = """\
# à nous
categories:
- id: comparer   # stable
  title: "Comparer et choisir"
- id: vide
  title: Vide
resources:
- title: Bon
  category: comparer
  url: https://exemple.fr/bon
  # rien de plus

- {title: Mieux, category: comparer, links: [{title: Là, url: "https://exemple.fr/la"}]}

- title: Dernier
  category: comparer
  id: autre
synonyms:
- [vélo, bicyclette]"""
MORE = [
    ["Titre", "Rubrique", "Lien", "Format"],
    ["Neuf", "Comparer et choisir", "https://exemple.fr/neuf", "Guide"],
    ["Autre chose", "vide", "", ""],
    ["Ailleurs", "Toute neuve", "", "Guide"],
    ["BON !", "Vide", "", ""],
    ["Bon, autrement", "Vide", "http://www.exemple.fr/bon/", ""],
    ["Mieux, autrement", "Vide", "https://exemple.fr/la", ""],
    ["Dernier", "Inutile", "", ""],
    ["Neuf", "Vide", "", ""],
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n# fin\n"])
def test_a_table_adds_to_the_file_that_is_there(
    end: str, mark: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (mark + GROUND + last).replace("\n", end).encode()
    Path("resources.yaml").write_bytes(before)
    catalog = imported(table(MORE), code=1)
    after = Path("resources.yaml").read_bytes()
    lines = after.decode().split(end)
    old = before.decode().split(end)
    rest = iter(lines)
    assert all(line in rest for line in old), "une ligne d’avant manque, ou a changé"
    assert set(re.findall(r"\r\n?|\n", after.decode())) == {end}
    assert [(known.title, known.category) for known in catalog.resources] == [
        ("Bon", "comparer"), ("Mieux", "comparer"), ("Dernier", "comparer"), ("Neuf", "comparer"),
        ("Autre chose", "vide"), ("Ailleurs", "toute-neuve"), ("Neuf", "vide"),
    ]  # fmt: skip
    assert [known.id for known in catalog.categories] == ["comparer", "vide", "toute-neuve"]
    assert [known.title for known in catalog.formats] == ["Guide"]
    assert catalog.synonyms == (("vélo", "bicyclette"),)
    told = capsys.readouterr().out
    assert [row[0] for row in left()[1:]] == ["BON !", "Bon, autrement", "Mieux, autrement", "Dernier"]
    for row, name in zip(left()[1:], ["« Bon »", "« Bon »", "« Mieux »", "« Dernier »"], strict=True):
        assert name in row[-1]
        assert row[-1] in told


def test_rows_put_right_are_added_and_the_rest_stays_beside(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["Titre", "Rubrique", "Lien"],
        ["A", "R", "https://exemple.fr/a"],
        ["", "R", "https://exemple.fr/b"],
        ["C", "", ""],
    ]
    imported(table(rows), code=1)
    before = Path("resources.yaml").read_text(encoding="utf-8")
    text = Path("table-a-revoir.csv").read_text(encoding="utf-8-sig")
    Path("table-a-revoir.csv").write_text(text.replace("\n;R", "\nB;R"), encoding="utf-8-sig", newline="")
    capsys.readouterr()
    assert [known.title for known in imported("table-a-revoir.csv", code=1).resources] == ["A", "B"]
    assert Path("resources.yaml").read_text(encoding="utf-8").startswith(before)
    assert left("table-a-revoir-2.csv")[0] == [*rows[0], "À revoir"]
    assert [row[0] for row in left("table-a-revoir-2.csv")[1:]] == ["C"]
    told = capsys.readouterr().out
    assert "importer table-a-revoir-2.csv" in told
    assert "« À revoir »" not in told


@pytest.mark.parametrize(
    "end", ["resources:\n", "resources: []\n", "resources: # à venir", "formats: []\nresources: ~"]
)
def test_a_table_fills_a_directory_that_is_empty(end: str) -> None:
    Path("resources.yaml").write_text(f"categories:\n  - id: r\n    title: R\n{end}", encoding="utf-8")
    catalog = imported(table([["Titre", "Rubrique", "Format"], ["A", "R", "Guide"], ["B", "S", "Outil"]]))
    assert [(known.title, known.category, known.format) for known in catalog.resources] == [
        ("A", "r", "guide"), ("B", "s", "outil"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "categories: [{id: r, title: R}]\nresources:\n",
        "categories:\n- id: r\n  title: R\nresources: [{title: A, category: r}]\n",
    ],
)
def test_a_file_that_is_not_written_line_by_line_is_left_as_it_is(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("resources.yaml").write_text(text, encoding="utf-8")
    assert main(["importer", table([["Titre", "Rubrique"], ["B", "S"], ["C", "R"]])]) == 3
    assert "ligne par ligne" in capsys.readouterr().err
    assert Path("resources.yaml").read_text(encoding="utf-8") == text


def test_the_next_command_is_told_as_it_is_to_be_typed(capsys: pytest.CaptureFixture[str]) -> None:
    name = table([["Quoi", "Lien"], ["A", "https://exemple.fr/a"], ["", "https://exemple.fr/b"]])
    said = ["--colonne", "Quoi=Titre", "--rubrique", "Tout le reste"]
    assert (
        main(["nouveau", "l’annuaire", "--nom", "A", "--sujet", "B", "--licence", "cc-by", "--depuis", name, *said])
        == 0
    )
    command = shlex.split(capsys.readouterr().out.splitlines()[-1])
    assert command[:3] == [".venv/bin/annuaire", "importer", "table-a-revoir.csv"]
    os.chdir("l’annuaire")
    Path(command[2]).write_text('Quoi;Lien;À revoir\nB;https://exemple.fr/b;""\n', encoding="utf-8")
    assert [known.title for known in imported(*command[2:]).resources] == ["A", "B"]


def test_the_same_table_again_adds_nothing() -> None:
    imported(table([HEADERS, *ROWS]))
    before = Path("resources.yaml").read_bytes()
    imported("table.csv", code=1)
    assert Path("resources.yaml").read_bytes() == before
    assert [row[0] for row in left()[1:]] == [row[0] for row in ROWS]


def test_a_category_is_given_to_rows_that_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["importer", table([["Titre"], ["A"], ["B"]])]) == 2
    assert '--rubrique "' in capsys.readouterr().err
    assert main(["importer", "table.csv", "--rubrique", "Divers", "--rubrique", "Autre"]) == 2
    assert "une seule « --rubrique »" in capsys.readouterr().err
    catalog = imported("table.csv", "--rubrique", "Divers & variés")
    assert [known.title for known in catalog.categories] == ["Divers & variés"]
    named = ["--nom", "A", "--sujet", "B", "--licence", "cc-by", "--depuis", "table.csv"]
    assert main(["nouveau", "neuf", *named, "--rubrique", "Divers"]) == 0
    assert [known.title for known in load_catalog(Path("neuf/resources.yaml")).categories] == ["Divers"]
    assert main(["nouveau", "neuf2", *named, "--rubrique", "Divers", "--rubrique", "Autre"]) == 2
    assert "--rubrique" in capsys.readouterr().err
    assert not Path("neuf2").exists()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("• a • b", "a ; b"), ("- un\n- deux", "un ; deux"), ("Contient : • a ; • b.", "Contient : a ; b."),
        ("Deux choses.\n* une\n* l’autre", "Deux choses ; une ; l’autre"), ("•a\n•b", "a ; b"), ("Deux choses.\r- une\r\n- l’autre", "Deux choses ; une ; l’autre"), ("▪ a, ▪ b", "a ; b"),
    ],
)  # fmt: skip
def test_bullets_become_a_sentence_and_it_is_said(cell: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(table([["Titre", "Rubrique", "Description"], ["A", "R", cell]])).resources[0].description == text
    assert "puces" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["bénévole·s et salarié·es", "de -5 à 3 - 2 = 1", "A – B, c’est-à-dire"])
def test_a_sign_inside_a_sentence_is_no_bullet(cell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(table([["Titre", "Rubrique", "Description"], ["A", "R", cell]])).resources[0].description == cell
    assert "puces" not in capsys.readouterr().out


def test_what_nobody_must_give_is_not_said_to_be_missing(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["Titre", "Rubrique", "Éditeur", "Lien"], ["A", "R", "", "https://exemple.fr"], ["B", "R", "X", ""]]
    imported(table(rows))
    told = capsys.readouterr().out
    assert "Éditeur" not in told
    assert "table.csv:2" not in told
    assert "table.csv:3 : " in told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\3\4rest", "classeur"), (b"%PDF-1.7", "document"), (b"", "« Titre »"), (b"a;b\n1;2\n", "« a », « b »"), (b"Titre;Rubrique\n", "ressource"), (b"Titre;Rubrique\nA;B;C\n", "Ligne 2 : Une cellule de trop"),
        (b'Titre;Rubrique\n"a;b\nc;d\n', "guillemet"), (b"\xff\xfe\0", "« Titre »"), (b"\0\0\0", "« Titre »"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_sentence(
    data: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("t.csv").write_bytes(data)
    assert main(["importer", "t.csv"]) == 2
    assert words in capsys.readouterr().err
    assert not Path("resources.yaml").exists()


def test_a_long_cell_is_no_misplaced_quote(capsys: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text(f"Titre;Rubrique;Description\nA;B;{'mot ' * 50_000}\n", encoding="utf-8")
    assert main(["importer", "t.csv"]) in (0, 1)
    said = capsys.readouterr()
    assert "guillemet" not in said.err + said.out


def test_a_table_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["importer", "absent.csv"]) == 3
    assert "absent.csv" in capsys.readouterr().err


def test_a_column_can_be_named() -> None:
    name = table([["Quoi", "Pour", "Lieu"], ["A", "B", "Lille"]])
    catalog = imported(name, "--colonne", "Quoi=titre", "--colonne", "Pour=rubrique", "--colonne", "Lieu=Description")
    assert (catalog.resources[0].title, catalog.resources[0].description) == ("A", "Lille")


def test_an_unknown_column_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answers = [], iter(["titre", "rubrique", ""])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(answers))
    catalog = imported(table([["Quoi", "Pour", "Lieu", "Description"], ["A", "B", "Lille", "C"]]))
    assert [re.search("Colonne « (.*?) »", text)[1] for text in asked] == ["Quoi", "Pour", "Lieu"]
    assert catalog.resources[0].description == "C"


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ("Titre de l’outil (obligatoire)|Titre du document|Nom du projet|Titre|Nom|Nom du site|Ressource|Nom de la ressource|Nom de l’outil|Title|Name|Intitulé|TITRE", "title"),
        ("Thème 2|Catégorie|Rubriques|Dans quelle rubrique ?|Thème|Category|Thématique principale", "category"),
        ("Éditeur(s)|Organization|Structure porteuse|Organisme|Nom de la structure|Publisher|Publishers", "publisher"),
        ("Lien web (URL)|Lien 1|URL 2|Page web|Lien vers le document|Lien|Site web|Adresse web|URL|Lien vers la ressource|Lien du site|Mon lien|Link", "url"),
        ("Courriel|E-mail|Phone number|Téléphone|Contact|Contacts|Adresse mail", "contact"),
        ("Description|Short description|En quelques mots|Résumé|Description courte|Présentation", "description"),
        ("Mots-clés|Tags|Étiquettes|Keywords", "tags"), ("Type|Format|Type de ressource|Support", "format"),
        ("Date|Date d’ajout|Added", "added"), ("Liens|Links|Autres adresses|Autres liens", "links"),
        ("2026|(facultatif)|Public|Prix|Adresse postale|Date de publication|N°|Région||Le", ""),
        ("Votre nom|Votre e-mail|Votre adresse mail|Mon nom|Prénom|Nom et prénom|Proposé par|Your name|First name", ""),
    ],
)  # fmt: skip
def test_a_column_is_known_by_its_name(headers: str, field: str) -> None:
    assert {header: field_of(header) for header in headers.split("|")} == dict.fromkeys(headers.split("|"), field)


@pytest.mark.parametrize("who", [["Votre nom"], ["Nom"], ["Nom", "Prénom"], ["Prénom", "Nom", "Mail", "Téléphone"]])
def test_the_columns_of_who_answered_a_form_are_left_aside(who: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    told = ["Perrin", "Julie", "julie@exemple.fr", "06 21 22 23 24"][: len(who)]
    imported(table([[*who, "Structure", "Nom de la ressource", "Thème"], [*told, "Les Rayons", "Atlas", "R"]]))
    text = Path("resources.yaml").read_text(encoding="utf-8")
    assert all(part in text for part in ('title: "Atlas"', "Les Rayons"))
    assert not any(part in text for part in told)
    aside = capsys.readouterr().out
    assert all(f"Colonne « {header} » laissée de côté" in aside for header in who)
    assert (
        main(["importer", table([["Structure", "Nom", "Prénom", "Thème"], ["A", "B", "C", "D"]]), "--remplacer"]) == 2
    )
    assert "Aucune colonne ne dit « Titre »" in capsys.readouterr().err


def test_two_columns_of_one_name_keep_the_first_and_a_rank_is_no_permalink() -> None:
    catalog = imported(
        table([["ID", "Nom", "Thème", "Nom", "Mail"], ["1", "Atlas", "R", "Julie Perrin", "a@exemple.fr"]])
    )
    assert [(one.title, one.slug) for one in catalog.resources] == [("Atlas", "atlas")]


def test_what_notion_adds_to_a_cell_is_not_published() -> None:
    cell = "Rouler (https://www.notion.so/Rouler-8f2a?pvs=21)"
    catalog = imported(table([["Nom", "Catégorie", "Éditeur"], ["A", cell, cell]]))
    assert [one.title for one in catalog.categories] == ["Rouler"]
    assert catalog.resources[0].publishers == ("Rouler",)


def test_a_thousand_rows_are_imported_in_two_seconds() -> None:
    rows = [
        [f"Ressource numéro {n}", f"Thème {n % 40}", f"Réseau {n % 90} ; Ville", f"https://site{n % 300}.exemple.fr/{n}?utm_source=x", f"Tél. : 03 20 00 {n % 90:02d} 00", "Une phrase, « deux » & trois. " * 6, "ess, vélo", "31/03/2026"]
        for n in range(1000)
    ]  # fmt: skip
    name = table([HEADERS, *rows])
    start = time.process_time()
    assert main(["importer", name]) == 0
    assert time.process_time() - start < 2
    assert len(load_catalog(Path("resources.yaml")).resources) == 1000


@pytest.mark.parametrize(("titles", "said"), [
    (["x" * 300], "--rubrique : 300 caractères"), (["…"], "--rubrique : "), (["a", "<b>a</b>"], "--rubrique : "),
])  # fmt: skip
def test_a_category_that_cannot_be_one_leaves_nothing(
    titles: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [part for title in titles for part in ("--rubrique", title)]
    assert main(["nouveau", "neuf", "--nom", "A", "--sujet", "B", "--licence", "cc-by", *named]) == 2
    assert said in capsys.readouterr().err
    assert [*Path().iterdir()] == []


def test_without_git_nothing_is_begun(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["nouveau", "neuf", "--nom", "A", "--sujet", "B", "--licence", "cc-by", "--rubrique", "C"]) == 3
    assert "Il faut git" in capsys.readouterr().err
    assert [*Path().iterdir()] == []


@pytest.mark.parametrize("wrong", ["voir avec Paul", "<b>", "https://exemple.fr/un"])
def test_a_category_keeps_its_place_when_its_rows_are_put_right(wrong: str) -> None:
    rows = [
        ["Titre", "Rubrique", "Lien"],
        *([name, f"R{name}", f"https://exemple.fr/{name}"] for name in ("un", "deux", "trois")),
    ]
    rows[2][2] = wrong
    assert [one.id for one in imported(table(rows), code=1).categories] == ["run", "rdeux", "rtrois"]
    text = Path("table-a-revoir.csv").read_text(encoding="utf-8-sig")
    Path("table-a-revoir.csv").write_text(text.replace(wrong, "https://exemple.fr/deux", 1), "utf-8-sig")
    assert [one.title for one in imported("table-a-revoir.csv").resources] == ["un", "trois", "deux"]


def test_a_category_that_cannot_be_one_is_not_made() -> None:
    rows = [["Titre", "Rubrique", "Lien"], ["A", "<b>", "voir"], ["B", "<b>", ""], ["C", "R", ""]]
    assert [one.title for one in imported(table(rows), code=1).categories] == ["R"]
    assert [row[0] for row in left()[1:]] == ["A", "B"]


def test_a_row_is_not_kept_out_by_one_that_is_itself_set_aside() -> None:
    rows = [
        ["Titre", "Rubrique", "Lien"],
        ["x" * 300, "R", "https://exemple.fr/a"],
        ["A", "R", "https://exemple.fr/a"],
        ["A bis", "R", "http://www.exemple.fr/a/"],
        ["Bon", "R", "voir avec Paul"],
        ["Bon", "R", "https://exemple.fr/bon"],
        ["Bon", "R", "https://exemple.fr/bon-bis"],
        ["Bon 7", "R", "https://exemple.fr/bon-7"],
    ]
    catalog = imported(table(rows), code=1)
    assert [(one.title, one.slug) for one in catalog.resources] == [
        ("A", "a"), ("Bon", "bon"), ("Bon", "bon-7"), ("Bon 7", "bon-7-8"),
    ]  # fmt: skip
    assert "ligne" not in left()[1][-1]
    assert [row[0] for row in left()[2:]] == ["A bis", "Bon"]
    assert "de la ligne 3." in left()[2][-1]


def test_a_value_that_a_row_loses_is_kept_beside(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["Titre", "Rubrique", "Date d’ajout", "Contact", "Description"],
        ["A", "R", "janvier 2026", "", ""],
        ["B", "R", "12/03/25", "Paul, a@exemple.fr", ""],
        ["C", "R", "", "", "x" * 700],
        ["D", "R", "2026-01-05", "d@exemple.fr", "Rien ne manque."],
        ["D", "R", "", "", "Un homonyme, rien ne manque."],
    ]
    catalog = imported(table(rows), code=1)
    assert [str(one.added) for one in catalog.resources] == ["None", "2025-03-12", "None", "2026-01-05", "None"]
    assert [row[:-1] for row in left("table-a-completer.csv")] == rows[:4]
    assert "« janvier 2026 »" in left("table-a-completer.csv")[1][-1]
    assert catalog.resources[1].contacts == ("a@exemple.fr",)
    assert not Path("table-a-revoir.csv").exists()
    told = capsys.readouterr().out
    assert "table-a-completer.csv" in told
    assert re.search("table.csv:2 : .*Ressource gardée, sans adresse ni contact.", told)


@pytest.mark.parametrize(
    "text", ["12/03/2025 14:30", "12-mars-25", "12 mars 2025", "2025-03-12T10:00", "20250312", "Mer. 12 mars 2025"]
)
def test_a_day_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert str(day_in(text)) == "2025-03-12"


@pytest.mark.parametrize(
    ("text", "month"), [("12 janv. 2025", 1), ("12-juil-25", 7), ("12 déc. 2025", 12), ("12 sept. 2025", 9)]
)
def test_a_short_month_is_one(text: str, month: int) -> None:
    assert day_in(text) == date(2025, month, 12)


@pytest.mark.parametrize("text", ["mars 2025", "2025", "2025 14:30", "12 jui 2025", "31/02/2025", "45000"])
def test_a_day_is_not_invented(text: str) -> None:
    assert day_in(text) is None


def test_forms_that_have_fewer_categories_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(NEW) == 0
    monkeypatch.chdir("neuf")
    capsys.readouterr()
    for title, told in (("C", False), ("Nouvelle", True)):
        assert (
            main(["importer", table([["Titre", "Rubrique", "Lien"], [title, title, f"https://exemple.fr/{title}"]])])
            == 0
        )
        assert ("« annuaire formulaires »" in capsys.readouterr().out) is told
    assert main(["formulaires"]) == 0
    assert main(["importer", table([["Titre", "Rubrique", "Lien"], ["Autre", "C", "https://exemple.fr/autre"]])]) == 0
    assert "« annuaire formulaires »" not in capsys.readouterr().out


CELLS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["https://exemple.fr", "<b>", "a: b", "- x", "[a]", "null", "&amp;"]
)


def _spaced(row: list[str]) -> list[str]:
    """What has to be kept of some cells: not their line ends, nor brackets around all of one."""
    return [re.sub(r"[\s\[\]]+", " ", cell).strip() for cell in row]


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=6))
def test_whatever_the_cells_the_result_is_valid_and_rows_are_kept(rows: list[list[str]]) -> None:
    heads = ["Titre", "Rubrique", "Éditeur", "Lien", "Contact", "Description", "Format", "Tags", "Liens"]
    for path in Path().iterdir():
        path.unlink()
    code = main(["importer", table([heads, *rows])])
    if code == 2:
        assert not Path("resources.yaml").exists()
        return
    titles = _spaced([known.title for known in load_catalog(Path("resources.yaml")).resources])
    beside = [_spaced(row[:-1]) for row in left()[1:]] if Path("table-a-revoir.csv").exists() else []
    assert code or not beside
    for row in ([FORBIDDEN.sub("", cell).strip() for cell in row] for row in rows):
        assert _spaced(row) in beside or _spaced(row)[0] in titles or not any(row)


@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=6))
def test_whatever_the_cells_what_is_there_keeps_its_lines(rows: list[list[str]]) -> None:
    heads = ["Titre", "Rubrique", "Éditeur", "Lien", "Format", "Description", "Identifiant", "Liens"]
    for path in Path().iterdir():
        path.unlink()
    Path("resources.yaml").write_text(GROUND, encoding="utf-8")
    known = [[*row[:1], "Vide", *row[2:]] for row in rows]
    assert main(["importer", table([heads, *rows, *known])]) in (0, 1, 2)
    after = iter(Path("resources.yaml").read_text(encoding="utf-8").splitlines())
    assert all(line in after for line in GROUND.splitlines())
    assert {"Bon", "Mieux", "Dernier"} <= {one.title for one in load_catalog(Path("resources.yaml")).resources}


NEW = ["nouveau", "neuf", "--nom", "A", "--sujet", "B", "--licence", "cc-by", "--rubrique", "C"]
COLOUR = re.compile(r"--([a-z-]+): ([^;]+);")


def test_a_new_directory_has_the_engine_s_colours_to_change(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(NEW) == 0
    monkeypatch.chdir("neuf")
    sheet = Path("docs/assets/couleurs.css")
    own, engine = (dict(COLOUR.findall(path.read_text("utf-8"))) for path in (sheet, THEME / "assets/annuaire.css"))
    assert list(own) == ["fond", "carte", "encre", "accent", "bandeau", "sur-bandeau"]
    assert own.items() <= engine.items()
    capsys.readouterr()
    assert main(["verifier"]) == 0
    assert "couleurs" not in capsys.readouterr().out
    sheet.write_text(sheet.read_text("utf-8").replace(own["accent"], "#1b5e20"), encoding="utf-8")
    assert main(["verifier"]) == 0
    line = next(n for n, text in enumerate(sheet.read_text("utf-8").split("\n"), 1) if "--accent" in text)
    told = capsys.readouterr().out
    assert f"docs/assets/couleurs.css:{line}:1 : attention, --accent sur --fond, apparence sombre" in told
    assert main(["verifier", "mkdocs.yml"]) == 0
    assert "--accent sur --fond" in capsys.readouterr().out
    sheet.write_bytes(b"\xff")
    assert main(["verifier"]) == 1
    assert "UTF-8" in capsys.readouterr().out


@pytest.mark.parametrize("column", ["Notes=descriptoin", "notes=description", "Notes:description", "Autre=description"])
def test_a_column_or_a_field_that_is_none_is_refused(
    column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("Titre;Rubrique;Notes\nUn;A;Deux\n", encoding="utf-8")
    assert main(["importer", "t.csv", "--colonne", column]) == 2
    told = capsys.readouterr().err
    assert "« Notes »" in told
    assert "Description" in told
    assert not Path("resources.yaml").exists()


def test_hash_signs_separate_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("Titre;Rubrique;Étiquettes\nUn;A;#gratuit #vidéo C#\n", encoding="utf-8")
    main(["importer", "t.csv"])
    (one,) = load_catalog(Path("resources.yaml")).resources
    assert one.tags == ("gratuit", "vidéo C#")


def test_a_row_with_a_cell_too_many_is_put_aside_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("table.csv").write_text("Titre;Rubrique;Description\nA;R;un ; deux\nB;R;Bon\nC;R\n", encoding="utf-8")
    catalog = imported("table.csv", code=1)
    assert [one.title for one in catalog.resources] == ["B", "C"]
    assert "table.csv:2 : Ligne laissée à part. Une cellule de trop" in capsys.readouterr().out
    assert [[*row[:3], *row[4:]] for row in left()] == [["Titre", "Rubrique", "Description"], ["A", "R", "un", "deux"]]
    imported("table-a-revoir.csv", code=1)
    assert left("table-a-revoir-2.csv")[1:] == left()[1:]


def test_a_column_without_a_name_is_told_and_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    name = table([["Titre", "Rubrique", "", ""], ["A", "R", "Un mot.", ""]])
    imported(name)
    told = capsys.readouterr().out
    assert "Colonne « colonne 3 » laissée de côté" in told
    assert "colonne 4" not in told
    catalog = imported(name, "--remplacer", "--colonne", "colonne 3=Description")
    assert catalog.resources[0].description == "Un mot."


def test_a_postal_address_beside_a_web_site_is_kept_aside_and_the_rest_is_added() -> None:
    for headers in (["Adresse", "Site web"], ["Site web", "Adresse"]):
        cells = {"Adresse": "12 rue des Lilas, 59000 Lille", "Site web": "www.exemple.fr"}
        rows = [["Titre", "Rubrique", *headers], ["A", "R", *(cells[header] for header in headers)]]
        catalog = imported(table(rows), "--remplacer", code=1)
        assert catalog.resources[0].url == "https://www.exemple.fr"
        assert "12 rue des Lilas" in left(max(path.name for path in Path().glob("table-a-completer*.csv")))[1][-1]


@pytest.mark.parametrize("cell", ["320000000", "Tél. 320000000", "a@exemple.fr ; 320000000"])
def test_a_number_that_a_spreadsheet_cut_gets_its_zero_back(cell: str) -> None:
    catalog = imported(table([["Titre", "Rubrique", "Contact"], ["A", "R", cell]]))
    assert catalog.resources[0].contacts[-1] == "0320000000"


def test_a_licence_is_understood_as_people_write_it_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["", "Le nôtre", "Un sujet.", "creative commons", "CC BY 4.0", "Une rubrique", ""])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["nouveau", "ici"]) == 0
    assert "name: CC BY 4.0" in Path("ici/mkdocs.yml").read_text(encoding="utf-8")


def test_a_folder_that_is_there_is_refused_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("ici").mkdir()
    Path("ici/a").touch()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("rien n’est à demander"))
    assert main(["nouveau", "ici"]) == 2
    assert "ici existe déjà" in capsys.readouterr().err


def test_sums_and_what_stands_above_the_headers_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["Les lieux – mars 2025", "", ""], ["Titre", "Rubrique", "Site"], ["A", "R", "https://exemple.fr"]]
    catalog = imported(table([*rows, ["Total", "6", ""], ["Sous-total :", "R", ""]]), code=1)
    assert [one.title for one in catalog.resources] == ["A"]
    assert [one.id for one in catalog.categories] == ["r"]
    assert [row[0] for row in left()[1:]] == ["Total", "Sous-total :"]
    assert "Au-dessus des titres des colonnes, laissé de côté : « Les lieux – mars 2025 »." in capsys.readouterr().out


def test_headers_again_among_the_rows_are_no_resource() -> None:
    rows = [["Titre", "Rubrique", "Site"], ["A", "R", "https://exemple.fr"]]
    catalog = imported(table([*rows, rows[0], ["B", "R", "à venir"]]))
    assert [one.title for one in catalog.resources] == ["A", "B"]
    assert [one.id for one in catalog.categories] == ["r"]


def test_a_postal_address_alone_loses_its_value_and_not_its_row() -> None:
    catalog = imported(table([["Titre", "Rubrique", "Adresse"], ["A", "R", "3 rue Z, 59000 Lille"]]), code=1)
    assert (catalog.resources[0].title, catalog.resources[0].url) == ("A", "")
    assert "c’est une adresse postale (lu : « 3 rue Z, 59000 Lille »)" in left("table-a-completer.csv")[1][-1]


def test_a_line_break_of_windows_inside_a_cell_is_one() -> None:
    Path("t.csv").write_bytes(b'Titre;Rubrique\r\n"Banque\r\n du Nord";R\r\n')
    assert imported("t.csv").resources[0].title == "Banque du Nord"


@pytest.mark.parametrize("last", ["Merci à la Ville.", "N’hésitez pas à le copier."])
def test_a_cell_keeps_what_would_be_courtesy_in_a_message(last: str) -> None:
    catalog = imported(table([["Titre", "Rubrique", "Description"], ["A", "R", f"Un jeu.\n\n{last}"]]))
    assert catalog.resources[0].description == f"Un jeu. {last}"
