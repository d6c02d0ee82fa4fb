"""`annuaire liens internes`: every internal link and fragment of the built HTML, without server nor network."""

import re
from argparse import Namespace
from collections.abc import Collection, Iterator
from functools import lru_cache, partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from annuaire.files import WrongUse, files_of

HERE = "https://site.invalid/"
"""Stands for the host's root while links are resolved."""


LOADED = {"href": False, "data-index": False, "src": True, "action": True, "poster": True, "data": True}
"""Attributes that hold an address → whether the page loads it by itself, or sends something there."""
CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""")
WEB = ("http://", "https://")
SPECIAL = re.compile(r"(top$|:~:)", re.IGNORECASE)
OTHER_SITE = "est d’un autre site, que les pages ne peuvent pas joindre. Copiez-le dans docs/, ou faites-en un lien."
_ATTRIBUTES = r"""((?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)"""
TAG = re.compile(
    rf"""(?is)<(?:a href="([^"&]*)">|!--.*?-->|(script|style)\b{_ATTRIBUTES}>.*?</\2"""
    rf"|([a-z][\w-]*+)(?=[\s/]){_ATTRIBUTES}>)"
)
"""A link and nothing else, as most are; what has attributes; what hides what looks like tags. The standard library’s
parser reads the same from a site, three times as slowly."""
CANONICAL = re.compile(r"""<link(?=[^>]*\srel=["']?canonical\b)[^>]*\shref=["']?([^"'\s>]+)""", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class PageLinks:
    """The links of a page or of a style sheet, each with whether it is loaded; the ids that links can name."""

    def __init__(self, text: str, css: bool) -> None:
        self.links = dict.fromkeys((one or two, True) for one, two in CSS_URL.findall(text if css else ""))
        self.ids: set[str] = set()
        self.continued = "data-suite=" in text  # its script looks for a permalink in the pages that follow
        for plain, code, in_code, tag, in_tag in dict.fromkeys(TAG.findall("" if css else text)):
            if plain:
                self.links[plain, False] = None
                continue
            ids, links = _read(code or tag, in_code or in_tag)
            self.ids.update(ids)
            self.links |= links


@lru_cache(maxsize=1 << 14)  # the same labels, the same menu stand in many pages
def _read(tag: str, attributes: str) -> tuple[list[str], dict[tuple[str, bool], None]]:
    """Return the ids that a tag gives, and its links, each with whether it is loaded."""
    ids, links = [], dict[tuple[str, bool], None]()
    for name, one, two, three in ATTRIBUTE.findall(attributes):
        name, value = name.lower(), unescape(one or two or three)
        if name in LOADED:
            links[value + "index.json" * (name == "data-index"), LOADED[name]] = None
        elif name == "srcset":
            links |= {(each.split()[0], True): None for each in value.split(",") if each.strip()}
        elif name == "id" or (name == "name" and tag in "aA"):
            ids.append(value)
    return ids, links


def broken_links(folder: Path, made: Collection[str] = ()) -> Iterator[str]:
    """Yield, in French, each file that must be in a built site and is not, then « file:line : what is wrong » for each
    internal link that leads nowhere; ``made``: these files."""
    files = {*files_of(folder)}
    yield from (f"{name} manque." for name in sorted({*made} - files))
    names = sorted(name for name in files if name.endswith((".html", ".css")))
    pages = {name: PageLinks(_site_text(folder / name), name.endswith(".css")) for name in names}
    for name, page in pages.items():
        first = name.removesuffix("/index.html").rpartition("/")[0] + "/index.html"
        if first in pages and pages[first].continued:
            pages[first].ids |= page.ids
    home = CANONICAL.search(_site_text(folder / "index.html")) if "index.html" in pages else None
    base = unescape(home[1]) if home else ""
    prefix = urlsplit(base).path or "/"
    aim = lru_cache(maxsize=1 << 14)(partial(_target, prefix, files))
    for name, (link, loaded) in ((name, link) for name, page in pages.items() for link in page.links):
        place, _, fragment = (link.replace(base, prefix, 1) if base else link).partition("#")
        place, up = place.partition("?")[0], "../" * name.count("/")
        try:  # what is said from the root, as menus and cards do, is the same from every page
            target, fault = aim("" if place and place.startswith((up, *WEB)) else name, place.removeprefix(up), loaded)
        except ValueError:
            target, fault = "", "n’a pas la forme d’une adresse."
        # Browsers find « top » and texts by themselves.
        if fragment and target in pages and unquote(fragment) not in pages[target].ids and not SPECIAL.match(fragment):
            fault = f"mène à un endroit qui n’existe pas dans {target}."
        if fault:
            yield f"{name}:{_line(_site_text(folder / name), (link, loaded))} : « {link} » {fault}"


def _line(text: str, link: tuple[str, bool]) -> int:
    """Return the line of the tag that holds a link first; in a style sheet, of its address."""
    for tag in TAG.finditer(text):
        if link == (tag[1], False) or link in _read(tag[2] or tag[4], tag[3] or tag[5] or "")[1]:
            return text.count("\n", 0, tag.start()) + 1
    return text.count("\n", 0, text.find(link[0])) + 1


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
    path = f"/{unquote(url.removeprefix(HERE))}"
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
