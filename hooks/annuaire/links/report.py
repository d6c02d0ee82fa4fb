"""The weekly report, in Markdown: what to mend, most urgent first, short enough for an issue's body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from annuaire.catalog.link_states import STATES, LinkState
from annuaire.text import french_day


class Asked(NamedTuple):
    """An address to check, and where it is written; "" and 0 when it comes from a plain list."""

    url: str
    title: str = ""
    line: int = 0


Row = Callable[[Asked, LinkState], str]
Rows = list[tuple[Asked, LinkState]]


def report(asked: Iterable[Asked], states: Mapping[str, LinkState], faults: Mapping[str, str], today: date) -> str:
    """Return the report of one run; GitHub refuses more than 65,536 characters, tables are cut far before."""
    rows = [(item, states[item.url]) for item in asked if item.url not in faults]
    wrong = [(item, LinkState(reason=f"cette adresse {faults[item.url]}")) for item in asked if item.url in faults]
    of = {kind: [row for row in rows if row[1].state == kind] for kind in STATES}
    mend = wrong + of["dead"]
    number = len(rows) + len(wrong)
    found = _summary(len(mend), len(of["moved"]))
    parts = [f"**{found}** — {number} adresse{'s' * (number > 1)}, {french_day(today)}."]
    if mend:
        head = "| Ressource | Ligne | Ce qui ne va pas | Depuis | Copie archivée |\n|---|---|---|---|---|"
        parts += [f"## À corriger ({len(mend)})", _table(head, mend, _dead, 24_000)]
    if of["moved"]:
        advice = "Ces adresses ont changé pour toujours. `annuaire liens --appliquer` les remplace dans le fichier."
        head = "| Ressource | Ligne | Ancienne adresse → nouvelle adresse |\n|---|---|---|"
        parts += [f"## À mettre à jour ({len(of['moved'])})", advice, _table(head, of["moved"], _moved, 14_000)]
    if of["blocked"]:
        advice = "Ces sites écartent les robots : ouvrez-les de temps en temps dans un navigateur."
        head = "| Ressource | Ligne | Ce que le site répond | Vue en marche |\n|---|---|---|---|"
        parts += [
            f"## À vérifier à la main ({len(of['blocked'])})",
            advice,
            _table(head, of["blocked"], _blocked, 8_000),
        ]
    for title, some in (("Panne passagère", of["flaky"]), ("Non vérifié cette fois", of["unchecked"])):
        if some:
            head = "| Ressource | Ligne | Ce qui ne va pas | Depuis |\n|---|---|---|---|"
            table = _table(head, some, _flaky, 6_000)
            parts.append(f"<details><summary>{title} ({len(some)}) : rien à faire</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _summary(mend: int, moved: int) -> str:
    found = [f"{mend} à corriger"] * bool(mend) + [f"{moved} à mettre à jour"] * bool(moved)
    return f"Liens : {', '.join(found)}" if found else "Liens : rien à corriger"


def _table(head: str, rows: Rows, cells: Row, most: int) -> str:
    """A table of at most so many bytes, that says what it leaves out."""
    lines, size = [head], 0
    for number, (item, state) in enumerate(rows):
        lines.append(f"| {_name(item)} | {item.line or ''} | {cells(item, state)} |")
        size += len(lines[-1].encode()) + 1
        if size > most:
            lines[-1] = f"\n… et {len(rows) - number} autres, dans le fichier que donne `--json`."
            break
    return "\n".join(lines)


def _name(item: Asked) -> str:
    """The title, which leads to the address; the address itself when it has none."""
    return f"[{_plain(item.title)}]({_address(item.url)})" if item.title else _shown(item.url)


def _dead(item: Asked, state: LinkState) -> str:
    when = (
        f"[{french_day(state.last_ok)}]({_address(archive(item.url, state.last_ok))})"
        if state.last_ok
        else "jamais vue"
    )
    return f"{_plain(state.reason)} | {french_day(state.first_failed) if state.first_failed else ''} | {when}"


def _moved(item: Asked, state: LinkState) -> str:
    return f"{_shown(item.url)} → {_shown(state.proposed or '')}"


def _blocked(_: Asked, state: LinkState) -> str:
    return f"{_plain(state.reason)} | {french_day(state.last_ok) if state.last_ok else 'jamais'}"


def _flaky(_: Asked, state: LinkState) -> str:
    return f"{_plain(state.reason)} | {french_day(state.first_failed) if state.first_failed else ''}"


def archive(url: str, day: date) -> str:
    """Return the Internet Archive's copy of an address that is nearest to a day."""
    return f"https://web.archive.org/web/{day:%Y%m%d}/{url}"


def _plain(text: str) -> str:
    """Contributed text is data: no markup, no table cell, no mention of anyone."""
    line = re.sub(r"([\\`*_\[\]|~])", r"\\\1", " ".join(text.split())[:150])
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("://", ":\u2060//")
    return re.sub(r"([@#])(?=\w)", "\\1\u2060", line)


def _address(url: str) -> str:
    return f"<{_safe(url)}>"


def _shown(url: str) -> str:
    return f"`{_safe(url)}`"


def _safe(url: str) -> str:
    """An address that ends no cell, no code and no link, whoever wrote it."""
    return re.sub(r"[`|<>\\\s]", _encoded, url)[:2000]


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
