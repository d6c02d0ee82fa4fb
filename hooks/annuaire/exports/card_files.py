"""Catalog → the cards that the results and the selection show, read by their number or their permalink:

- ``fiches-N.json``: [[id of its category, HTML], …] of the N-th group of cards, in the order of the catalogue;
  ``codes-N.json``: their QR codes as SVG;
- ``selection.json``: {"size": cards of one file, "most": resources of a selection, "codes": whether there are QR codes,
  "categories": {id: HTML of its tab}, "slugs": the permalinks in the order of the catalogue}.
"""

from collections.abc import Sequence

from annuaire.catalog.model import Catalog
from annuaire.exports.search_index import category_tabs, group_size
from annuaire.pages.printable import MOST_CODES, qr_code, target
from annuaire.pages.schema_org import dumps

MOST_CHOSEN = 100
"""Resources of a selection: its address stays under what mail and browsers carry."""


def card_files(catalog: Catalog, cards: Sequence[str]) -> dict[str, bytes]:
    """Return {file name: JSON} of the cards of the resources, their QR codes, and what finds them by permalink."""
    size = group_size(len(cards))
    placed = [(resource.category, card) for resource, card in zip(catalog.resources, cards, strict=True)]
    codes = [qr_code(target(resource)) for resource in catalog.resources] if len(cards) <= MOST_CODES else []
    files = {
        f"{kind}-{start // size}.json": dumps(each[start : start + size]).encode()
        for kind, each in (("fiches", placed), ("codes", codes)) for start in range(0, len(each), size)
    }  # fmt: skip
    found = {
        "size": size, "most": MOST_CHOSEN, "codes": bool(codes), "categories": category_tabs(catalog),
        "slugs": " ".join(resource.slug for resource in catalog.resources),
    }  # fmt: skip
    return files | {"selection.json": dumps(found).encode()}
