"""Catalog → pages made for paper: every address written out, with its QR code."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate, groupby
from math import isqrt

from markupsafe import Markup

from annuaire.catalog.model import Catalog, Category, Resource, Site
from annuaire.contacts import contact_kind, dialled, mailto
from annuaire.pages.page import Page, numbered, root_of
from annuaire.pages.templating import ENV
from annuaire.urls import ascii_url

MODULE = 0.5
"""Width of a QR code's dot in millimetres: a telephone reads it at arm's length from a printed sheet."""
QUIET = 4
"""Light dots around a code (ISO/IEC 18004)."""
DARK = re.compile(rb"\0+")
PART = 900_000
"""Bytes of cards on one page at most, so that a page and its frame stay under 1 MB."""
MOST_CODES = 2_000
"""A QR code takes 0.3 ms and 2 KB: a larger directory is printed with its addresses alone."""
CODES: dict[str, Markup] = {}
"""Text → its code: another build, or « make serve », draws only what is new."""

Section = tuple[Category, Sequence[str]]
"""A category and its cards."""


def paper_pages(catalog: Catalog, site: Site) -> Iterator[Page]:
    """Yield /imprimer/<category>/ for every category, then /imprimer/: everything, or where to find it."""
    card = ENV.get_template("fiche.html").module.card  # type: ignore[attr-defined]
    formats = catalog.format_titles()
    codes = len(catalog.resources) <= MOST_CODES
    draw = partial(ENV.get_template("papier.html").render, digest=catalog.digest, day=catalog.day, site=site, sheets=())
    sections: list[Section] = []
    sheets: list[tuple[str, str]] = []
    size = 0
    for category, resources in catalog.groups():
        cards = [card(r, formats, qr_code(target(r)) if codes else "") for r in resources]
        size += sum(len(text.encode()) for text in cards)
        if size < PART:
            sections.append((category, cards))
        parts = _cut_sheets(cards)
        for number, part in enumerate(parts, start=1):
            path = numbered(f"imprimer/{category.id}/", number)
            yield _page(path, category.title, draw(root=root_of(path), sections=[(category, part)]))
            sheets.append((category.title + (f", feuille {number} sur {len(parts)}" if len(parts) > 1 else ""), path))
    whole = {"sections": sections} if size < PART else {"sections": (), "sheets": sheets}
    yield _page("imprimer/", site.name, draw(root="../", **whole))


def target(resource: Resource) -> str:
    """Return what the QR code opens: the address, else the first of the links, else of the contacts; "" if none."""
    if resource.urls or not resource.contacts:
        return next(iter(resource.urls), "")
    contact = resource.contacts[0]
    kind = contact_kind(contact)
    return mailto(contact) if kind == "mail" else f"tel:{dialled(contact)}" if kind == "phone" else contact


def qr_code(text: str) -> Markup:
    """Return a QR code as inline SVG; "" for no text, or for too long a one."""
    if text not in CODES:
        CODES[text] = _qr(text)
    return CODES[text]


def _qr(text: str) -> Markup:
    """A stroke for each run of dark dots."""
    from zxingcpp import BarcodeFormat, create_barcode  # most builds draw nothing: they remember

    try:
        code = create_barcode(ascii_url(text), BarcodeFormat.QRCode, ec_level="M") if text else None
    except ValueError:
        code = None
    if code is None:
        return Markup("")
    dots = bytes(memoryview(code.to_image(add_quiet_zones=False)))  # type: ignore[arg-type]  # a buffer, for its stubs not
    side, path = isqrt(len(dots)), ""
    for row in range(side):
        end = -QUIET
        for run in DARK.finditer(dots[row * side : (row + 1) * side]):
            path += f"M{QUIET + run.start()} {row + QUIET}.5h" if end < 0 else f"m{run.start() - end} 0h"
            path += f"{run.end() - run.start()}"
            end = run.end()
    size = side + 2 * QUIET
    frame = f'width="{size * MODULE}mm" height="{size * MODULE}mm" viewBox="0 0 {size} {size}"'
    return Markup(f'<svg {frame}><path stroke="#000" d="{path}"/></svg>')


def _cut_sheets(cards: Sequence[str]) -> list[list[str]]:
    """Cut where the sum of the sizes passes a multiple of PART: a part exceeds it by one card at most."""
    sums = accumulate(len(text.encode()) for text in cards)
    groups = groupby(zip(sums, cards, strict=True), lambda pair: pair[0] // PART)
    return [[text for _, text in group] for _, group in groups] or [[]]


def _page(path: str, title: str, html: str) -> Page:
    meta = {"robots": "noindex", "style": "assets/annuaire.papier.css"}
    return Page(path=path, title=f"{title}, à imprimer", description="", data=html.encode(), meta=meta)
