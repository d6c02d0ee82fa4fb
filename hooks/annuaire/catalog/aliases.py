"""What contributors write for a key, and the key or the name that they probably meant."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from annuaire.text import fold

ALIASES = {
    word: key
    for key, words in {
        "title": "titre nom name intitule libelle denomination",
        "category": "categorie rubrique theme thematique domaine topic",
        "publisher": "editeur organisme auteur structure source organisation association porteur porteuse",
        "url": "lien adresse link site href uri web siteweb siteinternet internet adresseweb website",
        "contact": "mail tel phone adressemail email courriel telephone",
        "description": "resume texte desc descriptif presentation summary",
        "format": "type support nature",
        "tags": "etiquette etiquettes motscles keywords tag",
        "links": "liens adresses urls",
        "added": "ajout ajoute ajoutee date datedajout ajoutele ajouteele dateajout",
        "reviewed": "relu relue relule reluele relecture verifie verifiee verifiele verifieele",
        "id": "identifiant slug permalien",
        "icon": "icone",
        "resources": "ressources ressource",
        "categories": "rubriques",
        "synonyms": "synonymes synonyme motsdesvisiteurs",
    }.items()
    for word in words.split()
}
"""Folded word → key."""


def alias_of(word: str) -> tuple[str, ...]:
    """Return the keys of which a word is another name, or another spelling, the likeliest first."""
    folded = re.sub(r"[\W_]", "", fold(word[:40]))
    return ALIASES.get(folded, ""), ALIASES.get(folded.rstrip("s"), ""), folded


@lru_cache(maxsize=4096)
def closest_match(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that was probably meant: an alias, or the nearest in spelling; "" if none is near."""
    *_, folded = guesses = alias_of(word)
    for guess in guesses:
        if guess in known:
            return guess
    close = get_close_matches(folded, known, n=1, cutoff=0.6)
    return close[0] if close else ""


def key_hint(word: str, known: tuple[str, ...], below: Collection[str]) -> str:
    """Return what to do with a key that does not exist; ``below``: those that stand one level lower."""
    guess = closest_match(word, known)
    if word in below:
        return "cette ligne va sous le tiret d’une ressource : décalez-la de deux espaces de plus que lui."
    if word == "<<":
        return "recopiez ici les lignes à répéter."
    glued = re.match(r"(\w+) *[:：;=]? *[\"'«“]", word)
    if glued and glued[1] in known:
        return f"écrivez la clé seule, deux-points, un espace, puis le texte : « {glued[1]}: … »."
    if word.startswith("-"):
        return f"mettez un espace après le tiret : « - {guess or 'title'}: … »."
    return f"vouliez-vous dire « {guess} » ?" if guess else f"clés possibles : {', '.join(known)}."
