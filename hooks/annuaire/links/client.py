"""HTTP client of the second look: follows at most 10 redirects itself, never rewrites the URL, refuses private
addresses, tries a passing fault again, and stays polite."""

import re
import time
from collections import Counter
from http.cookiejar import CookieJar
from ssl import create_default_context
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import certifi

from annuaire.links.connection import (
    EXPLANATIONS,
    PRINTABLE,
    SECONDS,
    SilentDns,
    UnresolvedHost,
    explain,
    fetch,
    host_header,
    request_target,
)
from annuaire.links.observation import Answer, LinkTarget, Observation, RedirectChain
from annuaire.links.politeness import LONGEST_PAUSE, PATIENCE, HostQueue, parse_robots_txt, retry_delay
from annuaire.links.schedule import host_key
from annuaire.links.verdict import GONE, judge
from annuaire.urls import url_fault

MOST = 10
"""Requests of a second look; with LinkChecker's and the one for robots.txt, an address costs 12 at most."""
SILENCES = 4
"""Requests without any answer, one after the other, after which a host is given up for this run."""


class Client:
    """``private`` lets it visit this machine and its network; ``strict`` makes it ask twice before a 404."""

    def __init__(self, *, private: bool = False, strict: bool = False) -> None:
        self.private, self.strict = private, strict
        self._queue = HostQueue()
        self._silences, self._last_fault = Counter[str](), dict[str, tuple[str, str, bool]]()
        self._tls = create_default_context()
        self._tls.load_verify_locations(certifi.where())

    def observe(self, target: LinkTarget) -> Observation:
        """Return what a visit proves; a passing fault is given a second chance, except on a host given up."""
        url = target.url
        chain = self._follow(url, MOST, SECONDS)
        used = len(chain.answers) + bool(chain.fault)
        last = chain.answers[-1] if chain.answers and not chain.fault else Answer(url, 0, {})
        again = last.code >= 500 or last.code in (408, 425, 429) or (self.strict and last.code in GONE)
        again = again or (chain.passing and self.silences(url) < SILENCES)
        pause = retry_delay(last.headers.get("retry-after", ""))
        if again and "cf-mitigated" not in last.headers and pause <= PATIENCE and used * 2 <= MOST:
            time.sleep(min(pause, LONGEST_PAUSE))
            chain = self._follow(url, MOST - used, SECONDS)
        return judge(target, chain)

    def silences(self, url: str) -> int:
        """Return how many requests the host of an address has left without answer since its last one."""
        return self._silences[host_key(url)]

    def robots_txt(self, root: str) -> RobotFileParser | None:
        """Return what the robots.txt of a site (« https://a.fr ») asks of this robot; None when it cannot be read."""
        chain = self._follow(f"{root}/robots.txt", 3, 5)
        readable = not chain.fault and chain.answers[-1].code == 200
        return parse_robots_txt(chain.answers[-1].text) if readable else None

    def _follow(self, url: str, most: int, seconds: float) -> RedirectChain:
        """Follow an address to its end, in so many requests and seconds."""
        answers: list[Answer] = []
        jar, visited = CookieJar(), set[tuple[str, ...]]()
        while True:
            mark = (url.partition("#")[0], *sorted(f"{cookie.name}={cookie.value}" for cookie in jar))
            if mark in visited or len(answers) >= most:
                return RedirectChain(tuple(answers), "trop de redirections, ou qui tournent en rond")
            visited.add(mark)
            if fault := url_fault(url, private=True):
                return RedirectChain(tuple(answers), f"redirection vers une adresse qui {fault}")
            host = host_key(url)
            if self._silences[host] >= SILENCES:
                return RedirectChain(tuple(answers), *self._last_fault[host])
            self._queue.wait_turn(url)
            began = time.monotonic()
            try:
                answers.append(fetch(url, jar, self._tls, max(seconds, 1), private=self.private))
            except tuple(EXPLANATIONS) as error:
                self._last_fault[host] = explain(error)
                self._silences[host] += isinstance(error, OSError | UnresolvedHost | SilentDns)
                return RedirectChain(tuple(answers), *explain(error))
            self._silences[host] = 0
            seconds -= time.monotonic() - began
            location = answers[-1].headers.get("location", "").strip()
            if answers[-1].code not in (301, 302, 303, 307, 308) or not location:
                return RedirectChain(tuple(answers))
            url = resolve_location(url, location)


def resolve_location(url: str, location: str) -> str:
    """Return where a « Location » leads, as browsers read it: its bytes kept, the unsafe ones encoded."""
    base = f"{urlsplit(url).scheme}://{host_header(url)}{request_target(url)}"
    try:
        joined = urljoin(base, location)
        match = re.match(r"([^:/?#]+://[^/?#]*)(.*)", joined, re.DOTALL)
        if match is None:
            return joined
        host, rest = match[1].encode("latin-1").decode("utf-8", "replace"), match[2].encode("latin-1")
    except ValueError:
        return location
    safe = re.sub(r"[\\<>\"`{}^]", "", PRINTABLE)
    fragment = "" if "#" in location or "#" not in url else "#" + url.partition("#")[2]
    return host + quote(rest, safe=safe) + fragment
