"""docs/changer-de-moteur.md and « make lock », followed step by step; the registry alone is played."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annuaire.cli import main
from conftest import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "site", ".site*", "*cache*", "__pycache__", ".hypothesis", "*.egg-info", "liens.json*"
)
# What the registry would give: the same versions, and a theme that says so in every page.
UV = """#!/bin/sh
for last; do :; done
cp "$last" "$last.neuf" && mv "$last.neuf" "$last"
grep -q nouvelle hooks/theme/main.html || sed -i 's/<body>/<body class="nouvelle">/' hooks/theme/main.html
"""
ANNUAIRE = """#!/bin/sh
PYTHONPATH=hooks exec {python} -m annuaire "$@"
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.root, self.before = folder / "annuaire", folder / "site-avant"
        shutil.copytree(ROOT, self.root, ignore=IGNORED)
        tools = self.root / ".venv/bin"
        tools.mkdir(parents=True)
        for tool in Path(sys.executable).parent.iterdir():
            if tool.name not in ("uv", "pip", "annuaire"):
                (tools / tool.name).symlink_to(tool)
        for name, text in (("uv", UV), ("pip", "#!/bin/sh\n"), ("annuaire", ANNUAIRE.format(python=sys.executable))):
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)
        for stamp in ("pip", "site", "test", "browser"):
            (self.root / ".venv" / stamp).touch()
        self.env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache")}
        for name in ("GITHUB_ACTIONS", "GITLAB_CI", "MAKEFLAGS"):
            self.env.pop(name, None)

    def sh(self, script: str) -> str:
        script = script.replace("/tmp/site-avant", str(self.before))
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=self.root, env=self.env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout


@pytest.mark.origine
@pytest.mark.xdist_group("engines")
def test_the_page_moves_to_each_engine(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    page = (ROOT / "docs/changer-de-moteur.md").read_text(encoding="utf-8")
    before, properdocs, zensical, *chosen = BLOCK.findall(page)
    desk.sh(before)
    addresses = {path.relative_to(desk.before) for path in desk.before.rglob("*.html")}
    assert "aucun ajouté, aucun retiré, aucun modifié" in desk.sh(properdocs)
    report = desk.sh(zensical)
    assert "Fichiers du site : aucun ajouté, aucun retiré, " in report
    assert {path.relative_to(desk.root / "site") for path in (desk.root / "site").rglob("*.html")} == addresses
    for name, text in zip(("properdocs", "zensical"), chosen, strict=True):
        kept = {path: (desk.root / path).read_text(encoding="utf-8") for path in ("Makefile", "pyproject.toml")}
        said = desk.sh(text)
        assert f".venv/bin/{name} build --strict" in said, said
        assert (
            f'  "{name}>=' in (desk.root / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
        )
        for path, former in kept.items():
            (desk.root / path).write_text(former, encoding="utf-8")


@pytest.mark.origine
@pytest.mark.xdist_group("engines")
def test_an_upgrade_says_what_it_changes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    said = desk.sh("make lock")
    pages = len(list((desk.root / "site").rglob("*.html")))
    assert f"Fichiers du site : aucun ajouté, aucun retiré, {pages} modifiés" in said
    assert '! comparer/index.html\n    - <body>\n    + <body class="nouvelle">\n' in said
    assert "aucun ajouté, aucun retiré, aucun modifié" in desk.sh("make lock")


def test_two_sites_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, files in (
        ("avant", {"index.html": "a\nb", "x.0123456789.css": "1", "seul/index.html": "", "i.png": b"\xff\x00", "m": "x.0123456789.css"}),
        ("après", {"index.html": "a\n\x1b[2Jc", "x.9876543210.css": "2", "neuf/index.html": "", "i.png": b"\xff", "m": "x.9876543210.css"}),
    ):  # fmt: skip
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["ecarts", str(tmp_path / "avant"), str(tmp_path / "après")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Fichiers du site : 1 ajouté, 1 retiré, 3 modifiés, 1 identique.",
        "+ neuf/index.html", "- seul/index.html", "! i.png", "    2 octets, puis 1",
        "! index.html", "    - b", "    + ·[2Jc", "! x.css", "    - 1", "    + 2",
    ]  # fmt: skip
    assert main(["ecarts", str(tmp_path / "avant"), str(tmp_path)]) == 2
    assert "n’est pas un site construit" in capsys.readouterr().err
