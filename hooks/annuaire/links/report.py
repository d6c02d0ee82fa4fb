"""The weekly report, in Markdown: what to mend, most urgent first, short enough for an issue's body."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from annuaire.catalog.link_states import STATES, LinkState
from annuaire.links.observation import LinkTarget
from annuaire.text import french_day
from annuaire.urls import archive_url

MOVED = "Ces adresses ont changé pour toujours. `annuaire liens --appliquer` les remplace dans le fichier."
BLOCKED = "Ces sites écartent les robots : ouvrez-les de temps en temps dans un navigateur."
Row = Callable[[LinkTarget, LinkState], str]
Rows = list[tuple[LinkTarget, LinkState]]


def markdown_report(
    targets: Iterable[LinkTarget], states: Mapping[str, LinkState], faults: Mapping[str, str], today: date
) -> str:
    """Return the report of one run; GitHub refuses more than 65,536 characters, tables are cut far before.

    ``faults`` are the addresses that cannot be one, and why.
    """
    rows: dict[str, Rows] = {state: [] for state in ("wrong", *STATES)}
    for item in targets:
        fault = faults.get(item.url)
        state = LinkState(reason=f"cette adresse {fault}") if fault else states[item.url]
        rows["wrong" if fault else state.state].append((item, state))
    mend, number = rows["wrong"] + rows["dead"], sum(map(len, rows.values()))
    parts = [
        f"**{_headline(len(mend), len(rows['moved']))}** — {number} adresse{'s' * (number > 1)}, {french_day(today)}."
    ]
    for some, title, advice, columns, cells, most in (
        (mend, "À corriger", "", "Ce qui ne va pas | Depuis | Copie archivée", _dead, 24_000),
        (rows["moved"], "À mettre à jour", MOVED, "Ancienne adresse → nouvelle adresse", _moved, 14_000),
        (rows["blocked"], "À vérifier à la main", BLOCKED, "Ce que le site répond | Vue en marche", _blocked, 8_000),
    ):
        if some:
            parts += [f"## {title} ({len(some)})", *filter(None, [advice]), _table(columns, some, cells, most)]
    for title, some in (("Panne passagère", rows["flaky"]), ("Non vérifié cette fois", rows["unchecked"])):
        if some:
            table = _table("Ce qui ne va pas | Depuis", some, _flaky, 6_000)
            parts.append(f"<details><summary>{title} ({len(some)}) : rien à faire</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _headline(mend: int, moved: int) -> str:
    found = [f"{mend} à corriger"] * bool(mend) + [f"{moved} à mettre à jour"] * bool(moved)
    return f"Liens : {', '.join(found)}" if found else "Liens : rien à corriger"


def _table(columns: str, rows: Rows, cells: Row, most: int) -> str:
    """Return a table of at most so many bytes, that says what it leaves out."""
    lines, size = [f"| Ressource | Ligne | {columns} |\n|---|---|{'---|' * (columns.count('|') + 1)}"], 0
    for number, (item, state) in enumerate(rows):
        lines.append(f"| {_name(item)} | {item.line or ''} | {cells(item, state)} |")
        size += len(lines[-1].encode()) + 1
        if size > most:
            lines[-1] = f"\n… et {len(rows) - number} autres, dans le fichier que donne `--json`."
            break
    return "\n".join(lines)


def _name(item: LinkTarget) -> str:
    """The title, which leads to the address; the address itself when it has none."""
    return f"[{_plain(item.title)}]({_address(item.url)})" if item.title else _shown(item.url)


def _dead(item: LinkTarget, state: LinkState) -> str:
    when = (
        f"[{french_day(state.last_ok)}]({_address(archive_url(item.url, state.last_ok))})"
        if state.last_ok
        else "jamais vue"
    )
    return f"{_plain(state.reason)} | {french_day(state.first_failed) if state.first_failed else ''} | {when}"


def _moved(item: LinkTarget, state: LinkState) -> str:
    return f"{_shown(item.url)} → {_shown(state.proposed or '')}"


def _blocked(_: LinkTarget, state: LinkState) -> str:
    return f"{_plain(state.reason)} | {french_day(state.last_ok) if state.last_ok else 'jamais'}"


def _flaky(_: LinkTarget, state: LinkState) -> str:
    return f"{_plain(state.reason)} | {french_day(state.first_failed) if state.first_failed else ''}"


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
    return re.sub(r"[`|<>\\\s]", _percent_encoded, url)[:2000]


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
