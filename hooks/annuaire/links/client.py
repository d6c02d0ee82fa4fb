"""The second look: a direct visit to one address, byte for byte as written, stop by stop, never to a private host.

The standard library's response reader rather than ``requests``, which rewrites %e9, // and dots before it asks.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from ssl import SSLCertVerificationError, SSLError, create_default_context
from urllib.parse import urlsplit
from urllib.request import Request
from urllib.robotparser import RobotFileParser

import certifi

from annuaire.links.verdict import GONE, Answer, Seen, Trail, judge, site_of
from annuaire.links.wire import joined, read_answer, request_bytes
from annuaire.urls import ascii_host, is_public, url_fault

INTERVAL = 0.35
"""Seconds between two requests to one host: less than 4 a second, even when one of them was late."""
SECONDS = 20
MOST = 10
"""Requests of a second look; with LinkChecker's and the one for robots.txt, an address costs 12 at most."""
PAUSE, WAIT, PATIENCE = 3.0, 5.0, 60.0
"""Seconds before the second try: by default, at most; when a site asks for more than the last one, there is none."""
ANYONE = re.compile(r"^(\s*user-agent\s*:\s*)\*", re.IGNORECASE | re.MULTILINE)
"""« * » in robots.txt speaks to those who copy whole sites: the group is read as another robot's."""
CERTIFICATE = {10: "périmé", 18: "signé par le site lui-même", 62: "fait pour un autre site"}  # X509_V_ERR_*


