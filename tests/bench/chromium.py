"""What a page costs a visitor: requests, compressed bytes, and when Chromium shows its first content and first card."""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CARD = ".carte, .rubriques a, article :is(h2, li), .item"
"""The first card, or category, of our pages; then of Material's and of dirmaker's."""
WATCH = f"""new MutationObserver((_, seen) => {{
  if (document.querySelector("{CARD}")) {{ window.card = performance.now(); seen.disconnect(); }}
}}).observe(document, {{ childList: true, subtree: true }});"""
TIMES = """new Promise((answer) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint && window.card) answer([paint.startTime, window.card]); else requestAnimationFrame(look);
  };
  look();
})"""
VIEWS = 5


class _Compressed(http.server.SimpleHTTPRequestHandler):
    """Serve a folder as a host does: texts compressed, files kept by the browser."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 9)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A browser that leaves hangs up: nothing to say."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Compressed, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def viewed(addresses: dict[Path, list[str]]) -> dict[str, dict[str, float]]:
    """Open pages of built sites; return what each cost, the median of several first views."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for folder, paths in addresses.items():
            with served(folder / "site") as base:
                for path in paths:
                    views = [_view(browser, base, path) for _ in range(VIEWS)]
                    found[f"{folder.name} /{path}"] = {
                        key: statistics.median(view[key] for view in views) for key in views[0]
                    }
        browser.close()
    return found


def _view(browser: Browser, base: str, path: str) -> dict[str, float]:
    """A first view, with nothing kept; what another host would send is asked for and refused, so that it counts once."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    sizes: list[float] = []
    asked: list[str] = []
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.route(lambda url: not url.startswith(base), lambda route: route.abort())
    page.add_init_script(WATCH)
    page.goto(base + path, wait_until="load")
    paint, card = page.evaluate(TIMES)
    context.close()
    return {
        "Ko": sum(sizes) / 1000, "requêtes": len(asked), "ailleurs": sum(not url.startswith(base) for url in asked),
        "premier affichage (ms)": paint, "première fiche (ms)": card,
    }  # fmt: skip
