"""A check that lasts, is cut short, meets another one, or writes elsewhere than in a file."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.cli import main
from faulty_web import page, start
from test_faulty_web import COMMAND, ENV, HURRIED, liens

PATIENT = (
    HURRIED.replace("2, 0.3, 4", "30, 1, 3")
    .replace("sys.exit", "check.SAVE_EVERY = 0.2\nsys.exit")
    .replace("import client", "import check, client")
)


def run(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND[0], "-c", PATIENT, "liens", "--urls", "liste.txt", "--hotes-prives", *options],
        cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=ENV | {"PATH": os.environ["PATH"]},
    )  # fmt: skip


def wait_for(condition) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.05)


def children(pid: int) -> list[str]:
    found = [task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    return [child for some in found for child in some]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_keeps_what_was_learnt(tmp_path: Path, sent: signal.Signals) -> None:
    web, server = start()
    (tmp_path / "liste.txt").write_text(web.url("/ok") + "\n" + web.url("/lent/muet") + "\n")
    running = run(tmp_path, "--etat", "etat.json", "--json", "vu.json")
    wait_for(lambda: len(web.times["/lent/muet"]) >= 2 or running.poll() is not None)
    running.send_signal(sent)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "Traceback" in said) == (3, False), said
    found = json.loads((tmp_path / "vu.json").read_text())["urls"]
    assert [found[web.url(path)]["state"] for path in ("/ok", "/lent/muet")] == ["ok", "unchecked"]
    assert list(json.loads((tmp_path / "etat.json").read_text())["urls"]) == [web.url("/ok")]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_linkchecker_is_stopped_with_it(tmp_path: Path, sent: signal.Signals) -> None:
    web, server = start()
    (tmp_path / "liste.txt").write_text(web.url("/lent/muet") + "\n")
    running = run(tmp_path, "--etat", "etat.json")
    wait_for(lambda: web.times["/lent/muet"])
    (child,) = children(running.pid)
    running.send_signal(sent)
    running.communicate(timeout=60)
    assert running.returncode == 3
    assert not Path(f"/proc/{child}").exists()
    server.shutdown()
    server.server_close()


def test_the_state_is_written_as_it_goes_and_a_dead_process_holds_nothing(tmp_path: Path) -> None:
    web, server = start()
    web.answers["/404"] = page(code="404 Not Found")
    urls = [web.url(path) for path in ("/ok", "/301", "/302", "/404", "/lent/muet")]
    (tmp_path / "liste.txt").write_text("\n".join(urls))
    (tmp_path / "etat.json").write_text(states_as_json({"https://autre.fr/": LinkState(state="ok")}, memory=True))
    running = run(tmp_path, "--etat", "etat.json")
    known = {"https://autre.fr/", web.url("/301"), web.url("/302")}
    wait_for(lambda: known <= set(json.loads((tmp_path / "etat.json").read_text())["urls"]))
    other = run(tmp_path, "--etat", "etat.json")
    _, said = other.communicate(timeout=60)
    assert (other.returncode, "Un autre contrôle écrit ce fichier" in said) == (3, True), said
    elsewhere = run(tmp_path, "--etat", "autre.json")
    running.kill()
    running.communicate(timeout=60)
    assert web.url("/404") not in json.loads((tmp_path / "etat.json").read_text())["urls"]
    elsewhere.send_signal(signal.SIGTERM)
    _, said = elsewhere.communicate(timeout=60)
    assert "Un autre contrôle" not in said
    (tmp_path / "liste.txt").write_text(web.url("/ok"))
    assert liens(tmp_path, [web.url("/ok")], "--etat", "etat.json")[0] == 0
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("option", ["--etat", "--rapport", "--json"])
def test_what_cannot_be_written_is_said_before_the_first_request(tmp_path: Path, option: str) -> None:
    web, server = start()
    code, _, said = liens(tmp_path, [web.url("/ok")], option, "/sys/rien.json")
    assert (code, "/sys/rien.json : accès interdit" in said) == (3, True), said
    assert not web.times
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("option", ["--etat", "--rapport", "--json"])
@pytest.mark.parametrize("name", ["resources.yaml", "mkdocs.yml", "docs/index.md", "docs/assets/neuf.json"])
def test_what_people_write_is_not_written_over(
    tmp_path: Path, option: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs/assets").mkdir(parents=True)
    for each in ("resources.yaml", "mkdocs.yml", "docs/index.md", "liste.txt"):
        (tmp_path / each).write_text("à moi", encoding="utf-8")
    assert main(["liens", "--urls", str(tmp_path / "liste.txt"), option, str(tmp_path / name)]) == 2
    assert f"{name} fait partie de l’annuaire, et serait effacé" in capsys.readouterr().err
    assert all(path.read_text(encoding="utf-8") == "à moi" for path in tmp_path.rglob("*") if path.is_file())


def test_a_host_that_never_answers_is_given_up(tmp_path: Path) -> None:
    web, server = start()
    with socket.create_server(("127.0.0.3", 0), backlog=128) as silent:
        mute = [f"http://127.0.0.3:{silent.getsockname()[1]}/{number}" for number in range(60)]
        refused = [f"http://127.0.0.4:1/{number}" for number in range(200)]
        unknown = [f"http://nulle-part.invalid/{number}" for number in range(100)]
        began = time.monotonic()
        code, found, said = liens(tmp_path, [*mute, *refused, *unknown, web.url("/ok")])
        lasted = time.monotonic() - began
    assert code == 0, said
    assert lasted < 30
    assert {found[url]["state"] for url in (*mute, *refused, *unknown)} == {"flaky"}
    assert [len({found[url]["reason"] for url in urls}) for urls in (mute, refused, unknown)] == [1, 1, 1]
    assert found[web.url("/ok")]["state"] == "ok"
    server.shutdown()
    server.server_close()


def test_a_report_goes_where_it_is_told(tmp_path: Path) -> None:
    web, server = start()
    (tmp_path / "liste.txt").write_text(web.url("/ok"))
    for target in ("-", "/dev/stdout"):
        done = subprocess.run(
            [*COMMAND, "--urls", "liste.txt", "--hotes-prives", "--rapport", target],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=ENV,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("**Liens : rien à corriger** — 1 adresse")
        assert "1 en marche" in done.stderr
    with (tmp_path / "sortie").open("w") as out:
        subprocess.run(
            [*COMMAND, "--urls", "liste.txt", "--hotes-prives", "--rapport", "/dev/stdout"],
            cwd=tmp_path,
            stdout=out,
            env=ENV,
            check=True,
        )
    assert (tmp_path / "sortie").read_text().startswith("**Liens")
    fifo, read = tmp_path / "tube", []
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
    reader.start()
    assert liens(tmp_path, [web.url("/ok")], "--rapport", "tube")[0] == 0
    reader.join(10)
    assert read[0].startswith("**Liens")
    assert fifo.is_fifo()
    assert liens(tmp_path, [web.url("/ok")], "--rapport", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["liens.json", "liste.txt", "sortie", "tube"]
    server.shutdown()
    server.server_close()


ROW = {"state": "ok", "last_ok": "2026-10-05", "last_checked": "2026-10-05"}


@pytest.mark.parametrize(
    "bad",
    [
        {"last_ok": "2099-01-01"}, {"last_checked": "2026-12-01"}, {"first_failed": "2026-02-30"}, {"last_ok": 20261005}, {"state": "parfait"},
        {"reason": "\ud800"}, {"streak": "3"}, {"gone_since": "demain"}, {"code": [404]},
    ],
    ids=repr,
)  # fmt: skip
def test_bad_rows_are_named_and_block_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: dict) -> None:
    etat, liste = tmp_path / "etat.json", tmp_path / "liste.txt"
    rows = {
        "https://a.fr/": ROW,
        "https://b.fr/": ROW | {"last_ok": "", "neuf": 1},
        "https://mauvaise.fr/\x1b[2J": ROW | bad,
    }
    etat.write_text(json.dumps({"version": 3, "urls": rows}))
    liste.write_text("")
    for week in ("2026-10-12", "2026-10-19"):
        assert main(["liens", "--urls", str(liste), "--etat", str(etat), "--date", week]) == 0
        said = capsys.readouterr().err
        assert ("pas lue : « https://mauvaise.fr/·[2J »" in said) is (week == "2026-10-12")
    assert sorted(json.loads(etat.read_text())["urls"]) == ["https://a.fr/", "https://b.fr/"]
    assert len(list(tmp_path.glob("etat.json.endommage-*"))) == 1


def test_private_hosts_alone_are_nothing_to_mend(tmp_path: Path) -> None:
    assert liens(tmp_path, ["http://127.0.0.1/", "http://intranet.lan/a", "http://10.0.0.1/"], private=False)[0] == 0
