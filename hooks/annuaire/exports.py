"""Catalog → the files that others reuse: pure functions that return text."""

from __future__ import annotations

import json
from dataclasses import asdict

from annuaire.model import Catalog, Site


def as_json(catalog: Catalog, site: Site) -> str:
    """Return the whole directory as JSON, with its licence and source."""
    resources = []
    for resource in catalog.resources:
        entry = asdict(resource)
        del entry["lines"]
        entry |= {"id": resource.slug, "permalink": site.url + resource.path}
        entry["added"] = resource.added.isoformat() if resource.added else ""
        resources.append({key: value for key, value in entry.items() if value})
    document = {
        "title": site.name,
        "license": {"title": site.licence, "url": site.licence_url},
        "source": {"title": site.source, "url": site.source_url},
        "categories": [asdict(category) for category in catalog.categories],
        "formats": [asdict(known) for known in catalog.formats],
        "resources": resources,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
