"""What one line of a catalogue can be, wherever it stands: a section, a key, a fence, the rest of a text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL)}
LINE = re.compile(r"(?P<margin>\s*)(?P<dash>--?|[–—−•·*]|\d{1,2}[.)](?=\s)|)(?P<gap>\s*)(?P<rest>.*)")
PAIR = re.compile(r"(?P<key>[\w-]+)(?P<colon>\s*(?:[:：=;]|[-=]>|→)\s*|\s+|$)(?P<value>.*)", re.DOTALL)
COLON = re.compile(r" *:(?:[ \t]+.*|$)", re.DOTALL)
"""What follows a key, when it is right."""
TWO_WORDS = re.compile(r"[^:\"“«]*:(?:\s|$)")
"""What follows the first word of « site web: … »."""
HEADER = re.compile(r"(?P<margin>\s*)(?P<name>[\w-]+)(?P<colon>\s*[:：;=]?\s*)(?P<rest>(?:\[.*)?(?:#.*)?)")
FLOW = re.compile(r"\{\s*[\"']?([\w-]+)[\"']?\s*:")
LABELLED = re.compile(
    r"([^\s:\"'\[{#][^:\"]*?)\s*:\s+((?:https?://|www\.)\S+)|\[([^\[\]]+)\]\(<?((?:https?://|www\.)[^\s()<>]+)>?\)"
)
"""The title of a further link, and its address; or both as Markdown writes them."""
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
    """Lines and what their words mean, where ``section`` and ``key`` are those being read.

    ``meaning``: a word and a table → the key that it is, or "".
    """

    def __init__(self, lines: list[str], meaning: Callable[[str, str], str]) -> None:
        self.lines, self.meaning = lines, meaning
        self.section, self.key = "", ""

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
