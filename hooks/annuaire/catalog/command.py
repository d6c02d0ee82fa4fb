"""« annuaire verifier »: a file → the report of its problems, or the same file with what is certain mended."""

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from annuaire.catalog.load import examine, load_catalog_at, records
from annuaire.catalog.model import Catalog
from annuaire.catalog.permalinks import lost, undated
from annuaire.files import write_whole
from annuaire.paths import SETTINGS
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import read_text
from annuaire.source.reports import FORMATS, MACHINES, summary_report
from annuaire.source.shown import printable

Others: TypeAlias = Callable[[Catalog, Path], list[Problem]]
Neighbours: TypeAlias = Callable[[Path, Catalog | None], list[InvalidCatalog]]
PASSES = 5
"""Times that a file is mended and read again: a fault may hide another one."""


def add_verify_command(commands: Any, others: Others, neighbours: Neighbours) -> None:
    """Add « verifier » to argparse's sub-commands; ``others``: further warnings, for a catalogue and its folder;
    ``neighbours``: the faults of the files beside it."""
    verify = commands.add_parser("verifier", help="vérifier resources.yaml", description="Vérifier un catalogue.")
    verify.add_argument("file", nargs="?", type=Path, default=Path("resources.yaml"), metavar="FICHIER")
    help_ = "texte, github, gitlab (rapport Code Quality) ou json ; choisi selon l’intégration continue"
    verify.add_argument("--format", choices=FORMATS, default=_format(), help=help_, metavar="FORMAT")
    since = "prévenir aussi des permaliens perdus, et de ce qui est ajouté sans date, depuis cette référence git"
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
    catalog = None
    try:
        found, catalog = _checked(options, others) if options.file.name != SETTINGS else ([], None)
    except InvalidCatalog as unreadable:
        found = [unreadable]
    return _print_report(options, [*found, *neighbours(options.file, catalog)], catalog)


def _checked(options: argparse.Namespace, others: Others) -> tuple[list[InvalidCatalog], Catalog | None]:
    """Check a catalogue, once mended if it is asked; raise InvalidCatalog, Refused, OSError."""
    source = read_text(options.file)
    if options.corriger:
        source = _corrected(options, source)
    root, problems, _ = examine(source, options.file, today=date.today())
    catalog = None
    if all(problem.warning for problem in problems):
        catalog = records(root, source)
        problems += [*_changes(options, catalog), *others(catalog, options.file.parent)]
    return [InvalidCatalog(options.file, problems, source)], catalog


def _print_report(options: argparse.Namespace, found: list[InvalidCatalog], catalog: Catalog | None) -> int:
    """Print what was found in each file, then a count when there is no error; return the exit code.

    A report for machines goes alone to the standard output, and its reading beside it.
    """
    aside = sys.stderr if options.format in MACHINES else None
    faulty = [one for one in found if one.problems]
    if faulty or aside:
        print(FORMATS[options.format](faulty))
    fixes = [one.fix for each in faulty for one in each.problems if one.fix]
    if options.format == "texte" and any(fix.text for fix in fixes):
        print("(Une ligne à recopier commence après « | » et une espace.)")
    if options.format == "texte" and not all(fix.text for fix in fixes):
        print("(Commencez par la dernière : les numéros des lignes du dessus restent justes.)")
    if faulty and aside:
        print(*faulty, sep="\n", file=aside)
    if (summary := os.environ.get("GITHUB_STEP_SUMMARY")) and options.format == "github":
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(summary_report(faulty))
    if any(one.stops for one in faulty):
        return 1
    counts = [(len(catalog.resources), "ressource"), (len(catalog.categories), "rubrique")] if catalog else []
    held = " dans ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts)
    fault = "aucune erreur" if faulty else "aucun problème"
    print(f"{options.file} : {', '.join(filter(None, (held, fault)))}.", file=aside)
    return 0


def _changes(options: argparse.Namespace, catalog: Catalog) -> list[Problem]:
    """Which permalinks are lost, what is new without a date; it stops nothing. Raise Refused."""
    try:
        before = load_catalog_at(options.file, options.depuis) if options.depuis else None
    except InvalidCatalog:  # what mends a broken file must not be stopped by it
        sys.stderr.write("La version de départ a des erreurs : ses permaliens ne peuvent pas être comparés.\n")
        return []
    return [*lost(before, catalog), *undated(before, catalog, date.today())] if before else []


def _corrected(options: argparse.Namespace, source: str) -> str:
    """Mend a file in its place, say which lines changed, and return its text; raise OSError."""
    ends, text = set(re.findall(r"\r\n?|\n", source)), source
    out = sys.stderr if options.format in MACHINES else sys.stdout
    for _ in range(PASSES):
        lines = re.split(r"\r\n?|\n", text)
        _, _, rows = examine(text, options.file, today=date.today())
        changed = [(at, line, row) for at, (line, row) in enumerate(zip(lines, rows, strict=True), 1) if row != line]
        if not changed:
            break
        for number, line, row in changed:
            done = "supprimée" if row is None else "corrigée"
            print(f"Ligne {number}, {done} :\n    - {printable(line)}", file=out)
            if row is not None:
                print(f"    + {printable(row)}", file=out)
        text = "\n".join(row for row in rows if row is not None)
    if text == source:
        print(f"{options.file} : rien à corriger d’office.", file=out)
        return source
    text = text.replace("\n", ends.pop() if len(ends) == 1 else "\n")
    mark = "\ufeff" * options.file.read_bytes().startswith(b"\xef\xbb\xbf")
    write_whole(options.file, mark + text)
    return text
