"""What is probably a slip in a catalogue that can be published: warnings, each with its remedy."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from annuaire.source.problems import Problem
from annuaire.source.quoting import written
from annuaire.source.shown import quote
from annuaire.source.tree import Mapping, Node, Scalar, child, entries_of, problem, scalars, text_of, values_under
from annuaire.text import decode_entities, fold, slugify
from annuaire.url_cleaning import SHORTENERS, untracked_url
from annuaire.urls import host, url_fault

EXAMPLES = frozenset(map(slugify, (
    "Guide de la sobriété", "https://exemple.fr/guide-sobriete", "https://exemple.fr/guide-sobriete.pdf", "Mon guide",
    "Le guide du bénévole", "https://exemple.fr/guide-du-benevole",
    "Un guide pas à pas pour les personnes qui commencent.",
    "Guide de l’IA sobre", "https://exemple.fr/guide-ia-sobre", "https://exemple.fr/guide-ia-sobre.pdf",
    "Association Exemple", "Collectif Exemple", "contact@exemple.fr", "https://exemple.fr/webinaires",
    "Un guide de 12 pages : choisir ses outils, mesurer leurs effets, y renoncer.",
)))  # fmt: skip
"""Slugs of the values that docs/contribuer.md gives as an example, now or formerly."""
ARTICLES = re.compile(r"\b(?:les?|la|l|des?|du|d|une?|the)\b[\s'’]*|[\W_]+")
SURROUNDED = re.compile(r"([«“„])\s*([^«»“”„]+?)\s*[»”“]|(.*\S) *,", re.DOTALL)
SHORTEST = 6
"""Letters of a word under which one letter more or less makes another word."""


def doubts(root: Node | None, today: date) -> Iterator[Problem]:
    """Yield a warning for each probable slip of a tree whose shape may be wrong; ``today``: what is in the future."""
    entries = entries_of(root, "resources")
    for key, noun in (("publisher", "cet éditeur"), ("tags", "cette étiquette")):
        yield from _near_names([node for entry in entries for node in scalars(child(entry, key))], noun)
    for node in values_under(root, ("title", "description", "publisher", "url", "contact")):
        if slugify(node.value[:200]) in EXAMPLES:
            hint = "mettez ce qui vaut pour votre ressource."
            yield problem(node, "{} vient de l’exemple à recopier.", hint, warning=True)
        yield from _address(node)
    for entry in entries:
        yield from _entry(entry, today)


def _near_names(nodes: list[Scalar], noun: str) -> Iterator[Problem]:
    """Yield a warning for a name one letter, one plural, one article or one case away from another, more frequent or
    written before; ``noun``: what it is."""
    counts = Counter(node.value for node in nodes)
    known, better = dict[str, str](), dict[str, str]()
    for name in sorted(counts, key=lambda name: -counts[name]):  # stable: as they come, when as frequent
        spellings = set(_spellings(re.sub(r"[sx]$", "", ARTICLES.sub("", fold(name)))))
        if found := next((known[one] for one in spellings if one in known), ""):
            better[name] = found
        else:
            known |= dict.fromkeys(spellings, name)
    for node in nodes:
        if usual := better.get(node.value):
            message = f"{noun} ressemble à {quote(usual)}, déjà dans l’annuaire (lu : {{}})."
            yield problem(node, message, "si c’est la même chose, écrivez-la de la même façon.", usual, warning=True)


def _spellings(bare: str) -> Iterator[str]:
    """A name, and the same with one letter changed (« \\0 »), missing or in excess (« \\1 »)."""
    yield bare
    for at in range(len(bare) + 1 if len(bare) >= SHORTEST else 0):
        yield f"{bare[:at]}\1{bare[at:]}"
        if bare[at : at + 1].isalpha():
            yield f"{bare[:at]}\0{bare[at + 1 :]}"
            yield f"{bare[:at]}\1{bare[at + 1 :]}"


def _address(node: Scalar) -> Iterator[Problem]:
    """What an address, or a text that is one, holds too much, or hides."""
    url = node.value
    if not url.lower().startswith("http") or decode_entities(url) != url or url_fault(url):
        return
    if (clean := untracked_url(url)) != url:
        message = "cette adresse garde de quoi suivre ses lecteurs, ou ce qu’un navigateur a surligné (lu : {})."
        yield problem(node, message, f"écrivez {quote(clean, 200)}.", clean, certain=True, warning=True)
    if found := re.search(r"[.,;:!»”]+$" if "(" in url else r"[.,;:!»”)]+$", url):
        message = "cette adresse finit par {}, qui n’en est sans doute pas."
        bare = url[: found.start()]
        yield problem(node, message.format(quote(found[0])), f"écrivez {quote(bare, 200)}.", bare, warning=True)
    if host(url) in SHORTENERS:
        hint = "ouvrez-la, puis copiez l’adresse que montre votre navigateur."
        message = "cette adresse raccourcie peut cesser de mener quelque part (lu : {})."
        yield problem(node, message, hint, warning=True)


def _surrounded(node: Scalar, key: str) -> Iterator[Problem]:
    """Quotes around a whole value, or the comma of a list after it, would be read with it; a title or a sentence may
    stand between guillemets."""
    found = SURROUNDED.fullmatch(node.value)
    if found and not (found[1] == "«" and key in ("title", "description")):
        bare = found[2] or found[3]
        message = f"{'ces guillemets se liront' if found[1] else 'cette virgule se lira'} avec les mots (lu : {{}})."
        yield problem(node, message, f"écrivez {quote(bare, 200)}.", bare, certain=True, warning=True)


def _brackets(nodes: list[Scalar]) -> Iterator[Problem]:
    """Round brackets around all the tags are no list: they would be read with the words."""
    if not re.fullmatch(r"\([^()]+\)", ",".join(node.value for node in nodes)):
        return
    for node in dict.fromkeys((nodes[0], nodes[-1])):
        words = [word for part in re.split("[,;]", node.value.strip("()")) if (word := part.strip())]
        meant, told = words if len(words) > 1 else "".join(words), ", ".join(words)
        message = "ces parenthèses se liront avec les mots (lu : {})."
        yield problem(node, message, f"écrivez « {told} », sans elles.", meant or None, certain=True, warning=True)


def _spread(node: Scalar, key: str) -> Iterator[Problem]:
    """Over several lines, bullets are read with the words; only a sentence has other lines."""
    if not node.plain or node.end == node.line:
        return
    sign = node.value[:1]
    parts = [part.strip(" ;,") for part in re.split(rf"(?:^|\s){re.escape(sign)}\s*(?=\w)", node.value)[1:]]
    if sign in "-–—•·*" and len(parts) == node.end - node.line + 1:
        meant = " ; ".join(parts) if key == "description" else parts
        message = "les puces de cette liste se liront dans le texte."
        yield problem(node, message, f"écrivez « {written(meant)[:200]} ».", meant, certain=True, warning=True)
    elif key != "description":
        hint = f"réécrivez en une ligne celles de {node.line} à {node.end} ; plusieurs valeurs : [un, deux]."
        yield problem(node, "cette valeur s’étend sur plusieurs lignes (lu : {}).", hint, warning=True)


def _entry(entry: Mapping, today: date) -> Iterator[Problem]:
    for node in scalars(child(entry, "title")):
        if node.value.isupper() and len(re.findall(r"[^\W\d_]{4,}", node.value)) > 1:
            hint = f"écrivez-le en minuscules, sauf les sigles : {quote(node.value.capitalize())}."
            yield problem(node, "ce titre est tout en capitales.", hint, warning=True)
    for node in scalars(child(entry, "description")):
        if slugify(node.value) == slugify(text_of(entry, "title")) != "":
            hint = "dites ce qu’on y trouve, ou supprimez la ligne."
            yield problem(node, "cette description répète le titre.", hint, "", warning=True)
    yield from _brackets(scalars(child(entry, "tags")))
    for key in ("title", "description", "publisher", "tags", "contact"):
        for node in scalars(child(entry, key)):
            yield from _spread(node, key) if key != "title" else ()
            yield from _surrounded(node, key)
    for day in (*scalars(child(entry, "added")), *scalars(child(entry, "reviewed"))):
        if re.fullmatch(r"\d{4}-(?:0\d|1[0-2])-[0-3]\d", day.value) and day.value > f"{today}":
            yield problem(day, "cette date est à venir (lu : {}).", "vérifiez l’année.", warning=True)
