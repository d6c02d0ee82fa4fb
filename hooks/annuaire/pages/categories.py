"""Catalog → HTML fragments, through autoescaped templates. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from annuaire.catalog.fields import FIELDS
from annuaire.catalog.model import MENTIONS, Catalog, Category, Resource, Site
from annuaire.http_headers import FOREVER, HEADERS
from annuaire.links.report import archive
from annuaire.pages.forge import edit_url, mail_url, propose_url, report_url
from annuaire.pages.schema_org import dumps, in_script, item_list
from annuaire.text import french_day, kilobytes, typographic
from annuaire.urls import contact_kind, dialled, host

PER_PAGE = 100
NAMED = 10
"""Following pages whose permalinks the first page holds: it stays under 100 KB compressed however long the category.
Further on, the script looks for a permalink in the pages themselves."""
AROUND = 4
"""Pages that the pagination shows on each side of the current one, beside the first and the last."""
NEWEST = 4
TONES = 6
"""The colours that the style sheet gives to the categories, in turn."""

Icon = Callable[[str], Markup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A generated page: its address from the site's root (« comparer/2/ »), its content and its headings."""

    path: str
    title: str
    description: str
    data: bytes
    """Its HTML, as it is written: a text with one « ’ » takes twice as much memory."""
    headings: tuple[tuple[str, str], ...] = ()
    """(title, fragment) of each card."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the theme is told of the page: « robots », « feed », « category »."""

    @property
    def html(self) -> Markup:
        """The content, ready to stand in a page."""
        return Markup(self.data.decode())


def guarded(text: str) -> Markup:
    """Return the text, escaped, with « @ » as a reference: the same to all browsers, not to naive harvesters."""
    return Markup(str(escape(text)).replace("@", "&#64;"))


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("annuaire.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(typo=typographic, host=host, contact_kind=contact_kind, tel=dialled, day=french_day)
    env.filters.update(guarded=guarded, kilobytes=kilobytes)
    env.globals.update(
        archive=archive, edit_url=edit_url, report_url=report_url, propose_url=propose_url, mail_url=mail_url
    )
    return env


ENV = _environment()


def root_of(path: str) -> str:
    """Return the way back to the site's root from a page's address: « comparer/2/ » gives « ../../ »."""
    return "../" * path.count("/") or "./"


def all_cards(catalog: Catalog, site: Site) -> list[Markup]:
    """Return the card of every resource, for a page that stands one level below the site's root."""
    card = ENV.get_template("carte.html").module.card  # type: ignore[attr-defined]
    formats = {known.id: known.title for known in catalog.formats}
    return [card(resource, formats, site, "../") for resource in catalog.resources]


def category_pages(catalog: Catalog, site: Site, icon: Icon, cards: Sequence[Markup]) -> Iterator[Page]:
    """Yield the pages of every category, PER_PAGE cards on each; permalinks all lead to the first one."""
    template, dated = ENV.get_template("rubrique.html"), bool(catalog.day)
    drawn = dict(zip((resource.slug for resource in catalog.resources), cards, strict=True))
    for rank, (category, resources) in enumerate(_groups(catalog)):
        parts = [resources[start : start + PER_PAGE] for start in range(0, len(resources), PER_PAGE)] or [[]]
        paths = [numbered(f"{category.id}/", number) for number in range(1, len(parts) + 1)]
        named = list(zip(parts, paths, strict=True))[1 : NAMED + 1]
        later = [(resource, path) for part, path in named for resource in part]
        for number, (part, path) in enumerate(zip(parts, paths, strict=True), 1):
            shown = [drawn[resource.slug] for resource in part]
            if number > 1:  # one level deeper; no contributed text can hold this mark, its quotes are escaped
                shown = [card.replace('href="../', Markup('href="../../')) for card in shown]
            html = template.render(
                category=category, icon=icon, cards=shown, root=root_of(path),
                count=len(resources), number=number, last=len(parts), dated=dated, tone=rank % TONES + 1,
                later=later, unnamed=NAMED + 2, steps=steps(number, paths),
                data=in_script(dumps(item_list(part, site, (number - 1) * PER_PAGE + 1))),
            )  # fmt: skip
            title = category.title if number == 1 else f"{category.title} ({number}/{len(parts)})"
            headings = tuple((resource.title, resource.slug) for resource in part)
            yield Page(
                path=path, title=title, description=category.description, data=html.encode(), headings=headings,
                meta={"category": category.id} | ({"feed": f"{category.id}/feed.xml"} if dated else {}),
            )  # fmt: skip


def steps(number: int, paths: Sequence[str]) -> list[tuple[int, str]]:
    """Return the pages (number, address) that the pagination shows: those around, the first and the last."""
    shown = {1, len(paths), *range(max(1, number - AROUND), min(len(paths), number + AROUND) + 1)}
    return [(step, paths[step - 1]) for step in sorted(shown)]


def legal_page(site: Site) -> Page:
    """Return /mentions-legales/, for a site that says who publishes it."""
    mentions = [(MENTIONS[key], text) for key, text in site.mentions.items()]
    html = ENV.get_template("mentions.html").render(site=site, mentions=mentions)
    return Page(path="mentions-legales/", title="Mentions légales", description="", data=html.encode())


def numbered(base: str, number: int) -> str:
    """Return the address of the n-th page of a list that begins at ``base``."""
    return base if number == 1 else f"{base}{number}/"


def _groups(catalog: Catalog) -> list[tuple[Category, list[Resource]]]:
    return list(zip(catalog.categories, catalog.by_category().values(), strict=True))


def fragment(name: str, catalog: Catalog, site: Site, icon: Icon, path: str) -> Markup:
    """Return what replaces « <!-- annuaire:NAME --> » in a hand-written page; raise KeyError for an unknown name."""
    values = FRAGMENTS[name](catalog)
    return Markup(ENV.get_template(f"{name}.html").render(site=site, icon=icon, root=root_of(path), **values))


FRAGMENTS: dict[str, Callable[[Catalog], dict[str, object]]] = {
    "rubriques": lambda catalog: {"groups": _groups(catalog)},
    "proposer": lambda catalog: {"groups": _groups(catalog)},
    "invitation": lambda catalog: {},
    "nouveautes": lambda catalog: {"newest": catalog.newest[:NEWEST]},
    "champs": lambda catalog: {"fields": FIELDS},
    "choix": lambda catalog: {"catalog": catalog},
    "modifier": lambda catalog: {},
    "recherche": lambda catalog: {},
    "fichiers": lambda catalog: {"catalog": catalog},
    "exemples": lambda catalog: {},
    "mention": lambda catalog: {},
    "ecoconception": lambda catalog: {},
    "entetes": lambda catalog: {"headers": HEADERS, "forever": FOREVER},
}
