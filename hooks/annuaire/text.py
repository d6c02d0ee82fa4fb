"""Text: folding for search and comparison, slugs, French typography, French dates."""

import html
import re
import unicodedata
from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache

# YAML 1.2 §5.1 (what is not printable), the line breaks that editors do not count (NEL, LS, PS),
# the bidirectional controls of CVE-2021-42574 (« Trojan Source »), what a word processor leaves inside words,
# and what is drawn as nothing: Hangul fillers (UAX #31 §2.3), tag characters (Unicode §23.9).
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff"
    "\ufeff\ufffe\uffff\u115f\u1160\u3164\uffa0\U000e0000-\U000e007f]"
)

MARKS = re.compile("[\u0300-\u036f]")
"""The accents that NFKD sets apart from letters; written as a range that JavaScript has too (classement.js)."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
"""An identifier: unaccented lower-case letters and digits, joined by « - »."""
_LIGATURE = re.compile(f"[{''.join(map(chr, LIGATURES))}]")


def fold(text: str) -> str:
    """Return the text without case, accents nor ligatures: « Œuvre d’Été » becomes « oeuvre d’ete »."""
    if text.isascii():
        return text.lower()
    text = text.lower()
    if _LIGATURE.search(text):  # few have one, and « translate » looks at every letter
        text = text.translate(LIGATURES)
    return MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()


@lru_cache(maxsize=1 << 18)  # titles, names and tags come back on every page
def slugify(text: str) -> str:
    """Return a slug: folded letters and digits joined by « - »; "" when the text has neither."""
    return re.sub(r"[\W_]+", "-", fold(text)).strip("-")


FRENCH = "éèêëàâäîïôöùûüçœæÉÈÊËÀÂÎÏÔÙÛÇŒÆ«»’‘“”…–—€°\xa0"


def decode_text(data: bytes, charset: str = "") -> str:
    """Return the text of any bytes; a charset that is missing, unknown or wrong gives way to UTF-16, then to UTF-8,
    then to the one of Windows, macOS or « MS-DOS » whose letters are French."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:200]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    for name in ("utf-8-sig",) if charset in ("us-ascii", "iso-8859-1") else (charset, "utf-8-sig"):
        with suppress(LookupError, ValueError):
            return data.decode(name)
    texts = [data.decode(name, "replace") for name in ("cp1252", "mac_roman", "cp850")]
    return max(texts, key=lambda text: sum(map(text.count, FRENCH)))


SIGNS = {
    "+": "plus", "#": "diese", "&": "et", "@": "arobase", "%": "pourcent", "*": "etoile", "€": "euro", "$": "dollar",
}  # fmt: skip
_SIGNS = re.compile(r"(?<=\w)\s*[+#&@%*€$][+#&@%*€$\s]*")


@lru_cache(maxsize=1 << 16)
def name_slug(name: str) -> str:
    """Return the slug of a label or a publisher; what a sign tells apart, as « C », « C++ » and « C# », stays so."""
    name = re.sub(r"(?<!\w)\.(?=\w)", "point ", name)
    return slugify(_SIGNS.sub(lambda found: "".join(f" {SIGNS.get(sign, '')} " for sign in found[0]), name))


ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# What a rich-text editor leaves; any other « <…> » is a text about code, which pages escape.
_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|code|del|div|em|font|h[1-6]|hr|i|ins|li|mark|ol|p|pre|s|small|span|strong|su[bp]|table|t[dhr]|u|ul)"
    r"(?:\s[^<>]*)?/?>", re.IGNORECASE
)  # fmt: skip
_INLINE = re.compile(r"</?(?:[abisu]|code|em|font|ins|del|mark|small|span|strong|su[bp])\b", re.IGNORECASE)
# CommonMark's links, emphasis and code; the icons that Material names « :package: ».
_LINK = re.compile(
    r"!?\[([^\[\]]*)\]\(<?((?:https?://|mailto:)[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?: [^()]*)?\)|<(https?://[^\s<>]+)>"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[\w«“(])([^*\n]*[\w»”).!?…])\1(?![\w*])|(?<!\w)(?!__[a-z]\w*__(?!\w))(_{1,3})(?=[^\W_])([^\n]*?[^\W_][.!?…]?)\3(?!\w)|(?<!\w)(`+)([^`\n]+)\5(?!\w)"
)
_ICON = re.compile(r"(?:(?<=\s)|^):[a-z][a-z0-9_+-]+:(?!\S)")
MARKUP = re.compile(r"&\S*;|[<`*_]|\]\(|:[a-z]")
"""What a text that may have markup holds: most have none, and are not looked at further."""


def decode_entities(text: str) -> str:
    """Return the text with « &amp; » and the like as characters, were they encoded three times; nothing invisible."""
    for _ in range(3 if "&" in text else 0):
        text = ENTITY.sub(lambda match: html.unescape(match[0]).replace("\ufffd", ""), text)
    return FORBIDDEN.sub("", text)


