"""The core of the directory: one YAML file in, pages, exports and reports out. It knows nothing of MkDocs."""

import os
import signal
import sys

if os.path.basename(sys.argv[0]) == "annuaire":  # noqa: PTH119 (pathlib takes a tenth of the time that this is about)
    # Ctrl-C while the command loads: nothing is begun, nothing is to be told. cli.py takes it over.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
