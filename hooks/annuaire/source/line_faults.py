"""What one line of YAML says of its own fault, in French. Rows and columns of a text count from 0."""

import re
from typing import Any

import yaml

from annuaire.source.problems import Problem, quote

KEY = re.compile(r"(?P<margin>\s*(?:- +)?)(?P<key>[\w-]+) *:(?:\s+|$)(?P<value>.*)")
SECTION = re.compile(r"(?:categories|formats|synonyms|resources) *")
MARGIN = re.compile(r"[ -]*(?P<odd>[^\S \n])")
QUOTES = "mettez tout le texte entre guillemets droits"
ROLES = {"&": "une ancre", "*": "une répétition", "!": "un type"}
LONGEST = 2000
"""Characters of a line that are looked at: what is wrong in it stands near its beginning."""


class Fault:
    """Where a parser stopped, and the line that it was reading; rows and columns count from 0."""

    def __init__(self, error: yaml.MarkedYAMLError, text: str) -> None:
        self.lines = text.split("\n")
        last = len(self.lines) - 1 - (not self.lines[-1] and len(self.lines) > 1)
        mark: Any = error.problem_mark or error.context_mark
        self.ended = mark.line > last
        self.row, self.column = min(mark.line, last), 0 if self.ended else mark.column
        start: Any = error.context_mark or mark
        self.start = (min(start.line, last), start.column)
        self.what, self.context = f"{error.problem}", f"{error.context}"
        self.line = self.lines[self.row][:LONGEST]
        self.above = next((row for row in range(self.row - 1, -1, -1) if self.lines[row].strip()), self.row)


def misplaced_sign(lines: list[str], row: int, column: int, *, alone: bool = False) -> Problem:
    """A text begins with a sign that YAML keeps for itself; rows and columns count from 0.

    ``alone``: the sign and its word stand before a list or an entry, which they name.
    """
    line = lines[row][: column + LONGEST]
    sign, found = line[column : column + 1], KEY.match(line)
    if sign == "," and line[:column].rstrip()[-1:] in (",", "[", "{"):
        return at(row, column, "cette virgule est de trop.", "supprimez-la.")
    if alone:
        hint = f"supprimez {quote(line[column:].split()[0])}."
    elif line[:column].endswith("<<: "):
        hint = "recopiez ici les lignes à répéter."
    elif found and found.start("value") == column:
        hint = quoted(found)
    else:
        end = re.search(r" *[,\]}]|$", line[column + 1 :])
        hint = f'écrivez "{inside(line[column : column + 1 + (end.start() if end else 0)])}".'
    if sign == "-":
        hint = f"une liste commence à la ligne suivante : un tiret, un espace, une valeur ; si c’est un texte, {hint}"
    if sign in ">|":
        hint = f"{hint.rstrip('.')}, ou placez le texte à partir de la ligne suivante, décalé de deux espaces."
    role = f" : ce signe annonce {ROLES[sign]}, que l’annuaire n’admet pas" if sign in ROLES else ""
    return at(row, column, f"un texte ne peut pas commencer par « {sign} »{role}.", hint)


def odd_margin(lines: list[str], row: int) -> Problem | None:
    """A line begins with something else than spaces that looks like them."""
    found = MARGIN.match(lines[row][:LONGEST])
    if not found:
        return None
    what = "une tabulation sert" if found["odd"] == "\t" else "des espaces insécables servent"
    hint = "remplacez-la par des espaces." if found["odd"] == "\t" else "remplacez-les par des espaces simples."
    return at(row, found.start("odd"), f"{what} de marge.", hint)


def at(row: int, column: int, message: str, hint: str) -> Problem:
    return Problem(row + 1, column + 1, message, hint)


def quoted(found: re.Match[str]) -> str:
    return f'écrivez {found["key"]}: "{inside(found["value"])}".'


def inside(value: str) -> str:
    """The text as it would stand between double quotes."""
    shown = value.strip()
    if shown[:1] == '"':
        shown = shown.replace('"', "")
    shown = shown.strip("'")
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    return shown.replace("\\", "\\\\").replace('"', '\\"')


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())
