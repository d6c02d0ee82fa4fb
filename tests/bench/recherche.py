"""Search: what it finds beside other engines, what it costs a visitor, and how fast it answers as the catalogue grows.

The queries of requetes-gelees.tsv were written apart and are not to be tuned for: they only compare.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import peers
from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog
from annuaire.exports.search_index import STOP
from annuaire.urls import host
from catalogues import catalogue
from chromium import served

ROOT = peers.ROOT
sys.path.insert(0, str(ROOT / "tests"))

from conftest import CHROMIUM, build_anew, make_project  # noqa: E402

FOLDER = ROOT / ".venv/recherche"
PACKAGES = ("minisearch@7.2.0", "flexsearch@0.8.212", "@orama/orama@3.1.18", "@orama/stemmers@3.1.18", "lunr@2.3.9", "lunr-languages@1.20.0", "pagefind@1.6.0")  # fmt: skip
SETS = {"connues": ROOT / "tests/data/recherche/requetes.tsv", "gelées": ROOT / "tests/bench/requetes-gelees.tsv"}
LIMITS = {21: 8, 1_000: 60, 10_000: 100}
"""Kilobytes until the first result, beyond the page."""
WORDS = ("guide", "associations", "benevoles lille", "bibliotheques numeriques", "calculatrice empreinte", "ethique")
Query = list[str]
Ranks = list[list[str]]
ASK = """async (query) => {
  const field = document.querySelector(".chercher input");
  const began = performance.now();
  field.value = query;
  field.dispatchEvent(new Event("input"));
  while (document.querySelector(".resultats").ariaBusy !== "false") await new Promise((next) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = next; port2.postMessage(0); });
  return [performance.now() - began, [...document.querySelectorAll(".resultats article")].slice(0, 3).map((card) => new URL(card.querySelector(".copier").href).hash.slice(1))];
}"""
LONG = """new PerformanceObserver((list) => (window.longest = Math.max(window.longest ?? 0, ...list.getEntries().map(({ duration }) => duration)))).observe({ type: "longtask", buffered: true })"""
SLOWER = 4
"""The processor of a telephone, beside the one that runs this."""
FIRST = """async (query) => {
  const field = document.querySelector(".chercher input");
  const began = performance.now();
  field.focus();
  field.value = query;
  while (!document.querySelector(".resultats article")) await new Promise((next) => setTimeout(next, 1));
  return performance.now() - began;
}"""
PAGEFIND = """async (queries) => {
  const engine = await import("/pagefind/pagefind.js");
  await engine.options({ ranking: { metaWeights: { title: 5 } } });
  const found = [];
  for (const query of queries) {
    const { results } = await engine.search(query);
    found.push(await Promise.all(results.slice(0, 3).map(async (result) => (await result.data()).url.split("/").at(-1).replace(".html", ""))));
  }
  return found;
}"""


def documents(catalog: Catalog) -> list[dict[str, str]]:
    categories = {category.id: category.title for category in catalog.categories}
    formats = {known.id: known.title for known in catalog.formats}
    return [
        {
            "id": known.slug, "title": known.title, "publishers": ", ".join(known.publishers),
            "tags": ", ".join((*known.tags, formats.get(known.format, ""))), "description": known.description,
            "category": categories[known.category],
            "places": " ".join([host(known.url), *(host(link.url) for link in known.links), *known.contacts]),
        }
        for known in catalog.resources
    ]  # fmt: skip


def others(docs: list[dict[str, str]], queries: list[str]) -> dict[str, dict[str, Any]]:
    script = shutil.copy(ROOT / "tests/bench/moteurs.mjs", FOLDER)
    given = json.dumps({"docs": docs, "queries": queries, "stop": STOP.split()})
    done = subprocess.run(["node", script], input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def pagefind(browser: Browser, docs: list[dict[str, str]], queries: list[str], folder: Path) -> dict[str, Any]:
    """One page a resource, since Pagefind answers by page; bytes: of its first answer."""
    folder.mkdir()
    for doc in docs:
        text = "".join(f"<p>{escape(doc[name])}</p>" for name in doc if name not in ("id", "title"))
        html = (
            f'<!doctype html><html lang="fr"><title>{escape(doc["title"])}</title><h1>{escape(doc["title"])}</h1>{text}'
        )
        (folder / f"{doc['id']}.html").write_text(html, encoding="utf-8")
    command = [FOLDER / "node_modules/.bin/pagefind", "--site", folder, "--include-characters", "'’-"]
    subprocess.run(command, check=True, capture_output=True)
    with served(folder) as base:
        page = browser.new_page()
        page.goto(f"{base}{docs[0]['id']}.html")
        sizes = received(page)
        page.evaluate(PAGEFIND, queries[:1])
        first = sum(sizes)
        found = page.evaluate(PAGEFIND, queries)
        page.close()
    return {"bytes": first, "found": found}


def received(page: Page) -> list[float]:
    """Return the list that grows with the compressed bytes of each answer from now on."""
    sizes: list[float] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def slowed(page: Page) -> Page:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def told(queries: Sequence[Query], found: Ranks) -> str:
    """Return the shares of queries whose expected resource is first, and among the first three."""
    right = [{slug.strip() for slug in expected.split("|")} for _, _, expected in queries]
    first = sum(bool(ranks) and ranks[0] in wanted for ranks, wanted in zip(found, right, strict=True))
    three = sum(bool(wanted & set(ranks)) for ranks, wanted in zip(found, right, strict=True))
    return f"{first / len(queries):6.1%} {three / len(queries):6.1%}"


def quality(browser: Browser, site: Path, work: Path) -> None:
    catalog = load_catalog(ROOT / "resources.yaml")
    docs = documents(catalog)
    print(f"{'21 ressources':<14}" + "".join(f" | {name} : 1re, parmi 3" for name in SETS) + " | index, Ko")
    rows: dict[str, list[str]] = {}
    weights: dict[str, float] = {}
    for name, path in SETS.items():
        queries = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()[1:]]
        asked = [query for _, query, _ in queries]
        with served(site) as base:
            page = browser.new_page()
            page.goto(base)
            page.locator(".chercher input").focus()
            page.locator(".resultats").wait_for(state="attached")
            rows.setdefault("l’annuaire", []).append(told(queries, [page.evaluate(ASK, query)[1] for query in asked]))
            page.close()
        answers = others(docs, asked) | {"Pagefind": pagefind(browser, docs, asked, work / f"pagefind-{name}")}
        for engine, answer in answers.items():
            rows.setdefault(engine, []).append(told(queries, answer["found"]))
            weights[engine] = answer["bytes"] / 1000
    for engine, shares in rows.items():
        weight = f"{weights[engine]:.1f}" if engine in weights else "ci-dessous"
        print(f"{engine:<14} | " + " | ".join(f"{share:>21}" for share in shares) + f" | {weight}")


def cost(browser: Browser, size: int, site: Path) -> None:
    """Bytes and time until the first result, then the time of each key."""
    with served(site) as base:
        firsts, bytes_ = [], []
        for _ in range(5):
            context = browser.new_context()
            page = slowed(context.new_page())
            page.goto(base, wait_until="networkidle")
            sizes = received(page)
            firsts.append(page.evaluate(FIRST, "guide"))
            bytes_.append(sum(sizes))
            page.locator(".resultats[aria-busy=false]").wait_for()
            every = sum(sizes)
            context.close()
        page = slowed(browser.new_page())
        page.goto(base, wait_until="networkidle")
        page.evaluate(LONG)
        page.locator(".chercher input").focus()
        page.locator(".resultats").wait_for(state="attached")
        typed = [word[:end] for word in WORDS for end in range(2, len(word) + 1)]
        keys = {"première fois": [page.evaluate(ASK, text)[0] for text in typed]}
        keys["déjà reçus"] = [page.evaluate(ASK, text)[0] for text in typed]
        longest = page.evaluate("window.longest ?? 0")
        page.close()
    shown = ", ".join(
        f"{name} {statistics.median(times):.0f} ms (95 % : {sorted(times)[int(len(times) * 0.95)]:.0f})"
        for name, times in keys.items()
    )
    print(
        f"{size:>7} ressources : premier résultat en {statistics.median(firsts):.0f} ms et "
        f"{statistics.median(bytes_) / 1000:.1f} Ko (au plus {LIMITS[size]}), {every / 1000:.1f} Ko avec les filtres ; "
        f"chaque touche : {shown} ; "
        f"la plus longue tâche : {longest:.0f} ms (processeur {SLOWER} fois plus lent)"
    )


def main() -> None:
    peers.installed(FOLDER, *PACKAGES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        sites = {21: build_anew(make_project(work / "21"))}
        for size in (1_000, 10_000):
            sites[size] = build_anew(make_project(work / str(size), catalogue(size)))
        quality(browser, sites[21], work)
        for size, site in sites.items():
            cost(browser, size, site)
        browser.close()


if __name__ == "__main__":
    main()
