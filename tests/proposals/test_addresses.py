"""The addresses that a forge gives to mkdocs.yml: on GitHub, GitLab and Forgejo, on a laptop, and what people write."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, make_project

READ = "from mkdocs.config import load_config as load; c = load('mkdocs.yml'); print(c.site_url, c.repo_url, c.edit_uri, sep='|')"
GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_REF_NAME": "main",
}
CODEBERG = {
    "GITHUB_SERVER_URL": "https://codeberg.org",
    "GITHUB_API_URL": "https://codeberg.org/api/v1",
    "GITHUB_REF_NAME": "main",
}
FORGEJO = {
    "GITHUB_SERVER_URL": "https://git.asso.fr",
    "GITHUB_API_URL": "https://git.asso.fr/api/v1",
    "GITHUB_REF_NAME": "tronc",
}
GITLAB = {
    "CI_PROJECT_URL": "https://gl.asso.fr/g/s/a",
    "CI_PAGES_URL": "https://g.gl.io/s/a",
    "CI_DEFAULT_BRANCH": "tronc",
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project as cloned: mkdocs.yml as it is committed, nothing filled in."""
    (tmp_path / "docs").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/adresses", tmp_path / ".ci")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "!ENV" in line]
    assert len(lines) == 3
    (tmp_path / "mkdocs.yml").write_text("\n".join(["site_name: A", *lines]), encoding="utf-8")
    return tmp_path


def addresses(folder: Path, environment: dict[str, str]) -> str:
    """Return what mkdocs.yml gives when make runs MkDocs: site_url|repo_url|edit_uri."""
    return subprocess.run(
        [".ci/adresses", sys.executable, "-c", READ], cwd=folder, capture_output=True, text=True, check=True, timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CEILING_DIRECTORIES": str(folder.parent)} | environment,
    ).stdout.strip()  # fmt: skip


@pytest.mark.parametrize(("environment", "told"), [
    (GITHUB | {"GITHUB_REPOSITORY": "Reseau/annuaire"}, "https://reseau.github.io/annuaire/|https://github.com/Reseau/annuaire|edit/main/docs/"),
    (GITHUB | {"GITHUB_REPOSITORY": "Reseau/reseau.github.io"}, "https://reseau.github.io/|https://github.com/Reseau/reseau.github.io|edit/main/docs/"),
    (GITHUB | {"GITHUB_REPOSITORY": "r/a", "GITHUB_REF_NAME": "12/merge", "GITHUB_BASE_REF": "tronc"}, "https://r.github.io/a/|https://github.com/r/a|edit/tronc/docs/"),
    (GITHUB | {"GITHUB_REPOSITORY": "r/a", "GITHUB_REF_NAME": "essai#1-50%&é"}, "https://r.github.io/a/|https://github.com/r/a|edit/essai%231-50%25&é/docs/"),
    (CODEBERG | {"GITHUB_REPOSITORY": "r/a"}, "https://r.codeberg.page/a/|https://codeberg.org/r/a|_edit/main/docs/"),
    (CODEBERG | {"GITHUB_REPOSITORY": "r/pages"}, "https://r.codeberg.page/|https://codeberg.org/r/pages|_edit/main/docs/"),
    (FORGEJO | {"GITHUB_REPOSITORY": "r/a"}, "|https://git.asso.fr/r/a|_edit/tronc/docs/"),
    (GITLAB, "https://g.gl.io/s/a/|https://gl.asso.fr/g/s/a|-/edit/tronc/docs/"),
    (GITLAB | {"SITE_URL": "https://annuaire.asso.fr/"}, "https://annuaire.asso.fr/|https://gl.asso.fr/g/s/a|-/edit/tronc/docs/"),
    ({"SITE_URL": ""}, "||"), ({}, "||"),
])  # fmt: skip
def test_a_forge_gives_the_addresses(clone: Path, environment: dict[str, str], told: str) -> None:
    assert addresses(clone, environment) == told


@pytest.mark.parametrize(("remote", "told"), [
    ("git@github.com:r/a.git", "|https://github.com/r/a|edit/main/docs/"),
    ("https://moi:secret@gitlab.com/g/s/a.git", "|https://gitlab.com/g/s/a|-/edit/main/docs/"),
    ("ssh://git@codeberg.org:22/r/a.git", "|https://codeberg.org/r/a|_edit/main/docs/"),
    ("https://git.inconnu.fr/r/a", "||"), ("file:///un/dossier.git", "||"), ("/un/dossier", "||"), ("../voisin", "||"),
    ("https://github.com/r/a?x=$(touch pirate)", "||"),
])  # fmt: skip
def test_a_laptop_knows_its_remote_and_no_site(clone: Path, remote: str, told: str) -> None:
    for arguments in (["init", "--quiet"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *arguments], cwd=clone, check=True, timeout=30)
    assert addresses(clone, {}) == told
    assert not (clone / "pirate").exists()


def test_what_a_person_writes_is_stronger(clone: Path) -> None:
    with (clone / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("\nsite_url: https://annuaire.asso.fr/\n")
    told = addresses(clone, GITHUB | {"GITHUB_REPOSITORY": "r/a"})
    assert told == "https://annuaire.asso.fr/|https://github.com/r/a|edit/main/docs/"


def test_the_first_push_publishes_the_whole_way(tmp_path: Path) -> None:
    """Canonical addresses, the sitemap, « Modifier » and « Proposer », with nothing to fill in."""
    project = make_project(tmp_path / "projet")
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / ".ci", project / ".ci")
    subprocess.run(
        [".ci/adresses", sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], cwd=project, check=True, timeout=120,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | GITHUB | {"GITHUB_REPOSITORY": "reseau/annuaire"},
    )  # fmt: skip
    home = (project / "site/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://reseau.github.io/annuaire/">' in home
    assert "<loc>https://reseau.github.io/annuaire/</loc>" in (project / "site/sitemap.xml").read_text(encoding="utf-8")
    proposing = (project / "site/proposer/index.html").read_text(encoding="utf-8")
    assert "https://github.com/reseau/annuaire/issues/new?template=proposer.yml" in proposing
    assert "https://github.com/reseau/annuaire/edit/main/resources.yaml#L" in proposing
