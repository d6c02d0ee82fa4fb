"""The engine that is installed here → the two requirement files of a directory."""

import json
import shutil
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit


def engine_files() -> Path:
    """Return the folder of what the engine carries for a directory: its lock, its forges' files, its guides."""
    spec = find_spec("annuaire_directory.hooks.build_site")
    return Path(spec.origin if spec and spec.origin else "").parent.parent


def write_requirements(folder: Path) -> None:
    """Pin the engine as it was installed (PEP 610), and what it was locked with; a wheel of this machine is copied."""
    installed = distribution("annuaire")
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    url = origin.get("url", "")
    wheel = Path(unquote(urlsplit(url).path))
    pin = f"annuaire @ {url}" if url else f"annuaire=={installed.version}"
    if "vcs_info" in origin:
        pin = f"annuaire @ git+{url}@{origin['vcs_info']['commit_id']}"
    elif url.startswith("file:") and wheel.is_file():
        pin = f"./{wheel.name}"
        if not (folder / wheel.name).exists():
            shutil.copy(wheel, folder)
    (folder / "requirements-moteur.txt").write_text(f"{pin}\n", encoding="utf-8")
    shutil.copy(engine_files() / "requirements.txt", folder)


if __name__ == "__main__":
    write_requirements(Path())
