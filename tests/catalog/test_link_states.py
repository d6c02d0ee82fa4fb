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
)  # fmt: skip
ROW = {
    "state": "dead", "code": 404, "reason": "page introuvable", "final": "https://a.fr/b", "proposed": "https://a.fr/c",
    "last_ok": "2026-01-01", "first_failed": "2026-02-01", "last_checked": "2026-03-01", "streak": 2, "gone_since": "2026-02-08",
}  # fmt: skip


def test_a_memory_is_read_as_it_was_written() -> None:
    states = {"https://z.fr/é": FULL, "https://a.fr/": LinkState()} | {name: LinkState(state=name) for name in STATES}
    text = states_as_json(states, memory=True)
    assert json.loads(text)["urls"]["https://z.fr/é"] == ROW
    assert list(json.loads(text)["urls"]) == sorted(states)
    assert '\n "urls": {\n' in text
    assert '"https://z.fr/é"' in text
    assert text.endswith("}\n")
    assert states_from_json(text) == (states, True)


def test_pages_do_not_show_since_when_it_is_gone() -> None:
    shown = json.loads(states_as_json({"u": FULL}))["urls"]["u"]
    assert shown == {key: value for key, value in ROW.items() if key != "gone_since"}


@pytest.mark.parametrize(
    ("code", "since"), [(404, date(2026, 2, 1)), (410, date(2026, 2, 1)), (500, None), (None, None)]
)
def test_a_memory_without_gone_since(code: int | None, since: date | None) -> None:
    row = {key: value for key, value in ROW.items() if key != "gone_since"} | {"code": code}
    states, whole = states_from_json(json.dumps({"urls": {"u": row}}))
    assert whole
    assert (states["u"].code, states["u"].gone_since) == (code, since)


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "perdu"}, {"code": "404"}, {"reason": None}, {"reason": 3}, {"final": 3}, {"proposed": ["x"]}, {"streak": "2"}, {"streak": None},
        {"last_ok": "hier"}, {"first_failed": 3}, {"last_checked": "2026-02-30"}, {"gone_since": "jamais"},
        *({key: ...} for key in ROW if key != "gone_since"),
    ],
    ids=repr,
)  # fmt: skip
def test_an_unsound_entry_is_left_out_and_said(damage: dict[str, Any]) -> None:
    spoiled = {key: value for key, value in (ROW | damage).items() if value is not ...}
    assert states_from_json(json.dumps({"urls": {"u": spoiled, "v": ROW}})) == ({"v": FULL}, False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "3", '{"urls": []}', '{"urls": null}', "[" * 100_000, '{"urls": {"u": []}}']
)
def test_what_is_no_memory(text: str) -> None:
    assert states_from_json(text) == ({}, False)
