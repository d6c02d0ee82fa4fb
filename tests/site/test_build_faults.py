"""What stops a build: each fault for real, in a process of its own; it is said in French, and the last good site stays."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from annuaire.cli import main
from conftest import ROOT, files, make_project

PAUSE = """
import time
from pathlib import Path
def on_post_page(output, page, config):
    if Path("attendre").exists() and page.url == "proposer/":
        Path("en-cours").touch()
        while Path("attendre").exists():
            time.sleep(0.01)
"""
NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise OSError("pas de réseau")
sys.addaudithook(refuse)
from mkdocs.__main__ import cli
cli(["build", "--strict"])
"""
# Root writes wherever it likes, unless it gives that up.
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
ENV = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--strict"]
MAKE = ["make", "--no-print-directory", "build"]


def leftovers(project: Path) -> list[str]:
    return [path.name for path in project.glob(".site*")]


def make(project: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Run « make build », after a command that changes what it may do."""
    return subprocess.run([*before, *MAKE], cwd=project, env=ENV, capture_output=True, text=True, timeout=120)


def failed(done: subprocess.CompletedProcess[str], *words: str) -> bool:
    return done.returncode == 2 and all(word in done.stderr for word in words) and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with its last good site."""
    folder = make_project(tmp_path_factory.mktemp("bon") / "projet", settings="hooks: [hooks/build_site.py, pause.py]")
    (folder / "pause.py").write_text(PAUSE, encoding="utf-8")
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    for name in ("requirements.txt", "pyproject.toml"):
        (folder / name).touch()
    (folder / ".venv").mkdir()
    (folder / ".venv/bin").symlink_to(Path(sys.executable).parent)
    for stamp in ("pip", "site"):
        (folder / ".venv" / stamp).touch()
    done = make(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    """A copy of it, and a change to publish."""
    folder = shutil.copytree(published, tmp_path / "projet", symlinks=True)
    catalog = folder / "resources.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("FramamIA", "FramamIA bis"), encoding="utf-8")
    return folder


@pytest.fixture
def paused(project: Path):
    """A build that has written a part of the site, and waits."""
    (project / "attendre").touch()
    with subprocess.Popen(
        MAKE, cwd=project, env=ENV, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        for _ in range(600):
            if (project / "en-cours").exists() or running.poll() is not None:
                break
            time.sleep(0.05)
        yield running
        (project / "attendre").unlink(missing_ok=True)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)


def test_a_full_disk(project: Path) -> None:
    before = files(project / "site")
    # A limit on a file's size needs no rights, and no disk of its own.
    limit = max(path.stat().st_size for path in (project / "site").rglob("*")) // 1024 // 2
    done = make(project, "bash", "-c", f'ulimit -f {limit}; exec "$@"', "-")
    assert failed(done, "ce fichier est plus gros que ce qui est permis ici", "le site d’avant reste en place"), (
        done.stderr
    )
    assert files(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize("killed", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_killed_build(project: Path, paused: subprocess.Popen[str], killed: str) -> None:
    before = files(project / "site")
    (fresh,) = (path for path in project.glob(".site.*"))
    assert {"resources.json", "index.html"} <= {path.name for path in fresh.iterdir()}
    os.killpg(paused.pid, getattr(signal, killed))
    paused.communicate(timeout=60)
    assert paused.returncode != 0
    assert files(project / "site") == before
    (project / "attendre").unlink()
    done = make(project)
    assert done.returncode == 0, done.stderr
    assert "FramamIA bis" in (project / "site/comparer/index.html").read_text(encoding="utf-8")
    assert leftovers(project) == ([fresh.name] if killed == "SIGKILL" else [])


@pytest.mark.parametrize("after", [0.02, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5])
def test_an_interrupted_build_says_nothing_of_python(project: Path, after: float) -> None:
    before = files(project / "site")
    with subprocess.Popen(
        MAKE, cwd=project, env=ENV, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        time.sleep(after)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=60)
    # On a fast machine, the build may have spoken, or have published, by then.
    assert running.returncode in (0, 2, 130, -signal.SIGINT)
    assert re.search("Traceback|KeyboardInterrupt|Python", said) is None
    assert leftovers(project) == []
    now = files(project / "site")
    assert running.returncode or now != before
    assert now == before or (make(project).returncode == 0 and now == files(project / "site"))


INTERRUPTED = """
import os, signal, sys
sys.argv = ["/bin/annuaire", "verifier"]
class Interrupt:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
from annuaire.cli import main
raise SystemExit(main())
"""


@pytest.mark.parametrize(
    "module", ["argparse", "yaml", "annuaire.adopt.command", "annuaire.settings_check", "annuaire.catalog.command"]
)
def test_a_command_that_is_interrupted_while_it_loads_says_nothing(module: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED.format(module=module)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stdout + done.stderr) == (130, "")


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_site_that_is_no_folder_is_refused_before_the_build(project: Path, kind: str) -> None:
    shutil.rmtree(project / "site")
    (project / "site").touch() if kind == "file" else (project / "site").symlink_to(project / "docs")
    done = make(project)
    assert failed(done, "n’est pas un dossier : déplacez ce fichier, ou ce lien symbolique"), done.stderr
    assert "INFO" not in done.stderr
    assert (project / "site").is_file() or (project / "site").is_symlink()
    assert leftovers(project) == []
    again = subprocess.run(MKDOCS, cwd=project, env=ENV, capture_output=True, text=True, timeout=120)
    assert again.returncode == 1
    assert "n’est pas un dossier" in again.stderr
    assert "Traceback" not in again.stderr


def test_two_builds_at_once(project: Path, paused: subprocess.Popen[str]) -> None:
    (project / "attendre").rename(project / "ailleurs")  # the second one does not wait
    done = make(project)
    assert done.returncode == 0, done.stderr
    assert "FramamIA bis" in (project / "site/comparer/index.html").read_text(encoding="utf-8")
    _, said = paused.communicate(timeout=60)
    assert paused.returncode == 0, said
    assert "FramamIA bis" in (project / "site/comparer/index.html").read_text(encoding="utf-8")
    assert leftovers(project) == []


@pytest.mark.parametrize("closed", ["site", "."])
def test_a_read_only_output(project: Path, closed: str) -> None:
    before = files(project / "site")
    (project / closed).chmod(0o555)
    done = make(project, *BOUND)
    (project / closed).chmod(0o755)
    assert failed(done, "accès interdit. Vérifiez à qui appartient ce dossier"), done.stderr
    assert files(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_a_strict_build_that_warns_publishes_nothing(project: Path, engine: str) -> None:
    before = files(project / "site")
    with (project / "docs/a-propos.md").open("a", encoding="utf-8") as page:
        page.write("\n[nulle part](nulle-part.md)\n")
    done = subprocess.run(
        [*MAKE, f"GENERATEUR={engine}"], cwd=project, env=ENV, capture_output=True, text=True, timeout=120
    )
    assert failed(done, "nulle-part.md", "le site d’avant reste en place"), done.stderr
    assert files(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize("day", ["1970-01-02 00:00:00", "2099-12-31 23:59:59"])
def test_a_wrong_clock_changes_nothing(site: Path, tmp_path: Path, day: str) -> None:
    again = make_project(tmp_path / "projet")
    done = subprocess.run(["faketime", day, *MKDOCS], cwd=again, env=ENV, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert files(again / "site") == files(site)


def test_a_clock_in_1970_judges_no_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "adresses").write_text("https://exemple.fr/\n", encoding="utf-8")
    state = tmp_path / "liens.json"
    arguments = ["liens", "--urls", str(tmp_path / "adresses"), "--etat", str(state), "--date", "1970-01-01"]
    assert main(arguments) == 3
    assert "Cette machine se croit le 1er janvier 1970" in capsys.readouterr().err
    assert not state.exists()


def test_no_network(site: Path, tmp_path: Path) -> None:
    again = make_project(tmp_path / "projet")
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK], cwd=again, env=ENV, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert files(again / "site") == files(site)
