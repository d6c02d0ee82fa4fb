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
from urllib.parse import quote, urlsplit
from urllib.request import Request

from annuaire.links.observation import Answer
from annuaire.links.politeness import USER_AGENT
from annuaire.urls import ascii_host, is_public

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
PRINTABLE = "".join(map(chr, range(33, 127)))
CHARSET = re.compile(r"charset=[\"' ]*(utf-?8|iso-?8859-1?\d|windows-125\d|latin-?1)", re.IGNORECASE | re.ASCII)


class UnresolvedHost(Exception):
    """DNS knows no such name."""


class SilentDns(Exception):
    """DNS gives no answer about a name: it may exist."""


class PrivateHost(Exception):
    """The name leads to no public IP address."""


CERTIFICATE = {10: "périmé", 18: "signé par le site lui-même", 62: "fait pour un autre site"}  # X509_V_ERR_*
EXPLANATIONS: dict[type[Exception], tuple[str, str, bool]] = {
    UnresolvedHost: ("nom de site introuvable (DNS)", "unresolved", False),
    SilentDns: ("nom de site sans réponse du DNS", "no_dns", True),
    PrivateHost: ("mène à un réseau privé ou réservé : non visitée", "unchecked", False),
    TimeoutError: (f"pas de réponse en {SECONDS} secondes", "down", True),
    SSLError: ("connexion sécurisée impossible (TLS)", "down", False),
    ConnectionRefusedError: ("connexion refusée", "down", True),
    ConnectionError: ("connexion coupée avant la réponse", "down", True),
    HTTPException: ("réponse incompréhensible", "down", True),
    ValueError: ("réponse incompréhensible", "down", True),
    OSError: ("site injoignable", "down", True),
}
"""What ``fetch`` raises → (reason, outcome, whether a second try makes sense); the first class that fits counts."""


def explain(error: Exception) -> tuple[str, str, bool]:
    """Return the explanation of one of EXPLANATIONS."""
    if isinstance(error, SSLCertVerificationError):
        return f"certificat de sécurité {CERTIFICATE.get(error.verify_code, 'non reconnu')} (TLS)", "down", False
    return next(explained for kind, explained in EXPLANATIONS.items() if isinstance(error, kind))


class FinalResponse(HTTPResponse):
    """Skips every provisional response (RFC 9110 §15.2), « 103 » for one; http.client only skips « 100 »."""

    def begin(self) -> None:
        while re.match(rb"HTTP/1\.\d 1(?!01)\d\d", self.fp.peek(12)):
            self.fp.readline()
            parse_headers(self.fp)
        super().begin()


class CheckedConnection(HTTPConnection):
    """A connection to a public IP address, or to any with ``private``; ``ends`` is on the monotonic clock."""

    response_class = FinalResponse
    link: socket.socket | None = None

    def __init__(self, url: str, tls: SSLContext, ends: float, *, private: bool) -> None:
        parts = urlsplit(url)
        self.tls, self.ends, self.private = tls if parts.scheme == "https" else None, ends, private
        super().__init__(ascii_host(parts.hostname or ""), parts.port or (443 if self.tls else 80))

    def connect(self) -> None:
        """Connect to an IP address that was checked: a name may change its mind between two look-ups."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            unknown = isinstance(error, UnicodeError) or error.errno == socket.EAI_NONAME
            raise (UnresolvedHost if unknown else SilentDns) from None
        ips = [str(address[0]) for *_, address in found]
        ips = [ip for ip in ips if self.private or is_public(ip_address(ip.partition("%")[0]))][:3]
        if not ips:
            raise PrivateHost
        self.link = self._first_that_answers(ips)
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)  # what is not read is not sent for nothing
        self.link.settimeout(self._left())
        if self.tls:
            self.link = self.tls.wrap_socket(self.link, server_hostname=self.host, do_handshake_on_connect=False)
            self.link.do_handshake()
        self.sock = self.link

    def _first_that_answers(self, ips: list[str]) -> socket.socket:
        for ip in ips[:-1]:
            with suppress(OSError):
                return socket.create_connection((ip, self.port), self._left() / len(ips))
        return socket.create_connection((ips[-1], self.port), self._left())

    def _left(self) -> float:
        return max(self.ends - time.monotonic(), 0.1)

    def cut(self) -> None:
        """End a request that lasts, from another thread: its reading returns at once."""
        if self.link:
            with suppress(OSError):
                socket.socket.shutdown(self.link, socket.SHUT_RDWR)


def fetch(url: str, jar: CookieJar, tls: SSLContext, seconds: float, *, private: bool) -> Answer:
    """GET one address, without following it; raise one of EXPLANATIONS, TimeoutError after so many seconds."""
    request = Request(url.partition("#")[0])  # noqa: S310 — only carries the cookies
    jar.add_cookie_header(request)
    cookies = re.sub("[^ -~]", "", request.get_header("Cookie") or "")
    sent = {"Host": host_header(url), **HEADERS} | ({"Cookie": cookies} if cookies else {})
    ends = time.monotonic() + seconds
    connection = CheckedConnection(url, tls, ends, private=private)
    timer = Timer(seconds, connection.cut)
    timer.start()
    try:
        connection.request("GET", request_target(url), headers=sent)
        with connection.getresponse() as response:
            if time.monotonic() >= ends:  # the reader takes headers that were cut for whole
                raise TimeoutError
            jar.extract_cookies(response, request)
            headers = {name.lower(): value for name, value in reversed(response.getheaders())}
            return Answer(url, response.status, headers, _page_text(response, headers))
    except (OSError, HTTPException, ValueError) as error:
        raise (TimeoutError() if time.monotonic() >= ends else error) from None
    finally:
        timer.cancel()
        if connection.link:
            connection.link.close()


def host_header(url: str) -> str:
    """Return the host and port of an address as ASCII: IDNA, brackets around IPv6."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    return (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")


def request_target(url: str) -> str:
    """Return the path and query as written; only what a request line cannot hold is percent-encoded."""
    path = re.sub(r"^[^:]+://[^/?#]*", "", url.partition("#")[0])
    return quote(path if path.startswith("/") else f"/{path}", safe=PRINTABLE)


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
