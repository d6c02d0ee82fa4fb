"""docs/equipe/adopter.md, followed step by step: its blocks are written or run, from the clone to the upgrade."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = ["mkdocs.yml", "resources.yaml", "docs/index.md"]
"""What the page has its reader write, in its order; every other block is run."""


class Desk:
    """An adopter's computer, and the repositories that the page speaks of, as folders."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.engine, self.remote, self.own = (
            folder,
            folder / "moteur",
            folder / "depot.git",
            folder / "mon-annuaire",
        )
        ignored = shutil.ignore_patterns(
            ".git", ".venv", "site", "*cache*", "__pycache__", ".hypothesis", "*.egg-info", "liens.json*"
        )
        shutil.copytree(ROOT, self.engine, ignore=ignored)
        self.env = os.environ | {
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
        }
        self.env |= {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Essai"), ("EMAIL", "essai@exemple.fr"))
        }
        for name in ("GITHUB_ACTIONS", "GITLAB_CI", "PYTEST_ADDOPTS"):
            self.env.pop(name, None)
        self.sh(
            f"git init -q -b main . && git add -A && git commit -qm Moteur && git init -q --bare -b main {self.remote}",
            self.engine,
        )

    def sh(self, script: str, where: Path) -> str:
        script = script.replace("ADRESSE-DU-MOTEUR", self.engine.as_uri()).replace(
            "ADRESSE-DE-VOTRE-DÉPÔT", self.remote.as_uri()
        )
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=where, env=self.env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout

    def install(self) -> None:
        """The tools that « make .venv/site » would install from the registry, already there."""
        tools = self.own / ".venv/bin"
        tools.mkdir(parents=True)
        for tool in Path(sys.executable).parent.iterdir():
            (tools / tool.name).symlink_to(tool)
        for stamp in ("pip", "site", "test", "browser"):
            (self.own / ".venv" / stamp).touch()

    def write(self, path: str, text: str) -> None:
        target = self.own / path
        assert target.exists(), path
        rest = "theme:" + target.read_text(encoding="utf-8").partition("\ntheme:")[2] if path == "mkdocs.yml" else ""
        target.write_text(text + rest, encoding="utf-8")

    def files(self, *names: str) -> dict[str, bytes]:
        listed = self.sh(f"git ls-files -- {' '.join(names)}", self.own).splitlines()
        return {name: (self.own / name).read_bytes() for name in listed}


@pytest.mark.origine
def test_the_page_gives_a_published_directory_and_an_upgrade(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    page = (ROOT / "docs/equipe/adopter.md").read_text(encoding="utf-8")
    steps, upgrade = page.split("\n## Mettre à jour\n")
    blocks = BLOCK.findall(steps)
    assert steps.count("```") == 2 * len(blocks)
    assert [kind for kind, _ in blocks if kind != "sh"] == ["yaml", "yaml", "markdown"]
    written = iter(FILES)
    for rank, (kind, text) in enumerate(blocks):
        if kind == "sh":
            desk.sh(text, desk.own if rank else tmp_path)
            if not rank:
                desk.install()
        else:
            desk.write(next(written), text)
    published = tmp_path / "public"
    desk.sh(f"git clone -q {desk.remote} {published}", tmp_path)
    assert (published / "resources.yaml").read_bytes() == (desk.own / "resources.yaml").read_bytes()
    html = (desk.own / "site/index.html").read_text(encoding="utf-8")
    assert "L’annuaire des ateliers vélo" in html
    assert "Licence Ouverte 2.0" in html
    assert "Hauts-de-France" not in html
    assert "Ouvrir un atelier" in (published / ".github/ISSUE_TEMPLATE/proposer.yml").read_text(encoding="utf-8")
    for kept in (desk.own / "site").rglob("*.html"):
        assert "Charte IA" not in kept.read_text(encoding="utf-8"), kept

    # The engine moves on: a file changes, one appears, one goes, and its own directory grows.
    mine = desk.files("resources.yaml", "docs", "mkdocs.yml", "README.md", "LICENSE", ".github/ISSUE_TEMPLATE")
    more = "\n\n  - title: Encore\n    category: comparer\n"
    with (desk.engine / "resources.yaml").open("a", encoding="utf-8") as catalog:
        catalog.write(more)
    with (desk.engine / "hooks/annuaire/__init__.py").open("a", encoding="utf-8") as module:
        module.write("# plus récent\n")
    with (desk.engine / "hooks/annuaire/theme/assets/annuaire.css").open("a", encoding="utf-8") as style:
        style.write("/* plus récent */\n")
    (desk.engine / "tests/nouveau.txt").write_text("x", encoding="utf-8")
    (desk.engine / "tests/data/tout-faux.txt").unlink()
    desk.sh("git add -A && git commit -qm 'Du neuf'", desk.engine)
    for _, text in BLOCK.findall(upgrade):
        desk.sh(text, desk.own)
    assert desk.files("resources.yaml", "docs", "mkdocs.yml", "README.md", "LICENSE", ".github/ISSUE_TEMPLATE") == mine
    assert (desk.own / "hooks/annuaire/__init__.py").read_text(encoding="utf-8").endswith("# plus récent\n")
    assert (desk.own / "tests/nouveau.txt").exists()
    assert any("plus récent" in style.read_text(encoding="utf-8") for style in (desk.own / "site/assets").glob("*.css"))
    assert not (desk.own / "tests/data/tout-faux.txt").exists()


def test_an_upgrade_never_takes_unsaved_work(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.sh("git clone -q ADRESSE-DU-MOTEUR mon-annuaire", tmp_path)
    changed = desk.own / "hooks/annuaire/__init__.py"
    changed.write_text("# à moi\n", encoding="utf-8")
    for command, words in (("make upgrade FROM=ADRESSE-DU-MOTEUR", "changements"), ("make upgrade", "d’où")):
        with pytest.raises(AssertionError, match=words):
            desk.sh(command, desk.own)
    assert changed.read_text(encoding="utf-8") == "# à moi\n"
