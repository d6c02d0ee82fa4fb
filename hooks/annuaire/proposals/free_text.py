"""What a message says outside the answers of a form: addresses, names, what was left out. All of it is hostile."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import NamedTuple

from annuaire.catalog.fields import DETAILS, FORM
from annuaire.catalog.model import Resource
from annuaire.proposals.answers import HEADINGS, LIMIT, LINE, STRICT, URL, clean_url, marks_in, read_labels
from annuaire.proposals.message import DOUBTFUL, GOODBYE, Received
from annuaire.source.shown import quote
from annuaire.text import slugify
from annuaire.urls import normalize_url, url_fault

URL_IN_PROSE = re.compile(
    r"(?:https?://|(?<![\w@./-])www\.)[^\s<>«»\"“”]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)+(?:fr|org|com|net|eu|info|coop|io)\b(?![@\w-]|\.\w)(?:/[^\s<>«»\"“”]*)?",
    re.IGNORECASE,
)
"""An address as people write it in a sentence, with « https:// » or without."""
LEAVE = re.compile(r"d[ée]s(?:abonn|inscri)|unsubscribe|sans virus|virus-free", re.IGNORECASE)
"""What mailing lists and mail programs write before their own addresses."""
IN_QUOTES = re.compile(r"[«“\"][ \xa0\u202f]*([^«»“”\"\n]{2,100}?)[ \xa0\u202f]*[»”\"]")
PAUSE = re.compile(r"[,;:.!?…][ \xa0\u202f]| (?:et|ou|puis) (?=(?:aussi|le|la|les|une?)\b|l['’])", re.IGNORECASE)
"""What ends the words that come before the name of a resource."""
INTRODUCTION = re.compile(
    r"\A(?:[^\w]|_|\d+[.)]\s|(?:bonjour|bonsoir|salut|coucou|et|aussi|puis|voici|voilà|voir|voyez|regarde[rz]?|notamment"
    r"|il y a|c['’]est|(?:(?:je|on|nous) |j['’])(?:vous |te )?(?:ai )?(?:propos|conseil|recommand|signal|trouv|v)\w*"
    r"|(?:connaissez|connais|avez|as)[- ](?:vous|tu)(?: vu)?)\b)+",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?:\b0|\+33 ?(?:\(0\) ?)?)[67](?:[ .-]?\d\d){4}(?!\d)")
POSTSCRIPT = re.compile(r"^[ \t]*P\.?[ -]?S\.?[ \xa0]?[:,–-].*(?:\n.*\S.*)*", re.MULTILINE)
NO_NAME = re.compile(
    r"(?:(?:ce|cet|cette|le|la|les|une?|mon|notre|leur|son|à|ici|là|ça|lien|site|page|adresse|ressource|outil|web)\b\W*)*"
    r"|(?:sur|via|par|pour|dans|avec|chez|depuis|nous)\b.*|.*(?:\b(?:je|j|vous|tu|est|sont)\b|\d:\d\d|@).*",
    re.IGNORECASE,
)
"""What stands before an address and names nothing: « ce lien », a piece of sentence, the hour of a chat."""
MOST_DRAFTS = 10
"""Drafts made from the addresses of one message; the other addresses are only named."""


class Proposal(NamedTuple):
    """The text of a form, and by field what only a draft may answer, for someone to confirm."""

    body: str
    guesses: dict[str, str]


def proposals_in(received: Received, known: Iterable[Resource]) -> list[Proposal]:
    """Return each proposal of a message.

    Of free prose, each address is one; beside the address of a card, or alone under its name, it corrects it.
    """
    body = best_reading(received.texts)
    read = read_labels(body).answers
    if (read.get("title") or read.get("url")) and (more := _given_apart(received.texts, body, read)):
        return [Proposal(form_text(read | more), {})]
    found = {} if any(map(read.get, ("title", "card"))) else addresses_in(received)
    card = next((url for url in found if any(url.endswith(f"/{one.path}") for one in known)), "")
    if len(found) == 1:
        ((url, name),) = found.items()
        others = [one for one in known if normalize_url(url) not in map(normalize_url, one.urls)]
        card = card or next((one.path for one in others if slugify(one.title) == slugify(name)), "")
    if card:
        return [Proposal(form_text({"card": card}), {"url": next((url for url in found if url != card), "")})]
    if read.get("url") or not found:
        return [Proposal(part, {}) for part in forms_in(body)]
    return [Proposal(form_text(read | {"url": url}), {"title": name}) for url, name in found.items()][:MOST_DRAFTS]


def best_reading(texts: Iterable[str]) -> str:
    """Return the text that answers the most questions, the first of those that answer as many."""
    return max(texts, key=lambda text: _said(text[:LIMIT]), default="")


