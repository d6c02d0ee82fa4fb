"""What a check says: the weekly report in Markdown, first things first, short enough for a screen and for an issue's
body; a few lines on the standard output; the exit code."""

import re
import shlex
import sys
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.files import STANDARD_OUTPUT, write_whole
from annuaire.links.observation import LinkTarget
from annuaire.links.outcome import GONE, as_shown, for_people, offered_url
from annuaire.links.politeness import host_key
from annuaire.source.shown import printable, quote
from annuaire.text import french_day
from annuaire.urls import UrlFault, archive_url, url_fault

LABELS = {
    "ok": "en marche", "moved": "à mettre à jour", "question": "à vérifier à la main",
    "blocked": "où le robot est écarté", "flaky": "en panne passagère", "unreachable": "où le robot n’accède pas",
    "dead": "à corriger", "unchecked": "sans verdict",
}  # fmt: skip
USUAL = Path("resources.yaml")  # the catalogue that a command need not name
MOVED = "Ces adresses ont changé pour toujours. `annuaire liens{} --appliquer` les remplace dans le fichier."
HAND = (
    "Ouvrez ces adresses : le robot ne peut pas en juger. Si c’est la bonne ressource, la commande l’écrit dans le "
    "fichier ; sinon, corrigez l’adresse ou retirez la ressource."
)
FOLDED = 4_000
SECTIONS = (
    ("À corriger", "", ("wrong", "dead"), 20_000),
    ("À mettre à jour", MOVED, ("moved",), 12_000),
    ("À vérifier à la main", HAND, ("question", "unreachable"), 10_000),
    ("À vérifier à la main de temps en temps : le robot n’y a pas accès", "", ("blocked",), FOLDED),
    ("À savoir", "", ("note",), FOLDED),
    ("Panne passagère : rien à faire", "", ("flaky",), FOLDED),
    ("Non vérifié cette fois", "", ("unchecked",), FOLDED),
)
"""Title, advice, states, and bytes at most; what only needs FOLDED of them is nothing to do."""
REVIEW = "Celles que personne n’a ouvertes depuis le plus longtemps. Si elles sont justes :"
OLDEST = 5
"""Resources to review each week: a quarter of an hour."""
NAMED = 10
"""Resources named on one line."""
Row = tuple[LinkTarget, LinkState]


def write_result(options: Namespace, targets: list[LinkTarget], known: Mapping[str, LinkState]) -> set[str]:
    """Write the report and the JSON, print the essential; return what waits for somebody. Raise OSError."""
    states = as_shown(targets, known)
    faults = {url: url_fault(url, private=options.hotes_prives) for url in states}
    wrong = {url for url, fault in faults.items() if fault not in (UrlFault.NONE, UrlFault.PRIVATE)}
    if options.json:
        write_whole(options.json, states_as_json(states))
    if options.rapport:
        write_whole(options.rapport, markdown_report(targets, states, wrong, options.date, options.catalogue))
    out = sys.stderr if {str(options.json), str(options.rapport)} & {*STANDARD_OUTPUT} else sys.stdout
    counts = Counter(state.state for state in states.values())
    counted = ", ".join(f"{counts[kind]} {label}" for kind, label in LABELS.items() if counts[kind])
    many = "s" * (len(states) > 1)
    print(f"{len(states)} adresse{many} : {counted}." if states else "Aucune adresse à vérifier.", file=out)
    waiting = {url for url, state in states.items() if for_people(state) or url in wrong}
    for item in targets:
        url, state = item.url, states[item.url]
        if options.depuis or url in waiting:
            target = f" → {quote(new, 300)}" if (new := offered_url(state)) else ""
            target += _overruling([(item, state)], options.catalogue)
            print(f"  {quote(url, 300)} : {printable(state.reason or 'en marche')}{target}", file=out)
    if options.depuis:  # a proposal is only stopped by a 404 or a 410 of its own
        waiting = wrong | {url for url in states if known[url].code in GONE and known[url].state in ("flaky", "dead")}
    return waiting


def markdown_report(
    targets: list[LinkTarget], states: Mapping[str, LinkState], wrong: Collection[str], today: date, path: Path = USUAL
) -> str:
    """Return the report of one run; GitHub refuses more than 65,536 characters, lists are cut far before."""
    rows = defaultdict[str, list[Row]](list)
    for item in targets:
        state = states[item.url]
        note = state.state == "ok" and state.reason
        rows["wrong" if item.url in wrong else "note" if note else state.state].append((item, state))
    todo, parts = list[str](), list[str]()
    for title, advice, kinds, most in SECTIONS:
        some = [row for kind in kinds for row in rows[kind]]
        if not some:
            continue
        listed = _cause_lines(some, most, path)
        if most > FOLDED:
            todo.append(f"{len(some)} {title[0].lower()}{title[1:]}")
            parts += [f"## {title} ({len(some)})", *filter(None, [advice.format(_named(path))]), listed]
        else:
            parts.append(f"<details><summary>{title} ({len(some)})</summary>\n\n{listed}\n\n</details>")
    left = len(rows["unchecked"])
    said = f"**Liens : {', '.join(todo) or 'rien à corriger'}{f', {left} sans verdict' * bool(left)}**"
    said += f" — {len(targets)} adresse{'s' * (len(targets) > 1)}, {french_day(today)}."
    return "\n\n".join([said, *parts, *_oldest_reviews(targets, path)]) + "\n"


