"""What one line of a broken catalogue can be, wherever it stands; and the line as it must be. Rows count from 0."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from annuaire.source.syntax_errors import WHOLE_LINES, Kind, Mend

LINE = re.compile(r"(?P<margin>\s*)(?P<dash>--?|[–—−•·]|\*(?!\*)|\d{1,2}[.)](?=\s)|)(?P<gap>\s*)(?P<rest>.*)")
MARK = r"(?:\*\*|__|[\"'`])"
PAIR = re.compile(
    rf"(?:{MARK}(?=[\w-]+{MARK}?\s*[:：]))?(?P<key>[\w-]+)"
    rf"(?P<colon>{MARK}?\s*(?:[:：=;]{{1,2}}|[-=]>|→)(?:\*\*|__)?\s*|\s+|$)(?P<value>.*)", re.DOTALL
)  # fmt: skip
"""A key, the colon or what stands for it, and the value; Markdown and JSON put a MARK around the key."""
HEADER = re.compile(r"(?P<margin>\s*)(?P<name>[\w-]+)(?P<colon>\s*[:：;=]?\s*)(?P<rest>(?:\[.*)?(?:#.*)?)")
FLOW = re.compile(r"\{\s*[\"']?([\w-]+)[\"']?\s*:")
REMARK = re.compile(r"(?://|<!--)\s*(.*?)\s*(?:-->)?")
"""A remark as other languages write it."""
FENCE = re.compile(r"(?:`{3,}|~{3,})\s*\w*")
COPIED = re.compile(r"\s*([>|+])(?:(?<!\+) )?(.*)")
"""A line behind the sign that a mail program (« > »), our own report (« | ») or a comparison (« + ») puts before it."""
BLOCK = re.compile(r"[>|][-+1-9]*\s*(?:#.*)?")
LISTS = ("tags", "publisher", "contact")
"""The keys under which each line may be a text of its own."""
LINK = ("title", "url")
"""The keys of a further link."""


class Grammar:
    """Lines → ``rows``, the same as they must be (None: to be taken away), and ``mends``, what was wrong in them.

    ``section``, ``key``: those being read. ``starts``: the rows where an entry or a section begins.
    ``meaning``: a word and a table → the key that it is, or "".
    """

    def __init__(self, lines: list[str], meaning: Callable[[str, str], str]) -> None:
        self.lines, self.meaning = [*lines], meaning
        self.section, self.key = "", ""
        self.rows: list[str | None] = list(lines)
        self.mends: list[Mend] = []
        self.starts = [0]
        self._uncopied = set[int]()
        self._drop_signs()

    def word(self, text: str) -> str:
        """The key of an entry or of a further link with which a text begins, when « : » or nearly follows it."""
        if found := FLOW.match(text):
            return self.known(found[1])
        key, colon, _ = split_key(text)
        return self.known(key) if colon.strip() else ""

    def known(self, word: str) -> str:
        return self.meaning(word, self.section) or (self.meaning(word, "links") if self.key == "links" else "")

    def header(self, row: int) -> re.Match[str] | None:
        found = HEADER.fullmatch(self.lines[row])
        return found if found and self.meaning(found["name"], "") else None

    def ends(self, row: int) -> bool:
        """Whether a line cannot be the rest of a text, wherever it stands."""
        line = self.lines[row]
        return bool(self.header(row) or FENCE.fullmatch(line.strip()) or self.word(cut(line)[3]))

    def keys_below(self, row: int) -> Iterator[str]:
        """Yield the keys of an entry in what a dash opens, "" for any other line."""
        for below in range(row, len(self.lines)):
            margin, dash, _, rest = cut(self.lines[below])
            if below > row and rest and (dash or len(margin) <= len(margin_of(self.lines[row])) or self.header(below)):
                return
            yield self.meaning(split_key(rest)[0], self.section)

    def is_entry(self, row: int) -> bool:
        """Whether what a dash opens has, behind it, a key that no further link has."""
        return self.section != "resources" or any(key not in ("", *LINK) for key in self.keys_below(row))

    def dash_column(self, row: int, before: int) -> int:
        """The column of most dashes that begin the entries of a section; ``before``: that of the last section."""
        columns = Counter[int]()
        for below in range(row + 1, len(self.lines)):
            if self.header(below):
                break
            found = re.match(r"( *)- +(?=\w)", self.lines[below])
            if found and self.word(self.lines[below][found.end() :]) and self.is_entry(below):
                columns[len(found[1])] += 1
        return min(columns, key=lambda column: (-columns[column], column != before), default=before)

    def below(self, row: int, owner: int, value: str) -> Iterator[int]:
        """Yield the rows that carry on a value."""
        block, last = BLOCK.fullmatch(value), row
        for at in range(row + 1, len(self.lines)):
            if not (text := self.lines[at].strip()):
                continue
            deeper = len(margin_of(self.lines[at])) > owner
            far = not (deeper or block or (at == last + 1 and self._is_prose(text)))
            other = self.known(split_key(text)[0]) if block else re.match(r"-\s", text)
            if not (deeper and block) and (far or other or text[0] == "#" or self.ends(at)):
                return
            last = at
            yield at

    def bullets(self, row: int, value: str) -> list[int]:
        """The rows of the list that stands where a text must, and that YAML does not take for the rest of this text."""
        found, nearest = list[int](), 0
        for at in range(row + 1, len(self.lines)) if self.key == "description" else ():
            (margin, dash, _, _), text = cut(self.lines[at]), self.lines[at].strip()
            if not text:
                continue
            if self.ends(at) or text in ("---", "...") or (not dash and (not found or len(margin) <= nearest)):
                break
            refused = value[-1:] == ":" or (not value and re.match(r"- |\*", text))
            if not found and len(margin) > len(margin_of(self.lines[row])) and not refused:
                break
            found.append(at)
            nearest = len(margin) if dash else nearest
        return found

    def _is_prose(self, text: str) -> bool:
        """Whether a line that is not beyond its key can only be the rest of a text."""
        prose = self.key in ("title", "description") and text[0].isalnum() and not re.match(r"[\w-]+ *:(?:\s|$)", text)
        return prose and not self.known(re.split(r"\W", text)[0])

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
        if not FLOW.match(text) or "}" in text:
            return text
        self.mend(row, Kind.BRACE)
        return f"{text.rstrip(' ,')} }}"

    def write(self, row: int, column: int, text: str) -> None:
        """Put a row behind its right margin, and say what is wrong with the one that it has."""
        margin = margin_of(self.lines[row])
        self.rows[row] = " " * column + text
        said = ((one.row + (one.kind not in WHOLE_LINES), max(one.row, one.last)) for one in self.mends[-2:])
        if row in self._uncopied or any(first <= row <= last for first, last in said):
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


def margin_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def cut(line: str) -> tuple[str, ...]:
    """Return the margin of a line, its dash or bullet, the blanks that follow it, and the rest."""
    found = LINE.match(line)
    return found.groups() if found else ()


def split_key(text: str) -> tuple[str, ...]:
    """Return the word with which a text begins, the colon or what stands for it, and the rest."""
    found = PAIR.match(text)
    return found.groups() if found else ("", "", text)
