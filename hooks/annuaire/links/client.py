"""HTTP client of the second look: follows at most 10 redirects itself, never rewrites the URL, refuses private
addresses, tries a passing fault again, and stays polite."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from multiprocessing.pool import ThreadPool
from ssl import create_default_context
from typing import TypeVar
from urllib.parse import quote, urljoin
from urllib.robotparser import RobotFileParser

import certifi

from annuaire.links import politeness
from annuaire.links.connection import SECONDS, fetch
from annuaire.links.observation import PASSING, Answer, LinkTarget, Observation
from annuaire.links.outcome import GONE, judge
from annuaire.links.politeness import EVERY_AGENT, THREADS, host_key, retry_delay
from annuaire.urls import PRINTABLE, UNSAFE, ascii_url, url_fault

MOST = 10
"""Requests of a second look; with LinkChecker's and the one for robots.txt, an address costs 12 at most."""
SILENCES = 4
"""Requests without any answer, one after the other, after which a host is given up for this run."""
SAFE = UNSAFE.sub("", PRINTABLE)
T = TypeVar("T")


class Client:
    """``private`` lets it visit this machine and its network; ``strict`` makes it ask twice before a 404."""

    def __init__(self, *, private: bool = False, strict: bool = False) -> None:
        self.private, self.strict = private, strict
        self._turns, self._lock = defaultdict[str, float](float), threading.Lock()  # when each host may be asked
        self.silences = defaultdict[str, list[Observation]](list)  # by host, since its last answer
        self._tls = create_default_context()
        self._tls.load_verify_locations(certifi.where())

    def observe(self, target: LinkTarget) -> Observation:
        """Return what a visit proves; a passing fault is given a second chance, unless it took all the time."""
        began = time.monotonic()
        answers, fault = self._follow(target.url, MOST, SECONDS)
        used = len(answers) + bool(fault)
        headers = {} if fault else answers[-1].headers
        if fault:
            again = fault.outcome in PASSING and len(self.silences[host_key(target.url)]) < SILENCES
        else:
            code = answers[-1].code
            again = code >= 500 or code in (408, 425, 429) or (self.strict and code in GONE)
        again = again and "cf-mitigated" not in headers and time.monotonic() - began < SECONDS
        if again and used * 2 <= MOST and (pause := retry_delay(headers.get("retry-after", ""))) <= politeness.PATIENCE:
            time.sleep(min(pause, politeness.LONGEST_PAUSE))
            answers, fault = self._follow(target.url, MOST - used, SECONDS)
        return judge(target, answers, fault)

    def robots_txt(self, root: str) -> RobotFileParser | None:
        """Return what the robots.txt of a site (« https://a.fr ») asks of this robot; None when it cannot be read."""
        answers, fault = self._follow(f"{root}/robots.txt", 3, 5)
        if fault or answers[-1].code != 200:
            return None
        rules = RobotFileParser()
        rules.parse(EVERY_AGENT.sub(r"\1tous", answers[-1].text.lstrip("\ufeff")).splitlines())
        return rules

    def _follow(self, url: str, most: int, seconds: float) -> tuple[list[Answer], Observation | None]:
        """Follow an address in so many requests and seconds; return its answers, and what kept it from its end."""
        answers: list[Answer] = []
        jar, visited = CookieJar(), set[tuple[str, ...]]()
        ends = time.monotonic() + seconds
        while True:
            mark = (url.partition("#")[0], *sorted(f"{cookie.name}={cookie.value}" for cookie in jar))
            if mark in visited or len(answers) >= most:
                return answers, Observation("down", reason="trop de redirections, ou qui tournent en rond")
            visited.add(mark)
            if fault := url_fault(url, private=True):
                return answers, Observation("down", reason=f"redirection vers une adresse qui {fault}")
            answer = self._ask(url, jar, max(ends - time.monotonic(), 1))
            if isinstance(answer, Observation):
                return answers, answer
            answers.append(answer)
            location = answer.headers.get("location", "").strip()
            if answer.code not in (301, 302, 303, 307, 308) or not location:
                return answers, None
            url = resolve_location(url, location)

    def _ask(self, url: str, jar: CookieJar, seconds: float) -> Answer | Observation:
        """Fetch an address at its host's turn, unless the host is given up."""
        host = host_key(url)
        silences = self.silences[host]
        if len(silences) >= SILENCES:
            return silences[-1]
        with self._lock:
            turn = max(time.monotonic(), self._turns[host])
            self._turns[host] = turn + politeness.INTERVAL
        time.sleep(max(turn - time.monotonic(), 0))
        answer = fetch(url, jar, self._tls, seconds, private=self.private)
        if isinstance(answer, Answer):
            silences.clear()
        elif answer.outcome != "garbled":
            silences.append(answer)
        return answer


def resolve_location(url: str, location: str) -> str:
    """Return where a « Location » leads, as browsers read it: its bytes kept, the unsafe ones encoded."""
    try:
        found = urljoin(ascii_url(url), quote(location, safe=SAFE, encoding="latin-1"))
    except ValueError:
        return location
    return found if "#" in found or "#" not in url else f"{found}#{url.partition('#')[2]}"


def in_parallel(urls: Iterable[str], work: Callable[[str], T]) -> Iterator[tuple[str, T | None]]:
    """Yield (address, what ``work`` returns for it) as they come, from threads that Ctrl-C does not wait for; None when
    it raised: a page that nobody thought of must not lose the others."""

    def tried(url: str) -> tuple[str, T | None]:
        with suppress(Exception):
            return url, work(url)
        return url, None

    with ThreadPool(THREADS) as pool:
        yield from pool.imap_unordered(tried, urls)
