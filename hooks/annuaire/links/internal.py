"""Every internal link and fragment of the built HTML, in one fast pass: no server, no network."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

HERE = "https://site.invalid/"
"""Stands for the site's root while links are resolved."""


class _Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, int]] = []
        self.ids: set[str] = set()
        self.canonical = ""
        self.continued = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values and (name == "id" or tag == "a")}
        self.continued |= "data-suite" in values
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values.get("href", "")
        else:
            self.links += [(values[name], self.getpos()[0]) for name in ("href", "src", "action") if name in values]


def broken(folder: Path) -> Iterator[str]:
    """Yield « page:line : what is wrong » for each internal link that leads nowhere in a built site."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {
        name: _Page((folder / name).read_text(encoding="utf-8")) for name in sorted(files) if name.endswith(".html")
    }
    for name, page in pages.items():
        first = name.removesuffix("/index.html").rpartition("/")[0] + "/index.html"
        if first in pages and pages[first].continued:  # its script looks for a permalink in the pages that follow
            pages[first].ids |= page.ids
    base = pages["index.html"].canonical if "index.html" in pages else ""
    prefix = urlsplit(base).path or "/"
    for name, page in pages.items():
        for link, line in page.links:
            url = urljoin(HERE + prefix.lstrip("/") + name, link.replace(base, prefix, 1) if base else link)
            if not url.startswith(HERE):
                continue
            path, _, fragment = url.removeprefix(HERE).partition("#")
            path = unquote(path.partition("?")[0])
            inside = f"/{path}".startswith(prefix)
            target = f"/{path}".removeprefix(prefix).lstrip("/")
            target = f"{target}index.html" if target == "" or target.endswith("/") else target
            if not inside or target not in files:
                yield f"{name}:{line} : « {link} » ne mène à aucun fichier du site."
            elif (
                fragment and target in pages and unquote(fragment) not in pages[target].ids | {fragment_free(fragment)}
            ):
                yield f"{name}:{line} : « {link} » mène à un endroit qui n’existe pas dans {target}."


def fragment_free(fragment: str) -> str:
    """Return the fragment itself when browsers need no element for it: « #top » and text fragments."""
    return unquote(fragment) if fragment == "top" or fragment.startswith(":~:") else ""


def run(options: Namespace) -> int:
    """`annuaire liens internes`: 0 when every internal link holds, 1 when one does not, 2 when nothing is built."""
    if not (options.folder / "index.html").is_file():
        print(f"annuaire : {options.folder} ne contient aucun site : lancez « make build ».", file=sys.stderr)
        return 2
    problems = list(broken(options.folder))
    print("\n".join(problems) if problems else f"{options.folder} : tous les liens internes mènent quelque part.")
    return int(bool(problems))
