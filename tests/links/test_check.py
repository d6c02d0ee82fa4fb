"""Links: thresholds, memory, report, proposals, in-place rewriting. The web of faults is in test_faulty_web.py."""

import json
import socket
import ssl
import subprocess
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annuaire.catalog.link_states import LinkState, states_as_json, states_from_json
from annuaire.cli import main
from annuaire.links import client, connection, linkchecker, politeness
from annuaire.links.history import next_state
from annuaire.links.observation import Answer, LinkTarget, Observation
from annuaire.links.outcome import as_shown, judge
from annuaire.links.report import markdown_report
from faulty_web import page, reply, start, to
from test_faulty_web import liens

DAY = date(2026, 10, 5)
OK, BLOCKED, GONE, DOWN, UNSEEN, NODNS, UNKNOWN, ASK = (
    Observation(outcome)
    for outcome in ("ok", "blocked", "gone", "down", "unchecked", "no_dns", "unresolved", "question")
)
CATALOG = "categories: [{id: a, title: A}]\nresources: [{title: Un, category: a, url: https://a.fr/}]\n"


def history(*visits: tuple[int, Observation], reviewed: dict[int, int] | None = None) -> list[str]:
    """Return the states after visits on such days; ``reviewed``: from which day on, which day is that of a review."""
    state, found = None, []
    for day, seen in visits:
        review = max((on for since, on in (reviewed or {}).items() if since <= day), default=None)
        reviewed_day = None if review is None else DAY + timedelta(review)
        state = next_state(state, seen, DAY + timedelta(day), reviewed_day)
        found.append(state.state)
    return found


@pytest.mark.parametrize(
    ("visits", "states"),
    [
        ([(0, GONE), (6, GONE), (7, GONE)], ["flaky", "flaky", "dead"]),
        ([(0, GONE), (7, GONE)], ["flaky", "dead"]),
        ([(0, GONE), (0, GONE), (0, GONE)], ["flaky"] * 3),
        ([(0, DOWN), (7, DOWN), (13, DOWN), (14, DOWN)], ["flaky"] * 3 + ["unreachable"]),
        ([(0, DOWN), (14, DOWN), (15, DOWN)], ["flaky", "flaky", "unreachable"]),
        ([(0, DOWN), (0, DOWN), (14, DOWN)], ["flaky"] * 3),
        ([(0, DOWN), (7, GONE), (14, GONE)], ["flaky", "flaky", "dead"]),
        ([(0, GONE), (7, DOWN), (8, GONE)], ["flaky", "flaky", "dead"]),
        ([(0, GONE), (3, OK), (7, GONE), (14, GONE)], ["flaky", "ok", "flaky", "dead"]),
        ([(0, GONE), (3, BLOCKED), (7, GONE)], ["flaky", "blocked", "dead"]),
        ([(0, GONE), (7, GONE), (8, DOWN), (9, OK)], ["flaky", "dead", "dead", "ok"]),
        ([(0, OK), (7, UNSEEN)], ["ok", "unchecked"]),
        ([(0, UNKNOWN), (7, UNKNOWN), (14, UNKNOWN)], ["flaky", "flaky", "dead"]),
        ([(0, UNKNOWN), (7, DOWN), (14, UNKNOWN), (21, UNKNOWN), (28, UNKNOWN)], ["flaky", "flaky", "unreachable", "unreachable", "dead"]),
        ([(0, UNKNOWN), (7, NODNS), (14, UNKNOWN)], ["flaky", "flaky", "dead"]),
        ([(0, UNKNOWN), (7, UNKNOWN), (14, UNKNOWN), (21, DOWN)], ["flaky", "flaky", "dead", "unreachable"]),
        ([(0, UNKNOWN), (7, GONE), (8, DOWN)], ["flaky"] * 3),
        ([(0, DOWN), (7, DOWN), (14, DOWN), (21, GONE), (28, GONE), (35, OK)], ["flaky", "flaky", "unreachable", "unreachable", "dead", "ok"]),
        ([(0, ASK), (7, ASK), (14, DOWN), (21, DOWN), (28, DOWN)], ["question", "question", "flaky", "flaky", "unreachable"]),
        ([(0, GONE), (3, ASK), (7, GONE)], ["flaky", "question", "flaky"]),
    ],
)  # fmt: skip
def test_thresholds(visits: list[tuple[int, Observation]], states: list[str]) -> None:
    assert history(*visits) == states


