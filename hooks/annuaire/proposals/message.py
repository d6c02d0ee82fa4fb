"""What a maintainer saved of a message → the texts that may hold a form, and the day; what a message adds around an
answer: closing formulas, a signature, the dashes of a list. All of it is hostile."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html import unescape
from typing import NamedTuple

from annuaire.contacts import contact_kind, contacts_in
from annuaire.proposals.labels import with_identity_told
from annuaire.text import decode_text

HEADERS = {"from", "to", "date", "received", "message-id", "mime-version", "content-type", "return-path"}
"""A file that has one of them is an e-mail (RFC 5322), whatever its name."""
MBOX = re.compile(rb"^From \S+ [^\n]*\d{4}[^\n]*\n(?=[\w-]+:)", re.MULTILINE)
"""What begins each message of a file that holds several (RFC 4155)."""
NOT_TEXT = b"{\\rtf", b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How begin the files of word processors and of spreadsheets, and the messages that Outlook saves as .msg."""
BIGGEST = 1 << 18  # bytes of one part: four for each character that a forge keeps
INVISIBLE = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")
"""What mail programs and word processors leave between letters."""
MISREAD = re.compile("Ã[ -¿ŠŒ‰€\xa0]|â€™")
"""What UTF-8 looks like once read as Windows-1252."""
HEADER = (
    r"^[> \t]*\*?(?:de|from|à|a|to|pour|cc|envoyé|sent|date|objet|sujet|subject|répondre à|reply-to)\*?\s?:.*(?:\n|\Z)"
)
PASSED_ON = re.compile(
    r"^[> \t]*-{2,}[ ]*(?:début|mail|message|courriel|forwarded|original)\b.*$"
    r"|^[> \t]*(?:le|on)\b[^\n]{4,120}\n?[^\n]{0,80}(?:a écrit|wrote)\s*:\s*$"
    r"|^[> \t]*(?:début du message|begin forwarded)[^\n]*:\s*$|^_{10,}\s*$"
    rf"|(?:{HEADER}){{2,}}|^[> \t]*(?:de|from)\s?:.*$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where mail programs begin a message that is answered or passed on, with its headers."""
GOODBYE = re.compile(
    r"^[ \t\xa0]*(?:--[ \xa0]?|(?:(?:bien|très) )?(?:(?:cordiale|sincère|amicale|solidaire|fraternelle|associative"
    r"|chaleureuse|respectueuse)ment|à vous)\b.*|cdl?t.*|(?:grosses )?bises\b.*"
    r"|(?:je |nous )?rest(?:e|ons|ant) à .*disposition.*"
    r"|salutations\b.*|merci(?: (?:d|beaucoup|à)\b.*)?|(?:bonne|belle) (?:journée|soirée|semaine|réception|fin)\b.*"
    r"|(?:envoyé|sent|inviato|enviado|gesendet) (?:d[ea]|depuis|from|with|avec|à partir|desde|von)\b.*"
    r"|(?:télécharge[rz]|get|obtenir) outlook\b.*"
    r"|(?:(?:best|kind|warm) )?(?:regards|wishes)|best|cheers|thanks\b.*)[ \xa0\u202f,.!]*$",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
"""Where all the answers end: a signature (RFC 3676 §4.3), or the formula before it."""
NAME = r"(?:(?:[A-ZÀ-Ý][\w'’.-]*|d[eu]|l[ae])[ \xa0]){1,3}[A-ZÀ-Ý][\w'’.-]*"
PHONE = r"(?:\+\d\d|\b0)[ .()0]{0,4}[1-9](?:[ .-]?\d\d){4}"
SIGNED = re.compile(
    rf"(?<=[^:\s])\s*\n[ \t\xa0]*(?={NAME}[ \xa0,|/(–—-]*{PHONE})"
    rf"|(?<=[^:\s])\s*\n[ \t\xa0]*\n(?={NAME}[ \t\xa0,]*\n(?:.+\n){{0,4}}.*(?:{PHONE}|\w@\w))"
)
"""Where a signature begins that no formula precedes: a name, with a number or a mail beside or under it."""
LINE_MARK = r"[ \t\xa0]*[-*–—•●▪◦‣∙·▸►](?=\s)"
LIST_MARK = re.compile(rf"(?<![\s;,.])[\s;,.]*(?:(?<!\S)[•●▪◦‣∙·▸►]|^{LINE_MARK})\s*", re.MULTILINE)
"""What begins an item of a list, and parts it from the one before."""
COURTESY = (
    r"(?:(?:mille |grand )?mercis?|n['’]h[ée]site[zr]?|je (?:reste|suis à)|nous restons|à (?:très )?(?:bientôt|vite)"
    r"|au plaisir|en vous (?:remerci|souhait)ant|dans l['’]attente|bien à (?:vous|toi)|amitiés|respectueusement"
    r"|(?:très )?(?:bonne|belle|excellente) (?:journée|soirée|fin|semaine|continuation)|bon (?:week-end|courage)"
    r"|ce (?:message|courriel|mail)\b.{0,80}confidentiel\w*|avant d['’]imprimer)\b"
)
"""How a sentence to whoever receives the message begins; a description may begin one so too."""
CLOSING = re.compile(
    rf"^(?:[ \t\xa0]*|{LINE_MARK}.*)\n[ \t\xa0]*(?={COURTESY})|(?<=\S)\n(?=[-–—_=*]{{3,}}[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
DOUBTFUL = re.compile(
    rf"(?:^|[.!?…])[ \t\xa0]*{COURTESY}|\n[ \t\xa0]*\n(?!{LINE_MARK})|\n[^\W\d_][\w'’ -]{{1,40}}[ \xa0\u202f]?:(?!//)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a description may hold that was not meant for it: a formula, another paragraph, a question of one's own."""
BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n")
CUT_URL = re.compile(r"(https?://\S{0,300}[-=&?_%])\n(?=\S+$)", re.MULTILINE)
"""An address that was cut at the end of a line."""
FENCED = re.compile(r"^```text\n(?:(?!```).*\n)*```$", re.MULTILINE)
"""The reasons of an answer that is quoted."""
SUBJECT = re.compile(r"^(?:\s*(?:tr|re|r[ée]f|r[ée]p|fwd?|aw|wg)\.?\s*:)+\s*", re.IGNORECASE)
"""What mail programs put before the subject of a message that is answered or passed on."""
BLOCK = re.compile(r"(?i)</?(?:p|div|br|tr|td|th|[uod]l|li|d[td]|table|blockquote|h[r1-6]|pre)\b[^>]{0,2000}>")
UNREAD = re.compile(r"(?is)<(script|style|title|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
CELL = re.compile(r"(?i)(?:</(?:p|div)\s*>\s*)?</t[dh]\s*>\s*<t[dh]\b[^>]{0,2000}>\s*(?:<(?:p|div)\b[^>]{0,2000}>\s*)?")
LINKED = re.compile(
    r"""(?is)<a\b[^>]{0,999}?href=["']?(https?://[^"'\s>]{1,2000}|mailto:[^"'\s>?]{1,254})[^>]{0,999}>(.{0,999}?)</a>"""
)


LINKS = re.compile(r"^([ \t]*)links:[ \t]*\n((?:\1[ \t]+\S.*(?:\n|\Z))+)", re.MULTILINE)
LINK = re.compile(r"title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\n[ \t]*url:[ \t]*[\"']?([^\s\"']+)")
"""The further links of an entry copied from resources.yaml, and one of them."""


class Received(NamedTuple):
    """A message: its texts that may hold a form, each without what it quotes, then with it; its subject and its day.

    The subject has no « TR: »; the day is « 2026-11-24 »; ``site``: the domain of the sender's address; ``unread``: the
    names of the attachments that hold no text. Each is "" when unknown.
    """

    texts: list[str]
    subject: str = ""
    day: str = ""
    site: str = ""
    unread: tuple[str, ...] = ()


def read_messages(data: bytes) -> list[Received]:
    """Return each message of a file: an mbox holds several."""
    parts = [re.sub(rb"(?m)^>(>*From )", rb"\1", part) for part in MBOX.split(data)] if MBOX.match(data) else [data]
    return [read_message(part) for part in parts if part.strip()] or [read_message(b"")]


def read_message(data: bytes) -> Received:
    """Return what any bytes say: an e-mail of any encoding, a text in UTF-8, UTF-16 or Windows-1252, HTML."""
    text = decode_text(data[:BIGGEST])
    try:
        message = message_from_bytes(text.encode() if b"\0" in data[:200] else data.removeprefix(b"\xef\xbb\xbf"))
        if HEADERS & {name.lower() for name, _ in message.items()}:
            parts = [_part(part) for part in message.walk() if part.get_content_maintype() == "text"]
            subject = str(make_header(decode_header(str(message.get("Subject", "")))))
            texts = [reading for part in parts for reading in _readings(part)]
            files = [part for part in message.walk() if part.get_content_maintype() not in ("text", "image")]
            unread = tuple(name for part in files if (name := part.get_filename()))
            site = parseaddr(str(message.get("From", "")))[1].rpartition("@")[2].lower()
            return Received(texts, SUBJECT.sub("", " ".join(subject.split())), _day(message), site, unread)
    except Exception:  # noqa: S110 — the email package raises of everything on what only looks like an e-mail
        pass
    return Received(list(_readings(_words_of(text))))


def _part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    text = decode_text(payload[:BIGGEST] if isinstance(payload, bytes) else b"", part.get_content_charset() or "")
    if part.get_param("format") == "flowed":  # RFC 3676: a line that ends with a space goes on
        gap = "" if str(part.get_param("delsp")).lower() == "yes" else " "
        text = re.sub(r"(?<!^--) \r?\n(?!>)", gap, text, flags=re.MULTILINE)
    return _words_of(text, html=part.get_content_subtype() == "html")


def _day(message: Message) -> str:
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    return ""


def _words_of(text: str, *, html: bool = False) -> str:
    """Return the words of a text that may be HTML: « ### » for a heading, « - » for an item, a tab between two cells,
    addresses after links."""
    if not html and not re.match(
        r"(?i)\s*<(?:!doctype|html|head|body|div|p|meta|table|span|br|h\d|b|font|pre)\b", text
    ):
        return text
    text = UNREAD.sub("", text) if "<pre" in text else re.sub(r"\s+", " ", UNREAD.sub("", text))
    text = LINKED.sub(lambda link: link[2] if re.search("//|@", link[2]) else f"{link[2]} &lt;{link[1]}&gt;", text)
    text = re.sub(r"(?i)<h[1-6]\b[^>]{0,2000}>", "\n### ", text)
    text = re.sub(r"(?i)</div>\s*<div\b[^>]{0,2000}>", "\n", CELL.sub("\t", text))  # one line under the other
    text = BLOCK.sub(lambda tag: "\n- " if tag[0][:3].lower() == "<li" else "\n", text)
    return unescape(re.sub(r"<[^>]{0,2000}>", "", text))


def _readings(text: str) -> Iterator[str]:
    """Yield the parts of a text between what mail programs add: without what is quoted, then with it."""
    if MISREAD.search(text):
        with suppress(UnicodeError):
            text = text.encode("cp1252").decode()
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")
    text = LINKS.sub(lambda found: f"{found[1]}links: " + "\n".join(map(" ".join, LINK.findall(found[2]))) + "\n", text)
    for part in PASSED_ON.split(CUT_URL.sub(r"\1", with_identity_told(text))):
        yield re.sub(r"^[ \t]*>.*\n?", "", part, flags=re.MULTILINE)
        yield FENCED.sub("", re.sub(r"^(?:[ \t]*>)+[ ]?", "", part, flags=re.MULTILINE))


def names_person(paragraph: str) -> bool:
    """Whether a paragraph holds a number or a mail, as signatures do."""
    return bool({*map(contact_kind, contacts_in(paragraph))} & {"mail", "phone"})


def one_sentence(text: str) -> str:
    """Return a text whose list is one sentence: « Avec :\\n- un jeu\\n- deux » is « Avec : un jeu ; deux »."""
    listed = re.sub("(^|:) ; ", r"\1 ", LIST_MARK.sub(" ; ", text))
    return listed if listed == text else re.sub(r"(?<=[^\s.!?…:;,])[ \t\xa0]*\n[ \t\xa0]*\n", ". ", listed)
