"""How long a build takes as the catalogue grows, beside an empty site, handwritten Markdown and dirmaker.

« python tests/bench/construction.py [SIZE…] » prints Markdown tables and writes .venv/mesures/construction.json.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import peers
from annuaire import settings
from annuaire.catalog.load import load_catalog
from annuaire.exports import card_files, datasets, feeds, search_index
from annuaire.pages import categories, indexes, printable
from annuaire.source import reader
from catalogues import SIZES, catalogue
from chromium import viewed

PAIRS = {100_000: 1}
"""Turns of every contender; 5 for a size that is not here."""
RESULTS = peers.ROOT / ".venv/mesures/construction.json"
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # a second build reads what the first one compiled, as anywhere
TIMED = """import json, resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=sys.stderr)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
lasted = time.perf_counter() - began
print(json.dumps({"s": lasted, "cpu": used.ru_utime + used.ru_stime, "Mo": used.ru_maxrss / 1024}))
sys.exit(code)"""
"""A small process in between: the memory of a child counts, at least, that of the one that started it."""
NAMES = {
    "annuaire": "l’annuaire", "plancher": "plancher (pages vides, leur menu)", "nu": "plancher sans menu",
    "markdown": "Markdown à la main", "dirmaker": "dirmaker",
}  # fmt: skip
Row = dict[str, float]
Contenders = dict[str, tuple[list[str], Path]]


def run(command: list[str], folder: Path) -> Row:
    """Build once, from nothing; the system itself says the time and the memory of the process."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    command = [sys.executable, "-S", "-c", TIMED, *command]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[4:]} : {done.stderr}")
    return json.loads(done.stdout)


def prepare(work: Path, text: str) -> Contenders:
    """Make every contender's folder; the floor has as many pages as ours, so ours is built first."""
    where = {name: work / name for name in NAMES}
    ours = peers.ours(where["annuaire"], text)
    run(ours, where["annuaire"])
    count = len(list((where["annuaire"] / "site").rglob("index.html")))
    catalog = load_catalog(where["annuaire"] / "resources.yaml")
    commands = {
        "annuaire": ours,
        "plancher": peers.floor(where["plancher"], count),
        "nu": peers.floor(where["nu"], count, menu=False),
        "markdown": peers.handwritten(where["markdown"], catalog),
        "dirmaker": peers.dirmaker(where["dirmaker"], catalog),
    }
    return {name: (command, where[name]) for name, command in commands.items()}


def in_turn(contenders: Contenders, pairs: int) -> dict[str, Row]:
    """Run every contender once, then again, and so on: medians, and the ratio of ours to each, turn by turn."""
    turns = [{name: run(*contender) for name, contender in contenders.items()} for _ in range(pairs)]
    found = {}
    for name, (_, folder) in contenders.items():
        row = {key: statistics.median(turn[name][key] for turn in turns) for key in turns[0][name]}
        for key in ("s", "cpu"):
            row[f"rapport {key}"] = statistics.median(turn["annuaire"][key] / turn[name][key] for turn in turns)
        sizes = [path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()]
        found[name] = row | {"fichiers": len(sizes), "octets": sum(sizes)}
    return found


def steps(folder: Path) -> Row:
    """Time the steps of our build one by one, in this process, as the hook calls them."""
    path = folder / "resources.yaml"
    text, catalog = reader.read_text(path), load_catalog(path)
    site = settings.site_from(peers.settings(), Path("sans-liens"))
    draw = categories.cards_of(catalog, site, names := indexes.cut_names(catalog.by_name()))
    cards = [draw(resource, "../") for resource in catalog.resources]
    found: dict[str, Callable[[], object]] = {
        "lire le YAML": lambda: reader.parse(text),
        "lire, vérifier, ranger": lambda: load_catalog(path),
        "fiches": lambda: [draw(resource, "../") for resource in catalog.resources],
        "pages des rubriques": lambda: list(categories.category_pages(catalog, site, draw, cards)),
        "éditeurs, étiquettes": lambda: list(indexes.list_pages(catalog, names)),
        "recherche": lambda: [search_index.search_files(catalog, site), card_files.card_files(catalog, cards)],
        "pages à imprimer": lambda: list(printable.paper_pages(catalog, site)),
        "flux": lambda: [make() for make in feeds.feeds(catalog, site).values()],
        "exports, flux compris": lambda: [make() for make in datasets.exports(catalog, site).values()],
    }
    return {name: _timed(step) for name, step in found.items()}


