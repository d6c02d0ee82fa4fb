"""What stops a build: each fault for real, in a process of its own; it is said in French, and the last good site stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annuaire.cli import main
from conftest import build, make_project, mkdocs

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


def files(site: Path) -> dict[Path, bytes]:
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def leftovers(project: Path) -> list[str]:
    return [path.name for path in project.glob(".*")]


def failed(done: subprocess.CompletedProcess[str], *words: str) -> bool:
    return done.returncode == 1 and all(word in done.stderr for word in words) and "Traceback" not in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A directory with its last good site, and a change to publish."""
    folder = make_project(tmp_path / "projet", settings="hooks: [hooks/build_site.py, pause.py]")
    (folder / "pause.py").write_text(PAUSE, encoding="utf-8")
    build(folder)
    catalog = folder / "resources.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("FramamIA", "FramamIA bis"), encoding="utf-8")
    return folder


@pytest.fixture
def paused(project: Path):
    """A build that has written a part of the site, and waits."""
    (project / "attendre").touch()
    with subprocess.Popen(MKDOCS, cwd=project, env=ENV, stderr=subprocess.PIPE, text=True) as running:
        for _ in range(600):
            if (project / "en-cours").exists() or running.poll() is not None:
                break
            time.sleep(0.05)
        yield running
        (project / "attendre").unlink(missing_ok=True)
        running.kill()


def test_a_full_disk(project: Path) -> None:
    before = files(project / "site")
    limit = (
        max(map(len, before.values())) // 1024 // 2
    )  # a limit on a file's size needs no rights, and no disk of its own
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f {limit}; exec \"$@\"", "-", *MKDOCS], cwd=project, env=ENV, capture_output=True, text=True, timeout=120
    )  # fmt: skip
    assert failed(done, "ce fichier est plus gros que ce qui est permis ici", "le site d’avant reste en place"), (
        done.stderr
    )
    assert files(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize(("killed", "code"), [("SIGKILL", -9), ("SIGTERM", -15), ("SIGINT", 1)])
def test_a_killed_build(project: Path, paused: subprocess.Popen[str], killed: str, code: int) -> None:
    before = files(project / "site")
    assert {"resources.json", "index.html"} <= {path.name for path in (project / ".site.neuf").iterdir()}
    paused.send_signal(getattr(signal, killed))
    _, said = paused.communicate(timeout=60)
    assert paused.returncode == code
    assert files(project / "site") == before
    if killed == "SIGINT":
        assert "le site d’avant reste en place" in said
        assert leftovers(project) == []
    (project / "attendre").unlink()
    done = mkdocs(project)
    assert done.returncode == 0, done.stderr
    assert ("Une construction précédente s’est interrompue" in done.stderr) == (killed != "SIGINT")
    assert "FramamIA bis" in (project / "site/comparer/index.html").read_text(encoding="utf-8")
    assert leftovers(project) == []


def test_a_build_killed_between_the_two_names(project: Path) -> None:
    before = files(project / "site")
    (project / "site").rename(project / ".site.ancien")
    (project / "docs/index.md").write_text("<!-- annuaire:nul -->", encoding="utf-8")
    assert failed(mkdocs(project), "« annuaire:nul » n’existe pas")
    assert files(project / "site") == before
    assert leftovers(project) == []


def test_two_builds_at_once(project: Path, paused: subprocess.Popen[str]) -> None:
    before = files(project / "site")
    done = mkdocs(project)
    assert failed(done, "une autre construction y écrit déjà"), done.stderr
    assert files(project / "site") == before
    (project / "attendre").unlink()
    _, said = paused.communicate(timeout=60)
    assert paused.returncode == 0, said
    assert "FramamIA bis" in (project / "site/comparer/index.html").read_text(encoding="utf-8")
    assert leftovers(project) == []


ASIDE = {
    "one process": "import threading\ndef on_startup(command, dirty): threading.Thread(target=threading.Event().wait, daemon=True).start()\n",
    "no room": "import os\ndef refuse(): raise BlockingIOError(11, 'Resource temporarily unavailable')\nos.fork = refuse\n",
    "killed": "import multiprocessing\ndef on_config(config): multiprocessing.active_children()[0].kill()\n",
    "slow": """
import time
from pathlib import Path
from annuaire import aside
write = aside.write_files
def wait_and_write(folder, files):
    Path("en-cours").touch()
    while Path("attendre").exists():
        time.sleep(0.01)
    write(folder, files)
aside.write_files = wait_and_write
""",
}
"""Hooks that trouble the second process of a build."""


def trouble(project: Path, name: str) -> None:
    (project / "pause.py").write_text(ASIDE[name], encoding="utf-8")


@pytest.mark.parametrize("what", ["one process", "no room"])
def test_one_process_builds_the_same_site(project: Path, what: str) -> None:
    trouble(project, what)
    build(project)
    alone = files(project / "site")
    (project / "pause.py").write_text("", encoding="utf-8")
    build(project)
    assert files(project / "site") == alone


def test_the_second_process_dies(project: Path) -> None:
    before = files(project / "site")
    trouble(project, "killed")
    assert failed(
        mkdocs(project), "le processus qui écrivait les fichiers s’est arrêté", "le site d’avant reste en place"
    )
    assert files(project / "site") == before
    assert leftovers(project) == []


def test_a_killed_build_whose_second_process_still_writes(project: Path, request: pytest.FixtureRequest) -> None:
    trouble(project, "slow")
    paused = request.getfixturevalue("paused")
    paused.kill()
    paused.wait(60)
    assert failed(mkdocs(project), "une autre construction y écrit déjà")
    (project / "attendre").unlink()
    for _ in range(600):
        if (done := mkdocs(project)).returncode == 0:
            break
    assert "Une construction précédente s’est interrompue" in done.stderr
    assert "FramamIA bis" in (project / "site/resources.json").read_text(encoding="utf-8")
    assert leftovers(project) == []


@pytest.mark.parametrize("closed", ["site", "."])
def test_a_read_only_output(project: Path, closed: str) -> None:
    before = files(project / "site")
    (project / closed).chmod(0o555)
    done = subprocess.run([*BOUND, *MKDOCS], cwd=project, env=ENV, capture_output=True, text=True, timeout=120)
    (project / closed).chmod(0o755)
    assert failed(done, "accès interdit. Vérifiez à qui appartient ce dossier"), done.stderr
    assert files(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_a_strict_build_that_warns_publishes_nothing(project: Path, engine: str) -> None:
    before = files(project / "site")
    command = [sys.executable, "-m", engine, "build", "--config-file", "mkdocs.yml"]
    with (project / "docs/a-propos.md").open("a", encoding="utf-8") as page:
        page.write("\n[nulle part](nulle-part.md)\n")
    done = subprocess.run([*command, "--strict"], cwd=project, env=ENV, capture_output=True, text=True, timeout=120)
    assert failed(done, "nulle-part.md", "le site d’avant reste en place"), done.stderr
    assert files(project / "site") == before
    assert leftovers(project) == []
    subprocess.run(command, cwd=project, env=ENV, capture_output=True, check=True, timeout=120)
    assert files(project / "site") != before


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


def test_the_pages_for_another_engine_are_swapped_too(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    command = [str(Path(sys.executable).parent / "annuaire"), "pages", "--vers", "vers"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=60)
    before = files(project / "vers")
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 20; exec "$@"', "-", *command], cwd=project, capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert done.returncode == 2
    assert "ce fichier est plus gros que ce qui est permis ici" in done.stderr
    assert files(project / "vers") == before
    assert leftovers(project) == []
