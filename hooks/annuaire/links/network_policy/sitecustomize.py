"""Read by Python before LinkChecker starts: what its process may do on the network. LinkChecker itself is untouched.

An audit hook sees the IP address of every connection at the moment it is made, and cannot be removed:
neither a redirect nor a name that changes its mind between two look-ups gets past it.
"""

import os
import sys


def _watch(event: str, arguments: tuple) -> None:  # type: ignore[type-arg]
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        arguments[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)  # what is not read is not sent for nothing
        if not PRIVATE and not is_public(ipaddress.ip_address(arguments[1][0].partition("%")[0])):
            raise PermissionError("private address refused")


try:
    import ipaddress
    import random
    import socket

    # Guessing charsets takes 400 MB; without it, a page that names none is read as UTF-8, else as windows-1252.
    sys.modules |= dict.fromkeys(("cchardet", "chardet", "charset_normalizer"))  # type: ignore[arg-type]
    import requests

    from annuaire.urls import is_public

    PRIVATE = os.environ.get("ANNUAIRE_HOTES_PRIVES") == "1"
    sys.addaudithook(_watch)
    # Redirects are followed by the second look only, where each stop is checked and counted.
    requests.Session.get_redirect_target = lambda *_: None  # type: ignore[method-assign]
    # LinkChecker waits between 1 and 6 times its interval; the interval alone keeps the promise, three times sooner.
    random.uniform = min  # type: ignore[assignment]
except BaseException as error:  # Python itself would go on without the policy
    sys.stderr.write(f"{error!r}\n")
    os._exit(70)
