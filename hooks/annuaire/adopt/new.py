"""The files of a new directory: from templates, from what the engine carries, from its categories or its table."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from annuaire.adopt.lock import engine_files, write_requirements
from annuaire.catalog.json_schema import schema_text
from annuaire.catalog.load import load_catalog
from annuaire.files import Refused, write_file
from annuaire.proposals.issue_forms import forms

LICENCES = {
    "cc-by-sa": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"),
    "cc-by": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "licence-ouverte": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")
TEMPLATES = Path(__file__).parent / "templates"
CARRIED = (
    ".gitignore", ".gitlab-ci.yml", ".ci/adresses", ".ci/liens", ".ci/patience", ".ci/proposition",
    ".github/dependabot.yml", ".github/workflows/*.yml", "docs/*.md", "docs/assets/favicon.svg",
)  # fmt: skip
"""Files that every directory has in common, beside its own."""


@contextmanager
def new_directory(folder: Path, name: str, subject: str, licence: str) -> Iterator[Path]:
    """Write a whole directory, put under git, around the resources.yaml that is written in the folder it gives.

    ``licence``: a key of LICENCES. Raise OSError, Refused: nothing is left behind, nor when what it waits for fails.
    """
    texts = dict(zip(("licence", "licence_url"), LICENCES[licence], strict=True))
    for key, plain, text in (("name", "title", name), ("subject", "sentence", subject)):
        text = " ".join(text.split())
        texts |= {key: json.dumps(text, ensure_ascii=False), plain: MARKDOWN.sub(r"\\\1", text)}
    texts["common"] = (engine_files() / "mkdocs.yml").read_text(encoding="utf-8").split("\nhooks:\n")[1]
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for path in (path for pattern in CARRIED for path in engine_files().glob(pattern)):
            write_file(fresh / path.relative_to(engine_files()), path.read_bytes())
            shutil.copymode(path, fresh / path.relative_to(engine_files()))
        for path in (path for path in TEMPLATES.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            text = re.sub(r"\{\{ (\w+) \}\}", lambda found: texts[found[1]], path.read_text(encoding="utf-8"))
            write_file(fresh / path.relative_to(TEMPLATES), text.encode())
        yield fresh
        write_requirements(fresh)
        _fit_to_catalogue(fresh)
        _begin_repository(fresh)
        fresh.chmod(0o755)  # mkdtemp closes its folders to everyone else
        fresh.replace(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _begin_repository(folder: Path) -> None:
    try:
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)  # noqa: S603, S607
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise Refused("Il faut git, en version 2.28 ou plus récente : installez-le, puis recommencez.") from None


def _fit_to_catalogue(folder: Path) -> None:
    """Write what depends on the categories and the formats: forms, schema, the example of the contributors' guide."""
    catalog = load_catalog(folder / "resources.yaml")
    guide = folder / "docs/contribuer.md"
    text = guide.read_text(encoding="utf-8").replace("category: comprendre", f"category: {catalog.categories[0].id}")
    shown = f"    format: {catalog.formats[0].id}\n" if catalog.formats else ""
    found = {**forms(catalog), "resources.schema.json": schema_text()}
    found["docs/contribuer.md"] = text.replace("    format: guide\n", shown)
    for path, content in found.items():
        write_file(folder / path, content.encode())
