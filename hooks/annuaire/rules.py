"""The rules of a whole catalogue: its shape, its keys, and what its entries owe to each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from functools import lru_cache

from annuaire.addresses import same
from annuaire.fields import ALIASES, FIELDS, SLUG, Field, problem
from annuaire.problems import Problem, quote
from annuaire.tree import Mapping, Node, Scalar, Sequence
from annuaire.words import fold, slugify

NULLS = {"", "~", "null", "Null", "NULL"}  # YAML 1.2 §10.3.2, as written without quotes
RESERVED_IDS = {"404", "assets", "editeurs", "etiquettes", "imprimer", "index", "resources", "sitemap"}
"""Addresses that the site itself uses: a category cannot take them."""


def check(root: Node | None, told: Collection[int] = ()) -> Iterator[Problem]:
    """Yield every problem of a catalogue: each value by its field's rule, then what the entries owe to each other.

    ``told``: the lines whose syntax is already said to be wrong.
    """
    if not isinstance(root, Mapping) or not root.pairs:
        place = root or Scalar("", True, 1, 1, 1)
        hint = "le fichier commence par « categories: », puis « resources: »."
        yield problem(place, "ce fichier ne contient aucune ressource.", hint)
        return
    yield from _keys(root, {"categories": True, "formats": False, "resources": True}, "le fichier")
    entries: dict[str, list[Mapping]] = {}
    doubtful = set()
    for key, value in root.pairs:
        # Without « resources: », its entries stand in another list, where every line of theirs would be wrong.
        if key.value in ("categories", "formats", "resources") and _node(root, "resources"):
            entries[key.value] = []
            yield from _entries(key, value, key.value, entries[key.value])
            whole = isinstance(value, Sequence) and all(SLUG.fullmatch(_get(item, "id")) for item in value.items)
            if not (whole or _is_blank(value)) or any(key.line <= line <= value.end for line in told):
                doubtful.add(key.value)
    if "categories" in entries and "resources" in entries:
        yield from _references(entries, doubtful)
    for name in ("categories", "formats"):
        yield from _unique_ids(entries.get(name, []))
    yield from _unique_permalinks(entries.get("resources", []))
    yield from _unique_addresses(entries.get("resources", []))


def _entries(key: Scalar, node: Node, table: str, found: list[Mapping]) -> Iterator[Problem]:
    """A list of entries; those that are mappings are added to ``found``."""
    if table in ("resources", "formats") and _is_blank(node):
        return  # a directory that begins has no resource yet
    if not isinstance(node, Sequence) or not (node.items or table != "categories"):
        what = "est vide" if isinstance(node, Sequence) or _is_blank(node) else "doit être une liste"
        hint = f"chaque entrée commence par un tiret : « - {next(iter(FIELDS[table]))}: … »."
        yield problem(key, f"« {key.value} » {what}.", hint)
        return
    for item in node.items:
        if isinstance(item, Mapping):
            found.append(item)
            yield from _entry(item, table)
        else:
            first, second = [name for name, field in FIELDS[table].items() if field.required]
            hint = f"écrivez « - {first}: … », puis dessous, aligné sur « {first} » : « {second}: … »."
            yield problem(item, "une entrée est faite de lignes « clé: valeur ».", hint)


def _entry(node: Mapping, table: str) -> Iterator[Problem]:
    fields = FIELDS[table]
    yield from _keys(node, {name: field.required for name, field in fields.items()}, "cette entrée")
    for key, value in node.pairs:
        if field := fields.get(key.value):
            if isinstance(value, Scalar) and value.value not in NULLS and not field.fields:
                yield from field.rule(value, field)
            else:
                yield from _value(key, value, field)


def _keys(node: Mapping, known: dict[str, bool], owner: str) -> Iterator[Problem]:
    """A mapping has every required key and no unknown one."""
    present = set()
    for key, _ in node.pairs:
        present.add(key.value)
        if key.value not in known:
            present.add(near(key.value, tuple(known)))
            yield problem(key, f"la clé {quote(key.value)} n’existe pas.", _suggestion(key.value, tuple(known)))
    for name, required in known.items():
        if required and name not in present:
            yield _missing(node, name, owner)


def _missing(node: Mapping, name: str, owner: str) -> Problem:
    """A key that is not there, or that an open quote or a margin put inside the text of another."""
    for key, value in node.pairs:
        if isinstance(value, Scalar) and value.end > value.line and f"{name}:" in value.value:
            hint = f"fermez le guillemet à la fin du texte, ou alignez « {name}: » avec les autres clés."
            return problem(value, f"la clé « {name} » est restée dans le texte de {quote(key.value)}.", hint)
    hint = f"ajoutez une ligne « {name}: … », alignée avec les autres."
    if owner == "le fichier":
        hint = f"ajoutez une ligne « {name}: », tout à gauche, au-dessus de sa liste."
    elif name == "title" and node.pairs and node.pairs[0][0].value in ("category", "publisher", "url", "description"):
        hint = f"{hint[:-1]} ; ou, si cette entrée continue celle du dessus, remplacez son tiret par une espace."
    return problem(node, f"il manque la clé « {name} » dans {owner}.", hint)


def _value(key: Scalar, node: Node, field: Field) -> Iterator[Problem]:
    """A value has the kind that its field expects; then the field's rule applies."""
    if field.fields and not _is_blank(node):
        yield from _entries(key, node, field.fields, [])
    elif isinstance(node, Mapping) or (isinstance(node, Sequence) and not field.many):
        kind = "un texte ou une liste de textes" if field.many else "un seul texte"
        first = node.items[0] if isinstance(node, Sequence) and node.items else node
        shown = first.value[:80] if isinstance(first, Scalar) else field.example
        yield problem(node, f"« {key.value} » doit être {kind}.", f"écrivez par exemple « {key.value}: {shown} ».")
    elif isinstance(node, Sequence):
        for item in node.items:
            if _is_blank(item):
                yield problem(item, f"« {key.value} » contient une valeur vide.", "complétez-la ou supprimez-la.")
            elif isinstance(item, Scalar):
                yield from field.rule(item, field)
            elif isinstance(item, Mapping) and len(item.pairs) == 1 and isinstance(item.pairs[0][1], Scalar):
                yield _colon_inside(item)
            else:
                hint = f"écrivez par exemple « {key.value}: [un, deux] »."
                yield problem(item, f"« {key.value} » est une liste de textes simples.", hint)
        yield from _repeated(node)
    else:
        yield from _scalar(key, node, field)


