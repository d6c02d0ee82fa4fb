"""The pages of docs/, before any generator reads them: encoding, front matter, markers, symbolic links."""

import posixpath
import re
from collections.abc import Container, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from annuaire.files import Refused
from annuaire.paths import PAGE_SUFFIXES
from annuaire.settings_paths import pages_of
from annuaire.settings_rules import Settings
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import place, read_text
from annuaire.source.shown import quote

FRAGMENTS = (
    *("rubriques", "proposer", "invitation", "nouveautes", "champs", "choix", "modifier", "recherche", "fichiers"),
    *("exemples", "mention", "ecoconception", "ecrire"),
)
"""The names of pages/fragments.py, which the command need not load."""
MARKER = re.compile(r"<!-- annuaire:(\w+) -->")
"""What a page asks for: a fragment, by its name."""
NEAR = re.compile(r"<\s*(?:!\s*-*|-+)\s*an+u*[ai]{1,2}re?s?\s*([:;=./_-]*)\s*(\w*)[^>\n]*>?", re.IGNORECASE)
"""What was meant as a marker: group 1 is what stands for « : », group 2 the name."""
CODE = re.compile(r"^ *(```|~~~).*?^ *\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
UNNAMED = re.compile(r"[#?%\\\x00-\x1f\x7f\ud800-\udfff]")
"""What an address would read otherwise in the name of a file, or is not UTF-8."""
LINK = re.compile(
    rf"<!--.*?-->|{CODE.pattern}|^(?: {{4}}|\t)[^\n]*"
    r"|(?:(?<!\\)\]\(<?|<(?=https?:)|^ ? ? ?\[[^]^\n]+\]:[ \t]+<?)(?P<target>[^\s<>(){}]+)(?=[\s>)]|\Z)",
    CODE.flags,
)
"""Where nothing is a link, or a link, an address alone, the definition of a reference: its target."""
FRONT_MATTER = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:-{3}|\.{3})[ \t]*\n", re.DOTALL)


def yaml_place(error: Exception) -> tuple[int, int]:
    """Return the line and the column, from 1, where YAML could not be read."""
    mark = getattr(error, "problem_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def page_faults(docs: Path) -> Iterator[InvalidCatalog]:
    """Yield the faults of each file of docs/ that has some."""
    for path in sorted(docs.rglob("*")):
        if UNNAMED.search(path.name):
            message = "ce nom contient un signe qui ne va pas dans une adresse (#, ?, %, \\ ou un caractère illisible)."
            yield InvalidCatalog(path, [Problem(1, 1, message, "renommez-le.")])
        elif not (path.is_symlink() or path.is_file() or path.is_dir()):
            yield InvalidCatalog(path, [Problem(1, 1, "n’est ni un fichier ni un dossier : déplacez-le.")])
        elif path.is_symlink() and not (path.is_file() and path.resolve().is_relative_to(docs.resolve())):
            message = f"ce lien symbolique sort de {docs.name}/, ou ne mène à aucun fichier."
            yield InvalidCatalog(path, [Problem(1, 1, message, "remplacez-le par le fichier lui-même.")])
        elif path.suffix in (*PAGE_SUFFIXES, ".css", ".js") and path.is_file():
            try:
                text = read_text(path).replace("\r\n", "\n")
            except InvalidCatalog as invalid:
                yield invalid
                continue
            if problems := [*_faults(text)] if path.suffix in PAGE_SUFFIXES else []:
                yield InvalidCatalog(path, problems, text)
    if not any((docs / name).is_file() for name in ("index.md", "README.md")):
        yield InvalidCatalog(docs / "index.md", [Problem(1, 1, "il manque cette page, l’accueil du site.")])


def link_faults(docs: Path, given: Settings, generated: Container[str] | None) -> Iterator[InvalidCatalog]:
    """Yield the faults of the links of each published page: those that are no address, or lead to no page.

    ``given``: the settings; ``generated``: the pages that are not in docs/, when they are known.
    """
    absolute = given["validation.absolute_links"].value == "warn"

    def fault(name: str, link: str) -> str:
        try:
            scheme, host, path, *_ = urlsplit(link)
        except ValueError:
            return "n’a pas la forme d’une adresse."
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
        made = generated is None or f"{file.partition('/')[0].removesuffix('.md')}.md" in generated
        lost = file.endswith(PAGE_SUFFIXES) and not made and not (docs / file).is_file()
        wrong = (absolute if path.startswith("/") else lost) and not (scheme or host)
        return f"ne mène à aucun fichier de {docs.name}/ : donnez son nom, comme « proposer.md »." if wrong else ""

    for name in pages_of(docs, given, "exclude_docs", "draft_docs"):
        text = (docs / name).read_text(encoding="utf-8", errors="replace")
        problems = [
            Problem(*place(text, link.start("target")), f"{quote(link['target'])} {told}")
            for link in LINK.finditer(text)
            if (told := fault(name, link["target"] or ""))
        ]
        if problems:
            yield InvalidCatalog(docs / name, problems, text)


def refuse_lost_markers(page: str, text: str, html: str) -> None:
    """Raise Refused when a marker of a page of docs/ is not in its HTML, where those in blocks of code are escaped."""
    for name in sorted({*MARKER.findall(text)} - {*MARKER.findall(unescape(html))}):
        told = "n’est remplacé par rien : une extension de Markdown, ou un « hook », l’enlève"
        raise Refused(f"docs/{page} : « <!-- annuaire:{name} --> » {told}.")


def _faults(text: str) -> Iterator[Problem]:
    """Yield what is wrong in the front matter of a page, and what was meant as a marker and is none."""
    head = FRONT_MATTER.match(text)
    try:
        given = (yaml.safe_load(head[1]) if head else None) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        given = {}
        yield Problem(yaml_place(error)[0] + 1, 1, "l’en-tête de cette page ne peut pas être lu.")
    for name, value in given.items() if isinstance(given, dict) else [("l’en-tête", given)]:
        if name == "template" or (name in ("title", "description", "l’en-tête") and not isinstance(value, str)):
            told = "n’est pas pris en charge" if name == "template" else "doit être un texte, entre guillemets"
            yield Problem(1, 1, f"en tête de cette page, {quote(str(name))} {told}.")
    for found in NEAR.finditer(CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)):
        sign, name = found[1], found[2]
        exact = MARKER.fullmatch(found[0])
        meant = name.lower() if name.lower() in FRAGMENTS else ""
        if (exact and name in FRAGMENTS) or not (sign or not name or meant):
            continue
        others = "" if meant else f" ; noms possibles : {', '.join(FRAGMENTS)}"
        hint = f"écrivez « <!-- annuaire:{meant or 'NOM'} --> »{others}."
        yield Problem(*place(text, found.start()), f"{quote(found[0])} n’est remplacé par rien.", hint)
