"""The rows of a table → what each one answers, cleaned as the answers of a proposal are."""

import re
from collections.abc import Sequence

from annuaire.adopt.table import LABELS, Row
from annuaire.contacts import contact_kind, names_someone
from annuaire.proposals.answers import SEVERAL, answers_in
from annuaire.proposals.entry import link_of
from annuaire.proposals.message import LIST_MARK
from annuaire.source.shown import quote
from annuaire.text import day_in, fold, slugify
from annuaire.urls import host

FORMULA = re.compile(r"(?s)=\s*[+-]?[A-ZÀ-Ü]+[A-ZÀ-Ü._]*[($\d:].*|#(?:[A-ZÀ-Ü]+[!?]|N/A|DIV/0 ?!)")
"""A formula, or the error that it shows, of spreadsheets in French and in English."""
TOTAL = re.compile(r"(?:(?:sous|grand)[- ])?tota(?:l|ux)(?: general)?\W*")
"""How the row of a sum is called, folded."""
POSTAL = re.compile(
    r"(?!.*[./]\w)(?s:.*)(?:\b\d{5}\b|\b\d+,? (?:bis,? |ter,? )?"
    r"(?:rue|av(?:enue)?|bd|boulevard|place|chemin|impasse|quai|allee|route|cours)\b)"
)
"""A street or a postcode of France, folded, in a cell that holds no web address."""
NOTION = re.compile(r" \(https://(?:www\.)?notion\.so/[^\s()]+\)")
"""What Notion adds to what stands in another of its tables."""
BETWEEN_URLS = re.compile(r"\s+[;|,]\s*|[;|,]\s+|\s+et\s+|\s+(?=https?://|www\.)")
"""What stands between two addresses of one cell."""


def row_of(number: int, cells: Sequence[str], columns: Sequence[str], ours: bool, category: str = "") -> Row:
    """Return what a row makes, from the field of each column; ``ours``: the table is an export of a directory;
    ``category``: where a row that names none goes."""
    row = Row(number, cells, refused=any(cells[len(columns) :]))
    row.notes += ["Une cellule de trop : un texte contient le séparateur, sans guillemets autour."] * row.refused
    texts = {name: list[str]() for name in (*LABELS, "category_title", "format_title", "")}
    for name, cell in zip(columns, cells, strict=False):
        if name in LABELS and not ours and (what := _other_than_text(name, cell)):
            row.notes.append(f"{LABELS[name]} : c’est {what} (lu : {quote(cell)}).")
            continue
        values = _unescaped(name, cell) if ours else _cell_values(name, cell)
        texts[name] += values
        if name == "description" and not ours and LIST_MARK.search(cell):
            row.changes.append(f"{LABELS[name]} : les puces sont devenues une phrase.")
        if name == "contact" and values and (names_someone(cell) or not all(map(contact_kind, values))):
            row.notes.append(f"{LABELS[name]} : seuls des adresses et des numéros sont gardés.")
    if not ours:
        _rearrange(texts)
    texts["category"] = texts["category"] or [category] * bool(category)
    for name, found in texts.items():
        values = list({fold(text): text for text in found}.values())
        row.answers[name] = values if name in SEVERAL else values[:1]
        lost = values[len(row.answers[name]) :] if name in LABELS else []
        row.notes += [f"{LABELS[name]} : une seule valeur est gardée, pas {quote(text)}." for text in lost]
    if TOTAL.fullmatch(fold("".join(row.answers["title"]))) and not row.answers["url"]:
        row.refused, row.answers["category"] = True, []
        row.notes.append("C’est la ligne d’un total, pas une ressource.")
    known = slugify("".join(row.answers["title"]))  # a rank, « 1 », is no permalink either
    row.answers["id"] = [one for one in row.answers["id"] if one != known and (ours or not one.isdigit())]
    return row


def _other_than_text(name: str, cell: str) -> str:
    """Return what a cell holds that its field cannot take, or ""."""
    if name == "url" and POSTAL.match(fold(cell)):
        return "une adresse postale"
    return "une formule, pas un texte" if FORMULA.fullmatch(cell) else ""


def _rearrange(texts: dict[str, list[str]]) -> None:
    """Put each text where it belongs: an e-mail address among the contacts, a second address among the links, one
    description, ISO days."""
    texts["contact"] += [text for text in texts["url"] if contact_kind(text) == "mail"]
    urls = [text for text in texts["url"] if contact_kind(text) != "mail"]
    web, others = ([url for url in urls if bool(host(url)) is known] for known in (True, False))
    texts["links"] += [f"{host(url)} <{url}>" for url in web[1:]]
    texts["url"] = [*web[:1], *others] or [link_of(texts["links"].pop(0))[1] for _ in texts["links"][:1]]
    texts |= {name: [str(day_in(day) or day) for day in texts[name]] for name in ("added", "reviewed")}
    texts["contact"] = [*filter(contact_kind, texts["contact"])]
    ends = (text if text[-1] in ".!?…" else f"{text}." for text in texts["description"][:-1])
    texts["description"] = [" ".join([*ends, *texts["description"][-1:]])] * bool(texts["description"])


def _cell_values(name: str, cell: str) -> list[str]:
    """Return the values of a cell, cleaned as those of a proposal are: one a line, or between « ; » or « | »."""
    cell = NOTION.sub("", cell)
    if name == "contact":  # a spreadsheet takes a French number for a sum, and drops its zero
        cell = re.sub(r"(?<![\w+.])[1-9]\d{8}(?![\w.])", r"0\g<0>", cell)
    if name != "url":
        return [*answers_in(name, cell)]
    return [text for part in BETWEEN_URLS.split(cell) for text in answers_in(name, part)]


def _unescaped(name: str, cell: str) -> list[str]:
    """Return the values of a cell of our own export (exports/datasets.py)."""
    cell = cell.removeprefix("'")
    if name not in SEVERAL:
        return [cell] if cell else []
    return [re.sub(r"(?s)\\(.)", r"\1", part).strip() for part in re.findall(r"(?s)(?:\\.|[^\\|])+", cell)]
