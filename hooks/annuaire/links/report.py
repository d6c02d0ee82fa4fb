"""The weekly report, in Markdown: what to do, first things first, short enough for a screen and for an issue's body."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from annuaire.catalog.link_states import STATES, LinkState
from annuaire.links.observation import LinkTarget
from annuaire.links.schedule import host_key
from annuaire.text import french_day
from annuaire.urls import archive_url

MOVED = "Ces adresses ont changé pour toujours. `annuaire liens --appliquer` les remplace dans le fichier."
HAND = (
    "Ouvrez ces adresses : le robot ne peut pas en juger. Si c’est la bonne ressource, `annuaire relire` suivi de son "
    "identifiant l’écrit dans le fichier ; sinon, corrigez l’adresse ou retirez la ressource."
)
REVIEW = "Celles que personne n’a ouvertes depuis le plus longtemps. Si elles sont justes :"
OLDEST = 5
"""Resources to review each week: a quarter of an hour."""
NAMED = 10
"""Resources named on one line."""
Row = tuple[LinkTarget, LinkState]
More = Callable[[LinkTarget, LinkState], str]


def markdown_report(
    targets: Iterable[LinkTarget], states: Mapping[str, LinkState], faults: Mapping[str, str], today: date
) -> str:
    """Return the report of one run; GitHub refuses more than 65,536 characters, lists are cut far before.

    ``states`` are as shown to people; ``faults`` are the addresses that cannot be one, and why.
    """
    targets = list(targets)
    rows: dict[str, list[Row]] = {state: [] for state in ("wrong", "note", *STATES)}
    for item in targets:
        state = LinkState(reason=f"cette adresse {faults[item.url]}") if item.url in faults else states[item.url]
        kind = "note" if state.state == "ok" and state.reason else state.state
        rows["wrong" if item.url in faults else kind].append((item, state))
    sections = (
        ("À corriger", "", rows["wrong"] + rows["dead"], _since, 20_000),
        ("À mettre à jour", MOVED, rows["moved"], _proposed, 12_000),
        ("À vérifier à la main", HAND, rows["question"] + rows["unreachable"], _to_review, 10_000),
    )
    found = [f"{len(some)} {title[0].lower()}{title[1:]}" for title, _, some, _, _ in sections if some]
    said = f"Liens : {', '.join(found) or 'rien à corriger'}"
    parts = [f"**{said}** — {len(targets)} adresse{'s' * (len(targets) > 1)}, {french_day(today)}."]
    for title, advice, some, more, most in sections:
        if some:
            parts += [f"## {title} ({len(some)})", *filter(None, [advice]), _lines(some, more, most)]
    for title, some in (
        ("À vérifier à la main de temps en temps : le robot n’y a pas accès", rows["blocked"]),
        ("À savoir", rows["note"]),
        ("Panne passagère : rien à faire", rows["flaky"]),
        ("Non vérifié cette fois", rows["unchecked"]),
    ):
        if some:
            listed = _lines(some, None, 4_000)
            parts.append(f"<details><summary>{title} ({len(some)})</summary>\n\n{listed}\n\n</details>")
    return "\n\n".join([*parts, *_reviews(targets)]) + "\n"


def _lines(rows: list[Row], more: More | None, most: int) -> str:
    """Return a list of at most so many bytes, that says what it leaves out; failures of one cause take one line.

    ``more``: what follows a resource's name, when there is something to do; then each site has its own lines.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for item, state in rows:
        site = item.url if state.state == "moved" else host_key(item.url) if more else ""
        groups.setdefault((site, state.reason), []).append((item, state))
    lines, size, told = list[str](), 0, 0
    for (_, reason), some in groups.items():
        counts = range(min(NAMED, len(some)), 0, -1)
        line = next(
            line for n in counts if len((line := _line(some, n, reason, more)).encode()) + size < most or n == 1
        )
        size += len(line.encode()) + 1
        if size > most:
            lines.append(f"\n… et {len(rows) - told} autres, dans le fichier que donne `--json`.")
            break
        lines.append(line)
        told += len(some)
    return "\n".join(lines)


def _line(some: list[Row], named: int, reason: str, more: More | None) -> str:
    """Return one line for rows of one cause, of which so many are named."""
    places = ", ".join(str(item.line) for item, _ in some[:named] if item.line)
    rest = len(some) - named
    where = f"ligne{'s' * (len(some) > 1)} {places}{'…' * (rest > 0)} : " if places else ""
    names = ", ".join(_name(item) + (more(item, state) if more else "") for item, state in some[:named])
    return f"- {where}{_plain(reason) or 'en marche'} : {names}" + f" et {rest} autre{'s' * (rest > 1)}" * (rest > 0)


def _reviews(targets: list[LinkTarget]) -> list[str]:
    """Return the section of the resources that were reviewed the longest ago, those that never were first."""
    known = {item.id: item for item in reversed(targets) if item.id}
    oldest = sorted(known.values(), key=lambda item: (item.reviewed or date.min, item.line))[:OLDEST]
    if not oldest:
        return []
    said = (f"relue le {french_day(item.reviewed)}" if item.reviewed else "jamais relue" for item in oldest)
    lines = (f"- ligne {item.line} : {_name(item)}, {when}" for item, when in zip(oldest, said, strict=True))
    command = f"`annuaire relire {' '.join(item.id for item in oldest)}`"
    return [f"## À relire ({len(oldest)})", f"{REVIEW} {command}", "\n".join(lines)]


def _name(item: LinkTarget) -> str:
    """The title, which leads to the address; the address itself when it has none."""
    return f"[{_plain(item.title)}]({_address(item.url)})" if item.title else _shown(item.url)


def _since(item: LinkTarget, state: LinkState) -> str:
    since = f", depuis le {french_day(state.first_failed)}" if state.first_failed else ""
    copy = _address(archive_url(item.url, state.last_ok)) if state.last_ok else ""
    return since + (f" ([copie du {french_day(state.last_ok)}]({copy}))" if state.last_ok else "")


def _proposed(item: LinkTarget, state: LinkState) -> str:
    return f" : {_shown(item.url)} → {_shown(state.proposed or '')}"


def _to_review(item: LinkTarget, state: LinkState) -> str:
    since = f", depuis le {french_day(state.first_failed)}" if state.first_failed else ""
    return since + (f" ; si elle marche : `annuaire relire {item.id}`" if item.id else "")


def _plain(text: str) -> str:
    """Contributed text is data: no markup, no table cell, no mention of anyone."""
    line = re.sub(r"([\\`*_\[\]|~])", r"\\\1", " ".join(text.split())[:300])
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
