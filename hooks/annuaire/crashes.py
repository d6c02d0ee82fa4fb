"""What fails without anybody having foreseen it → what is said of it."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

FAILED = "Une extension, un « hook », un gabarit ou l’annuaire a échoué : « mkdocs build --verbose » dit où."


def crash_place(error: BaseException) -> str:
    """Return the kind, the words and the place of an error that was raised."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} : {error} ({Path(at.filename).name}, ligne {at.lineno})"


def tell_crashes(tell: Callable[[Exception], None]) -> Callable[[Exception], None]:
    """Have a function, which may exit, say what would end this process with a traceback; return it."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            tell(error)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook
    return tell
