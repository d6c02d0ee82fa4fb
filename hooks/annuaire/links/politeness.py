"""What sites are owed: a robot that says its name, robots.txt, Retry-After, and few requests a second to one host."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

AGENT = "annuaire-liens"
USER_AGENT = f"Mozilla/5.0 (compatible; {AGENT}/1.0)"
THREADS = 20
INTERVAL = 0.35
"""Seconds between two requests to one host: less than 4 a second, even when one of them was late."""
PAUSE, LONGEST_PAUSE, PATIENCE = 3.0, 5.0, 60.0
"""Seconds before the second try: by default, at most; when a site asks for more than the last one, there is none."""
EVERY_AGENT = re.compile(r"^(\s*user-agent\s*:\s*)\*", re.IGNORECASE | re.MULTILINE)
"""« * » in robots.txt speaks to those who copy whole sites: the group is read as another robot's."""


def host_key(url: str) -> str:
    """Return the host and port that requests are counted by; an address that has none stands for itself."""
    try:
        return urlsplit(url).netloc.lower() or url
    except ValueError:
        return url


def alternate_hosts(urls: Iterable[str]) -> list[str]:
    """Order addresses so that two of one host are as far apart as can be."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(host_key(url), []).append(url)
    ranked = [(rank / len(group), url) for group in groups.values() for rank, url in enumerate(group)]
    return [url for _, url in sorted(ranked, key=lambda pair: pair[0])]


def slice_by_host(urls: list[str], index: int, count: int) -> list[str]:
    """Return the ``index``-th of ``count`` slices, from 1, about equal; a host is in one slice only."""
    slices = {host: rank % count for rank, (host, _) in enumerate(Counter(map(host_key, urls)).most_common(), 1)}
    return [url for url in urls if slices[host_key(url)] == index % count]


def retry_delay(retry_after: str) -> float:
    """Return the seconds that a « Retry-After » asks for: a number, or a date (RFC 9110 §10.2.3); PAUSE if neither."""
    if re.fullmatch(r"\d{1,9}", retry_after.strip(), re.ASCII):
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0)
    except (ValueError, TypeError):
        return PAUSE
