"""The table of fields → the JSON Schema with which editors complete and check resources.yaml.

The rules stay the judge: the schema never refuses what they accept, and leaves to them what it cannot say
(a public host, a category that exists, two entries that are one).
"""

import json
from typing import Any

from annuaire.catalog.address_rules import url_rule
from annuaire.catalog.fields import FIELDS
from annuaire.catalog.values import ICON, Field, Rule, day_rule, icon_rule, slug_rule
from annuaire.text import SLUG

# YAML reads « 2026 » or « oui » without quotes as something else than a text; the rules do not mind.
TEXT = {"type": ["string", "number", "boolean"]}
SHAPES: dict[Rule, str] = {
    slug_rule: SLUG.pattern,
    icon_rule: ICON.pattern,
    url_rule: r"[Hh][Tt][Tt][Pp][Ss]?://\S+",
    day_rule: r"\d{4}-\d{2}-\d{2}",
}


def schema_text() -> str:
    """Return the schema of resources.yaml (JSON Schema draft 7, the one that YAML editors know best)."""
    tables = {name: {"type": ["array", "null"], "items": _entry_schema(name)} for name in ("formats", "resources")}
    words = FIELDS["synonyms"]["words"]
    group = {"description": f"{words.label} : {words.help}.", "type": "array", "items": _value_schema(words)}
    tables["synonyms"] = {"type": ["array", "null"], "items": group | {"minItems": 2, "uniqueItems": True}}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Annuaire de ressources",
        "type": "object",
        "required": ["categories", "resources"],
        "additionalProperties": False,
        "properties": {"categories": {"type": "array", "minItems": 1, "items": _entry_schema("categories")}} | tables,
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _entry_schema(table: str) -> dict[str, Any]:
    fields = FIELDS[table]
    return {
        "type": "object",
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
        "properties": {name: _field_schema(field) for name, field in fields.items()},
    }


def _field_schema(field: Field) -> dict[str, Any]:
    about = {"title": field.label, "description": f"{field.label} : {field.help}."}
    if field.fields:
        return about | {"type": "array", "items": _entry_schema(field.fields)}
    value = _value_schema(field)
    many = {"anyOf": [value, {"type": "array", "items": value, "uniqueItems": True}]}
    return about | (many if field.many else value)


def _value_schema(field: Field) -> dict[str, Any]:
    """A text whose length counts without the blanks around it, as the rules read it: a block ends with a line break."""
    found: dict[str, Any] = TEXT | {
        "pattern": rf"^\s*\S([\s\S]{{0,{field.most - 2}}}\S)?\s*$",
        "patternErrorMessage": f"Entre 1 et {field.most} caractères.",
    }
    if shape := SHAPES.get(field.rule):
        hint = f"Écrivez par exemple « {field.example} »."
        found["allOf"] = [{"pattern": rf"^\s*({shape})\s*$", "patternErrorMessage": hint}]
    return found | ({"type": "string"} if field.rule in (icon_rule, url_rule, day_rule) else {})


if __name__ == "__main__":
    print(schema_text(), end="")
