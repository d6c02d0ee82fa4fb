"""The text of a filled form → the answers of each field, clean. All of it is hostile."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from annuaire.catalog.fields import AFFILIATION, CARD, DETAILS, FORM, PROBLEM
from annuaire.catalog.values import says_nothing
from annuaire.contacts import contact_kind, contacts_in
from annuaire.proposals.labels import NAME_ALONE, field_named
from annuaire.proposals.message import BLANK_LINE, CLOSING, GOODBYE, LIST_MARK, SIGNED, names_person, one_sentence
from annuaire.text import decode_entities, fold, plain_text, slugify
from annuaire.url_cleaning import untracked_url, unwrap_url
from annuaire.urls import normalize_url, url_fault

LABELS = {field.label: name for name, field in FORM.items()}
HEADINGS = LABELS | {AFFILIATION: "affiliation", CARD: "card", PROBLEM: "problem", DETAILS: "details"}
"""Label of a form → its key: a field, or what no entry keeps."""
KEYS = {slugify(label): name for label, name in (LABELS | {AFFILIATION: "affiliation"}).items()}
WRITTEN = sorted({form for label in LABELS for form in (label, fold(label))}, key=len, reverse=True)
STRICT = re.compile(rf"^### +({'|'.join(HEADINGS)})[ \t]*$", re.MULTILINE)
"""A heading as forges and this site write it; « Titre : … » on a line of its own, then anywhere, as people do."""
LINE = re.compile(
    r"^(?:[^\w\n]|_)*(?:\d+[.)](?:[^\w\n]|_)*)?([^\W\d_][\w'’ -]{1,40}?)(?:\([^()\n]{1,60}\))?[*_»\"]{0,3}"
    r"[ \t\xa0\u202f]*(?:(?P<sign>[:\t=→]|->)(?!//)[*_]{0,3}|(?P<dash>[-–—](?=[ \xa0]))|$)", re.MULTILINE
)  # fmt: skip
INLINE = re.compile(
    rf"(?:#{{1,6}} *|\b)({'|'.join(WRITTEN)})[*_]*[ \xa0\u202f]*:(?!//)|#{{1,6}} *({'|'.join(WRITTEN)})\b",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"[-–—./?\"″]*|x|idem|n/?[acr]|aucune idee|rien|sans|inconnue?|ras|nsp|non applicable"
    r"|je (?:ne )?sais pas(?: trop| encore| laquelle)?|a (?:completer|definir|preciser|venir|voir)"
    r"|_?no response_?|_?aucune reponse_?"
)
"""What people and forges write, folded, for a field that they leave empty, beside what says nothing anywhere."""
YAML = re.compile(r"\A(?:[>|][+-]?[ \t]*\n|\[([^\[\]]*)\]\Z)")
"""What an entry copied from resources.yaml puts around a text, or a list."""
QUOTED = re.compile(r"([\"'])((?:(?!\1).|\1\1)+)\1")
"""What such an entry puts around a text on one line; the sign itself is doubled inside."""
SEVERAL = {"publisher": r"[\n;|]", "contact": r"\n", "tags": r"[\n;|,]", "links": r"\n|[;|](?!\S)|(?<!\S)[;|]"}
"""What stands between two values of a field that takes several."""
URL = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
SHORT_ANSWERS = {"title", "category", "publisher", "format", "tags", "affiliation"}
"""The answers that a label of no question ends; a description, or an address, may hold one."""
LIMIT = 65_536  # characters: the longest issue that GitHub keeps


class Form(NamedTuple):
    """By its key, the first answer to each question of a form that says something, "" when none does; and the texts
    that are no answer: under a label of no question, under an answer, or a second one. ``way``: STRICT, LINE or INLINE.
    """

    answers: dict[str, str]
    left: list[str]
    way: re.Pattern[str]


def read_labels(body: str) -> Form:
    """Return what a text answers, in the most exact way it can be read."""
    body = re.sub(r"\r\n?", "\n", body)
    ways = []
    for way in (STRICT, LINE, INLINE):
        ways.append(_read_as(body, way))
        if "card" in ways[-1].answers or {"title", "category"} <= ways[-1].answers.keys():
            return ways[-1]
    return max(ways, key=lambda form: len(form.answers))


def _read_as(body: str, way: re.Pattern[str]) -> Form:
    form, marks = Form({}, [], way), marks_in(body, way)
    if way is not STRICT and marks:
        if _only_signed(body, marks):
            return form
        body = body[: bye.start()] if (bye := GOODBYE.search(body, marks[0][1])) else body
        signed = SIGNED.search(body, marks[0][1])
        if signed and not {"category", "description"} & {name for start, _, name in marks if start >= signed.end()}:
            form.left.append(body[signed.end() :])
            body = body[: signed.start()]
        marks = [mark for mark in marks if mark[1] <= len(body)]
    for (start, end, name), (stop, *_) in pairwise([*marks, (len(body), 0, "")]):
        text = GOODBYE.split(body[end if name else start : stop])[0].strip()
        text = re.sub(r"[\s;|/,–-]+$", "", text) if way is INLINE else text
        last = stop == len(body)
        size = _size(name, text, short=way is LINE or last, last=last)
        if form.answers.get(name):  # a question is answered once
            size = 0
        elif name:
            form.answers[name] = text[:size].strip()
        form.left.extend(part.strip() for part in BLANK_LINE.split(text[size:]) if re.search(r"\w", part))
    return form


def _size(name: str, text: str, *, short: bool, last: bool) -> int:
    """Return how many characters of a text are the answer to a question; ``last``: nothing is asked under it."""
    text = text[: closing.end()] if (closing := CLOSING.search(text)) else text
    starts = [0, *(blank.end() for blank in BLANK_LINE.finditer(text)), len(text)]
    ends = [0] if not name else starts[1:2] if short and name in SHORT_ANSWERS else starts[-1:]
    if last and name not in ("contact", "url", "links"):  # a signature begins where there is a number or a mail
        ends += [a for a, b in pairwise(starts[name == "description" :]) if names_person(text[a:b])]
    ends += [url.end() + text.startswith(">", url.end()) for url in URL.finditer(text)][-1:] if name == "url" else []
    return min(ends)


def _only_signed(body: str, marks: list[tuple[int, int, str]]) -> bool:
    """Whether what looks like answers is a signature, « Titre : Directrice », under what the message says."""
    bye = GOODBYE.search(body)
    if not bye or marks[0][0] < bye.start() or {"category", "description"} & {name for *_, name in marks}:
        return False
    return bool(URL.search(body, 0, bye.start()) or not URL.search(body, bye.start()))


def marks_in(body: str, way: re.Pattern[str]) -> list[tuple[int, int, str]]:
    """Return where each label starts and ends, and its field; "" for one of no question that ends a short answer."""
    marks: list[tuple[int, int, str]] = []
    for match in way.finditer(body):
        name = _field(match, way)
        after = way is LINE and match["sign"] and marks and marks[-1][2] in {"", *SHORT_ANSWERS}
        if name or (after and body[marks[-1][1] : match.start()].strip()):
            marks.append((*match.span(), name))
    if way is INLINE:  # what begins a line is a label there too, and the longer one
        both, marks = sorted([*marks, *(mark for mark in marks_in(body, LINE) if mark[2])]), []
        for mark in both:
            marks += [mark] * (not marks or mark[0] >= marks[-1][1])
    titles = [body[start:end] for start, end, name in marks if name == "title"]
    if all(map(NAME_ALONE.fullmatch, titles)):
        return marks
    return [(a, b, "affiliation" if NAME_ALONE.fullmatch(body[a:b]) else name) for a, b, name in marks]


def _field(match: re.Match[str], way: re.Pattern[str]) -> str:
    """Return the field that a label names; a label of one's own words needs its « : »."""
    if way is STRICT:
        return HEADINGS[match[1]]
    label = next(filter(None, match.groups()))
    sure = way is LINE and (match["sign"] or match["dash"] or match[0].startswith("#"))
    return KEYS.get(slugify(label)) or (field_named(label, FORM) if sure else "")


