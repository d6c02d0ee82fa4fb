"""What each key of a catalogue is. The JSON Schema, the contributors' table and the forms are made from FIELDS."""

from dataclasses import replace
from typing import Any

from annuaire.catalog.address_rules import contact_rule, url_rule
from annuaire.catalog.values import Field, day_rule, icon_rule, keyword_rule, line_of_text_rule, slug_rule, text_rule

FIELDS: dict[str, dict[str, Field]] = {
    "categories": {
        "id": Field(label="Identifiant", help="l’adresse de la page ; ne change plus", example="se-former", rule=slug_rule, required=True, most=60),
        "title": Field(label="Titre", help="le nom de la rubrique", example="Se former", rule=line_of_text_rule, required=True, most=120),
        "description": Field(label="Description", help="une phrase, sous le titre", example="Jeux et formations.", rule=text_rule, most=600),
        "icon": Field(label="Icône", help="le nom d’une icône de Material", example="material/school", rule=icon_rule, most=120),
    },
    "formats": {
        "id": Field(label="Identifiant", help="ce que les ressources écrivent dans « format »", example="guide", rule=slug_rule, required=True, most=60),
        "title": Field(label="Titre", help="le nom du format", example="Guide", rule=line_of_text_rule, required=True, most=60),
    },
    "synonyms": {
        "words": Field(label="Synonymes", help="des mots ou des expressions que les visiteurs emploient l’un pour l’autre", example="[vélo, bicyclette]", rule=line_of_text_rule, required=True, many=True, most=60),
    },
    "resources": {
        "title": Field(label="Titre", help="le nom de la ressource, tel que son éditeur l’écrit", example="Le guide du bénévole", rule=line_of_text_rule, required=True, most=150),
        "category": Field(label="Rubrique", help="l’identifiant d’une des rubriques", example="comprendre", rule=text_rule, required=True, most=60),
        "publisher": Field(label="Éditeur", help="qui publie la ressource : un nom, ou une liste de noms", example="Association Exemple", rule=line_of_text_rule, many=True, most=120),
        "url": Field(label="Adresse", help="l’adresse web complète", example="https://exemple.fr/guide-du-benevole", rule=url_rule, most=2000),
        "contact": Field(label="Contact", help="une adresse électronique, un téléphone ou une adresse web, ou une liste", example="contact@exemple.fr", rule=contact_rule, many=True, most=2000),
        "description": Field(label="Description", help="une ou deux phrases, sans mise en forme", example="Un guide pas à pas pour les personnes qui commencent.", rule=text_rule, most=600),
        "format": Field(label="Format", help="l’identifiant d’un des formats", example="guide", rule=text_rule, most=60),
        "tags": Field(label="Étiquettes", help="quelques mots-clés, en liste", example="[ESS, environnement]", rule=keyword_rule, many=True, most=40),
        "links": Field(label="Autres adresses", help="une liste d’adresses, chacune avec son titre", example="", rule=text_rule, fields="links"),
        "added": Field(label="Ajoutée le", help="le jour de l’ajout : année-mois-jour", example="2026-03-31", rule=day_rule, most=10),
        "reviewed": Field(label="Relue le", help="le jour où quelqu’un l’a ouverte et trouvée juste : année-mois-jour", example="2026-10-02", rule=day_rule, most=10),
        "id": Field(label="Identifiant", help="le permalien, s’il ne doit pas venir du titre", example="guide-benevole", rule=slug_rule, most=80),
    },
    "links": {
        "title": Field(label="Titre", help="ce qu’on trouve à cette adresse", example="Webinaires", rule=line_of_text_rule, required=True, most=100),
        "url": Field(label="Adresse", help="l’adresse web complète", example="https://exemple.fr/webinaires", rule=url_rule, required=True, most=2000),
    },
}  # fmt: skip

_ASKED: dict[str, dict[str, Any]] = {
    "title": {}, "category": {"help": "celle où vous la chercheriez"}, "publisher": {"help": "qui publie la ressource : un nom par ligne"}, "url": {},
    "contact": {"help": "une adresse électronique, un téléphone ou une adresse web par ligne"}, "description": {}, "format": {"help": "ce que l’on y trouve"},
    "tags": {"help": "quelques mots-clés, séparés par des virgules", "example": "ESS, environnement"},
    "links": {"help": "une par ligne : ce qu’on y trouve, puis l’adresse", "example": "Webinaires https://exemple.fr/webinaires"},
}  # fmt: skip
FORM = {name: replace(FIELDS["resources"][name], **told) for name, told in _ASKED.items()}
"""The fields that a form asks for, in its order, with their help where a form is not filled as YAML is."""
AFFILIATION = "Votre lien avec cette ressource"
AFFILIATION_HELP = "Vous la publiez, vous y travaillez, vous l’utilisez… Cette réponse reste dans votre message : elle n’est pas publiée."
CARD, PROBLEM, DETAILS = "Fiche", "Problème", "Précisions"
PROBLEMS = ["Le lien ne marche plus", "Le lien mène ailleurs", "Une information est fausse", "Autre chose"]
"""What the forms ask too, and that no entry keeps: who proposes, and what is to correct in which entry."""
