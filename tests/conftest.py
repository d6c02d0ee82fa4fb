"""What the tests share: a project copied to an empty folder, a real strict build of it, a server, a browser."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from smoke import CHROMIUM

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
CATALOGUE = DATA / "annuaire.yaml"
"""The directory as it was when these tests were written: whoever adds a resource must not have to change a test."""
REPO = "https://forge.example/reseau/annuaire"
# The same examples on every machine: « make test » is never red by chance. The search for new ones is on demand:
# .venv/bin/pytest --hypothesis-profile=long tests/catalog/test_properties.py
settings.register_profile(
    "steady", derandomize=True, max_examples=100, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("long", settings.get_profile("steady"), derandomize=False, max_examples=20_000)
settings.load_profile("steady")

# A run in the background ignores Ctrl-C, and « nohup » the end of its terminal: so would the commands that tests stop.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def make_project(folder: Path, catalog: str | None = None, settings: str = "") -> Path:
    """Copy what a directory is made of; ``settings`` are lines of mkdocs.yml, in the place of its own."""
    for name in ("docs", "hooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    ours = f"site_url: https://annuaire.example/\nrepo_url: {REPO}\nedit_uri: edit/main/docs/\n"
    text = with_settings(with_settings((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), ours), settings)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    shutil.copy(CATALOGUE, folder / "resources.yaml")
    if catalog is not None:
        (folder / "resources.yaml").write_text(catalog, encoding="utf-8")
    return folder


def with_settings(text: str, lines: str) -> str:
    """Return the text of a mkdocs.yml that ends with some lines, without what it said of the same keys."""
    for key in re.findall(r"(?m)^([\w-]+):", lines):
        text = re.sub(rf"(?ms)^{key}:.*?(?=^[\w#]|\Z)", "", text)
    return f"{text}\n{lines}\n"


def mkdocs(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs as « make build » does."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *(arguments or ("build", "--strict"))],
        cwd=project, capture_output=True, text=True, encoding="utf-8", timeout=120,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"} | environment,
    )  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give ``build`` a folder that the workers of this run share, and no other run."""
    base = tmp_path_factory.getbasetemp()
    build.kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sites"
    build.kept.mkdir(exist_ok=True)


def build(project: Path) -> Path:
    """Return the site of a project, in its folder; a second project with the same files gets a copy of the first site."""
    digest = hashlib.sha256()
    for path in sorted(path for path in project.rglob("*") if path.is_file()):
        digest.update(b"%s\0%d\0" % (os.fsencode(path.relative_to(project)), path.stat().st_size) + path.read_bytes())
    site, kept = project / "site", build.kept / digest.hexdigest()
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            shutil.copytree(kept, site)
        else:
            shutil.copytree(build_anew(project), kept)
    return site


def build_anew(project: Path) -> Path:
    done = mkdocs(project)
    assert done.returncode == 0, done.stderr
    return project / "site"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real directory, built once."""
    return build(make_project(tmp_path_factory.mktemp("projet")))


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports have the form for people, wherever the tests run."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on loopback until the end of the session, and return its address."""
    servers = []

    @functools.cache
    def start(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield launched
        launched.close()


@contextmanager
def silent_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page whose faults, in its console too, are faults of the test."""
    context = browser.new_context(accept_downloads=True, **options)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    yield opened
    context.close()
    assert [text for text in heard if "ERR_FAILED" not in text] == []  # a test may cut the network


def files(folder: Path) -> dict[str, str]:
    """Return the digest of each file under a folder: where two differ, what is printed names files, not their bytes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in paths}


def committed(path: Path, text: str) -> Path:
    """Write a file, and make a repository of its folder, which holds it in its first commit."""
    path.write_text(text, encoding="utf-8")
    name = ["-c", "user.name=E", "-c", "user.email=e@e.fr"]
    for command in (["init", "-q"], ["add", "."], [*name, "commit", "-qm", "Un"]):
        subprocess.run(["git", *command], cwd=path.parent, check=True)
    return path
