"""In which order, and by which job, addresses are visited: hosts alternate, and no host is split between jobs."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit


def alternate_hosts(urls: Iterable[str]) -> list[str]:
    """Order addresses so that two of one host are as far apart as can be."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(host_key(url), []).append(url)
    ranked = [(rank / len(group), url) for group in groups.values() for rank, url in enumerate(group)]
    return [url for _, url in sorted(ranked, key=lambda pair: pair[0])]


def slice_by_host(urls: list[str], index: int, count: int) -> list[str]:
    """Return the ``index``-th of ``count`` slices, from 1, about equal; a host is in one slice only."""
    loads, slices = [0] * count, {}
    for host, number in sorted(Counter(map(host_key, urls)).items(), key=lambda pair: (-pair[1], pair[0])):
        slices[host] = loads.index(min(loads))
        loads[slices[host]] += number
    return [url for url in urls if slices[host_key(url)] == index - 1]


def host_key(url: str) -> str:
    """Return the host and port that a politeness rule counts by; an address that has none stands for itself."""
    try:
        return urlsplit(url).netloc.lower() or url
    except ValueError:
        return url
