"""What is wrong in the syntax of a file, in French: what its parser says, or what a reading line by line finds."""

import re
from enum import StrEnum
from typing import Any, NamedTuple

import yaml

from annuaire.source.shown import quote

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
QUOTE_IT = "mettez tout le texte entre guillemets droits."
AT, BEGUN, ABOVE, FIRST = range(4)
"""The place of an error: where the parser stopped, where what it was reading begins, the line above, the first one."""
ERRORS = (
    ("quoted scalar.*(?:of stream|document)", BEGUN, "ce guillemet n’est jamais refermé.",
     "ajoutez le même guillemet droit à la fin du texte."),
    ("quoted scalar", AT, "dans un texte entre guillemets droits \"…\", le signe « \\ » a un sens particulier.",
     "remplacez chaque « \\ » par « \\\\ »."),
    ("document start.*\n.*\n.*\n\\.{3}", ABOVE, "« ... » termine le document : la suite n’est pas lue.",
     "supprimez cette ligne."),
    ("expected key.*\n(?![\\w-]+ *:).*\n.*\n.* #", ABOVE, "« # » commence un commentaire : la suite n’est pas lue.",
     f"{QUOTE_IT[:-1]}, ou retirez « # »."),
    ("document start", FIRST, "des espaces précèdent la première ligne du fichier.",
     "supprimez-les : « categories: » et « resources: » sont tout à gauche."),
    ("block scalar", BEGUN, "le texte qu’annonce {} commence à la ligne suivante.",
     f"décalez-le de deux espaces de plus que sa clé ; ou {QUOTE_IT}"),
    ("nesting", AT, "trop de niveaux imbriqués.", "une liste s’écrit [un, deux]."),
    ("expected ','.*\n(?![\\w-]+ *:\\s|[\\]}]|- |\n).*\n(?! *(?:- +)?[\\w-]+ *:)", AT,
     "il manque une virgule avant cet endroit.", f"une liste s’écrit [un, deux] ; si c’est un texte, {QUOTE_IT}"),
    ("flow (?:sequence|mapping)", BEGUN, "ce qu’ouvre {} n’est pas refermé.",
     f"une liste s’écrit [un, deux] ; si c’est un texte, {QUOTE_IT}"),
    ("flow node", AT, "il manque une valeur à cet endroit de la liste.", "une liste s’écrit [un, deux]."),
    ("expected ':'", BEGUN, "cette ligne n’annonce rien, et ne suit aucun texte.",
     "une remarque commence par « # » ; la suite d’un texte, par six espaces ; le reste s’écrit « title: Mon guide »."),
    ("mapping values.*\n(:.*)\n[^:\n]*\\1\n[^:\n]*$", ABOVE, "cette ligne n’est ni une clé, ni le début d’une entrée.",
     "chaque entrée commence par un tiret : « - title: … » ; effacez ce qui n’en est pas une."),
    ("mapping values", AT, "deux-points suivis d’un espace à l’intérieur d’un texte.",
     f"si c’est une autre clé, mettez-la sur sa propre ligne, alignée avec les autres ; sinon, {QUOTE_IT}"),
    ("^.*\n(- +[\\w-]+ *:.*)\n(?!\\1\n| *- )", AT, "une ressource commence ici, au milieu d’une ligne.",
     "coupez la ligne à cet endroit : « - title » commence la suivante, après deux espaces."),
    ("any token|an alias|an anchor|a tag|directive|mapping keys|block node", BEGUN,
     "un texte ne peut pas commencer par {}, sauf entre guillemets droits.", QUOTE_IT),
    ("tab character", AT, "une tabulation sert de marge.", "remplacez-la par des espaces."),
    ("", AT, "cette ligne n’est pas à sa place, ou quelque chose suit la valeur de celle du dessus.",
     "les lignes d’une même ressource commencent toutes à la même colonne, deux espaces après son tiret."),
)  # fmt: skip
"""A pattern of libyaml's message, then of the rest of the line, of the line and of the one above, after a line break
each; the place; what that means ({}: the sign at this place); what to do."""


def syntax_error(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int, str, str]:
    """Return what the parser says of a text: line and column, from 1, of a place inside it, sentence, remedy."""
    mark: Any = error.problem_mark or error.context_mark
    begun: Any = error.context_mark or mark
    row = min(mark.line, len(lines) - 1)
    rest = lines[row][mark.column :] if row == mark.line else ""
    filled = [at for at in range(row) if lines[at].strip() and lines[at].strip()[0] != "#"] or [row]
    told = "\n".join((f"{error.context} {error.problem}", rest, lines[row], lines[filled[-1]]))
    _, place, message, hint = next(one for one in ERRORS if re.search(one[0], told))
    row = (row, min(begun.line, row), filled[-1], filled[0])[place]
    margin = len(lines[row]) - len(lines[row].lstrip())
    column = (mark.column, begun.column, margin, margin)[place]
    return row + 1, column + 1, message.format(quote(lines[row][column : column + 1])), hint


class Kind(StrEnum):
    """What is wrong in a line; the value is its sentence, {0} what was read there."""

    MORE = "{0} de trop au début de {1}."
    LESS = "il manque {0} au début de {1}."
    TAB = "une tabulation sert de marge : il y faut des espaces."
    BLANK = "des espaces insécables servent de marge : il y faut des espaces simples."
    COPIED = "le signe {0}, au début de {1}, a été recopié avec."
    NO_DASH = "il manque un tiret devant cette ligne, qui commence une nouvelle entrée de la liste."
    GLUED = "il manque un espace simple après ce tiret."
    EXTRA = "un tiret de trop : une ressource n’en a qu’un, devant sa première ligne."
    LINK = "une autre adresse s’écrit avec deux mots : « title », puis « url »."
    DASH = "le tiret de liste s’écrit « - », suivi d’un espace (lu : {0})."
    COLON = "entre {0} et sa valeur, il faut deux-points, puis un espace."
    REMARK = "une remarque commence par « # »."
    FENCE = "cette ligne entoure l’exemple recopié : elle n’est pas de la liste."
    INSIDE = "deux-points suivis d’un espace à l’intérieur d’un texte : il faut des guillemets droits autour."
    SIGN = "un texte ne peut pas commencer par {0}, sauf entre guillemets droits."
    AFTER = "rien ne doit suivre le guillemet fermant : les guillemets droits entourent tout le texte."
    OPEN = "ce guillemet n’est jamais refermé."
    BULLETS = "une description est un seul texte, sans tirets ni puces."
    BRACE = "cette accolade n’est jamais refermée."
    LIST = "une liste s’écrit entre crochets, avec une virgule entre deux valeurs."


MARGINS = (Kind.MORE, Kind.LESS, Kind.TAB, Kind.BLANK, Kind.COPIED)
WHOLE_LINES = (Kind.NO_DASH, Kind.GLUED, Kind.DASH, Kind.EXTRA, Kind.BULLETS, Kind.LINK)
"""What says all that is wrong in its lines, their margin included."""


class Mend(NamedTuple):
    """What is wrong in a row, and where; ``read`` is what its sentence quotes, or a number of spaces; ``last``: the
    last row of the value."""

    row: int
    column: int
    kind: Kind
    read: str | int = ""
    last: int = 0
