"""The label of a question, or the header of a column, as people write it → the field that it means, or whose it is."""

import re
from collections.abc import Collection

from annuaire.catalog.closest_match import key_of
from annuaire.text import fold

FILLERS = re.compile(
    r"(an?|and|courte?|dans|des?|d|du|et|l|les?|la|of|s|the|une?|vers|ce|cette|mon|ma|mes|nos|notre|vos|votre|sa|ses|son"
    r"|noms?|names?|outils?|ressources?|resources?|principale?s?|quelle?s?|\d)"
)
"""Words of a label that do not change what it means."""
_IDENTITY = r"^[^\w\n]*(?:noms?|(?:adresse )?(?:e-?)?mail|courriel|t[ée]l\w*|portable|mobile)[^\w\n:\t]*(?:[:\t].*)?\n"
IDENTITY = re.compile(rf"(?im)(?:{_IDENTITY}){{0,6}}^[^\w\n]*pr[ée]noms?\b.*\n(?:{_IDENTITY}){{0,6}}")
"""The lines, or the columns, that say who someone is: a first name, and what stands around it."""
WHOSE = re.compile(
    r"(?:votre|vos|mon|your) (?:(?:pre)?noms?\b|(?:first )?name|coordonnees|(?:e )?mail|courriel|tel|phone|portable"
    r"|mobile|numero|adresse (?:e |mail|electronique))|(?:noms? (?:et )?)?prenom|first name"
    r"|(?:propose|envoye|transmis|rempli)e? par\b"
)
"""How begins a label, folded, that asks who answers: nothing of theirs is published."""
NAME_ALONE = re.compile(r"\W*(?:nom|name)\W*", re.IGNORECASE)
"""A label that is the title's, or a person's when another one is the title's."""
OF_WHAT = re.compile(
    r"(?<=\w) (?:de|du|vers)\b\W(?:(?:la|le|cette|ce|l)\W+)?(?:site|page|document|guide|projet|dispositif)"
    r"(?: web| internet)?\W*$|\([^()]*\)"
)


def with_identity_told(text: str) -> str:
    """Return a text whose lines that say who someone is, « Nom » beside « Prénom », begin with « Votre » (WHOSE)."""
    return IDENTITY.sub(lambda block: re.sub(r"(?m)^[^\w\n]*(?=\w)", r"\g<0>Votre ", block[0]), text)


def field_named(label: str, known: Collection[str]) -> str:
    """Return the known key that the label of a question or of a column means: as a whole, or by all of its words;
    « affiliation » when it asks who answers, "" when it means none."""
    words = re.findall("[a-z0-9]+", OF_WHAT.sub("", fold(label)))
    if WHOSE.match(" ".join(words)):
        return "affiliation"
    kept = [word for word in words if not FILLERS.fullmatch(word)]
    meant = next(filter(None, (key_of("".join(some), known) for some in (words, kept))), "")
    each = {key_of(word, known) or key_of(word.rstrip("s"), known) for word in kept}
    bare = len(label) > 2 and not kept and any(map(str.isalpha, words))  # « Ressource », « Nom de l’outil »
    return meant or (each.pop() if len(each) == 1 else "title" if bare else "")