def plain_text(text: str) -> str:
    """Return what a text in HTML or Markdown says: no entity, tag, emphasis nor code; « [a](url) » is « a (url) »."""
    found = _ICON.sub("", _LINK.sub(_plain_link, decode_entities(text)))
    found = _TAG.sub(lambda match: "" if _INLINE.match(match[0]) else " ", found)
    parts = _ADDRESS.split(found)
    for index in [*range(0, len(parts), 2)] * 3:  # emphasis may hold another one
        parts[index] = _EMPHASIS.sub(lambda match: match[2] or match[4] or match[6], parts[index])
    found = "".join(parts)
    return found if found == text else re.sub(r" {2,}", " ", found).strip()


def _plain_link(match: re.Match[str]) -> str:
    label, url = match[1], (match[2] or match[3]).removeprefix("mailto:")
    return url if not label or label == url else f"{label} ({url})"


# Lexique des règles typographiques en usage à l’Imprimerie nationale: a narrow no-break space (U+202F)
# before ; ! ?, a no-break space (U+00A0) before : and inside « ».
_TYPOGRAPHY = [
    (re.compile(r"(?<=[^\W\d_])'(?=[\w ])"), "’"),  # after a letter: 3' are minutes, or feet
    (re.compile(r"""(?<![\w"'°])"(?=\S)([^"]*)(?<=\S)"(?!\w)"""), "«\u00a0\\1\u00a0»"),  # 24" are inches, or seconds
    (re.compile(r"[ \u00a0\u202f]+(?=[;!?])"), "\u202f"),
    (re.compile(r"[ \u00a0\u202f]+(?=:(?!\S))"), "\u00a0"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«\u00a0"),
    (re.compile(r"[ \u00a0\u202f]*»"), "\u00a0»"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"\bp\. (?=\d)"), "p.\u00a0"),
]
_MARKS = re.compile(r"[\"'«»;!?:]|\.\.\.|p\. ")
_ADDRESS = re.compile(r"(https?://\S+|www\.\S+|\S+@\S+)")
_HTML = re.compile(r"<(code|pre|kbd|samp|script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)


def typographic(text: str) -> str:
    """Return the text with French apostrophes, quotes and no-break spaces; addresses stay as they are."""
    return _typographic(text) if _MARKS.search(text) else text


@lru_cache(maxsize=1 << 16)  # a card stands in several pages
def _typographic(text: str) -> str:
    parts = _ADDRESS.split(text)
    for index in range(0, len(parts), 2):
        for pattern, mark in _TYPOGRAPHY:
            parts[index] = pattern.sub(mark, parts[index])
    return "".join(parts)


def outside_code(html: str, change: Callable[[str], str]) -> str:
    """Return HTML with its text changed; tags and code stay as they are."""
    return _HTML.sub(lambda match: match[0] if match[0].startswith("<") else change(match[0]), html)


def typographic_html(html: str) -> str:
    """Return a page's HTML with its text set in French; a no-break space may already be there, by its name."""
    return outside_code(html, lambda text: typographic(re.sub("&(?:nbsp|#160|#8239);", "\u00a0", text)))


MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def french_month(when: date) -> str:
    """Return the month of a date as it is read: « mars 2026 »."""
    return f"{MONTHS[when.month - 1]} {when.year}"


NUMBERS = {fold(name)[:size]: rank for rank, name in enumerate(MONTHS, 1) for size in range(3 + ("jui" in name), 10)}
DASHES = re.compile("[‐‑‒–—−]")
DAY = re.compile(
    r"(?<!\d)(?:(\d{4})(?=\d{4}|[/. -]\d+[/. -])\D?(\d{1,2})\D?(\d{1,2})"
    r"|(\d{1,2})(?:er)?[/. -]+(\d{1,2})[/. -]+(\d{4}|\d\d))(?!\d)", re.ASCII
)  # fmt: skip
"""Year, month, day, in groups 1 to 3; or day, month, year, in groups 4 to 6."""


def french_day(when: date) -> str:
    """Return a date as it is read: « 1er mars 2026 »."""
    return f"{'1er' if when.day == 1 else when.day} {french_month(when)}"


def day_in(text: str) -> date | None:
    """Return the day that a text gives in a French form (« 31/03/2026 », « 1er avril 2026 »), None if it gives none."""
    text = DASHES.sub("-", " ".join(text[:40].split()))
    text = re.sub(r"[^\W\d]+", lambda word: str(NUMBERS.get(fold(word[0]), word[0])), text)
    found = DAY.search(text)
    try:
        year, month, day = map(int, (found.groups()[:3] if found[1] else found.groups()[:2:-1]) if found else ())
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def iso_day(text: str) -> date:
    """Return the date of a command's option, « 2026-11-24 »; raise ArgumentTypeError."""
    try:
        return date.fromisoformat(text if len(text) == 10 and text[4] == "-" == text[7] else "")
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas un jour, comme 2026-11-24") from None