@pytest.mark.parametrize(
    ("visits", "reviewed", "states"),
    [
        ([(0, GONE), (7, GONE)], {5: 5}, ["flaky", "flaky"]),  # a failure seen before is forgotten…
        ([(0, GONE), (7, GONE), (14, GONE)], {5: 5}, ["flaky", "flaky", "dead"]),  # … and may be proven again
        ([(0, GONE), (7, GONE), (14, GONE), (21, GONE)], {10: 10}, ["flaky", "dead", "flaky", "dead"]),
        ([(0, GONE), (7, GONE)], {0: -1}, ["flaky", "dead"]),  # it was right the day before
        ([(0, UNKNOWN), (7, UNKNOWN), (14, UNKNOWN), (21, UNKNOWN), (28, UNKNOWN)], {10: 10}, ["flaky"] * 4 + ["dead"]),
        ([(0, DOWN), (7, GONE), (14, GONE), (21, GONE)], {10: 10}, ["flaky", "flaky", "flaky", "dead"]),
    ],
)  # fmt: skip
def test_a_review_begins_again(
    visits: list[tuple[int, Observation]], reviewed: dict[int, int], states: list[str]
) -> None:
    assert history(*visits, reviewed=reviewed) == states


def shown(*visits: tuple[int, Observation], review: int) -> str:
    """Return what people read after visits on such days, and a review after the first."""
    state, day = None, DAY + timedelta(review)
    for when, seen in visits:
        state = next_state(state, seen, DAY + timedelta(when), day if when > review else None)
    return as_shown([LinkTarget("u", reviewed=day)], {"u": state})["u"].state


@pytest.mark.parametrize("fault", [DOWN, NODNS, ASK])
def test_what_a_person_found_right_stays_so_while_the_robot_sees_the_same(fault: Observation) -> None:
    weeks = [(7 * week, fault) for week in range(20)]
    assert shown(*weeks, review=10) == "blocked"
    assert shown(*weeks[:3], review=-1) == ("question" if fault is ASK else "unreachable")
    moved = fault._replace(final="https://ailleurs.fr/")
    later = [(140 + 7 * week, one) for week, one in enumerate([OK, moved, moved, moved, moved])]
    assert shown(*weeks, *later, review=10) == ("question" if fault is ASK else "unreachable")


def test_dates_and_streak() -> None:
    good = next_state(None, OK, DAY)
    assert (good.last_ok, good.streak, good.first_failed) == (DAY, 0, None)
    blocked = next_state(good, BLOCKED, DAY + timedelta(7))
    assert (blocked.last_ok, blocked.last_checked) == (DAY, DAY + timedelta(7))
    failed = next_state(blocked, DOWN, DAY + timedelta(14))
    assert (failed.last_ok, failed.first_failed, failed.streak) == (DAY, DAY + timedelta(14), 1)
    assert next_state(failed, DOWN, DAY + timedelta(21)).streak == 2


SEEN = st.sampled_from([OK, BLOCKED, GONE, DOWN, UNSEEN, NODNS, UNKNOWN, ASK])


@given(st.lists(st.tuples(st.integers(1, 30), SEEN), max_size=30))
def test_nothing_is_dead_before_its_threshold(visits: list[tuple[int, Observation]]) -> None:
    state, day, failures = None, DAY, []
    for days, seen in visits:
        day += timedelta(days)
        state = next_state(state, seen, day)
        failures = [] if seen in (OK, ASK) else [*failures, day] if seen in (GONE, UNKNOWN) else failures
        if state.state == "dead":
            assert len(failures) >= 2
            assert (failures[-1] - failures[0]).days >= 7
        if seen is OK:
            assert state.state == "ok"
        assert states_from_json(states_as_json({"u": state}, memory=True)) == ({"u": state}, [])


