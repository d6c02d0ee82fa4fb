"""The rules between the entries of a catalogue: categories and formats that exist, identifiers and addresses given
once."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from annuaire.catalog.closest_match import closest_match
from annuaire.catalog.values import Field, Tables, one_category, says_nothing
from annuaire.paths import RESERVED, written_at
from annuaire.source import tree
from annuaire.source.problems import Problem
from annuaire.source.quoting import written
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, Node, Scalar, child, entries_of, is_blank, problem, text_of, values_under
from annuaire.text import SLUG, slugify
from annuaire.urls import RESERVED_NAME, normalize_url

SEVERAL = re.compile(r"[,;/+&]| et ")
EXAMPLE_SITE = re.compile(r"^site_url: *[\"']?https?://[^/\s]*\.(?:example|test|invalid)\b", re.MULTILINE)
"""An address of a site that cannot be anybody's: its directory is an example too."""
PERMALINK = "le permalien {shown} sert déjà à la ressource de la ligne {line}."
PERMALINK_HINT = (
    "si c’est une autre ressource, précisez le titre, ou ajoutez une ligne « id: … » ; sinon, gardez la plus complète."
)
FEW = 10
"""Addresses under which a whole catalogue of examples cannot be told from slips."""
SHOWN_NAMES = 30
"""Names of a list that a message gives."""


def check(root: Node | None, docs: Path, tables: Tables) -> Iterator[Problem]:
    """Yield what the entries of a catalogue owe to each other and do not give.

    ``docs``: the folder of the written pages, whose addresses are taken. ``tables``: the fields of each list, whose
    names the messages use.
    """
    resources, categories = entries_of(root, "resources"), entries_of(root, "categories")
    if isinstance(root, Mapping) and child(root, "categories"):
        yield from _references(root, tables["resources"])
    for named in (categories, entries_of(root, "formats")):
        ids = ((text_of(entry, "id"), _text(entry, "id")) for entry in named)
        yield from _twice(ids, "l’identifiant {{}} sert déjà à la ligne {line}.", "donnez-lui un autre « id ».")
    yield from _free_paths(categories, docs)
    yield from _twice(map(_permalink, resources), PERMALINK, PERMALINK_HINT)
    yield from _shared_addresses(resources)
    yield from _public_names(root, docs.parent)


def _text(entry: Mapping, key: str) -> Scalar | None:
    node = child(entry, key)
    return node if isinstance(node, Scalar) and not is_blank(node) else None


def _twice(found: Iterable[tuple[str, Scalar | None]], message: str, hint: str) -> Iterator[Problem]:
    """What must be unique is given once; the message shows it as {shown}, and the {line} that gave it first."""
    seen = dict[str, Scalar]()
    for key, node in found:
        if node and key and (first := seen.setdefault(key, node)) is not node:
            yield problem(node, message.format(shown=quote(key), line=first.line), hint)


def _permalink(entry: Mapping) -> tuple[str, Scalar | None]:
    """A resource's permalink, written or made from its title, and the text that gives it."""
    if node := _text(entry, "id"):
        return node.value, node
    return slugify(text_of(entry, "title")[:200]), _text(entry, "title")


def _is_whole(root: Mapping, table: str) -> bool:
    """Whether a list surely has all its entries: where its syntax is wrong, there is no tree."""
    node = child(root, table)
    if isinstance(node, tree.Sequence):
        return all(SLUG.fullmatch(text_of(item, "id")) for item in node.items)
    return not node or table == "formats"


def _references(root: Mapping, fields: dict[str, Field]) -> Iterator[Problem]:
    """A resource names a category and a format that exist; where a list lost an entry, only typing errors are sure.

    ``fields``: those of a resource.
    """
    lists = (("category", "categories", "l’une des rubriques"), ("format", "formats", "l’un des formats"))
    for key, table, one_of in lists:
        entries, whole = entries_of(root, table), _is_whole(root, table)
        known = {name: None for entry in entries if (name := text_of(entry, "id"))}
        accepted = {*known, *map(slugify, known)}  # « Comparer » is at fault itself, not those who write « comparer »
        names = tuple(known)[:200]
        titles = {slugify(text_of(entry, "title")): text_of(entry, "id") for entry in entries}
        for resource in entries_of(root, "resources"):
            node = child(resource, key)
            if isinstance(node, Scalar) and not (node.value in accepted or is_blank(node) or says_nothing(node.value)):
                if not whole and not get_close_matches(node.value[:60], names, n=1, cutoff=0.85):
                    continue
                shown = ", ".join(names[:SHOWN_NAMES]) + "…" * (len(known) > SHOWN_NAMES) or "aucun n’est défini"
                message = f"« {fields[key].name or key} » doit être {one_of} : {shown} (lu : {quote(node.value)})."
                guess, sure = _meant(node.value, titles, names)
                told = f"choisissez dans cette liste{_addition(node.value, table)}."
                told = f"écrivez « {guess} »." if sure else f"vouliez-vous dire « {guess} » ?" if guess else told
                parts = [_meant(part, titles, names) for part in SEVERAL.split(node.value[:200])]
                if key == "category" and not sure and len(parts) > 1 and all(certain for _, certain in parts):
                    guess, told = ("", one_category([part for part, _ in parts], child(resource, "tags")))
                yield problem(node, message, told, guess or None, certain=sure)
                if not known:
                    break  # one list is missing: it is one fault


