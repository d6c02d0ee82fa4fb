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
        "publisher": "editeur organisme auteur structure source organisation association porteur porteuse organization",
        "url": "lien adresse link site href uri web siteweb siteinternet internet adresseweb website pageweb",
        "contact": "mail tel phone adressemail email courriel telephone phonenumber",
        "description": "resume texte desc descriptif presentation summary enquelquesmots shortdescription",
        "format": "type support nature",
        "tags": "etiquette etiquettes motscles keywords tag",
        "links": "liens adresses urls autresadresses autresliens autrelien autreadresse",
        "added": "ajout ajoute ajoutee date datedajout ajoutele ajouteele dateajout",
        "reviewed": "relu relue relule reluele relecture verifie verifiee verifiele verifieele lastreviewed",
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


def key_of(word: str, known: Collection[str]) -> str:
    """Return the known key that a word is, or is another name of; "" if it is none."""
    return word if word in known else next((key for key in alias_of(word) if key in known), "")


@lru_cache(maxsize=4096)
def closest_match(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that was probably meant: an alias, or the nearest in spelling; "" if none is near."""
    return key_of(word, known) or "".join(get_close_matches(alias_of(word)[-1], known, 1, 0.6))