def chain(*steps: tuple[str, int]) -> Observation:
    return judge(LinkTarget(steps[0][0]), [Answer(url, code, {}) for url, code in steps])


@pytest.mark.parametrize(
    ("steps", "kind", "proposed"),
    [
        ([("http://a.fr/", 301), ("https://a.fr/", 200)], "moved", "https://a.fr/"),
        ([("http://a.fr/p", 301), ("https://a.fr/p", 308), ("https://a.fr/q", 302), ("https://a.fr/s", 200)], "moved", "https://a.fr/q"),
        ([("http://a.fr/p", 301), ("https://b.fr/q", 302), ("https://b.fr/s", 200)], "question", None),
        ([("http://a.fr/p", 301), ("https://b.fr/", 200)], "question", None),
        ([("http://a.fr/p", 301), ("https://a.fr/", 200)], "down", None),
        ([("http://a.fr/p", 301), ("https://b.fr/q", 301), ("https://a.fr/s", 200)], "moved", "https://a.fr/s"),
        ([("http://a.fr/p", 301), ("https://b.fr/q", 302), ("https://a.fr/s", 200)], "question", None),
        ([("https://a.fr/p", 301), ("http://a.fr/p", 200)], "ok", None),
        ([("https://a.fr/p", 301), ("http://a.fr/q", 200)], "question", None),
        ([("http://www.a.gouv.fr/p", 301), ("https://a.gouv.fr/p", 200)], "moved", "https://a.gouv.fr/p"),
        ([("http://a.gouv.fr/p", 301), ("https://b.gouv.fr/p", 200)], "question", None),
        ([("https://a.github.io/p", 301), ("https://b.github.io/p", 200)], "question", None),
        ([("https://u.asso.fr/p", 301), ("https://www.u.asso.fr/q", 200)], "moved", "https://www.u.asso.fr/q"),
        ([("https://bücher.example/p", 301), ("https://www.xn--bcher-kva.example/q", 200)], "moved", "https://www.xn--bcher-kva.example/q"),
        ([("https://a.co.uk/p", 302), ("https://b.co.uk/p", 200)], "question", None),
        ([("http://a.fr/?p=3", 301), ("https://a.fr/?p=3", 200)], "moved", "https://a.fr/?p=3"),
        ([("http://a.fr/p", 301), ("https://a.fr/user/login", 302), ("https://a.fr/q", 200)], "ok", None),
        ([("http://a.fr/p", 302), ("https://login.a.fr/x", 200)], "blocked", None),
        ([("http://a.fr/p", 301), ("https://u:p@a.fr/q", 200)], "ok", None),
        ([("http://a.fr/deconnexion-numerique", 302), ("https://a.fr/deconnexion-numerique/", 200)], "ok", None),
    ],
)  # fmt: skip
def test_redirects(steps: list[tuple[str, int]], kind: str, proposed: str | None) -> None:
    seen = chain(*steps)
    assert (seen.outcome, seen.proposed) == (kind, proposed)


@pytest.mark.parametrize(
    ("old", "new", "clean"),
    [
        ("https://a.fr/p", "https://b.fr/q?page=2&utm_source=x", "https://b.fr/q?page=2"), ("https://a.fr/p", "https://a.fr/q?utm_source=x&sessionid=A", "https://a.fr/q"),
        ("https://a.fr/p", "https://b.fr/q;jsessionid=1?a=1#xtor=RSS-1", "https://b.fr/q?a=1"), ("https://a.fr/?utm_source=x", "https://b.fr/q?utm_source=x", "https://b.fr/q"),
        ("https://a.fr/p", "https://b.fr/q?a=1#ici", ""), ("https://a.fr/p", "http://a.fr/q", ""),
    ],
)  # fmt: skip
def test_a_tracked_redirect_is_asked_with_its_clean_address(old: str, new: str, clean: str) -> None:
    state = next_state(None, chain((old, 301), (new, 200)), DAY)
    assert (state.state, state.proposed) == ("question", None)
    text = markdown_report([LinkTarget(old, "Un")], {old: state}, set(), DAY)
    assert text.partition(f"[Un](<{old}>)")[2].startswith(f" → `{clean}`, depuis" if clean else ", depuis")


