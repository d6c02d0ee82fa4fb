"""What the entries of a catalogue owe to each other: names that exist, identifiers and addresses given once."""

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from annuaire.catalog.aliases import closest_match
from annuaire.paths import RESERVED, written_at
from annuaire.source.problems import Problem, quote
from annuaire.source.tree import Mapping, Node, Scalar, Sequence, child, is_blank, problem, text_of
from annuaire.text import SLUG, slugify
from annuaire.urls import normalize_url


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
                guess = titles.get(slugify(node.value[:200])) or closest_match(node.value, names)
                yield problem(node, message, f"vouliez-vous dire « {guess} » ?" if guess else hint)
                if not known:
                    break  # one list is missing: it is one fault


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


def unique_addresses(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not give the same address, in « url » or in « links »."""

    def addresses(entry: Mapping) -> list[tuple[str, Node | None]]:
        links = child(entry, "links")
        further = (
            [child(item, "url") for item in links.items if isinstance(item, Mapping)]
            if isinstance(links, Sequence)
            else []
        )
        return [("url", node) for node in (child(entry, "url"), *further)]

    message = "l’adresse {0} est déjà donnée à la ligne {1}."
    hint = "cette ressource est peut-être déjà dans l’annuaire : complétez l’entrée existante."
    yield from _unique(entries, addresses, lambda _, value: normalize_url(value), message, hint)


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
