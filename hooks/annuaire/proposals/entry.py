"""Answers → the lines of an entry of resources.yaml."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from annuaire.catalog.fields import FIELDS

ASKED = FIELDS["resources"]
FORM_TABLES = FIELDS | {"resources": {key: replace(field, name=field.label) for key, field in ASKED.items()}}
"""FIELDS, but messages name a field by its label in the form instead of its YAML key."""


def entry_lines(answers: Mapping[str, Sequence[str]], fields: Iterable[str] = ASKED) -> Iterator[tuple[str, str]]:
    """Yield (field, line) for each line of an entry; every value is quoted, as JSON is in YAML 1.2 §1.3."""
    dash = "- "
    for name in fields:
        texts = [_json(text) for text in answers.get(name, ())]
        if ASKED[name].fields:
            yield from [(name, f"{dash}{name}:")] if texts else []
            for title, url in map(link_of, answers.get(name, ())):
                yield name, f"    - title: {_json(title or url)}"
                yield name, f"      url: {_json(url)}"
        elif texts or ASKED[name].required:
            value = f"[{', '.join(texts)}]" if len(texts) > 1 else (texts or ['""'])[0]
            yield name, f"{dash}{name}: {value}"
        dash = "  "


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def link_of(text: str) -> tuple[str, str]:
    """Return (title, URL) of a « links » line: « title URL », « URL title », « title <URL> » or « [title](URL) »."""
    if whole := re.fullmatch(r"(?s)(.+) <(https?://[^\s<>]+)>", text):
        return whole[1], whole[2]
    found = re.search(r"https?://[^\s<>]+", text, re.IGNORECASE)
    if found is None:
        title, _, url = text.rpartition(" ")
        return title, url
    before, url, after = text[: found.start()], found[0], text[found.end() :]
    if before.endswith("](") and url.endswith(")"):
        url = url[:-1]
    return f"{before} {after}".strip(" :–—-*•[](<>)"), url
