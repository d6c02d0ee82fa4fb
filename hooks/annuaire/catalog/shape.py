"""The shape of a catalogue: its lists, its keys, and the kind of each value."""

import re
from collections.abc import Iterator
from dataclasses import replace

from annuaire.catalog.closest_match import closest_match, key_of
from annuaire.catalog.values import Field, Tables, one_category, value_rule
from annuaire.source.problems import Problem
from annuaire.source.tree import Mapping, Node, Scalar, Sequence, child, entries_of, is_blank, problem, scalars, text_of
from annuaire.text import fold, slugify

SECTIONS = {"categories": True, "formats": False, "synonyms": False, "resources": True}
"""The keys of the file, and whether it must have them."""


def check_shape(root: Node | None, tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong in the keys, the lists and the values of a catalogue."""
    if not isinstance(root, Mapping) or not root.pairs:
        hint = "le fichier commence par « categories: », puis « resources: »."
        yield problem(root or Scalar("", True, 1, 1, 1), "ce fichier ne contient aucune ressource.", hint)
        return
    yield from _check_keys(root, SECTIONS)
    # Without « resources: », its entries stand in another list, where every line of theirs would be wrong.
    for key, value in root.pairs if child(root, "resources") else ():
        if key.value == "synonyms":
            yield from _check_synonyms(key, value, tables)
        elif key.value in SECTIONS:
            yield from _check_list(key, value, key.value, tables)


def _check_list(key: Scalar, node: Node, table: str, tables: Tables) -> Iterator[Problem]:
    """A list of entries."""
    if table in ("resources", "formats") and is_blank(node):
        return  # a directory that begins has no resource yet
    first, second = [name for name, field in tables[table].items() if field.required]
    hint = f"écrivez « - {first}: … », puis dessous, aligné sur « {first} » : « {second}: … »."
    if not isinstance(node, Sequence) or not (node.items or table != "categories"):
        what = "est vide" if isinstance(node, Sequence) or is_blank(node) else "doit être une liste"
        yield problem(key, f"« {key.value} » {what}.", hint)
        return
    fields = tables[table]
    known = {name: field.required for name, field in fields.items()}
    for item in node.items:
        if isinstance(item, Mapping):
            yield from _check_keys(item, known)
            for name, value in item.pairs:
                if field := fields.get(name.value):
                    yield from _check_value(name, value, field, tables)
        else:
            message = "une entrée est faite de lignes comme « title: Mon guide »."
            yield replace(problem(item, message, hint), torn=table == "links")


def _check_synonyms(key: Scalar, node: Node, tables: Tables) -> Iterator[Problem]:
    """A list of groups; a group is a list of two texts or more, each given once."""
    field = tables["synonyms"]["words"]
    if not isinstance(node, Sequence):
        if not is_blank(node):
            yield problem(key, f"« {key.value} » doit être une liste.", f"un tiret par groupe : « - {field.example} ».")
        return
    for group in node.items:
        if isinstance(group, Sequence) and len(group.items) > 1:
            yield from _check_value(key, group, field, tables)
        else:
            inside = group.value if isinstance(group, Scalar) and re.search(r",[^]]*$", group.value) else ""
            hint = f"écrivez « - {f'[{inside[:80]}]' if inside else field.example} »."
            yield problem(group, "un groupe de synonymes est une liste d’au moins deux mots ou expressions.", hint)


def _check_keys(node: Mapping, known: dict[str, bool]) -> Iterator[Problem]:
    """A mapping has every required key (those whose value is true) and no unknown one; a key that is surely meant is
    told, then takes its place in the tree: what it holds is checked too."""
    present, names = {key.value for key, _ in node.pairs}, tuple(known)
    for at, (key, held) in enumerate(node.pairs):
        if key.value in known:
            continue
        guess = closest_match(key.value, names)
        hint = f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(names)}."
        if key.value.startswith("-"):
            hint = f"mettez un espace après le tiret : « - {guess or 'title'}: … »."
        elif guess and guess in present:
            hint, guess = f"« {guess} » est déjà donné : réunissez les deux lignes en une seule.", ""
        present.add(guess)
        sure = bool(key_of(key.value, names))
        yield problem(key, "la clé {} n’existe pas.", hint, guess or None, certain=sure)
        if sure and guess:
            node.pairs[at] = (key._replace(value=guess), held)
    owner = "le fichier" if known is SECTIONS else "cette entrée"
    for name in known:
        if known[name] and name not in present:
            message = f"il manque la clé « {name} » dans {owner}."
            yield replace(problem(node, message, _missing(node, name, known)), torn=True)


def _missing(node: Mapping, name: str, known: dict[str, bool]) -> str:
    """How to give its key to a mapping that has not this one."""
    if known is SECTIONS:
        lines = [one.line for key, _ in node.pairs for one in entries_of(node, key.value) if child(one, "category")]
        where = f"juste avant la ligne {lines[0]}" if name == "resources" and lines else "au-dessus de sa liste"
        return f"ajoutez une ligne « {name}: », tout à gauche, {where}."
    value, first = slugify(text_of(node, "title")) if name == "id" else "", node.pairs[:1]
    hint = f"ajoutez une ligne « {name}: {value or '…'} », alignée avec les autres"
    if name == "title" and first and first[0][0].value in ("category", "publisher", "url", "description"):
        hint += " ; ou, si cette entrée continue celle du dessus, remplacez son tiret par une espace"
    return f"{hint}."


def _check_value(key: Scalar, node: Node, field: Field, tables: Tables) -> Iterator[Problem]:
    """A value has the kind that its field expects, a list names each thing once; then the field's rule applies."""
    name = field.name or key.value
    if field.fields and not is_blank(node):
        yield from _check_list(key, node, field.fields, tables)
    elif isinstance(node, Scalar):
        yield from _check_text(name, node, field)
    elif isinstance(node, Mapping) or not field.many:
        yield _wrong_kind(key, name, node, field)
    else:
        seen: set[str] = set()
        for item in node.items:
            folded = fold(item.value) if isinstance(item, Scalar) else ""
            if not isinstance(item, Scalar):
                hint = f"écrivez par exemple « {name}: [un, deux] » ; un texte avec « : » va entre guillemets droits."
                yield problem(item, f"« {name} » est une liste de textes simples.", hint)
            elif is_blank(item):
                yield problem(item, f"« {name} » contient une valeur vide.", "complétez-la ou supprimez-la.")
            elif folded in seen:
                yield problem(item, "{} est déjà dans cette liste.", "supprimez la répétition.")
            else:
                yield from _check_text(name, item, field)
            seen.add(folded)


def _wrong_kind(key: Scalar, name: str, node: Node, field: Field) -> Problem:
    kind = "un texte ou une liste de textes" if field.many else "un seul texte"
    texts = [text.value for text in scalars(node) if text.value]
    hint = f"écrivez par exemple « {name}: {[*texts, field.example][0][:80]} »."
    return problem(node, f"« {name} » doit être {kind}.", one_category(texts) if key.value == "category" else hint)


def _check_text(name: str, node: Scalar, field: Field) -> Iterator[Problem]:
    if is_blank(node):
        hint = f"écrivez une valeur, par exemple « {field.example} »" if field.example else "complétez-la"
        hint += "." if field.required else ", ou supprimez la ligne."
        yield problem(node, f"« {name} » est vide.", hint)
    else:
        yield from value_rule(node, field)
