"""What is wrong in a file, where, and how to say it to a person, a forge or a program."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

SHOWN = 50
"""Problems printed in full; the rest is only counted, so that a report stays readable."""
LIMIT = 1000
"""Problems counted; a file with more is wrong from end to end, and its reading stops there."""
WIDTH = 100
"""Characters of a line that a report shows."""
JOINER, EMOJI_STYLE = "\u200d", "\ufe0f"


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
        self.text = text
        self._lines = text.removesuffix("\n").split("\n")
        self.problems = sorted(map(self._inside, problems))

    def _inside(self, problem: Problem) -> Problem:
        """A parser may stop after the last line, where there is nothing to look at."""
        line = min(problem.line, len(self._lines))
        return replace(problem, line=line, column=min(problem.column, len(self._lines[line - 1]) + 1))

    def line(self, problem: Problem) -> str:
        """Return the line of a problem, as written; "" when the file could not be read."""
        return self._lines[problem.line - 1]

    def __str__(self) -> str:
        return text_report(self)


def quote(value: str, limit: int = 60) -> str:
    """Show contributed text inside a message: one line, bounded, printable characters only."""
    return f"« {printable(value[:limit])}… »" if len(value) > limit else f"« {printable(value)} »"


def printable(text: str) -> str:
    """Return a text of the same length where nothing moves a cursor, turns a line around or commands a CI runner."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c == JOINER else _mark(c) for c in text)
    return RUNNER_COMMAND.sub("#·", text)


def _mark(c: str) -> str:
    return "→" if c == "\t" else " " if c.isspace() else "·"


RUNNER_COMMAND = re.compile(r"##(?=\w*\[)")  # « ##[error] » is obeyed anywhere in a line of a GitHub or Azure log


def text_report(invalid: InvalidCatalog) -> str:
    """Return the report for a person: place, sentence, line and remedy of each problem, then a count."""
    rows = []
    for problem in invalid.problems[:SHOWN]:
        rows.append(printable(f"{invalid.path}:{problem.line}:{problem.column} : {problem.message}"))
        rows += _excerpt(invalid.line(problem), problem.column)
        if problem.hint:
            rows.append(printable(f"    Astuce : {problem.hint}"))
    return "\n".join([*rows, *_count(invalid)])


def _count(invalid: InvalidCatalog) -> list[str]:
    count = len(invalid.problems)
    least, plural = "au moins " if count >= LIMIT else "", "s" if count > 1 else ""
    rest, many = count - SHOWN, "s" if count > SHOWN + 1 else ""
    rows = [f"… et {least}{rest} autre{many} problème{many}, sans détail ici."] if rest > 0 else []
    return [*rows, printable(f"{least.capitalize()}{count} problème{plural} à corriger dans {invalid.path}.")]


def _excerpt(line: str, column: int) -> list[str]:
    """A line as written, and a caret under one of its columns (from 1); a long line is cut around it."""
    if not line:
        return []
    start = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    shown = printable(line[start : start + WIDTH])
    before, cut, more = shown[: column - 1 - start], "…" * (start > 0), "…" * (len(line) > start + WIDTH)
    # The bar keeps a contributor's « ::error » from beginning a line, where a CI runner would obey it.
    return [f"    | {cut}{shown}{more}".rstrip(), f"    | {' ' * (len(cut) + cells(before))}^"]


def cells(text: str) -> int:
    """Return how many columns of a terminal a printable text takes (Unicode UAX #11, UTS #51)."""
    if text.isascii():
        return len(text)
    total, last = 0, ""
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        if c == EMOJI_STYLE:
            total += bool(last) and unicodedata.east_asian_width(last) not in "WF"
        elif unicodedata.category(c) not in ("Mn", "Me", "Cf") and not (wide and last == JOINER):
            total += 1 + wide
        last = c
    return total


def github_report(invalid: InvalidCatalog) -> str:
    """Return the workflow commands that GitHub Actions shows on the lines of a pull request."""
    rows = []
    for problem in invalid.problems[:SHOWN]:
        place = f"file={_property(invalid.path.as_posix())},line={problem.line},col={problem.column}"
        rows.append(f"::error {place}::{_command(_sentence(problem))}")
    return "\n".join([*rows, *_count(invalid)])


def warnings_report(path: Path, found: list[Problem], form: str) -> str:
    """Return what deserves a look but stops nothing, for GitHub or for a person."""
    name, shown, rest = path.as_posix(), found[:SHOWN], len(found) - SHOWN
    if form == "github":
        rows = [f"::warning file={_property(name)},line={one.line}::{_command(_sentence(one))}" for one in shown]
    else:
        rows = [printable(f"Attention, {name}:{one.line} : {_sentence(one, ' ')}") for one in shown]
    return "\n".join([*rows, f"… et {rest} autre{'s' * (rest > 1)}, sans détail ici."] if rest > 0 else rows)


def _sentence(problem: Problem, gap: str = "\n") -> str:
    return problem.message + (f"{gap}Astuce : {problem.hint}" if problem.hint else "")


def _command(text: str) -> str:
    """Escape the data of a workflow command, as @actions/core does."""
    return "\n".join(map(printable, text.split("\n"))).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _command(text).replace(":", "%3A").replace(",", "%2C")


def gitlab_report(invalid: InvalidCatalog) -> str:
    """Return a Code Quality report, as GitLab CI reads it from an artifact."""
    seen, rows = dict[str, int](), []
    for problem in invalid.problems:
        # Lines move as a file is edited: what identifies a problem is what it says and the text that it is about.
        about = (invalid.path.as_posix(), NUMBER.sub("", problem.message), invalid.line(problem)[:WIDTH].strip())
        identity = "\0".join(about)
        seen[identity] = seen.get(identity, 0) + 1
        rows.append({
            "description": printable(_sentence(problem, " ")),
            "check_name": "annuaire",
            "fingerprint": hashlib.sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "replace")).hexdigest(),
            "severity": "major",
            "location": {"path": invalid.path.as_posix(), "lines": {"begin": problem.line}},
        })  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


NUMBER = re.compile(r"la ligne \d+")


def json_report(invalid: InvalidCatalog) -> str:
    """Return every problem as a list of objects: path, line, column, message, hint."""
    rows = [
        {"path": invalid.path.as_posix(), "line": problem.line, "column": problem.column}
        | {"message": printable(problem.message), "hint": printable(problem.hint)}
        for problem in invalid.problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[InvalidCatalog], str]] = {
    "texte": text_report,
    "github": github_report,
    "gitlab": gitlab_report,
    "json": json_report,
}
