"""What the tests read in a published site."""

import re
from html import unescape
from pathlib import Path

from annuaire.catalog.load import load_catalog
from conftest import CATALOGUE

PAGES = [
    "imprimer/index.html",
    "imprimer/comprendre/index.html",
    "index.html",
    "404.html",
    "a-propos/index.html",
    "contribuer/index.html",
    "donnees-ouvertes/index.html",
    "verification-des-liens/index.html",
]
PAGES += [f"{category.id}/index.html" for category in load_catalog(CATALOGUE).categories]


def text_of(page: Path) -> str:
    """The words of a page as a person reads them."""
    body = re.sub(r"<(script|style).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
