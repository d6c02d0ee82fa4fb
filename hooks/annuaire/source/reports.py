"""Problems → the reports that forges and programs read; a person's is text_report."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TypeAlias

from annuaire.source.problems import SHOWN, InvalidCatalog, Problem, count_rows, remedy, sentence
from annuaire.source.shown import WIDTH, printable

Found: TypeAlias = Sequence[InvalidCatalog]
NUMBER = re.compile(r"la ligne \d+")


def github_report(found: Found) -> str:
    """Return the workflow commands that GitHub Actions shows on the lines of a pull request."""
    rows = []
    for invalid in found:
        for one in invalid.problems[:SHOWN]:
            path = _command(invalid.path.as_posix()).replace(":", "%3A").replace(",", "%2C")
            rows.append(f"::{one.severity} file={path},line={one.line},col={one.column}::{_command(sentence(one))}")
        rows += count_rows(invalid)
    return "\n".join(rows)


def _command(text: str) -> str:
    """Escape the data of a workflow command, as @actions/core does."""
    return "\n".join(map(printable, text.split("\n"))).replace("%", "%25").replace("\n", "%0A")


def summary_report(found: Found) -> str:
    """Return the page of a job on GitHub: each problem, then the lines that mend it, ready to copy (Markdown)."""
    rows = []
    for invalid in found:
        for one in invalid.problems[:SHOWN]:
            rows += _fenced(printable(f"{invalid.path}:{one.line} : {sentence(one, ' ')}"), "text")
            if one.fix:
                lines = one.fix.text or printable(invalid.line(one))
                rows += [remedy(one.fix, "")[0].strip(), "", *_fenced(lines, "yaml")]
        rows += [*count_rows(invalid), ""]
    return "\n".join(rows)


def _fenced(text: str, language: str) -> list[str]:
    fence = "`" * (max([2, *map(len, re.findall("`+", text))]) + 1)
    return [fence + language, text, fence, ""]


def gitlab_report(found: Found) -> str:
    """Return a Code Quality report, as GitLab CI reads it from an artifact."""
    seen, rows = Counter[str](), []
    for invalid, one in _each(found):
        path = invalid.path.as_posix()
        # Lines move as a file is edited: what identifies a problem is what it says and the text that it is about.
        identity = "\0".join((path, NUMBER.sub("", one.message), invalid.line(one)[:WIDTH].strip()))
        seen[identity] += 1
        rows.append({
            "description": printable(sentence(one, " ")),
            "check_name": "annuaire",
            "fingerprint": hashlib.sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "replace")).hexdigest(),
            "severity": "minor" if one.warning else "major",
            "location": {"path": path, "lines": {"begin": one.line}},
        })  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def json_report(found: Found) -> str:
    """Return every problem as a list of objects: path, line, column, severity, message, hint, fix (an Edit or null)."""
    rows = [
        {
            "path": invalid.path.as_posix(), "line": one.line, "column": one.column, "severity": one.severity,
            "message": printable(one.message), "hint": printable(one.hint), "fix": one.fix and asdict(one.fix),
        }
        for invalid, one in _each(found)
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _each(found: Found) -> Iterator[tuple[InvalidCatalog, Problem]]:
    return ((invalid, one) for invalid in found for one in invalid.problems)


FORMATS: dict[str, Callable[[Found], str]] = {
    "texte": lambda found: "\n".join(map(str, found)),
    "github": github_report,
    "gitlab": gitlab_report,
    "json": json_report,
}
MACHINES = ("gitlab", "json")
"""The reports that are files: nothing else may stand beside them."""
