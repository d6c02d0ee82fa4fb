"""`annuaire liens internes`: every internal link and fragment of the built HTML, without server nor network."""

import re
from argparse import Namespace
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from annuaire.links.console import WrongUse

HERE = "https://site.invalid/"
"""Stands for the host's root while links are resolved."""


ADDRESS = ("href", "src", "action", "poster", "data", "data-index")
FOLLOWED = ("href", "data-index")
"""Attributes that load nothing by themselves, nor send to another site."""
CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""")
OTHER_SITE = "est d’un autre site, que les pages ne peuvent pas joindre. Copiez-le dans docs/, ou faites-en un lien."
_ATTRIBUTES = r"""((?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)"""
TAG = re.compile(
    rf"<!--.*?-->|<(script|style)\b{_ATTRIBUTES}>.*?</\1|<([a-z][\w-]*+){_ATTRIBUTES}>", re.DOTALL | re.IGNORECASE
)
"""The standard library’s parser reads the same from a site, three times as slowly."""
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class PageLinks:
    """The links of a page, each with the place of its first use, and the ids that can be linked to in it."""

    def __init__(self, html: str) -> None:
        self.links: dict[str, int] = {}
        self.loaded: set[str] = set()
        self.ids: set[str] = set()
        self.canonical = ""
        self.continued = False
        for tag in TAG.finditer(html):
            if "=" in (attributes := tag[2] or tag[4] or ""):
                values = {name.lower(): unescape("".join(value)) for name, *value in ATTRIBUTE.findall(attributes)}
                self._read((tag[1] or tag[3]).lower(), values, tag.start())

    def _read(self, tag: str, values: Mapping[str, str], at: int) -> None:
        self.ids |= {values[name] for name in ("id", "name") if name in values and (name == "id" or tag == "a")}
        self.continued |= "data-suite" in values
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values.get("href", "")
            return
        found = [(name, values[name]) for name in ADDRESS if name in values]
        if "srcset" in values:
            found += [("srcset", each.split()[0]) for each in values["srcset"].split(",") if each.strip()]
        for name, link in found:
            self.links.setdefault(f"{link}index.json" if name == "data-index" else link, at)
            if name not in FOLLOWED:
                self.loaded.add(link)


def site_faults(folder: Path, made: Iterable[str]) -> Iterator[str]:
    """Yield, in French, what is missing or leads nowhere in a built site; ``made``: the files that must be there."""
    for name in sorted({"index.html", "404.html", *made}):
        if not (folder / name).is_file():
            yield f"{name} manque."
    yield from broken_links(folder)


def broken_links(folder: Path) -> Iterator[str]:
    """Yield « file:line : what is wrong », in French, for each internal link that leads nowhere in a built site."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    names = sorted(name for name in files if name.endswith(".html"))
    pages = {name: PageLinks(_site_text(folder / name)) for name in names}
    for name, page in pages.items():
        first = name.removesuffix("/index.html").rpartition("/")[0] + "/index.html"
        if first in pages and pages[first].continued:  # its script looks for a permalink in the pages that follow
            pages[first].ids |= page.ids
    base = pages["index.html"].canonical if "index.html" in pages else ""
    prefix = urlsplit(base).path or "/"
    links = [(name, link, at, link in page.loaded) for name, page in pages.items() for link, at in page.links.items()]
    for name in sorted(name for name in files if name.endswith(".css")):
        found = CSS_URL.finditer(_site_text(folder / name))
        links += [(name, url[1] or url[2], url.start(), True) for url in found]
    for name, link, at, loaded in links:
        place, mark, fragment = (link.replace(base, prefix, 1) if base else link).partition("#")
        try:
            url = _resolved(HERE + prefix.lstrip("/") + name, place) + mark + fragment
            inside = url.startswith(HERE)
            fault = _fault(url.removeprefix(HERE), prefix, files, pages) if inside else _outside_fault(url, loaded)
        except ValueError:
            fault = "n’a pas la forme d’une adresse."
        if fault:
            yield f"{name}:{_site_text(folder / name).count(chr(10), 0, at) + 1} : « {link} » {fault}"


_resolved = lru_cache(maxsize=4096)(urljoin)  # the cards of a page lead to the same few pages


def _site_text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _fault(link: str, prefix: str, files: Collection[str], pages: Mapping[str, PageLinks]) -> str:
    """Return what is wrong with a link, given from the host's root, or ""; ``prefix`` is where the site stands."""
    path, _, fragment = link.partition("#")
    path, fragment = f"/{unquote(path.partition('?')[0])}", unquote(fragment)
    target = path.removeprefix(prefix).lstrip("/")
    target = f"{target}index.html" if target == "" or target.endswith("/") else target
    if not path.startswith(prefix) or target not in files:
        return "ne mène à aucun fichier du site."
    needs_id = fragment not in ("", "top") and not fragment.startswith(":~:")  # browsers find those by themselves
    if needs_id and target in pages and fragment not in pages[target].ids:
        return f"mène à un endroit qui n’existe pas dans {target}."
    return ""


def _outside_fault(url: str, loaded: bool) -> str:
    """Return what the policy of the pages (http_headers.py) forbids in an address of elsewhere, or ""."""
    scheme = urlsplit(url).scheme
    if scheme == "javascript":
        return "est un script, que les pages n’exécutent pas."
    return OTHER_SITE if loaded and scheme in ("http", "https") else ""


def check_internal_links(options: Namespace) -> int:
    """Return 0 when every internal link holds, 1 when one does not; raise WrongUse when nothing is built."""
    if not (options.folder / "index.html").is_file():
        raise WrongUse(f"{options.folder} ne contient aucun site : lancez « make build ».")
    problems = list(broken_links(options.folder))
    print("\n".join(problems) if problems else f"{options.folder} : tous les liens internes mènent quelque part.")
    return int(bool(problems))