def _addition(name: str, table: str) -> str:
    """How a new category or format is added."""
    slug, title = slugify(name), written(name[:1].upper() + name[1:], flow=True)
    line = f" ; ou ajoutez en bas de « {table}: » la ligne « - {{id: {slug}, title: {title}}} »"
    return line if slug and len(name) <= 40 else ""


def _meant(value: str, titles: dict[str, str], names: tuple[str, ...]) -> tuple[str, bool]:
    """Return the id that a value stands for, and whether it is sure: the beginning of one id or title, and of one only.

    ``titles``: slug → id. Else an id whose words are all in the value, or whose title holds all of its words.
    """
    slug = slugify(value[:200])
    texts = titles | {name: name for name in names}
    begun = {name for text, name in texts.items() if len(slug) > 3 and text.startswith(slug)}
    sure = texts.get(slug) or (begun.pop() if len(begun) == 1 else "")
    words = set(slug.split("-"))
    inside = [name for text, name in texts.items() if {*text.split("-")} <= words]
    around = [name for text, name in texts.items() if len(slug) > 3 and words <= {*text.split("-")}]
    near = max(inside, key=len, default="") or (around[0] if len({*around}) == 1 else "")
    return sure or near or closest_match(value, names), bool(sure)


def _free_paths(categories: list[Mapping], docs: Path) -> Iterator[Problem]:
    """A category takes neither an address of the site's own nor that of a page written in ``docs``."""
    for node in filter(None, (_text(entry, "id") for entry in categories)):
        if node.value in RESERVED:
            yield problem(node, f"l’identifiant {quote(node.value)} est réservé au site.", "choisissez-en un autre.")
        elif SLUG.fullmatch(node.value) and (taken := written_at(docs, f"{node.value}.md")):
            shown = f"{docs.name}/{taken.relative_to(docs).as_posix()}"
            message = f"l’adresse de cette rubrique, /{node.value}/, est déjà celle de la page {shown}."
            yield problem(node, message, "choisissez un autre « id », ou renommez la page.")


def _shared_addresses(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not have the same main address, and one resource gives each address once.

    Those that only differ by what follows « # » may be two pages; one may be a further address of several resources.
    """
    mains, seen = dict[str, Scalar](), dict[str, Mapping]()
    for entry in entries:
        main, own = _text(entry, "url"), dict[str, Scalar]()
        links = [_text(link, "url") for link in entries_of(entry, "links")]
        for node in filter(None, (main, *links)):
            if not (key := normalize_url(node.value)):
                continue
            before, owner = own.setdefault(key, node), seen.setdefault(key, entry)
            twin = mains.setdefault(key, node) if node is main else node
            if before is not node and _fragment(before) == _fragment(node):
                message = f"l’adresse {{}} est donnée deux fois par cette ressource : déjà à la ligne {before.line}."
                yield problem(node, message, "gardez la première, supprimez l’autre avec son titre.")
            elif twin is not node and (_bare_url(twin) != _bare_url(node) or _fragment(twin) == _fragment(node)):
                hint = (
                    f"si c’est la même ressource, complétez la première et supprimez celle-ci, lignes {entry.line} à "
                    f"{entry.end} ; sinon, donnez-lui la sienne, ou supprimez sa ligne « url »."
                )
                yield problem(node, f"l’adresse {{}} est déjà donnée à la ligne {twin.line}.", hint)
            elif owner is not entry:
                message = f"l’adresse {{}} sert aussi à la ressource de la ligne {owner.line}."
                hint = "si c’est la même ressource, complétez l’entrée existante."
                yield problem(node, message, hint, warning=True)


def _bare_url(node: Scalar) -> str:
    return node.value.partition("#")[0].rstrip("/")


def _fragment(node: Scalar) -> str:
    return node.value.partition("#")[2]


def _public_names(root: Node | None, folder: Path) -> Iterator[Problem]:
    """No address has a name that is reserved for examples, unless the whole directory is one: its site has such a
    name, or most of its addresses have."""
    nodes = list(values_under(root, ("url", "contact")))
    reserved = [node for node in nodes if RESERVED_NAME.match(node.value)]
    if not reserved or (len(nodes) >= FEW and 2 * len(reserved) > len(nodes)):
        return
    with suppress(OSError):
        if EXAMPLE_SITE.search((folder / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")):
            return
    for node in reserved:
        message = "cette adresse est un exemple, réservé à la documentation (lu : {})."
        yield problem(node, message, "donnez la vraie, ou supprimez la ligne.")
