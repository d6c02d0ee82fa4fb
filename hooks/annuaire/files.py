"""Atomic writes: a new file or folder is written beside the old one, then renamed over it."""

import errno
import fcntl
import os
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile, mkstemp

REASONS = {
    errno.ENOSPC: "le disque est plein. Libérez de la place, puis recommencez",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place, puis recommencez",
    errno.EFBIG: "ce fichier est plus gros que ce qui est permis ici (voyez « ulimit -f »)",
    errno.EACCES: "accès interdit. Vérifiez à qui appartient ce dossier, et qui peut y écrire",
    errno.EPERM: "accès interdit. Vérifiez à qui appartient ce dossier, et qui peut y écrire",
    errno.EROFS: "ce disque est en lecture seule. Choisissez un autre dossier",
    errno.ENOENT: "ce fichier n’existe pas. Vérifiez son nom, et le dossier où vous êtes",
    errno.EISDIR: "c’est un dossier. Donnez un fichier",
    errno.ENAMETOOLONG: "ce nom est trop long",
    errno.ENOTDIR: "ce n’est pas un dossier. Choisissez un autre nom",
    errno.EBUSY: "ce dossier est un point de montage. Choisissez un de ses sous-dossiers",
}
FAILED = "Une extension, un « hook », un gabarit ou l’annuaire a échoué : « mkdocs build --verbose » dit où."
MANIFEST = ".annuaire"
"""The list of the files of a site, in its folder: what else is there belongs to somebody."""
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
NO_FOLDER = "n’est pas un dossier : déplacez ce fichier, ou ce lien symbolique"
FORMER = ("404.html", "resources.schema.json")
"""What tells a site that was built before there were manifests."""


class Refused(Exception):
    """Why a command cannot do its work, as a French sentence; ``code`` is its exit code."""

    code = 3


class WrongUse(Refused):
    """Why a command cannot be obeyed, as it was given."""

    code = 2


def spoken(error: BaseException) -> str:
    """Return in French what the system refused, and where; an error of ours is a sentence already."""
    if not isinstance(error, OSError):
        return f"{error}"
    reason = REASONS.get(error.errno or 0, f"lecture ou écriture impossible ({error.strerror or error})")
    return f"{os.path.relpath(error.filename)} : {reason}." if error.filename else f"{reason}."


def crash_place(error: BaseException) -> str:
    """Return the kind, the words and the place of an error that was raised."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} : {error} ({Path(at.filename).name}, ligne {at.lineno})"


def files_of(site: Path) -> list[str]:
    """Return the paths of the files of a site, but for its manifest."""
    start = len(f"{site}/")
    found = (f"{folder}/{name}"[start:] for folder, _, names in os.walk(site) for name in names if name not in LITTER)
    return sorted(path for path in found if path != MANIFEST)


def _manifest(site: Path) -> list[str]:
    try:
        return (site / MANIFEST).read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
    except (FileNotFoundError, NotADirectoryError):
        return []


def refuse_other_folder(folder: Path) -> None:
    """Raise Refused unless a folder is a former site and nothing else, or holds nothing."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(f"{folder} {NO_FOLDER}.")
    known = {*_manifest(folder)}
    others = [path for path in files_of(folder) if path not in known]
    if known != {*_manifest(folder)}:  # another process has just put its own there
        refuse_other_folder(folder)
    elif others and (known or not all((folder / name).is_file() for name in FORMER)):
        shown = folder / others[0]
        raise Refused(
            f"{shown} n’est pas d’un site construit ici, et {folder} serait effacé. "
            "Déplacez ce qui est à vous, ou choisissez un autre dossier."
        )


def replace_folder(fresh: Path, target: Path) -> Path | None:
    """Put a site in the place of a former one, which is then erased; return it if it could not be.

    Raise OSError or Refused, one whole folder keeping the name. Of two processes at once, the last one wins.
    """
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "", str(target))
    refuse_other_folder(target)
    if lost := [path for path in (MANIFEST, *_manifest(fresh)) if not (fresh / path).is_file()]:
        raise Refused(f"{fresh / lost[0]} n’existe pas, ou plus. Construisez de nouveau le site : « make build ».")
    fresh.chmod(0o755)  # « mktemp -d » closes its folders to everyone else
    former = fresh.with_name(f"{fresh.name}.ancien")
    while True:
        with suppress(FileNotFoundError):
            target.rename(former)
        try:
            fresh.rename(target)
            break
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # another process has just put its own there
                shutil.rmtree(former, ignore_errors=True)
                continue
            if former.exists():
                former.rename(target)
            raise
    shutil.rmtree(former, ignore_errors=True)
    return former if former.exists() else None


def write_file(path: Path, data: bytes) -> None:
    """Write a file, making its folder if needed; not atomic. Raise OSError."""
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def check_writable(path: Path) -> None:
    """Raise OSError when ``write_whole`` could not write there."""
    if is_stream(path):
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "", str(path))
    try:
        TemporaryFile(dir=path.resolve().parent).close()
    except OSError as error:
        error.filename = str(path)
        raise


def is_stream(path: Path) -> bool:
    """Say that a path is a pipe, a device or the standard output: it is written to, never replaced."""
    named = str(path) == "-" or str(path).startswith(("/dev/fd/", "/dev/std", "/proc/"))
    return named or (path.exists() and not path.is_file())


@contextmanager
def locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Be the only process that writes a file; when another one does, ``wait`` for it, or raise Refused.

    The system frees the lock of a process that died.
    """
    beside = path.resolve().with_name(f".{path.name}.verrou")
    while True:
        with beside.open("ab") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                told = f"Un autre contrôle écrit ce fichier en ce moment : relancez quand il aura fini ({path})."
                raise Refused(told) from None
            if beside.exists() and os.path.samestat(os.fstat(handle.fileno()), beside.stat()):
                try:
                    yield
                finally:
                    beside.unlink(missing_ok=True)
                return
            # else its former owner has just removed it


def write_whole(path: Path, text: str) -> None:
    """Replace a file's text, UTF-8, line ends as given; an interruption leaves the old one. Raise OSError.

    « - » is the standard output; a pipe or a device is written to.
    """
    if str(path) in STANDARD_OUTPUT:
        print(text, end="", flush=True)
        return
    if is_stream(path):
        with path.open("wb") as stream:
            stream.write(text.encode("utf-8"))
        return
    path = path.resolve()
    handle, beside = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        else:
            Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
