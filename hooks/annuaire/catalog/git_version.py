"""The catalogue of an earlier version."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from annuaire.catalog.load import load_catalog
from annuaire.catalog.model import Catalog


def catalog_at(reference: str, path: Path) -> Catalog:
    """Return the catalogue of a git reference; raise CalledProcessError when git has none, InvalidCatalog as usual."""
    command = ["git", "show", "--end-of-options", f"{reference}:./{path.name}"]
    found = subprocess.run(command, cwd=path.parent, capture_output=True, check=True)  # noqa: S603 – a fixed command
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(found.stdout)
        return load_catalog(copy)
