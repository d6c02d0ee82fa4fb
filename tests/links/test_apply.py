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
from annuaire.links.observation import LinkTarget
from annuaire.links.redirects import refusal
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
    assert list(targets.catalog_targets(path, DAY)) == [
        LinkTarget(f"https://{name}.fr/", "Un guide", line, id="un-guide")
        for name, line in (("a", 7), ("b", 8), ("c", 11))
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
    memory.write_text(moved(a="https://www.a.fr/?q=é", b="https://b.fr/l'été,2", c="https://c.fr/#x"))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 0
    after = path.read_bytes().decode("utf-8-sig")
    expected = text.replace("url: https://a.fr/", "url: https://www.a.fr/?q=é").replace(
        "https://c.fr/", "https://c.fr/#x"
    )
    assert after == expected.replace("'https://b.fr/'", "'https://b.fr/l''été,2'")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_rewriting_that_would_spoil_the_catalogue_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, memory = tmp_path / "resources.yaml", tmp_path / "etat.json"
    path.write_text(CATALOG.format("https://a.fr/", "https://b.fr/", "https://c.fr/"))
    before = path.read_bytes()
    memory.write_text(moved(a="http://127.0.0.1/", b="https://b.fr/?PHPSESSID=1", c="http://c.fr/x"))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 1
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["etat.json", "resources.yaml"]
    said = capsys.readouterr()
    assert "0 adresse mise à jour" in said.out
    assert "réseau privé ou réservé : à voir à la main" in said.out
    assert "qui porte un suivi ou une session : https://b.fr/?PHPSESSID=1 : à voir à la main" in said.out
    assert "qui n’est plus protégée (http)" in said.out


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("https://a.fr/", "https://b.fr/", "domaine"), ("https://a.fr/", "https://a.org/", "domaine"), ("https://a.asso.fr/", "https://b.asso.fr/", "domaine"),
        ("https://a.github.io/", "https://b.github.io/", "domaine"), ("https://1.2.3.4/", "https://1.2.3.5/", "domaine"), ("https://a.fr/", "http://www.a.fr/", "http"),
        ("https://a.fr/", "https://a.fr/p?utm_source=x", "suivi"), ("https://a.fr/?a=1", "https://a.fr/?a=1&SID=3", "suivi"), ("https://a.fr/", "https://a.fr/p;jsessionid=1", "suivi"),
        ("https://a.fr/", "https://a.fr/p#xtor=RSS-1", "suivi"), ("https://a.fr/", "https://a.fr/?ASP.NET_SessionId=x", "suivi"), ("https://a.fr/", "https://a.fr/?fbclid=x", "suivi"),
        ("http://a.fr/", "https://www.a.fr/", ""), ("https://a.fr/", "https://blog.a.fr/", ""), ("https://x.a.gouv.fr/", "https://a.gouv.fr/p?id=3", ""),
        ("https://a.fr/?utm_source=x", "https://a.fr/p?utm_source=x", ""), ("https://a.fr/", "https://a.fr/processus?page=2&idea=3", ""), ("http://a.fr/", "http://a.fr/p", ""),
    ],
)  # fmt: skip
def test_what_a_machine_must_not_write(old: str, new: str, why: str) -> None:
    assert why in refusal(old, new)
    assert bool(refusal(old, new)) is bool(why)


