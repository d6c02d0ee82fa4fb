"""`annuaire liens` over a web of faults: the verdicts, the politeness, the limits, the private hosts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from faulty_web import ANSWERS, ODD, SLOW, Web, page, start, to

KEYS = {"state", "code", "reason", "final", "proposed", "last_ok", "first_failed", "last_checked", "streak"}
SLOW_STATES = {
    "/lent/muet": "flaky", "/lent/entetes": "flaky", "/lent/corps": "ok", "/lent/infini": "ok", "/lent/bombe": "ok",
    "/lent/coupe": "flaky", "/lent/renait": "ok", "/lent/429": "ok", "/lent/cookie": "ok", "/lent/langue": "ok",
    "/boucle/sans-fin": "flaky",
}  # fmt: skip
HURRIED = """import sys
from annuaire.links import client, linkchecker, politeness
from annuaire import cli
client.SECONDS, politeness.PAUSE, linkchecker.STALL = 2, 0.3, 4
linkchecker.CONFIG = linkchecker.CONFIG.replace("timeout=5", "timeout=2")
sys.exit(cli.main())"""
"""The command, less patient with what hangs: 2 seconds for 20, 4 for 12, and 2 for LinkChecker's 5."""
COMMAND = [sys.executable, "-c", HURRIED, "liens"]
ENV = {"PYTHONPATH": str(ROOT / "hooks"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
SPREAD = 48
"""Servers over which the faults are spread: a host is asked less than 4 times a second, and a test must not last."""


ANCHORS = {
    "ici": True,
    "la": True,
    "lisez-moi": True,
    "%C3%A9t%C3%A9": True,
    "absente": False,
    "ic": False,
    "/route": True,
    ":~:text=Ici": True,
    "top": True,
    "xtor=RSS-1": True,
}
"""Places of a page → whether nothing is to be said of them."""


def liens(
    folder: Path, urls: list[str], *options: str, private: bool = True, authority: Path | None = None
) -> tuple[int, dict, str]:
    """Run the command on a list; return its code, its JSON and what it said. ``authority``: whose certificates hold."""
    (folder / "liste.txt").write_text("\n".join(urls) + "\n", encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "--urls", "liste.txt", "--json", "liens.json", *options]
        + ["--hotes-prives"] * private,
        cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=180,
        env=ENV | ({"SSL_CERT_FILE": str(authority)} if authority else {}),
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    path = folder / "liens.json"
    return (
        done.returncode,
        json.loads(path.read_text(encoding="utf-8"))["urls"] if path.exists() else {},
        done.stderr + done.stdout,
    )


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Web], dict[str, str], dict]]:
    """One run over every fault: the servers, the address of each fault, and what was said of it."""
    folder = tmp_path_factory.mktemp("liens")
    started = [start() for _ in range(SPREAD)]
    webs = [web for web, _ in started]
    paths = [*dict.fromkeys([*ANSWERS, *ODD]), *SLOW, "/boucle/sans-fin"]
    urls = {path: webs[rank % SPREAD].url(path) for rank, path in enumerate(paths)}
    tls, secure = start(folder, "127.0.0.1")
    other, elsewhere = start(folder, "autre.example")
    old, expired = start(folder, "127.0.0.1", expired=True)
    (folder / "sure").mkdir()
    trusted, safe = start(folder / "sure", "127.0.0.1")
    root = trusted.url("").replace("http:", "https:")
    trusted.answers |= {"/bas": to(webs[0].url("/bas")), "/bas/ailleurs": to(webs[0].url("/ok"))}
    webs[0].answers |= {"/bas": page(), "/haut": to(f"{root}/haut")}
    trusted.answers["/haut"] = page()
    alone, another = start()
    domain, far = start(address="127.0.0.2")
    for web in webs:
        web.elsewhere = domain.url("", "127.0.0.2")
    servers = [server for _, server in started] + [another, secure, elsewhere, expired, far, safe]
    urls |= {
        name: web.url("/ok").replace("http:", "https:")
        for name, web in (("tls", tls), ("autre", other), ("vieux", old))
    }
    urls |= {
        "refuse": "http://127.0.0.1:1/",
        "dns": "http://nulle-part.invalid/",
        "raw": webs[0].url("/brut/été"),
        "idn": "http://bücher.invalid/",
    }
    urls |= {
        "sur": f"{root}/ok",
        "bas": f"{root}/bas",
        "bas ailleurs": f"{root}/bas/ailleurs",
        "haut": webs[0].url("/haut"),
    }
    urls["tls muet"] = alone.url("/ok").replace("http:", "https:")  # it waits for a request that never comes
    urls |= {f"#{name}": alone.url(f"/ancre#{name}") for name in ANCHORS}
    urls |= {"fragment": webs[1].url("/ok#partie"), "majuscules": alone.url("/ok", "LOCALHOST")}
    code, found, said = liens(
        folder, [*urls.values()], "--etat", "etat.json", "--rapport", "r.md", authority=folder / "sure/autorite.pem"
    )
    assert code == 1, said
    yield webs, urls, found
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_web_has_enough_faults(visited) -> None:
    assert len(visited[1]) >= 100
    assert set(visited[2]) == set(visited[1].values())
    assert all(set(entry) == KEYS for entry in visited[2].values())


