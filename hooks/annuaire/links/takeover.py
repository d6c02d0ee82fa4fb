"""Signs that a domain has changed hands: gambling, another language under another title."""

import re
from html import unescape

from annuaire.links.observation import LinkTarget
from annuaire.links.soft_404 import visible_texts
from annuaire.text import fold

_PLAIN = (
    r"[ck]as[iy]no|gacor|\btogel\b|\bjudi\b|sportsbook|bookmaker|paris sportif|machines? a sous|\b\d+x?bet\b|\bbet\d+"
    + fold("|казино|букмекер|娱乐城|博彩|賭場|赌场|카지노|カジノ|สล็อต|บาคาร่า")
)
GAMBLING = re.compile(
    rf"{_PLAIN}|betting|\bslots?\b|\bpoker\b|roulette|jackpot|blackjack|bandar|baccarat|free spins|tours gratuits|слот"
)
"""Of these words, those of _PLAIN are said of gambling, or of a firm; the others, of ordinary games too."""
HELP = re.compile(r"addict|prevention|excessi[fv]|responsible|helpline|aide aux joueurs|municipal|tourism|recrut")
"""What a page says that helps gamblers, or speaks of a casino as of a place: one such word for three of GAMBLING."""
LANGUAGE = re.compile(r"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.IGNORECASE)
TITLE = re.compile(r"<title\b[^>]{0,300}>([^<]{1,300})", re.IGNORECASE)
FAMILIAR = ("fr", "en", "br", "oc", "eu", "co", "ca")
"""Languages in which a page of the same site surprises nobody."""


def page_title(html: str) -> str:
    """Return the title of a page on one line; "" when it has none."""
    match = TITLE.search(html)
    return " ".join(unescape(match[1]).split())[:80] if match else ""


def takeover_signs(target: LinkTarget, html: str, *, elsewhere: bool) -> tuple[list[str], bool]:
    """Return the signs, in French, that a page is not the resource any more, and whether they prove it.

    ``elsewhere``: the page stands on another registered domain than the address.
    """
    lines, body = visible_texts(html)
    heads, about = "\n".join(lines), fold(f"{target.title} {target.publisher} {target.url}")
    title = page_title(html)
    other_title = bool(title) and not _stems(fold(title)) & _stems(about)
    gambling = bool(GAMBLING.search(heads)) and not GAMBLING.search(about) and not HELP.search(heads)
    match = LANGUAGE.search(html)
    language = match[1].lower() if match else "fr"
    foreign = other_title and language not in (FAMILIAR[:1] if elsewhere else FAMILIAR)
    signs = ["jeux d’argent"] * gambling + [f"page en « {language} », sous un autre titre"] * foreign
    words, helps = GAMBLING.findall(body), len(HELP.findall(body))
    several = len({word[:3] for word in words}) > 1 and re.search(_PLAIN, body) is not None  # « bet », « betting »: one
    return signs, gambling and other_title and several and helps * 3 < len(words)


def _stems(text: str) -> set[str]:
    """Return the words of a folded text by their beginning, so that a plural is its singular."""
    return {word[:5] for word in re.findall(r"\w{4,}", text)} - {"http", "https", "site", "accue", "home", "ligne"}
