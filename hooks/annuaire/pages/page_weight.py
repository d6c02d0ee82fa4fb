"""The built site → what its pages cost a visitor, as figures for the page « Écoconception »."""

import gzip
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annuaire.catalog.model import Catalog
from annuaire.files import files_of
from annuaire.pages.templating import ENV

PAGE = "ecoconception/index.html"
PENDING = re.compile(rb'<p id="mesures">.*?</p>', re.DOTALL)
"""What stands in that page until the whole site is written."""
ASKED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img) (?:href|src)="([^"?#]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A page: what is sent on a first visit, then when all but the page is already there; bytes once compressed."""

    kind: str
    path: str
    requests: int
    first: int
    then: int


def weigh(site: Path, path: str, kind: str = "") -> Weight:
    """Return what a page costs, with the files that it asks for."""
    html = (site / path).read_text(encoding="utf-8")
    folder = posixpath.dirname(path)
    asked = {posixpath.normpath(posixpath.join(folder, address)) for address in ASKED.findall(html)}
    files = sum(_compressed(site / name) for name in asked)
    then = _compressed(site / path)
    return Weight(kind=kind, path=path, requests=1 + len(asked), first=then + files, then=then)


def tell_weight(site: Path, catalog: Catalog) -> None:
    """Put the figures of the heaviest page of each kind in the page that waits for them, if there is one."""
    page = site / PAGE
    if page.exists() and PENDING.search(page.read_bytes()):
        weights = [weigh(site, path, kind) for kind, path in heaviest(site, catalog)]
        table = ENV.get_template("mesures.html").render(weights=weights)
        page.write_bytes(PENDING.sub(lambda _: table.encode(), page.read_bytes(), count=1))


def heaviest(site: Path, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield (kind, path) of the heaviest page of each kind of a built site."""
    categories = {category.id for category in catalog.categories}
    kinds: dict[str, tuple[int, str]] = {}
    for path in (path for path in files_of(site) if f"/{path}".endswith("/index.html")):
        first = path.partition("/")[0]
        kind = "Rubrique" if first in categories else {"index.html": "Accueil", "imprimer": "À imprimer"}.get(first, "")
        if path != PAGE:
            kinds[kind] = max(kinds.get(kind, (0, "")), ((site / path).stat().st_size, path))
    for kind in ("Accueil", "Rubrique", "", "À imprimer"):
        if kind in kinds:
            yield kind or "Autre page", kinds[kind][1]


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))