def test_a_session_added_to_the_same_page_is_no_question() -> None:
    for new in ("https://a.fr/p?PHPSESSID=1", "https://a.fr/p;jsessionid=2", "https://a.fr/p/?utm_source=x"):
        assert chain(("https://a.fr/p", 301), (new, 200))[:3] == ("ok", 200, "")


@pytest.mark.parametrize(("size", "noted"), [(1_000, True), (connection.BODY, False), (connection.BODY // 2, True)])
def test_a_place_beyond_what_was_read_is_not_called_missing(size: int, noted: bool) -> None:
    for letter in "xé":
        text = (letter * size).encode()[: connection.BODY].decode(errors="replace")
        answer = Answer("https://a.fr/#ici", 200, {"content-type": "text/html"}, text)
        expected = noted and len(text.encode()) < connection.BODY
        assert bool(judge(LinkTarget("https://a.fr/#ici"), [answer]).reason) is expected


def test_portions_share_every_address_and_split_no_host() -> None:
    urls = [f"https://h{number % 7}.fr/{number}" for number in range(100)]
    parts = [politeness.slice_by_host(urls, rank, 3) for rank in (1, 2, 3)]
    assert sorted(url for part in parts for url in part) == sorted(urls)
    hosts = [{politeness.host_key(url) for url in part} for part in parts]
    assert sum(map(len, hosts)) == 7
    assert max(map(len, parts)) < 50


def test_hosts_alternate() -> None:
    order = [
        politeness.host_key(url)
        for url in politeness.alternate_hosts(
            [*(f"https://a.fr/{n}" for n in range(5)), *(f"https://b.fr/{n}" for n in range(5))]
        )
    ]
    assert order == ["a.fr", "b.fr"] * 5


def test_merging_keeps_what_was_checked_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, day, state in (("a", DAY, "ok"), ("b", DAY + timedelta(7), "dead")):
        entry = LinkState(state=state, last_checked=day, last_ok=DAY, gone_since=DAY if state == "dead" else None)
        (tmp_path / name).write_text(
            states_as_json({"https://a.fr/": entry, f"https://{name}.org/": entry}, memory=True)
        )
    out = tmp_path / "tout.json"
    assert main(["liens", "fusionner", "--etat", str(out), str(tmp_path / "b"), str(tmp_path / "a")]) == 1
    joined = json.loads(out.read_text())["urls"]
    assert {url: entry["state"] for url, entry in joined.items()} == {
        "https://a.fr/": "dead",
        "https://a.org/": "ok",
        "https://b.org/": "dead",
    }
    # Run again the same day: a part that did not look at an address brings back what it started with.
    start, part = out.read_text(), tmp_path / "c"
    part.write_text(start.replace("dead", "ok"))
    assert main(["liens", "fusionner", "--etat", str(out), str(part), str(tmp_path / "b")]) == 0
    assert "dead" not in out.read_text()
    (tmp_path / "vide").write_text(states_as_json({}, memory=True))  # a slice without any host
    assert main(["liens", "fusionner", str(tmp_path / "vide"), "--etat", str(out)]) == 0
    assert main(["liens", "fusionner", str(tmp_path / "absent"), "--etat", str(out)]) == 2
    (tmp_path / "a").write_text("{")
    assert main(["liens", "fusionner", str(tmp_path / "a"), "--etat", str(out)]) == 2
    assert "n’est pas un état lisible" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["--tranche", "0/2"], ["--tranche", "3/2"], ["--tranche", "x"], ["--date", "hier"], ["--catalogue", "absent.yaml"], ["--urls", "absent.txt"],
     ["--etat", "absent/etat.json"], ["--depuis", "inconnue"], ["--depuis", "--output=x"], ["--date", "20261101"], ["--urls", "resources.yaml", "--appliquer"],
     ["--etat", "-"], ["--etat", "resources.yaml"], ["--rapport", "./resources.yaml"], ["--etat", "e.json", "--json", "e.json"], ["--rapport", "-", "--json", "-"]],
)  # fmt: skip
def test_wrong_use(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources.yaml").write_text(CATALOG)
    try:
        code = main(["liens", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"resources.yaml": CATALOG}


def test_the_report_is_short_sorted_and_inert() -> None:
    hostile = "<img src=x> | [clic](https://x) `@equipe` #12 \x1b[2J \u202e WWW.x.fr " * 3
    asked = [LinkTarget(f"https://a.fr/{'x' * 1000}{number}|`", hostile, number) for number in range(4000)]
    kinds = ["dead", "moved", "blocked", "flaky", "unchecked", "ok"]
    states = {
        item.url: LinkState(state=kinds[rank % 6], reason="page introuvable (404)", proposed="https://b.fr/" + "y" * 1500, last_ok=DAY, first_failed=DAY)
        for rank, item in enumerate(asked)
    }  # fmt: skip
    text = markdown_report(asked, states, set(), DAY)
    assert len(text.encode()) < 65_536
    titles = [
        "## À corriger (667)",
        "## À mettre à jour (667)",
        "à la main de temps en temps : le robot n’y a pas accès (667)",
        "Panne passagère : rien à faire (667)",
        "Non vérifié cette fois (666)",
    ]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert text.count("autres, dans le fichier") == 1
    assert text.count("page introuvable (404) : [") > 5
    assert "<img" not in text
    assert "@equipe" not in text
    assert "WWW." not in text
    assert not {"\x1b", "\u202e"} & {*text}
    assert "https://web.archive.org/web/20261005/https://a.fr/" in text
    assert "depuis" not in markdown_report([], {}, set(), DAY)
    assert "rien à corriger**" in markdown_report([], {}, set(), DAY)
    unseen = {"https://a.fr/": LinkState(state="unchecked", last_checked=DAY)}
    assert "rien à corriger, 1 sans verdict**" in markdown_report([LinkTarget("https://a.fr/")], unseen, set(), DAY)


def test_a_proposal_is_stopped_by_its_own_404_only(tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@exemple.fr"]
    web, server = start()
    web.answers |= {
        "/ancienne": reply("404 Not Found"),
        "/panne": reply("503 Busy", Retry_After="900"),
        "/non": reply("403 No"),
    }
    (tmp_path / "liste.txt").write_text(web.url("/ancienne") + "\n")
    for command in (["init", "-q"], ["add", "liste.txt"], ["commit", "-qm", "un"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    fine = [web.url(path) for path in ("/ancienne", "/panne", "/non", "/ok")]
    code, found, said = liens(tmp_path, fine, "--depuis", "HEAD")
    assert (code, set(found)) == (0, set(fine[1:])), said
    web.answers["/neuve"] = reply("404 Not Found")
    code, found, said = liens(tmp_path, [*fine, web.url("/neuve")], "--depuis", "HEAD")
    assert code == 1, said
    assert len(web.times["/neuve"]) == 3
    code, found, said = liens(tmp_path, [*fine, "https://exemple .fr"], "--depuis", "HEAD")
    assert (code, "contient une espace" in said) == (1, True)
    code, found, said = liens(
        tmp_path,
        [*fine, *(web.url("/ok", f"127.0.1.{number}") for number in range(1, 60))],
        "--depuis",
        "HEAD",
        private=False,
    )
    assert (len(found), "seules les 50 premières" in said) == (50, True)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://a.fr/", "a.fr"), ("https://a.fr/", "a.fr"), ("https://a.fr:443/", "a.fr"), ("https://a.fr:8443/", "a.fr:8443"),
     ("http://[2001:db8::1]/", "[2001:db8::1]"), ("https://[2001:db8::1]:81/", "[2001:db8::1]:81"), ("http://bücher.fr:81/", "xn--bcher-kva.fr:81")],
)  # fmt: skip
def test_a_request_names_its_host_as_browsers_do(url: str, host: str) -> None:
    here, there = socket.socketpair()
    with here, there:
        request = connection.CheckedConnection(urlsplit(url), [], ssl.create_default_context(), ends=0)
        request.sock = here
        request.request("GET", "/x", headers=connection.HEADERS)
        sent = there.recv(4096).decode().splitlines()
    assert (sent[0], [line for line in sent if line.startswith("Host")]) == ("GET /x HTTP/1.1", [f"Host: {host}"])


def test_invalid_addresses_are_reported(tmp_path: Path) -> None:
    (tmp_path / "liste.txt").write_bytes(b"")
    bad = [
        "pas une adresse",
        "http://",
        "ftp://a.fr/",
        "https://a.fr:99999/",
        "http://[::1",
        "https://u:p@a.fr/",
        "javascript:alert(1)",
        "https://a..fr/",
        "http://127.0.0.1,%C3%A9/",
        "http://[::1]%C3%A9",
    ]
    code, found, said = liens(tmp_path, ["\ufeff", "", "# rien", *bad, bad[0]], "--rapport", "r.md")
    assert (code, set(found)) == (1, set(bad)), said
    assert {entry["state"] for entry in found.values()} == {"unchecked"}
    assert "À corriger (10)" in (tmp_path / "r.md").read_text()
    assert liens(tmp_path, ["https://exemple/"], private=False)[0] == 1


def test_private_hosts_are_refused(tmp_path: Path) -> None:
    web, server = start()
    urls = [
        web.url("/ok"),
        web.url("/ok", "localhost"),
        web.url("/ok", "2130706433"),
        web.url("/ok", "[::ffff:127.0.0.1]"),
        "http://169.254.169.254/",
        "http://10.0.0.1/",
    ]
    _, found, said = liens(tmp_path, urls, private=False)
    assert {entry["state"] for entry in found.values()} == {"unchecked"}, said
    assert all("réseau privé" in entry["reason"] or "nom de site" in entry["reason"] for entry in found.values())
    # LinkChecker itself, should such an address reach it
    urls = [web.url("/ok"), web.url("/ok", "localhost")]
    assert dict(linkchecker.first_look(urls, private=False)) == dict.fromkeys(urls, False)
    assert not web.times
    assert list(linkchecker.first_look(urls[:1], private=True)) == [(urls[0], True)]
    server.shutdown()
    server.server_close()


def test_a_name_that_leads_inside_is_refused_on_the_way_too(monkeypatch: pytest.MonkeyPatch) -> None:
    web, server = start()
    inside, inner = start(address="127.0.0.2")
    web.answers["/vers"] = to(inside.url("/ok", "interne.example"))
    monkeypatch.setattr(
        connection, "is_public", lambda address: str(address) == "127.0.0.1"
    )  # the public side of this test
    real = connection.socket.getaddrinfo
    monkeypatch.setattr(
        connection.socket,
        "getaddrinfo",
        lambda host, *rest, **more: real({"interne.example": "127.0.0.2"}.get(host, host), *rest, **more),
    )
    seen = client.Client().observe(LinkTarget(web.url("/vers")))
    assert (seen.outcome, "réseau privé" in seen.reason) == ("unchecked", True)
    assert client.Client().observe(LinkTarget(inside.url("/ok", "interne.example"))).outcome == "unchecked"
    assert not inside.times
    for one in (server, inner):
        one.shutdown()
        one.server_close()


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /\n\nUser-agent: annuaire-liens\nDisallow: /prive\n",
        "\ufeffuser-agent: Annuaire-Liens\nUser-Agent: *\nDisallow: /prive",
    ],
)
def test_a_site_may_opt_out(tmp_path: Path, rules: str) -> None:
    web, server = start()
    web.answers["/robots.txt"] = to("/robots/vrai.txt")
    web.answers["/robots/vrai.txt"] = reply("200 OK", rules.encode(), Content_Type="text/plain")
    code, found, _ = liens(tmp_path, [web.url("/ok"), web.url("/prive/x")])
    assert [entry["state"] for entry in found.values()] == ["ok", "unchecked"]
    assert "/prive/x" not in web.times
    assert code == 0
    server.shutdown()
    server.server_close()


def test_an_address_costs_a_host_twelve_requests_at_most(tmp_path: Path) -> None:
    web, server = start()
    assert liens(tmp_path, [web.url("/boucle/sans-fin")])[1][web.url("/boucle/sans-fin")]["state"] == "flaky"
    times = sorted(time for asked in web.times.values() for time in asked)
    assert 4 < len(times) <= 12
    assert all(fifth - first >= 1 for first, fifth in zip(times, times[4:], strict=False))
    server.shutdown()
    server.server_close()


def test_a_site_that_let_the_whole_time_pass_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    web, server = start()
    monkeypatch.setattr(client, "SECONDS", 1)
    for path, times in (("/lent/muet", 1), ("/rien", 2)):
        assert client.Client(private=True).observe(LinkTarget(web.url(path))).outcome == "down"
        assert len(web.times[path]) == times
    server.shutdown()
    server.server_close()


def test_a_sick_network_writes_nothing(tmp_path: Path) -> None:
    web, server = start()
    urls = [web.url(f"/bon{number}") for number in range(5)]
    web.answers = {f"/bon{number}": page() for number in range(5)}
    assert liens(tmp_path, urls, "--etat", "etat.json", "--date", "2026-10-05")[0] == 0
    before = (tmp_path / "etat.json").read_bytes()
    web.answers["/bon0"] = reply("404 Not Found")
    web.answers["/bon1"] = reply("404 Not Found")
    code, _, said = liens(tmp_path, urls, "--etat", "etat.json", "--date", "2026-10-12")
    assert (code, (tmp_path / "etat.json").read_bytes()) == (3, before)
    assert "Le réseau d’ici" in said
    web.answers["/bon1"] = page()
    assert liens(tmp_path, urls, "--etat", "etat.json", "--date", "2026-10-12")[0] == 0
    server.shutdown()
    server.server_close()


def test_a_damaged_memory_is_set_aside(tmp_path: Path) -> None:
    web, server = start()
    entry = json.loads(states_as_json({"u": LinkState(state="ok", last_ok=DAY)}))["urls"]["u"]
    for number, damage in enumerate(
        [
            b'{"urls": {"a"',
            b"\xff",
            b"[]",
            json.dumps({"urls": {"bonne": entry, "fausse": {"state": "perdu"}}}).encode(),
        ]
    ):
        (tmp_path / "etat.json").write_bytes(damage)
        code, _, said = liens(tmp_path, [web.url("/ok")], "--etat", "etat.json")
        assert code == 0
        assert f"etat.json.endommage-{number + 1}" in said
        assert (tmp_path / f"etat.json.endommage-{number + 1}").read_bytes() == damage
    assert json.loads((tmp_path / "etat.json").read_text())["urls"]["bonne"]["last_ok"] == "2026-10-05"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("fault", ["missing", "silent", "killed"])
def test_no_linkchecker_no_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    script = tmp_path / "linkchecker"
    script.write_text("#!/bin/sh\n" + ("kill -9 $$" if fault == "killed" else "exit 0") + "\n")
    script.chmod(0o755)
    monkeypatch.setattr(linkchecker.shutil, "which", lambda *_, **__: None if fault == "missing" else str(script))
    monkeypatch.setattr(client.Client, "robots_txt", lambda *_: None)
    (tmp_path / "liste.txt").write_text("https://exemple.invalid/")
    etat = tmp_path / "etat.json"
    assert main(["liens", "--urls", str(tmp_path / "liste.txt"), "--etat", str(etat)]) == 3
    assert "rien n’est écrit" in capsys.readouterr().err
    assert not etat.exists()


def test_a_rehearsal_may_go_back_in_time(tmp_path: Path) -> None:
    (tmp_path / "etat.json").write_text(
        states_as_json({"https://a.fr/": LinkState(state="ok", last_checked=date(2026, 11, 1))}, memory=True)
    )
    arguments = ["liens", "--urls", str(tmp_path / "vide.txt"), "--etat", str(tmp_path / "etat.json")]
    (tmp_path / "vide.txt").write_text("")
    assert main([*arguments, "--date", "2025-01-06"]) == 0
    assert main([*arguments, "--date", "1970-01-01"]) == 3
