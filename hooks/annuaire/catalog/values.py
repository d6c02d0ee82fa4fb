"""The rule of each kind of value: it takes a node and its field, and yields Problems; it never prints nor raises."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from annuaire.paths import icon_file
from annuaire.source.problems import Problem
from annuaire.source.quoting import written
from annuaire.source.shown import quote
from annuaire.source.tree import Node, Scalar, problem
from annuaire.text import MARKUP, SLUG, day_in, decode_entities, fold, plain_text, slugify

NOTHING = re.compile(
    r"[-–—/?]{1,3}|n/a|n\.a\.|neant|aucune?|sans objet|non (?:renseigne|communique)e?"
    r"|(?:aucune?|pas d(?:e |[’']))(?:contact|adresse|site|lien|e?-?mail|description|format)"
)
"""What people write, folded, where they have nothing to write."""
SEVERAL = re.compile(r"[,;](?![^(]*\))|\s+(?=#)")
"""What separates two tags; « Agents publics (DRAC, SRA) » is one."""
ICON = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)+", re.ASCII)

Rule: TypeAlias = Callable[[Scalar, "Field"], Iterator[Problem]]
Tables: TypeAlias = dict[str, dict[str, "Field"]]
"""The fields of each list, by their key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: what it is called for a reader, its rule, and how it is written."""

    label: str
    help: str
    example: str
    rule: Rule
    required: bool = False
    many: bool = False
    """A list is accepted too."""
    most: int = 200
    """The longest text, in characters."""
    fields: str = ""
    """For a list of mappings: the name of their table in FIELDS."""
    name: str = ""
    """What messages call it, when not by its key."""


def one_category(words: list[str], tags: Node | None = None) -> str:
    """What to do with several categories, as written; ``tags``: those of this resource."""
    hint, rest = "une ressource a une seule rubrique : gardez la principale", ", ".join(words[1:])
    if rest:
        where = f"complétez les étiquettes de la ligne {tags.line} : {rest}" if tags else f"ajoutez « tags: [{rest}] »"
        hint += f", par exemple « {words[0]} » ; pour le reste, {where}"
    return f"{hint}."


def value_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A value says something, and keeps the rule of its field."""
    if not says_nothing(node.value):
        yield from field.rule(node, field)
    elif field.required:
        yield problem(node, "{} ne dit rien à qui lit l’annuaire.", f"mettez ici {field.help}.")
    else:
        hint = "rien n’est obligatoire ici : supprimez la ligne."
        yield problem(node, "{} ne dit rien à qui lit l’annuaire.", hint, "", certain=True)


def says_nothing(text: str) -> bool:
    """Whether a value is what people write where they have nothing to write."""
    return len(text) <= 20 and bool(NOTHING.fullmatch(fold(text)))


def length_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A text is no longer than its field allows."""
    if (size := len(node.value)) > field.most:
        long = "gardez l’essentiel : le reste se lit sur le site de la ressource."
        hint = long if field.most >= 600 else "raccourcissez ce texte."
        yield problem(node, f"{size} caractères, pour {field.most} au plus.", hint)


def text_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A text is plain: what was written for a web page or in Markdown would be shown with its marks."""
    yield from length_rule(node, field)
    if MARKUP.search(node.value) and (plain := plain_text(node.value)) != node.value:
        message = "ce texte garde des codes de mise en forme (HTML ou Markdown), qui se liraient tels quels."
        bare = decode_entities(node.value) == plain
        yield problem(node, message, f"écrivez {quote(plain, 200)}.", plain or None, certain=bare)


def line_of_text_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A title, a name or a tag is a text on one line, with at least one letter or digit."""
    yield from text_rule(node, field)
    if "\n" in node.value:
        yield problem(node, "ce texte doit tenir sur une seule ligne.", "écrivez-le à la suite de sa clé, sans « | ».")
    elif field.many and node.plain and node.end > node.line and f" {node.value}".count(" -"):
        hint = "une ligne par valeur, toutes à la même colonne : un tiret, un espace, la valeur."
        yield problem(node, "cette liste est mal écrite (lu : {}).", hint)
    elif field.many and node.plain and ", " in node.value and "[" not in node.value and node.value[-1] == "]":
        inside = node.value[: 2 * field.most].strip("[]")
        hint = f"écrivez « [{inside}] », ou « {inside} »."
        yield problem(node, "un crochet manque (lu : {}).", hint, inside.split(", "))
    elif not slugify(node.value[: field.most]):
        hint = f"mettez ici {field.help}."
        yield problem(node, "ce texte doit contenir au moins une lettre ou un chiffre (lu : {}).", hint)


def keyword_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A tag is one word or group of words: several are a list."""
    if decode_entities(node.value) != node.value or not SEVERAL.search(node.value):
        yield from line_of_text_rule(node, field)
        return
    words = [word for part in SEVERAL.split(node.value[: 2 * field.most]) if (word := part.strip(" []#“”\"'"))]
    if len(words) == 1:
        yield problem(node, "un signe suit cette étiquette (lu : {}).", f"écrivez {quote(words[0])}.", words[0])
        return
    hint = f"écrivez « tags: {written(words)} » ; ou, sous des tirets, une étiquette par tiret."
    yield problem(node, "plusieurs étiquettes en une (lu : {}).", hint, words)


def slug_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """An identifier is made of unaccented lower-case letters and digits, joined by « - »."""
    yield from length_rule(node, field)
    if not SLUG.fullmatch(node.value):
        slug = slugify(node.value[: field.most])
        message = "un identifiant s’écrit en minuscules sans accent, avec « - » entre les mots (lu : {})."
        yield problem(node, message, f"écrivez par exemple {quote(slug or 'mon-guide')}.", slug or None)


def icon_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """An icon is the name of one that the theme ships, as « material/school »."""
    yield from length_rule(node, field)
    if not ICON.fullmatch(node.value) or not icon_file(node.value):
        yield problem(node, "ce n’est pas le nom d’une icône (lu : {}).", "écrivez par exemple « material/school ».")


def day_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A date is a real day, written as ISO 8601: year, month, day."""
    found = day_in(node.value)
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", node.value, re.ASCII):
        if not found:
            turned = f"{day_in('{1}/{2}/{0}'.format(*iso.groups())) or ''}"
            hint = f"vouliez-vous dire « {turned} » ?" if turned else "vérifiez le mois et le jour : année-mois-jour."
            yield problem(node, "ce jour n’existe pas (lu : {}).", hint, turned or None)
        elif not 1990 <= found.year <= 2099:
            yield problem(node, "cette date est hors du possible (lu : {}).", "vérifiez l’année.")
        return
    hint = (
        f"écrivez « {found} »."
        if found
        else "écrivez l’année, le mois et le jour : AAAA-MM-JJ ; sans l’année ou le jour, supprimez la ligne."
    )
    # With two digits, the year could be the day; with five, or « 10:30 », something else stands beside the date.
    sure = re.search(r"\d{4}", node.value) and not re.search(r"\d{5}|\d:", node.value)
    meant = str(found) if found else None
    yield problem(node, "une date s’écrit année-mois-jour (lu : {}).", hint, meant, certain=bool(sure))