class _Fault(Exception):
    """What stops a visit; ``kind`` as in Trail, ``passing`` when a second try makes sense."""

    def __init__(self, reason: str, kind: str = "down", *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.kind, self.passing = reason, kind, passing


class Visitor:
    """``private`` lets it visit this machine and its network; ``strict`` makes it ask twice before a 404."""

    def __init__(self, *, private: bool = False, strict: bool = False) -> None:
        self.private, self.strict = private, strict
        self._tls = create_default_context()
        self._tls.load_verify_locations(certifi.where())
        self._start = 0.0
        self._turns: dict[str, float] = {}
        self._lock = threading.Lock()

    def look(self, url: str) -> Seen:
        """Return what a visit shows; a passing fault is given a second chance."""
        trail, passing = self._walk(url, MOST)
        used = len(trail.answers) + bool(trail.fault)
        last = trail.answers[-1] if trail.answers and not trail.fault else Answer(url, 0, {})
        again = last.code >= 500 or last.code in (408, 425, 429) or (self.strict and last.code in GONE)
        pause = _pause(last.headers.get("retry-after", ""))
        if (again or passing) and "cf-mitigated" not in last.headers and pause <= PATIENCE and used * 2 <= MOST:
            time.sleep(min(pause, WAIT))
            trail, _ = self._walk(url, MOST - used)
        return judge(url, trail)

    def rest(self) -> None:
        """Leave every host alone for a moment: LinkChecker may have asked just before."""
        self._start = time.monotonic() + INTERVAL

    def rules(self, root: str) -> RobotFileParser | None:
        """Return what a site's robots.txt asks of this robot by its name, if anything can be read."""
        trail, _ = self._walk(f"{root}/robots.txt", 3, 5)
        if trail.fault or trail.answers[-1].code != 200:
            return None
        parser = RobotFileParser()
        parser.parse(ANYONE.sub(r"\1tous", trail.answers[-1].text.lstrip("\ufeff")).splitlines())
        return parser

    def _walk(self, url: str, most: int, seconds: float = 0) -> tuple[Trail, bool]:
        """Follow an address to its end; also say whether what stopped it may pass."""
        answers: list[Answer] = []
        jar, seen, left = CookieJar(), set[tuple[str, ...]](), seconds or float(SECONDS)
        try:
            while True:
                mark = (url.partition("#")[0], *sorted(f"{cookie.name}={cookie.value}" for cookie in jar))
                if mark in seen or len(answers) >= most:
                    raise _Fault("trop de redirections, ou qui tournent en rond", "gone")
                seen.add(mark)
                self._take_turn(url)
                begun = time.monotonic()
                answers.append(self._get(url, jar, left))
                left -= time.monotonic() - begun
                target = answers[-1].headers.get("location", "").strip()
                if answers[-1].code not in (301, 302, 303, 307, 308) or not target:
                    return Trail(tuple(answers)), False
                url = joined(url, target)
        except _Fault as fault:
            return Trail(tuple(answers), fault.reason, fault.kind), fault.passing

    def _take_turn(self, url: str) -> None:
        """Wait until this host may be asked again."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._turns.get(site_of(url), self._start))
            self._turns[site_of(url)] = turn + INTERVAL
        time.sleep(turn - now)

    def _get(self, url: str, jar: CookieJar, seconds: float) -> Answer:
        """One GET, cut after so many seconds whatever drips; raise _Fault."""
        if fault := url_fault(url, private=True):
            raise _Fault(f"redirection vers une adresse qui {fault}")
        parts = urlsplit(url)
        request = Request(url.partition("#")[0])  # noqa: S310 — only carries the cookies
        jar.add_cookie_header(request)
        ends = time.monotonic() + max(seconds, 1)
        host = ascii_host(parts.hostname or "")
        links: list[socket.socket] = []
        timer = threading.Timer(max(seconds, 1), _cut, [links])
        try:
            links.append(self._open(host, parts.port or (443 if parts.scheme == "https" else 80), ends))
            timer.start()
            if parts.scheme == "https":
                secure = self._tls.wrap_socket(links[0], server_hostname=host, do_handshake_on_connect=False)
                links.append(secure)
                secure.do_handshake()
            links[-1].sendall(request_bytes(url, request.get_header("Cookie") or ""))
            return read_answer(links[-1], url, jar, request, ends)
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(error, TimeoutError) or time.monotonic() >= ends:
                raise _Fault(f"pas de réponse en {SECONDS} secondes", passing=True) from None
            raise _explained(error) from None
        finally:
            timer.cancel()
            for link in links:
                link.close()

    def _open(self, host: str, port: int, ends: float) -> socket.socket:
        """Connect to an IP address that was checked: a name may change its mind between two look-ups."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _Fault("nom de site introuvable (DNS)") from None
        allowed = [i for i in found if self.private or is_public(ipaddress.ip_address(str(i[4][0]).partition("%")[0]))]
        if not allowed:
            raise _Fault("mène à un réseau privé ou réservé : non visitée", "unchecked")
        refused: OSError = OSError()
        for family, kind, protocol, _, address in allowed[:3]:
            link = socket.socket(family, kind, protocol)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)  # what is not read is not sent for nothing
            link.settimeout(max((ends - time.monotonic()) / len(allowed[:3]), 0.1))
            try:
                link.connect(address)
            except OSError as error:
                link.close()
                refused = error
            else:
                link.settimeout(SECONDS)
                return link
        raise refused


def _pause(asked: str) -> float:
    """Return the seconds that a « Retry-After » asks for: a number, or a date (RFC 9110 §10.2.3)."""
    if re.fullmatch(r"\d{1,9}", asked.strip(), re.ASCII):
        return float(asked)
    try:
        return max((parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds(), 0)
    except (ValueError, TypeError):
        return PAUSE


def _cut(links: list[socket.socket]) -> None:
    """End a visit that lasts, from another thread: its reading returns at once."""
    with suppress(OSError):
        socket.socket.shutdown(links[-1], socket.SHUT_RDWR)


def _explained(error: Exception) -> _Fault:
    if isinstance(error, SSLCertVerificationError):
        return _Fault(f"certificat de sécurité {CERTIFICATE.get(error.verify_code, 'non reconnu')} (TLS)")
    if isinstance(error, SSLError):
        return _Fault("connexion sécurisée impossible (TLS)")
    if isinstance(error, ConnectionRefusedError):
        return _Fault("connexion refusée", passing=True)
    if isinstance(error, ConnectionError):
        return _Fault("connexion coupée avant la réponse", passing=True)
    incomprehensible = isinstance(error, HTTPException | ValueError)
    return _Fault("réponse incompréhensible" if incomprehensible else "site injoignable", passing=True)
