"""A broken file, read line by line: its shape is small and known, and says more than the parser's first complaint.

Nothing here is certain: whoever takes these lines checks the file again. Rows and columns count from 0.
"""

import re
from collections.abc import Callable

from annuaire.source.grammar import BLOCK, FLOW, LINK, LISTS, Grammar, cut, margin_of, split_key
from annuaire.source.quoting import one_text, rewrite, written
from annuaire.source.syntax_errors import Kind

COLON = re.compile(r" *:(?:[ \t]+.*|$)", re.DOTALL)
"""What follows a key, when it is right."""
TWO_WORDS = re.compile(r"[^:\"“«]*:(?:\s|$)")
"""What follows the first word of « site web: … »."""
LABELLED = re.compile(
    r"([^\s:\"'\[{#][^:\"]*?)\s*:\s+((?:https?://|www\.)\S+)|\[([^\[\]]+)\]\(<?((?:https?://|www\.)[^\s()<>]+)>?\)"
)
"""The title of a further link, and its address; or both as Markdown writes them."""


class MendedRows(Grammar):
    """Reads every line: « rows », « mends » and « starts » are whole once it is made."""

    def __init__(self, lines: list[str], meaning: Callable[[str, str], str]) -> None:
        super().__init__(lines, meaning)
        self._dash = 2  # the column of the dashes that begin entries
        self._dashes = False  # whether each line of this entry has a dash
        self._listing = False  # whether the values of this key stand under it
        self._first = self._link = ""  # the first key of the entry being read, then of its further link
        self._column = self._item = 0  # where the keys of this entry, and the dashes of its list, must be
        self._raw = self._raw_item = 0  # where they are
        row = 0
        while row < len(lines):
            row = self._read(row) + 1

    def _read(self, row: int) -> int:
        """Read one line, with those that carry on its value; return the last row read."""
        line, text = self.lines[row], self.lines[row].strip()
        if header := self.header(row):
            self._begin(row, header)
        elif self.sets_aside(row, text):
            return row
        elif "\t" in margin_of(line) and text[:1] in ("", "#"):
            self.write(row, self._dash, text)
        elif self.section and text and text[0] != "#" and not line.startswith(("---", "...")):
            return self._line(row)
        return row

    def _begin(self, row: int, header: re.Match[str]) -> None:
        text, colon, rest = self.lines[row].lstrip(), header["colon"], header["rest"]
        if not COLON.fullmatch(colon + rest):
            self.mend(row, Kind.COLON, header["name"], column=header.end("name"))
            text = f"{header['name']}: {rest}".rstrip()
        self.write(row, 0, text)
        self.starts.append(row)
        self.section, self.key, self._first, self._link = self.meaning(header["name"], ""), "", "", ""
        self._dash = self.dash_column(row, self._dash)

    def _line(self, row: int) -> int:
        """Find which kind of line this is, by what it says rather than by where it stands; write it in its place."""
        margin, dash, gap, rest = cut(self.lines[row])
        column, known = self._where(margin, dash), self.known(split_key(rest)[0])
        word = self.word(rest) or (known if dash else "")  # « - title Un guide »
        if not word and (link := self._titled_address(row, rest)):
            self.write(row, self._column + 2, f"- {link}")
            return row
        if dash:
            if dash != "-" or gap.strip(" ") or (rest and not gap):
                self.mend(row, Kind.GLUED if dash == "-" else Kind.DASH, dash)
                gap = " "
            if self._dashes and word and word != self._first and "title" not in self.keys_below(row):
                self.mend(row, Kind.EXTRA)
                return self._keyed(row, column + 1 + len(gap), rest)
            return self._dashed(row, column, gap, rest, word)
        if FLOW.match(rest):
            self.mend(row, Kind.NO_DASH)
            return self._dashed(row, max(0, column - 2), " ", rest, word)
        if self._listing and not known:
            self.mend(row, Kind.NO_DASH)
            return self._dashed(row, self._raw_item or column - 2 * (column > self._column), " ", rest, "")
        self._dashes = False
        return self._keyed(row, column, rest)

    def _titled_address(self, row: int, text: str) -> str:
        """« Vidéo : https://… » as a further link, between braces; "" for any other text."""
        found = LABELLED.fullmatch(text) if self.key == "links" and not self._link else None
        if not found:
            return ""
        self.mend(row, Kind.LINK)
        title, url = (written(part, flow=True) for part in filter(None, found.groups()))
        return f"{{title: {title}, url: {url}}}"

    def _where(self, margin: str, dash: str) -> int:
        """The column after a margin; a tab is as wide as makes the line begin where one of its kind may."""
        keys = (self._item + 2,) if self._link else (self._raw, self._column)
        places = (self._dash, self._raw_item or self._column + 2) if dash else keys
        widths = [len(margin.expandtabs(size)) for size in ((4, 2, 8) if "\t" in margin else (4,))]
        return next((width for width in widths if width in places), widths[0])

    def _keyed(self, row: int, column: int, text: str) -> int:
        """A line without a dash: a key of the entry or of a further link, or a text that nothing announces."""
        key, colon, value = split_key(text)
        word = self.known(key)
        if not word or (not colon.strip() and (column not in (self._raw, self._column) or TWO_WORDS.match(value))):
            return row
        link = self.key == "links" and word in LINK and column > (self._raw_item if self._link else self._raw)
        first = self._link if link else self._first
        if not first or (word == first and colon.strip()):
            self.mend(row, Kind.NO_DASH)
            if link and not first and margin_of("".join(self.lines[row + 1 : row + 2])) == margin_of(self.lines[row]):
                column -= 2  # its dash was a blank
            dash = self._dash if not link else self._raw_item if first else column
            return self._dashed(row, dash, " ", text, word, link=link)
        if link:
            return self._value(row, self._item + 2, text, column)
        self.key, self._link, self._raw_item, self._raw = word, "", 0, self._raw or column
        self._listing = word in LISTS
        return self._value(row, self._column, text, column)

    def _dashed(self, row: int, column: int, gap: str, rest: str, word: str, *, link: bool | None = None) -> int:
        """A line that opens an entry, a further link or a value of a list; ``link``: which is known."""
        gap, rest = gap or " ", self.braced(row, rest)
        if self.key == "links" and word in LINK:
            link = column != self._dash and not self.is_entry(row)
        if link or (self._first and not word and self.key):
            if not self._raw_item:
                self._item = self._column + (2 if margin_of(self.lines[row]).strip(" ") else max(0, column - self._raw))
            self._raw_item, self._link = column, word
            return self._value(row, self._item, f"-{gap}{rest}", column)
        self.starts.append(row)
        self._dashes = True
        self._first, self._link, self.key, self._raw_item, self._listing = word or "?", "", word, 0, False
        self._raw, self._column = column + 1 + len(gap), self._dash + 1 + len(gap)
        return self._value(row, self._dash, f"-{gap}{rest}", column)

    def _value(self, row: int, column: int, text: str, raw: int) -> int:
        """Write a line, and those that carry on its value beyond its column ``raw``; return the last one."""
        dash = text[: len(text) - len(re.sub(r"^-\s+", "", text))]
        head, value = self._pair(row, dash, text[len(dash) :])
        if link := self._titled_address(row, value):
            value = f"[{link}]"
        bullets, owner = self.bullets(row, value), max(raw + len(dash), self._raw)
        alone = not value and (self._listing or self.key == "links")
        below = bullets or [*(self.below(row, owner, value) if not alone else ())]
        texts = [value, *(self.lines[at].strip() for at in below)]
        if bullets:
            texts = self._joined(texts, row if value else bullets[0], bullets[-1])
        if BLOCK.fullmatch(value):
            self.block(below, column + len(dash), column - raw)
        else:
            many, parts = self.key in LISTS or self.section == "synonyms", texts if value else texts[1:]
            wrong = rewrite(parts, many=many) if self._link or self.key != "links" else None
            if wrong and wrong[0] is Kind.LIST and head == dash and self.section == "resources":
                parts[0] = parts[0][1:-1]  # it is one value of the list
            texts = parts if value else [value, *parts]
            if wrong and not bullets:
                place = len(margin_of(self.lines[row])) + len(head) + wrong[1]
                self.mend(row, wrong[0], value[:1], column=place, last=max([row, *below]))
            for at, line in zip(below, texts[1:], strict=True):
                margin = margin_of(self.lines[at])
                shifted = len(margin) + column - raw
                odd = margin.strip(" ") or shifted <= column + len(dash)
                self.write(at, column + len(dash) + 2 if odd else shifted, line)
        self.write(row, column, (head + texts[0]).rstrip())
        return max([row, *below])

    def _joined(self, texts: list[str], first: int, last: int) -> list[str]:
        """The lines of a text written as a list, in rows whose blank ones would cut it: these are taken away."""
        self.mend(first, Kind.BULLETS, last=last)
        for at in range(first, last):
            self.rows[at] = self.lines[at] if self.lines[at].strip() else None
        return one_text(texts)

    def _pair(self, row: int, dash: str, text: str) -> tuple[str, str]:
        """Cut a line after its key and its colon, written right; a text of a list has neither."""
        key, colon, value = split_key(text)
        if not self.known(key):
            return dash, text
        if not COLON.fullmatch(colon + value):
            self.mend(row, Kind.COLON, key, column=len(self.lines[row]) - len(value))
            colon = ": " if value else ":"
        return dash + key + colon, value
