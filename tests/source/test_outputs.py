"""The report in each of its forms: for a person, for GitHub Actions, for GitLab CI, for a program."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from annuaire.catalog.load import load_catalog
from annuaire.cli import main
from annuaire.source.problems import Edit, InvalidCatalog, Problem, text_report
from annuaire.source.reports import github_report, gitlab_report, json_report, summary_report
from annuaire.source.shown import cells
from conftest import CATALOGUE, ROOT

HEAD = "categories:\n  - id: a\n    title: A\nresources:\n"
HOSTILE = "::error file=x,line=1::forgé\n##[error]forgé %0A::error::x\n\x1b[31m\x1b]0;titre\x07\u202e\u2028::warning::y"


def invalid(text: str, *problems: Problem, path: str = "resources.yaml") -> InvalidCatalog:
    return InvalidCatalog(Path(path), list(problems), text)


@pytest.mark.parametrize(("line", "column", "width"), [
    ("abc", 3, 2), ("e\u0301te\u0301 x", 7, 4), ("été x", 5, 4), ("🎓 x", 3, 3), ("日本語 x", 5, 7), ("❤\ufe0f x", 4, 3), ("👩\u200d💻 x", 5, 3),
    ("\tx", 2, 1), ("\u200bx", 2, 1), ("abc", 4, 3), ("ﾊﾟx", 3, 2), ("한글 x", 4, 5), ("a\u20ddx", 3, 1), ("\ufe0fx", 2, 0), ("🎓\ufe0f x", 4, 3),
])  # fmt: skip
def test_the_caret_stands_under_the_place(line: str, column: int, width: int) -> None:
    rows = text_report(invalid(line, Problem(1, column, "faux."))).split("\n")
    assert rows[1].startswith("    | ")
    assert rows[2] == "    | " + " " * width + "^"


def test_a_place_beyond_the_text_becomes_its_end() -> None:
    found = invalid("ab\ncd\n", Problem(9, 9, "loin."), Problem(1, 9, "à droite."), Problem(2, 2, "dedans."))
    assert [(one.line, one.column) for one in found.problems] == [(1, 3), (2, 2), (2, 3)]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "é" * 500 + "🎓X" + "é" * 500
    rows = text_report(invalid(line, Problem(1, 502, "faux."))).split("\n")
    assert len(rows[1]) < 120
    assert rows[1].startswith("    | …")
    assert rows[1].endswith("…")
    assert cells(rows[1].partition("X")[0]) == rows[2].index("^")
    for column, cut in ((51, ""), (52, "…")):
        assert text_report(invalid("a" * 101, Problem(1, column, "faux."))).split("\n")[1].startswith(f"    | {cut}a")


def test_the_count_ends_the_report_and_the_rest_is_counted() -> None:
    one = Problem(1, 1, "faux.")
    assert text_report(invalid("a", one)).endswith("\n1 problème à corriger dans resources.yaml.")
    for count, rest, total in (
        (50, "| ^", "50"), (51, "… et 1 autre problème,", "51"), (52, "… et 2 autres problèmes,", "52"),
        (999, "… et 949 autres problèmes,", "999"), (1000, "… et au moins 950 autres problèmes,", "Au moins 1000"),
    ):  # fmt: skip
        before, last = text_report(invalid("a", *[one] * count)).splitlines()[-2:]
        assert before.strip() == rest + " sans détail ici." * (count > 50)
        assert last == f"{total} problèmes à corriger dans resources.yaml."


def test_what_is_only_a_warning() -> None:
    found = invalid("a\nb", Problem(1, 1, "doux.", "Mieux.", warning=True), Problem(2, 1, "dur."), path="a,b.yaml")
    text = text_report(found).split("\n")
    assert text[0] == "a,b.yaml:1:1 : attention, doux."
    assert text[-2:] == ["1 problème à corriger dans a,b.yaml.", "1 avertissement, qui n’empêche rien."]
    assert github_report([found]).split("\n")[:2] == [
        "::warning file=a%2Cb.yaml,line=1,col=1::doux.%0AAstuce : Mieux.", "::error file=a%2Cb.yaml,line=2,col=1::dur.",
    ]  # fmt: skip
    assert [row["severity"] for row in json.loads(gitlab_report([found]))] == ["minor", "major"]
    assert [row["severity"] for row in json.loads(json_report([found]))] == ["warning", "error"]
    twice = invalid("a", *[Problem(1, 1, "doux.", warning=True)] * 2)
    assert text_report(twice).endswith("^\n2 avertissements, qui n’empêchent rien.")


def test_lines_to_copy_are_whole() -> None:
    line = "  - title: " + "é" * 150
    fixes = [
        Edit(line=2, end_line=2, text=line),
        Edit(line=3, end_line=4, text="a\nb"),
        Edit(line=5, end_line=5, text=""),
    ]
    found = invalid("\n" * 9, *(Problem(fix.line, 1, "faux.", fix=fix) for fix in fixes))
    rows = text_report(found).split("\n")
    told = [
        "    Remplacez la ligne 2 par :",
        f"    | {line}",
        "    Remplacez les lignes 3 à 4 par :",
        "    | a",
        "    | b",
        "    Supprimez la ligne 5.",
    ]
    assert [row for row in rows if row in told] == told
    assert [row["fix"] for row in json.loads(json_report([found]))] == [
        {"line": 2, "end_line": 2, "text": line}, {"line": 3, "end_line": 4, "text": "a\nb"}, {"line": 5, "end_line": 5, "text": ""},
    ]  # fmt: skip
    assert f"```yaml\n{line}\n```\n" in summary_report([found])


def test_a_page_of_a_job_holds_hostile_text_in_its_fences() -> None:
    text = "```\n# Titre\n````x"
    page = summary_report([invalid(text, Problem(1, 1, "`````y", fix=Edit(line=1, end_line=3, text=text)))])
    outside = re.sub(r"(?ms)^(`{3,})(?:text|yaml)\n.*?^\1$", "", page)
    assert "Titre" not in outside
    assert "`" not in outside


def hostile() -> InvalidCatalog:
    """Whatever a contributor wrote, in every place that a report shows."""
    lines = HOSTILE.split("\n")
    return invalid(
        HOSTILE, *(Problem(row, 1, HOSTILE, HOSTILE) for row in range(1, len(lines) + 1)), path="a:b,c%.yaml"
    )


def test_nothing_contributed_forges_an_annotation_or_an_escape() -> None:
    text, github = text_report(hostile()).split("\n"), github_report([hostile()]).split("\n")
    for row in text + github:
        assert row.isprintable()
        assert "##[" not in row
    # The runner obeys a command wherever it begins a line, blanks set aside.
    assert not [row for row in text if row.lstrip().startswith("::")]
    assert [row.partition(" ")[0] for row in github if row.startswith("::")] == ["::error"] * 3
    assert github[0].startswith("::error file=a%3Ab%2Cc%25.yaml,line=1,col=1::::error file=x")
    assert "%250A" in github[0]
    assert len(github) == 4


def test_gitlab_reads_a_code_quality_report() -> None:
    found = json.loads(gitlab_report([hostile()]))
    assert [row["location"] for row in found] == [
        {"path": "a:b,c%.yaml", "lines": {"begin": line}} for line in (1, 2, 3)
    ]
    for row in found:
        assert set(row) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert row["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch("[0-9a-f]{64}", row["fingerprint"])
        assert row["description"].isprintable()


def test_a_fingerprint_follows_the_text_not_the_line() -> None:
    def prints(text: str, *problems: Problem) -> list[str]:
        return [row["fingerprint"] for row in json.loads(gitlab_report([invalid(text, *problems)]))]

    before = prints("x\nx\n", Problem(1, 1, "déjà à la ligne 4."), Problem(2, 1, "déjà à la ligne 4."))
    after = prints("# note\n  x\nx\n", Problem(2, 3, "déjà à la ligne 5."), Problem(3, 1, "déjà à la ligne 5."))
    assert before == after
    assert len(set(before)) == 2
    others = [prints("x\n", Problem(1, 1, "autre chose.")), prints("y\n", Problem(1, 1, "déjà à la ligne 4."))]
    assert len({before[0], *map("".join, others)}) == 3


def test_a_row_of_the_code_quality_report() -> None:
    (row,) = json.loads(gitlab_report([invalid("é\udcff", Problem(1, 1, "faux.", "écrivez « é »."))]))
    assert (row["description"], row["check_name"], row["severity"]) == (
        "faux. Astuce : écrivez « é ».", "annuaire", "major",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "start"),
    [
        ("GITHUB_ACTIONS", "::error file=resources.yaml,line=5,col=5::"),
        ("GITLAB_CI", "[\n"),
        ("", "resources.yaml:5:5 : "),
    ],
)
def test_the_form_follows_the_machine(variable: str, start: str, tmp_path: Path) -> None:
    (tmp_path / "resources.yaml").write_text(HEAD + "  - titre: B\n    category: a\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "annuaire.cli", "verifier"], cwd=tmp_path, capture_output=True, timeout=30, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")} | ({variable: "true"} if variable else {}),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith(start)
    assert ("1 problème à corriger" in done.stderr) == (variable == "GITLAB_CI")


def test_the_form_can_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("resources.yaml").write_text(HEAD + "  - titre: B\n    category: a\n", encoding="utf-8")
    assert main(["verifier", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "resources.yaml",
            "line": 5,
            "column": 5,
            "severity": "error",
            "message": "la clé « titre » n’existe pas.",
            "hint": "vouliez-vous dire « title » ?",
            "fix": {"line": 5, "end_line": 5, "text": "  - title: B"},
        }
    ]
    Path("resources.yaml").write_text(HEAD, encoding="utf-8")
    for form, printed in (
        ("gitlab", "[]\n"),
        ("json", "[]\n"),
        ("github", "resources.yaml : 0 ressource "),
        ("texte", "resources.yaml : 0 ressource "),
    ):
        assert main(["verifier", "--format", form]) == 0
        assert capsys.readouterr().out.startswith(printed)


def test_checking_needs_neither_the_generator_nor_its_templates() -> None:
    code = "import sys, annuaire.cli; print({'mkdocs', 'jinja2', 'markdown'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "set()\n"


def test_the_pre_commit_hook_refuses_a_bad_file(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert re.search(hook["files"], "resources.yaml")
    assert not re.search(hook["files"], "docs/resources.yaml.md")
    command, *arguments = shlex.split(hook["entry"])
    for text, code in ((HEAD, 0), (HEAD + "  - titre: B\n", 1)):
        (tmp_path / "resources.yaml").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [Path(sys.executable).parent / command, *arguments, "resources.yaml"],
            cwd=tmp_path,
            capture_output=True,
            timeout=30,
        )
        assert done.returncode == code


SHOWN = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def contributor_blocks(language: str) -> list[str]:
    return [
        text
        for name, text in SHOWN.findall((ROOT / "docs/contribuer.md").read_text(encoding="utf-8"))
        if name == language
    ]


def test_the_example_to_copy_passes_the_real_check(tmp_path: Path) -> None:
    example = contributor_blocks("yaml")[0]
    real = CATALOGUE.read_text(encoding="utf-8")
    path = tmp_path / "resources.yaml"
    path.write_text(f"{real.rstrip()}\n\n{example}", encoding="utf-8")
    assert load_catalog(path).resources[-1].title == "Guide de la sobriété"


def test_the_report_that_the_page_shows_is_the_real_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows faulty lines, then what the check says of them at the end of the real file."""
    faulty, report = contributor_blocks("yaml")[1], contributor_blocks("text")[0]
    real = CATALOGUE.read_text(encoding="utf-8").rstrip()
    monkeypatch.chdir(tmp_path)
    Path("resources.yaml").write_text(f"{real}\n\n{faulty}", encoding="utf-8")
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(Path("resources.yaml"))
    first = real.count("\n") + 3
    shown = re.sub(
        r"(?m)(^resources\.yaml:|Remplacez la ligne )(\d+)",
        lambda at: f"{at[1]}{int(at[2]) - first + 241}",
        str(caught.value),
    )
    assert shown == report.rstrip("\n")


def test_github_s_job_has_a_page_with_the_lines_to_paste(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page.md"))
    entry = "   - titre: B\n     category: a\n     added: 2090-01-01\n"
    Path("resources.yaml").write_text(HEAD + "  - title: A\n    category: a\n" + entry, encoding="utf-8")
    assert main(["verifier", "--format", "github"]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert [row.partition(" ")[0] for row in rows[:3]] == ["::error", "::error", "::warning"]
    assert rows[3:] == ["2 problèmes à corriger dans resources.yaml.", "1 avertissement, qui n’empêche rien."]
    page = Path("page.md").read_text(encoding="utf-8")
    assert "```yaml\n  - title: B\n    category: a\n    added: 2090-01-01\n```\n" in page
    assert main(["verifier", "--format", "gitlab"]) == 1
    assert [row["severity"] for row in json.loads(capsys.readouterr().out)] == ["major", "major", "minor"]