@pytest.mark.parametrize("path", [path for path in ANSWERS if not path.startswith("/brut")])
def test_verdict(visited, path: str) -> None:
    _, urls, found = visited
    entry, (_, state, proposed) = found[urls[path]], ANSWERS[path]
    server = urls[path][: -len(path)]
    assert (entry["state"], entry["proposed"]) == (state, server + proposed if proposed else None), entry


@pytest.mark.parametrize("path", [*ODD, "raw"])
def test_an_address_is_asked_byte_for_byte(visited, path: str) -> None:
    webs, urls, found = visited
    assert found[urls[path]]["state"] == "ok", found[urls[path]]
    wanted = "/brut/%C3%A9t%C3%A9" if path == "raw" else path.partition("#")[0]
    assert any(wanted in web.times for web in webs)


@pytest.mark.parametrize("path", SLOW_STATES)
def test_verdict_of_what_lasts(visited, path: str) -> None:
    assert visited[2][visited[1][path]]["state"] == SLOW_STATES[path], visited[2][visited[1][path]]


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("tls", "flaky", "certificat"), ("autre", "flaky", "certificat"), ("vieux", "flaky", "certificat"), ("tls muet", "flaky", "pas de réponse"),
        ("refuse", "flaky", "connexion refusée"), ("dns", "flaky", "nom de site introuvable"), ("idn", "flaky", "nom de site introuvable"),
        ("fragment", "ok", ""), ("majuscules", "ok", ""),
        ("sur", "ok", ""), ("bas", "question", "n’est plus protégée (http)"), ("bas ailleurs", "question", "n’est plus protégée (http)"), ("haut", "moved", "301"),
    ],
)  # fmt: skip
def test_verdict_of_other_faults(visited, name: str, state: str, reason: str) -> None:
    entry = visited[2][visited[1][name]]
    assert (entry["state"], reason in entry["reason"]) == (state, True), entry


@pytest.mark.parametrize("name", ANCHORS)
def test_a_place_that_is_not_in_the_page_is_a_note(visited, name: str) -> None:
    entry = visited[2][visited[1][f"#{name}"]]
    assert (entry["state"], not entry["reason"]) == ("ok", ANCHORS[name]), entry


def test_a_change_of_domain_says_both_names_and_the_title(visited) -> None:
    _, urls, found = visited
    said = found[urls["/ailleurs/jeu"]]["reason"]
    assert all(word in said for word in ("127.0.0.1 → 127.0.0.2", "« Casino »", "jeux d’argent")), said
    assert "page en « id »" in found[urls["/ailleurs/langue"]]["reason"]
    assert "à vendre" in found[urls["/ailleurs/parque"]]["reason"]


def test_politeness(visited) -> None:
    for web in visited[0]:
        times = sorted(time for path, asked in web.times.items() for time in asked)
        for first, fifth in zip(times, times[4:], strict=False):
            assert fifth - first >= 1
        assert max(map(len, web.times.values())) <= 12
        assert max(map(max, web.sent.values())) <= 512 * 1024, web.sent
        assert sum(len(asked) for path, asked in web.times.items() if path.startswith("/boucle/sans-fin")) <= 12
