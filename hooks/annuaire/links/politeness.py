"""What sites are owed: a robot that says its name, robots.txt, Retry-After, and few requests a second."""

import re
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

from annuaire.links.schedule import host_key

AGENT = "annuaire-liens"
USER_AGENT = f"Mozilla/5.0 (compatible; {AGENT}/1.0)"
INTERVAL = 0.35
"""Seconds between two requests to one host: less than 4 a second, even when one of them was late."""
PAUSE, LONGEST_PAUSE, PATIENCE = 3.0, 5.0, 60.0
"""Seconds before the second try: by default, at most; when a site asks for more than the last one, there is none."""
EVERY_AGENT = re.compile(r"^(\s*user-agent\s*:\s*)\*", re.IGNORECASE | re.MULTILINE)
"""« * » in robots.txt speaks to those who copy whole sites: the group is read as another robot's."""


class HostQueue:
    """Spaces out the requests to each host, across threads."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_turn(self, url: str) -> None:
        """Sleep until the host of this address may be asked again."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host_key(url), 0))
            self._next[host_key(url)] = turn + INTERVAL
        time.sleep(turn - now)


def parse_robots_txt(text: str) -> RobotFileParser:
    """Return what a robots.txt asks of this robot by its name."""
    rules = RobotFileParser()
    rules.parse(EVERY_AGENT.sub(r"\1tous", text.lstrip("\ufeff")).splitlines())
    return rules


def retry_delay(retry_after: str) -> float:
    """Return the seconds that a « Retry-After » asks for: a number, or a date (RFC 9110 §10.2.3); PAUSE if neither."""
    if re.fullmatch(r"\d{1,9}", retry_after.strip(), re.ASCII):
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0)
    except (ValueError, TypeError):
        return PAUSE
