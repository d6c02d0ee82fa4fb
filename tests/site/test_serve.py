"""« make serve »: a change shows, a faulty one is reported and the last good site stays."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, make_project


def wait_for(happened: Callable[[], bool], what: str) -> None:
    for _ in range(300):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError(f"après 30 s, toujours pas : {what}")


def test_serve_follows_the_file_and_survives_a_fault(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "journal.txt"

    def page(path: str = "comparer/") -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as response:
                return response.read().decode()
        except OSError:
            return ""

    def change(old: str, new: str) -> None:
        path = project / "resources.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with log.open("w") as output:
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        server = subprocess.Popen(command, cwd=project, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            wait_for(lambda: "FramamIA" in page(), "le site servi")
            assert "livereload" in page()
            assert "Content-Security-Policy" not in page()  # it would refuse that script
            change("title: FramamIA", "title: FramamIA bis")
            wait_for(lambda: "FramamIA bis" in page(), "le changement affiché")
            change("category: comparer\n    publisher: Framasoft", "category: comparé\n    publisher: Framasoft")
            wait_for(lambda: "écrivez « comparer »" in log.read_text(encoding="utf-8"), "le rapport")
            wait_for(lambda: "écrivez « comparer »" in page(), "le rapport dans la page")
            assert "FramamIA bis" in page()
            assert "category: comparé" not in page("resources.yaml")
            (project / "resources.yaml").rename(tmp_path / "ailleurs")  # as some editors do to save
            wait_for(lambda: "ce fichier n’existe pas" in log.read_text(encoding="utf-8"), "le fichier manquant")
            assert "FramamIA bis" in page()
            (tmp_path / "ailleurs").rename(project / "resources.yaml")
            change("category: comparé", "category: comparer")
            for name, fault, said in (
                ("docs/a-propos.md", "\n<!--annuaire:rubriques-->\n", "n’est remplacé par rien"),
                ("mkdocs.yml", "\nsite_url: exemple.fr\n", "Le site affiché reste celui d’avant"),
                ("docs/assets/couleurs.css", "a { background: url(non.png) }", "« assets/non.png », qui n’existe pas"),
            ):
                path, told = project / name, log.read_text(encoding="utf-8").count(said)
                good = path.read_bytes() if path.exists() else b""
                path.write_bytes(good + fault.encode())
                wait_for(lambda: log.read_text(encoding="utf-8").count(said) > told, said)  # noqa: B023
                assert "FramamIA bis" in page()
                path.write_bytes(good)
            change("FramamIA bis", "FramamIA ter")
            wait_for(lambda: "FramamIA ter" in page(), "la correction affichée")
            assert 'role="alert"' not in page()
            engine = project / "hooks" / "annuaire" / "urls.py"
            engine.write_text(engine.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            wait_for(lambda: "puis relancez-le" in page(), "le moteur changé")
            other = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, env=environment)
            assert other.returncode == 1
            free = re.search(rf"Le port {port} est déjà pris.* make serve PORT=(\d+)", other.stderr + other.stdout)
            assert free
            assert int(free[1]) > port
            assert "Aborted" not in other.stderr + other.stdout
        finally:
            server.terminate()
            server.wait(10)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("before", [False, True], ids=["make serve PORT=…", "PORT=… make serve"])
@pytest.mark.parametrize("makefile", ["Makefile", "hooks/annuaire/adopt/templates/Makefile"])
@pytest.mark.parametrize("port", ["", "8001", "65535", "abc", "80000", "80", "-1", "8001x", "9" * 30, "1 2", "';x"])
def test_a_port_is_obeyed_or_refused_in_one_sentence(tmp_path: Path, makefile: str, port: str, before: bool) -> None:
    for name in (".ci/adresses", ".venv/site"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    asked = [f"PORT={port}"] if port else []
    command = ["make", "-f", str(ROOT / makefile), "-o", ".venv/site", "serve"]
    command = ["env", *asked, *command] if before else [*command, *asked]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=20, env={"PATH": "/usr/bin:/bin"}
    )
    if port in ("", "8001", "65535"):
        assert done.returncode == 0
        assert done.stdout.rstrip().endswith(f" --dev-addr 127.0.0.1:{port}" if port else "mkdocs.yml")
    else:
        assert "mkdocs" not in done.stdout
        said, failed = done.stderr.splitlines()
        assert said == f"PORT={port} ne convient pas : donnez un nombre de 1024 à 65535, comme make serve PORT=8001."
        assert failed.startswith("make: ***")
