"""Bad files, each beside the exact report that it must get: tests/data/bad/*.yaml and *.txt.

After a change of wording, « python tests/source/test_reports.py » writes the reports again: read what changed before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annuaire.catalog.load import load_catalog
from annuaire.source.problems import InvalidCatalog

BAD = Path(__file__).parents[1] / "data" / "bad"
CASES = sorted(path.name for path in BAD.glob("*.yaml"))


def report(name: str) -> str:
    """Return the report of a file of the current folder."""
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(Path(name))
    return f"{caught.value}\n"


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_has_this_report(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    assert report(name) == Path(name).with_suffix(".txt").read_text(encoding="utf-8")


def test_the_corpus_is_whole() -> None:
    assert len(CASES) >= 100
    assert {path.stem for path in BAD.glob("*.txt")} == {Path(name).stem for name in CASES}


if __name__ == "__main__":
    os.chdir(BAD)
    for case in CASES:
        Path(case).with_suffix(".txt").write_text(report(case), encoding="utf-8")
