"""The HTML that Markdown makes → as people read it here: French titles, icons, marks of tasks, tables that scroll."""

import re

from annuaire.pages.icons import icon
from annuaire.text import outside_code

ICON = re.compile(r":(material|octicons|simple|fontawesome-(?:brands|regular|solid))-([a-z0-9]+(?:-[a-z0-9]+)*):")
TITLES = {
    "Note": "Note", "Abstract": "Résumé", "Summary": "Résumé", "Info": "Information", "Tip": "Astuce", "Hint": "Astuce",
    "Important": "Important", "Success": "Réussi", "Question": "Question", "Warning": "Attention",
    "Caution": "Attention", "Attention": "Attention", "Failure": "Échec", "Danger": "Danger", "Error": "Erreur",
    "Bug": "Défaut", "Example": "Exemple", "Quote": "Citation",
}  # fmt: skip
"""What python-markdown calls an admonition without a title → what people read."""
DONE, TO_DO = '<span role="img" aria-label="fait">☑</span>', '<span role="img" aria-label="à faire">☐</span>'
_TITLE = re.compile(rf'(<p class="admonition-title">|<summary>)({"|".join(TITLES)})(?=</)')
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?/>')
_CELL = re.compile(r'<(t[hd])(?: style="text-align: (left|center|right);")?>')
_VOID = re.compile(r"<((?:br|hr|img|input)\b[^>]*?) ?/>")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
SCOPE = {"th": ' scope="col"'}
ALIGNED = {"center": ' class="centre"', "right": ' class="droite"'}


def prose(html: str) -> str:
    """Return the HTML of a written page; raise InvalidSettings for an icon that does not exist."""
    html = _TITLE.sub(lambda found: found[1] + TITLES[found[2]], html)
    html = _TASK.sub(lambda found: DONE if found[1] else TO_DO, html)
    html = _CELL.sub(lambda found: f"<{found[1]}{SCOPE.get(found[1], '')}{ALIGNED.get(found[2], '')}>", html)
    html = _VOID.sub(r"<\1>", html)
    html = _TABLE.sub(r'<div class="tableau" role="group" aria-label="Tableau" tabindex="0">\g<0></div>', html)
    return outside_code(html, lambda text: ICON.sub(_drawn, text))


def _drawn(found: re.Match[str]) -> str:
    folder = found[1].replace("-", "/")
    return f'<span class="twemoji">{icon(f"{folder}/{found[2]}")}</span>'
