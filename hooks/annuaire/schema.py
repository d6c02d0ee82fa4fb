"""The table of fields → the JSON Schema with which editors complete and check resources.yaml.

The rules stay the judge: the schema never refuses what they accept, and leaves to them what it cannot say
(a public host, a category that exists, two entries that are one).
"""

from __future__ import annotations

import json
from typing import Any

from annuaire.fields import FIELDS, ICON, SLUG, Field, Rule, day, icon, slug, url

# YAML reads « 2026 » or « oui » without quotes as something else than a text; the rules do not mind.
TEXT = {"type": ["string", "number", "boolean"]}
VALUES: dict[Rule, dict[str, Any]] = {
    slug: TEXT | {"pattern": f"^{SLUG.pattern}$"},
    icon: {"type": "string", "pattern": f"^{ICON.pattern}$"},
    url: {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*$"},
    day: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}


def as_schema() -> str:
    """Return the schema of resources.yaml (JSON Schema draft 7, the one that YAML editors know best)."""
    tables = {name: {"type": ["array", "null"], "items": _entry(name)} for name in ("formats", "resources")}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Annuaire de ressources",
        "type": "object",
        "required": ["categories", "resources"],
        "additionalProperties": False,
        "properties": {"categories": {"type": "array", "minItems": 1, "items": _entry("categories")}} | tables,
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _entry(table: str) -> dict[str, Any]:
    fields = FIELDS[table]
    return {
        "type": "object",
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
        "properties": {name: _field(field) for name, field in fields.items()},
    }


def _field(field: Field) -> dict[str, Any]:
    about = {"title": field.label, "description": f"{field.label} : {field.help}."}
    if field.fields:
        return about | {"type": "array", "items": _entry(field.fields)}
    value = VALUES.get(field.rule, TEXT) | {"minLength": 1, "maxLength": field.most}
    many = {"anyOf": [value, {"type": "array", "items": value, "uniqueItems": True}]}
    return about | (many if field.many else value)


if __name__ == "__main__":
    print(as_schema(), end="")
