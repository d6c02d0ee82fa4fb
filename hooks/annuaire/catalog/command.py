"""« annuaire verifier »: a file → the report of its problems, or the same file with what is certain mended."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from annuaire.catalog.load import examine, load_catalog_at, records
from annuaire.catalog.model import Catalog
from annuaire.catalog.permalinks import lost
from annuaire.catalog.spans import Rows
from annuaire.files import spoken, write_whole
from annuaire.paths import SETTINGS
from annuaire.source.git import GitRefused
from annuaire.source.problems import FORMATS, InvalidCatalog, Problem, printable, warnings_report
from annuaire.source.reader import read_text
from annuaire.source.summary import summary_report

MACHINES = ("gitlab", "json")
"""The reports that are files: nothing else may stand beside them."""
Others = Callable[[Catalog, Path], list[Problem]]
Neighbours = Callable[[Path, Catalog | None], list[InvalidCatalog]]
PASSES = 5
"""Times that a file is mended and read again: a fault may hide another one."""


def add_verify_command(commands: Any, others: Others, neighbours: Neighbours) -> None:
    """Add « verifier » to argparse's sub-commands; ``others``: further warnings, for a catalogue and its folder;
    ``neighbours``: the faults of the files beside it."""
    verify = commands.add_parser("verifier", help="vérifier resources.yaml", description="Vérifier un catalogue.")
    verify.add_argument("file", nargs="?", type=Path, default=Path("resources.yaml"), metavar="FICHIER")
    help_ = "texte, github, gitlab (rapport Code Quality) ou json ; choisi selon l’intégration continue"
    verify.add_argument("--format", choices=FORMATS, default=_format(), help=help_, metavar="FORMAT")
    since = "prévenir aussi des permaliens perdus depuis cette référence git"
    verify.add_argument("--depuis", metavar="REF", help=since)
    mended = "réécrire le fichier avec tout ce qui se corrige sans rien perdre ni inventer, et dire ce qui reste"
    verify.add_argument("--corriger", action="store_true", help=mended)
    verify.set_defaults(run=lambda options: _verify(options, others, neighbours))


def _format() -> str:
    """The report that the machine we run on can show beside the lines of a proposal."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "gitlab" if os.environ.get("GITLAB_CI") == "true" else "texte"


def _verify(options: argparse.Namespace, others: Others, neighbours: Neighbours) -> int:
    """Print the chosen report; a file for machines goes alone to the standard output, and its reading beside it."""
    if options.file.name == SETTINGS:
        return _report(options, neighbours(options.file, None))
    try:
        source = read_text(options.file)
    except InvalidCatalog as invalid:
        return _report(options, [invalid, *neighbours(options.file, None)])
    if options.corriger:
        try:
            source = _corrected(options, source)
        except OSError as error:
            sys.stderr.write(f"{spoken(error)}\n")
            return 3
    text = re.sub(r"\r\n?", "\n", source)
    root, problems, _ = examine(text, options.file, today=date.today())
    catalog, gone = None, list[Problem]()
    if all(problem.warning for problem in problems):
        catalog = records(root, source)
        try:
            gone = _lost(options, catalog)
        except GitRefused as refused:
            sys.stderr.write(f"{refused}\n")
            return refused.code
        problems += others(catalog, options.file.parent)
    found = [InvalidCatalog(options.file, problems, text), *neighbours(options.file, catalog)]
    code = _report(options, found, catalog)
    if gone:
        aside = sys.stderr if options.format in MACHINES else None
        print(warnings_report(options.file, gone, options.format), file=aside)
    return code


def _report(options: argparse.Namespace, found: list[InvalidCatalog], catalog: Catalog | None = None) -> int:
    """Print what was found in each file, then a count when there is no error; return the exit code."""
    aside = sys.stderr if options.format in MACHINES else None
    faulty = [one for one in found if one.problems]
    reports = [FORMATS[options.format](one) for one in faulty]
    if aside:
        rows = [row for text in reports for row in json.loads(text)]
        reports = [json.dumps(rows, ensure_ascii=False, indent=1)]
        print(*faulty, sep="\n", end="\n" * bool(faulty), file=aside)
    print(*reports, sep="\n", end="\n" * bool(reports))
    if (summary := os.environ.get("GITHUB_STEP_SUMMARY")) and options.format == "github":
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write("".join(map(summary_report, faulty)))
    if any(not problem.warning for one in faulty for problem in one.problems):
        return 1
    fault = "aucune erreur" if faulty else "aucun problème"
    if catalog is None:
        print(f"{options.file} : {fault}.", file=aside)
        return 0
    counts = [(len(catalog.resources), "ressource"), (len(catalog.categories), "rubrique")]
    resources, categories = (f"{count} {noun}{'s' if count > 1 else ''}" for count, noun in counts)
    print(f"{options.file} : {resources} dans {categories}, {fault}.", file=aside)
    return 0


def _lost(options: argparse.Namespace, catalog: Catalog) -> list[Problem]:
    """Which permalinks are lost; it is the reviewer's choice, so it stops nothing. Raise GitRefused."""
    try:
        before = load_catalog_at(options.file, options.depuis) if options.depuis else None
    except InvalidCatalog:  # what mends a broken file must not be stopped by it
        sys.stderr.write("La version de départ a des erreurs : ses permaliens ne peuvent pas être comparés.\n")
        return []
    return lost(before, catalog) if before else []


def _corrected(options: argparse.Namespace, source: str) -> str:
    """Mend a file in its place, say which lines changed, and return its text; raise OSError."""
    ends = set(re.findall(r"\r\n|\r|\n", source))
    end = ends.pop() if len(ends) == 1 else "\n"
    before = text = re.sub(r"\r\n?", "\n", source)
    for _ in range(PASSES):
        _, _, rows = examine(text, options.file, today=date.today())
        if (mended := "\n".join(row for row in rows if row is not None)) == text:
            break
        _show_changes(text.split("\n"), rows, options)
        text = mended
    if text == before:
        return source
    text = text.replace("\n", end)
    mark = "\ufeff" if options.file.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    write_whole(options.file, mark + text)
    return text


def _show_changes(lines: list[str], rows: Rows, options: argparse.Namespace) -> None:
    aside = sys.stderr if options.format in MACHINES else None
    for number, (line, row) in enumerate(zip(lines, rows, strict=True), 1):
        if line != row:
            print(f"Ligne {number}, corrigée :" if row is not None else f"Ligne {number}, supprimée :", file=aside)
            print(
                *(f"    {sign} {printable(text)}" for sign, text in (("-", line), ("+", row)) if text is not None),
                sep="\n",
                file=aside,
            )
