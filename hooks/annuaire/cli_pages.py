"""The commands around the built site: « pages », what another generator builds, and « ecarts »."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from annuaire import site_changes
from annuaire.aside import Aside, write_files
from annuaire.beside import Beside, spoken
from annuaire.load import load_catalog
from annuaire.problems import InvalidCatalog


def add_pages_commands(commands: Any) -> None:
    """Add « pages » and « ecarts » to argparse's sub-commands."""
    told = "écrire les pages, le thème et les réglages pour un générateur sans crochet, comme Zensical"
    command = commands.add_parser("pages", help=told, description=told[0].upper() + told[1:] + ".")
    command.add_argument(
        "--vers", type=Path, required=True, metavar="DOSSIER", help="le dossier à écrire, ou à récrire"
    )
    command.set_defaults(run=_pages)
    told = "dire ce qui diffère entre deux sites construits"
    command = commands.add_parser("ecarts", help=told, description=told[0].upper() + told[1:] + ".")
    command.add_argument("before", type=Path, metavar="AVANT")
    command.add_argument("after", type=Path, metavar="APRÈS")
    command.set_defaults(run=site_changes.run)


def _pages(options: argparse.Namespace) -> int:
    # The templates are read only here: « verifier » needs none.
    from annuaire.content import CATALOGUE, content
    from annuaire.portable import portable
    from annuaire.settings import InvalidSettings, read_settings

    try:
        settings = read_settings(Path("mkdocs.yml"))
        docs = Path(settings.get("docs_dir", "docs"))
        found = content(Path(), docs, load_catalog(Path(CATALOGUE)), settings)
        files = dict(portable(docs, settings, found))
        _write(options.vers, files, found.aside)
    except (InvalidCatalog, InvalidSettings) as invalid:
        print(invalid)
        return 1
    except OSError as error:
        sys.stderr.write(f"{spoken(error, options.vers)}\n")
        return 2
    count = len(files) + len(found.aside.names)
    print(f"{options.vers} : {count} fichiers. Construisez-les avec « zensical build » depuis ce dossier.")
    return 0


def _write(folder: Path, files: dict[str, bytes], generated: Aside) -> None:
    """Write the project afresh; a folder that this command did not write is left alone."""
    from annuaire.portable import MARK
    from annuaire.settings import InvalidSettings

    if folder.is_dir() and any(folder.iterdir()):
        known = folder / "mkdocs.yml"
        if not (known.is_file() and known.read_bytes().startswith(MARK.encode())):
            raise InvalidSettings(f"{folder} contient autre chose qu’une version écrite ici : choisissez un autre nom.")
    beside = Beside(folder)
    beside.begin()
    try:
        generated.write(beside.fresh / "docs")
        write_files(beside.fresh, files.items())
        generated.wait()
        beside.swap()
    except OSError:
        generated.stop()
        beside.drop()
        raise
