"""Warnings: what is probably a slip, said with its remedy, and stops nothing; and the honest entries that get none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from annuaire.catalog.load import examine, load_catalog
from annuaire.cli import main
from annuaire.proposals.issue_forms import forms
from annuaire.source.problems import Problem
from conftest import CATALOGUE, ROOT

HEAD = "categories:\n  - {id: a, title: A}\nresources:\n"
TODAY = date(2026, 11, 27)


def found(entries: str, today: date = TODAY) -> list[Problem]:
    return examine(HEAD + entries, Path("resources.yaml"), today=today)[1]


def entry(title: str, **values: str) -> str:
    return f"  - title: {title}\n    category: a\n" + "".join(f"    {key}: {value}\n" for key, value in values.items())


def two(key: str, one: str, other: str) -> str:
    return entry("Un", **{key: one}) + entry("Deux", **{key: other})


DOUBTS = [
    (two("tags", "[environnement]", "[environement]"), 9, "ressemble à « environnement »", "    tags: [environnement]"),
    (two("tags", "[association]", "[Associations]"), 9, "ressemble à « association »", "    tags: [association]"),
    (two("tags", "[e-learning]", "[elearning]"), 9, "ressemble à", "    tags: [e-learning]"),
    (two("publisher", "Ligue de l'enseignement", "La Ligue de l’Enseignement"), 9, "cet éditeur ressemble à", "    publisher: Ligue de l'enseignement"),
    (two("publisher", "Fédération", "federation"), 9, "ressemble à « Fédération »", "    publisher: Fédération"),
    (entry("Un", tags="[numerique]") + entry("Deux", tags="[numérique]") + entry("Trois", tags="[numérique]"), 6, "ressemble à « numérique »", "    tags: [numérique]"),
    (entry("Un", url="https://exemple.fr/?utm_source=a&b=1"), 6, "suivre ses lecteurs", "    url: https://exemple.fr/?b=1"),
    (entry("Un", url="https://exemple.fr/page#:~:text=mot"), 6, "surligné", "    url: https://exemple.fr/page"),
    (entry("Un", url="https://exemple.fr/a,"), 6, "finit par « , »", "    url: https://exemple.fr/a"),
    (entry("Un", url="https://exemple.fr/a)."), 6, "finit par « ). »", "    url: https://exemple.fr/a"),
    (entry("Un", url="https://bit.ly/3x"), 6, "raccourcie", None),
    (entry("Un", contact="https://t.co/3x"), 6, "raccourcie", None),
    (entry("Un", added="2026-11-28"), 6, "à venir", None),
    (entry("Un", reviewed="2027-01-01"), 6, "à venir", None),
    (entry("GUIDE PRATIQUE"), 4, "capitales", None),
    (entry("Guide pratique", description="guide pratique."), 6, "répète le titre", ""),
    (entry("Un", description="Un guide de 12 pages : choisir ses outils, mesurer leurs effets, y renoncer.".join('""')), 6, "exemple", None),
    (two("url", "https://exemple.fr/#/un", "https://exemple.fr/#/deux"), 9, "sert aussi à la ressource de la ligne 4", None),
    (entry("Un", url="https://exemple.fr/a") + entry("Deux", links="[{title: B, url: https://exemple.fr/a}]"), 9, "sert aussi", None),
    (entry("“Un”"), 4, "ces guillemets", "  - title: Un"), (entry("Un,"), 4, "cette virgule", "  - title: Un"),
    (entry("Un", publisher="« CNIL »"), 6, "ces guillemets", "    publisher: CNIL"),
    (entry("Un", description="“Un guide.”"), 6, "ces guillemets", "    description: Un guide."),
    (entry("Un", publisher="[ADEME, 'CNIL,']"), 6, "cette virgule", '    publisher: [ADEME, "CNIL"]'),
    (entry("Un", tags="\n      - un\n        deux"), 7, "sur plusieurs lignes", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words", "fix"), DOUBTS, ids=[words for _, _, words, _ in DOUBTS])
def test_a_slip_is_doubted_aloud(text: str, line: int, words: str, fix: str | None) -> None:
    (problem,) = found(text)
    assert (problem.warning, problem.line) == (True, line)
    assert words in problem.message
    assert problem.hint
    if fix is not None:
        assert problem.fix
        assert problem.fix.text == fix
        assert problem.fix.line == problem.line
    assert examine(HEAD + text, Path("resources.yaml"))[1] == []  # they stop no publication


@pytest.mark.parametrize("text", [
    two("tags", "[mairie]", "[prairie]"), two("tags", "[tome 1]", "[tome 2]"), two("publisher", "Réseau 2024", "Réseau 2025"),
    two("tags", "[agent]", "[argent]"), entry("COMPARIA"), entry("IA ET RSE"), entry("Un", added="2026-11-27"),
    two("url", "https://exemple.fr/?id=1", "https://exemple.fr/?id=2"),
    entry("Un", url="https://exemple.fr/") + entry("Deux", url="https://autre.exemple.fr/"),
    entry("Un", url="https://exemple.fr/", links='[{title: B, url: "https://exemple.fr/#demo"}]'),
    entry("Guide", description="Le guide des associations."), entry("Un", description="Un guide  # à relire"),
    entry("Un", url="https://fr.wikipedia.org/wiki/Chat_(animal)"), entry("Un", description='"Le guide # 12"'),
    entry("« Un »"), entry("Dire “non”", description="« Un guide » de “tous” les jours", publisher="Association « Un »"),
])  # fmt: skip
def test_an_honest_entry_is_not_doubted(text: str) -> None:
    assert found(text) == []


def test_the_real_directories_are_not_doubted() -> None:
    for path in (CATALOGUE, ROOT / "resources.yaml"):
        assert examine(path.read_text(encoding="utf-8"), path, today=TODAY)[1] == []


REFUSED = [
    ("title", "Guide &laquo; IA &raquo; &#8211; 2e", "Guide « IA » – 2e"), ("title", "R&amp;amp;D", "R&D"),
    ("description", "Un <b>beau</b> guide<br>à lire", "Un beau guide à lire"), ("description", "Un **beau** _petit_ guide", "Un beau petit guide"),
    ("description", '"Lire [la page](https://exemple.fr/a) `x`"', '"Lire la page (https://exemple.fr/a) x"'),
    ("publisher", "Fondation Exemple &amp; Fils", "Fondation Exemple & Fils"), ("tags", "[R&amp;D]", "[R&D]"),
    ("url", "https://exemple.fr/?a=1&amp;b=2", "https://exemple.fr/?a=1&b=2"),
    ("url", "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fkit.exemple.fr%2F&data=a%40b.fr", "https://kit.exemple.fr/"),
    ("contact", "https://www.google.com/url?q=https://exemple.fr/contact&sa=D", "https://exemple.fr/contact"),
    ("url", "https://l.facebook.com/l.php?u=https%3A%2F%2Fexemple.fr%2F%3Ffbclid%3Dx&h=A", "https://exemple.fr/"),
    ("url", "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.exemple.fr_page-2Dun&d=D", "https://www.exemple.fr/page-un"),
    ("url", "https://urldefense.com/v3/__https://www.exemple.fr/a?b=c__;!!x$", "https://www.exemple.fr/a?b=c"),
    ("publisher", "N/A", ""), ("contact", "néant", ""), ("description", "Aucune", ""), ("tags", "aucun", ""),
]  # fmt: skip


@pytest.mark.parametrize(("key", "written", "plain"), REFUSED, ids=[written for _, written, _ in REFUSED])
def test_what_was_written_for_another_medium_is_refused(key: str, written: str, plain: str) -> None:
    (problem,) = found(entry("Un" if key != "title" else written, **({key: written} if key != "title" else {})))
    assert not problem.warning
    assert problem.fix
    assert problem.fix.text == (f"  - title: {plain}" if key == "title" else f"    {key}: {plain}" if plain else "")


@pytest.mark.parametrize("url", [
    "https://protect-eu.mimecast.com/s/AbCd?domain=exemple.fr", "https://www.example.com/", "https://outils.test/", "https://x.invalid/a",
    "https://votre-site.example/", "https://example.org:8080/",
])  # fmt: skip
def test_an_address_that_leads_nowhere_is_refused_without_a_guess(url: str) -> None:
    (problem,) = found(entry("Un", url=url))
    assert (problem.warning, problem.fix) == (False, None)


@pytest.mark.parametrize("text", [
    "AT&T; et C*, snake_case_name, 2 * 3 * 4", "a < b et 3 > 2, <3", "L`IA d`abord", "salarié*e*s et tou*te*s", "(*) offre (*)", "https://exemple.fr/_a_/",
    "« R&D » ; Dupont & Fils", "La balise <script>",
])  # fmt: skip
def test_an_honest_sign_is_not_markup(text: str) -> None:
    assert found(entry("Un", description=f'"{text}"')) == []


def test_a_directory_of_examples_may_have_reserved_names(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text(HEAD + entry("Un", url="https://friches.example/"), encoding="utf-8")
    assert main(["verifier", str(path)]) == 1
    (tmp_path / "mkdocs.yml").write_text("site_url: https://jardins.example/\n", encoding="utf-8")
    assert load_catalog(path)


def test_old_forms_are_doubted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text(HEAD, encoding="utf-8")
    for name, text in forms(load_catalog(path)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["verifier", str(path)]) == 0
    assert "avertissement" not in capsys.readouterr().out
    path.write_text(HEAD.replace("title: A", "title: B"), encoding="utf-8")
    assert main(["verifier", str(path)]) == 0
    assert "lancez « annuaire formulaires »" in capsys.readouterr().out


def test_the_example_to_copy_is_known() -> None:
    example = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/contribuer.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    text = CATALOGUE.read_text(encoding="utf-8").rstrip() + "\n\n" + example
    told = [problem.line for problem in examine(text, CATALOGUE, today=TODAY)[1]]
    first = text[: text.index(example)].count("\n") + 1
    keys = {text.split("\n")[line - 1].strip(" -").partition(":")[0] for line in told if line >= first}
    assert keys >= {"title", "publisher", "url", "contact", "description"}
