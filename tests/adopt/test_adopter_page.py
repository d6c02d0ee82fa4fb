"""docs/equipe/adopter.md, followed to the letter from an empty folder, with a wheel built on the spot."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from annuaire.catalog.load import load_catalog
from conftest import ROOT
from smoke import pages_of, smoke

BLOCKS = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs/equipe/adopter.md").read_text(encoding="utf-8"), re.M | re.S)
INSTALL, FROM_TABLE, BY_HAND, SERVE, PUBLISH, UPGRADE = BLOCKS
FOREIGN = re.compile(r"\bIA\b|Hauts-de-France|\bDLA\b|intelligence artificielle|Charte|dla-hdf")
COLOURS = ":root { --accent: light-dark(#1b5e20, #a5d6a7); }\n"
pytestmark = pytest.mark.xdist_group("adopter")


class Desk:
    """An adopter’s computer: an empty folder, the engine’s wheel, an empty repository."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.own = folder, folder / "mon-annuaire"
        shown = subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "roue"), str(source(folder))],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert shown.returncode == 0, shown.stderr
        [wheel] = (folder / "roue").iterdir()
        self.wheel = wheel
        self.env = os.environ | {
            "HOME": str(folder), "MOTEUR": str(wheel), "DEPOT": (folder / "depot.git").as_uri(),
            "SITE_URL": "https://forge.example/annuaire/", "NO_MKDOCS_2_WARNING": "1",
        }  # fmt: skip
        self.env |= {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Essai"), ("EMAIL", "essai@exemple.fr"))
        }
        self.sh("git init --quiet --bare --initial-branch main depot.git")

    def sh(self, script: str, where: Path | None = None) -> str:
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=where or self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout

    def serve(self, script: str) -> str:
        """Run the command that serves until its home page answers, and return it."""
        server = subprocess.Popen(["bash", "-c", script], cwd=self.folder, env=self.env, start_new_session=True)
        try:
            for _ in range(600):
                try:
                    with urllib.request.urlopen("http://127.0.0.1:8000/annuaire/", timeout=5) as answer:
                        return answer.read().decode()
                except OSError:
                    assert server.poll() is None, "le serveur s’est arrêté"
                    signal.sigtimedwait([], 0.2)
            raise AssertionError("le site n’est pas servi")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def source(folder: Path) -> Path:
    """What git knows of this repository, copied: a build leaves its own files beside its source."""
    copy = folder / "source"
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    for name in names:
        if (
            name.partition("/")[0] in ("hooks", "docs", ".ci", ".github")
            or ("/" not in name and name)
            or name == "tests/smoke.py"
        ):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                (copy / name).write_bytes((ROOT / name).read_bytes())
                (copy / name).chmod((ROOT / name).stat().st_mode)
    return copy


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The adopter’s computer, once the engine is installed."""
    desk = Desk(tmp_path_factory.mktemp("bureau"))
    desk.sh(INSTALL)
    return desk


def table() -> str:
    """40 categories, 300 rows and one without its title, as a spreadsheet in French writes them."""
    rows = [
        f"Bonne adresse {n};Thème {n % 40};https://exemple{n}.fr/;Réseau {n % 7};Ce qu’on y trouve, n° {n}.;conseil, outil"
        for n in range(300)
    ]
    return "\r\n".join(["Nom;Thème;Site web;Structure;Résumé;Mots-clés", *rows, ";Thème 1;https://corrige.fr/;;;", ""])


def test_the_wheel_is_whole(desk: Desk) -> None:
    carried = set(zipfile.ZipFile(desk.wheel).namelist())
    for path in (source_path for source_path in (desk.folder / "source/hooks").rglob("*") if source_path.is_file()):
        name = path.relative_to(desk.folder / "source/hooks").as_posix()
        if path.suffix != ".pyc" and ".egg-info" not in name:
            assert name in carried or f"annuaire_directory/hooks/{name}" in carried, name


def test_three_categories_by_hand(desk: Desk) -> None:
    """The whole page: begin, see, publish (every page in Chromium, under a sub-path, with own colours), upgrade."""
    desk.sh(BY_HAND)
    for path in (
        path
        for path in desk.own.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix() and path.suffix != ".whl"
    ):
        assert not FOREIGN.search(path.read_text(encoding="utf-8")), path
    first = load_catalog(desk.own / "resources.yaml").categories[0].id
    assert f"category: {first}\n" in (desk.own / "docs/contribuer.md").read_text(encoding="utf-8")
    assert "Mon annuaire" in desk.serve(SERVE)
    (desk.own / "docs/assets/couleurs.css").write_text(COLOURS, encoding="utf-8")
    desk.sh(PUBLISH)
    assert desk.sh("git ls-remote depot.git main")
    assert "rien à corriger" not in desk.sh("git status --short", desk.own)
    desk.sh(UPGRADE, desk.own) if desk.sh("git status --short", desk.own) else desk.sh("make lock", desk.own)
    assert (desk.own / "requirements-moteur.txt").read_text(encoding="utf-8") == f"./{desk.wheel.name}\n"


def test_forty_categories_from_a_table(desk: Desk, browser: Browser) -> None:
    (desk.folder / "tableau.csv").write_bytes(table().encode("cp1252"))
    desk.own.rename(desk.folder / "premier")
    *_, told = desk.sh(FROM_TABLE).splitlines()
    (desk.own / ".venv").symlink_to(desk.folder / "premier/.venv")
    desk.sh("sed -i 's/^;/Ligne corrigée;/' tableau-a-revoir.csv", desk.own)
    desk.sh(told, desk.own)
    (desk.own / "docs/assets/couleurs.css").write_text(COLOURS, encoding="utf-8")
    desk.sh("make build", desk.own)
    catalog = load_catalog(desk.own / "resources.yaml")
    assert (len(catalog.resources), len(catalog.categories)) == (301, 40)
    pages = pages_of(desk.own / "site")
    assert len(pages) > 90
    # « make test » opened every page of the first directory: one in five here, of every kind, the home page too. A
    # directory's own colours are asked for AA, as the build itself does.
    found = smoke(desk.own / "site", browser, ["index.html", *pages[::5]])
    assert [fault for fault in found if "color-contrast-enhanced" not in fault] == []