def _cause_lines(rows: list[Row], most: int, path: Path) -> str:
    """Return a list of at most so many bytes, that says what it leaves out; failures of one cause take one line, and
    one line for each site when there is something to do."""
    groups = defaultdict[tuple[str, str], list[Row]](list)
    for item, state in rows:
        site = item.url if state.state == "moved" else host_key(item.url) if for_people(state) else ""
        groups[site, state.reason].append((item, state))
    lines, told = list[str](), 0
    for some in groups.values():
        room = most - len("\n".join(lines).encode())
        line = _cause_line(some, room, path)
        if len(line.encode()) >= room:
            lines.append(f"\n… et {len(rows) - told} autres, dans le fichier que donne `--json`.")
            break
        lines.append(line)
        told += len(some)
    return "\n".join(lines)


def _cause_line(rows: list[Row], room: int, path: Path) -> str:
    """Return one line for rows of one cause; those that find no room in so many bytes are only counted."""
    cause = _inert(rows[0][1].reason) or "en marche"
    for count in range(min(len(rows), NAMED), 0, -1):
        some, rest = rows[:count], len(rows) - count
        places = ", ".join(str(item.line) for item, _ in some if item.line)
        where = f"ligne{'s' * (len(rows) > 1)} {places}{'…' * (rest > 0)} : " if places else ""
        names = ", ".join(_link(item) + _what_next(item, state) for item, state in some)
        others = f" et {rest} autre{'s' * (rest > 1)}" * (rest > 0)
        line = f"- {where}{cause} : {names}{others}{_overruling(some, path)}"
        if len(line.encode()) < room:
            break
    return line


def _what_next(item: LinkTarget, state: LinkState) -> str:
    """Return what a person needs to judge an address."""
    if not for_people(state):
        return ""
    told = f" : `{_safe(item.url)}`" * (state.state == "moved")
    told += f" → `{_safe(new)}`" if (new := offered_url(state)) else ""
    told += f", depuis le {french_day(state.first_failed)}" if state.first_failed else ""
    if state.state == "dead" and state.last_ok:
        copy = _safe(archive_url(item.url, state.last_ok))
        told += f" ([copie du {french_day(state.last_ok)}](<{copy}>))"
    return told


def _overruling(rows: list[Row], path: Path) -> str:
    """Return how a person may say that addresses work, whatever the robot thinks; "" when there is nothing to say."""
    ids = [item.id for item, state in rows if item.id and for_people(state) and state.state != "moved"]
    told = "si elles sont justes" if len(ids) > 1 else "si elle est juste"
    return f" ; {told} : `annuaire relire{_named(path)} {' '.join(dict.fromkeys(ids))}`" if ids else ""


def _named(path: Path) -> str:
    """Return the option that a printed command needs to work on this catalogue."""
    return f" --catalogue {shlex.quote(str(path))}" * (path != USUAL)


def _oldest_reviews(targets: list[LinkTarget], path: Path) -> list[str]:
    """Return the section of the resources that were reviewed the longest ago, those that never were first."""
    known = {item.id: item for item in reversed(targets) if item.id}
    oldest = sorted(known.values(), key=lambda item: (item.reviewed or date.min, item.line))[:OLDEST]
    lines = [
        f"- ligne {item.line} : {_link(item)}, "
        + (f"relue le {french_day(item.reviewed)}" if item.reviewed else "jamais relue")
        for item in oldest
    ]
    advice = f"{REVIEW} `annuaire relire{_named(path)} {' '.join(item.id for item in oldest)}`"
    return [f"## À relire ({len(oldest)})", advice, "\n".join(lines)] if oldest else []


def _link(item: LinkTarget) -> str:
    """The title, which leads to the address; the address itself when it has none."""
    return f"[{_inert(item.title)}](<{_safe(item.url)}>)" if item.title else f"`{_safe(item.url)}`"


def _inert(text: str) -> str:
    """Contributed text is data: no markup, no table cell, no link, no mention of anyone, nothing for a terminal."""
    line = re.sub(r"([\\`*_\[\]|~])", r"\\\1", printable(" ".join(text.split())[:300]))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)|(?<=[@#])(?=\w)", "\u2060", line)


def _safe(url: str) -> str:
    """An address that ends no cell, no code and no link, whoever wrote it."""
    return printable(re.sub(r"[`|<>\\\s]", lambda sign: "".join(f"%{x:02X}" for x in sign[0].encode()), url)[:2000])
