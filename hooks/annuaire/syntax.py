"""What a YAML syntax error means, in French: the place is where the contributor must look."""

from __future__ import annotations

import re
from typing import Any

import yaml

from annuaire.problems import Problem, quote

KEY = re.compile(r"^\s*(?:- +)?(?P<key>[\w-]+) *:(?: +|$)(?P<value>.*)$")
QUOTED = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*(?P<rest>[^\s#].*)")
RESERVED = "@`%"


def diagnose(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """Return the problem behind a parser's error, read from the line where it stopped."""
    lines = text.split("\n")
    mark: Any = error.problem_mark or error.context_mark
    row = min(mark.line, len(lines) - 1)
    line, what = lines[row], error.problem or ""
    start = error.context_mark

    if "quoted scalar" in (error.context or "") and start is not None:
        message = "ce guillemet n’est jamais refermé."
        return Problem(start.line + 1, start.column + 1, message, "ajoutez le même guillemet droit à la fin du texte.")
    if "flow" in (error.context or "") and start is not None:
        if "nesting" in what:
            return Problem(row + 1, mark.column + 1, "trop de niveaux imbriqués.", "une liste s’écrit [un, deux].")
        message = "cette liste n’est pas refermée."
        return Problem(start.line + 1, start.column + 1, message, "ajoutez « ] » à la fin : [un, deux].")
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[mark.column : mark.column + 1] == "\t":
        column = line.index("\t") + 1
        return Problem(row + 1, column, "une tabulation sert de marge.", "remplacez-la par des espaces.")
    found = KEY.match(line)
    if found and (value := found["value"]):
        column = found.start("value") + 1
        quoted = f'écrivez {found["key"]}: "{_inside(value)}"'
        if value[0] in RESERVED:
            return Problem(row + 1, column, f"un texte ne peut pas commencer par « {value[0]} ».", quoted)
        if (tail := QUOTED.match(value)) is not None:
            message = f"du texte suit le guillemet fermant : {quote(tail['rest'])}."
            hint = f"entourez tout le texte de guillemets droits et remplacez ceux du dedans par « … » : {quoted}"
            return Problem(row + 1, column + tail.start("rest"), message, hint)
        if "mapping values" in what and re.search(r":(\s|$)", value):
            column += value.index(":")
            return Problem(row + 1, column, "deux-points suivis d’un espace à l’intérieur d’un texte.", quoted)
        if value[0] in "&*!":
            return Problem(row + 1, column, f"un texte ne peut pas commencer par « {value[0]} ».", quoted)
    if "could not find expected ':'" in what and start is not None:
        row = start.line
        message = f"il manque « : » après {quote(lines[row].strip())}."
        return Problem(
            row + 1,
            start.column + 1,
            message,
            "une ligne s’écrit « clé: valeur », avec un espace après les deux-points.",
        )
    message = "cette ligne n’est pas alignée avec celles qui la précèdent."
    hint = "les clés d’une même ressource commencent toutes à la même colonne, deux espaces après le tiret."
    return Problem(row + 1, len(indent) + 1, message, hint)


def _inside(value: str) -> str:
    """The text as it would stand between double quotes."""
    shown = value.strip().strip("\"'")
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    return shown.replace("\\", "\\\\").replace('"', '\\"')
