"""What the entries of a catalogue owe to each other: names that exist, identifiers and addresses given once."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from annuaire.catalog.aliases import closest_match
from annuaire.paths import RESERVED, written_at
from annuaire.source.problems import Problem, quote
from annuaire.source.tree import Mapping, Node, Scalar, child, is_blank, mappings, problem, text_of, values_under
from annuaire.text import SLUG, slugify
from annuaire.urls import RESERVED_NAME, normalize_url

ONE_CATEGORY = (
    "une ressource a une seule rubrique : gardez la principale ; pour le reste, « tags: [un, deux] » la fait trouver."
)
SEVERAL = re.compile(r"[,;/+&]| et ")


EXAMPLE_SITE = re.compile(r"^site_url: *[\"']?https?://[^/\s]*\.(?:example|test|invalid)\b", re.MULTILINE)
"""An address of a site that cannot be anybody's: its directory is an example too."""
FEW = 10
"""Addresses under which a whole catalogue of examples cannot be told from slips."""


def references(
    entries: dict[str, list[Mapping]], doubtful: Collection[str], field_names: dict[str, str]
) -> Iterator[Problem]:
    """A resource names a category and a format that exist; where a list lost an entry, only typing errors are sure.

    ``field_names``: what messages call a field, by its key.
    """
    lists = (("category", "categories", "l’une des rubriques"), ("format", "formats", "l’un des formats"))
    for key, table, one_of in lists:
        known = {name: None for entry in entries.get(table, []) if (name := text_of(entry, "id"))}
        accepted = {*known, *map(slugify, known)}  # « Comparer » is at fault itself, not those who write « comparer »
        names = tuple(known)[:200]
        hint = f"choisissez dans cette liste, ou ajoutez d’abord la vôtre sous « {table}: »."
        titles = {slugify(text_of(entry, "title")): text_of(entry, "id") for entry in entries.get(table, [])}
        for resource in entries["resources"]:
            node = child(resource, key)
            if isinstance(node, Scalar) and not is_blank(node) and node.value not in accepted:
                if table in doubtful and not get_close_matches(node.value[:60], names, n=1, cutoff=0.85):
                    continue
                shown = ", ".join(names[:12]) + ("…" if len(known) > 12 else "") if known else "aucun n’est défini"
                message = f"« {field_names[key] or key} » doit être {one_of} : {shown} (lu : {quote(node.value)})."
                guess, sure = _meant(node.value, titles, names)
                told = f"vouliez-vous dire « {guess} » ?" if guess else hint
                parts = [_meant(part, titles, names) for part in SEVERAL.split(node.value[:200])]
                if key == "category" and not sure and len(parts) > 1 and all(certain for _, certain in parts):
                    guess, told = "", ONE_CATEGORY
                yield problem(node, message, told, guess or None, certain=sure)
                if not known:
                    break  # one list is missing: it is one fault


def _meant(value: str, titles: dict[str, str], names: tuple[str, ...]) -> tuple[str, bool]:
    """Return the id that a value stands for, and whether it is one, or the title of one, written otherwise."""
    slug = slugify(value[:200])
    sure = titles.get(slug) or (slug if slug in names else "")
    return sure or closest_match(value, names), bool(sure)


def unique_ids(entries: list[Mapping]) -> Iterator[Problem]:
    """Two categories, or two formats, do not share an identifier."""
    yield from _unique(
        entries,
        lambda entry: [("id", child(entry, "id"))],
        lambda _, value: value,
        "l’identifiant {0} sert déjà à la ligne {1}.",
        "donnez-lui un autre « id ».",
    )


def free_addresses(categories: list[Mapping], docs: Path) -> Iterator[Problem]:
    """A category takes neither an address of the site's own nor that of a page written in ``docs``."""
    for entry in categories:
        node = child(entry, "id")
        if not isinstance(node, Scalar) or not node.value:
            continue
        if node.value in RESERVED:
            yield problem(node, f"l’identifiant {quote(node.value)} est réservé au site.", "choisissez-en un autre.")
        elif SLUG.fullmatch(node.value) and (taken := written_at(docs, f"{node.value}.md")):
            shown = f"{docs.name}/{taken.relative_to(docs).as_posix()}"
            message = f"l’adresse de cette rubrique, /{node.value}/, est déjà celle de la page {shown}."
            yield problem(node, message, "choisissez un autre « id », ou renommez la page.")


def unique_permalinks(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not share a permalink, whether it is written or made from the title."""

    def permalink(entry: Mapping) -> list[tuple[str, Node | None]]:
        name = "id" if child(entry, "id") is not None else "title"
        return [(name, child(entry, name))]

    message = "le permalien {0} sert déjà à la ressource de la ligne {1}."
    hint = "si c’est une autre ressource, précisez le titre ou ajoutez une clé « id: » ; sinon, supprimez ce doublon."
    yield from _unique(
        entries, permalink, lambda name, value: slugify(value[:200]) if name == "title" else value, message, hint
    )


def addresses_of(entry: Mapping) -> list[Scalar]:
    """Return the main address of a resource, if it has one, then the further ones."""
    nodes = [child(entry, "url"), *(child(link, "url") for link in mappings(child(entry, "links")))]
    return [node for node in nodes if isinstance(node, Scalar) and not is_blank(node)]


def unique_addresses(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not have the same main address, and one resource gives each address once.

    Those that only differ by what follows « # » may be two pages: they are a doubt.
    """
    seen: dict[str, Scalar] = {}
    for entry in entries:
        main, own = child(entry, "url"), dict[str, Scalar]()
        for node in addresses_of(entry):
            key = normalize_url(node.value)
            if key and (before := own.setdefault(key, node)) is not node and _page(before) == _page(node):
                twice = f"est donnée deux fois par cette ressource : déjà à la ligne {before.line}."
                yield problem(
                    node,
                    f"l’adresse {quote(node.value)} {twice}",
                    "gardez la première, supprimez l’autre avec son titre.",
                )
            elif (
                key
                and node is main
                and (first := seen.setdefault(key, node)) is not node
                and not differ_by_fragment(first, node)
            ):
                message = f"l’adresse {quote(node.value)} est déjà donnée à la ligne {first.line}."
                yield problem(
                    node, message, "cette ressource est peut-être déjà dans l’annuaire : complétez l’entrée existante."
                )


def differ_by_fragment(one: Scalar, other: Scalar) -> bool:
    """Whether what follows « # » is all that distinguishes two addresses."""
    bare = {node.value.partition("#")[0].rstrip("/") for node in (one, other)}
    return len(bare) == 1 and _page(one) != _page(other)


def _page(node: Scalar) -> str:
    return node.value.partition("#")[2]


def public_names(root: Node, folder: Path) -> Iterator[Problem]:
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
        message = f"cette adresse est un exemple, réservé à la documentation (lu : {quote(node.value)})."
        yield problem(node, message, "donnez la vraie, ou supprimez la ligne.")


def _unique(
    entries: list[Mapping],
    values: Callable[[Mapping], list[tuple[str, Node | None]]],
    identity: Callable[[str, str], str],
    message: str,
    hint: str,
) -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for entry in entries:
        for name, node in values(entry):
            if isinstance(node, Scalar) and not is_blank(node) and (key := identity(name, node.value)):
                first = seen.setdefault(key, node)
                if first is not node:
                    shown = key if name != "url" else node.value
                    yield problem(node, message.format(quote(shown), first.line), hint)
