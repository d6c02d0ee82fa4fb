"""Ways to reach someone: an e-mail address, a telephone number or a web address."""

import re
from urllib.parse import quote

from annuaire.urls import LONGEST, ascii_host, host_fault, url_fault

# HTML Living Standard, « valid e-mail address », with the lengths of RFC 5321 §4.5.3.1
# and the dots of RFC 5322 §3.2.3.
EMAIL = re.compile(
    r"(?=.{3,254}$)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
    re.ASCII,
)
# ARCEP, plan national de numérotation: ten digits from 01 to 09, or a short number in 3BPQ, 1X, 11x or 116xxx.
PHONE_FR = re.compile(r"0[1-9]\d{8}|3\d{3}|1\d|11[2-9]|116\d{3}", re.ASCII)
PHONE_WORLD = re.compile(r"(?:\+|00)(?:33[1-9]\d{8}|(?!33)[1-9]\d{6,14})", re.ASCII)  # ITU-T E.164
CONTACT = re.compile(
    r"[^\s<>(),;:«»\"“”/]+@[^\s<>(),;:«»\"“”/]+|(?:https?://|www\.)[^\s<>,;«»\"“”]+|[+(]?\d[\d\xa0 .()-]{5,}\d"
)
"""Candidate e-mail, web address or phone number inside a longer text; contact_kind decides."""

AT_SIGN = re.compile(r" *[(\[](?:at|arobase)[)\]] *|(?<=\w) *@ *(?=\w)")
ANNOUNCED = re.compile(
    r"\b(?:t[ée]l(?:[ée]phone)?|portable|fax|e-?mail|m[ée]l|mailto|courriel|contacts?|adresse|site|web|ou|et)\b",
    re.IGNORECASE,
)
"""Words that only say what a contact is."""


def contact_kind(contact: str) -> str:
    """Return « mail », « web » or « phone », or "" when the text is none of them."""
    if len(contact) > LONGEST:
        return ""
    local, sign, domain = contact.rpartition("@")
    if sign and local and domain[-1:] != "." and not host_fault(domain.lower()):
        return "mail" if EMAIL.fullmatch(f"{local}@{ascii_host(domain)}") else ""
    if re.match(r"https?:", contact, re.IGNORECASE):
        return "" if url_fault(contact) else "web"
    digits = dialled(contact)
    return "phone" if PHONE_FR.fullmatch(digits) or PHONE_WORLD.fullmatch(digits) else ""


def contacts_in(text: str) -> list[str]:
    """Return the contacts that a text of several words holds, each as it is written alone."""
    text = AT_SIGN.sub("@", text[:LONGEST])
    found = (match.rstrip(").") if "@" in match or "www" in match else match for match in CONTACT.findall(text))
    found = (match if ")" in match else match.lstrip("(") for match in found)
    return [contact for match in found if contact_kind(contact := re.sub(r"^(?=www\.)", "https://", match))]


def names_someone(text: str) -> bool:
    """Whether a text says more than contacts and what they are: a name, most often."""
    return bool(re.search(r"[^\W\d_]{2}", ANNOUNCED.sub("", CONTACT.sub("", AT_SIGN.sub("@", text[:LONGEST])))))


def mailto(address: str) -> str:
    """Return the link that writes to an e-mail address; what would begin a header is encoded (RFC 6068)."""
    return "mailto:" + re.sub(r"[^\w@.!$'*+~-]", lambda sign: quote(sign[0]), address)


def dialled(phone: str) -> str:
    """Return a telephone number without its spaces and punctuation: « +33 (0)3 20… » gives « +33320… »."""
    return re.sub(r"[ .\u00a0\u202f()/-]", "", re.sub(r"(\+|^00)(.*)\(0\)", r"\1\2", phone))
