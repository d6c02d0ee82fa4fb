"""What is wrong in a file, where, and how to say it to a person, a forge or a program."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from annuaire.source.shown import WIDTH, cells, excerpt, printable, quote

__all__ = ["cells", "printable", "quote"]

SHOWN = 50
"""Problems printed in full; the rest is only counted, so that a report stays readable."""
LIMIT = 1000
"""Problems counted; a file with more is wrong from end to end, and its reading stops there."""
MOST_LINES = 60
"""Lines to copy from a report; more are rewritten by the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Lines of a file, from 1 to the last one included, and what takes their place; "" takes them away."""

    line: int
    end_line: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: ``line`` and ``column`` count from 1; ``hint`` says what to write instead."""

    line: int
    column: int
    message: str
    hint: str = ""
    warning: bool = False
    """A probable slip, which stops nothing."""
    meant: str | list[str] | None = field(default=None, compare=False)
    """What should stand at this place: a value, a list of values, or "" for no line at all; None when nobody knows."""
    span: tuple[str, int] = field(default=("", 0), compare=False)
    """The value as read, and its last line."""
    certain: bool = field(default=False, compare=False)
    """What is meant loses no word and invents none: a command may write it unasked."""
    fix: Edit | None = field(default=None, compare=False)
    """What was tried on the file and mends it."""

    @property
    def severity(self) -> str:
        """The word of the forges: « error » or « warning »."""
        return "warning" if self.warning else "error"


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


def text_report(invalid: InvalidCatalog) -> str:
    """Return the report for a person: place, sentence, line and remedy of each problem, then a count."""
    rows, last = [], None
    for problem in invalid.problems[:SHOWN]:
        doubt = "attention, " * problem.warning
        rows.append(printable(f"{invalid.path}:{problem.line}:{problem.column} : {doubt}{problem.message}"))
        rows += excerpt(invalid.line(problem), problem.column)
        if problem.hint:
            rows.append(printable(f"    Astuce : {problem.hint}"))
        rows += remedy(problem.fix) if problem.fix and problem.fix != last else []
        last = problem.fix
    return "\n".join([*rows, *count_rows(invalid)])


def remedy(edit: Edit) -> list[str]:
    """Return what to do with some lines, then these lines as they must be, whole: they are copied from here."""
    several = edit.end_line > edit.line
    span = f"les lignes {edit.line} à {edit.end_line}" if several else f"la ligne {edit.line}"
    if not edit.text:
        return [f"    Supprimez {span}."]
    lines = edit.text.split("\n")
    if len(lines) > MOST_LINES:
        return [f"    « annuaire verifier --corriger » réécrit {span}."]
    return [f"    Remplacez {span} par :", *(f"    | {printable(line)}" for line in lines)]


def count_rows(invalid: InvalidCatalog) -> list[str]:
    doubts = sum(problem.warning for problem in invalid.problems)
    count = len(invalid.problems) - doubts
    rest = len(invalid.problems) - SHOWN
    least, many = "au moins " if count >= LIMIT else "", "s" * (rest > 1)
    rows = [f"… et {least}{rest} autre{many} problème{many}, sans détail ici."] if rest > 0 else []
    if count:
        rows.append(
            printable(f"{least.capitalize()}{count} problème{'s' * (count > 1)} à corriger dans {invalid.path}.")
        )
    if doubts:
        rows.append(f"{doubts} avertissement{'s' * (doubts > 1)}, qui n’empêche{'nt' * (doubts > 1)} rien.")
    return rows


def github_report(invalid: InvalidCatalog) -> str:
    """Return the workflow commands that GitHub Actions shows on the lines of a pull request."""
    rows = []
    for problem in invalid.problems[:SHOWN]:
        place = f"file={_property(invalid.path.as_posix())},line={problem.line},col={problem.column}"
        rows.append(f"::{problem.severity} {place}::{_command(sentence(problem))}")
    return "\n".join([*rows, *count_rows(invalid)])


def warnings_report(path: Path, found: list[Problem], form: str) -> str:
    """Return what deserves a look but stops nothing, for GitHub or for a person."""
    name, shown, rest = path.as_posix(), found[:SHOWN], len(found) - SHOWN
    if form == "github":
        rows = [f"::warning file={_property(name)},line={one.line}::{_command(sentence(one))}" for one in shown]
    else:
        rows = [printable(f"Attention, {name}:{one.line} : {sentence(one, ' ')}") for one in shown]
    return "\n".join([*rows, f"… et {rest} autre{'s' * (rest > 1)}, sans détail ici."] if rest > 0 else rows)


def sentence(problem: Problem, gap: str = "\n") -> str:
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
            "description": printable(sentence(problem, " ")),
            "check_name": "annuaire",
            "fingerprint": hashlib.sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "replace")).hexdigest(),
            "severity": "minor" if problem.warning else "major",
            "location": {"path": invalid.path.as_posix(), "lines": {"begin": problem.line}},
        })  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


NUMBER = re.compile(r"la ligne \d+")


def json_report(invalid: InvalidCatalog) -> str:
    """Return every problem as a list of objects: path, line, column, severity, message, hint, fix (an Edit or null)."""
    rows = [
        {"path": invalid.path.as_posix(), "line": problem.line, "column": problem.column, "severity": problem.severity}
        | {"message": printable(problem.message), "hint": printable(problem.hint)}
        | {"fix": problem.fix and asdict(problem.fix)}
        for problem in invalid.problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[InvalidCatalog], str]] = {
    "texte": text_report,
    "github": github_report,
    "gitlab": gitlab_report,
    "json": json_report,
}
