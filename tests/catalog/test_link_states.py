"""liens.json and the memory of the checks: what is written is read back, what is unsound is left out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from annuaire.catalog.link_states import STATES, LinkState, states_as_json, states_from_json

FULL = LinkState(
    state="dead", code=404, reason="page introuvable", final="https://a.fr/b", proposed="https://a.fr/c",
    last_ok=date(2026, 1, 1), first_failed=date(2026, 2, 1), last_checked=date(2026, 3, 1), streak=2, gone_since=date(2026, 2, 8),
    unresolved_since=date(2026, 2, 15),
)  # fmt: skip
ROW = {
    "state": "dead", "code": 404, "reason": "page introuvable", "final": "https://a.fr/b", "proposed": "https://a.fr/c",
    "last_ok": "2026-01-01", "first_failed": "2026-02-01", "last_checked": "2026-03-01", "streak": 2, "gone_since": "2026-02-08",
    "unresolved_since": "2026-02-15",
}  # fmt: skip


def test_a_memory_is_read_as_it_was_written() -> None:
    states = {"https://z.fr/é": FULL, "https://a.fr/": LinkState()} | {name: LinkState(state=name) for name in STATES}
    text = states_as_json(states, memory=True)
    assert json.loads(text)["urls"]["https://z.fr/é"] == ROW
    assert list(json.loads(text)["urls"]) == sorted(states)
    assert '\n "urls": {\n' in text
    assert '"https://z.fr/é"' in text
    assert text.endswith("}\n")
    assert states_from_json(text) == (states | {"dead": LinkState(state="unreachable")}, [])


def test_pages_do_not_show_since_when_it_is_gone() -> None:
    shown = json.loads(states_as_json({"u": FULL}))["urls"]["u"]
    assert shown == {key: value for key, value in ROW.items() if key not in ("gone_since", "unresolved_since")}


@pytest.mark.parametrize(
    ("code", "since", "state"),
    [(404, date(2026, 2, 1), "dead"), (410, date(2026, 2, 1), "dead"), (503, None, "unreachable"), (None, None, "unreachable")],
)  # fmt: skip
def test_a_memory_of_another_version(code: int | None, since: date | None, state: str) -> None:
    """Without the days of a proof, only the code proves one; what is not known of a row is left out."""
    row = {key: ROW[key] for key in ("state", "first_failed")} | {"code": code, "humeur": "bonne"}
    states, bad = states_from_json(json.dumps({"version": 9, "urls": {"u": row}}))
    assert not bad
    assert (states["u"].code, states["u"].gone_since, states["u"].state) == (code, since, state)


def test_an_empty_date_is_none() -> None:
    rows = {"u": ROW | {"last_ok": "", "gone_since": ""}}
    assert states_from_json(json.dumps({"urls": rows}))[0]["u"].last_ok is None


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "perdu"}, {"code": "404"}, {"reason": None}, {"reason": 3}, {"final": 3}, {"proposed": ["x"]}, {"streak": "2"}, {"streak": None},
        {"last_ok": "hier"}, {"first_failed": 3}, {"last_checked": "2026-02-30"}, {"gone_since": "jamais"},
        {"state": ...}, {"state": ["ok"]}, {"reason": "\ud800"}, {"last_ok": "0000-00-00"}, {"last_checked": 20260101},
    ],
    ids=repr,
)  # fmt: skip
def test_an_unsound_entry_is_left_out_and_said(damage: dict[str, Any]) -> None:
    spoiled = {key: value for key, value in (ROW | damage).items() if value is not ...}
    assert states_from_json(json.dumps({"urls": {"u": spoiled, "v": ROW}})) == ({"v": FULL}, ["u"])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3", '{"urls": []}', '{"urls": null}', "[" * 100_000])
def test_what_is_no_memory(text: str) -> None:
    assert states_from_json(text) == ({}, ["…"])


def test_rows_that_are_no_rows() -> None:
    assert states_from_json('{"urls": {"u": [], "v": 3, "w": null, "\\ud800": {"state": "ok"}}}') == (
        {},
        ["u", "v", "w", "\ud800"],
    )


@pytest.mark.parametrize(
    ("first", "reviewed", "gone"),
    [("2026-02-01", None, True), ("2026-02-01", "2026-01-31", True), ("2026-02-01", "2026-02-01", False), ("2026-02-01", "2026-03-01", False)],
)  # fmt: skip
def test_a_review_overrules_what_was_seen_before_it(first: str, reviewed: str | None, gone: bool) -> None:
    state = LinkState(state="dead", first_failed=date.fromisoformat(first))
    assert state.is_gone(reviewed and date.fromisoformat(reviewed)) is gone
    assert not LinkState(state="unreachable", first_failed=date.fromisoformat(first)).is_gone(None)