def answers_in(name: str, answer: str) -> Iterator[str]:
    """Yield the values of an answer, or of a cell."""
    answer = YAML.sub(r"\1", decode_entities(answer))
    answer = one_sentence(answer) if name == "description" else answer
    answer = re.sub(r"(?:^|\s)#(?=\w)", "\n", answer) if name == "tags" else answer
    for part in re.split(SEVERAL[name], LIST_MARK.sub("\n", answer)) if name in SEVERAL else [answer]:
        text = re.sub(r"[ \t\n]+", " ", part).strip()
        text = text[1:-1].strip() if re.fullmatch("«[^«»]+»|“[^“”]+”", text) else text
        text = whole[2].replace(whole[1] * 2, whole[1]) if (whole := QUOTED.fullmatch(text)) else text
        if says_nothing(text) or NOTHING.fullmatch(fold(text)) or (text == "None" and name in ("category", "format")):
            continue
        if name == "url":
            urls = map(clean_url, URL.findall(text) or [text if url_fault(f"https://{text}") else f"https://{text}"])
            yield from {normalize_url(url): url for url in urls}.values()
        elif name == "links":
            yield URL.sub(lambda found: clean_url(found[0]), plain_text(text))
        elif name == "contact" and not contact_kind(text):
            known = contacts_in(plain_text(text))  # a line that only names someone is no contact, nor published
            yield from known or [text] * bool(re.search(r"[\d@/]", text) or not contacts_in(plain_text(answer)))
        else:
            yield plain_text(re.sub(r" ?<(?:https?://|mailto:)[^\s<>]+>", "", text))


def clean_url(text: str) -> str:
    """Return an address as it is published: unwrapped, without tracking nor the punctuation of a sentence."""
    url = text.strip("<> ").rstrip(".,;:!»”*")
    url = url if "(" in url else url.rstrip(")")
    return untracked_url(unwrap_url(url) or url)
