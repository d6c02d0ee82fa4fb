"""A file as it was at an earlier git reference."""

import subprocess
from pathlib import Path

from annuaire.files import Refused, WrongUse
from annuaire.source.shown import quote


def bytes_at(path: Path, reference: str) -> bytes | None:
    """Return a file's content at a git reference, None if it was not there; raise WrongUse for a bad one, Refused."""

    def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["git", "-C", str(path.absolute().parent), *arguments], capture_output=True, check=False)  # noqa: S603, S607

    try:
        known = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except OSError:
        raise Refused("« --depuis » a besoin de git, qui n’est pas installé.") from None
    if known.returncode > 1:
        raise Refused("« --depuis » a besoin de git, qui ne suit pas ce dossier.")
    if known.returncode:
        raise WrongUse(f"git ne connaît pas la référence {quote(reference)} à cet endroit.")
    found = git("show", f"{known.stdout.decode().strip()}:./{path.name}")
    return None if found.returncode else found.stdout
