"""HTTP client of the second look: follows at most 10 redirects itself, never rewrites the URL, refuses private
addresses, tries a passing fault again, and stays polite."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from math import inf
from queue import SimpleQueue
from ssl import create_default_context
from threading import Thread
from typing import TypeVar
from urllib.parse import quote, urljoin
from urllib.robotparser import RobotFileParser

import certifi

from annuaire.links import politeness
from annuaire.links.connection import GARBLED, LATE, SECONDS, fetch
from annuaire.links.observation import PASSING, Answer, LinkTarget, Observation
from annuaire.links.outcome import GONE, judge
from annuaire.links.politeness import THREADS, HostQueue, host_key, parse_robots_txt, retry_delay
from annuaire.urls import PRINTABLE, UNSAFE, ascii_url, url_fault

MOST = 10
"""Requests of a second look; with LinkChecker's and the one for robots.txt, an address costs 12 at most."""
SILENCES = 4
"""Requests without any answer, one after the other, after which a host is given up for this run."""
T = TypeVar("T")


class Client:
    """``private`` lets it visit this machine and its network; ``strict`` makes it ask twice before a 404."""

    def __init__(self, *, private: bool = False, strict: bool = False) -> None:
        self.private, self.strict = private, strict
        self._queue = HostQueue()
        self._silences, self._last_silence = Counter[str](), dict[str, Observation]()
        self._tls = create_default_context()
        self._tls.load_verify_locations(certifi.where())

    def observe(self, target: LinkTarget) -> Observation:
        """Return what a visit proves; a passing fault is given a second chance, except on a host given up."""
        answers, fault = self._follow(target.url, MOST, SECONDS)
        used = len(answers) + bool(fault)
        if used * 2 <= MOST and (pause := self._pause(target.url, answers, fault)) <= politeness.PATIENCE:
            time.sleep(min(pause, politeness.LONGEST_PAUSE))
            answers, fault = self._follow(target.url, MOST - used, SECONDS)
        return judge(target, answers, fault)

    def silences(self, url: str) -> int:
        """Return how many requests the host of an address has left without answer since its last one."""
        return self._silences[host_key(url)]

    def robots_txt(self, root: str) -> RobotFileParser | None:
        """Return what the robots.txt of a site (« https://a.fr ») asks of this robot; None when it cannot be read."""
        answers, fault = self._follow(f"{root}/robots.txt", 3, 5)
        return parse_robots_txt(answers[-1].text) if not fault and answers[-1].code == 200 else None

    def _pause(self, url: str, answers: list[Answer], fault: Observation | None) -> float:
        """Return after how many seconds an address deserves another visit; infinity if it does not."""
        if fault:
            brief = fault.outcome in PASSING and fault.reason != LATE  # else SECONDS have passed already
            return politeness.PAUSE if brief and self.silences(url) < SILENCES else inf
        _, code, headers, _ = answers[-1]
        again = code >= 500 or code in (408, 425, 429) or (self.strict and code in GONE)
        return retry_delay(headers.get("retry-after", "")) if again and "cf-mitigated" not in headers else inf

    def _follow(self, url: str, most: int, seconds: float) -> tuple[list[Answer], Observation | None]:
        """Follow an address in so many requests and seconds; return its answers, and what kept it from its end."""
        answers: list[Answer] = []
        jar, visited = CookieJar(), set[tuple[str, ...]]()
        while True:
            mark = (url.partition("#")[0], *sorted(f"{cookie.name}={cookie.value}" for cookie in jar))
            if mark in visited or len(answers) >= most:
                return answers, Observation("down", reason="trop de redirections, ou qui tournent en rond")
            visited.add(mark)
            if fault := url_fault(url, private=True):
                return answers, Observation("down", reason=f"redirection vers une adresse qui {fault}")
            began = time.monotonic()
            answer = self._ask(url, jar, max(seconds, 1))
            if isinstance(answer, Observation):
                return answers, answer
            seconds -= time.monotonic() - began
            answers.append(answer)
            location = answer.headers.get("location", "").strip()
            if answer.code not in (301, 302, 303, 307, 308) or not location:
                return answers, None
            url = resolve_location(url, location)

    def _ask(self, url: str, jar: CookieJar, seconds: float) -> Answer | Observation:
        """Fetch an address at its host's turn, unless the host is given up."""
        host = host_key(url)
        if self._silences[host] >= SILENCES:
            return self._last_silence[host]
        self._queue.wait_turn(url)
        answer = fetch(url, jar, self._tls, seconds, private=self.private)
        if isinstance(answer, Observation):
            self._last_silence[host] = answer
            self._silences[host] += answer.reason != GARBLED
        else:
            self._silences[host] = 0
        return answer


def resolve_location(url: str, location: str) -> str:
    """Return where a « Location » leads, as browsers read it: its bytes kept, the unsafe ones encoded."""
    try:
        safe = UNSAFE.sub("", PRINTABLE)
        found = urljoin(ascii_url(url), quote(location, safe=safe, encoding="latin-1"))
    except ValueError:
        return location
    return found if "#" in found or "#" not in url else f"{found}#{url.partition('#')[2]}"


def in_parallel(urls: Iterable[str], work: Callable[[str], T]) -> Iterator[tuple[str, T | None]]:
    """Yield (address, what ``work`` returns for it) as they come, from threads that Ctrl-C does not wait for; None when
    it raised: a page that nobody thought of must not lose the others."""
    waiting, done = [*urls], SimpleQueue[tuple[str, T | None]]()
    shared = iter(waiting)  # each thread takes the next one

    def work_through() -> None:
        for url in shared:
            result = None
            with suppress(Exception):
                result = work(url)
            done.put((url, result))

    for _ in waiting[:THREADS]:
        Thread(target=work_through, daemon=True).start()
    for _ in waiting:
        yield done.get()