def _colon_inside(node: Mapping) -> Problem:
    """« - ESS : économie » is read as a key and its value."""
    key, value = node.pairs[0]
    whole = f"{key.value} : {value.value}" if isinstance(value, Scalar) else key.value
    hint = f'mettez tout le texte entre guillemets droits : "{quote(whole, 80)[2:-2]}".'
    return problem(node, "deux-points suivis d’un espace à l’intérieur d’un texte.", hint)


def _scalar(key: Scalar, node: Scalar, field: Field) -> Iterator[Problem]:
    if _is_blank(node):
        hint = f"écrivez une valeur, par exemple « {field.example} »" if field.example else "complétez-la"
        yield problem(
            node, f"« {key.value} » est vide.", f"{hint}, ou supprimez la ligne." if not field.required else f"{hint}."
        )
    else:
        yield from field.rule(node, field)


def _repeated(node: Sequence) -> Iterator[Problem]:
    """A list names each thing once."""
    seen: set[str] = set()
    for item in node.items:
        name = fold(item.value) if isinstance(item, Scalar) else ""
        if name and name in seen and isinstance(item, Scalar):
            yield problem(item, f"{quote(item.value)} est déjà dans cette liste.", "supprimez la répétition.")
        seen.add(name)


def _references(entries: dict[str, list[Mapping]], doubtful: Collection[str]) -> Iterator[Problem]:
    """A resource names a category and a format that exist; where a list lost an entry, only typing errors are sure."""
    for key, table, what in (("category", "categories", "rubriques"), ("format", "formats", "formats")):
        known = {name: None for entry in entries.get(table, []) if (name := _get(entry, "id"))}
        accepted = {*known, *map(slugify, known)}  # « Comparer » is at fault itself, not those who write « comparer »
        names = tuple(known)[:200]
        hint = f"choisissez dans cette liste, ou ajoutez d’abord la vôtre sous « {table}: »."
        titles = {slugify(_get(entry, "title")): _get(entry, "id") for entry in entries.get(table, [])}
        for resource in entries["resources"]:
            node = _node(resource, key)
            if isinstance(node, Scalar) and not _is_blank(node) and node.value not in accepted:
                if table in doubtful and not get_close_matches(node.value[:60], names, n=1, cutoff=0.85):
                    continue
                shown = ", ".join(names[:12]) + ("…" if len(known) > 12 else "") if known else "aucun n’est défini"
                message = f"« {key} » doit être l’un des {what} : {shown} (lu : {quote(node.value)})."
                message = message.replace("l’un des rubriques", "l’une des rubriques")
                guess = titles.get(slugify(node.value[:200])) or near(node.value, names)
                yield problem(node, message, f"vouliez-vous dire « {guess} » ?" if guess else hint)
                if not known:
                    break  # one list is missing: it is one fault


