"""The built site → what its pages cost a visitor, as figures for the page « Écoconception »."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from annuaire.model import Catalog
from annuaire.pages import ENV

PAGE = "ecoconception/index.html"
PENDING = re.compile(rb'<p id="mesures">.*?</p>', re.DOTALL)
"""What stands in that page until the whole site is written."""
ASKED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img) (?:href|src)="([^"?#]+)"')
DATA = re.compile(r"(<script\b[^>]*>).*?</script>|<!--.*?-->", re.DOTALL)
# EcoIndex, by the GreenIT collective: the score falls from 100 with the rank of each measure among 20 slices of the
# web, elements counting three times, requests twice, weight once.
ELEMENTS = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06),
    *(2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A page: what is sent on a first visit, then when all but the page is already there; bytes once compressed."""

    kind: str
    path: str
    requests: int
    first: int
    then: int
    elements: int

    @property
    def ecoindex(self) -> int:
        """The score out of 100, for a first visit."""
        measures = ((3, ELEMENTS, self.elements), (2, REQUESTS, self.requests), (1, KILOBYTES, self.first / 1000))
        return round(100 - 5 * sum(times * _rank(slices, value) for times, slices, value in measures) / 6)

    @property
    def grade(self) -> str:
        return next((grade for least, grade in GRADES if self.ecoindex > least), "G")


def weigh(site: Path, path: str, kind: str = "") -> Weight:
    """Return what a page costs, with the files that it asks for."""
    html = (site / path).read_text(encoding="utf-8")
    folder = posixpath.dirname(path)
    asked = {posixpath.normpath(posixpath.join(folder, address)) for address in ASKED.findall(html)}
    files = sum(_compressed(site / name) for name in asked)
    then = _compressed(site / path)
    elements = len(re.findall(r"<[a-z]", DATA.sub(r"\1", html)))
    return Weight(
        kind=kind, path=path, requests=1 + len(asked), first=then + files, then=then, elements=elements
    )  # fmt: skip


def tell_weight(site: Path, catalog: Catalog) -> None:
    """Put the figures of the heaviest page of each kind in the page that waits for them, if there is one."""
    page = site / PAGE
    if page.exists() and PENDING.search(page.read_bytes()):
        weights = [weigh(site, path, kind) for kind, path in _heaviest(site, catalog)]
        table = ENV.get_template("mesures.html").render(weights=weights)
        page.write_bytes(PENDING.sub(lambda _: table.encode(), page.read_bytes(), count=1))


def _heaviest(site: Path, catalog: Catalog) -> Iterator[tuple[str, str]]:
    categories = {category.id for category in catalog.categories}
    kinds: dict[str, tuple[int, str]] = {}
    for page in site.rglob("index.html"):
        path = page.relative_to(site).as_posix()
        first = path.partition("/")[0]
        kind = "Rubrique" if first in categories else {"index.html": "Accueil", "imprimer": "À imprimer"}.get(first, "")
        if path != PAGE:
            kinds[kind] = max(kinds.get(kind, (0, "")), (page.stat().st_size, path))
    for kind in ("Accueil", "Rubrique", "", "À imprimer"):
        if kind in kinds:
            yield kind or "Autre page", kinds[kind][1]


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))


def _rank(slices: Sequence[float], value: float) -> float:
    for number, (low, high) in enumerate(pairwise(slices)):
        if value < high:
            return number + (value - low) / (high - low)
    return len(slices) - 1
