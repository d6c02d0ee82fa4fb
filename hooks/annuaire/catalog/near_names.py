"""Labels and publishers that are probably one: near-identical spellings."""

import re
from collections import Counter
from collections.abc import Iterator

from annuaire.source.problems import Problem
from annuaire.source.shown import quote
from annuaire.source.tree import Scalar, problem
from annuaire.text import fold

ARTICLES = re.compile(r"\b(?:les?|la|l|des?|du|d|une?|the)\b[\s'’]*|[\W_]+")
SHORTEST = 6
"""Letters of a word under which one letter more or less makes another word."""


def near_names(nodes: list[Scalar], noun: str) -> Iterator[Problem]:
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
