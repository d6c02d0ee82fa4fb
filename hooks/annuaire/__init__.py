"""The core of the directory: one YAML file in, pages, exports and reports out. It knows nothing of MkDocs."""

import os
import signal
import sys


def _obey_lost_interrupt(lost: "sys.UnraisableHookArgs") -> None:
    """Stop at a Ctrl-C that comes inside a destructor, where Python would only tell it, and go on."""
    if lost.exc_type is KeyboardInterrupt:
        os._exit(130)
    sys.__unraisablehook__(lost)


ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # by « make build », while a site is put in its place
if sys.argv[0].rpartition("/")[2] == "annuaire" and not ignored:  # pathlib takes a tenth of the time of all this
    # Ctrl-C while the command loads: nothing is begun, nothing is to be told. cli.py takes it over.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    sys.unraisablehook = _obey_lost_interrupt
