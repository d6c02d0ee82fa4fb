"""Remedies: each is tried on a copy of the file, and only shown if it mends what it should. Rows count from 0."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple, TypeAlias

from annuaire.catalog.spans import Rows, Span, replaced, span_of
from annuaire.source.mended_rows import MendedRows
from annuaire.source.problems import Edit, Problem
from annuaire.source.shown import quote
from annuaire.source.syntax_errors import MARGINS, Kind, Mend
from annuaire.source.tree import Node, entries_of

REREAD = 400_000
"""Lines checked again, at most, to read the faulty entries line by line."""
WHOLE = 20_000
"""Lines of a file that is checked again whole."""
TRIES = 5
"""Times that remedies are tried together; each time, those that fail are set aside."""


class Verdict(NamedTuple):
    """What the check says of a text: its tree, the problems of its syntax, then those of the rules."""

    root: Node | None
    problems: list[Problem]


Judge: TypeAlias = Callable[[str], Verdict]
Meaning: TypeAlias = Callable[[str, str], str]


def remedied(text: str, first: Verdict, judge: Judge, meaning: Meaning) -> tuple[list[Problem], Rows]:
    """Return the problems of a text with their fixes, and its lines with all that is certain done.

    ``meaning``: which key a word is (MendedRows).
    """
    lines = text.split("\n")
    near = near_faults(lines, first)
    outline = MendedRows(near, meaning)
    taken = _structure(outline, near, first, judge)
    rows = _mended(lines, outline, taken)
    verdict = judge(_whole(rows)) if taken else first
    problems = verdict.problems
    spans = _spans(rows, problems)
    kept = _tried(_mended(near, outline, taken), spans, problems, judge)
    final = replaced(rows, kept.values())
    certain = replaced(rows, [span for at, span in kept.items() if problems[at].certain])
    found = [*_told(outline, final, taken)]
    fixes = {at: _edit(final, span.row, span.last) for at, span in kept.items()}
    found += (replace(_placed(one, lines, rows), fix=fixes.get(at)) for at, one in enumerate(problems))
    return found, certain


def _spans(rows: Rows, problems: list[Problem]) -> dict[int, Span]:
    """Where each problem that says what is meant is written, by its rank; of two at one place, the first: an error."""
    found = dict[int, Span]()
    for at, one in enumerate(problems):
        if (span := span_of(rows, one)) and not any(map(span.overlaps, found.values())):
            found[at] = span
    return found


def _whole(rows: Rows) -> str:
    return "\n".join(row or "" for row in rows)


def _edit(rows: Rows, first: int, last: int) -> Edit:
    kept = [row for row in rows[first : last + 1] if row is not None]
    return Edit(line=first + 1, end_line=last + 1, text="\n".join(kept).replace("\t", " "))


def _placed(problem: Problem, lines: list[str], rows: Rows) -> Problem:
    """A problem found in the mended row, at its column in the row as written."""
    row = problem.line - 1
    tail = (rows[row] or "")[problem.column - 1 :] if row < len(rows) else ""
    moved = row < len(rows) and lines[row].endswith(tail)
    return replace(problem, column=len(lines[row]) - len(tail) + 1) if moved else problem


def _structure(outline: MendedRows, lines: list[str], first: Verdict, judge: Judge) -> set[int]:
    """The rank, in ``outline.starts``, of the entries that the outline mends."""
    refused, allowance = set[int](), REREAD // len(lines)
    while allowance > 0:
        taken, verdict, told = set[int](), first, first.problems
        while allowance > 0 and (more := _ill(outline, verdict) - taken - refused):
            taken |= more
            verdict, allowance = judge(_whole(_mended(lines, outline, taken))), allowance - 1
            told = told + verdict.problems
        worse = _worse(outline, taken, told, verdict)
        if not worse:
            return taken
        refused |= worse
    return set()


def _mended(lines: list[str], outline: MendedRows, taken: set[int]) -> Rows:
    """The rows as they are, but for those of some entries."""
    rows = zip(lines, outline.rows, strict=True)
    return [mended if outline.rank(at) in taken else line for at, (line, mended) in enumerate(rows)]


def _ill(outline: MendedRows, verdict: Verdict) -> set[int]:
    """The entries that the outline mends and where something is wrong, or beside one that it does not mend."""
    mendable = {outline.rank(mend.row) for mend in outline.mends}
    ill = {outline.rank(one.line - 1) for one in verdict.problems if not one.warning}
    return mendable & {rank + step for rank in ill for step in (0, -1, 1) if rank not in mendable or not step}


def _worse(outline: MendedRows, taken: set[int], told: list[Problem], verdict: Verdict) -> set[int]:
    """Of the entries taken, those where nothing of what was ``told`` is mended, or that are not whole after it."""
    found = verdict.problems
    still = {(one.line, one.message) for one in found}
    gone = {outline.rank(one.line - 1) for one in told if (one.line, one.message) not in still}
    split = {outline.rank(mend.row) for mend in outline.mends if mend.kind is Kind.NO_DASH}
    bad = {outline.rank(at) for one in found if one.torn for at in range(one.line - 1, max(one.line, one.span[1]))}
    useless = {rank for rank in taken if not gone.intersection((rank - 1, rank, rank + 1))}
    return useless | bad & taken | {rank for rank in taken & split if rank - 1 in bad}


def _tried(rows: Rows, spans: dict[int, Span], problems: list[Problem], judge: Judge) -> dict[int, Span]:
    """The spans that mend, all together: none whose problem is still there, or that brings another one to its lines."""
    known, kept = {(one.line, one.message) for one in problems}, dict(spans)
    for _ in range(TRIES):
        found = judge(_whole(replaced(rows, kept.values()))).problems if kept else []
        still = {(one.line, one.message): one.warning and one.meant for one in found}
        new = {line for (line, message), doubt in still.items() if not doubt and (line, message) not in known}
        tried, kept = kept, {
            at: span for at, span in kept.items()
            if (problems[at].line, problems[at].message) not in still
            and new.isdisjoint(range(span.row + 1, span.last + 2))
        }  # fmt: skip
        if kept == tried:
            return kept
    return {}


def near_faults(lines: list[str], verdict: Verdict) -> list[str]:
    """The lines, but of a long file, blank from the third one on in each entry that has no fault and stands beside none
    that has: two lines show that it is an entry, and in which column."""
    found, entries = [*lines], entries_of(verdict.root, "resources") if len(lines) > WHOLE else []
    faults = sorted(one.line for one in verdict.problems)
    for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
        at = bisect_left(faults, before.line)
        if at == len(faults) or faults[at] > after.end:
            found[entry.line + 1 : entry.end] = [""] * (entry.end - entry.line - 1)
    return found


def _told(outline: MendedRows, final: Rows, taken: set[int]) -> Iterator[Problem]:
    """The problems of the entries that were mended line by line, one for all the lines whose margin has one fault."""
    mends = sorted(mend for mend in set(outline.mends) if outline.rank(mend.row) in taken)
    margins = [mend for mend in mends if mend.kind in MARGINS]
    filled = [row for row, line in enumerate(outline.lines) if line.strip() and line.strip()[0] != "#"]
    rank = {row: at for at, row in enumerate(filled)}
    for _, group in groupby(
        enumerate(margins), lambda pair: (pair[1].kind, pair[1].read, rank.get(pair[1].row, -1) - pair[0])
    ):
        found = [mend for _, mend in group]
        yield _problem(found[0], found[-1].row, final)
    for mend in (mend for mend in mends if mend.kind not in MARGINS):
        yield _problem(mend, max(mend.row, mend.last), final)


def _problem(mend: Mend, last: int, final: Rows) -> Problem:
    several = last > mend.row and mend.kind in MARGINS
    read = quote(mend.read) if isinstance(mend.read, str) else f"{mend.read} espaces" if mend.read > 1 else "une espace"
    message = f"lignes {mend.row + 1} à {last + 1} : " * several
    message += mend.kind.format(read, "chaque ligne" if several else "la ligne")
    return Problem(mend.row + 1, mend.column + 1, message, certain=True, fix=_edit(final, mend.row, last))