def _timed(step: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        printable.CODES.clear()
        began = time.process_time()
        step()
        times.append(time.process_time() - began)
    return statistics.median(times)


def served(folder: Path, edits: int) -> Row:
    """Edit resources.yaml under « mkdocs serve »: how long each rebuild takes, as MkDocs says it."""
    path, log = folder / "resources.yaml", folder / "journal.txt"
    text = path.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", "127.0.0.1:0"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=output, stderr=output)
        try:
            _told(log, "Serving on", 1)  # the file is watched only from then on
            for edit in range(edits):
                path.write_text(text.replace("title: ", f"title: {edit} ", 1), encoding="utf-8")
                _told(log, "Reloading browsers", edit + 1)
        finally:
            server.terminate()
            server.wait(30)
    path.write_text(text, encoding="utf-8")
    # MkDocs says a same time only once: what is left is enough for a median.
    times = re.findall(r"Documentation built in ([\d.]+) seconds", log.read_text(encoding="utf-8"))
    first, *others = map(float, times)
    return {"première construction": first, "reconstruction": statistics.median(others)}


def _told(log: Path, what: str, count: int) -> list[str]:
    """Wait until the server has said something so many times, and return what it said."""
    for _ in range(3000):
        found = re.findall(what, log.read_text(encoding="utf-8"))
        if len(found) == count:
            return found
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))


def measure(size: int) -> dict[str, Any]:
    """Return every figure of one size."""
    pairs = PAIRS.get(size, 5)
    with tempfile.TemporaryDirectory() as folder:
        contenders = prepare(Path(folder), catalogue(size))
        built = in_turn(contenders, pairs)
        where = {name: at for name, (_, at) in contenders.items()}
        own = [sys.executable, __file__, "--etapes", str(where["annuaire"])]
        parts = json.loads(subprocess.run(own, capture_output=True, check=True, text=True).stdout)
        fullest = peers.fullest(load_catalog(where["annuaire"] / "resources.yaml"))
        seen = viewed({where[name]: ["", page] for name, page in fullest.items()})
        serve = served(where["annuaire"], pairs)
    told = ("lire le YAML", "flux")  # within two others
    rest = built["annuaire"]["cpu"] - sum(seconds for name, seconds in parts.items() if name not in told)
    parts["MkDocs et le thème (le reste)"] = rest
    return {
        "ressources": size, "rubriques": SIZES[size], "paires": pairs, "constructions": built, "étapes (s de calcul)": parts,
        "pages": seen, "serve": serve,
    }  # fmt: skip


def shown(found: dict[str, Any]) -> str:
    """Return the figures of one size as Markdown."""
    built = found["constructions"]
    lines = [f"### {found['ressources']} ressources, {found['rubriques']} rubriques ({found['paires']} tours)", ""]
    lines += [
        "| construction | temps | calcul | mémoire d’un processus | fichiers | poids | annuaire ÷ lui (temps, calcul) |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, row in built.items():
        ratio = f"{row['rapport s']:.2f}, {row['rapport cpu']:.2f}" if name != "annuaire" else ""
        lines.append(
            f"| {NAMES[name]} | {row['s']:.2f} s | {row['cpu']:.2f} s | {row['Mo']:.0f} Mo | {row['fichiers']:.0f} "
            f"| {row['octets'] / 1e6:.1f} Mo | {ratio} |"
        )
    parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found["étapes (s de calcul)"].items())
    serve = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found["serve"].items())
    lines += ["", f"Étapes, en temps de calcul : {parts}. Sous `make serve` : {serve}.", ""]
    lines += [
        "| première visite | poids | requêtes | dont ailleurs | premier affichage | première fiche |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, row in found["pages"].items():
        size, asked, away, paint, card = row.values()
        lines.append(f"| {name} | {size:.1f} Ko | {asked:.0f} | {away:.0f} | {paint:.0f} ms | {card:.0f} ms |")
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--etapes"]:
        print(json.dumps(steps(Path(arguments[1]))))
        return
    machine = f"{os.cpu_count()} cœurs, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    print(f"Mesuré le {date.today().isoformat()} sur {machine}.\n")
    results = []
    for size in [int(argument) for argument in arguments] or SIZES:
        results.append(measure(size))
        print(shown(results[-1]), flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        text = json.dumps({"machine": machine, "mesures": results}, ensure_ascii=False, indent=1)
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
