"""What is wrong in a line, as its reading finds it; the quotes that a text must have. Rows, columns count from 0."""

import re
from enum import StrEnum
from typing import NamedTuple

SIGNS = "@`%&*!"
"""Signs with which a text without quotes cannot begin."""
NEEDS_QUOTES = re.compile(rf"[{SIGNS}](?!\S* *[\[{{]).|(?:(?! #).)*?:(?:\s|$)", re.DOTALL)
QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL)}
UNCLEAR = re.compile(r"\\|''| #|[,;] *[a-z]+: ")
"""An escape, a comment or a second key: what would be said by quotes around them is not certain."""
PAIRS = ("“”", "„“", "«»", "‟”")


class Kind(StrEnum):
    """What is wrong in a line; the value is its sentence, {0} what was read there."""

    MORE = "{0} de trop au début de {1}."
    LESS = "il manque {0} au début de {1}."
    TAB = "une tabulation sert de marge : il y faut des espaces."
    BLANK = "des espaces insécables servent de marge : il y faut des espaces simples."
    NO_DASH = "il manque un tiret devant cette ligne, qui commence une nouvelle entrée de la liste."
    DASH = "le tiret de liste s’écrit « - », suivi d’un espace (lu : {0})."
    COLON = "entre {0} et sa valeur, il faut deux-points, puis un espace."
    INSIDE = "deux-points suivis d’un espace à l’intérieur d’un texte : il faut des guillemets droits autour."
    SIGN = "un texte ne peut pas commencer par {0}, sauf entre guillemets droits."
    QUOTE = "ce guillemet n’est jamais refermé."
    FENCE = "cette ligne entoure l’exemple recopié : elle n’est pas de la liste."


class Mend(NamedTuple):
    """What is wrong in a row, and where; ``read`` is what its sentence quotes, or a number of spaces; ``last``: the
    last row of the value."""

    row: int
    column: int
    kind: Kind
    read: str | int = ""
    last: int = 0


def requote(texts: list[str]) -> tuple[Kind, int] | None:
    """Put between quotes, in place, the lines of a value that YAML would cut or refuse; leave what is not clear.

    Return what was wrong and where in the first line, None when nothing was changed.
    """
    value, whole = texts[0], "\n".join(texts)
    sign, end = value[:1], whole[-1:]
    if sign in QUOTED and not QUOTED[sign].match(whole):
        last = texts[-1].rstrip()
        texts[-1] = (last[:-1].rstrip() if last[-1] in "”“»’" else last) + sign
        return Kind.QUOTE, 0
    if sign in ("", "[", "{", *QUOTED) or not NEEDS_QUOTES.match(whole) or value.startswith("- "):
        return None
    odd = end in QUOTED and whole.count(end) % 2
    if odd and not whole[-2:-1].isdigit():
        texts[0] = end + value  # its opening quote was lost
    elif odd or UNCLEAR.search(whole):
        return None
    else:
        if sign + end in PAIRS and len(texts) == 1:
            texts[0] = value[1:-1].strip()
        texts[:] = [text.replace('"', '\\"') for text in texts]
        texts[0] = f'"{texts[0]}'
        texts[-1] += '"'
    return (Kind.SIGN, 0) if sign in SIGNS else (Kind.INSIDE, max(0, value.find(":")))
