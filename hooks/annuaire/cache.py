"""What the builds of one folder remember: templates once compiled, QR codes once drawn. Anyone may erase it."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from markupsafe import Markup

from annuaire.files import write_whole
from annuaire.pages.printable import CODES
from annuaire.pages.templating import ENV

ENGINE = Path(__file__).parent


def engine_version() -> int:
    """Return what changes with the engine’s Python, which a running process does not read again (nanoseconds)."""
    return max(path.stat().st_mtime_ns for path in ENGINE.rglob("*.py"))


def recall(root: Path) -> None:
    """Take back what the last builds learnt, and forget it when the engine has changed: templates hold what its
    filters made of their constant parts."""
    folder = _folder(root)
    with suppress(OSError, ValueError):
        for other in folder.parent.iterdir() if folder.parent.exists() and not folder.exists() else ():
            shutil.rmtree(other)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        str(ENGINE).encode()  # Jinja writes it in its keys: where names are not UTF-8, nothing is remembered
        ENV.bytecode_cache = FileSystemBytecodeCache(str(folder))
        drawn = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
        CODES.update({text: Markup(code) for text, code in drawn.items()})  # keep_codes wrote them


def keep_codes(root: Path) -> None:
    """Write the QR codes of this build for the next one."""
    path, text = _folder(root) / "codes.json", json.dumps(CODES)
    with suppress(OSError):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)


def _folder(root: Path) -> Path:
    return root / ".cache" / "annuaire" / str(engine_version())
