"""The one way to write a folder that people read: beside it, one writer at a time, then in its place."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

if sys.platform != "win32":  # where two builds at once are not told apart: the last one wins
    import fcntl

REASONS = {
    errno.ENOSPC: "le disque est plein. Libérez de la place, puis recommencez",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place, puis recommencez",
    errno.EFBIG: "ce fichier est plus gros que ce qui est permis ici (voyez « ulimit -f »)",
    errno.EACCES: "accès interdit. Vérifiez à qui appartient ce dossier, et qui peut y écrire",
    errno.EPERM: "accès interdit. Vérifiez à qui appartient ce dossier, et qui peut y écrire",
    errno.EROFS: "ce disque est en lecture seule. Choisissez un autre dossier",
    errno.ENOTDIR: "ce n’est pas un dossier. Choisissez un autre nom",
    errno.EBUSY: "ce dossier est un point de montage. Choisissez un de ses sous-dossiers",
    errno.ECHILD: "le processus qui écrivait les fichiers s’est arrêté (mémoire insuffisante ?). Recommencez",
    errno.EAGAIN: "une autre construction y écrit déjà. Attendez qu’elle finisse, puis recommencez",
}


def spoken(error: OSError, where: Path) -> str:
    """Say in French what the system refused, and where."""
    reason = REASONS.get(error.errno or 0, f"lecture ou écriture impossible ({error.strerror})")
    return f"{os.path.relpath(error.filename or where)} : {reason}."


class Beside:
    """A folder, the one being written beside it, and the one that it replaces. Every method may raise OSError."""

    def __init__(self, target: Path) -> None:
        self.target = target.resolve()
        self.fresh, self.former = (self.target.with_name(f".{target.name}.{what}") for what in ("neuf", "ancien"))
        self._lock = -1

    def begin(self) -> bool:
        """Make the folder to write in, empty; return whether an interrupted build had left its own."""
        if self.target.exists():  # what would fail once everything is written
            if not self.target.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "", str(self.target))
            if not os.access(self.target, os.W_OK):
                raise PermissionError(errno.EACCES, "", str(self.target))
        while not self._held():
            self.fresh.mkdir(parents=True, exist_ok=True)
            self._take()
        left = any(self.fresh.iterdir()) or self.former.exists()
        if self.former.exists() and not self.target.exists():  # stopped between the two names
            self.former.rename(self.target)
        for folder in (self.former, *self.fresh.iterdir()):
            if folder.is_dir():
                shutil.rmtree(folder)
            else:
                folder.unlink(missing_ok=True)
        return left

    def swap(self) -> None:
        """Put the new folder in its place; whatever fails, one whole folder keeps the name."""
        if self.target.exists():
            self.target.rename(self.former)
        try:
            self.fresh.rename(self.target)
        except OSError:
            if self.former.exists():
                self.former.rename(self.target)
            raise
        if self.former.exists():
            shutil.rmtree(self.former)

    def drop(self) -> None:
        """Forget what was being written."""
        shutil.rmtree(self.fresh, ignore_errors=True)

    def _take(self) -> None:
        """Lock the folder; the lock goes with its process, however that one ends."""
        if sys.platform != "win32":
            if self._lock >= 0:
                os.close(self._lock)
            self._lock = os.open(self.fresh, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _held(self) -> bool:
        """Whether the folder that we locked still has that name: another build may have just published it."""
        if sys.platform == "win32":
            return self.fresh.exists()
        return self._lock >= 0 and self.fresh.exists() and os.path.samestat(os.fstat(self._lock), self.fresh.stat())
