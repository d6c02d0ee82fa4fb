"""EcoIndex of the built site: the grade of the heaviest page of each kind.

By the GreenIT collective's published formula: the score falls from 100 with the rank of each measure among 20 slices
of the web, elements counting three times, requests twice, weight once.
"""

import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from annuaire.catalog.load import load_catalog
from annuaire.pages.page_weight import Weight, heaviest, weigh

ELEMENTS = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06),
    *(2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))
DATA = re.compile(r"(<script\b[^>]*>).*?</script>|<!--.*?-->", re.DOTALL)


def ecoindex(elements: int, requests: int, bytes_: int) -> tuple[int, str]:
    """Return the score out of 100 and the grade of a first visit."""
    measures = ((3, ELEMENTS, elements), (2, REQUESTS, requests), (1, KILOBYTES, bytes_ / 1000))
    score = round(100 - 5 * sum(times * _rank(slices, value) for times, slices, value in measures) / 6)
    return score, next((grade for least, grade in GRADES if score > least), "G")


def elements(html: str) -> int:
    """Return how many elements a page holds, before any script."""
    return len(re.findall(r"<[a-z]", DATA.sub(r"\1", html)))


def _rank(slices: Sequence[float], value: float) -> float:
    for number, (low, high) in enumerate(pairwise(slices)):
        if value < high:
            return number + (value - low) / (high - low)
    return len(slices) - 1


def main(site: Path) -> int:
    if not (site / "index.html").exists():
        sys.exit("Construisez d’abord le site : make build")
    for kind, path in heaviest(site, load_catalog(Path("resources.yaml"))):
        weight: Weight = weigh(site, path, kind)
        score, grade = ecoindex(elements((site / path).read_text(encoding="utf-8")), weight.requests, weight.first)
        print(f"{kind:12} {path:30} EcoIndex {grade} ({score})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path("site")))
