"""Style sheets, scripts and pictures → their published names and contents."""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from rjsmin import jsmin

from annuaire.settings import InvalidSettings

IMPORT = re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])(\.\.?/[^"']+)(?=["'])""")
"""The relative specifier of a static or dynamic import."""


def assets(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return {path: (published path, published content)} of the assets; raise InvalidSettings.

    A published name holds a hash of the content, so that it can be cached for ever. Scripts lose what only their
    readers need, and import one another by their published names: an import with « ./ » or « ../ » that leads to no
    script, or a circle of them, is an error.
    """
    scripts = {path: jsmin(data.decode()) for path, data in files.items() if path.endswith(".js")}
    imports = {path: [_imported(path, found[2]) for found in IMPORT.finditer(text)] for path, text in scripts.items()}
    for path, asked in imports.items():
        if missing := [other for other in asked if other not in scripts]:
            raise InvalidSettings(f"{path} importe « {missing[0]} », qui n’existe pas.")
    try:
        order = [*TopologicalSorter(imports).static_order()]
    except CycleError as cycle:
        raise InvalidSettings(f"Ces scripts s’importent en rond : {' → '.join(reversed(cycle.args[1]))}.") from None
    published = {path: _named(path, data) for path, data in files.items() if path not in scripts}
    for path in order:

        def renamed(found: re.Match[str], path: str = path) -> str:
            name = posixpath.basename(published[_imported(path, found[2])][0])
            return f"{found[1]}{posixpath.dirname(found[2])}/{name}"

        published[path] = _named(path, IMPORT.sub(renamed, scripts[path]).encode())
    return published


def _imported(path: str, specifier: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))


def _named(path: str, data: bytes) -> tuple[str, bytes]:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{suffix}", data
