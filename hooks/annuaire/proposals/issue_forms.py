"""The table of fields and the catalogue → the forges' issue forms, as files to commit."""

from pathlib import Path
from typing import Any

import yaml

from annuaire.catalog.fields import AFFILIATION, AFFILIATION_HELP, DETAILS, FORM, PROBLEM, PROBLEMS
from annuaire.catalog.model import Catalog
from annuaire.catalog.values import Field
from annuaire.source.problems import Problem
from annuaire.text import slugify

HELLO = (
    "Merci ! Seuls le titre et la rubrique sont obligatoires : ce que vous ne savez pas, ne l’écrivez pas. "
    "Votre proposition est vérifiée aussitôt, puis relue avant d’être publiée."
)
PROPOSE = "Proposer une ressource", "Un outil, un guide, une formation, quelqu’un à qui parler.", "proposition", HELLO
REPORT = "Signaler un lien mort ou une erreur", "Une fiche de l’annuaire est à corriger.", "signalement", "Merci !"
"""Name, description, label and first words of each form."""
MADE = "# Écrit par « annuaire formulaires » : ne pas modifier à la main.\n"


def forms(catalog: Catalog) -> dict[str, str]:
    """Return the text of every form by its path: GitHub's, which Forgejo reads too, and GitLab's."""
    choices = {name: [one.title for one in offer] for name, offer in catalog.choices.items()}
    asked = {name: field for name, field in FORM.items() if choices.get(name, True)}
    body = [_question(field, choices.get(name, [])) for name, field in asked.items()]
    body.append(_element("input", AFFILIATION, description=AFFILIATION_HELP))
    told = "\n".join(f"- {title}" for title in choices["category"])
    template = "".join(f"### {label}\n\n\n\n" for label in (*(field.label for field in asked.values()), AFFILIATION))
    problem = _element("dropdown", PROBLEM, options=PROBLEMS) | {"validations": {"required": True}}
    report = [_element("input", "Permalien"), problem, _element("textarea", DETAILS)]
    return {
        ".github/ISSUE_TEMPLATE/proposer.yml": _form(*PROPOSE, body),
        ".github/ISSUE_TEMPLATE/signaler.yml": _form(*REPORT, report),
        ".gitlab/issue_templates/proposer.md": f"{HELLO}\n\nRubriques possibles :\n\n{told}\n\n{template.rstrip()}\n",
    }


def outdated_forms(catalog: Catalog, folder: Path) -> list[Problem]:
    """Return a warning when a form that is there is not the one that the catalogue makes."""
    written = {folder / path: text for path, text in forms(catalog).items() if (folder / path).exists()}
    if all(path.read_text(encoding="utf-8") == text for path, text in written.items()):
        return []
    hint = "lancez « annuaire formulaires », et joignez les fichiers qu’elle écrit à votre modification."
    return [Problem(1, 1, "les formulaires de la forge ne proposent plus les mêmes rubriques.", hint, warning=True)]


def _form(name: str, description: str, label: str, hello: str, body: list[dict[str, Any]]) -> str:
    first = {"type": "markdown", "attributes": {"value": hello}}
    whole = {"name": name, "description": description, "labels": [label], "body": [first, *body]}
    return MADE + yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=1000)


def _question(field: Field, choices: list[str]) -> dict[str, Any]:
    if choices:
        question = _element("dropdown", field.label, options=choices)
    else:
        kind = "textarea" if field.many or field.fields or field.most == 600 else "input"
        told = f"{field.help[0].upper()}{field.help[1:]}."
        question = _element(kind, field.label, description=told, placeholder=field.example)
    return question | {"validations": {"required": field.required}}


def _element(kind: str, label: str, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "id": slugify(label), "attributes": {"label": label, **attributes}}
