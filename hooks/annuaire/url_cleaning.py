"""What stands between a reader and an address: mail filters, social networks, tracking parameters, shorteners."""

import re
from urllib.parse import parse_qsl, unquote

from annuaire.urls import TRACKING

WRAPPERS = (
    ("safelinks.protection.outlook.com/", "url"), ("statics.teams.cdn.office.net/evergreen-assets/safelinks/", "url"),
    ("google.*/url?", "url q"), ("l.facebook.com/l.php", "u"), ("lm.facebook.com/l.php", "u"),
    ("l.instagram.com/", "u"), ("l.messenger.com/l.php", "u"),
    ("linkedin.com/redir/redirect", "url"), ("linkedin.com/safety/go", "url"),
    ("youtube.com/redirect", "q"), ("urldefense.proofpoint.com/v1/", "u"), ("urldefense.proofpoint.com/v2/", "u"),
    ("urldefense.com/v3/", ""), ("urldefense.us/v3/", ""), ("mimecast.com/s/", ""), ("mimecastprotect.com/", "url"),
    ("linkprotect.cudasvc.com/url", "a"), ("fireeye.com/v1/url", "u"), ("trendmicro.com/wis/clicktime/v1/query", "url"),
    ("protection.sophos.com/", ""), ("slack-redir.net/link", "url"), ("deref-gmx.net/", "redirectUrl"),
    ("deref-mail.com/", "redirectUrl"), ("vk.com/away.php", "to"), ("t.umblr.com/redirect", "z"),
)  # fmt: skip
"""What mail filters and social networks put in front of an address: the end of a host and the beginning of a path
(« google.* »: any country), then the parameters that hold the address, each in the documentation of its maker."""
WRAPPED = re.compile(
    r"https?://(?:[^/?#]*\.)?(?:"
    + "|".join(f"({re.escape(head)})" for head, _ in WRAPPERS).replace(r"\*", "[a-z.]+")
    + ")",
    re.IGNORECASE,
)
SHORTENERS = frozenset((
    "bit.ly", "bitly.com", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "frama.link", "goo.gl", "huit.re", "is.gd",
    "lc.cx", "lnkd.in", "lstu.fr", "ow.ly", "rb.gy", "rebrand.ly", "s.42l.fr", "shorturl.at", "t.co", "t.ly",
    "tiny.cc", "tinyurl.com", "urlr.me", "urlz.fr", "v.gd",
))  # fmt: skip


def unwrap_url(url: str) -> str:
    """Return the address that a mail filter or a social network has wrapped, "" if it cannot be read out of it;
    an address that is not wrapped is returned as it is."""
    for _ in range(4):  # a wrapped address may be wrapped again
        if not (found := WRAPPED.match(url)):
            return url
        names = WRAPPERS[(found.lastindex or 1) - 1][1]
        parameters = dict(parse_qsl(url.partition("?")[2].partition("#")[0]))
        url = next((parameters[name] for name in names.split() if name in parameters), "")
        if "/v2/" in found[0]:  # Proofpoint's own escapes: « - » for « % », « _ » for « / »
            url = unquote(url.replace("-", "%").replace("_", "/"))
        elif inner := re.match(r"__([^*]+?)__;", found.string[found.end() :]):  # with « * », characters are kept apart
            url = re.sub(r"^(https?:/)(?=[^/])", r"\1/", inner[1])
    return ""


def untracked_url(url: str) -> str:
    """Return an address without what follows its readers: tracking parameters, and the text that a browser marks."""
    address, sign, fragment = url.partition("#")
    path, mark, query = address.partition("?")
    kept = "&".join(one for one in query.split("&") if not TRACKING.fullmatch(one.partition("=")[0]))
    shown = fragment.partition(":~:")[0]
    return path + mark * bool(kept or not query) + kept + sign * bool(shown or not fragment) + shown
