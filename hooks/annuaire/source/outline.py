"""The rows of a broken file as they must be, and what was wrong in each."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import groupby

from annuaire.source.grammar import COPIED, FENCE, FLOW, REMARK, Grammar, cut, margin_of
from annuaire.source.syntax_errors import WHOLE_LINES, Kind, Mend


class Outline(Grammar):
    """Lines → ``rows``, the same as they must be (None: to be taken away), and ``mends``, what was wrong in them.

    ``starts``: the rows where an entry or a section begins. ``meaning``: a word and a table → the key that it is.
    """

    def __init__(self, lines: list[str], meaning: Callable[[str, str], str]) -> None:
        super().__init__([*lines], meaning)
        self.rows: list[str | None] = list(lines)
        self.mends: list[Mend] = []
        self.starts = [0]
        self._uncopied = set[int]()
        self._drop_signs()

    def _drop_signs(self) -> None:
        """Take away the sign that is before each line of something copied."""
        self.section = "resources"
        signed = ((row, found) for row, line in enumerate(self.lines) if (found := COPIED.fullmatch(line)))
        for _, group in groupby(enumerate(signed), lambda pair: pair[1][0] - pair[0]):
            run = [pair for _, pair in group]
            if any(self.word(cut(found[2])[3]) for _, found in run):
                for row, found in run:
                    self.mend(row, Kind.COPIED, found[1])
                    self.lines[row] = self.rows[row] = found[2]
                    self._uncopied.add(row)
        self.section = ""

    def rank(self, row: int) -> int:
        """Return which of ``starts`` a row comes after."""
        return bisect_right(self.starts, row) - 1

    def mend(self, row: int, kind: Kind, read: str | int = "", *, column: int | None = None, last: int = 0) -> None:
        """Say what is wrong in a row: behind its margin, when no column is given."""
        self.mends.append(Mend(row, len(margin_of(self.lines[row])) if column is None else column, kind, read, last))

    def sets_aside(self, row: int, text: str) -> bool:
        """Take away a fence, write a remark as YAML does; return whether the row is one of them."""
        fence, remark = FENCE.fullmatch(text), REMARK.fullmatch(text) if self.section else None
        if fence:
            self.mend(row, Kind.FENCE, column=0)
            self.rows[row] = None
        elif remark:
            self.mend(row, Kind.REMARK)
            self.rows[row] = f"{margin_of(self.lines[row])}# {remark[1]}"
        return bool(fence or remark)

    def braced(self, row: int, text: str) -> str:
        """An entry between braces on one line, with its last brace."""
        _, dash, _, rest = cut("".join(self.lines[row + 1 : row + 2]))
        goes_on = rest and not dash and not self.header(row + 1)
        if not FLOW.match(text) or "}" in text or goes_on:
            return text
        self.mend(row, Kind.BRACE)
        return f"{text.rstrip(' ,')} }}"

    def write(self, row: int, column: int, text: str) -> None:
        """Put a row behind its right margin, and say what is wrong with the one that it has."""
        margin = margin_of(self.lines[row])
        self.rows[row] = " " * column + text
        told = (
            range(mend.row + (mend.kind not in WHOLE_LINES), max(mend.row, mend.last) + 1) for mend in self.mends[-2:]
        )
        if row in self._uncopied or any(row in rows for rows in told):
            return
        if margin.strip(" "):
            odd = len(margin) - len(margin.lstrip(" "))
            self.mend(row, Kind.TAB if margin[odd] == "\t" else Kind.BLANK, column=odd)
        elif column != len(margin):
            self.mend(row, Kind.LESS if column > len(margin) else Kind.MORE, abs(column - len(margin)))

    def block(self, below: list[int], key: int, shift: int) -> None:
        """The lines of a text under « > » or « | »: all beyond their key, and none nearer to it than the first."""
        margins = [margin_of(self.lines[at]) for at in below]
        good = [len(margin) + shift for margin in margins if not margin.strip(" ") and len(margin) + shift > key]
        for at, margin in zip(below, margins, strict=True):
            right = not margin.strip(" ") and len(margin) + shift >= good[0] if good else False
            self.write(at, len(margin) + shift if right else good[0] if good else key + 2, self.lines[at].strip())
