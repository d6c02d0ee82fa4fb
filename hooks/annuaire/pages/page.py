"""A generated page, and the pages that a long list is cut into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

AROUND = 4
"""Pages that the pagination shows on each side of the current one, beside the first and the last."""
TONES = 6
"""The colours that the style sheet gives to the categories, in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A generated page: its address from the site's root (« comparer/2/ »), its content and its headings."""

    path: str
    title: str
    description: str
    data: bytes
    """Its HTML, as it is written: a text with one « ’ » takes twice as much memory."""
    headings: tuple[tuple[str, str], ...] = ()
    """(title, fragment) of each card."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the theme is told of the page: « robots », « feed », « category »."""

    @property
    def html(self) -> Markup:
        """The content, ready to stand in a page."""
        return Markup(self.data.decode())


def root_of(path: str) -> str:
    """Return the way back to the site's root from a page's address: « comparer/2/ » gives « ../../ »."""
    return "../" * path.count("/") or "./"


def numbered(base: str, number: int) -> str:
    """Return the address of the n-th page of a list that begins at ``base``."""
    return base if number == 1 else f"{base}{number}/"


def page_numbers(number: int, paths: Sequence[str]) -> list[tuple[int, str]]:
    """Return the pages (number, address) that the pagination shows: those around, the first and the last."""
    shown = {1, len(paths), *range(max(1, number - AROUND), min(len(paths), number + AROUND) + 1)}
    return [(step, paths[step - 1]) for step in sorted(shown)]
