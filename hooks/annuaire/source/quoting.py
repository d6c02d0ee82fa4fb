"""How YAML writes a text or a list, and how to write again, word for word, the value that it refuses."""

import re
from itertools import pairwise

import yaml

from annuaire.source.syntax_errors import LOADER, Kind

QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL)}
SIGNS = "@`%&*!-?:,[]{}#|>\"'"
"""Signs with which a text without quotes does not begin."""
ORDINARY = re.compile(rf"[^{re.escape(SIGNS)}\s](?:[^:#\n]|:(?=[^\s])|(?<=\S)#)*")
"""What any reader takes for a text without quotes, outside a list between brackets."""
UNCLEAR = re.compile(r"^\".*\\|''| #|[,;] *[a-z]+: |^(?:[>|]$|[>|-]\s)|^[&!*]\S* *[\[{]")
"""An escape, a comment, a second key, a block or a list: what quotes around them would say is not certain."""
GLUED = re.compile(
    r"(?<=.)(?:- [a-z]+|title|category|publisher|url|tags|added|reviewed|icon): "
    r"|(?:^\S+|[]\"'.!?…»)])\s*(?:description|contact|format|links): "
)
"""A second key on the line of a first one: a word that no French sentence holds, or what none goes on with."""
MISPLACED = re.compile(r"(?:[>|] *|- +)([\w«].*)")
"""The sign of a list or of a block, before the text of a single line."""
CLOSED = re.compile(r"(\"[^\"\\]*\"|'[^']*') *[,;]", re.DOTALL)
"""A text between quotes, and the comma that other formats want after it."""
BULLET = re.compile(r"(?:--?|[–—−•·]|\*(?!\S*\*)|\d{1,2}[.)](?=\s))\s*")
"""What begins each line of a list."""
STRINGS = re.compile(r"(?:\"[^\"]*\"[\s,]*){2,}")
"""Several texts, each between its quotes."""
OPENERS = {"”": "[“„]", "“": "„", "»": "«", "’": "‘", "'": r"\B'\b", '"': r'\B"\b'}
"""A closing quote → what opens it in the same text."""
WRAPPED = re.compile(r"[“„«‟](.*)[”“»]|([\"'])(?!(?:(?!\2).)*\2[\s,;])(.*)\2", re.DOTALL)
"""A text inside quotes that are not YAML's, or that it holds too."""


def written(meant: str | list[str], *, flow: bool = False, quoted: bool = False) -> str:
    """Return a value as YAML writes it, without quotes where it can be; ``flow``: inside brackets."""
    if isinstance(meant, list):
        return f"[{', '.join(written(one, flow=True) for one in meant)}]"
    plain = ORDINARY.fullmatch(meant) and not meant[-1:].isspace() and meant[-1] != ":"
    if plain and not quoted and not (flow and re.search(r"[\[\]{},]", meant)):
        return meant
    return '"' + meant.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def one_text(rows: list[str]) -> list[str]:
    """Return the lines of a list, after those that announce it, as the lines of a sentence: « un ; deux »."""
    items = [row if row[:1].isdigit() else BULLET.sub("", row) for row in rows]
    items = [item[1:-1] if re.fullmatch(r'"[^"\\]*"', item) else item for item in items]
    for at, following in enumerate(rows[1:]):
        if items[at] and items[at][-1] not in ".:;,!?…" and BULLET.match(following):
            items[at] += " ;" if at or BULLET.match(rows[0]) else " :"
    return items


def rewrite(texts: list[str], *, many: bool) -> tuple[Kind, int] | None:
    """Write again, in place, the lines of a value that YAML refuses; leave what is not clear.

    ``many``: a list is expected. Return what was wrong and where in the first line, None when nothing was changed.
    """
    value, whole = "".join(texts[:1]), "\n".join(texts)
    if many and len(texts) == 1 and re.match(r"#\w", value):
        texts[:] = [written([word.strip("# ") for word in re.split(r"[,;]|\s(?=#)", value) if word.strip("# ")])]
        return Kind.LIST, 0
    if not whole or GLUED.search(whole) or not _refused("k: " + whole.replace("\n", "\n  ")):
        return None
    sign = value[0]
    if (found := MISPLACED.fullmatch(whole)) and not many:
        texts[:] = [written(found[1])]
        return Kind.SIGN, 0
    if (sign in "[{" and (many or len(texts) > 1)) or (many and STRINGS.fullmatch(value)):
        if re.search(r"[\]}]\s+-\s", whole):  # another entry follows
            return None
        texts[:] = [written(_listed(value))] if len(texts) == 1 else texts
        return (Kind.LIST, 0) if len(texts) == 1 else None
    if sign in QUOTED and not QUOTED[sign].match(whole):
        last = texts[-1].rstrip()
        stray = (opener := OPENERS.get(last[-1])) and not re.search(opener, whole[1:])
        texts[-1] = (last[:-1].rstrip() if stray else last) + sign
        return Kind.OPEN, 0
    if found := CLOSED.fullmatch(whole):
        texts[:] = found[1].split("\n")
        return Kind.AFTER, len(texts[0])
    return _quoted(texts, whole)


def _listed(value: str) -> list[str]:
    """Return the texts of a list that YAML refuses; a comma inside quotes separates none, unless one quote is lost."""
    value = re.sub(r"\]\s*\[", ",", re.sub(r"\][.)]$", "", value))
    value = value if "(" in value else value.rstrip(")")
    part = "[^,]+" if value.count('"') % 2 else r'(?:"[^"]*"|[^,"])+'
    return [word for found in re.findall(part, value) if (word := found.strip(" []{};\"'“”"))]


def _refused(text: str) -> bool:
    """Whether YAML refuses a piece of text, or finds in it an anchor, an alias, a type or a key of several words."""
    try:
        events = list(yaml.parse(text, Loader=LOADER))
    except yaml.YAMLError:
        return True
    marked = any(getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events)
    starts = [isinstance(event, yaml.MappingStartEvent) for event in events]
    return marked or (True, True) in pairwise(starts)


def _quoted(texts: list[str], whole: str) -> tuple[Kind, int] | None:
    """Put straight quotes around the lines of a value; ``whole``: them all."""
    value, sign, end = texts[0], whole[0], whole[-1]
    odd = sign not in QUOTED and end in QUOTED and whole.count(end) % 2
    if len(texts) == 1 and (found := re.fullmatch(r"([^\"']*\S)(\s+#\s.*)", value)):
        texts[0] = f'"{found[1]}"{found[2]}'
        return Kind.INSIDE, max(0, value.find(":"))
    if odd and not whole[-2:-1].isdigit():
        texts[0] = end + value  # its opening quote was lost
    elif odd or UNCLEAR.search(whole):
        return None
    else:
        if len(texts) == 1 and (found := WRAPPED.fullmatch(value)):
            texts[0] = (found[1] or found[3] or "").strip()
        texts[:] = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
        texts[0] = f'"{texts[0]}'
        texts[-1] += '"'
    if sign in QUOTED:
        return Kind.AFTER, 0
    return (Kind.SIGN, 0) if sign in SIGNS else (Kind.INSIDE, max(0, value.find(":")))
