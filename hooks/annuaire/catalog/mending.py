"""Remedies: each is tried on a copy of the file, and only shown if it mends what it should. Rows count from 0."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias

from annuaire.catalog.aliases import key_of
from annuaire.catalog.fields import FIELDS
from annuaire.catalog.shape import SECTIONS
from annuaire.catalog.spans import Rows, Span, replaced, span_of
from annuaire.source.outline import Outline
from annuaire.source.problems import SHOWN, Edit, Problem, quote
from annuaire.source.syntax_errors import Kind, Mend
from annuaire.source.tree import Mapping, Node, entries_of

MARGINS = {Kind.MORE, Kind.LESS, Kind.TAB, Kind.BLANK}
REREAD = 400_000
"""Lines checked again, at most, to read the faulty entries line by line."""
ONE_BY_ONE = 20_000
"""Lines checked again, at most, to try remedies one at a time."""


class Verdict(NamedTuple):
    """What the check says of a text: its tree, the problems of its syntax, then those of the rules."""

    root: Node | None
    syntax: list[Problem]
    rules: list[Problem]


Judge: TypeAlias = Callable[[str], Verdict]


@lru_cache(maxsize=4096)
def key_meant(word: str, table: str) -> str:
    """Return the key of a table ("" for the file's own) that a word is, or is a known other name of; else ""."""
    return key_of(word, FIELDS.get(table, {}) if table else SECTIONS)


def remedied(text: str, first: Verdict, judge: Judge) -> tuple[list[Problem], Rows]:
    """Return the problems of a text with their fixes, and its lines with all that is certain done."""
    lines = text.split("\n")
    sound = all(one.warning for one in first.syntax + first.rules)
    outline = Outline([] if sound else lines, key_meant)
    rows, taken = (list[str | None](lines), set[int]()) if sound else _structure(outline, first, judge)
    verdict = judge(_joined(rows)) if taken else first
    problems = verdict.syntax + verdict.rules
    spans = {at: span for at, one in enumerate(problems) if (span := span_of(rows, one))}
    kept = _tried(_concerned(rows, verdict.root, spans), spans, problems, judge)
    final = replaced(rows, kept.values())
    certain = replaced(rows, [span for at, span in kept.items() if problems[at].certain])
    found = [*_told(outline, final, taken)]
    for at, one in enumerate(problems):
        fix = _edit(final, kept[at].row, kept[at].last) if at in kept else None
        found.append(replace(_placed(one, lines, rows), fix=fix))
    return found, certain


def _joined(rows: Rows) -> str:
    return "\n".join(row or "" for row in rows)


def _edit(rows: Rows, first: int, last: int) -> Edit:
    kept = [row for row in rows[first : last + 1] if row is not None]
    return Edit(line=first + 1, end_line=last + 1, text="\n".join(kept))


def _placed(problem: Problem, lines: list[str], rows: Rows) -> Problem:
    """A problem found in the mended row, at its column in the row as written."""
    row = problem.line - 1
    tail = (rows[row] or "")[problem.column - 1 :] if row < len(rows) else ""
    moved = row < len(rows) and rows[row] != lines[row] and lines[row].endswith(tail)
    return replace(problem, column=len(lines[row]) - len(tail) + 1) if moved else problem


def _structure(outline: Outline, first: Verdict, judge: Judge) -> tuple[Rows, set[int]]:
    """The rows with the entries that the outline mends, and which these are, by their rank in ``outline.starts``."""
    starts, lines = outline.starts, outline.lines
    mendable = {bisect_right(starts, mend.row) - 1 for mend in outline.mends}
    split = {bisect_right(starts, mend.row) - 1 for mend in outline.mends if mend.kind is Kind.NO_DASH}
    refused, allowance = set[int](), REREAD // len(lines)
    while allowance > 0:
        taken, rows, verdict = set[int](), list[str | None](lines), first
        for _ in range(SHOWN):
            ill = {bisect_right(starts, one.line - 1) - 1 for one in verdict.syntax + verdict.rules if not one.warning}
            near = {rank + step for rank in ill for step in (0, -1, 1) if rank not in mendable or not step}
            if not (more := near & mendable - taken - refused):
                break
            taken |= more
            for rank in more:
                end = starts[rank + 1] if rank + 1 < len(starts) else len(lines)
                rows[starts[rank] : end] = outline.rows[starts[rank] : end]
            verdict, allowance = judge(_joined(rows)), allowance - 1
        still = {(one.line, one.message) for one in verdict.syntax + verdict.rules}
        gone = {
            bisect_right(starts, one.line - 1) - 1
            for one in first.syntax + first.rules
            if (one.line, one.message) not in still
        }
        useless = {rank for rank in taken if not gone.intersection((rank - 1, rank, rank + 1))}
        bad = {bisect_right(starts, line - 1) - 1 for line in _misshapen(verdict)}
        worse = useless | bad & taken | {rank for rank in taken & split if rank - 1 in bad}
        if not worse:
            return rows, taken
        refused |= worse
    return list(lines), set()


def _misshapen(verdict: Verdict) -> Iterator[int]:
    """The lines of syntax faults, and of the entries that lack a key or have an unknown one."""
    yield from (one.line for one in verdict.syntax)
    for table in ("categories", "formats", "resources"):
        for entry in entries_of(verdict.root, table):
            yield from _strange(entry, table)


def _strange(entry: Mapping, table: str) -> Iterator[int]:
    keys = {key_meant(key.value, table) for key, _ in entry.pairs}
    if not {name for name, field in FIELDS[table].items() if field.required} <= keys:
        yield from range(entry.line, entry.end + 1)
    for key, value in entry.pairs:
        if key_meant(key.value, table) == "links":
            for link in getattr(value, "items", []):
                yield from _strange(link, "links") if isinstance(link, Mapping) else (value.line,)


def _concerned(rows: Rows, root: Node | None, spans: dict[int, Span]) -> Rows:
    """Of a file that would take long to check again, the entries where something is tried; of another, every row."""
    entries = entries_of(root, "resources") if len(rows) > ONE_BY_ONE else []
    found, touched = [*rows], {span.row for span in spans.values()}
    for entry in entries:
        if touched.isdisjoint(range(entry.line - 1, entry.end)):
            found[entry.line - 1 : entry.end] = [None] * (entry.end - entry.line + 1)
    return found


def _tried(rows: Rows, spans: dict[int, Span], problems: list[Problem], judge: Judge) -> dict[int, Span]:
    """The spans that mend, tried together, then one by one those that do not go together."""
    known = {(one.line, one.message) for one in problems}
    kept, doubtful = dict(spans), dict[int, Span]()
    for _ in range(5):
        if not kept:
            break
        failed = _failed(kept, problems, known, judge(_joined(replaced(rows, kept.values()))))
        if not failed:
            break
        doubtful |= {at: kept.pop(at) for at in failed}
    else:
        doubtful, kept = doubtful | kept, {}
    allowance = max(1, ONE_BY_ONE // len(rows))
    for at, span in list(doubtful.items())[: min(allowance, SHOWN)]:
        if not _failed({at: span}, problems, known, judge(_joined(replaced(rows, [span])))):
            kept[at] = span
    return kept


def _failed(
    spans: dict[int, Span], problems: list[Problem], known: set[tuple[int, str]], verdict: Verdict
) -> list[int]:
    """Those whose problem is still there, or that bring another one to their lines."""
    now = {(one.line, one.message) for one in verdict.syntax + verdict.rules if not one.warning or not one.meant}
    still = {(one.line, one.message) for one in verdict.syntax + verdict.rules}
    new = {line for line, message in now - known}
    return [
        at for at, span in spans.items()
        if (problems[at].line, problems[at].message) in still or new.intersection(range(span.row + 1, span.last + 2))
    ]  # fmt: skip


def _told(outline: Outline, final: Rows, taken: set[int]) -> Iterator[Problem]:
    """The problems of the entries that were mended line by line, one for all the lines whose margin has one fault."""
    mends = sorted(mend for mend in set(outline.mends) if bisect_right(outline.starts, mend.row) - 1 in taken)
    margins = [mend for mend in mends if mend.kind in MARGINS]
    filled = [row for row, line in enumerate(outline.lines) if line.strip() and line.strip()[0] != "#"]
    rank = {row: at for at, row in enumerate(filled)}
    for _, group in groupby(
        enumerate(margins), lambda pair: (pair[1].kind, pair[1].read, rank.get(pair[1].row, -1) - pair[0])
    ):
        found = [mend for _, mend in group]
        yield _problem(found[0], found[-1].row, final)
    for mend in mends:
        if mend.kind not in MARGINS:
            yield _problem(mend, max(mend.row, mend.last), final)


def _problem(mend: Mend, last: int, final: Rows) -> Problem:
    several = last > mend.row and mend.kind in MARGINS
    read = quote(mend.read) if isinstance(mend.read, str) else f"{mend.read} espaces" if mend.read > 1 else "une espace"
    message = f"lignes {mend.row + 1} à {last + 1} : " * several
    message += mend.kind.format(read, "chaque ligne" if several else "la ligne")
    return Problem(mend.row + 1, mend.column + 1, message, certain=True, fix=_edit(final, mend.row, last))