def forms_in(body: str) -> list[str]:
    """Return the parts of a text that are a form each: the next one begins with the label that begins the first."""
    marks = [
        mark
        for mark, (stop, *_) in pairwise([*marks_in(body, LINE), (len(body), 0, "")])
        if mark[2] in FORM and body[mark[1] : stop].strip()
    ]
    bye = GOODBYE.search(body, marks[0][1]) if marks else None
    starts = [start for start, _, name in marks if name == marks[0][2] and (not bye or start < bye.start())]
    parts = [body[start:end] for start, end in pairwise([0, *starts[1:], len(body)])]
    return parts if read_labels(body).way is not STRICT and all(_said(part) > 1 for part in parts) else [body]


def _said(body: str) -> int:
    return len([*filter(None, read_labels(body).answers.values())])


def form_text(answers: dict[str, str], notes: dict[str, str] | None = None) -> str:
    """Return a form with these answers, each under what helps to give it."""
    parts = [
        (f"### {label}", (notes or {}).get(key), answers[key]) for label, key in HEADINGS.items() if key in answers
    ]
    return "".join(f"{text}\n\n" for part in parts for text in part if text)


def _given_apart(texts: list[str], body: str, read: dict[str, str]) -> dict[str, str]:
    """Return what another part of a message answers: what a form lacks; above a quoted form, what it gives anew."""
    more: dict[str, str] = {}
    for rank, text in enumerate(texts):
        for name, answer in read_labels(text).answers.items():
            wanted = (answer and name in ("title", "category")) or (name == "url" and URL.match(answer))
            anew = rank < texts.index(body) or not read.get(name)
            if wanted and anew and name not in more and answer != read.get(name):
                more[name] = answer
    return more


def addresses_in(received: Received) -> dict[str, str]:
    """Return each address of free prose with the name written before it, or ""; those of a quoted message, then of a
    signature, when there is no other."""
    unquoted, quoted = [received.subject, *received.texts[::2]], received.texts[1::2]
    for texts in ([GOODBYE.split(text)[0] for text in unquoted], [GOODBYE.split(text)[0] for text in quoted], quoted):
        found: dict[str, tuple[str, str]] = {}
        for url, name in chain.from_iterable(map(_addresses, texts)):
            former = found.get(normalize_url(url), (url, ""))
            found[normalize_url(url)] = former[0], former[1] or name
        if found:
            own = {key: pair for key, pair in found.items() if key != received.site}
            return dict((own or found).values())
    return {}


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for match in URL_IN_PROSE.finditer(text):
        before, start = text[max(start, match.start() - 300) : match.start()], match.end()
        url = clean_url(match[0] if "://" in match[0] else f"https://{match[0]}")
        if not url_fault(url) and not LEAVE.search(before):
            yield url, _name_in(before)


def _name_in(before: str) -> str:
    """Return the name that ends a text, or the line above: what is quoted, else the words after the last pause."""
    line = before.rstrip(" \t\n\xa0\u202f:(<–—-=>→*_").rpartition("\n")[2]
    name = INTRODUCTION.sub("", PAUSE.split(line)[-1]).strip(" .,;!?«»\"'*_[]")
    name = "" if len(name) > 100 or NO_NAME.fullmatch(name) else name
    name = [name, *(match[1] for match in IN_QUOTES.finditer(line))][-1]
    return name[:1].upper() + name[1:]


def left_out(received: Received, kept: Iterable[str], *, whole: bool) -> Iterator[str]:
    """Yield what is in none of these texts: attachments without text, postscripts, addresses of a message, those
    of its signature when ``whole``."""
    yield from (f"pièce jointe non lue : {quote(name)}." for name in received.unread)
    bodies = [(text, bye.end()) for text in received.texts[::2] if (bye := GOODBYE.search(text))]
    under = dict.fromkeys(" ".join(one[0].split()) for body in bodies for one in POSTSCRIPT.finditer(*body))
    yield from (f"laissé de côté : {quote(text, 200)}." for text in under)
    known = {normalize_url(url) for text in kept for url, _ in _addresses(text)}
    texts = [text if whole else GOODBYE.split(text)[0] for text in received.texts[::2]]
    found = dict.fromkeys(url for text in texts for url, _ in _addresses(text) if normalize_url(url) not in known)
    yield from (f"laissé de côté : {quote(url, 200)}." for url in islice(found, MOST_DRAFTS))


def doubts_about(body: str) -> Iterator[str]:
    """Yield what whoever publishes a form should read again: what was left out, what may be a word to them."""
    form = read_labels(body)
    for name, answer in form.answers.items():
        if (name != "contact" or form.way is not STRICT) and MOBILE.search(answer):
            yield f"{FORM[name].label} : {quote(answer, 200)}, un portable : est-ce celui de la ressource ?"
        if name == "details" and answer:
            yield f"{DETAILS} : {quote(' '.join(answer.split()), 200)}."
        if re.search(r"[^\W\d]\?[^\W\d]", URL.sub("", answer)):
            yield f"{FORM[name].label} : relisez, des lettres accentuées sont devenues « ? »."
        if name == "description" and DOUBTFUL.search(answer):
            yield f"{FORM[name].label} : relisez-la, une phrase s’adressait peut-être à vous."
    yield from (f"laissé de côté : {quote(' '.join(text.split()), 200)}." for text in form.left)
