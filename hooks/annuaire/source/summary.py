"""The page of a job on GitHub: the lines that mend a file, ready to paste."""

import re

from annuaire.source.problems import SHOWN, InvalidCatalog, count_rows, remedy, sentence
from annuaire.source.shown import printable


def summary_report(invalid: InvalidCatalog) -> str:
    """Return the page of a job on GitHub: each problem, then the lines that mend it, ready to copy (Markdown)."""
    rows = []
    for problem in invalid.problems[:SHOWN]:
        rows += _fenced(printable(f"{invalid.path}:{problem.line} : {sentence(problem, ' ')}"), "text")
        if problem.fix:
            head = remedy(problem.fix)[0].strip()
            rows += [head, "", *(_fenced(problem.fix.text, "yaml") if problem.fix.text else [])]
    return "\n".join([*rows, *count_rows(invalid), ""])


def _fenced(text: str, language: str) -> list[str]:
    fence = "`" * (max([2, *map(len, re.findall("`+", text))]) + 1)
    return [fence + language, text, fence, ""]
