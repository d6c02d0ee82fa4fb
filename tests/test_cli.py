import subprocess
import sys
from pathlib import Path

import pytest

from annuaire.cli import main
from conftest import CATALOGUE, DATA, ROOT


def test_a_good_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifier", str(CATALOGUE)]) == 0
    assert "21 ressources dans 5 rubriques" in capsys.readouterr().out


def test_a_bad_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifier", str(DATA / "tout-faux.yaml")]) == 1
    assert "20 problèmes à corriger" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "il manque : commande"),
    (["inconnue"], "commande : « inconnue » ne convient pas"),
    (["verifier", "a", "b"], "en trop : b"),
    (["verifier", "--format"], "--format : il manque une valeur"),
    (["verifier", "--format", "xml"], "--format : « xml » ne convient pas"),
])  # fmt: skip
def test_wrong_use(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert f"usage incorrect ({said})." in capsys.readouterr().err


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    command = [sys.executable, "-m", "annuaire.cli", "verifier", str(DATA / "tout-faux.yaml")]
    with subprocess.Popen(command, cwd=ROOT / "hooks", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 1


def test_what_has_no_end_is_refused_like_what_is_too_large(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifier", "/dev/zero"]) == 1
    assert "/dev/zero:1:1 : ce fichier pèse plus de 50 Mo." in capsys.readouterr().out


def test_the_command_speaks_french_in_any_locale(tmp_path: Path) -> None:
    (tmp_path / "resources.yaml").write_text("été: 1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "annuaire.cli", "verifier"], cwd=tmp_path, capture_output=True, timeout=30,
        env={"PYTHONPATH": str(ROOT / "hooks"), "LC_ALL": "C", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "resources.yaml:1:1 : la clé « été » n’existe pas." in done.stdout.decode("utf-8")


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["liens", "--depuis", ""], 2, "« --depuis » ne nomme aucun point de git"),
    (["verifier", ""], 1, ".:1:1 : c’est un dossier, pas un fichier."),
    (["nouveau", "a", "--nom", "N\udcff", "--sujet", "S", "--licence", "cc-by", "--rubrique", "R"], 2, "n’est pas en UTF-8"),
    (["nouveau", "a", "--nom", "N", "--sujet", "S\udcff", "--licence", "cc-by", "--rubrique", "R"], 2, "n’est pas en UTF-8"),
])  # fmt: skip
def test_an_argument_that_cannot_be_one_is_said(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    shown = capsys.readouterr()
    assert said in shown.out + shown.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("command", ["importer", "proposition"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent.csv", "absent.csv : ce fichier n’existe pas"),
        (".", ". : c’est un dossier"),
        ("x" * 300, "ce nom est trop long"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_french(
    command: str,
    name: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([command, name]) in (2, 3)
    assert said in capsys.readouterr().err


def test_with_its_output_closed_a_command_still_works() -> None:
    script = f"exec {sys.executable} -m annuaire.cli verifier {CATALOGUE} >&-"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT / "hooks", capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def test_on_a_full_disk_one_sentence_is_said() -> None:
    script = f"exec {sys.executable} -m annuaire.cli verifier {CATALOGUE} >/dev/full"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT / "hooks", capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert done.stderr.startswith("le disque est plein. Libérez")


def test_without_git_an_earlier_version_cannot_be_compared(tmp_path: Path) -> None:
    (tmp_path / "resources.yaml").write_bytes(CATALOGUE.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "annuaire.cli", "verifier", "--depuis", "HEAD"], cwd=tmp_path, capture_output=True, timeout=30,
        env={"PYTHONPATH": str(ROOT / "hooks"), "PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 3
    assert "git, qui n’est pas installé" in done.stderr.decode()


@pytest.mark.parametrize(("arguments", "code"), [
    (["verifier", str(CATALOGUE)], 0), (["verifier", "--help"], 0), (["verifier", str(DATA / "tout-faux.yaml"), "--format", "json"], 1),
])  # fmt: skip
def test_a_closed_pipe_ends_every_command_quietly(arguments: list[str], code: int) -> None:
    """The exit code is the one that the whole report would have had."""
    command = [sys.executable, "-m", "annuaire.cli", *arguments]
    with subprocess.Popen(command, cwd=ROOT / "hooks", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert b"Traceback" not in (told := running.stderr.read())
        assert b"Exception" not in told
        assert running.wait(30) == code


def test_an_interrupt_inside_a_destructor_is_obeyed_in_silence() -> None:
    script = """
import signal, sys
sys.argv[0] = "annuaire"
import annuaire.cli
class Closing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
closing = Closing()
del closing
print("encore là")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "hooks", capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_interrupt_that_is_ignored_stays_so() -> None:
    """« make build » ignores Ctrl-C while « annuaire publier » puts a site in its place."""
    code = "import signal, sys; sys.argv[0] = 'annuaire'; import annuaire.cli; "
    code += "print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    ignoring = ["sh", "-c", 'trap \'\' INT; exec "$0" -c "$1"', sys.executable, code]
    done = subprocess.run(ignoring, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
