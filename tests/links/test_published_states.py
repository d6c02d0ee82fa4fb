"""The state of the links on the cards, and the links of the built site itself."""

import json
from datetime import date
from pathlib import Path

import pytest

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.cli import main
from annuaire.links.politeness import AGENT, USER_AGENT
from conftest import ROOT, build, make_project
from published import text_of

DAY, FAILED = date(2026, 11, 12), date(2026, 11, 19)
CATALOG = """categories:
  - id: outils
    title: Outils
resources:
""" + "".join(
    f"  - title: Fiche {name}\n    category: outils\n    url: https://{name}.example.org/\n" + "    reviewed: 2026-11-24\n" * (name == "relue")
    for name in ("ok", "blocked", "dead", "jamais", "flaky", "relue", "panne", "absente")
) + "    links:\n      - title: Suite\n        url: https://suite.example.org/\n    contact: https://contact.example.org/\n"  # fmt: skip
STATES = {
    "ok": LinkState(state="ok", last_ok=DAY), "blocked": LinkState(state="blocked", last_ok=DAY),
    "dead": LinkState(state="dead", code=404, last_ok=DAY, first_failed=FAILED), "jamais": LinkState(state="dead", first_failed=FAILED, unresolved_since=FAILED),
    "flaky": LinkState(state="flaky"), "suite": LinkState(state="dead", code=200, last_ok=DAY, first_failed=FAILED, gone_since=FAILED),
    "contact": LinkState(state="moved", last_ok=DAY), "relue": LinkState(state="dead", code=410, first_failed=FAILED),
    "panne": LinkState(state="unreachable", code=503, last_ok=DAY, first_failed=FAILED, streak=3),
}  # fmt: skip
ARCHIVE = "https://web.archive.org/web/20261112/https://{}.example.org/"


def test_each_card_says_what_the_file_holds_and_no_more(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet", CATALOG)
    states = {f"https://{name}.example.org/": state for name, state in STATES.items()}
    (project / "liens.json").write_text(states_as_json(states, memory=True), encoding="utf-8")
    page = build(project) / "outils/index.html"
    cards = dict(
        zip(
            ["ok", "blocked", "dead", "jamais", "flaky", "relue", "panne", "absente"],
            page.read_text(encoding="utf-8").split("<article")[1:],
            strict=True,
        )
    )
    for name in ("ok", "blocked", "flaky", "panne"):
        assert "verifie" not in cards[name]
    assert 'Relue le <time datetime="2026-11-24">24 novembre 2026</time>' in cards["relue"]
    assert "ne répond plus" not in cards["relue"]
    assert "Ce lien ne répond plus depuis le" in cards["dead"]
    assert ARCHIVE.format("dead") in cards["dead"]
    assert "Ce lien ne répond plus depuis le" in cards["jamais"]
    assert "archive" not in cards["jamais"]
    assert (cards["absente"].count('class="verifie'), ARCHIVE.format("suite") in cards["absente"]) == (1, True)
    assert (
        "Ce lien ne répond plus depuis le 19 novembre 2026 . Chercher sa copie archivée, vers le 12 novembre 2026"
        in text_of(page)
    )


@pytest.mark.parametrize("code", [503, 500, None, 403, 200])
def test_what_a_robot_only_guessed_is_not_said(tmp_path: Path, code: int | None) -> None:
    """A file of a former version, where a server that drops robots was called dead (case 18)."""
    project = make_project(tmp_path / "projet", CATALOG)
    row = {
        "state": "dead",
        "code": code,
        "reason": "x",
        "final": None,
        "proposed": None,
        "last_ok": None,
        "streak": 3,
        "gone_since": None,
    }
    row |= {"first_failed": "2026-11-01", "last_checked": "2026-11-15"}
    (project / "liens.json").write_text(json.dumps({"urls": {"https://ok.example.org/": row}}), encoding="utf-8")
    assert "ne répond plus" not in (build(project) / "outils/index.html").read_text(encoding="utf-8")


def test_a_damaged_file_stops_no_publication(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet", CATALOG)
    (project / "liens.json").write_bytes(b"\xff{")
    assert "ne répond plus" not in (build(project) / "outils/index.html").read_text(encoding="utf-8")


def test_nothing_is_said_without_the_file(site: Path) -> None:
    assert "verifie" not in (site / "comparer/index.html").read_text(encoding="utf-8")


def test_every_internal_link_of_the_site_holds(site: Path) -> None:
    assert main(["liens", "internes", str(site)]) == 0


def test_planted_faults_are_found(tmp_path: Path, capsys) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "index.html").write_text(
        '<link rel=canonical href="https://site.fr/sous/"><h1 id="é">A</h1><a href="#é">1</a><a href="b/#rien">2</a><a href="b/#la">3</a>\n'
        '<a href="c/">4</a><img src="i.png"><a href="/sous/b/">5</a><a href="/b/">6</a><a href="https://site.fr/sous/z/">7</a>'
        '<a href="https://ailleurs.fr/x">8</a><a href="mailto:a@b.fr">9</a><a href="#top">10</a><a href="?q=1">11</a><a href="../">12</a>',
        encoding="utf-8",
    )
    (tmp_path / "b/index.html").write_text(
        '<link rel=canonical href="https://site.fr/sous/d/"><p id="la"><a href="../#%C3%A9">1</a>\n<a href="../#absent">2</a>',
        encoding="utf-8",
    )
    assert main(["liens", "internes", str(tmp_path)]) == 1
    said = [line.split(" ne mène")[0].split(" mène")[0] for line in capsys.readouterr().out.splitlines()]
    assert said == [
        "b/index.html:1 : « https://site.fr/sous/d/ »", "b/index.html:2 : « ../#absent »", "index.html:1 : « b/#rien »", "index.html:2 : « c/ »", "index.html:2 : « i.png »",
        "index.html:2 : « /b/ »", "index.html:2 : « https://site.fr/sous/z/ »", "index.html:2 : « ../ »",
    ]  # fmt: skip
    assert main(["liens", "internes", str(tmp_path / "b" / "vide")]) == 2


def test_the_page_describes_the_robot_as_it_is() -> None:
    page = (ROOT / "docs/verification-des-liens.md").read_text(encoding="utf-8")
    assert f"`{USER_AGENT}`" in page
    assert f"User-agent: {AGENT}\n" in page
