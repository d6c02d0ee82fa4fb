"""resources.yaml changed in place: the values asked for, no other byte; a change that would spoil it is refused."""

import re
from pathlib import Path

from annuaire.catalog.load import catalog_from
from annuaire.files import write_whole
from annuaire.source.tree import Mapping, Scalar


class Source:
    """The raw lines of a file, changed from its end so that the places before stay true."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = path.read_bytes().decode("utf-8")
        self._lines = self._text.splitlines(keepends=True)

    def replace(self, node: Scalar, new: str) -> bool:
        """Write a value in the place of another; say whether it was found there, letter by letter."""
        chunk = "".join(self._lines[node.line - 1 : node.end])
        at = chunk.find(node.value, self._column(node))
        if at < 0:
            return False
        if node.plain and re.search(r"[,\[\]']|:$", new):
            new = f'"{new}"'
        elif chunk[at - 1] == "'":
            new = new.replace("'", "''")
        changed = chunk[:at] + new + chunk[at + len(node.value) :]
        self._lines[node.line - 1 : node.end] = [changed] + [""] * (node.end - node.line)
        return True

    def insert(self, entry: Mapping, key: str, value: str) -> None:
        """Add a key to an entry: before its last key in a flow mapping, on a line of its own in a block."""
        first, last = entry.pairs[0][0], entry.pairs[-1][0]
        row = entry.end - 1
        if self._lines[entry.line - 1][self._column(entry) : self._column(entry) + 1] == "{":
            row, at = last.line - 1, self._column(last)
            quoted = self._lines[row][at : at + 1] == '"'  # a catalogue written as JSON
            pair = f'"{key}": "{value}", ' if quoted else f"{key}: {value}, "
            self._lines[row] = self._lines[row][:at] + pair + self._lines[row][at:]
            return
        added = f"{' ' * (first.column - 1)}{key}: {value}"
        end = next((mark for mark in ("\r\n", "\n", "\r") if mark in self._text), "\n")
        self._lines[row] += added + end if self._lines[row].endswith(("\r", "\n")) else end + added

    def write(self, *, private: bool) -> None:
        """Replace the file, if it is changed and keeps the rules; raise InvalidCatalog, OSError.

        ``private``: it names this machine, which the rules refuse.
        """
        text = "".join(self._lines)
        if not private:
            catalog_from(text.removeprefix("\ufeff"), self.path)
        if text != self._text:
            write_whole(self.path, text)

    def _column(self, node: Scalar | Mapping) -> int:
        return node.column - 1 + (node.line == 1 and self._text.startswith("\ufeff"))
