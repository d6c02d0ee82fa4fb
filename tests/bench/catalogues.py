"""Catalogues of any size that look like real ones: python tests/bench/catalogues.py 1000 > resources.yaml"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from annuaire.text import slugify

SIZES = {21: 5, 100: 10, 1_000: 20, 10_000: 100, 100_000: 200}
"""Resources of each catalogue that is measured, and its categories."""
FORMATS = (
    *("Guide", "Charte", "Livre blanc", "Fiches pratiques", "Podcast", "MOOC", "Jeu de cartes", "Calculatrice"),
    *("Cartographie", "Diagnostic", "Vidéo", "Programme"),
)
KINDS = (
    *("Guide", "Charte", "Boîte à outils", "Livre blanc", "Mallette", "Atelier", "Parcours", "Baromètre", "Webinaire"),
    *("Fiches pratiques", "Diagnostic", "Cahier", "Calculatrice", "Observatoire", "Manuel", "Repères", "Enquête"),
)
SUBJECTS = (
    *("l’IA générative", "l’empreinte numérique", "la protection des données", "l’accessibilité", "l’éthique"),
    *("les logiciels libres", "la sobriété numérique", "les biais", "l’esprit critique", "la médiation numérique"),
    *("l’achat responsable", "la gouvernance", "le bénévolat", "la collecte de dons", "l’emploi associatif"),
    *("la prise de notes", "la communication", "les droits d’auteur", "l’énergie", "l’évaluation d’impact"),
)
PUBLICS = (
    *("associations", "bénévoles", "têtes de réseau", "salariés", "petites structures", "centres sociaux", "MJC"),
    *("clubs sportifs", "compagnies de théâtre", "fondations", "épiceries solidaires", "missions locales"),
    *("bibliothèques", "employeurs", "jeunes", "aidants"),
)
PLACES = (
    *("Lille", "Amiens", "Arras", "Roubaix", "Dunkerque", "Laon", "Beauvais", "Lens", "Calais", "Brest", "Nîmes"),
    *("Sète", "Mâcon", "Angoulême", "Orléans", "Besançon", "Saint-Étienne", "Aubière", "Évreux", "L’Haÿ-les-Roses"),
)
BODIES = ("Association", "Collectif", "Fédération", "Union", "Réseau", "Coopérative", "Fondation", "Agence", "Atelier")
SENTENCES = (
    "Pour comprendre {subject} et en parler avec les {public}.",
    "Une ressource gratuite sur {subject}, à lire, à imprimer et à partager.",
    "Des exemples concrets, une méthode en cinq étapes et des modèles à reprendre.",
    "Conçue avec des {public} de {place}, elle aborde {subject} sans jargon ; ses annexes donnent des repères chiffrés.",
    "On y trouve « les bonnes questions » à se poser avant de choisir un outil d'IA.",
)
FIRST_DAY = date(2016, 1, 1)

TITLES = [f"{kind} sur {subject}, {place} {year}" for year in range(2010, 2026) for place in PLACES for subject in SUBJECTS for kind in KINDS]  # fmt: skip
CATEGORIES = [f"{subject} pour les {public}" for public in PUBLICS for subject in SUBJECTS]
PUBLISHERS = [f"{body} {public} {number:02}" for number in range(1, 96) for public in PUBLICS for body in BODIES]
TAGS = [*PUBLICS, *PLACES, *(f"{public} {number}" for number in range(1, 96) for public in PUBLICS)]


def catalogue(count: int, categories: int = 0, seed: int = 9) -> str:
    """Return the text of resources.yaml: ``count`` resources whose addresses and permalinks are all different."""
    rng = Random(seed)
    names = rng.sample(CATEGORIES, categories or SIZES.get(count, 20))
    ids = [f"{slugify(name).rpartition('-')[2]}-{number}" for number, name in enumerate(names, 1)]
    lines = ["categories:"]
    for id_, name in zip(ids, names, strict=True):
        lines += [f"  - id: {id_}", f"    title: {name[0].upper()}{name[1:]}"]
        lines += [f"    description: Tout sur {name}.", "    icon: material/school-outline"]
    lines.append("formats:")
    for title in FORMATS:
        lines += [f"  - id: {slugify(title)}", f"    title: {title}"]
    lines.append("resources:")
    draw = (
        _drawn(rng, ids, 0.5),
        _drawn(rng, PUBLISHERS[: max(5, count // 6)], 1),
        _drawn(rng, TAGS[: max(5, count // 20)], 1),
    )
    for number, title in enumerate(rng.sample(TITLES, count), 1):
        lines += _resource(rng, title, number, *draw)
    return "\n".join(lines) + "\n"


def _drawn(rng: Random, names: Sequence[str], slope: float) -> Callable[[], str]:
    """Return a function that draws a name: a few come back often and most of them rarely (Zipf)."""
    weights = list(accumulate((rank + 1) ** -slope for rank in range(len(names))))
    return lambda: rng.choices(names, cum_weights=weights)[0]


def _resource(
    rng: Random,
    title: str,
    number: int,
    category: Callable[[], str],
    publisher: Callable[[], str],
    tag: Callable[[], str],
) -> Iterator[str]:
    """Yield the lines of one entry; one in twenty has no address, one in ten a contact, one in twelve a second link."""
    names = dict.fromkeys(publisher() for _ in range(rng.choice((1, 1, 1, 2))))
    host = f"{slugify(next(iter(names)))}.example"
    url = f"https://{host}/{slugify(title.partition(' sur ')[0])}-{number}"
    words = {"subject": rng.choice(SUBJECTS), "public": rng.choice(PUBLICS), "place": rng.choice(PLACES)}
    yield f"  - title: {title}"
    yield f"    category: {category()}"
    yield f"    publisher: [{', '.join(names)}]"
    if rng.random() < 0.95:
        yield f"    url: {url}"
    yield f'    description: "{" ".join(rng.sample(SENTENCES, rng.choice((1, 1, 2)))).format(**words)}"'
    yield f"    format: {slugify(rng.choice(FORMATS))}"
    if rng.random() < 0.8:
        yield f"    tags: [{', '.join(dict.fromkeys(tag() for _ in range(rng.randint(1, 4))))}]"
    if rng.random() < 0.1:
        yield "    contact: " + rng.choice((f"contact@{host}", f"03 20 {rng.randint(10, 99)} {rng.randint(10, 99)} 00"))
    if rng.random() < 0.08:
        yield f"    links:\n      - title: Télécharger\n        url: {url}.pdf"
    if rng.random() < 0.9:
        yield f"    added: {FIRST_DAY + timedelta(days=rng.randint(0, 3800))}"


if __name__ == "__main__" and len(sys.argv) > 1:
    sys.stdout.write(catalogue(int(sys.argv[1])))
