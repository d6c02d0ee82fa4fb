"""The result of a check: the files asked for, a few lines on the standard output, the exit code."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace

from annuaire.catalog.link_states import STATES, LinkState, states_as_json
from annuaire.files import STANDARD_OUTPUT, write_whole
from annuaire.links.observation import LinkTarget, Observation
from annuaire.links.report import markdown_report
from annuaire.links.takeover import registered_domain
from annuaire.links.verdict import GONE
from annuaire.source.problems import printable, quote

FINE, TO_MEND, WRONG_USE, NOT_DONE = 0, 1, 2, 3
"""Exit codes."""
LABELS = {
    "ok": "en marche", "moved": "à mettre à jour", "question": "à vérifier à la main",
    "blocked": "où le robot est écarté", "flaky": "en panne passagère", "unreachable": "où le robot n’accède pas",
    "dead": "à corriger",
    "unchecked": "sans verdict",
}  # fmt: skip


def as_shown(targets: Iterable[LinkTarget], states: Mapping[str, LinkState]) -> dict[str, LinkState]:
    """Return the states of some addresses as people should read them.

    What a person has overruled is « blocked », a robot’s business; a page on another domain is a question at once.
    """
    found = {one.url: states[one.url] for one in targets if one.url in states}
    for one in targets:
        state = found.get(one.url, LinkState())
        elsewhere = state.code == 200 and registered_domain(state.final or one.url) != registered_domain(one.url)
        if state.state in ("question", "flaky", "unreachable", "dead") and state.overruled(one.reviewed):
            found[one.url] = replace(state, state="blocked")
        elif state.state == "flaky" and elsewhere:
            found[one.url] = replace(state, state="question")
        elif state.state == "unreachable":
            found[one.url] = replace(state, reason=f"le robot n’y accède pas : {state.reason}")
    return found


def write_result(
    options: Namespace, targets: list[LinkTarget], states: Mapping[str, LinkState], faults: Mapping[str, str],
    observed: Mapping[str, Observation],
) -> int:  # fmt: skip
    """Write the report and the JSON, print the essential; return FINE or TO_MEND. Raise OSError.

    ``states`` are as shown; ``faults`` are the addresses that cannot be one, and why, in French.
    """
    if options.json:
        write_whole(options.json, states_as_json(states))
    if options.rapport:
        write_whole(options.rapport, markdown_report(targets, states, faults, options.date))
    out = sys.stderr if {str(options.json), str(options.rapport)} & {*STANDARD_OUTPUT} else sys.stdout
    counts = {kind: sum(state.state == kind for state in states.values()) for kind in STATES}
    counted = ", ".join(f"{counts[kind]} {LABELS[kind]}" for kind in STATES if counts[kind])
    many = "s" * (len(states) > 1)
    print(f"{len(states)} adresse{many} : {counted}." if states else "Aucune adresse à vérifier.", file=out)
    for url, state in states.items():
        if options.depuis or for_people(state) or url in faults:
            target = f" → {quote(state.proposed, 300)}" if state.proposed else ""
            print(f"  {quote(url, 300)} : {printable(state.reason or 'en marche')}{target}", file=out)
    if options.depuis:  # a proposal is only stopped by a 404 or a 410 of its own
        gone = any(one.code in GONE and one.outcome == "gone" for one in observed.values())
        return TO_MEND if faults or gone else FINE
    return TO_MEND if faults or any(map(for_people, states.values())) else FINE


def for_people(state: LinkState) -> bool:
    """Say that an address waits for somebody: to correct it, to update it, or to open it and say what it is."""
    return state.state in ("dead", "moved", "question", "unreachable")
