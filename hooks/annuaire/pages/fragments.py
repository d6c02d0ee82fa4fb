"""What hand-written pages ask for by « <!-- annuaire:NAME --> », and the page of the legal notice."""

from collections.abc import Callable
from urllib.parse import quote

from markupsafe import Markup

from annuaire.catalog import fields
from annuaire.catalog.fields import AFFILIATION, FIELDS, FORM
from annuaire.catalog.model import MENTIONS, Catalog, Site
from annuaire.contacts import mailto
from annuaire.pages.page import Page, root_of
from annuaire.pages.templating import ENV
from annuaire.urls import TRACKING

NEWEST = 4


def fragment(name: str, catalog: Catalog, site: Site, path: str) -> Markup:
    """Return what replaces « <!-- annuaire:NAME --> » in a hand-written page; raise KeyError for an unknown name."""
    values = FRAGMENTS[name](catalog)
    return Markup(ENV.get_template(f"{name}.html").render(site=site, mail=mail_url(site), root=root_of(path), **values))


FRAGMENTS: dict[str, Callable[[Catalog], dict[str, object]]] = {
    "rubriques": lambda catalog: {"groups": catalog.groups()},
    "proposer": lambda catalog: {"catalog": catalog, "groups": catalog.groups(), "asked": fields, "tracking": TRACKING},
    "invitation": lambda catalog: {},
    "ecrire": lambda catalog: {},
    "nouveautes": lambda catalog: {"newest": catalog.newest[:NEWEST]},
    "champs": lambda catalog: {"fields": FIELDS},
    "choix": lambda catalog: {"catalog": catalog},
    "modifier": lambda catalog: {},
    "recherche": lambda catalog: {},
    "fichiers": lambda catalog: {"catalog": catalog},
    "exemples": lambda catalog: {"category": catalog.categories[0]},
    "mention": lambda catalog: {},
    "ecoconception": lambda catalog: {},
}


def legal_page(site: Site) -> Page:
    """Return /mentions-legales/, for a site that says who publishes it."""
    mentions = [(MENTIONS[key], text) for key, text in site.mentions.items()]
    html = ENV.get_template("mentions.html").render(site=site, mentions=mentions)
    return Page(path="mentions-legales/", title="Mentions légales", description="", data=html.encode())


def mail_url(site: Site) -> str:
    """Return a message to fill in, as « annuaire proposition » reads it; what is written after it ends its subject."""
    if not site.contact:
        return ""
    body = "".join(f"### {label}\r\n\r\n\r\n\r\n" for label in (*(field.label for field in FORM.values()), AFFILIATION))
    return f"{mailto(site.contact)}?body={quote(body)}&subject={quote('Une ressource à proposer : ')}"
