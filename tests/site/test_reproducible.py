"""One tree, one site: another day, another machine, another Python build the same bytes (the days: test_build_faults.py)."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version as version_of
from pathlib import Path

import pytest

from conftest import files, make_project

PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))
BUILD = f"import os, sys; sys.path[:0] = [os.environ.get('PAQUETS', '.'), {PACKAGES!r}]; from mkdocs.__main__ import cli; cli(['build', '--strict'])"
PLACES = ("~/.pyenv/versions/3.*/bin/python3", "/opt/hostedtoolcache/Python/3.*/x64/bin/python3")
"""Where other versions of Python are, beside the PATH: pyenv, and GitHub's machines."""


def pythons() -> dict[str, str]:
    """Return an interpreter of each version from 3.11 that this machine has."""
    named = [shutil.which(f"python3.{minor}") for minor in range(11, 30)]
    paths = [str(path) for place in map(os.path.expanduser, PLACES) for path in sorted(Path("/").glob(place[1:]))]
    found = {}
    for path in filter(None, [sys.executable, *named, *paths]):
        asked = [path, "-I", "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
        version = subprocess.run(asked, capture_output=True, text=True, timeout=30).stdout.strip()
        if version and tuple(map(int, version.split("."))) >= (3, 11):
            found.setdefault(version, path)
    return found


def check(site: Path, project: Path, python: str, **environment: str) -> None:
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"} | environment
    done = subprocess.run(
        [python, "-s", "-c", BUILD], cwd=project, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert files(project / "site") == files(site)


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "fr", "PYTHONHASHSEED": "4294967295", "TZ": "America/Los_Angeles"},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONHASHSEED": "123", "TZ": "UTC", "USER": "quelqu’un", "HOSTNAME": "ailleurs"},
    ],
)  # fmt: skip
def test_another_machine(site: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    project = make_project(tmp_path / "un dossier d’été" / f"projet {environment['PYTHONHASHSEED']}")
    check(site, project, sys.executable, **environment)


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_another_umask(site: Path, tmp_path: Path, mask: int) -> None:
    former = os.umask(mask)
    try:
        project = make_project(tmp_path / "projet")
        check(site, project, sys.executable)
        assert (project / "site/index.html").stat().st_mode & 0o777 == 0o666 & ~mask
        assert (project / "site").stat().st_mode & 0o777 == 0o777 & ~mask
    finally:
        os.umask(former)


def test_every_python_of_this_machine(site: Path, tmp_path: Path) -> None:
    """With the same packages: those that are compiled for this version have a plain form that the others read, but
    for zxing-cpp, which is installed for each."""
    found = pythons()
    assert sys.version_info[:2] in {tuple(map(int, version.split("."))) for version in found}
    for version, python in found.items():
        own = tmp_path / f"paquets-{version}"
        command = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            own,
            f"zxing-cpp=={version_of('zxing-cpp')}",
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        check(site, make_project(tmp_path / version), python, PAQUETS=str(own))
