"""Resources as schema.org, and the identifiers that feeds and JSON-LD share."""

import json
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from annuaire.catalog.model import Resource, Site
from annuaire.urls import normalize_url

TYPES = {
    **dict.fromkeys(("comparateur", "calculatrice", "diagnostic", "outil", "logiciel"), "WebApplication"),
    **dict.fromkeys(("mooc", "formation", "cours"), "Course"),
    **dict.fromkeys(("module-pedagogique", "outils-pedagogiques", "fiches-pratiques"), "LearningResource"),
    **dict.fromkeys(("accompagnement", "organisation", "association", "reseau"), "Organization"),
    **dict.fromkeys(("charte", "guide"), "DigitalDocument"),
    **dict.fromkeys(("livre-blanc", "etude", "rapport"), "Report"),
    "podcast": "PodcastEpisode", "jeu": "Game", "cartographie": "Map", "portail": "WebSite",
    "page-de-sensibilisation": "WebPage", "programme": "Service", "video": "VideoObject", "article": "Article",
    "livre": "Book",
}  # fmt: skip
"""Format id → type of schema.org; any other format is a CreativeWork."""
PUBLISHER = {"Organization": "parentOrganization", "Service": "provider", "Course": "provider"}
LEARNING = ("Course", "LearningResource")
"""Types that have a « learningResourceType » (schema.org, after LRMI)."""
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
CONTEXT = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
"""Written out, so that a reader needs no other file."""


def in_script(text: str) -> Markup:
    """Return JSON that nothing can take for a tag, wherever it stands: only its texts may hold these signs."""
    return Markup(text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026"))


def urn(site: Site, *key: str) -> str:
    """Return a stable identifier (RFC 9562, UUID version 5) within the directory of that name."""
    name = "\n".join((site.name, *key))
    return uuid5(NAMESPACE_URL, name).urn


def resource_urn(resource: Resource, site: Site) -> str:
    """Return an identifier that outlives a change of title or category, as long as the entry has an id or a URL."""
    if resource.id:
        return urn(site, "id", resource.id)
    return urn(site, "url", normalize_url(resource.url)) if resource.url else urn(site, "title", resource.slug)


def item_list(resources: Sequence[Resource], site: Site, first: int = 1) -> dict[str, object]:
    """Return the schema.org ItemList of a page, whose first card has the position ``first``.

    An item is only named: catalogue.jsonld says the rest of the same « @id », and the page shows it.
    """
    items = [
        {"@type": "ListItem", "position": position, "item": _named_node(resource, site)}
        for position, resource in enumerate(resources, first)
    ]
    return {"@context": CONTEXT, "@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


def node(resource: Resource, site: Site, formats: Mapping[str, str]) -> dict[str, object]:
    """Return a resource as what its format says it is; ``formats`` are the titles of the formats, by their id."""
    found = _named_node(resource, site)
    more = {
        "description": resource.description, "keywords": resource.tags,
        "learningResourceType": formats.get(resource.format) if found["@type"] in LEARNING else "",
        PUBLISHER.get(found["@type"], "publisher"): [
            {"@type": "Organization", "name": name} for name in resource.publishers
        ],
    }  # fmt: skip
    return found | {key: value for key, value in more.items() if value}


def _named_node(resource: Resource, site: Site) -> dict[str, str]:
    kind = TYPES.get(resource.format, "CreativeWork")
    found = {"@type": kind, "@id": resource_urn(resource, site), "name": resource.title}
    return found | {"url": resource.url} if resource.url else found
