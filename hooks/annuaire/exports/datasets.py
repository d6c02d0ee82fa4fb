"""Catalog → the files that others reuse: pure functions that return text."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from annuaire.catalog.model import Catalog, Resource, Site
from annuaire.exports.feeds import feeds, feeds_list
from annuaire.pages.schema_org import dumps, in_script, node, urn
from annuaire.pages.templating import ENV

SCHEMA = "resources.export.schema.json"
SCHEMA_VERSION = 1
"""Version of the structure of resources.json; increases when existing readers would break."""
RISKY = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")
"""What a spreadsheet takes for a formula (OWASP, CSV injection), and the apostrophe that wards it off."""

COLUMNS = {
    "title": "Titre", "publishers": "Éditeurs", "description": "Description", "url": "Adresse",
    "category": "Identifiant de la rubrique", "category_title": "Rubrique", "format": "Identifiant du format",
    "format_title": "Format", "contacts": "Contacts", "tags": "Étiquettes", "links": "Autres adresses",
    "added": "Ajoutée le", "reviewed": "Relue le", "id": "Identifiant", "permalink": "Lien permanent",
}  # fmt: skip
"""Columns of resources.csv → what they hold."""


def exports(catalog: Catalog, site: Site) -> dict[str, Callable[[], str]]:
    """Return {path from the site's root: function that returns the text} of every export."""
    return {
        "resources.json": partial(resources_json, catalog, site),
        "resources.csv": partial(resources_csv, catalog, site),
        "datapackage.json": partial(table_description, catalog, site),
        "catalogue.jsonld": partial(catalogue_jsonld, catalog, site),
        SCHEMA: ENV.get_template(SCHEMA).render,
        "robots.txt": partial(ENV.get_template("robots.txt").render, site=site),
        **feeds(catalog, site),
        **feeds_list(catalog, site),
    }


def resources_json(catalog: Catalog, site: Site) -> str:
    """Return the whole directory as JSON, one resource a line, with its licence, source and version."""
    head = {
        "$schema": site.url + SCHEMA, "schema_version": SCHEMA_VERSION, "title": site.name,
        "description": site.description, "url": site.url, "license": {"title": site.licence, "url": site.licence_url},
        "attribution": site.attribution, "source": {"title": site.source, "url": site.source_url},
        "data_version": catalog.digest, "data_date": f"{catalog.day or ''}",
        "categories": [_filled(asdict(category)) for category in catalog.categories],
        "formats": [asdict(known) for known in catalog.formats], "synonyms": catalog.synonyms,
    }  # fmt: skip
    resources = ",\n".join(dumps(_filled(_row(resource, site))) for resource in catalog.resources)
    return f'{dumps(_filled(head))[:-1]},\n"resources": [\n{resources}\n]}}\n'


def resources_csv(catalog: Catalog, site: Site) -> str:
    """Return the resources for a French spreadsheet: BOM, « ; », CRLF, no cell that opens a formula.

    Lists are joined by « | », in which « | » and a backslash take a backslash; a link is « title <url> ».
    datapackage.json says the credit, and what each column holds.
    """
    categories = catalog.category_titles()
    formats = catalog.format_titles()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for resource in catalog.resources:
        entry: dict[str, Any] = _row(resource, site)
        entry["links"] = _joined("{title} <{url}>".format(**link) for link in entry["links"])
        entry |= {name: _joined(entry[name]) for name in ("publishers", "contacts", "tags")}
        entry["category_title"], entry["format_title"] = categories[resource.category], formats.get(resource.format, "")
        writer.writerow([_harmless(str(entry[column])) for column in COLUMNS])
    return "\ufeff" + text.getvalue()


def table_description(catalog: Catalog, site: Site) -> str:
    """Return the credit and the columns of resources.csv (Frictionless standards: Data Package, Table Schema)."""
    dates = ("added", "reviewed")
    columns = [
        {"name": name, "title": title, "type": "date" if name in dates else "string"} for name, title in COLUMNS.items()
    ]
    return dumps(_filled({
        "name": "annuaire", "title": site.name, "description": site.attribution, "homepage": site.url,
        "version": catalog.digest, "licenses": [{"title": site.licence, "path": site.licence_url}],
        "sources": [{"title": site.source, "path": site.source_url}] if site.source_url else [],
        "resources": [{
            "name": "resources", "path": "resources.csv", "profile": "tabular-data-resource", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8-sig", "dialect": {"delimiter": ";", "lineTerminator": "\r\n"},
            "schema": {"fields": columns, "primaryKey": "id"},
        }],
    })) + "\n"  # fmt: skip


def catalogue_jsonld(catalog: Catalog, site: Site) -> str:
    """Return the directory as a schema.org DataCatalog that is also a DCAT 3 one, with every resource."""
    formats = catalog.format_titles()
    nodes = (in_script(dumps(node(resource, site, formats))) for resource in catalog.resources)
    ids = {name: urn(site, name) for name in ("catalog", "dataset")}
    return ENV.get_template("catalogue.jsonld").render(catalog=catalog, site=site, nodes=nodes, ids=ids)


def _row(resource: Resource, site: Site) -> dict[str, Any]:
    return {
        "id": resource.slug, "title": resource.title, "category": resource.category,
        "publishers": resource.publishers, "url": resource.url, "contacts": resource.contacts,
        "description": resource.description, "format": resource.format, "tags": resource.tags,
        "links": [{"title": link.title, "url": link.url} for link in resource.links],
        "added": resource.added.isoformat() if resource.added else "",
        "reviewed": resource.reviewed.isoformat() if resource.reviewed else "", "permalink": site.url + resource.path,
    }  # fmt: skip


def _filled(entry: dict[str, object]) -> dict[str, object]:
    """Return the entry without its empty values, but for the lists that the schema requires."""
    return {key: value for key, value in entry.items() if value or key in ("categories", "formats")}


def _joined(items: Iterable[str]) -> str:
    return " | ".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def _harmless(cell: str) -> str:
    return f"'{cell}" if RISKY.match(cell) else cell
