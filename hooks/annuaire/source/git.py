"""A file as it was at an earlier git reference."""

import subprocess
from pathlib import Path

from annuaire.files import Refused
from annuaire.source.shown import quote


class GitRefused(Refused):
    """Why git could not answer, as a French sentence; ``code``: the exit code, 2 for a bad reference, 3 without git."""

    def __init__(self, sentence: str, code: int = 3) -> None:
        super().__init__(sentence)
        self.code = code


def bytes_at(path: Path, reference: str) -> bytes | None:
    """Return a file's content at a git reference, None if it was not there; raise GitRefused."""

    def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["git", "-C", str(path.absolute().parent), *arguments], capture_output=True, check=False)  # noqa: S603, S607

    try:
        known = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except OSError:
        raise GitRefused("« --depuis » a besoin de git, qui n’est pas installé.") from None
    if known.returncode > 1:
        raise GitRefused("« --depuis » a besoin de git, qui ne suit pas ce dossier.")
    if known.returncode:
        raise GitRefused(f"git ne connaît pas la référence {quote(reference)} à cet endroit.", 2)
    found = git("show", f"{known.stdout.decode().strip()}:./{path.name}")
    return None if found.returncode else found.stdout
