"""Bad catalogues, each with the exact report that it must get: the tables of tests/data/bad/*.txt.

A table is a list of blocks, each under its mark:

    [base between.yaml 11-12]    the cases below stand in place of these lines of a right catalogue
    [base]                       the cases below are whole catalogues
    [case url-ftp]               the text of a case, which is read as url-ftp.yaml
    [file crlf.yaml]             a case that is a file of its own, because its very bytes matter
    [report]                     what the check must say of the case above; a blank line ends it

After a change of wording, « python tests/source/test_reports.py » writes the reports again: read what changed before keeping it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from annuaire.catalog.load import load_catalog
from annuaire.source.problems import InvalidCatalog

BAD = Path(__file__).parents[1] / "data" / "bad"
TABLES = sorted(BAD.glob("*.txt"))
MARK = re.compile(r"^(\[(?:base|case|file|report)\b.*\]\n)", re.MULTILINE)


def blocks(table: Path) -> Iterator[tuple[list[str], str]]:
    """Yield the words of each mark, and the text under it."""
    start, *pieces = MARK.split(table.read_text(encoding="utf-8"))
    assert start == "", "a table begins with a mark"
    for mark, body in zip(pieces[::2], pieces[1::2], strict=True):
        yield mark.strip("[]\n").split(), body


def cases(table: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield each case: its file's name, its bytes, the report that it must get."""
    around = ["", ""]
    for (kind, *words), body in blocks(table):
        if kind == "base":
            around = surroundings(*words) if words else ["", ""]
        elif kind == "case":
            name, data = f"{words[0]}.yaml", body.join(around).encode()
        elif kind == "file":
            name, data = words[0], (BAD / words[0]).read_bytes()
        else:
            yield name, data, body.rstrip("\n") + "\n"


def surroundings(base: str, rows: str) -> list[str]:
    """What stands before and after some lines of a base, as « 12 » or « 11-12 »."""
    lines = (BAD / base).read_text(encoding="utf-8").splitlines(keepends=True)
    first, _, last = rows.partition("-")
    return ["".join(lines[: int(first) - 1]), "".join(lines[int(last or first) :])]


def report(name: str, data: bytes) -> str:
    """Write a file in the current folder and return what the check says of it."""
    Path(name).write_bytes(data)
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(Path(name))
    return f"{caught.value}\n"


CASES = [case for table in TABLES for case in cases(table)]
MARKS = [words for table in TABLES for words, _ in blocks(table)]
BASES = sorted({words[1] for words in MARKS if words[0] == "base" and len(words) > 1})


@pytest.mark.parametrize(("name", "data", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_a_bad_file_has_this_report(
    name: str, data: bytes, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report(name, data) == expected


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_right(base: str) -> None:
    assert load_catalog(BAD / base).resources


def test_no_case_is_lost() -> None:
    """Every block and every file serves, under a name of its own."""
    named = [words[1].removesuffix(".yaml") for words in MARKS if words[0] in ("case", "file")]
    assert len(named) == len(set(named)) >= 405
    assert [f"{name}.yaml" for name in named] == [name for name, _, _ in CASES]
    files = {words[1] for words in MARKS if words[0] == "file"}
    assert {path.name for path in BAD.glob("*.yaml")} == files | {base for base in BASES if (BAD / base).parent == BAD}


def rewrite(table: Path) -> None:
    """Write the reports of a table again; whatever else it holds stays as it is."""
    reports = (report(name, data) for name, data, _ in cases(table))
    pieces = MARK.split(table.read_text(encoding="utf-8"))
    for at, piece in enumerate(pieces):
        if piece == "[report]\n":
            pieces[at + 1] = next(reports) + "\n"
    table.write_text("".join(pieces).rstrip("\n") + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        for path in TABLES:
            rewrite(path)
