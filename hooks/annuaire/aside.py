"""What takes as long to make as the pages: a second process makes it and writes it, where the system can fork."""

from __future__ import annotations

import errno
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from annuaire.pages import Page

Files: TypeAlias = Mapping[str, Callable[[], bytes]]
"""What makes the content of each file, by its path."""
Make: TypeAlias = "Callable[[], tuple[list[Page], Files]]"
"""Makes pages to hand back, and files to write."""


class Aside:
    """Pages and files made while this process goes on. To be asked in this order: ``pages`` and ``names``, ``write``,
    ``wait``; any of them may raise OSError.

    The other process writes nothing before it is told where, and does not outlive this one by more than a few files.
    Without ``apart``, there is none: this process remembers what it has drawn, for the next time.
    """

    def __init__(self, make: Make, apart: bool) -> None:
        self._make = make
        self._process: BaseProcess | None = None
        # A fork takes one thread along, whatever the others held; and the libraries of macOS do not survive it.
        if apart and sys.platform == "linux" and threading.active_count() == 1:
            self._pipe, theirs = multiprocessing.Pipe()
            fork = multiprocessing.get_context("fork")
            process = fork.Process(target=_make_and_write, args=(make, theirs, self._pipe), daemon=True)
            with suppress(OSError):  # no room for one more process
                process.start()
                self._process = process
            theirs.close()

    @cached_property
    def _first(self) -> tuple[list[Page], list[str]]:
        if self._process:
            pages, names = self._told()
        else:
            pages, self._files = self._make()
            names = list(self._files)
        return pages, names

    @property
    def pages(self) -> list[Page]:
        """The pages that were made."""
        return self._first[0]

    @property
    def names(self) -> list[str]:
        """The path of each file, in order."""
        return self._first[1]

    def write(self, folder: Path) -> None:
        """Begin to write in a folder."""
        if self._process:
            with _alive():
                self._pipe.send(folder)
        else:
            _write(folder, self._files)

    def wait(self) -> None:
        """Return once everything is written."""
        if self._process:
            self._told()
            self._process.join()

    def stop(self) -> None:
        """Write nothing more."""
        if self._process:
            self._process.kill()
            self._process.join()

    def _told(self) -> Any:
        with _alive():
            told = self._pipe.recv()
        if isinstance(told, OSError):
            raise told
        return told


@contextmanager
def _alive() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        raise ChildProcessError(errno.ECHILD, "") from None


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write each file at its path in the folder; raise OSError."""
    made = set()
    for path, data in files:
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(data)


def _write(folder: Path, files: Files) -> None:
    write_files(folder, ((path, content()) for path, content in files.items()))


def _make_and_write(make: Make, pipe: Connection, other_end: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    other_end.close()  # so that the end of that process is seen
    with suppress(EOFError, ConnectionError):  # it has ended
        try:
            pages, files = make()
            pipe.send((pages, list(files)))
            _write(pipe.recv(), files)
            pipe.send(None)
        except ConnectionError:
            raise
        except OSError as error:
            pipe.send(error)
