"""What holds for any file: it is read or explained, never refused without a place, never a traceback."""

from __future__ import annotations

import codecs
import io
import json
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from annuaire.catalog.fields import FIELDS
from annuaire.catalog.load import load_catalog
from annuaire.cli import main
from annuaire.source.problems import InvalidCatalog
from annuaire.source.shown import cells, printable
from annuaire.text import plain_text, slugify
from annuaire.urls import url_fault
from conftest import CATALOGUE

REAL = CATALOGUE.read_text(encoding="utf-8")
SCRAPS = [
    "\t", "    ", "\n", "\r\n", "\r", "- ", ": ", " #", '"', "'", "[", "]", "{", "}", ",", "&a ", "*a ", "!", "!!map ", "%", "@", "`",
    "|\n", ">-\n", "? ", "---\n", "...\n", "<<<<<<< a\n", "=======\n", "<<: ", "\\", "\ufeff", "\u202e", "\0", "\u00a0", "\u2028",
    "🎓", "e\u0301", "null", "~", "categories:\n", "resources:\n", "title: ", "[[", "#", "::error::", "##[error]",
]  # fmt: skip


def refusal(path: Path) -> InvalidCatalog | None:
    try:
        load_catalog(path)
    except InvalidCatalog as invalid:
        return invalid
    return None


def checked(data: bytes) -> str:
    """Run the command on a file and hold its answer to what is promised of every answer; return the report."""
    with TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as printed:
        path = Path(folder) / "resources.yaml"
        path.write_bytes(data)
        code = main(["verifier", str(path)])
        found = refusal(path)
    assert code == (1 if found else 0)
    lines = found.text.split("\n") if found else []
    for problem in found.problems if found else []:
        assert 1 <= problem.line <= max(1, len(lines) - (lines[-1] == ""))
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message.endswith(".")
    report = printed.getvalue()
    assert all(line.isprintable() or "\u200d" in line for line in report.splitlines())
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in report.splitlines())
    return report


@given(
    st.sampled_from([b"", codecs.BOM_UTF8]),
    st.lists(
        st.binary(max_size=20) | st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace")), max_size=8
    ).map(b"".join),
)
@example(b"", b"a:\n")
@example(b"", b"categories:\nresources:\n  - title:\n\n\n")
def test_any_bytes(mark: bytes, data: bytes) -> None:
    checked(mark + data)


@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=30).map("".join))
def test_any_pieces_of_yaml(text: str) -> None:
    checked(text.encode("utf-8", "replace"))


@given(st.data())
def test_the_real_file_with_a_few_accidents(data: st.DataObject) -> None:
    text = REAL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        text = text[:start] + data.draw(st.sampled_from([*SCRAPS, ""])) + text[end:]
    checked(text.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(list(FIELDS["resources"])) | st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON, JSON)
def test_any_structure(categories: object, resources: object) -> None:
    document = {"categories": categories, "resources": resources}
    checked(json.dumps(document).encode())
    checked(yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "replace"))


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"]),
    min_size=1,
    max_size=30,
).filter(lambda text: slugify(text) and plain_text(text) == text)
PATHS = st.text("abcdefgé/-_.~%20?=&", max_size=20)


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, list[dict[str, object]]]:
    """A catalogue that respects the rules, as plain data."""
    titles = draw(st.lists(WORDS, max_size=5, unique_by=slugify))
    resources = []
    for number, title in enumerate(titles):
        optional: dict[str, object] = {
            "publisher": draw(WORDS | st.lists(WORDS, min_size=1, max_size=3, unique_by=slugify)),
            "url": f"https://exemple{number}.fr/{draw(PATHS)}",
            "contact": draw(
                st.sampled_from(["contact@exemple.fr", "03 20 00 00 00", ["+32 2 000 00 00", "https://exemple.be"]])
            ),
            "description": draw(WORDS),
            "format": "guide",
            "tags": draw(st.lists(WORDS.filter(lambda word: not set(word) & set(",;")), max_size=3, unique_by=slugify)),
            "links": [{"title": draw(WORDS), "url": f"https://lien{number}.fr/{draw(PATHS)}"}],
            "added": draw(st.dates(min_value=date(1990, 1, 1), max_value=date(2026, 12, 31))).isoformat(),
            "reviewed": draw(st.dates(min_value=date(1990, 1, 1), max_value=date(2026, 12, 31))).isoformat(),
        }
        kept = draw(st.sets(st.sampled_from(sorted(optional))))
        resources.append({"title": title, "category": "une"} | {key: optional[key] for key in sorted(kept)})
    return {
        "categories": [{"id": "une", "title": "Une"}],
        "formats": [{"id": "guide", "title": "Guide"}],
        "resources": resources,
    }


@given(catalogues(), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_valid_catalogue_written_out_and_read_back_is_the_same(
    catalogue: dict[str, list[dict[str, object]]], flow: bool, end: str, bom: bool
) -> None:
    texts = [
        yaml.safe_dump(catalogue, allow_unicode=True, sort_keys=False, width=60, default_flow_style=flow or None),
        json.dumps(catalogue, ensure_ascii=False, indent=1),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "resources.yaml"
        for text in texts:
            path.write_bytes((("\ufeff" if bom else "") + text.replace("\n", end)).encode())
            found = load_catalog(path)
            for wanted, resource in zip(catalogue["resources"], found.resources, strict=True):
                record = asdict(resource)
                record |= {
                    "publisher": record["publishers"],
                    "contact": record["contacts"],
                    "added": str(record["added"]),
                    "reviewed": str(record["reviewed"]),
                }
                for key, value in wanted.items():
                    assert _flat(record[key]) == _flat(value), key


def _flat(value: object) -> list[object]:
    return (
        [tuple(item.items()) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list | tuple)
        else [value]
    )


@given(st.text(max_size=60))
def test_any_text_is_a_harmless_quotation(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert cells(shown) <= 2 * len(text)
    assert "##[" not in shown
    assert url_fault(text) or text.lower().startswith("http")
