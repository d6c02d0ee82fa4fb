"""One pass of a browser over a built site, as its visitors meet it: `python -m annuaire_directory.tests.smoke site`.

Each page is opened where its address says, on a phone and on a laptop, in both colour schemes.
"""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """async (colours) => {
  const kept = axe.getRules().filter(({ ruleId, tags }) => (!colours || tags.includes("cat.color")) &&
    !tags.includes("experimental") && tags.some((tag) => /^wcag|^RGAA|^best-practice/.test(tag)));
  const runOnly = kept.map(({ ruleId }) => ruleId);
  const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}"""
"""Every rule of axe-core that has a criterion of WCAG (A, AA and AAA) or RGAA, or is a best practice; or those of them
that judge colours."""
SPILLED = """() => [...document.querySelectorAll("html, body *:not(pre *, .tableau, .tableau *)")].filter((node) => {
  const { left, right, width } = node.getBoundingClientRect(), inner = node.scrollWidth - node.clientWidth;
  return width > 1 && node.checkVisibility() && left >= 0 && (right > innerWidth + 1 || (node.clientWidth > 1 && inner > 1));
}).map((node) => node.outerHTML.slice(0, 120))"""
"""What is cut off, or scrolls sideways, but for tables of data (WCAG 1.4.10 lets them)."""
OVERLAPPED = """() => [...document.querySelectorAll("main, main *:not(svg *)")].flatMap((parent) => {
  const boxes = [...parent.children].filter((node) => {
    const { display, position } = getComputedStyle(node);
    return !display.startsWith("inline") && ["static", "relative"].includes(position) && node.checkVisibility();
  }).map((node) => [node, node.getBoundingClientRect()]).filter(([, { width, height }]) => width > 1 && height > 1);
  return boxes.slice(1).filter(([, b], rank) => {
    const [, a] = boxes[rank];
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  }).map(([node]) => node.outerHTML.slice(0, 120));
})"""
"""Blocks that cover the one before them."""


class _Host(http.server.SimpleHTTPRequestHandler):
    prefix = "/"

    def translate_path(self, path: str) -> str:
        return super().translate_path(
            f"/{path.removeprefix(self.prefix)}" if path.startswith(self.prefix) else "/absent"
        )

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosted(site: Path) -> Iterator[str]:
    """Serve a site on loopback, under the path of its own address when it knows it, and give its address there."""
    known = re.search(r'<link rel="canonical" href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    prefix = urlsplit(known[1]).path if known else "/"
    handler = functools.partial(type("Host", (_Host,), {"prefix": prefix}), directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{prefix}"
    server.shutdown()
    server.server_close()


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def faults(page: Page, *schemes: str | None) -> list[list[str]]:
    """Return what axe-core finds in a page as it is, or in the first of these colour schemes, then what the others change."""
    page.evaluate(AXE)
    found = []
    for rank, scheme in enumerate(schemes or (None,)):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(RUN, rank > 0)
    return found


def smoke(site: Path, browser: Browser, names: list[str]) -> Iterator[str]:
    """Yield « page : what is wrong » for each fault of these pages of a built site."""
    with hosted(site) as base:
        page = browser.new_page(viewport={"width": 320, "height": 800})
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(f"{error}"))
        page.on("request", lambda request: None if request.url.startswith(base) else heard.append(request.url))
        for name in names:
            page.set_viewport_size({"width": 320, "height": 800})
            page.goto(base + name.removesuffix("index.html"))
            found = faults(page, "dark", "light")
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                found += [
                    [kind, *seen]
                    for kind, seen in (("déborde", page.evaluate(SPILLED)), ("recouvert", page.evaluate(OVERLAPPED)))
                    if seen
                ]
            if not page.locator("main a[href], header a[href]").count():
                found.append(["impasse"])
            yield from (f"{name} : {' '.join(fault)[:300]}" for fault in (*found, *([text] for text in heard)))
            heard.clear()
        if page.context.cookies():
            yield "un cookie est déposé."
        page.close()


def main() -> int:
    """Return 0 when every page is sound, 1 when one is not."""
    site = Path(sys.argv[1] if sys.argv[1:] else "site")
    with sync_playwright() as playwright:
        installed = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=installed, args=CHROMIUM)
        found = list(smoke(site, browser, pages_of(site)))
        browser.close()
    print("\n".join(found) or f"{site} : {len(pages_of(site))} pages ouvertes, rien à corriger.")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
