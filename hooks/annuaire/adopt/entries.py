"""The rows of a table → a text of resources.yaml that keeps the rules, and what could not be in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from annuaire.adopt.table import LABELS, Row
from annuaire.catalog.load import catalog_from, records
from annuaire.catalog.model import Category, Format, Resource
from annuaire.files import WrongUse
from annuaire.paths import CATALOGUE, RESERVED, written_at
from annuaire.proposals.entry import FORM_TABLES, entry_lines, line_end, make_room, taken
from annuaire.source.problems import InvalidCatalog
from annuaire.source.reader import parse
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, Node, child, entries_of, text_of
from annuaire.text import name_slug, slugify
from annuaire.urls import normalize_url

VITAL = ("title", "category", "url")
"""With a wrong one, a row makes no entry; with any other, an entry without it."""
Line = tuple[str, list[Row], str]
"""A line of the catalogue: the field and the rows that it comes from, its text."""
Names = dict[str, tuple[str, str]]
"""What a table calls a category, or a format → (its identifier, its title)."""
NONE_IN = "Aucune ligne n’en fait une ressource : il faut au moins un titre et une rubrique."
EMPTY = "# yaml-language-server: $schema=resources.schema.json\ncategories:\nresources:\n"
"""A catalogue that has nothing yet."""


def catalogue_text(rows: Sequence[Row], path: Path, source: str = EMPTY) -> str:
    """Return the text of a file, ``source``, with the rows at the end of their categories, to write at ``path``.

    Rows that cannot be in it are marked and told. Raise WrongUse when nothing is left, WrittenInFlow.
    """
    root, _ = parse(source.removeprefix("\ufeff"))
    there = records(root, source)
    names = {name: known_names(offer) for name, offer in there.choices.items()}
    held = taken(there.resources)
    for row in rows:
        missing = [f"{LABELS[name]} : il n’y en a pas." for name in ("title", "category") if not row.answers[name]]
        row.notes, row.refused = row.notes + missing, row.refused or bool(missing)
        for name in names:
            title = "".join(row.answers[f"{name}_title"])
            row.answers[name] = [identify(names[name], text, title, path) for text in row.answers[name]]
    while True:
        seen = dict[str, int]()
        for row in (row for row in rows if not row.refused):
            _compare(row, seen, held)
        lines = list(_catalogue_lines(rows, names, root, source))
        text = "".join(line for _, _, line in lines)
        faults = _row_faults(text, path, lines)
        if not faults and not (source == EMPTY and all(row.aside for row in rows)):
            return text
        if not any(owners for _, owners, _ in faults):
            raise WrongUse(NONE_IN + "".join(f" Ligne {row.number} : {' '.join(row.why)}" for row in rows[:1]))
        for name, row, message in ((name, row, message) for name, owners, message in faults for row in owners):
            row.refused |= name in VITAL or bool(name == "id" and row.slug)
            row.answers[name] = []
            row.notes.append(f"{LABELS[name]} : {message}")


def _row_faults(text: str, path: Path, lines: Sequence[Line]) -> list[Line]:
    """Return the field, the rows and the message of each fault of a text, which these lines make."""
    try:
        catalog_from(text.removeprefix("\ufeff"), path, FORM_TABLES)
    except InvalidCatalog as invalid:
        return [(*lines[problem.line - 1][:2], problem.message) for problem in invalid.problems]
    return []


def empty_catalogue(titles: Sequence[str], path: Path) -> str:
    """Return the text of a catalogue that has categories and no resource yet."""
    known: Names = {}
    for title in titles:
        identify(known, title, "", path)
    lines = (f"{line}\n" for found in known.values() for line in _named_lines(*found, "  "))
    try:
        catalog_from(text := EMPTY.replace("resources:", f"{''.join(lines)}resources:"), path)
    except InvalidCatalog as invalid:
        raise WrongUse(f"--rubrique : {invalid.problems[0].message}") from None
    return text


def _compare(row: Row, seen: dict[str, int], held: dict[str, Resource]) -> None:
    """Compare a row with the file and with the rows above it that are not refused: what the file has already makes no
    entry; of two with one address, the first makes it; of two with one title, the second takes another permalink.

    ``seen``: address, or « # » and permalink → the row that has it; ``held``: what the file has (``taken``).
    """
    row.like, row.slug = "", []
    address, title = normalize_url("".join(row.answers["url"])), slugify("".join(row.answers["title"]))
    slug = "".join(row.answers["id"]) or title
    if key := next((key for key in (address, f"#{title}", f"#{slug}") if key in held), ""):
        row.like, row.answers["category"] = f"Déjà dans {CATALOGUE} : {quote(held[key].title)}.", []
    elif address and seen.setdefault(address, row.number) != row.number:
        row.like = f"{LABELS['url']} : c’est aussi celle de la ligne {seen[address]}."
    elif (first := seen.setdefault(f"#{slug}", row.number)) != row.number:
        free = (f"{slug[:70]}-{number}" for number in count(row.number))
        row.slug = [next(name for name in free if f"#{name}" not in held and f"#{name}" not in seen)]
        seen[f"#{row.slug[0]}"] = row.number
        row.like = f"{LABELS['title']} : c’est aussi celui de la ligne {first}."


def _catalogue_lines(rows: Sequence[Row], names: dict[str, Names], root: Node | None, source: str) -> Iterator[Line]:
    """Yield each line of a file, with its end, once the rows that make an entry, every category and their formats are
    in it: a category whose rows are all to be put right keeps its place in the order of the table."""
    kept = [row for row in rows if not row.aside]
    lines = source.splitlines(keepends=True)
    end, added = line_end(lines), defaultdict[int, list[Line]](list)
    for section, name in (("categories", "category"), ("formats", "format")):
        old = {text_of(entry, "id") for entry in entries_of(root, section)}
        whose = rows if name == "category" else kept
        owners = {found: [row for row in whose if row.answers[name] == [found[0]]] for found in names[name].values()}
        new = {found: users for found, users in owners.items() if users and found[0] not in old}
        if new:
            there = isinstance(root, Mapping) and child(root, section)
            place, indent, _ = make_room(root, lines, section if there else "categories")
            added[place] += [] if there else [("", [], f"{section}:")]
            for found, users in new.items():
                added[place] += [(name, users, line) for line in _named_lines(*found, " " * indent)]
    rooms = {name: make_room(root, lines, "resources", name) for name in {row.answers["category"][0] for row in kept}}
    for row in kept:
        place, indent, spaced = rooms[row.answers["category"][0]]
        added[place] += [("", [], "")] if spaced or added[place] else []
        made = entry_lines(row.answers | {"id": row.slug or row.answers["id"]}, " " * indent)
        added[place] += [(name, [row], line) for name, line in made]
    for number, line in enumerate(lines, 1):
        yield "", [], line
        yield from ((name, owners, text + end) for name, owners, text in added[number])


def _named_lines(name: str, title: str, margin: str) -> list[str]:
    return [line for _, line in entry_lines({"id": [name], "title": [title]}, margin, ("id", "title"))]


def known_names(entries: Iterable[Category | Format]) -> Names:
    """Return what a table may call each category, or format, of a file: its identifier, and its title first of all."""
    found = {one.id: (one.id, one.title) for one in entries}
    return found | {name_slug(title): (known, title) for known, title in found.values()}


def identify(known: Names, value: str, title: str, path: Path) -> str:
    """Return the id of a category or a format, added when it is new; with a title, ``value`` is this id already."""
    key = value if title else name_slug(value)
    if key not in known:
        used = {name for name, _ in known.values()} | RESERVED
        guesses = (key[:60].strip("-"), f"rubrique-{key[:50]}", *(f"{key[:50]}-{rank}" for rank in range(2, 9999)))
        docs = path.parent / "docs"
        free = (guess for guess in guesses if guess not in used and not written_at(docs, f"{guess}.md"))
        known[key] = next(free), title or value
    return known[key][0]
