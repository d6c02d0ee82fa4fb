"""Style sheets, scripts and pictures → their published names and contents."""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from rcssmin import cssmin
from rjsmin import jsmin

from annuaire.settings import InvalidSettings

ASKED = {
    ".js": re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])(\.\.?/[^"']+)(?=["'])"""),
    ".css": re.compile(r"""(url\(\s*["']?|@import\s+["'])(?![a-z]+:|/|#)([^"')\s]+?)(?=[#?"')\s])"""),
}
"""The relative address of a static or dynamic import, or of a picture, a font or another sheet."""


def assets(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return {path: (published path, published content)} of the assets; raise InvalidSettings.

    A published name holds a hash of the content, so that it can be cached for ever. Scripts and style sheets lose what
    only their readers need, and name what they ask for by its published name: a relative address that leads to no
    asset, or a circle of them, is an error.
    """
    texts = {
        path: (jsmin if path.endswith(".js") else cssmin)(data.decode())
        for path, data in files.items()
        if posixpath.splitext(path)[1] in ASKED
    }
    asked = {path: {_asked(path, found[2]) for found in _finder(path).finditer(text)} for path, text in texts.items()}
    for path, others in asked.items():
        if missing := sorted(others - files.keys()):
            raise InvalidSettings(f"{path} importe « {missing[0]} », qui n’existe pas.")
    try:
        order = [*TopologicalSorter(asked).static_order()]
    except CycleError as cycle:
        raise InvalidSettings(f"Ces fichiers s’importent en rond : {' → '.join(reversed(cycle.args[1]))}.") from None
    published = {path: _named(path, data) for path, data in files.items() if path not in texts}
    for path in (path for path in order if path in texts):

        def renamed(found: re.Match[str], path: str = path) -> str:
            name = posixpath.basename(published[_asked(path, found[2])][0])
            return f"{found[1]}{posixpath.join(posixpath.dirname(found[2]), name)}"

        published[path] = _named(path, _finder(path).sub(renamed, texts[path]).encode())
    return published


def _finder(path: str) -> re.Pattern[str]:
    return ASKED[posixpath.splitext(path)[1]]


def _asked(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _named(path: str, data: bytes) -> tuple[str, bytes]:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{suffix}", data
