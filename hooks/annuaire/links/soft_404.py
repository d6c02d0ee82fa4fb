"""Pages that answer « 200 OK » and are not what was asked: error pages, parked domains, robot walls."""

import re
from html import unescape
from itertools import islice

from annuaire.text import fold

SHORT = 1500
"""Characters: an error page says little else; a longer one is judged on its title and first headings only."""
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg)\b.*?(?:</\1|\Z)"
    r"|<(?!input|img)(\w+)\b(?=[^<>]*?\s(?:hidden|style=[\"'][^\"'<>]*display:\s*none)\b)[^<>]*>.*?(?:</\2|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(r"<(?:title|h1)\b[^<>]*>(.*?)(?=</?(?:title|h1)\b|\Z)", re.IGNORECASE | re.DOTALL)
SEPARATOR = re.compile(r"\s+[|·•»:–—-]+\s+|[|!?.…]+(?:\s+|$)")
EDGES = " .!?…'\"«»,:"

# All is compared folded, with straight apostrophes.
_THING = (
    "(?:page|adresse|url|contenu|document|article|fichier|fiche|ressource|lien|offre|annonce|produit|evenement"
    "|content|file|resource|link)"
)
_LOST = "(?:not found|introuvables?|(?:non trouvee?|inexistante?|supprimee?)s?|(?:non |in)disponible)"
_NOT = "(?:can?|could|was|does|is) ?n[o']?t"
_SORRY = "(?:(?:oups|oops|whoops|sorry|(?:nous sommes )?desolee?s?)[ ,!:]*)?"
# A label is the whole of a title's part or of a heading: « Page introuvable », « Erreur 404 », « 404 Not Found ».
_LABEL = re.compile(
    rf"{_SORRY}(?:(?:page (?:d')?)?(?:erreur|error|http|http status|status|code)?\s*(?:n°\s*)?404(?: error| erreur)?"
    rf"(?:[\s,:(-]*(?:the |la |cette )?(?:{_THING} )?{_LOST}\)?)?"
    rf"|{_THING}s? (?:web )?(?:demandee? |recherchee? )?{_LOST}(?:[\s,:(-]*(?:erreur|error)?\s*404\)?)?"
    r"|(?:(?:error|erreur)[\s:-]*(?:page )?)?(?:not found|introuvable))"
)
# A sentence speaks of the page itself.
_SENTENCE = re.compile(
    rf"{_SORRY}(?:(?:ce(?:t|tte)? {_THING}|la page"
    rf"|(?:la|le|l'|votre) ?{_THING} (?=que vous|a laquelle|demand|recherch))"
    r"(?: web)?(?: ?(?:que vous|a laquelle|demandee?|recherchee?)[^.!?]{0,60})?"
    r" (?:n'existe (?:pas|plus)|n'est (?:pas|plus) (?:disponible(?! (?:en (?!ligne)|dans|pour|a l'|au ))"
    r"|en ligne|la\b|accessible(?! aux? ))"
    r"|(?:est|semble) (?:introuvable|indisponible)|n'a (?:pas|plus) (?:ete|pu etre) trouvee?"
    r"|a (?:peut-etre )?ete (?:deplacee? ou )?(?:supprimee?|retiree?))"
    r"|nous n'avons pas (?:pu )?trouve?r? (?:la|cette) page|aucune page (?:ne correspond|n'a ete trouvee)"
    rf"|(?:the|this|that) (?:requested )?{_THING}(?: (?:that )?(?:you|was|at)[^.!?]{{0,60}}| requested)?"
    rf" (?:{_NOT} (?:(?:be )?found|exist|available(?! (?:in|for) ))|no longer exists|is no longer available"
    r"|has been removed)"
    rf"|(?:we|i) {_NOT}(?: seem to)? find (?:the|that|this) page|nothing was found at this (?:location|address)"
    rf"|no such page|page {_NOT} be found)"
)
_PARKED = re.compile(
    r"(?:(?:domaine|domain)(?: name)?(?: [\w-]+(?:\.[\w-]+)+)?|[\w-]+\.[a-z]{2,12})"
    r" (?:est |is |may be |peut[- ]etre |steht ){0,2}"
    r"(?:zum verkauf|(?:disponible )?a (?:la )?ven(?:dre|te)|en vente|for sale|parked)"
    r"|domain(?:e|(?: name)?) (?:parque|parking|for sale)|parked (?:free|domain)|page de parking"
    r"|(?:buy|get|achete[zr]) (?:this|ce) (?:nom de )?domain|votre domaine a bien ete cree|future home of something"
    r"|(?:ce|this) (?:nom de )?domaine?(?: name)? (?:est|is|has|a|vient) "
    r"(?:(?:ete )?reserve|parque|parked|expired?|d'expirer|d'etre enregistre|enregistre aupres|been registered)"
)
_EMPTY = re.compile(
    r"this account has been suspended|(?:ce|votre) site a ete suspendu"
    r"|welcome to nginx|apache2? \w+ default page|default web site page|site non installe"
    r"|^site (?:web )?en construction$",
    re.MULTILINE,
)
_WALL = re.compile(
    r"just a moment\.\.\.|un instant(?:…|\.\.\.)|attention required! \| cloudflare|checking your browser"
    r"|verify(?:ing)? (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot)|you(?:'re| are) not a (?:bot|robot)\b"
    r"|are you a (?:human|robot)|(?:robot or|bot or|human) (?:human|verification)|bot verification"
    r"|verifi[^.]{0,40} (?:humain|robot)|vous n'etes pas un robot|security check|verification de securite"
    r"|request rejected|^access(?: to this page has been)? denied|^acces refuse|pardon our interruption"
    r"|enable javascript (?:and (?:disable|cookies)|to proceed)",
    re.MULTILINE,
)
# What the source of a page calls, rather than what it shows.
_PARKING = re.compile(r"sedoparking|parkingcrew|hugedomains", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha-delivery|_incapsula_resource|px-captcha|awswafcaptcha", re.IGNORECASE)
# What LinkChecker looks for in the source: wider than all the above, since a second look decides. Each begins with a
# letter or a sign of its own: the engine leaves most places at once.
_HINTS = (
    "introuvable", "inexistant", "indisp", "non.?disp", "non.{1,20}trouv", "p(as|lus).{1,20}trouv",
    "trouv.{1,8}(la|cette) page", "exist.{1,9}(pas|plus)", "p(as|lus).{1,9}(disp|en ligne|acces|l(à|&agrave;|a)[ ,<])",
    "ne correspond", "supprim(é|e|&)", "retir(é|e|&)", "n.{1,7}t .{0,3}(found|exist|avail)", "was found", "no longer",
    "no such page", "find (the|that|this) page", "been removed", "er(reur|ror).{0,9}404", "http.{0,9}404",
    "status.{0,9}404", "code.{0,9}404", "page.{0,9}404", r">\s*404", r"°\s*404", r"404\s*<", "<title>[^<]{0,80}404",
    "for.sale", "vendre", "en vente", "la vente", "park", "domaine?.{0,60}(expi|r.{1,8}serv|enr|reg|cr)",
    "achete.{0,20}domain", "future home", "suspend", "welcome to nginx", "default (web|page)", "non install",
    "en construction", "hugedomains", "just a moment", "un instant", "attention required",
    "rif.{0,60}(hum|robot|curit)", "verify", "human verif", "bot verif", "your browser", "not a (bot|robot)",
    "are you a", "robot or", "security check", "request rejected", "access.{0,40}denied", "acc.{1,8}s refus",
    "pas un robot", "this domain", "zum verkauf", "enable javascript", "interruption", "captcha", "incapsula",
    "casino", "gacor", "togel", r"judi\b", "slot", "betting", "bookmak", "poker", "roulette", "jackpot",
    "paris.sportif", "machines?.(à|&agrave;).sous", "free.spins", "казино", "слот", "娱乐城", "博彩", "賭場", "赌场",
    "카지노", "カジノ", "สล็อต", r"<html[^>]{0,300}lang\s*=\s*[\"']?(?!fr|en|br|oc|eu|co|ca)[a-z]",
)  # fmt: skip
HINT = "|".join(f"[{hint[0]}{hint[0].upper()}](?i:{hint[1:]})" for hint in _HINTS)


def classify_page(html: str) -> tuple[str, str]:
    """Return (« soft », « parked », « empty » or « wall », the reason in French), or two empty texts for an ordinary
    page; an empty one may come back."""
    heads, body = visible_texts(html)
    short, page = len(body) <= SHORT, "\n".join([*heads, body])

    def says(signs: re.Pattern[str]) -> bool:
        return bool(signs.search(page)) if short else any(map(signs.match, heads))

    if short and (_WALL.search(page) or _CAPTCHA.search(html)):
        return "wall", "écarte les robots"
    if says(_PARKED) or (short and _PARKING.search(html)):
        return "parked", "domaine à vendre ou à l’abandon"
    if says(_EMPTY):
        return "empty", "site vide, suspendu ou en construction"
    lines = [*heads, *re.split(r"[.!?\n]", body)[:20]] if short else heads
    labels = [part.strip(EDGES) for line in lines for part in (line, *SEPARATOR.split(line))]
    if says(_SENTENCE) or any(map(_LABEL.fullmatch, labels)):
        return "soft", "page d’erreur, sous une réponse normale (200)"
    return "", ""


def visible_texts(html: str) -> tuple[list[str], str]:
    """Return the title and the first-level headings, then all the text, folded, a line for each element."""
    shown = _HIDDEN.sub(" ", html)
    heads = [" ".join(_lines_of(found[1]))[:SHORT] for found in islice(_HEAD.finditer(shown), 5)]
    return heads, "\n".join(_lines_of(shown))


def _lines_of(html: str) -> list[str]:
    text = unescape(re.sub(r"<[^<>]*>?", "\n", " ".join(html.split())))
    return [" ".join(line.split()) for line in fold(text).replace("’", "'").split("\n") if line.strip()]
