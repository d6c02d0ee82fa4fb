"""Pages that answer « 200 OK » and are not what was asked: error pages, parked domains, robot walls."""

from __future__ import annotations

import re
from html import unescape

from annuaire.words import fold

SHORT = 1500
"""Characters: an error page says little else; a longer one is judged on its title and first heading only."""
TOKEN = re.compile(r"<[^<>]*>?|[^<]+")  # linear, whatever the page
SEPARATOR = re.compile(r"\s+[|·•»:–—-]+\s+|[|!?.…]+(?:\s+|$)")

# A label is the whole of a title's part or of a heading: « Page introuvable », « Erreur 404 », « 404 Not Found ».
_LABEL = re.compile(
    r"(?:(?:oups|oops|sorry|desole)[ ,!]*)?(?:"
    r"(?:erreur|error|http)?\s*(?:n°\s*)?404(?:\s*(?:error|erreur))?"
    r"(?:\s*[,:(-]*\s*(?:the |la |cette )?(?:page|file|document|fichier|contenu)?\s*"
    r"(?:not found|introuvable|non trouvee?|inexistante?)\)?)?"
    r"|(?:page|document|contenu|article|fichier|ressource|content|file|resource)s?\s+"
    r"(?:web |demandee? )?(?:not found|introuvables?|non trouvee?s?|inexistante?|supprimee?)"
    r"(?:\s*[,:(-]*\s*(?:erreur|error)?\s*404\)?)?"
    r"|(?:error|erreur)\s*[:-]?\s*(?:page )?(?:not found|introuvable)|(?:not found|introuvable))"
)
# A sentence speaks of the page itself.
_SENTENCE = re.compile(
    r"(?:cette|la|votre|ce|cet|le|l['’]) ?(?:page|ressource|adresse|contenu|document|article|fichier|lien)(?: web)?"
    r"(?: (?:que vous|a laquelle|demandee?|recherchee?)[^.!?]{0,60})?"
    r" (?:n['’]existe (?:pas|plus)|n['’]est (?:pas|plus) (?:disponible|en ligne|accessible)|est introuvable"
    r"|n['’]a (?:pas|plus) (?:ete|pu etre) (?:trouvee?)|a ete (?:supprimee?|retiree?)|semble introuvable)"
    r"|page (?:que vous (?:cherchez|recherchez|demandez|souhaitez)[^.!?]{0,40}|demandee) [^.!?]{0,30}"
    r"(?:introuvable|n['’]existe|pas ete trouvee)"
    r"|(?:the|this|that) (?:requested )?(?:page|resource|url|link|file)"
    r"(?: (?:that )?(?:you|was|at)[^.!?]{0,60}| requested)?"
    r" (?:can ?not|can['’]?t|could ?n[o'’]t|could not|was not|wasn['’]t)(?: be)? found"
    r"|(?:the|this|that) (?:requested )?(?:page|resource|url|link)(?: (?:that )?you[^.!?]{0,60}| requested)?"
    r" (?:does ?n[o'’]?t exist|does not exist|no longer exists|is no longer available|has been removed)"
    r"|(?:we|i) (?:can['’]?t|can ?not|could ?n['’]?t|could not) find (?:the|that|this) page"
    r"|nous n['’]avons pas (?:pu )?trouve?r? (?:la|cette) page|no such page|page (?:can ?not|could not) be found"
)
_PARKED = re.compile(
    r"(?:domaine|domain)(?: name)?(?: [\w.-]+)?"
    r" (?:est |is |may be |peut etre )?(?:a vendre|en vente|for sale|parked|parque)"
    r"|(?:buy|achetez|acheter) (?:this|ce) (?:nom de )?(?:domain|domaine)"
    r"|(?:ce|this) (?:nom de )?(?:domaine|domain)(?: name)?"
    r" (?:est|is|has|a|vient) (?:reserve|parque|parked|expire|expired|d['’]etre enregistre|been registered)"
    r"|sedoparking|parkingcrew|hugedomains|domain parking|parked (?:free|domain)|page de parking"
)
_WALL = re.compile(
    r"just a moment\.\.\.|attention required! \| cloudflare|verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a |not a )?"
    r"(?:human|robot)|are you a (?:human|robot)|verifi(?:ez|er|cation)[^.]{0,30} (?:humain|robot)|checking your browser"
    r"|enable javascript and (?:disable|cookies)|captcha-delivery|_incapsula_resource|pardon our interruption"
)
# What LinkChecker looks for in the raw page: wide, since a second look decides.
HINT = (
    r"(?i)introuvable|inexistant|not.found|non.trouv|n.{1,8}existe.p|n.{1,8}est.p\S{2,3}.(disp|acc|en)|no longer|"
    r"t.exist|not.exist|no such page|(can|could).{0,7}find|be found|avons.pas|(supprim|retir)(é|&eacute;)|"
    r"(erreur|error|http).{0,5}404|>\s*404|<title>[^<]{0,80}404|for sale|domaine?.{0,40}(vend|vente|park|expir|r.serv)|"
    r"vient d.{1,12}enreg|been registered|(buy|acheter).{0,20}domain|parked|sedoparking|parkingcrew|hugedomains|"
    r"page de parking|"
    r"just a moment|attention required|v(e|é|&eacute;)rifi?.{0,60}(human|humain|robot)|captcha-delivery|incapsula|"
    r"your browser|"
    r"are you a|interruption|enable javascript"
)


def disguise(html: str) -> tuple[str, str]:
    """Return what a page is in truth (« soft », « parked », « wall ») and how to say it, or two empty texts."""
    heads, body = _texts(html)
    short = len(body) <= SHORT
    page = " ".join([*heads, body if short else ""])
    if _WALL.search(page) or (short and _WALL.search(html[:4000].lower())):
        return "wall", "écarte les robots"
    if _PARKED.search(page) or (short and _PARKED.search(html[:20000].lower())):
        return "parked", "domaine à vendre ou à l’abandon"
    labels = [part.strip(" .!?…'\"’«»") for head in heads for part in SEPARATOR.split(head)]
    if short:
        labels += [part.strip(" .!?…'\"’«»") for part in re.split(r"[.!?\n]", body)[:20]]
    if any(_LABEL.fullmatch(label) for label in [*labels, *heads]) or _SENTENCE.search(page):
        return "soft", "page d’erreur, sous une réponse normale (200)"
    return "", ""


def _texts(html: str) -> tuple[list[str], str]:
    """Return the title and the first-level headings, then all the visible text, folded, a line for each element."""
    heads: list[str] = []
    words: list[str] = []
    inside, hidden = "", ""
    for token in TOKEN.findall(html):
        name = re.match(r"</?([a-zA-Z][a-zA-Z0-9]*)", token)
        if hidden:
            hidden = "" if name and token.startswith("</") and name[1].lower() == hidden else hidden
        elif name:
            tag = name[1].lower()
            inside = "" if token.startswith("</") and tag == inside else inside
            if tag in ("title", "h1") and not token.startswith("</"):
                inside = tag
                heads.append("")
            hidden = tag if tag in ("script", "style") and not token.startswith("</") else ""
        elif not token.startswith("<"):
            text = " ".join(fold(unescape(token)).split())
            if inside:
                heads[-1] = f"{heads[-1]} {text}".strip()[:SHORT]
            if inside != "title":
                words.append(text)
    return heads[:5], "\n".join(filter(None, words))
