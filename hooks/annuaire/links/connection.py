"""One HTTP request: the URL byte for byte as written, to an IP address that was checked, within a deadline.

``http.client`` rather than ``requests``, which rewrites %e9, // and dots before it asks.
"""

import re
import socket
import time
import zlib
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead, parse_headers
from http.cookiejar import CookieJar
from ipaddress import ip_address
from ssl import SSLCertVerificationError, SSLContext, SSLError
from threading import Timer
from urllib.parse import SplitResult, quote, urlsplit
from urllib.request import Request

from annuaire.links.observation import Answer, Observation
from annuaire.links.politeness import USER_AGENT
from annuaire.urls import PRINTABLE, ascii_host, is_public

SECONDS = 20
"""What a visit may last in all, redirects included."""
BODY = 256 * 1024
HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
CHARSET = re.compile(r"charset=[\"' ]*(utf-?8|iso-?8859-1?\d|windows-125\d|latin-?1)", re.IGNORECASE | re.ASCII)
BROKEN: dict[type[Exception], str] = {
    TimeoutError: f"pas de réponse en {SECONDS} secondes",
    SSLCertVerificationError: "certificat de sécurité périmé ou non reconnu (TLS)",
    SSLError: "connexion sécurisée impossible (TLS)",
    ConnectionRefusedError: "connexion refusée",
    ConnectionError: "connexion coupée avant la réponse",
    OSError: "site injoignable",
    Exception: "réponse incompréhensible",
}
"""What a request raises → what it means; the first class that fits counts."""


class FinalResponse(HTTPResponse):
    """Skips every provisional response (RFC 9110 §15.2), « 103 » for one; http.client only skips « 100 »."""

    def begin(self) -> None:
        while re.match(rb"HTTP/1\.\d 1(?!01)\d\d", self.fp.peek(12)):
            self.fp.readline()
            parse_headers(self.fp)
        super().begin()


class CheckedConnection(HTTPConnection):
    """A connection to the first of some IP addresses that answers; ``ends`` is on the monotonic clock."""

    response_class = FinalResponse
    link: socket.socket | None = None

    def __init__(self, parts: SplitResult, ips: list[str], tls: SSLContext, ends: float) -> None:
        self.ips, self.ends, self.tls = ips, ends, tls if parts.scheme == "https" else None
        self.default_port = 443 if self.tls else 80  # not said in « Host »
        super().__init__(ascii_host(parts.hostname or ""), parts.port or self.default_port)

    def connect(self) -> None:
        *others, last = self.ips
        for ip in others:
            with suppress(OSError):
                self.link = socket.create_connection((ip, self.port), self._left() / len(self.ips))
                break
        self.link = self.link or socket.create_connection((last, self.port), self._left())
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)  # what is not read is not sent for nothing
        self.link.settimeout(self._left())
        if self.tls:
            self.link = self.tls.wrap_socket(self.link, server_hostname=self.host, do_handshake_on_connect=False)
            self.link.do_handshake()
        self.sock = self.link

    def _left(self) -> float:
        return max(self.ends - time.monotonic(), 0.1)

    def cut(self) -> None:
        """End a request that lasts, from another thread: its reading returns at once."""
        if self.link:
            with suppress(OSError):
                socket.socket.shutdown(self.link, socket.SHUT_RDWR)


def fetch(url: str, jar: CookieJar, tls: SSLContext, seconds: float, *, private: bool) -> Answer | Observation:
    """GET one address, without following it, in so many seconds; ``private``: any IP address will do."""
    ends, parts = time.monotonic() + seconds, urlsplit(url)
    ips = _resolve(parts, private)
    if isinstance(ips, Observation):
        return ips
    request = Request(url.partition("#")[0])  # noqa: S310 — only carries the cookies, and the path as written
    jar.add_cookie_header(request)
    cookies = re.sub("[^ -~]", "", request.get_header("Cookie") or "")
    connection = CheckedConnection(parts, ips, tls, ends)
    timer = Timer(seconds, connection.cut)
    timer.start()
    try:
        target = quote(request.selector, safe=PRINTABLE)  # what a request line cannot hold
        connection.request("GET", target, headers=HEADERS | ({"Cookie": cookies} if cookies else {}))
        with connection.getresponse() as response:
            if time.monotonic() >= ends:  # the reader takes headers that were cut for whole
                raise TimeoutError
            jar.extract_cookies(response, request)
            headers = {name.lower(): value for name, value in reversed(response.getheaders())}
            return Answer(url, response.status, headers, _page_text(response, headers))
    except (OSError, HTTPException, ValueError) as error:
        met = TimeoutError if time.monotonic() >= ends else type(error)
        outcome = "down" if issubclass(met, OSError) else "garbled"
        return Observation(outcome, reason=next(told for kind, told in BROKEN.items() if issubclass(met, kind)))
    finally:
        timer.cancel()
        if connection.link:
            connection.link.close()


def _resolve(parts: SplitResult, private: bool) -> list[str] | Observation:
    """Return up to 3 IP addresses to connect to: a name may change its mind between two look-ups."""
    try:
        found = socket.getaddrinfo(ascii_host(parts.hostname or ""), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno != socket.EAI_NONAME:
            return Observation("no_dns", reason="nom de site sans réponse du DNS")
        return Observation("unresolved", reason="nom de site introuvable (DNS)")
    ips = [str(address[0]) for *_, address in found]
    ips = [ip for ip in ips if private or is_public(ip_address(ip.partition("%")[0]))]
    return ips[:3] or Observation("unchecked", reason="mène à un réseau privé ou réservé : non visitée")


def _page_text(response: HTTPResponse, headers: dict[str, str]) -> str:
    """Return the first BODY bytes of a text or HTML page, uncompressed, whatever breaks on the way; else ""."""
    kind = headers.get("content-type", "text/html").lower()
    if 300 <= response.status < 400 or ("html" not in kind and "text/plain" not in kind):
        return ""
    try:
        body = response.read(BODY)
    except IncompleteRead as cut:
        body = cut.partial
    except (OSError, HTTPException, ValueError):
        body = b""
    if "gzip" in headers.get("content-encoding", "").lower():
        with suppress(zlib.error):
            body = zlib.decompressobj(47).decompress(body, BODY)
    charset = CHARSET.search(kind) or CHARSET.search(body[:2048].decode("latin-1"))
    return body.decode(charset[1] if charset else "utf-8", "replace")