def test_a_domain_taken_over_is_asked_not_written(tmp_path: Path) -> None:
    """The whole command on a site that was sold, a tracked redirect, a page that moved, and a review."""
    web, server = start()
    sold, buyer = start(address="127.0.0.2")
    sold.answers["/"] = page("Casino", "<h1>Machines à sous</h1>")
    web.answers |= {
        "/utm": to("/ok?utm_source=redirection&sessionid=ABC123"),
        "/ok?utm_source=redirection&sessionid=ABC123": page(),
        "/": to(sold.url("/", "127.0.0.2")),
    }
    path = tmp_path / "resources.yaml"
    entry = "  - title: {}\n    category: outils\n    url: {}\n"
    text = (
        "categories: [{id: outils, title: Outils}]\nresources:\n"
        + entry.format("Association Exemple", web.url("/"))
        + entry.format("Guide", web.url("/utm"))
    )
    path.write_text(text + entry.format("Autre", web.url("/301")))

    def liens(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "annuaire.cli", "liens", "--etat", "e.json", "--hotes-prives", *options]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT / "hooks"), "PATH": "/usr/bin:/bin"},
            timeout=60,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout

    code, said = liens("--appliquer", "--date", "2026-10-05", "--rapport", "r.md")
    assert path.read_text() == text + entry.format("Autre", web.url("/ok"))
    assert code == 1
    assert f"ligne 11 : {web.url('/301')} → {web.url('/ok')}" in said
    assert said.count("à voir à la main") == 2
    report = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "## À vérifier à la main (2)" in report
    assert "127.0.0.1 → 127.0.0.2 ; page « Casino » ; signes d’une reprise du domaine : jeux d’argent" in report
    assert "sessionid" in report
    path.write_text(text.replace("url: ", "reviewed: 2026-10-06\n    url: "))
    code, said = liens(
        "--date", "2026-10-12"
    )  # the tracked address is settled; what proves a disappearance is seen again
    assert (code, "1 à vérifier à la main, 1 où le robot est écarté" in said) == (1, True), said
    code, said = liens("--date", "2026-10-19")
    assert (code, "1 où le robot est écarté, 1 à corriger" in said) == (1, True), said
    server.shutdown()
    server.server_close()
    buyer.shutdown()
    buyer.server_close()


WRITTEN = {  # how an address may be written; « None » where a person must see to it
    "url: {}": "url: {}", "url: '{}'": "url: '{}'", 'url: "{}"': 'url: "{}"', "url:   {}   # {}": "url:   {}   # https://a.fr/x",
    "url: >-\n      {}": "url: >-\n      {}", "url:\n      {}": "url:\n      {}", "'url': {}": "'url': {}", "? url\n    : {}": "? url\n    : {}",
    "contact: [a@b.fr, {}, {}/y]": "contact: [a@b.fr, {}, https://a.fr/x/y]", "contact:\n    - '{}/z'\n    - {}": "contact:\n    - 'https://a.fr/x/z'\n    - {}",
    "description: {}\n    url: {}": "description: https://a.fr/x\n    url: {}", 'url: "https:\\/\\/a.fr/x"': None,
}  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "new",
    ["https://b.a.fr/y", "https://b.a.fr/l'été", "https://b.a.fr/a,b[1]", "https://b.a.fr/a:", "https://b.a.fr/#&*!%@"],
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
    path.write_text(CATALOG.format("https://a.fr/1", "https://a.fr/2", "https://a.fr/3"))
    pairs = {"1": "https://x.a.fr/", "2": "https://x.a.fr/", "3": "https://y.a.fr/"}
    states = {f"https://a.fr/{old}": LinkState(state="moved", proposed=new) for old, new in pairs.items()}
    memory.write_text(states_as_json(states, memory=True))
    assert main(["liens", "--appliquer", "--catalogue", str(path), "--etat", str(memory)]) == 1
    assert path.read_text() == CATALOG.format("https://a.fr/1", "https://a.fr/2", "https://y.a.fr/")
    assert capsys.readouterr().out.count("déjà dans l’annuaire") == 2


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

    assert liens() == 0  # this machine is no place for a directory: it is not visited, which is nothing to mend
    assert not web.times
    assert liens("--hotes-prives", "--date", "2026-10-05") == 1
    assert liens("--hotes-prives", "--date", "2026-10-12") == 1
    report = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert f"- ligne 8 : page introuvable (404) : [Un guide](<{web.url('/b')}>), depuis le 5 octobre 2026" in report
    assert report.count("si elle est juste : `annuaire relire un-guide`") == 1
    assert (
        f"- ligne 7 : déplacée pour toujours (301) : [Un guide](<{web.url('/a')}>) : `{web.url('/a')}` → `{web.url('/aa')}`"
        in report
    )
    assert "jamais relue" in report
    settled = [sys.executable, "-m", "annuaire.cli", "relire", "un-guide"]
    done = subprocess.run(settled, cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "hooks")}, timeout=60)
    assert (done.returncode, path.read_text()) == (0, f"{text}    reviewed: {date.today()}\n")
    path.write_text(text)
    assert liens("--hotes-prives", "--appliquer") == 0
    assert path.read_text() == text.replace(f"url: {web.url('/a')}", f"url: {web.url('/aa')}")
    states = json.loads((tmp_path / "etat.json").read_text())["urls"]
    assert states[web.url("/b")]["state"] == "dead"
    server.shutdown()
    server.server_close()
