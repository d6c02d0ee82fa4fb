"""The result of a check: the files asked for, a few lines on the standard output, the exit code."""

from argparse import Namespace
from collections.abc import Iterable, Mapping

from annuaire.catalog.link_states import STATES, LinkState, states_as_json
from annuaire.files import write_whole
from annuaire.links.observation import LinkTarget, Observation
from annuaire.links.report import markdown_report
from annuaire.links.verdict import GONE
from annuaire.source.problems import quote

FINE, TO_MEND, WRONG_USE, NOT_DONE = 0, 1, 2, 3
"""Exit codes."""
LABELS = {
    "ok": "en marche", "moved": "à mettre à jour", "blocked": "à vérifier à la main",
    "flaky": "en panne passagère", "dead": "à corriger", "unchecked": "sans verdict",
}  # fmt: skip


def write_result(
    options: Namespace, targets: list[LinkTarget], states: Mapping[str, LinkState], faults: Mapping[str, str],
    observed: Mapping[str, Observation],
) -> int:  # fmt: skip
    """Write the report and the JSON, print the essential; return FINE or TO_MEND. Raise OSError.

    ``faults`` are the addresses that cannot be one, and why, in French.
    """
    if options.json:
        write_whole(options.json, states_as_json(states))
    if options.rapport:
        write_whole(options.rapport, markdown_report(targets, states, faults, options.date))
    counts = {kind: sum(state.state == kind for state in states.values()) for kind in STATES}
    counted = ", ".join(f"{counts[kind]} {LABELS[kind]}" for kind in STATES if counts[kind])
    print(f"{len(states)} adresse{'s' * (len(states) > 1)} : {counted}." if states else "Aucune adresse à vérifier.")
    for url, state in states.items():
        if options.depuis or state.state in ("dead", "moved") or url in faults:
            target = f" → {state.proposed}" if state.proposed else ""
            print(f"  {quote(url, 300)} : {state.reason or 'en marche'}{target}")
    if options.depuis:  # a proposal is only stopped by a 404 or a 410 of its own
        gone = any(one.code in GONE and one.outcome == "gone" for one in observed.values())
        return TO_MEND if faults or gone else FINE
    return TO_MEND if needs_mending(states.values(), faults, moved=True) else FINE


def needs_mending(states: Iterable[LinkState], faults: Mapping[str, str], *, moved: bool) -> bool:
    """Say whether something is left to a person; ``moved`` counts the addresses that moved."""
    return bool(faults) or any(state.state == "dead" or (moved and state.state == "moved") for state in states)
