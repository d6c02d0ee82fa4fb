"""The addresses of a catalogue, and the moved ones put in place of the old."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from annuaire.catalog.link_states import LinkState, states_as_json
from annuaire.cli import main
from annuaire.links import targets
from annuaire.links.targets import LinkTarget
from conftest import ROOT
from faulty_web import page, start, to

DAY = date(2026, 10, 5)
CATALOG = """categories:
  - id: outils
    title: Outils
resources:
  - title: Un guide
    category: outils
    url: {0}
    contact: [contact@exemple.fr, '{1}']
    links:
      - title: "{0}"
        url: "{2}"   # la version courte
"""


def test_addresses_of_a_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text(CATALOG.format("https://a.fr/", "https://b.fr/", "https://c.fr/"))
    assert list(targets.catalog_targets(path)) == [
        LinkTarget(f"https://{name}.fr/", "Un guide", line) for name, line in (("a", 7), ("b", 8), ("c", 11))
    ]


def moved(**pairs: str) -> str:
    entries = {f"https://{old}.fr/": LinkState(state="moved", proposed=new, last_ok=DAY) for old, new in pairs.items()}
    return states_as_json(entries, memory=True)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_moved_addresses_are_rewritten_in_place_and_nothing_else(tmp_path: Path, newline: str) -> None:
    path, memory = tmp_path / "resources.yaml", tmp_path / "etat.json"
    text = CATALOG.format("https://a.fr/", "https://b.fr/", "https://c.fr/").replace("\n", newline)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    path.chmod(0o640)
    memory.write_text(moved(a="https://a.org/?q=é", b="https://b.fr/l'été,2", c="https://c.fr/#x"))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 0
    after = path.read_bytes().decode("utf-8-sig")
    expected = text.replace("url: https://a.fr/", "url: https://a.org/?q=é").replace("https://c.fr/", "https://c.fr/#x")
    assert after == expected.replace("'https://b.fr/'", "'https://b.fr/l''été,2'")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_rewriting_that_would_spoil_the_catalogue_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, memory = tmp_path / "resources.yaml", tmp_path / "etat.json"
    path.write_text(CATALOG.format("https://a.fr/", "https://b.fr/", "https://c.fr/"))
    before = path.read_bytes()
    memory.write_text(moved(a="http://127.0.0.1/", c="https://www.b.fr"))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 1
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["etat.json", "resources.yaml"]
    said = capsys.readouterr()
    assert "0 adresse mise à jour" in said.out
    assert "réseau privé ou réservé : à voir à la main" in said.err
    assert "déjà dans l’annuaire : à voir à la main" in said.err


WRITTEN = {  # how an address may be written; « None » where a person must see to it
    "url: {}": "url: {}", "url: '{}'": "url: '{}'", 'url: "{}"': 'url: "{}"', "url:   {}   # {}": "url:   {}   # https://a.fr/x",
    "url: >-\n      {}": "url: >-\n      {}", "url:\n      {}": "url:\n      {}", "'url': {}": "'url': {}", "? url\n    : {}": "? url\n    : {}",
    "contact: [a@b.fr, {}, {}/y]": "contact: [a@b.fr, {}, https://a.fr/x/y]", "contact:\n    - '{}/z'\n    - {}": "contact:\n    - 'https://a.fr/x/z'\n    - {}",
    "description: {}\n    url: {}": "description: https://a.fr/x\n    url: {}", 'url: "https:\\/\\/a.fr/x"': None,
}  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "new",
    ["https://b.org/y", "https://b.org/l'été", "https://b.org/a,b[1]", "https://b.org/a:", "https://b.org/#&*!%@"],
)
def test_every_way_to_write_an_address(tmp_path: Path, written: str, new: str) -> None:
    path, memory = tmp_path / "resources.yaml", tmp_path / "etat.json"
    head, tail = "categories: [{id: a, title: A}]\nresources:\n  - title: Un\n    category: a\n    ", "\n\n# fin"
    path.write_text(head + written.replace("{}", "https://a.fr/x") + tail)
    before = path.read_text()
    memory.write_text(states_as_json({"https://a.fr/x": LinkState(state="moved", proposed=new)}, memory=True))
    code = main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)])
    after = path.read_text()
    if WRITTEN[written] is None:
        assert (code, after) == (1, before)
        return
    assert code == 0
    expected = (head + WRITTEN[written] + tail).split("{}")
    assert after.startswith(expected[0])
    assert after.endswith(expected[1])
    assert after[len(expected[0]) : len(after) - len(expected[1])] in (new, new.replace("'", "''"), f'"{new}"')
    (entry,) = yaml.safe_load(after)["resources"]
    assert new in (entry.get("url"), *entry.get("contact", []))


def test_two_addresses_that_moved_to_one_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, memory = tmp_path / "resources.yaml", tmp_path / "etat.json"
    path.write_text(CATALOG.format("https://a.fr/", "https://b.fr/", "https://c.fr/"))
    memory.write_text(moved(a="https://x.fr/", b="https://x.fr/", c="https://y.fr/"))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 1
    assert path.read_text() == CATALOG.format("https://a.fr/", "https://b.fr/", "https://y.fr/")
    assert capsys.readouterr().err.count("déjà dans l’annuaire") == 2


def test_a_rehearsal_on_a_local_server(tmp_path: Path) -> None:
    web, server = start()
    web.answers |= {"/a": to("/aa"), "/aa": page(), "/c": page()}
    path = tmp_path / "resources.yaml"
    text = CATALOG.format(web.url("/a"), web.url("/b"), web.url("/c"))
    path.write_text(text)

    def liens(*options: str) -> int:
        command = [sys.executable, "-m", "annuaire.cli", "liens", "--etat", "etat.json", "--rapport", "r.md", *options]
        done = subprocess.run(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "hooks"), "PATH": "/usr/bin:/bin"}, timeout=60
        )
        return done.returncode

    assert liens() == 1  # this machine is no place for a directory
    assert not web.times
    assert liens("--hotes-prives", "--date", "2026-10-05") == 1
    assert liens("--hotes-prives", "--date", "2026-10-12") == 1
    report = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert f"[Un guide](<{web.url('/b')}>) | 8 | page introuvable (404) | 5 octobre 2026 | jamais vue" in report
    assert f"[Un guide](<{web.url('/a')}>) | 7 | `{web.url('/a')}` → `{web.url('/aa')}`" in report
    assert liens("--hotes-prives", "--appliquer") == 0
    assert path.read_text() == text.replace(f"url: {web.url('/a')}", f"url: {web.url('/aa')}")
    states = json.loads((tmp_path / "etat.json").read_text())["urls"]
    assert states[web.url("/b")]["state"] == "dead"
    server.shutdown()
    server.server_close()
