"""Answers → the lines of an entry of resources.yaml, and its place in the file; or why there is none."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annuaire.catalog.fields import FIELDS
from annuaire.catalog.model import Catalog, Resource
from annuaire.files import Refused
from annuaire.source.problems import SHOWN
from annuaire.source.reader import parse, read_text
from annuaire.source.tree import Mapping, Node, child, entries_of, text_of
from annuaire.text import slugify
from annuaire.urls import normalize_url

ASKED = FIELDS["resources"]
FORM_TABLES = FIELDS | {"resources": {key: replace(field, name=field.label) for key, field in ASKED.items()}}
"""FIELDS, but messages name a field by its label in the form instead of its YAML key."""
NOTHING_YET = re.compile(r"^([^#:]*:)[ \t]*(?:\[[ \t]*\]|~|null|Null|NULL)(?=\s|$)")
"""« resources: [] » of a new directory."""
BY_LINE = "Écrivez d’abord resources.yaml ligne par ligne : « - title: … », puis une clé par ligne."


Reason = tuple[str, str]
"""The label of a field, or "", and a sentence about it."""
LEFT = (
    "Merci de votre proposition : vous n’avez rien à corriger. Elle ne peut pas entrer seule dans l’annuaire. "
    "La personne qui tient l’annuaire l’ajoutera à la main."
)


class WrittenInFlow(Refused):
    """A section whose entries stand between brackets: none can be added to it line by line."""


class ProposalRefused(Exception):
    """Why a proposal cannot be taken; with no reason, it is right, for a file that takes no entry line by line."""

    def __init__(self, reasons: Sequence[Reason] = ()) -> None:
        self.reasons = [*reasons]
        super().__init__(answer_to(self.reasons))


def answer_to(reasons: Sequence[Reason], form: str = "") -> str:
    """Return the one answer to the proposals of a message, with the address of the form when it is known.

    What it quotes stands in a code block, as plain text.
    """
    if not reasons:
        return LEFT
    told = [f"{label} : {reason}" if label else reason for label, reason in dict.fromkeys(reasons)]
    more = [f"… et {len(told) - SHOWN} autres points."] if len(told) > SHOWN else []
    listed = "\n".join([*told[:SHOWN], *more])
    link = f"\n\nLe formulaire, si vous préférez : {form}" if form else ""
    return (
        "Merci de votre proposition. Elle n’est pas encore dans l’annuaire : voici ce qu’il faut corriger.\n\n"
        f"```text\n{listed}\n```\n\nCorrigez votre message, ou renvoyez-le corrigé : il sera vérifié de nouveau.{link}"
    )


def entry_lines(
    answers: dict[str, list[str]], margin: str = "", fields: Iterable[str] = ASKED
) -> Iterator[tuple[str, str]]:
    """Yield (field, line) for each line of an entry; every value is quoted, as JSON is in YAML 1.2 §1.3."""
    dash = f"{margin}- "
    for name in fields:
        texts = [_json(text) for text in answers.get(name, ())]
        if ASKED[name].fields:
            yield from [(name, f"{dash}{name}:")] if texts else []
            for title, url in map(link_of, answers.get(name, ())):
                yield name, f"{margin}    - title: {_json(title or url)}"
                yield name, f"{margin}      url: {_json(url)}"
        elif texts or ASKED[name].required:
            value = f"[{', '.join(texts)}]" if len(texts) > 1 else (texts or ['""'])[0]
            yield name, f"{dash}{name}: {value}"
        dash = f"{margin}  "


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def with_entry(
    path: Path, catalog: Catalog, card: Resource | None, answers: dict[str, list[str]]
) -> tuple[list[str], dict[int, str]]:
    """Return the lines of a file with an entry that gives these answers, and, by line, their fields."""
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    root, _ = parse(read_text(path))
    if card:
        start, stop = card.lines[0] - 1, card.lines[1]
        entry = _corrected_lines(card, entries_of(root, "resources")[catalog.resources.index(card)], lines, answers)
    else:
        start, indent, spaced = make_room(root, lines, "resources", "".join(answers["category"]))
        stop, entry = start, [("", "")] * spaced + [*entry_lines(answers, " " * indent)]
    end = line_end(lines)
    lines[start:stop] = [line.rstrip("\r\n") + end for _, line in entry]
    return lines, {start + rank: name for rank, (name, _) in enumerate(entry, 1) if name}


def _corrected_lines(
    card: Resource, entry: Mapping, lines: list[str], answers: dict[str, list[str]]
) -> list[tuple[str, str]]:
    """Return the lines of an entry, each with its field, once it gives these answers; its permalink stays."""
    if "title" in answers and not card.id and slugify("".join(answers["title"])) != card.slug:
        answers = answers | {"id": [card.slug]}
    starts = [key.line for key, _ in entry.pairs]
    if len({*starts}) < len(starts):
        raise ProposalRefused
    ends = [*(line - 1 for line in starts[1:]), card.lines[1]]
    blocks = {key.value: lines[key.line - 1 : end] for (key, _), end in zip(entry.pairs, ends, strict=True)}
    margin = " " * (entry.pairs[0][0].column - 1)
    for name, texts in answers.items():
        made = entry_lines({name: texts}, fields=[name]) if texts or ASKED[name].required else ()
        blocks[name] = [margin + line[2:] for _, line in made]
    found = [(name, line) for name, block in blocks.items() for line in block]
    if lines[starts[0] - 1].lstrip().startswith("-"):  # else the dash has its own line, above
        found[0] = (found[0][0], f"{margin[:-2]}- {found[0][1][len(margin) :]}")
    return found


def make_room(root: Node | None, lines: list[str], section: str, category: str = "") -> tuple[int, int, bool]:
    """Return after which line, from 1, an entry of a section goes: the last of its category, or of all; how far its
    dash is; whether a blank line comes between entries. Raise WrittenInFlow.

    ``lines``, of a file without fault, have their ends; the one before this place is made ready to be followed.
    """
    value = child(root, section) if isinstance(root, Mapping) else None
    entries = entries_of(root, section)
    if value and entries:
        if lines[value.line - 1][value.column - 1] != "-":
            raise WrittenInFlow(BY_LINE)
        row = ([one for one in entries if text_of(one, "category") == category] or entries)[-1].end
        margin = " " * value.column
        while row < len(lines) and lines[row].startswith(margin) and lines[row].lstrip().startswith("#"):
            row += 1  # a comment under an entry, and further in than its dash, is about this entry
        place = row, value.column - 1, not lines[entries[-1].line - 2].strip()
    else:
        row = next(key.line for key, _ in root.pairs if key.value == section) if isinstance(root, Mapping) else 0
        lines[row - 1] = NOTHING_YET.sub(r"\1", lines[row - 1])
        place = row, 2, False
    if not lines[row - 1].endswith(("\r", "\n")):  # the last line of a file
        lines[row - 1] += line_end(lines)
    return place


def line_end(lines: Sequence[str]) -> str:
    """Return what ends the first of some lines."""
    return lines[0][len(lines[0].rstrip("\r\n")) :]


def taken(resources: Iterable[Resource]) -> dict[str, Resource]:
    """Return each address of some resources, and « # » with each permalink and title → the resource that has it."""
    names = {f"#{name}": one for one in resources for name in (slugify(one.title), one.slug)}
    return names | {normalize_url(url): one for one in resources for url in one.urls}


def link_of(text: str) -> tuple[str, str]:
    """Return (title, URL) of a « links » line: « title URL », « URL title », « title <URL> » or « [title](URL) »."""
    if whole := re.fullmatch(r"(?s)(.+) <(https?://[^\s<>]+)>", text):
        return whole[1], whole[2]
    found = re.search(r"https?://[^\s<>]+", text, re.IGNORECASE)
    if found is None:
        title, _, url = text.rpartition(" ")
        return title, url
    before, url, after = text[: found.start()], found[0], text[found.end() :]
    if before.endswith("](") and url.endswith(")"):
        url = url[:-1]
    return f"{before} {after}".strip(" :–—-*•[](<>)"), url
