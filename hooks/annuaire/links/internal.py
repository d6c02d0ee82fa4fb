"""`annuaire liens internes`: every internal link and fragment of the built HTML, without server nor network."""

import re
from argparse import Namespace
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from annuaire.files import WrongUse

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
    """The links of a page, each with whether it is loaded and where it is first used; the ids that links can name."""

    def __init__(self, html: str) -> None:
        self.links: dict[tuple[str, bool], int] = {}
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
            link += "index.json" * (name == "data-index")
            self.links.setdefault((link, name not in FOLLOWED), at)


def broken_links(folder: Path, made: Collection[str] = ()) -> Iterator[str]:
    """Yield, in French, each file that must be in a built site and is not, then « file:line : what is wrong » for each
    internal link that leads nowhere; ``made``: these files."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    yield from (f"{name} manque." for name in sorted({*made} - files))
    names = sorted(name for name in files if name.endswith(".html"))
    pages = {name: PageLinks(_site_text(folder / name)) for name in names}
    for name, page in pages.items():
        first = name.removesuffix("/index.html").rpartition("/")[0] + "/index.html"
        if first in pages and pages[first].continued:  # its script looks for a permalink in the pages that follow
            pages[first].ids |= page.ids
    base = pages["index.html"].canonical if "index.html" in pages else ""
    prefix = urlsplit(base).path or "/"
    links = [(name, *link, at) for name, page in pages.items() for link, at in page.links.items()]
    for name in sorted(name for name in files if name.endswith(".css")):
        found = CSS_URL.finditer(_site_text(folder / name))
        links += [(name, url[1] or url[2], True, url.start()) for url in found]
    for name, link, loaded, at in links:
        place, mark, fragment = (link.replace(base, prefix, 1) if base else link).partition("#")
        try:
            url = _resolved(HERE + prefix.lstrip("/") + name, place) + mark + fragment
            fault = _fault(url, prefix, loaded, files, pages)
        except ValueError:
            fault = "n’a pas la forme d’une adresse."
        if fault:
            yield f"{name}:{_site_text(folder / name).count(chr(10), 0, at) + 1} : « {link} » {fault}"


_resolved = lru_cache(maxsize=4096)(urljoin)  # the cards of a page lead to the same few pages


def _site_text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _fault(url: str, prefix: str, loaded: bool, files: Collection[str], pages: Mapping[str, PageLinks]) -> str:
    """Return what is wrong with an address, or "": it leads to no place of the site, which stands at ``prefix``, or the
    policy of the pages (http_headers.py) forbids it; ``loaded``: with its page."""
    if not url.startswith(HERE):
        scheme = urlsplit(url).scheme
        script = "est un script, que les pages n’exécutent pas."
        return script if scheme == "javascript" else OTHER_SITE if loaded and scheme in ("http", "https") else ""
    path, _, fragment = url.removeprefix(HERE).partition("#")
    path, fragment = f"/{unquote(path.partition('?')[0])}", unquote(fragment)
    target = path.removeprefix(prefix).lstrip("/")
    target = f"{target}index.html" if target == "" or target.endswith("/") else target
    if not path.startswith(prefix) or target not in files:
        return "ne mène à aucun fichier du site."
    needs_id = fragment not in ("", "top") and not fragment.startswith(":~:")  # browsers find those by themselves
    if needs_id and target in pages and fragment not in pages[target].ids:
        return f"mène à un endroit qui n’existe pas dans {target}."
    return ""


def check_internal_links(options: Namespace) -> int:
    """Return 0 when every internal link holds, 1 when one does not; raise WrongUse when nothing is built."""
    if not (options.folder / "index.html").is_file():
        raise WrongUse(f"{options.folder} ne contient aucun site : lancez « make build ».")
    problems = list(broken_links(options.folder))
    print("\n".join(problems) if problems else f"{options.folder} : tous les liens internes mènent quelque part.")
    return int(bool(problems))
