"""What is wrong in a file, where, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SHOWN = 50
"""Problems printed in full; the rest is only counted, so that a report stays readable."""
LIMIT = 1000
"""Problems counted; a file with more is wrong from end to end, and its reading stops there."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: ``line`` and ``column`` count from 1; ``hint`` says what to write instead."""

    line: int
    column: int
    message: str
    hint: str = ""


class InvalidCatalog(Exception):
    """Every problem of one file, in the order of its lines; ``text`` is the file as read."""

    def __init__(self, path: Path, problems: list[Problem], text: str = "") -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = sorted(problems)
        self.text = text

    def __str__(self) -> str:
        return as_text(self)


def quote(value: str, limit: int = 60) -> str:
    """Show contributed text inside a message: one line, bounded, printable characters only."""
    shown = "".join(c if c.isprintable() else "·" for c in value[:limit])
    return f"« {shown}… »" if len(value) > limit else f"« {shown} »"


def as_text(invalid: InvalidCatalog) -> str:
    """Return the report for a person: place, sentence and remedy of each problem, then a count."""
    rows = []
    for problem in invalid.problems[:SHOWN]:
        rows.append(f"{invalid.path}:{problem.line}:{problem.column} : {problem.message}")
        if problem.hint:
            rows.append(f"    Astuce : {problem.hint}")
    count = len(invalid.problems)
    least = "au moins " if count >= LIMIT else ""
    if count > SHOWN:
        rows.append(f"… et {least}{count - SHOWN} autres problèmes, qui ne sont pas affichés.")
    plural = "s" if count > 1 else ""
    rows.append(f"{least}{count} problème{plural} à corriger dans {invalid.path}.".capitalize())
    return "\n".join(rows)
