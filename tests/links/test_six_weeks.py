"""Six weeks of checks, reviews included: no living site is ever shown as gone, every proven disappearance is."""

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

from annuaire.catalog.link_states import states_from_json
from faulty_web import page, reply, start, to
from test_faulty_web import COMMAND, ENV, HURRIED

DAY = date(2026, 10, 5)
QUICK = "from annuaire.links import politeness\npoliteness.INTERVAL = 0.02\n" + HURRIED.replace(
    "2, 0.3", "1, 0.1"
).replace("=2", "=1")
"""The command in a hurry, without its politeness, which other tests prove."""
CASINO = page("Casino en ligne, bonus 500 €", "<h1>Machines à sous et roulette</h1>")
SAYS = {
    "+": page(), "4": reply("404 Not Found"), "1": reply("410 Gone"), "s": page("Page introuvable"),
    "p": page("exemple.fr", "<p>Ce nom de domaine est à vendre."), "c": CASINO, "C": to("AILLEURS/suite"),
    "P": to("AILLEURS/parque/vendre", "302 Found"), "x": to("AILLEURS/ok"), "5": reply("503 Busy", Retry_After="600"),
    "r": b"", "3": reply("403 Forbidden"), "2": reply("429 Slow", Retry_After="600"), "l": to("/boucle", "302 Found"),
    "m": to("/stable"), "h": to("/"), "k": to("/stable?sessionid=A1"), "z": page("Berita terbaru").replace(b"<title>", b"<html lang=id><title>"),
    "e": page("Erreur 404"), "R": to("AILLEURS/recrute"), "w": page("Accueil", "<h1>Site en construction</h1>"), "n": page("Welcome to nginx!"), "b": reply("500 Oops", Retry_After="600"),
}  # fmt: skip
# What each address answers from one week to the next; the weeks after which a person found it right; the week from which
# visitors are told that it is gone.
PATTERNS: dict[str, tuple[str, list[int], int | None]] = {
    # alive, whatever the robot thinks
    "/stable": ("++++++", [], None), "/503": ("+55555", [], None), "/503-relue": ("555555", [2], None), "/coupe": ("++rrrr", [], None),
    "/coupe-relue": ("rrrrrr", [0], None), "/panne": ("bbbbbb", [], None), "/une-404": ("++4+++", [], None), "/une-503": ("+5+5+5", [], None), "/mur": ("+33333", [], None),
    "/429": ("+2+2++", [], None), "/boucle": ("+++lll", [], None), "/accueil": ("hhhhhh", [], None), "/demenage": ("+mmmmm", [], None),
    "/ailleurs": ("xxxxxx", [], None), "/ailleurs-relue": ("xxxxxx", [0], None), "/suivie": ("kkkkkk", [], None), "/langue": ("zzzzzz", [], None),
    "/404-relue": ("+44+++", [1], None), "/fragile": ("+55+55", [], None), "/410-relue": ("1++1++", [0], None), "/coupe-404": ("rrr4rr", [], None),
    "/parque-une-fois": ("+p++p+", [], None), "/reprise-une-fois": ("++c+++", [], None), "/lente": ("tttttt", [], None),
    "/recrute": ("RRRRRR", [], None), "/travaux": ("+wwww+", [], None), "/nginx": ("nnnnnn", [], None),
    # gone
    "/404": ("+44444", [], 2), "/410": ("++1111", [], 3), "/soft": ("+ssss+", [], 2), "/erreur": ("eeeeee", [], 1), "/renait": ("+44++4", [], 2),
    "/deux": ("+54455", [], 3), "/parque": ("ppp+++", [], 1), "/repris": ("+ccccc", [], 2), "/redirige": ("CCCCCC", [], 1), "/vendu": ("PPPPPP", [], 1),
    "/avec-403": ("43444+", [], 2), "/relue-trop-tot": ("+++444", [1], 4), "/relue-a-tort": ("444444", [1], 1), "/503-puis-404": ("555544", [], 5),
    **{f"/bon{number}": ("++++++", [], None) for number in range(40)},
}  # fmt: skip
UNKNOWN = "http://nulle-part.invalid/"


def catalogue(urls: dict[str, str], week: int) -> str:
    """The catalogue of a week, with the reviews made before it."""
    rows = []
    for path, url in urls.items():
        days = [DAY + timedelta(7 * done + 3) for done in PATTERNS.get(path, ("", [], None))[1] if done < week]
        rows.append(
            f"  - title: Un guide {path}\n    category: a\n    url: {url}"
            + "".join(f"\n    reviewed: {day}" for day in days)
        )
    return "categories: [{id: a, title: A}]\nresources:\n" + "\n".join(rows) + "\n"


def test_six_weeks(tmp_path: Path) -> None:
    assert len(PATTERNS) - 40 >= 25
    started = [start() for _ in range(23)]
    elsewhere, other = start(address="127.0.0.2")
    recruits = page("Groupe Casino – Recrutement", "<p>Casino recrute dans ses magasins.")
    elsewhere.answers |= {"/suite": CASINO, "/recrute": recruits}
    urls = {
        path: started[rank % 23][0].url(path if path != "/lente" else "/lent/muet")
        for rank, path in enumerate(PATTERNS)
    }
    urls["dns"] = UNKNOWN
    told: dict[str, list[int]] = {}
    for week in range(6):
        for web, _ in started:
            web.elsewhere = elsewhere.url("", "127.0.0.2")
            web.answers = {"/stable?sessionid=A1": page()} | {
                path: SAYS[says[week]] for path, (says, _, _) in PATTERNS.items() if says[week] in SAYS
            }
        (tmp_path / "resources.yaml").write_text(catalogue(urls, week), encoding="utf-8")
        done = subprocess.run(
            [COMMAND[0], "-c", QUICK, "liens", "--hotes-prives", "--etat", "etat.json", "--json", "vu.json", "--rapport", "r.md", "--date", str(DAY + timedelta(7 * week))],
            cwd=tmp_path, capture_output=True, text=True, timeout=180, env=ENV,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        states, bad = states_from_json((tmp_path / "etat.json").read_text(encoding="utf-8"))
        assert not bad
        found = json.loads((tmp_path / "vu.json").read_text(encoding="utf-8"))["urls"]
        for path, url in urls.items():
            says, reviews, _ = PATTERNS.get(path, ("nnnnnn", [], 2))
            reviewed = max((DAY + timedelta(7 * on + 3) for on in reviews if on < week), default=None)
            if states[url].is_gone(reviewed):
                told.setdefault(path, []).append(week)
            assert (found[url]["state"] == "ok") == (says[week] == "+"), (path, week, found[url])
        for path in ("/503-relue", "/coupe-relue", "/ailleurs-relue"):
            assert week <= PATTERNS[path][1][0] or found[urls[path]]["state"] == "blocked", (
                path,
                week,
                found[urls[path]],
            )
    assert {path: weeks[0] for path, weeks in told.items()} == {"dns": 2} | {
        path: first for path, (_, _, first) in PATTERNS.items() if first is not None
    }
    assert told["/relue-a-tort"] == [1, 3, 4, 5]
    for path, weeks in told.items():
        says = PATTERNS.get(path, ("nnnnnn",))[0]
        assert not [week for week in weeks if says[week] == "+"], path
    report = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "le robot n’y accède pas : le serveur est en panne (503)" in report
    assert "si elle est juste : `annuaire relire un-guide-503`" in report
    for _, server in [*started, (elsewhere, other)]:
        server.shutdown()
        server.server_close()
