"""The weekly report: one screen in an ordinary week, one line for what to do, one cause on one line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from annuaire.catalog.link_states import LinkState
from annuaire.files import Refused
from annuaire.links.check import refuse_sick_network
from annuaire.links.history import History
from annuaire.links.observation import LinkTarget, Observation
from annuaire.links.outcome import as_shown
from annuaire.links.report import markdown_report

DAY = date(2026, 10, 5)


def resources(count: int, reviewed: date | None = None) -> list[LinkTarget]:
    return [
        LinkTarget(f"https://site{rank}.fr/p", f"Fiche {rank}", 10 * rank, id=f"fiche-{rank}", reviewed=reviewed)
        for rank in range(1, count + 1)
    ]


def report(targets: list[LinkTarget], states: dict[int, LinkState], catalogue: str = "resources.yaml") -> str:
    known = {one.url: states.get(rank, LinkState(state="ok")) for rank, one in enumerate(targets, 1)}
    return markdown_report(targets, as_shown(targets, known), set(), DAY, Path(catalogue))


WEEK = {
    1: LinkState(state="dead", code=404, reason="page introuvable (404)", last_ok=DAY, first_failed=DAY),
    2: LinkState(state="moved", reason="déplacée pour toujours (301)", proposed="https://www.site2.fr/q"),
    3: LinkState(state="question", reason="mène à un autre domaine : site3.fr → autre.fr", final="https://autre.fr/", first_failed=DAY),
    4: LinkState(state="unreachable", code=503, reason="le serveur est en panne (503)", first_failed=DAY),
    **{rank: LinkState(state="blocked", code=403, reason="refuse les robots (403)") for rank in range(5, 9)},
    9: LinkState(state="flaky", reason="pas de réponse en 20 secondes"),
    10: LinkState(state="ok", reason="la page n’a pas d’endroit nommé « ici »"),
}  # fmt: skip


def test_an_ordinary_week_fits_on_a_screen() -> None:
    text = report(resources(34), WEEK)
    assert len(text.splitlines()) <= 50
    assert len([line for line in text.splitlines() if line]) <= 32
    assert text.startswith("**Liens : 1 à corriger, 1 à mettre à jour, 2 à vérifier à la main** — 34 adresses")
    for line in (
        "- ligne 10 : page introuvable (404) : [Fiche 1](<https://site1.fr/p>), depuis le 5 octobre 2026 ([copie du 5 octobre 2026](<https://web.archive.org/web/20261005/https://site1.fr/p>)) ; si elle est juste : `annuaire relire fiche-1`",
        "- ligne 20 : déplacée pour toujours (301) : [Fiche 2](<https://site2.fr/p>) : `https://site2.fr/p` → `https://www.site2.fr/q`",
        "- ligne 30 : mène à un autre domaine : site3.fr → autre.fr : [Fiche 3](<https://site3.fr/p>), depuis le 5 octobre 2026 ; si elle est juste : `annuaire relire fiche-3`",
        "- ligne 40 : le robot n’y accède pas : le serveur est en panne (503) : [Fiche 4](<https://site4.fr/p>), depuis le 5 octobre 2026 ; si elle est juste : `annuaire relire fiche-4`",
        "- lignes 50, 60, 70, 80 : refuse les robots (403) : [Fiche 5](<https://site5.fr/p>), [Fiche 6](<https://site6.fr/p>), [Fiche 7](<https://site7.fr/p>), [Fiche 8](<https://site8.fr/p>)",
        "- ligne 100 : la page n’a pas d’endroit nommé « ici » : [Fiche 10](<https://site10.fr/p>)",
    ):
        assert line in text.splitlines()
    order = (
        "## À corriger",
        "## À mettre à jour",
        "## À vérifier à la main (2)",
        "À savoir",
        "Panne passagère",
        "## À relire (5)",
    )
    assert [text.index(title) for title in order] == sorted(text.index(title) for title in order)


def test_nothing_to_do_is_said_in_a_line_before_what_to_review() -> None:
    text = report(resources(3), {})
    assert text.startswith("**Liens : rien à corriger** — 3 adresses, 5 octobre 2026.\n\n## À relire (3)")
    assert "## À" not in report([LinkTarget("https://a.fr/")], {})


def test_what_a_person_may_overrule_is_one_command_a_line() -> None:
    targets = [
        LinkTarget(f"https://site.fr/{rank}", f"Fiche {rank}", rank, id=f"fiche-{rank // 2}") for rank in range(4)
    ]
    for state in ("dead", "question", "unreachable"):
        rows = {rank: LinkState(state=state, reason="en panne", first_failed=DAY) for rank in range(1, 5)}
        lines = [line for line in report(targets, rows).splitlines() if "en panne" in line]
        assert len(lines) == 1
        assert lines[0].endswith("depuis le 5 octobre 2026 ; si elles sont justes : `annuaire relire fiche-0 fiche-1`")
    for state in ("moved", "blocked", "flaky", "unchecked"):
        assert "; si elle" not in report(
            targets, {1: LinkState(state=state, reason="en panne", proposed="https://a.fr/")}
        )


def test_commands_name_the_catalogue_that_is_not_the_usual_one() -> None:
    text = report(resources(34), WEEK, "autre dossier/liste.yaml")
    named = "--catalogue 'autre dossier/liste.yaml'"
    assert text.count(named) == text.count("`annuaire ") == 5
    assert f"`annuaire relire {named} fiche-3`" in text
    assert f"`annuaire liens {named} --appliquer`" in text


@pytest.mark.parametrize("count", [3, 12, 60, 400])
def test_failures_of_one_cause_take_one_line(count: int) -> None:
    targets = [LinkTarget(f"https://site.fr/{rank}", f"Fiche {rank}", rank) for rank in range(1, count + 1)]
    for state in ("dead", "unreachable", "flaky", "unchecked", "blocked"):
        text = report(targets, {rank: LinkState(state=state, reason="en panne") for rank in range(1, count + 1)})
        assert text.count("en panne") == 1
        assert (f"et {count - 10} autres" in text) is (count > 10)


def test_the_five_that_nobody_opened_for_longest() -> None:
    days = [DAY, None, DAY - timedelta(400), DAY - timedelta(3), None, DAY - timedelta(30), DAY - timedelta(2)]
    targets = [one._replace(reviewed=day) for one, day in zip(resources(7), days, strict=True)]
    targets.insert(3, targets[1]._replace(url="https://site2.fr/suite", line=25))
    text = report(targets, {}).partition("## À relire (5)")[2]
    assert "`annuaire relire fiche-2 fiche-5 fiche-3 fiche-6 fiche-4`" in text
    lines = [line.rpartition(", ")[2] for line in text.splitlines() if line.startswith("- ")]
    assert lines == [
        "jamais relue",
        "jamais relue",
        "relue le 31 août 2025",
        "relue le 5 septembre 2026",
        "relue le 2 octobre 2026",
    ]


def test_what_was_reviewed_since_is_for_people_to_look_at_now_and_then() -> None:
    for state in ("question", "unreachable", "flaky", "dead"):
        rows = {1: LinkState(state=state, reason="en panne", first_failed=DAY - timedelta(9))}
        text = report(resources(1, DAY), rows)
        assert text.startswith("**Liens : rien à corriger**")
        assert "À vérifier à la main de temps en temps" in text
    assert "si elle est juste" in report(
        resources(1, DAY - timedelta(10)), {1: LinkState(state="unreachable", first_failed=DAY - timedelta(9))}
    )


@pytest.mark.parametrize("outcome", ["unresolved", "no_dns"])
def test_offline_is_one_sentence(outcome: str) -> None:
    seen = {f"https://site{rank}.fr/": Observation(outcome) for rank in range(19)}
    seen["https://refuse.fr/"] = Observation("unchecked")
    with pytest.raises(Refused, match=r"^[^\n]*19, dont site0\.fr \(1\)[^\n]*$") as stopped:
        refuse_sick_network({}, seen)
    assert stopped.value.code == 3
    refuse_sick_network({}, {f"https://site{rank}.fr/": Observation("down") for rank in range(19)})


def test_one_date_to_come_does_not_stop_the_week() -> None:
    past, future = LinkState(last_checked=DAY - timedelta(7)), LinkState(last_checked=DAY + timedelta(7))
    for states in ({"a": past, "b": future, "c": past}, {"a": past, "b": future}):
        history = History(None, states)
        history.start_on(DAY, rehearsed=False)
        assert "b" not in history.states
    with pytest.raises(Refused, match="Réglez son horloge"):
        History(None, {"a": past, "b": future, "c": future}).start_on(DAY, rehearsed=False)


def test_a_history_of_which_nothing_can_be_read_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "liens.json"
    path.write_text("{", encoding="utf-8")
    History(path).read()
    said = capsys.readouterr().err
    assert said == f"{path} est endommagé, rien n’y est lisible : tout l’historique recommence aujourd’hui.\n"
