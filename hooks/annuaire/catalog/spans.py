"""A value in its line → the same line with what is meant in its place. Rows count from 0, None is a row taken away."""

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from annuaire.source.problems import Problem
from annuaire.source.quoting import QUOTED, written

Rows: TypeAlias = list[str | None]


class Span(NamedTuple):
    """A piece of a row and what takes its place; the rows after it, until ``last``, are taken away."""

    row: int
    start: int
    end: int
    text: str | None
    last: int

    def overlaps(self, other: "Span") -> bool:
        """Whether two pieces of one row have a character in common, or one of them takes the row away."""
        common = None in (self.text, other.text) or (self.start < other.end and other.start < self.end)
        return self.row == other.row and common


def replaced(rows: Rows, spans: Iterable[Span]) -> Rows:
    found = list(rows)
    for span in sorted(spans, key=lambda span: (span.row, -span.start)):
        row = found[span.row]
        if span.text is None or row is None:
            found[span.row] = None
        else:
            found[span.row] = row[: span.start] + span.text + row[span.end :]
        found[span.row + 1 : span.last + 1] = [None] * (span.last - span.row)
    return found


def span_of(rows: Rows, problem: Problem) -> Span | None:
    """Where in its rows the value of a problem is written, and how what is meant is written there."""
    _, last, end = problem.span
    row, start = problem.line - 1, problem.column - 1
    line = rows[row] if problem.meant is not None else None
    if line is None:
        return None
    if problem.meant == "":
        alone = re.fullmatch(r"\s+(?:[\w-]+ *:\s+)?", line[:start]) and re.fullmatch(r"\s*(?:#.*)?", line[end:])
        return Span(row, 0, 0, None, row) if alone and last == problem.line else None
    flow = re.search(r"[\[{,]\s*$|^[-\s]*\{", line[:start])
    text = written(problem.meant or "", flow=bool(flow), quoted=line[start : start + 1] in QUOTED)
    if isinstance(problem.meant, list) and line[:start].rstrip()[-1:] in ("[", ","):
        text = text[1:-1]  # a value of a list, which was several
    return Span(row, start, len(line) if last > problem.line else end, text, last - 1)
