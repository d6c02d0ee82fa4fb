"""Web addresses: which can be published, and what makes two the same."""

import ipaddress
import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from socket import inet_aton
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

import idna

PRIVATE_SUFFIXES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")
"""Names that only exist inside a network: RFC 6761, 6762, 8375, ICANN SAC113 and their common kin."""
LONGEST = 2000
"""Characters of a web address that browsers and servers all take."""
TRACKING = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|_hsenc|_hsmi|mtm_\w+|pk_\w+|at_\w+)", re.ASCII
)
PRINTABLE = "".join(map(chr, range(33, 127)))
RESERVED_NAME = re.compile(
    r"(?:https?://(?:[^/?#@]*\.)?|\S+@(?:\S+\.)?)(?:example(?:\.(?:com|net|org))?|test|invalid)\.?(?:[:/?#]|$)",
    re.IGNORECASE,
)
"""Addresses and e-mail addresses with a name that nobody will ever have: RFC 2606, RFC 6761."""
PATH_MARKS = re.compile(r"[^\0-\x7f]|%|/\.")
"""Signs of a path that normalize_url must look at: percent-encoding, non-ASCII letters, dot segments."""
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\\<>\"`{}^]")


class UrlFault(StrEnum):
    """What keeps an address from being published; its value is the end of a French sentence."""

    NONE = ""
    TOO_LONG = f"dépasse {LONGEST} caractères"
    SPACE = "contient une espace"
    CHARACTER = "contient un caractère interdit"
    SHAPE = "n’a pas la forme d’une adresse web"
    SCHEME = "ne commence pas par https:// ou http://"
    NO_HOST = "n’a pas de nom de site"
    CREDENTIALS = "contient un identifiant ou un mot de passe (avant « @ »)"
    PORT = "a un port qui n’existe pas"
    INVALID_HOST = "a un nom de site qui n’est pas valide"
    INCOMPLETE_HOST = "a un nom de site incomplet (il manque « .fr », « .org »…)"
    PRIVATE = "mène à un réseau privé ou réservé"


def url_fault(url: str, *, private: bool = False) -> UrlFault:
    """Return what is wrong with a web address, UrlFault.NONE (false) if it can be published.

    ``private``: any host will do (rehearsals on a local server).
    """
    if len(url) > LONGEST:
        return UrlFault.TOO_LONG
    if match := UNSAFE.search(url):
        return UrlFault.SPACE if match[0].isspace() else UrlFault.CHARACTER
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return UrlFault.PORT if "port" in f"{error}".lower() else UrlFault.SHAPE
    wrong = {
        UrlFault.SCHEME: parts.scheme not in ("http", "https"),
        UrlFault.NO_HOST: not url[len(parts.scheme) :].startswith("://") or not parts.hostname,
        UrlFault.CREDENTIALS: "@" in parts.netloc,
        UrlFault.SHAPE: re.search(r"\](?!:\d+$|$)", parts.netloc),
        UrlFault.PORT: port == 0 or parts.netloc.endswith(":"),
    }
    if told := next((fault for fault, found in wrong.items() if found), None):
        return told
    fault = host_fault(parts.hostname or "")
    return UrlFault.NONE if private and fault != UrlFault.INVALID_HOST else fault


@lru_cache(maxsize=4096)
def host_fault(host: str) -> UrlFault:
    """Return why a host is not a public one, if it is not; an IP address is seen through any notation."""
    try:
        name = ascii_host(host)
    except (idna.IDNAError, UnicodeError):
        return UrlFault.INVALID_HOST
    address = _ip(name)
    if address is not None:
        return UrlFault.NONE if is_public(address) else UrlFault.PRIVATE
    labels = name.split(".")
    if any(name == suffix or name.endswith("." + suffix) for suffix in PRIVATE_SUFFIXES):
        return UrlFault.PRIVATE
    if len(name) > 253 or not all(re.fullmatch(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", label) for label in labels):
        return UrlFault.INVALID_HOST
    if len(labels) < 2 or not re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", labels[-1]):
        return UrlFault.INCOMPLETE_HOST
    return UrlFault.NONE


@lru_cache(maxsize=1 << 18)
def ascii_host(host: str) -> str:
    """The host as the network sees it: lower case, IDN as « xn-- », no final dot."""
    host = host.rstrip(".").lower() if not host.endswith("..") else host
    if host.isascii() and "xn--" not in host:
        return host
    labels = idna.uts46_remap(host, std3_rules=False).rstrip(".").split(".")
    return ".".join(
        label if label[:4] != "xn--" and label.isascii() else idna.alabel(label).decode() for label in labels
    )


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP address in any notation that browsers accept (WHATWG URL §3.5); None when it is a name."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.partition("%")[0])
        except ValueError:
            return ipaddress.IPv6Address(0)
    if not re.search(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$", host, re.ASCII):
        return None
    try:
        return ipaddress.IPv4Address(inet_aton(host))
    except OSError:  # its end is a number, and it is no address: browsers refuse it
        return ipaddress.IPv4Address(0)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in ipaddress.IPv6Network("64:ff9b::/96"):  # RFC 6052: IPv4 behind NAT64
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in ipaddress.IPv6Network("2000::/3"):  # RFC 4291 §2.4: all that is global unicast today
            return False
    return address.is_global and not address.is_multicast


def host(url: str) -> str:
    """Return the host to show beside a link: « www. » set aside, IDN readable."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@lru_cache(maxsize=1 << 18)
def normalize_url(url: str) -> str:
    """Return what two addresses of one resource have in common (DESIGN: scheme, www., case of the host,
    trailing slash, fragment and tracking parameters are set aside), or "" for what is no address."""
    try:
        parts = urlsplit(url[:LONGEST])
        name = ascii_host(parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:  # idna’s errors and UnicodeError are some too
        return ""
    kept = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(key)
    ]
    if not name:
        return ""
    path = _path(parts.path) if PATH_MARKS.search(parts.path) else parts.path
    return f"{name}{port}{path.rstrip('/')}" + (f"?{urlencode(kept)}" if kept else "")


def _path(path: str) -> str:
    """A path as browsers ask for it (RFC 3986 §6.2.2): « é » as « %C3%A9 », « %61 » as « a », no « ./ » nor « ../ »."""
    kept = re.sub("%(?![0-9A-Fa-f]{2})", "%25", path).replace("%2F", "%252F").replace("%2f", "%252F")
    return urlsplit(urljoin("http://x", quote(unquote_to_bytes(kept), "/!$&'()*+,;=:@"))).path


def archive_url(url: str, day: date) -> str:
    """Return the Internet Archive's copy of an address that is nearest to a day."""
    return f"https://web.archive.org/web/{day:%Y%m%d}/{url}"


def ascii_url(url: str) -> str:
    """Return an address in ASCII, as it travels: the host as « xn-- », other letters as percent-encoded UTF-8."""
    match = None if url.isascii() else re.fullmatch(r"(\w+://)([^/?#]*)(.*)", url, re.DOTALL)
    return match[1] + ascii_host(match[2]) + quote(match[3], safe=PRINTABLE) if match else url
