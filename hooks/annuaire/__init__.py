"""The core of the directory: one YAML file in, pages, exports and reports out. It knows nothing of MkDocs."""

import os
import signal
import sys

if sys.argv[0].rpartition("/")[2] == "annuaire":  # pathlib takes a tenth of the time that this is about
    # Ctrl-C while the command loads: nothing is begun, nothing is to be told. cli.py takes it over.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
