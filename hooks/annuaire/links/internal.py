"""`annuaire liens internes`: every internal link and fragment of the built HTML, without server nor network."""

import re
from argparse import Namespace
from collections.abc import Collection, Iterator
from functools import lru_cache, partial
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
WEB = ("http://", "https://")
SPECIAL = re.compile(r"(top$|:~:)", re.IGNORECASE)
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
                ids, links, canonical = _read(tag[1] or tag[3], attributes)
                self.ids.update(ids)
                self.canonical = self.canonical or canonical
                self.continued |= "data-suite" in attributes
                for link in links:
                    self.links.setdefault(link, tag.start())


@lru_cache(maxsize=1 << 14)  # the same labels, the same menu stand in many pages
def _read(tag: str, attributes: str) -> tuple[list[str], list[tuple[str, bool]], str]:
    """Return the ids that a tag gives, its links, each with whether it is loaded, the address it calls canonical."""
    values = {name.lower(): unescape(one or two or three) for name, one, two, three in ATTRIBUTE.findall(attributes)}
    ids = [values[name] for name in ("id", "name") if name in values and (name == "id" or tag.lower() == "a")]
    if tag.lower() == "link" and values.get("rel") == "canonical":
        return ids, [], values.get("href", "")
    found = [(name, values[name] + "index.json" * (name == "data-index")) for name in ADDRESS if name in values]
    found += [("srcset", each.split()[0]) for each in values.get("srcset", "").split(",") if each.strip()]
    return ids, [(link, name not in FOLLOWED) for name, link in found], ""


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
    aim = lru_cache(maxsize=1 << 14)(partial(_target, prefix, files))
    for name, link, loaded, at in links:
        place, _, fragment = (link.replace(base, prefix, 1) if base else link).partition("#")
        up = "../" * name.count("/")
        try:  # what is said from the root, as menus and cards do, is the same from every page
            target, fault = aim("" if place and place.startswith((up, *WEB)) else name, place.removeprefix(up), loaded)
        except ValueError:
            target, fault = "", "n’a pas la forme d’une adresse."
        # Browsers find « top » and texts by themselves.
        if fragment and target in pages and unquote(fragment) not in pages[target].ids and not SPECIAL.match(fragment):
            fault = f"mène à un endroit qui n’existe pas dans {target}."
        if fault:
            yield f"{name}:{_site_text(folder / name).count(chr(10), 0, at) + 1} : « {link} » {fault}"


def _site_text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _target(prefix: str, files: Collection[str], page: str, place: str, loaded: bool) -> tuple[str, str]:
    """Return the file of the site, at ``prefix``, to which an address leads from a page, or "", and what is wrong with
    it, or "": it leads nowhere, or the policy of the pages (http_headers.py) forbids it; ``loaded``: with its page.

    Raise ValueError for what is no address.
    """
    url = place if place.startswith(WEB) else urljoin(HERE + prefix.lstrip("/") + page, place)
    if not url.startswith(HERE):
        scheme = urlsplit(url).scheme
        script = "est un script, que les pages n’exécutent pas."
        return "", script if scheme == "javascript" else OTHER_SITE if loaded and scheme in ("http", "https") else ""
    path = f"/{unquote(url.removeprefix(HERE).partition('?')[0])}"
    target = path.removeprefix(prefix).lstrip("/")
    target = f"{target}index.html" if target == "" or target.endswith("/") else target
    known = path.startswith(prefix) and target in files
    return (target, "") if known else ("", "ne mène à aucun fichier du site.")


def check_internal_links(options: Namespace) -> int:
    """Return 0 when every internal link holds, 1 when one does not; raise WrongUse when nothing is built."""
    if not (options.folder / "index.html").is_file():
        raise WrongUse(f"{options.folder} ne contient aucun site : lancez « make build ».")
    problems = list(broken_links(options.folder))
    print("\n".join(problems) if problems else f"{options.folder} : tous les liens internes mènent quelque part.")
    return int(bool(problems))
