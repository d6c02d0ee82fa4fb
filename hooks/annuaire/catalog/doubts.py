"""What is probably a slip in a catalogue that can be published: warnings, each with its remedy."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

from annuaire.catalog.references import addresses_of, differ_by_fragment
from annuaire.intermediaries import SHORTENERS, untracked_url
from annuaire.source.problems import Problem, quote
from annuaire.source.tree import Mapping, Node, Scalar, child, entries_of, problem, scalars, text_of, values_under
from annuaire.text import fold, slugify
from annuaire.urls import host, normalize_url, url_fault

EXAMPLES = frozenset(map(slugify, (
    "Guide de la sobriété", "https://exemple.fr/guide-sobriete", "https://exemple.fr/guide-sobriete.pdf", "Mon guide",
    "Guide de l’IA sobre", "https://exemple.fr/guide-ia-sobre", "https://exemple.fr/guide-ia-sobre.pdf",
    "Association Exemple", "Collectif Exemple", "contact@exemple.fr", "https://exemple.fr/webinaires",
    "Un guide de 12 pages : choisir ses outils, mesurer leurs effets, y renoncer.",
)))  # fmt: skip
"""Slugs of the values that docs/contribuer.md gives as an example, now or formerly."""
ARTICLES = re.compile(r"\b(?:les?|la|l|des?|du|d|une?|the)\b[\s'’]*|[\W_]+")
SHORTEST = 6
"""Letters of a word under which one letter more or less makes another word."""


def doubts(root: Node | None, today: date) -> Iterator[Problem]:
    """Yield a warning for each probable slip of a tree whose shape may be wrong; ``today``: what is in the future."""
    entries = entries_of(root, "resources")
    yield from _shared_addresses(entries)
    for key, noun in (("publisher", "cet éditeur"), ("tags", "cette étiquette")):
        yield from _near_names([node for entry in entries for node in scalars(child(entry, key))], noun)
    for node in values_under(root, ("url", "contact")):
        yield from _address(node)
    for entry in entries:
        yield from _entry(entry, today)


def _shared_addresses(entries: list[Mapping]) -> Iterator[Problem]:
    """An address that two resources give: a further one of either, or the same main page by another fragment."""
    seen: dict[str, tuple[int, Scalar]] = {}
    for rank, entry in enumerate(entries):
        main = child(entry, "url")
        for node in addresses_of(entry):
            key = normalize_url(node.value)
            owner, first = seen.setdefault(key, (rank, node))
            both = node is main and first is child(entries[owner], "url")
            if key and owner != rank and (not both or differ_by_fragment(first, node)):
                message = f"l’adresse {quote(node.value)} sert aussi à la ressource de la ligne {entries[owner].line}."
                yield problem(node, message, "si c’est la même ressource, complétez l’entrée existante.", warning=True)


def _near_names(nodes: list[Scalar], noun: str) -> Iterator[Problem]:
    """A name one letter, one plural, one article or one case away from another, more frequent or written before."""
    counts = Counter(node.value for node in nodes)
    known: dict[str, str] = {}
    better: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: -counts[name]):  # stable: as they come, when as frequent
        exact = ARTICLES.sub("", fold(name))
        bare = re.sub(r"[sx]$", "", exact)
        keys = {
            bare,
            *(
                bare[:at] + "\0" + bare[at + 1 :]
                for at in range(len(bare))
                if len(bare) >= SHORTEST and bare[at].isalpha()
            ),
        }
        keys |= {bare[:at] + "\1" + bare[at:] for at in range(len(bare) + 1) if len(bare) >= SHORTEST}
        keys |= {
            bare[:at] + "\1" + bare[at + 1 :] for at in range(len(bare)) if len(bare) >= SHORTEST and bare[at].isalpha()
        }
        if found := next((known[key] for key in keys if key in known), ""):
            better[name] = found
        else:
            known |= dict.fromkeys(keys, name)
    for node in nodes:
        if usual := better.get(node.value):
            message = f"{noun} ressemble à {quote(usual)}, déjà dans l’annuaire (lu : {quote(node.value)})."
            yield problem(node, message, "si c’est la même chose, écrivez-la de la même façon.", usual, warning=True)


def _address(node: Scalar) -> Iterator[Problem]:
    url = node.value
    if slugify(url) in EXAMPLES:
        yield _example(node)
    if not url.lower().startswith("http") or url_fault(url):
        return
    if (clean := untracked_url(url)) != url:
        message = (
            f"cette adresse garde de quoi suivre ses lecteurs, ou ce qu’un navigateur a surligné (lu : {quote(url)})."
        )
        yield problem(node, message, f"écrivez {quote(clean, 200)}.", clean, certain=True, warning=True)
    if host(url) in SHORTENERS:
        hint = "ouvrez-la, puis copiez l’adresse que montre votre navigateur."
        yield problem(
            node, f"cette adresse raccourcie peut cesser de mener quelque part (lu : {quote(url)}).", hint, warning=True
        )


def _example(node: Scalar) -> Problem:
    message = f"{quote(node.value)} vient de l’exemple à recopier."
    return problem(node, message, "mettez la vôtre, ou supprimez la ligne.", warning=True)


def _entry(entry: Mapping, today: date) -> Iterator[Problem]:
    title, description = (child(entry, key) for key in ("title", "description"))
    for node in chain(scalars(title), scalars(description), scalars(child(entry, "publisher"))):
        if slugify(node.value[:200]) in EXAMPLES:
            yield _example(node)
    if isinstance(title, Scalar) and title.value.isupper() and len(re.findall(r"[^\W\d_]{4,}", title.value)) > 1:
        hint = f"écrivez-le en minuscules, sauf les sigles : {quote(title.value.capitalize())}."
        yield problem(title, "ce titre est tout en capitales.", hint, warning=True)
    if isinstance(description, Scalar) and slugify(description.value) == slugify(text_of(entry, "title")) != "":
        hint = "dites ce qu’on y trouve, ou supprimez la ligne."
        yield problem(description, "cette description répète le titre.", hint, "", warning=True)
    for node in chain.from_iterable(scalars(child(entry, key)) for key in ("publisher", "tags", "contact")):
        if node.plain and node.end > node.line:
            hint = "s’il y en a deux, commencez la seconde ligne par un tiret, comme la première."
            yield problem(
                node, f"cette valeur s’étend sur plusieurs lignes (lu : {quote(node.value)}).", hint, warning=True
            )
    for day in (*scalars(child(entry, "added")), *scalars(child(entry, "reviewed"))):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day.value) and day.value > f"{today}":
            yield problem(day, f"cette date est à venir (lu : {quote(day.value)}).", "vérifiez l’année.", warning=True)
