"""Pages that answer « 200 OK » and are not what was asked: error pages, parked domains, robot walls."""

import re
from html import unescape

from annuaire.text import fold

SHORT = 1500
"""Characters: an error page says little else; a longer one is judged on its title and first headings only."""
TOKEN = re.compile(r"<[^<>]*>?|[^<]+")  # linear, whatever the page
SEPARATOR = re.compile(r"\s+[|·•»:–—-]+\s+|[|!?.…]+(?:\s+|$)")
EDGES = " .!?…'\"’«»,:"

_THING = r"(?:page|adresse|url|contenu|document|article|fichier|fiche|ressource|lien|offre|annonce|produit|evenement)"
_SORRY = r"(?:(?:oups|oops|whoops|sorry|desolee?)[ ,!:]*)?"
# A label is the whole of a title's part or of a heading: « Page introuvable », « Erreur 404 », « 404 Not Found ».
_LABEL = re.compile(
    _SORRY
    + r"(?:(?:page |page d['’])?(?:erreur|error|http|http status|status|code)?\s*(?:n°\s*)?404(?: error| erreur)?"
    r"(?:\s*[,:(-]*\s*(?:the |la |cette )?(?:page|file|document|fichier|contenu)?\s*"
    r"(?:not found|introuvable|non trouvee?|inexistante?)\)?)?"
    rf"|(?:{_THING}|content|file|resource|link)s?\s+(?:web )?(?:demandee? |recherchee? )?"
    r"(?:not found|introuvables?|non trouvee?s?|inexistante?s?|supprimee?s?)"
    r"(?:\s*[,:(-]*\s*(?:erreur|error)?\s*404\)?)?"
    r"|(?:page|contenu|document|article) (?:non |in)disponible"
    r"|(?:error|erreur)\s*[:-]?\s*(?:page )?(?:not found|introuvable)|not found|introuvable)"
)
# A sentence speaks of the page itself.
_SENTENCE = re.compile(
    _SORRY
    + rf"(?:(?:cette|cet|ce) {_THING}|la page|(?:la|le|l['’]|votre) ?{_THING} (?=que vous|a laquelle|demand|recherch))"
    r"(?: web)?(?: ?(?:que vous|a laquelle|demandee?|recherchee?)[^.!?]{0,60})?"
    r" (?:n['’]existe (?:pas|plus)|n['’]est (?:pas|plus) (?:disponible|en ligne|la\b|accessible(?! aux? ))"
    r"|(?:est|semble) (?:introuvable|indisponible)|n['’]a (?:pas|plus) (?:ete|pu etre) trouvee?"
    r"|a (?:peut-etre )?ete (?:deplacee? ou )?(?:supprimee?|retiree?))"
    r"|page (?:que vous (?:cherchez|recherchez|demandez|souhaitez)[^.!?]{0,40}|demandee) [^.!?]{0,30}introuvable"
    r"|nous n['’]avons pas (?:pu )?trouve?r? (?:la|cette) page|aucune page (?:ne correspond|n['’]a ete trouvee)"
    r"|(?:the|this|that) (?:requested )?(?:page|resource|url|link|file|content)"
    r"(?: (?:that )?(?:you|was|at)[^.!?]{0,60}| requested)?"
    r" (?:(?:can ?not|can['’]?t|could ?n[o'’]t|could not|was not|wasn['’]t)(?: be)? found"
    r"|does ?n[o'’]?t exist|does not exist|no longer exists"
    r"|is ?n[o'’]?t available|is (?:not|no longer) available|has been removed)"
    r"|(?:we|i) (?:can['’]?t|can ?not|could ?n['’]?t|could not)(?: seem to)? find (?:the|that|this) page"
    r"|nothing was found at this (?:location|address)|no such page|page (?:can ?not|could not) be found"
)
_PARKED = re.compile(
    r"(?:(?:domaine|domain)(?: name)?(?: [\w-]+(?:\.[\w-]+)+)?|[\w-]+\.[a-z]{2,12})"
    r" (?:est |is |may be |peut etre )?(?:(?:disponible )?a (?:la )?ven(?:dre|te)|en vente|for sale|parked)"
    r"|(?:domaine|domain)(?: name)? (?:parque|parking|for sale)|parked (?:free|domain)|page de parking"
    r"|(?:buy|achetez|acheter) (?:this|ce) (?:nom de )?(?:domain|domaine)"
    r"|(?:ce|this) (?:nom de )?(?:domaine|domain)(?: name)? (?:est|is|has|a|vient) "
    r"(?:reserve|parque|parked|expired?|d['’]etre enregistre|enregistre aupres|been registered)"
    r"|votre domaine a bien ete cree|future home of something|this account has been suspended"
    r"|(?:ce|votre) site a ete suspendu"
    r"|welcome to nginx|apache2? \w+ default page|default web site page|site non installe"
    r"|^site (?:web )?en construction$",
    re.MULTILINE,
)
_WALL = re.compile(
    r"just a moment\.\.\.|un instant(?:…|\.\.\.)|attention required! \| cloudflare|checking your browser"
    r"|verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a |not a )?(?:human|robot)"
    r"|you(?:['’]re| are) not a (?:bot|robot)\b"
    r"|are you a (?:human|robot)|(?:robot or|bot or|human) (?:human|verification)|bot verification"
    r"|verifi(?:ez|er|cation)[^.]{0,30} (?:humain|robot)|security check|verification de securite|request rejected"
    r"|^access(?: to this page has been)? denied|enable javascript and (?:disable|cookies)|pardon our interruption",
    re.MULTILINE,
)
# What the source of a page calls, rather than what it shows.
_PARKING = re.compile(r"sedoparking|parkingcrew|hugedomains", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha-delivery|_incapsula_resource|px-captcha|awswafcaptcha", re.IGNORECASE)
# What LinkChecker looks for in the source: wider than all the above, since a second look decides. Each begins with a
# letter or a sign of its own: the engine leaves most places at once.
_STEMS = (
    "introuvable", "inexistant", "indisp", "non.?disp", "non.{1,20}trouv", "p(as|lus).{1,20}trouv",
    "trouv.{1,8}(la|cette) page", "exist.{1,9}(pas|plus)",
    "p(as|lus).{1,9}(disp|en ligne|acces|l(à|&agrave;|a)[ ,<])", "ne correspond", "supprim(é|e|&)", "retir(é|e|&)",
    "t.{1,8}(found|exist|avail)", "be.{1,8}found", "s.{1,8}found", "no longer", "no such page",
    "find (the|that|this) page", "been removed", "er(reur|ror).{0,9}404", "http.{0,9}404", "status.{0,9}404",
    "code.{0,9}404", "page.{0,9}404", "n°.{0,9}404", r">\s*404", r"404\s*<", "<title>[^<]{0,80}404", "for.sale",
    "vendre", "en vente", "la vente", "park", "domaine?.{0,60}(expi|r.{1,8}serv|enr|reg|cr)", "buy.{0,20}domain",
    "achete.{0,20}domain", "future home", "suspend", "welcome to nginx", "default (web|page)", "non install",
    "en construction", "hugedomains", "just a moment", "un instant", "attention required",
    "v(e|é|&eacute;)rif.{0,60}(hum|robot|curit)", "verify", "human verif", "bot verif", "your browser",
    "not a (bot|robot)", "are you a", "robot or", "security check", "request rejected", "access.{0,40}denied",
    "enable javascript", "interruption", "captcha", "incapsula",
    "casino", "gacor", "togel", "judi", "slot", "betting", "bookmak", "poker", "roulette", "jackpot", "paris.sportif",
    "machines?.(à|&agrave;).sous", "free.spins", "казино", "слот", "娱乐城", "博彩", "賭場", "赌场", "카지노", "カジノ",
    "สล็อต",
    r"<html[^>]{0,300}lang\s*=\s*[\"']?(?!fr|en|br|oc|eu|co|ca)[a-z]",
)  # fmt: skip
HINT = "|".join(f"[{stem[0]}{stem[0].upper()}](?i:{stem[1:]})" for stem in _STEMS)


def classify_page(html: str) -> tuple[str, str]:
    """Return (« soft », « parked » or « wall », the reason in French), or two empty texts for an ordinary page."""
    heads, body = visible_texts(html)
    if len(body) <= SHORT:
        page = "\n".join([*heads, body])
        if _WALL.search(page) or _CAPTCHA.search(html):
            return "wall", "écarte les robots"
        parked, gone = bool(_PARKED.search(page) or _PARKING.search(html)), bool(_SENTENCE.search(page))
        heads = [*heads, *re.split(r"[.!?\n]", body)[:20]]
    else:
        parked, gone = any(map(_PARKED.match, heads)), any(map(_SENTENCE.match, heads))
    if parked:
        return "parked", "domaine à vendre ou à l’abandon"
    labels = [part.strip(EDGES) for head in heads for part in (head, *SEPARATOR.split(head))]
    if gone or any(map(_LABEL.fullmatch, labels)):
        return "soft", "page d’erreur, sous une réponse normale (200)"
    return "", ""


def visible_texts(html: str) -> tuple[list[str], str]:
    """Return the title and the first-level headings, then all the visible text, folded, a line for each element."""
    first, *rest = html.split("<!--")
    heads: list[str] = []
    words: list[str] = []
    inside, hidden = "", ""
    for token in TOKEN.findall(first + "".join(part.partition("-->")[2] for part in rest)):
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
