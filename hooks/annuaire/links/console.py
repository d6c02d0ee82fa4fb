"""What the command prints beside its report: progress and errors, on the standard error."""

import sys
from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """A bar on a terminal, a line at each tenth elsewhere."""

    total: int
    label: str
    done: int = 0

    def step(self) -> None:
        """Count one more address as done."""
        self.done += 1
        share = self.done / max(self.total, 1)
        if sys.stderr.isatty():
            bar = "█" * int(share * 30)
            sys.stderr.write(f"\r{self.label} {bar:<30} {self.done}/{self.total}" + "\n" * (self.done == self.total))
            sys.stderr.flush()
        elif self.done == self.total or int(share * 10) > int((self.done - 1) / self.total * 10):
            print(f"{self.label} : {self.done}/{self.total}", file=sys.stderr, flush=True)


def print_error(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
