"""Style sheets, scripts and pictures → their published names and contents."""

import hashlib
import posixpath
import re
from collections.abc import Mapping

from rcssmin import cssmin
from rjsmin import jsmin

from annuaire.settings import InvalidSettings

ASKED = {
    "js": re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])(\.\.?/[^"']+)(?=["'])"""),
    "css": re.compile(r"""(url\(\s*["']?|@import\s+["'])(?![a-z]+:|/|#)([^"')\s]+?)(?=[#?"')\s])"""),
}
"""The relative address of a static or dynamic import, or of a picture, a font or another sheet."""


def assets(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return {path: (published path, published content)} of the assets; raise InvalidSettings.

    A published name holds a hash of the content, so that it can be cached for ever. Scripts and style sheets lose what
    only their readers need, and name what they ask for by its published name: a relative address that leads to no
    asset, or a circle of them, is an error.
    """
    published = dict[str, tuple[str, bytes]]()
    for path in files:
        _name_asset(path, files, published, ())
    return published


def _name_asset(
    path: str, files: Mapping[str, bytes], published: dict[str, tuple[str, bytes]], askers: tuple[str, ...]
) -> str:
    """Return the published path of an asset, once those that it asks for have theirs."""
    if path in askers:
        circle = " → ".join([*askers[askers.index(path) :], path])
        raise InvalidSettings(f"Ces fichiers s’importent en rond : {circle}.")
    if path not in files:
        raise InvalidSettings(f"{askers[-1]} importe « {path} », qui n’existe pas.")
    if path not in published:
        stem, dotted = posixpath.splitext(path)
        data, suffix = files[path], dotted[1:]

        def renamed(found: re.Match[str]) -> str:
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[2]))
            name = posixpath.basename(_name_asset(wanted, files, published, (*askers, path)))
            return f"{found[1]}{posixpath.join(posixpath.dirname(found[2]), name)}"

        if suffix in ASKED:
            data = ASKED[suffix].sub(renamed, (jsmin if suffix == "js" else cssmin)(data.decode())).encode()
        published[path] = f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dotted}", data
    return published[path][0]
