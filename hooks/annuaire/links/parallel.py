"""Many addresses at once, in threads that Ctrl-C does not wait for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

THREADS = 20
T = TypeVar("T")


def in_parallel(urls: Iterable[str], work: Callable[[str], T]) -> Iterator[tuple[str, T | None]]:
    """Yield (address, what ``work`` returns for it) as they come; None when it raised."""
    todo, done = deque(urls), SimpleQueue[tuple[str, T | None]]()
    count = len(todo)

    def work_through() -> None:
        with suppress(IndexError):  # nothing is left
            while True:
                url = todo.popleft()
                try:
                    done.put((url, work(url)))
                except Exception:  # a page that nobody thought of must not lose the others
                    done.put((url, None))

    for _ in range(min(THREADS, count)):
        Thread(target=work_through, daemon=True).start()
    for _ in range(count):
        yield done.get()
