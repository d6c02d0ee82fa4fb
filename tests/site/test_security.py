"""What a page may do, and what hostile text may not: in Chromium, with the policy that pages carry and without it."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from annuaire.http_headers import FOREVER, FRAMED, HEADERS, POLICY
from annuaire.text import typographic
from conftest import build, make_project, mkdocs

PAYLOADS = (
    "<script>pwned=1</script>",
    "</script><script>pwned=1</script>",
    "</title></textarea></style></template><svg onload=pwned=1>",
    "<img src=x onerror=pwned=1><img src=//evil.example/a.png>",
    "\" autofocus onfocus=pwned=1 x=\"",
    "' onmouseover='pwned=1' x='",
    "--><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>pwned=1</script>",
    "&ltscript&gtpwned=1&lt/script&gt",
    "{{ 7*7 }}{% raw %}{# x #}${7*7}<%= 7*7 %>",
    "[x](javascript:pwned=1) <javascript:pwned=1> ![x](//evil.example/b.png)",
    "<!-- annuaire:rubriques --><base href=//evil.example/>",
    "=HYPERLINK(\"https://evil.example/\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "<link rel=stylesheet href=//evil.example/c.css><style>*{display:none}</style>",
    "\u2028pwned=1\u2029//",
)  # fmt: skip
SAFE = [text for text in PAYLOADS if "\u2028" not in text]
"""Those that the rules let through; line separators are refused."""


def hostile() -> str:
    """Return a catalogue where every field of every entry is a payload."""
    entries = [
        {
            "title": text, "category": "a", "publisher": [text, text[::-1]], "description": text * 2, "tags": [re.sub("[,;#]", "", text)[:40]],
            "format": "f", "url": f"https://exemple.fr/{n}?a='%22%3E%3Cscript%3Epwned=1%3C/script%3E&b=c",
            "contact": f"https://exemple.fr/c{n}?'%22onclick=pwned=1", "added": "2026-03-31",
            "links": [{"title": text, "url": f"https://exemple.fr/l{n}#'%22"}],
        }
        for n, text in enumerate(SAFE)
    ]  # fmt: skip
    categories = [{"id": "a", "title": SAFE[0], "description": SAFE[3]}, {"id": "b", "title": SAFE[4]}]
    return json.dumps(
        {"categories": categories, "formats": [{"id": "f", "title": SAFE[2][:60]}], "resources": entries}, indent=1
    )


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_project(tmp_path_factory.mktemp("hostile"), hostile()))


@pytest.mark.parametrize("bypass", [False, True], ids=["policy", "no-policy"])
def test_hostile_text_does_nothing(
    attacked: Path, serve: Callable[[Path], str], browser: Browser, bypass: bool
) -> None:
    base = serve(attacked)
    context = browser.new_context(bypass_csp=bypass)
    context.route("**/favicon.ico", lambda route: route.fulfill())  # asked for beside a file that names none
    page = context.new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: None if request.url.startswith(base) else heard.append(request.url))
    for path in sorted(attacked.rglob("*")):
        name = path.relative_to(attacked).as_posix()
        if path.suffix not in (".html", ".xml"):
            continue
        page.goto(base + name)
        assert page.evaluate("typeof pwned") == "undefined", name
        if path.suffix == ".html":
            scripts = page.evaluate("[...document.scripts].map((s) => s.type || new URL(s.src).pathname.slice(0, 8))")
            assert set(scripts) <= {"/assets/", "application/ld+json"}, name
            assert page.locator("[onload], [onerror], [onfocus], [onmouseover], [onclick], base, iframe").count() == 0
            for text in page.locator("script[type]").all_text_contents():
                json.loads(text)
            protocols = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
            assert set(protocols) <= {"http:", "https:", "mailto:", "tel:"}, name
    page.goto(base + "a/")
    titles = page.locator("article h2").all_text_contents()
    assert titles == [typographic(text) for text in SAFE]
    for query in ("pwned", "script", "?q=%3Cscript%3E&editeur=%22%3E%3Cimg%20src=x%20onerror=pwned=1%3E"):
        page.goto(base + ("recherche/" + query if query.startswith("?") else f"recherche/?q={query}"))
        page.get_by_role("status").filter(has_text=re.compile("ressource|résultat")).wait_for()
        assert page.evaluate("typeof pwned") == "undefined"
        assert (
            page.locator(".resultats :is([onload], [onerror], [onfocus], [onclick], iframe, img, script)").count() == 0
        )
    page.goto(base + "recherche/?q=pwned")
    page.locator(".resultats article h2").nth(5).wait_for()
    assert heard == []
    context.close()


def test_hostile_text_stays_text_in_the_exports(attacked: Path) -> None:
    entries = json.loads((attacked / "resources.json").read_text("utf-8"))["resources"]
    assert [entry["title"] for entry in entries] == SAFE
    rows = list(csv.reader(io.StringIO((attacked / "resources.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)] == []
    feed = ElementTree.parse(attacked / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    assert {node.tag for node in feed.iter() if not node.tag.startswith(atom)} == set()
    assert {node.text for node in feed.iter(f"{atom}title")} >= set(SAFE)
    nodes = json.loads((attacked / "catalogue.jsonld").read_text("utf-8"))
    assert "pwned" in json.dumps(nodes)


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "javascript:pwned=1"), ("url", "data:text/html,<script>pwned=1</script>"), ("contact", "javascript:x@y.fr"),
     ("title", PAYLOADS[-1]), ("links", [{"title": "x", "url": "vbscript:x"}])],
)  # fmt: skip
def test_what_cannot_be_shown_safely_is_refused(tmp_path: Path, field: str, value: object) -> None:
    entry = {"title": "T", "category": "a", field: value}
    catalog = {"categories": [{"id": "a", "title": "A"}], "resources": [entry]}
    done = mkdocs(make_project(tmp_path / "projet", json.dumps(catalog)))
    assert done.returncode == 1
    assert "1 problème à corriger" in done.stderr or "problèmes à corriger" in done.stderr


def test_every_page_carries_the_policy_and_needs_no_exception(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in re.sub("&#39;", "'", html), path
        assert html.index("Content-Security-Policy") < html.index("<link") < f"{html}<script".index("<script"), path
        assert '<meta name="referrer" content="no-referrer">' in html
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), path
        assert set(re.findall(r"<script ([a-z]+)", html)) <= {"src", "type"}, path
        assert set(re.findall(r'<script type="([^"]+)', html)) <= {"application/ld+json"}, path
    assert "unsafe" not in POLICY


def test_the_policy_refuses_what_somebody_would_inject(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(serve(site))
    refused = page.evaluate("""async () => {
      const seen = [];
      document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
      const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
      add("script", { textContent: "pwned = 1" });
      add("script", { src: "https://evil.example/x.js" });
      add("img", { src: "https://evil.example/x.png" });
      add("style", { textContent: "* { display: none }" });
      document.body.setAttribute("style", "color: red");
      document.body.setAttribute("onclick", "pwned = 1");
      await fetch("https://evil.example/").catch(() => {});
      add("iframe", { src: "https://evil.example/" });
      await new Promise((done) => setTimeout(done, 50));
      return seen;
    }""")
    assert set(refused) == {
        "script-src-elem", "img-src", "style-src-elem", "style-src-attr", "script-src-attr", "connect-src", "frame-src",
    }  # fmt: skip
    assert page.evaluate("typeof pwned") == "undefined"
    page.close()


def test_hosts_find_the_headers_ready(site: Path) -> None:
    text = (site / "_headers").read_text("utf-8")
    rules: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            rule = rules.setdefault(line, {})
        else:
            name, _, value = line.strip().partition(": ")
            rule[name] = value
    framed = {"! Content-Security-Policy": "", "Content-Security-Policy": FRAMED}
    assert rules == {"/*": HEADERS, "/integrer/*": framed, "/assets/*": {"Cache-Control": FOREVER}}
    assert f"{POLICY}; frame-ancestors *" == FRAMED
    assert HEADERS["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert all(re.search(r"\.[0-9a-f]{10}\.\w+$", path.name) for path in (site / "assets").rglob("*") if path.is_file())
