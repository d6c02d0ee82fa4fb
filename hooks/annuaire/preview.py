"""What « make serve » adds to a site: a port that is free, a report at the top of its pages."""

import re
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from annuaire.settings import InvalidSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

RESTART = "Le code du moteur a changé : arrêtez « make serve » (Ctrl-C), puis relancez-le."
KEPT = "Le site affiché reste celui d’avant cette erreur."
_STYLE = (
    "position:sticky;top:0;z-index:99;max-height:80vh;overflow:auto;margin:0;padding:1rem;"
    "background:#fff3cd;color:#000;border-bottom:4px solid #b00;font:1rem/1.5 monospace;white-space:pre-wrap"
)


class Preview:
    """A WSGI application around the one that serves a site: every page shows ``report`` while there is one."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app, self.report = app, ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answers: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            answers.append((status, headers))

        parts = self.app(environ, keep)  # type: ignore[arg-type]
        status, headers = answers[0]
        if self.report and dict(headers).get("Content-Type", "").startswith("text/html"):
            banner = f'<pre role="alert" style="{_STYLE}">{escape(self.report)}</pre>'
            parts = [re.sub(rb"<body[^>]*>", lambda body: body[0] + banner.encode(), b"".join(parts), count=1)]
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
        start_response(status, headers)
        return parts


@contextmanager
def last_good(site: Path) -> Iterator[None]:
    """Empty a folder for what builds into it; put its files back if that fails."""
    former = site.with_name(f"{site.name}.avant")
    site.rename(former)
    try:
        yield
    except BaseException:
        shutil.rmtree(site, ignore_errors=True)
        former.rename(site)
        raise
    shutil.rmtree(former)


def watch_often(server: Any, *paths: str) -> None:
    """Look at the files of a server ten times a second, where MkDocs does twice; ``paths``: those watched so far."""
    for path in paths:
        server.unwatch(path)
    server.observer = type(server.observer)(timeout=0.1)
    for path in paths:
        server.watch(path)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise InvalidSettings, with the next free port, when something already answers at this one."""

    def taken(other: int) -> bool:
        with socket.socket() as client:
            return client.connect_ex((host, other)) == 0

    if taken(port):
        free = next(other for other in range(max(port + 1, 1024), 65536) if not taken(other))
        raise InvalidSettings(
            f"Le port {port} est déjà pris, peut-être par un autre « make serve » : make serve PORT={free}"
        )
