"""What is wrong in a file, where, and how to say it to a person."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from annuaire.source.shown import excerpt, printable, quote

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
    span: tuple[str, int, int] = field(default=("", 0, 0), compare=False)
    """The value as read, its last line, and the column of its last character there."""
    certain: bool = field(default=False, compare=False)
    """What is meant loses no word and invents none: a command may write it unasked."""
    torn: bool = field(default=False, compare=False)
    """An entry is not whole: a line of it is missing, or elsewhere."""
    fix: Edit | None = field(default=None, compare=False)
    """What was tried on the file and mends it."""

    @property
    def severity(self) -> str:
        """The word of the forges: « error » or « warning »."""
        return "warning" if self.warning else "error"


class InvalidCatalog(Exception):
    """Every problem of one file, in the order of its lines; ``text`` is the file as read; as a string, its report."""

    def __init__(self, path: Path, problems: list[Problem], text: str = "") -> None:
        super().__init__(path, problems)
        self.path = path
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = self.text.removesuffix("\n").split("\n")
        self.problems = sorted(map(self._inside, problems))

    def _inside(self, problem: Problem) -> Problem:
        """A parser may stop after the last line, where there is nothing to look at."""
        line = min(problem.line, len(self._lines))
        return replace(problem, line=line, column=min(problem.column, len(self._lines[line - 1]) + 1))

    @property
    def stops(self) -> bool:
        """Whether one of the problems is more than a warning."""
        return not all(problem.warning for problem in self.problems)

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
        if problem.fix:
            again = problem.fix == last
            rows += ["    Le même remplacement y suffit."] if again else remedy(problem.fix, invalid.line(problem))
        last = problem.fix
    return "\n".join([*rows, *count_rows(invalid)])


def remedy(edit: Edit, line: str) -> list[str]:
    """Return what to do with some lines, then these lines as they must be, whole: they are copied from here.

    ``line``: the first one as written, since its number is another once a line above it is taken away.
    """
    several = edit.end_line > edit.line
    span = f"les lignes {edit.line} à {edit.end_line}" if several else f"la ligne {edit.line}"
    if not edit.text:
        return [f"    Supprimez {span}.", f"    {'La première' if several else 'Elle'} dit {quote(line.strip())}."]
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


def sentence(problem: Problem, gap: str = "\n") -> str:
    return problem.message + (f"{gap}Astuce : {problem.hint}" if problem.hint else "")