def _unique_ids(entries: list[Mapping]) -> Iterator[Problem]:
    """Two categories, or two formats, do not share an identifier; a category leaves the site its own addresses."""
    yield from _unique(
        entries,
        lambda entry: [("id", _node(entry, "id"))],
        lambda _, value: value,
        "l’identifiant {0} sert déjà à la ligne {1}.",
        "donnez-lui un autre « id ».",
    )
    for entry in entries:
        node = _node(entry, "id")
        if isinstance(node, Scalar) and node.value in RESERVED_IDS:
            yield problem(node, f"l’identifiant {quote(node.value)} est réservé au site.", "choisissez-en un autre.")


def _unique_permalinks(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not share a permalink, whether it is written or made from the title."""

    def permalink(entry: Mapping) -> list[tuple[str, Node | None]]:
        name = "id" if _node(entry, "id") is not None else "title"
        return [(name, _node(entry, name))]

    message = "le permalien {0} sert déjà à la ressource de la ligne {1}."
    hint = "si c’est une autre ressource, précisez le titre ou ajoutez une clé « id: » ; sinon, supprimez ce doublon."
    yield from _unique(
        entries, permalink, lambda name, value: slugify(value[:200]) if name == "title" else value, message, hint
    )


def _unique_addresses(entries: list[Mapping]) -> Iterator[Problem]:
    """Two resources do not give the same address, in « url » or in « links »."""

    def addresses(entry: Mapping) -> list[tuple[str, Node | None]]:
        links = _node(entry, "links")
        further = (
            [_node(item, "url") for item in links.items if isinstance(item, Mapping)]
            if isinstance(links, Sequence)
            else []
        )
        return [("url", node) for node in (_node(entry, "url"), *further)]

    message = "l’adresse {0} est déjà donnée à la ligne {1}."
    hint = "cette ressource est peut-être déjà dans l’annuaire : complétez l’entrée existante."
    yield from _unique(entries, addresses, lambda _, value: same(value), message, hint)


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
            if isinstance(node, Scalar) and not _is_blank(node) and (key := identity(name, node.value)):
                first = seen.setdefault(key, node)
                if first is not node:
                    shown = key if name != "url" else node.value
                    yield problem(node, message.format(quote(shown), first.line), hint)


@lru_cache(maxsize=4096)
def near(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that was probably meant, or ""."""
    folded = re.sub(r"[\W_]", "", fold(word[:40]))
    for guess in (ALIASES.get(folded, ""), ALIASES.get(folded.rstrip("s"), ""), folded):
        if guess in known:
            return guess
    close = get_close_matches(folded, known, n=1, cutoff=0.6)
    return close[0] if close else ""


def _suggestion(word: str, known: tuple[str, ...]) -> str:
    guess = near(word, known)
    if "resources" in known and word in FIELDS["resources"]:
        return "cette ligne va sous le tiret d’une ressource : décalez-la de deux espaces de plus que lui."
    if word == "<<":
        return "recopiez ici les lignes à répéter."
    if word.startswith("-"):
        return f"mettez un espace après le tiret : « - {guess or 'title'}: … »."
    return f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."


def _node(entry: Mapping, name: str) -> Node | None:
    for key, value in entry.pairs:
        if key.value == name:
            return value
    return None


def _get(entry: Node, name: str) -> str:
    node = _node(entry, name) if isinstance(entry, Mapping) else None
    return node.value if isinstance(node, Scalar) and not _is_blank(node) else ""


def _is_blank(node: Node) -> bool:
    return isinstance(node, Scalar) and (not node.value or (node.plain and node.value in NULLS))
