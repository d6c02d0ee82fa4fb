"""Contributed text, harmless in a terminal or in the log of a CI runner."""

import re
import unicodedata

WIDTH = 100
"""Characters of a line that a report shows."""
JOINER, EMOJI_STYLE = "\u200d", "\ufe0f"


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


def excerpt(line: str, column: int) -> list[str]:
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
