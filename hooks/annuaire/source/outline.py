"""A broken file, read line by line: its shape is small and known, and says more than the parser's first complaint.

Nothing here is certain: whoever takes these lines checks the file again. Rows and columns count from 0.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

LINE = re.compile(r"(?P<margin>\s*)(?P<dash>[-–—−•·*]?)(?P<gap>\s*)(?P<rest>.*)")
PAIR = re.compile(r"(?P<key>[\w-]+)(?P<colon>\s*[:：=;]\s*|\s+|$)(?P<value>.*)", re.DOTALL)
COLON = re.compile(r" *:(?:[ \t]+.*|$)", re.DOTALL)
"""What follows a key, when it is right."""
TWO_WORDS = re.compile(r"[^:\"“«]*:(?:\s|$)")
"""What follows the first word of « site web: … »."""
HEADER = re.compile(r"(?P<margin>\s*)(?P<name>[\w-]+)(?P<colon>\s*[:：;=]?\s*)(?P<rest>(?:\[\s*\]\s*)?(?:#.*)?)")
FENCE = re.compile(r"(?:`{3,}|~{3,})\s*\w*")
BLOCK = re.compile(r"[>|][-+1-9]*\s*(?:#.*)?")
SIGNS = "@`%&*!"
"""Signs with which a text without quotes cannot begin."""
NEEDS_QUOTES = re.compile(rf"[{SIGNS}](?!\S* *[\[{{]).|(?:(?! #).)*?:(?:\s|$)", re.DOTALL)
QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL)}
FLOW_UNSAFE = re.compile(r"[\[\]{},]")
"""What a text between « [ » and « ] » cannot hold without quotes."""
PAIRS = ("“”", "„“", "«»", "‟”")
LINK = ("title", "url")
"""The keys of a further link."""
LISTS = ("tags", "publisher", "contact")
"""The keys under which each line may be a text of its own."""


class Kind(StrEnum):
    """What is wrong in a line; the value is its sentence, {0} what was read there."""

    MORE = "{0} de trop au début de {1}."
    LESS = "il manque {0} au début de {1}."
    TAB = "une tabulation sert de marge : il y faut des espaces."
    BLANK = "des espaces insécables servent de marge : il y faut des espaces simples."
    NO_DASH = "il manque un tiret devant cette ligne, qui commence une nouvelle entrée de la liste."
    DASH = "le tiret de liste s’écrit « - », suivi d’un espace (lu : {0})."
    COLON = "entre {0} et sa valeur, il faut deux-points, puis un espace."
    INSIDE = "deux-points suivis d’un espace à l’intérieur d’un texte : il faut des guillemets droits autour."
    SIGN = "un texte ne peut pas commencer par {0}, sauf entre guillemets droits."
    QUOTE = "ce guillemet n’est jamais refermé."
    FENCE = "cette ligne entoure l’exemple recopié : elle n’est pas de la liste."


class Mend(NamedTuple):
    """What is wrong in a row, and where; ``read`` is what its sentence quotes, or a number of spaces; ``last``: the
    last row of the value."""

    row: int
    column: int
    kind: Kind
    read: str | int = ""
    last: int = 0


class Outline:
    """Lines → ``rows``, the same as they must be (None: to be taken away), and ``mends``, what was wrong in them.

    ``starts``: the rows where an entry or a section begins. ``meaning``: a word and a table → the key that it is.
    """

    def __init__(self, lines: list[str], meaning: Callable[[str, str], str]) -> None:
        self.lines, self._meaning = lines, meaning
        self.rows: list[str | None] = list(lines)
        self.mends: list[Mend] = []
        self.starts = [0]
        self._section, self._key, self._dash = "", "", 2
        self._listing = False  # whether the values of this key stand under it
        self._seen: list[str] = []  # the keys of the entry being read, then of its further link
        self._link: list[str] = []
        self._column = self._item = 0  # where the keys of this entry, and the dashes of its list, must be
        self._raw = self._raw_item = 0  # where they are
        row = 0
        while row < len(lines):
            row = self._read(row) + 1

    def _word(self, text: str) -> str:
        """The key of an entry or of a further link with which a text begins, when « : » or nearly follows it."""
        found = PAIR.match(text)
        return self._known(found["key"]) if found and found["colon"].strip() else ""

    def _known(self, word: str) -> str:
        return self._meaning(word, self._section) or (self._meaning(word, "links") if self._key == "links" else "")

    def _header(self, row: int) -> re.Match[str] | None:
        found = HEADER.fullmatch(self.lines[row])
        name = self._meaning(found["name"], "") if found else ""
        return found if found and name and (name == found["name"] or not found["margin"]) else None

    def _ends(self, row: int) -> bool:
        """Whether a line cannot be the rest of a text, wherever it stands."""
        found, text = LINE.match(self.lines[row]), self.lines[row].strip()
        return bool(self._header(row) or FENCE.fullmatch(text) or (found and self._word(found["rest"])))

    def _read(self, row: int) -> int:
        """Read one line, with those that carry on its value; return the last row read."""
        line, text = self.lines[row], self.lines[row].strip()
        if header := self._header(row):
            self._begin(row, header)
        elif FENCE.fullmatch(text):
            self.rows[row] = None
            self.mends.append(Mend(row, 0, Kind.FENCE))
        elif "\t" in _margin(line) and text[:1] in ("", "#"):
            self._write(row, self._dash, text)
        elif self._section and text and text[0] != "#" and not line.startswith(("---", "...")):
            return self._line(row)
        return row

    def _begin(self, row: int, header: re.Match[str]) -> None:
        if header["colon"].strip() != ":":
            self.mends.append(Mend(row, header.end("name"), Kind.COLON, header["name"]))
        self._write(
            row,
            0,
            f"{header['name']}: {header['rest']}".rstrip()
            if header["colon"].strip() != ":"
            else self.lines[row].lstrip(),
        )
        self.starts.append(row)
        self._section, self._key, self._seen, self._link = self._meaning(header["name"], ""), "", [], []
        columns = Counter[int]()
        for below in range(row + 1, len(self.lines)):
            if self._header(below):
                break
            found = re.match(r"( *)- +(?=\w)", self.lines[below])
            if found and self._word(self.lines[below][found.end() :]) and self._is_entry(below):
                columns[len(found[1])] += 1
        before = self._dash
        self._dash = min(columns, key=lambda column: (-columns[column], column != before), default=before)

    def _is_entry(self, row: int) -> bool:
        """Whether what a dash opens has, behind it, a key that no further link has."""
        dash = _margin(self.lines[row])
        for below in range(row, len(self.lines)):
            found = LINE.match(self.lines[below])
            if not found or not found["rest"]:
                continue
            if below > row and (found["dash"] or len(found["margin"]) <= len(dash) or self._header(below)):
                break
            pair = PAIR.match(found["rest"])
            if pair and self._meaning(pair["key"], self._section) not in ("", *LINK):
                return True
        return self._section != "resources"

    def _line(self, row: int) -> int:
        """Find which kind of line this is, by what it says rather than by where it stands; write it in its place."""
        found = LINE.match(self.lines[row])
        if not found:
            return row
        dash, gap, rest = found["dash"], found["gap"], found["rest"]
        column, word = len(found["margin"].expandtabs(4)), self._word(rest)
        pair = PAIR.match(dash + gap + rest)
        bare = PAIR.match(rest)
        if (
            dash == "-"
            and bare
            and not word
            and not TWO_WORDS.match(bare["value"])
            and not (self._listing and column != self._dash)
        ):
            word = self._known(bare["key"])
        listed = self._listing and not word and rest
        if dash and (word or (dash == "-" and (gap or not rest)) or (listed and not (dash == "*" and "*" in rest))):
            right = dash == "-" and (not gap.strip(" ") and (gap or not rest))
            if not right:
                self.mends.append(Mend(row, len(found["margin"]), Kind.DASH, dash))
            return self._dashed(row, column, gap if right else " ", rest, word)
        if listed and not (pair and self._known(pair["key"])) and (not self._raw_item or column <= self._raw_item):
            self.mends.append(Mend(row, len(found["margin"]), Kind.NO_DASH))
            return self._dashed(row, self._raw_item or column - 2 * (column > self._column), " ", rest, "")
        if not pair or not (word := self._known(pair["key"])) or dash:
            return row
        if not pair["colon"].strip() and (column not in (self._raw, self._column) or TWO_WORDS.match(pair["value"])):
            return row
        link = self._key == "links" and word in LINK and column > (self._raw_item if self._link else self._raw)
        seen = self._link if link else self._seen
        if not link and not self._meaning(word, self._section):
            return row
        if not seen or (word == seen[0] and pair["colon"].strip()):
            self.mends.append(Mend(row, len(found["margin"]), Kind.NO_DASH))
            if link and not seen and _margin(self.lines[min(row + 1, len(self.lines) - 1)]) == _margin(self.lines[row]):
                column -= 2  # its dash was a blank
            return self._dashed(
                row, self._raw_item if link and seen else column if link else self._dash, " ", rest, word, link
            )
        seen.append(word)
        if link:
            return self._value(row, self._item + 2, rest, column)
        self._key, self._link, self._raw_item, self._raw = word, [], 0, self._raw or column
        self._listing = word in LISTS and not (pair["value"] and pair["value"][0] != "#")
        return self._value(row, self._column, rest, column)

    def _dashed(self, row: int, column: int, gap: str, rest: str, word: str, link: bool | None = None) -> int:
        """A line that opens an entry, a further link or a value of a list."""
        gap = gap or " "
        listed = self._key and (
            not word or (self._key == "links" and word in LINK and column != self._dash and not self._is_entry(row))
        )
        if (listed and link is None and self._seen) or link:
            if not self._raw_item:
                self._item = self._column + (2 if _margin(self.lines[row]).strip(" ") else max(0, column - self._raw))
            self._raw_item, self._link = column, [word] if word else []
            return self._value(row, self._item, f"-{gap}{rest}", column)
        self.starts.append(row)
        self._seen, self._link, self._key, self._raw_item, self._listing = [word], [], word, 0, False
        self._raw, self._column = column + 1 + len(gap), self._dash + 1 + len(gap)
        return self._value(row, self._dash, f"-{gap}{rest}", column)

    def _write(self, row: int, column: int, text: str) -> None:
        """Put a row behind its right margin, and say what is wrong with the one that it has."""
        margin = _margin(self.lines[row])
        self.rows[row] = " " * column + text
        if any(mend.row == row and mend.kind is Kind.NO_DASH for mend in self.mends[-2:]):
            return
        if margin.strip(" "):
            odd = len(margin) - len(margin.lstrip(" "))
            self.mends.append(Mend(row, odd, Kind.TAB if margin[odd] == "\t" else Kind.BLANK))
        elif column != len(margin):
            kind = Kind.LESS if column > len(margin) else Kind.MORE
            self.mends.append(Mend(row, len(margin), kind, abs(column - len(margin))))

    def _value(self, row: int, column: int, text: str, raw: int) -> int:
        """Write a line, and those that carry on its value beyond its column ``raw``; return the last one."""
        opening = re.match(r"-\s+", text)
        head, rest = (opening[0], text[opening.end() :]) if opening else ("", text)
        owner, pair = max(raw + len(head), self._raw), PAIR.match(rest)
        if (
            pair
            and self._known(pair["key"])
            and (pair["colon"].strip() or not head or (self._link or self._seen)[-1:] == [self._known(pair["key"])])
        ):
            head, rest = head + pair["key"] + pair["colon"], pair["value"]
            if not COLON.fullmatch(pair["colon"] + rest):
                self.mends.append(Mend(row, len(self.lines[row]) - len(rest), Kind.COLON, pair["key"]))
                head = head.removesuffix(pair["colon"]) + (": " if rest else ":")
        below = [] if self._listing and not rest else list(self._below(row, owner, rest))
        texts = [rest, *(self.lines[at].strip() for at in below)]
        if BLOCK.fullmatch(rest):
            self._block(below, column + len(opening[0] if opening else ""), column - raw)
        else:
            self._quote(row, len(_margin(self.lines[row])) + len(head), texts, max([row, *below]))
            for at, line in zip(below, texts[1:], strict=True):
                margin = _margin(self.lines[at])
                self._write(at, column + 4 if margin.strip(" ") else max(0, len(margin) + column - raw), line)
        self._write(row, column, (head + texts[0]).rstrip())
        return max([row, *below])

    def _below(self, row: int, owner: int, value: str) -> Iterator[int]:
        """Yield the rows that carry on a value."""
        block, whole = BLOCK.fullmatch(value), value
        for at in range(row + 1, len(self.lines)):
            text = self.lines[at].strip()
            deeper = len(self.lines[at]) - len(self.lines[at].lstrip()) > owner
            if not text:
                continue
            if value[:1] in QUOTED and (closed := QUOTED[value[0]].match(whole)) and closed:
                return
            inside = deeper and (block or (value[:1] in QUOTED and self._closes(value, at)))
            outside = block and not deeper and (start := PAIR.match(text)) and self._known(start["key"])
            if not inside and (
                outside
                or self._ends(at)
                or text[0] == "#"
                or not (deeper or block)
                or (re.match(r"-\s", text) and not block)
            ):
                return
            whole += f"\n{text}"
            yield at

    def _closes(self, value: str, row: int) -> bool:
        """Whether the quote that opens a value is met again before the next key."""
        for at in range(row, len(self.lines)):
            if value[0] in self.lines[at]:
                return True
            if self._ends(at):
                return False
        return False

    def _block(self, below: list[int], key: int, shift: int) -> None:
        """The lines of a text under « > » or « | »: all beyond their key, and none nearer to it than the first."""
        margins = [_margin(self.lines[at]) for at in below]
        good = [len(margin) + shift for margin in margins if not margin.strip(" ") and len(margin) + shift > key]
        for at, margin in zip(below, margins, strict=True):
            right = not margin.strip(" ") and len(margin) + shift >= good[0] if good else False
            self._write(at, len(margin) + shift if right else good[0] if good else key + 2, self.lines[at].strip())

    def _quote(self, row: int, column: int, texts: list[str], end_row: int) -> None:
        """Put between quotes, in place, the lines of a text that YAML would cut or refuse; leave what is not clear."""
        value, whole = texts[0], "\n".join(texts)
        sign, end = value[:1], whole[-1:]
        if sign in QUOTED and not QUOTED[sign].match(whole):
            self.mends.append(Mend(row, column, Kind.QUOTE, last=end_row))
            last = texts[-1].rstrip()
            texts[-1] = (last[:-1].rstrip() if last[-1] in "”“»’" else last) + sign
        if sign in ("", "[", "{", *QUOTED) or not NEEDS_QUOTES.match(whole) or value.startswith("- "):
            return
        odd = end in QUOTED and whole.count(end) % 2
        if odd and not whole[-2:-1].isdigit():
            texts[0] = end + value  # its opening quote was lost
        elif odd or "\\" in whole or "''" in whole or " #" in whole or re.search(r"[,;] *[a-z]+: ", whole):
            return
        else:
            if sign + end in PAIRS and len(texts) == 1:
                texts[0] = value[1:-1].strip()
            texts[:] = [text.replace('"', '\\"') for text in texts]
            texts[0], texts[-1] = f'"{texts[0]}', texts[-1] if len(texts) > 1 else f'"{texts[0]}'
            texts[-1] += '"'
        kind = Kind.SIGN if sign in SIGNS else Kind.INSIDE
        self.mends.append(Mend(row, column if sign in SIGNS else column + max(0, value.find(":")), kind, sign, end_row))


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
