"""The answers of a proposal → an entry of resources.yaml. All of it is hostile."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annuaire.catalog.doubts import EXAMPLES
from annuaire.catalog.fields import CARD, FIELDS, FORM
from annuaire.catalog.load import catalog_from, load_catalog
from annuaire.catalog.model import Catalog, Category, Format, Resource
from annuaire.files import locked, write_whole
from annuaire.proposals.answers import HEADINGS, LABELS, LIMIT, STRICT, URL, answers_in, read_labels
from annuaire.proposals.entry import FORM_TABLES, ProposalRefused, Reason, WrittenInFlow, link_of, taken, with_entry
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.shown import quote
from annuaire.text import FORBIDDEN, slugify
from annuaire.urls import normalize_url

EXAMPLE = EXAMPLES - {slugify(text) for text in ("Mon guide", "Association Exemple", "contact@exemple.fr")} | {
    slugify(text) for text in (FORM["url"].example, FORM["description"].example, FORM["links"].example.split()[-1])
}
"""What the documentation and the forms give as an example; a name or a contact alone proves nothing."""

BETWEEN = re.compile(r"[,;/•]|(?:^| )[-–] | ou ")
"""What people write between two categories."""

NO_ANSWER = (
    "Ce message ne contient aucune des réponses du formulaire « Proposer une ressource » : il en faut au moins "
    f"{' et '.join(f'« {field.label} »' for field in FORM.values() if field.required)}."
)


def read_form(body: str) -> dict[str, list[str]]:
    """Return the texts of each field, by its key; of a correction, « card » and what it changes, [] to remove.

    Raise ProposalRefused for what is not a filled form.
    """
    if len(body) > LIMIT:
        raise ProposalRefused([("", f"Le message est trop long : {LIMIT} caractères au plus.")])
    found, _, way = read_labels(body)
    written = STRICT.findall(re.sub(r"\r\n?", "\n", body)) if way is STRICT else []
    reasons = [
        (label, f"ce titre apparaît deux fois. Retirez « ### {label} » de vos réponses.")
        for label in HEADINGS if written.count(label) > 1
    ]  # fmt: skip
    for label, name in LABELS.items():
        if hidden := FORBIDDEN.search(found.get(name, "")):
            reasons.append((label, f"caractère invisible interdit (U+{ord(hidden[0]):04X}). Retapez ce texte."))
    card = found.get("card", "")
    if not found.keys() & FORM.keys():
        report = CARD, f"ce message signale {quote(card)}, sans dire quoi écrire à la place."
        reasons.append(report if card else ("", NO_ANSWER))
    if reasons:
        raise ProposalRefused(reasons)
    if card:
        return {"card": [card]} | {name: list(answers_in(name, found[name])) for name in FORM if name in found}
    read = {name: list(dict.fromkeys(answers_in(name, found.get(name, "")))) for name in FORM}
    if not read["url"] and (urls := [*answers_in("url", found.get("title", ""))]) and URL.match(urls[0]):
        read |= {"url": urls, "title": [URL.sub("", title).strip(" :–-()<>") for title in read["title"]]}
    return read | {"url": read["url"][:1], "links": read["links"] + read["url"][1:]}


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
    for name, choices in catalog.choices.items():
        answers |= {name: [_id_of(text, choices) for text in answers[name]]} if name in answers else {}
    if reasons := [*_refused_answers(answers, others)]:
        raise ProposalRefused(reasons)
    lines, names = with_entry(path, catalog, card, answers if card else answers | {"added": [added] * bool(added)})
    try:
        after = catalog_from("".join(lines).removeprefix("\ufeff"), path, FORM_TABLES).resources
    except InvalidCatalog as invalid:
        faults = [(names[fault.line], fault) for fault in invalid.problems if fault.line in names]
        raise ProposalRefused([_reason(*one, "".join(answers.get(one[0], ())), catalog) for one in faults]) from None
    made = [known for known in after if known.lines[0] in names]
    kept = [replace(known, lines=(0, 0)) for known in after if known not in made]
    if not made or kept != [replace(known, lines=(0, 0)) for known in others]:
        raise ProposalRefused
    write_whole(path, "".join(lines))
    return made[0]


def _id_of(text: str, choices: Iterable[Category | Format]) -> str:
    """Return the id of a title, or of the only one that begins with these words; else the text as it is."""
    ids, slug = {slugify(known.title): known.id for known in choices}, slugify(text)
    begun = [known for title, known in ids.items() if len(slug) > 3 and title.startswith(slug)]
    return ids.get(slug) or (begun[0] if len(begun) == 1 and text not in ids.values() else text)


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


def titles_of(choices: Iterable[Category | Format]) -> str:
    """Return the titles between which a form makes one choose."""
    return ", ".join(quote(known.title, 120) for known in choices)


def _reason(name: str, fault: Problem, text: str, catalog: Catalog) -> Reason:
    """Return what is told of the fault of an answer, in the words of the form."""
    offer = catalog.choices.get(name, ())
    parts = {_id_of(part.strip(), offer) for part in BETWEEN.split(text)}
    several = [known for known in offer if known.id in parts]
    if name == "category" and several[1:]:
        return "", f"Une seule rubrique par ressource : choisissez parmi {titles_of(several)}."
    if name == "category" and not text:
        return "", f"Pas encore de rubrique : choisissez parmi {titles_of(offer)}."
    hint = f"choisissez parmi {titles_of(offer)}." if offer else fault.hint
    return FIELDS["resources"][name].label, fault.message + f"\n    Conseil : {hint}" * bool(hint)
