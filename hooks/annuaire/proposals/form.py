"""The answers of a proposal → an entry of resources.yaml. All of it is hostile."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from annuaire.catalog.doubts import EXAMPLES
from annuaire.catalog.fields import CARD, FORM
from annuaire.catalog.load import catalog_from, load_catalog
from annuaire.catalog.model import Catalog, Resource
from annuaire.files import locked, write_whole
from annuaire.proposals.answers import read_form
from annuaire.proposals.entry import (
    ASKED,
    FORM_TABLES,
    ProposalRefused,
    Reason,
    WrittenInFlow,
    entry_lines,
    line_end,
    link_of,
    make_room,
    taken,
)
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import parse, read_text
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, entries_of
from annuaire.text import slugify
from annuaire.urls import normalize_url

EXAMPLE = EXAMPLES - {slugify(text) for text in ("Mon guide", "Association Exemple", "contact@exemple.fr")} | {
    slugify(text) for text in (FORM["url"].example, FORM["description"].example, FORM["links"].example.split()[-1])
}
"""What the documentation and the forms give as an example; a name or a contact alone proves nothing."""

BETWEEN = re.compile(r"[,;/•]|(?:^| )[-–] | ou ")
"""What people write between two categories."""


def propose(body: str, path: Path, added: str = "") -> Resource:
    """Put the entry of a form at the end of its category, or correct the card that it names; return its record.

    Nothing else is touched. Raise ProposalRefused for the proposal's faults, InvalidCatalog for those of the file.
    """
    answers = read_form(body)
    try:
        with locked(path, wait=True):
            return _write_entry(answers, path, added)
    except WrittenInFlow:
        raise ProposalRefused from None


def _write_entry(answers: dict[str, list[str]], path: Path, added: str) -> Resource:
    catalog = load_catalog(path)
    named = "".join(answers.pop("card", []))
    card = next((known for known in catalog.resources if known.slug == named.rpartition("#")[2]), None)
    if named and not card:
        raise ProposalRefused([(CARD, f"aucune fiche de l’annuaire n’a l’adresse {quote(named)}.")])
    others = [known for known in catalog.resources if known is not card]
    answers, unchosen = _chosen(answers, catalog)
    if reasons := [*_refused_answers(answers, others)]:
        raise ProposalRefused(reasons)
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    root, _ = parse(read_text(path))
    if card:
        start, stop = card.lines[0] - 1, card.lines[1]
        entry = _corrected_lines(card, entries_of(root, "resources")[catalog.resources.index(card)], lines, answers)
    else:
        category = answers["category"][0] if answers["category"] else ""
        start, indent, spaced = make_room(root, lines, "resources", category)
        stop, made = start, entry_lines(answers | {"added": [added] if added else []})
        entry = [("", "")] * spaced + [(name, " " * indent + line) for name, line in made]
    end = line_end(lines)
    lines[start:stop] = [line.rstrip("\r\n") + end for _, line in entry]
    names = {start + rank: name for rank, (name, _) in enumerate(entry, 1) if name}
    reason = partial(_reason, offered(catalog), unchosen)
    found = _accepted("".join(lines).removeprefix("\ufeff"), path, others, names, reason)
    write_whole(path, "".join(lines))
    return found


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
        made = entry_lines({name: texts}, [name]) if texts or ASKED[name].required else ()
        blocks[name] = [margin + line[2:] for _, line in made]
    found = [(name, line) for name, block in blocks.items() for line in block]
    if lines[starts[0] - 1].lstrip().startswith("-"):  # else the dash has its own line, above
        found[0] = (found[0][0], f"{margin[:-2]}- {found[0][1][len(margin) :]}")
    return found


def _id_of(text: str, ids: dict[str, str]) -> str:
    """Return the id of a title, or of the only one that begins with these words; else the text as it is."""
    slug = slugify(text)
    begun = [known for title, known in ids.items() if len(slug) > 3 and title.startswith(slug)]
    return ids.get(slug) or (begun[0] if len(begun) == 1 and text not in ids.values() else text)


def _chosen(answers: dict[str, list[str]], catalog: Catalog) -> tuple[dict[str, list[str]], str]:
    """Return the answers with the ids of what they choose, and the sentence that a category not chosen yet is due."""
    choices = (("category", catalog.categories), ("format", catalog.formats))
    ids = {name: {slugify(known.title): known.id for known in offer} for name, offer in choices}
    answers = answers | {name: [_id_of(text, ids[name]) for text in answers[name]] for name in ids if name in answers}
    given = [part.strip() for text in answers.get("category", []) for part in BETWEEN.split(text)]
    parts = {_id_of(part, ids["category"]) for part in given}
    several = [known for known in catalog.categories if known.id in parts]
    if len(several) > 1:
        titles = offered(replace(catalog, categories=tuple(several)))["category"]
        return answers | {"category": []}, f"Une seule rubrique par ressource : choisissez parmi {titles}."
    none = answers.get("category") == []
    return answers, f"Pas encore de rubrique : choisissez parmi {offered(catalog)['category']}." if none else ""


def _refused_answers(answers: dict[str, list[str]], others: list[Resource]) -> Iterator[Reason]:
    """Yield one sentence for each answer that is still the documentation's example, and for each address or title that
    another resource already has."""
    held = taken(others)
    for name, text in ((name, text) for name, texts in answers.items() for text in texts):
        label, url = FORM[name].label, link_of(text)[1]
        if {slugify(text), slugify(url)} & EXAMPLE:
            yield label, "c’est l’exemple de la documentation. Écrivez ce qui vaut pour votre ressource."
        if name in ("url", "links") and (known := held.get(normalize_url(url))):
            yield label, f"la ressource {quote(known.title)} ({known.path}) donne déjà cette adresse."
        if name == "title" and (known := held.get(f"#{slugify(text)}")):
            hint = "\n    Conseil : si c’en est une autre, précisez le titre."
            yield label, f"une ressource porte déjà ce nom ({known.path}).{hint}"


def offered(catalog: Catalog) -> dict[str, str]:
    """Return the titles between which a form makes one choose, by field."""
    categories = ", ".join(quote(known.title, 120) for known in catalog.categories)
    formats = ", ".join(quote(known.title) for known in catalog.formats)
    return {"category": categories} | ({"format": formats} if formats else {})


def _reason(offer: dict[str, str], unchosen: str, name: str, fault: Problem) -> Reason:
    """Return what is told of a fault of a field, in the words of the form."""
    if name == "category" and unchosen:
        return "", unchosen
    hint = f"choisissez parmi {offer[name]}." if name in offer else fault.hint
    return ASKED[name].label, fault.message + f"\n    Conseil : {hint}" * bool(hint)


def _accepted(
    text: str, path: Path, others: list[Resource], names: dict[int, str], reason: Callable[[str, Problem], Reason]
) -> Resource:
    """Return the record that some lines of a text, each of a field, make, if the rules accept it and the others stay.

    Raise ProposalRefused, with what ``reason`` makes of a field and its fault.
    """
    try:
        after = catalog_from(text, path, FORM_TABLES).resources
    except InvalidCatalog as invalid:
        faults = [fault for fault in invalid.problems if fault.line in names]
        raise ProposalRefused([reason(names[fault.line], fault) for fault in faults]) from None
    rank = next((rank for rank, known in enumerate(after) if known.lines[0] in names), -1)
    kept = [replace(known, lines=(0, 0)) for known in (*after[:rank], *after[rank + 1 :])]
    if rank < 0 or kept != [replace(known, lines=(0, 0)) for known in others]:
        raise ProposalRefused
    return after[rank]
