"""The site as static hosts serve it: compressed, with the headers of its « _headers »."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml")


def headers_for(text: str, path: str) -> dict[str, str]:
    """Read « _headers » as Cloudflare Pages does: every rule that matches, « ! » takes a header off, values are joined."""
    found: dict[str, str] = {}
    for rule in re.split(r"(?m)^(?=/)", text)[1:]:
        pattern, *lines = rule.splitlines()
        if not re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path):
            continue
        for line in lines:
            name, _, value = line.strip().partition(": ")
            if name.startswith("! "):
                found.pop(name[2:], None)
            else:
                found[name] = f"{found[name]}, {value}" if name in found else value
    return found


class _Host(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        status = HTTPStatus.OK if path.is_file() else HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            path = Path(self.directory, "404.html")
        kind, body = self.guess_type(path), path.read_bytes()
        self.send_response(status)
        if kind.startswith(TEXTS) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        rules = Path(self.directory, "_headers")
        text = rules.read_text(encoding="utf-8") if rules.exists() else ""
        for name, value in headers_for(text, urlsplit(self.path).path).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and give its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
