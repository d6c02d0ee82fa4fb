"""One request and one answer as they stand on the wire: the address byte for byte as written, the body's beginning."""

from __future__ import annotations

import re
import socket
import time
import zlib
from contextlib import suppress
from http.client import HTTPException, HTTPResponse, IncompleteRead
from http.cookiejar import CookieJar
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import Request

from annuaire.links.verdict import Answer
from annuaire.urls import ascii_host

AGENT = "annuaire-liens"
USER_AGENT = f"Mozilla/5.0 (compatible; {AGENT}/1.0)"
BODY = 256 * 1024
HEADERS = f"""User-Agent: {USER_AGENT}\r
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
Accept-Language: fr\r
Accept-Encoding: gzip\r
Connection: close\r
"""
PRINTABLE = "".join(map(chr, range(33, 127)))
CHARSET = re.compile(r"charset=[\"' ]*(utf-?8|iso-?8859-1?\d|windows-125\d|latin-?1)", re.IGNORECASE | re.ASCII)


def request_bytes(url: str, cookie: str) -> bytes:
    """The request's bytes: the address as written, but for what a request line cannot hold."""
    cookies = f"Cookie: {re.sub('[^ -~]', '', cookie)}\r\n" if cookie else ""
    return f"GET {path_of(url)} HTTP/1.1\r\nHost: {site_name(url)}\r\n{HEADERS}{cookies}\r\n".encode("ascii")


def site_name(url: str) -> str:
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    return (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")


def path_of(url: str) -> str:
    path = re.sub(r"^[^:]+://[^/?#]*", "", url.partition("#")[0])
    return quote(path if path.startswith("/") else f"/{path}", safe=PRINTABLE)


def read_answer(link: socket.socket, url: str, jar: CookieJar, request: Request, ends: float) -> Answer:
    """Read a response, past any provisional one (RFC 9110 §15.2), and the beginning of its body."""
    response = HTTPResponse(link, method="GET")
    response.begin()
    while 102 <= response.status < 200:
        response.headers = None  # type: ignore[assignment] # lets it begin again
        response.begin()
    if time.monotonic() >= ends:  # the reader takes headers that were cut for whole
        raise TimeoutError
    jar.extract_cookies(response, request)
    headers = {name.lower(): value for name, value in reversed(response.getheaders())}
    try:
        body = b"" if 300 <= response.status < 400 else response.read(BODY)
    except IncompleteRead as cut:
        body = cut.partial
    except (OSError, HTTPException, ValueError):
        body = b""
    if "gzip" in headers.get("content-encoding", "").lower():
        with suppress(zlib.error):
            body = zlib.decompressobj(47).decompress(body, BODY)
    kind = headers.get("content-type", "text/html").lower()
    if "html" not in kind and "text/plain" not in kind:
        return Answer(url, response.status, headers)
    charset = CHARSET.search(kind) or CHARSET.search(body[:2048].decode("latin-1"))
    return Answer(url, response.status, headers, body.decode(charset[1] if charset else "utf-8", "replace"))


def joined(url: str, target: str) -> str:
    """Return where a « Location » leads, as browsers read it: its bytes kept, the unsafe ones encoded."""
    base = f"{urlsplit(url).scheme}://{site_name(url)}{path_of(url)}"
    try:
        found = urljoin(base, target)
        match = re.match(r"([^:/?#]+://[^/?#]*)(.*)", found, re.DOTALL)
        if match is None:
            return found
        host, rest = match[1].encode("latin-1").decode("utf-8", "replace"), match[2].encode("latin-1")
    except ValueError:
        return target
    safe = re.sub(r"[\\<>\"`{}|^]", "", PRINTABLE)
    fragment = "" if "#" in target or "#" not in url else "#" + url.partition("#")[2]
    return host + quote(rest, safe=safe) + fragment
