"""What the command says beside its report, and how it ends."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

FINE, TO_MEND, NOT_DONE = 0, 1, 3
"""Exit codes; 2 is WrongUse's."""
T = TypeVar("T")


def print_error(text: str) -> None:
    with suppress(OSError):  # a terminal that was closed
        print(text, file=sys.stderr, flush=True)


def with_progress(label: str, addresses: Iterator[T], total: int) -> Iterator[T]:
    """Yield the same, and print how many addresses are done, at each tenth."""
    for done, address in enumerate(addresses, 1):
        if done == total or done * 10 // total > (done - 1) * 10 // total:
            print_error(f"{label} : {done}/{total}")
        yield address
