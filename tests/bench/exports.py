"""How long the exports take, and whether LibreOffice opens the CSV file as it was written."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

from annuaire.catalog.model import Catalog, Category, Resource, Site
from annuaire.exports.datasets import catalogue_jsonld, exports, resources_csv, resources_json
from annuaire.exports.feeds import feeds
from annuaire.pages.printable import paper_pages, qr_code, target

SITE = Site(
    name="Annuaire", url="https://annuaire.example/", licence="CC BY-SA 4.0", source="Charte",
    licence_url="https://creativecommons.org/licenses/by-sa/4.0/deed.fr", source_url="https://source.example/",
)  # fmt: skip
HOSTILE = ("=1+1", "+33 3 20", "-2", "@a", "'déjà", "point;virgule", 'guil"lemets', "deux\nlignes", "été œuvre €")
ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"


def catalog(count: int) -> Catalog:
    resources = tuple(
        Resource(
            title=f"Ressource numéro {n} sur l’IA", category=f"r-{n % 20}", publishers=(f"Éditeur {n % 300}",),
            url=f"https://www.exemple-{n}.fr/ressources/une-page-assez-longue", tags=("ESS", "environnement"),
            description=f"Une description de longueur ordinaire, avec ses mots et ses accents, pour la ressource {n}.",
            added=date(2020, 1, 1) + timedelta(days=n % 2000),
        )
        for n in range(count)
    )  # fmt: skip
    categories = tuple(Category(id=f"r-{n}", title=f"Rubrique {n}") for n in range(20))
    return Catalog(categories=categories, resources=resources, digest="0123456789ab")


def measure(name: str, work: Callable[[], object], most: float | None = None) -> None:
    times = []
    for _ in range(5):
        qr_code.cache_clear()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(f"{name:<46} {statistics.median(times):6.2f} s" + (f"   (au plus {most} s)" if most else ""))


def opened_by_libreoffice(text: str) -> list[list[str]]:
    """Return the cells that LibreOffice shows; raise ValueError if it took one for a formula."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "resources.csv")
        source.write_bytes(text.encode())
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profil", "--headless", "--convert-to", "ods"]
        command += ["--infilter=CSV:59,34,UTF8,1", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        content = zipfile.ZipFile(source.with_suffix(".ods")).read("content.xml")
    table, words = ODF % "table", ODF % "text"
    rows = []
    for row in ElementTree.fromstring(content).iter(f"{table}table-row"):
        cells = []
        for cell in row.iter(f"{table}table-cell"):
            if f"{table}formula" in cell.attrib:
                raise ValueError("une cellule est devenue une formule")
            shown = "\n".join("".join(part.itertext()) for part in cell.iter(f"{words}p"))
            cells += [shown] * int(cell.get(f"{table}number-columns-repeated", 1))
        rows.append(cells)
    return rows


def main() -> int:
    large, middle = catalog(10_000), catalog(1_000)
    measure("exports, 10 000 ressources", lambda: [make() for make in exports(large, SITE).values()], 2)
    for work in (resources_json, resources_csv, catalogue_jsonld):
        measure(f"  dont {work.__name__}", lambda work=work: work(large, SITE))
    measure("  dont les flux", lambda: [make() for make in feeds(large, SITE).values()])
    measure("codes QR, 1 000 ressources", lambda: [qr_code(target(r)) for r in middle.resources], 3)
    measure("pages à imprimer, 1 000 ressources", lambda: list(paper_pages(middle, SITE)))
    measure("pages à imprimer, 10 000 (sans code QR)", lambda: list(paper_pages(large, SITE)))
    if not shutil.which("soffice"):
        print("LibreOffice n’est pas installé : l’ouverture de resources.csv n’est pas vérifiée.")
        return 1
    resources = tuple(Resource(title=text, category="r-0", description=text) for text in HOSTILE)
    rows = opened_by_libreoffice(resources_csv(Catalog(categories=large.categories, resources=resources), SITE))
    expected = [("'" + text if text[0] in "=+-@'" else text) for text in HOSTILE]
    right = [row[0] for row in rows[1 : len(HOSTILE) + 1]] == expected and rows[0][0] == "title"
    print("LibreOffice ouvre resources.csv : " + ("chaque cellule est lue telle quelle" if right else "DIFFÉRENCES"))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
