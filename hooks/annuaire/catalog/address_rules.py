"""The rules of what leads somewhere: web addresses and contacts. Each yields Problems."""

import re
from collections.abc import Iterator

from annuaire.contacts import contact_kind, contacts_in, names_someone
from annuaire.source.problems import Problem
from annuaire.source.shown import quote
from annuaire.source.tree import Scalar, problem
from annuaire.text import decode_entities
from annuaire.url_cleaning import untracked_url, unwrap_url
from annuaire.urls import UNSAFE, UrlFault, url_fault

ADDRESSES = re.compile(r"(?:https?://(?=\S)|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)\S*")
LINKED = re.compile(
    r"!?\[[^\[\]]*\]\(<?([^\s()<>]+)>?[^()]*\)|<a\b[^<>]*?href=[\"']?([^\"'\s<>]+)[^<>]*>.*</a>", re.IGNORECASE
)
"""A link of Markdown or of HTML, and its address."""
URL_HINT = "copiez l’adresse complète depuis la barre de votre navigateur : https://…"
URL_HINTS = {
    UrlFault.PRIVATE: "donnez une adresse que tout le monde peut ouvrir, sur le web public.",
    UrlFault.SPACE: "copiez l’adresse seule depuis votre navigateur ; une espace s’y écrit « %20 ».",
    UrlFault.CREDENTIALS: "retirez tout ce qui se trouve entre « // » et « @ », puis changez ce mot de passe : il a été publié.",
    UrlFault.PORT: "retirez le second « : » et le nombre qui le suit : « https://exemple.fr/… ».",
}


def url_rule(node: Scalar, _: object) -> Iterator[Problem]:
    """An address is http or https, has a public host, and carries neither credentials nor what an intermediary added."""
    url = decode_entities(node.value)
    inner = unwrap_url(url)
    meant = untracked_url(inner)
    if inner != url:
        hint = "ouvrez-la, puis copiez l’adresse que montre votre navigateur."
        hint = f"écrivez l’adresse qu’elle cache : {quote(meant, 200)}." if meant else hint
        message = "cette adresse passe par un intermédiaire, qui suit les personnes (lu : {})."
        yield problem(node, message, hint, meant or None, certain=True)
    elif url != node.value:
        meant = meant if not url_fault(meant) else f"https://{meant}"
        message = "cette adresse contient des codes HTML (lu : {})."
        yield problem(node, message, f"écrivez {quote(meant, 200)}.", meant, certain=True)
    elif fault := url_fault(url):
        yield _refused_url(node, fault)


def _refused_url(node: Scalar, fault: UrlFault) -> Problem:
    """An address with a fault, and the sound one that is seen through it."""
    url, hint, meant = node.value, URL_HINTS.get(fault, URL_HINT), None
    linked = LINKED.sub(r"\1\2", url)
    inner = linked[max(0, linked.rfind("http")) :].rstrip(")]>»”’'\",; \u00a0\u202f")
    slashes = re.sub(r"^(https?)[\s:/\\]+", r"\1://", url.replace("\\", "/"))
    split = node.end > node.line or re.fullmatch(r"\S+ /[^\s.]+", url)  # not « a.fr /b.fr »
    cut = url.replace(" ", "" if split else "%20" if re.search(r"\.\w{2,4}$", url) else " ")
    contact = re.sub("^mailto:", "", url)
    if contact_kind(contact) in ("mail", "phone"):
        hint = f"c’est un contact : écrivez plutôt « contact: {contact} »."
    elif fault is UrlFault.SPACE and len(ADDRESSES.findall(url)) > 1:
        hint = "gardez la principale ; les autres vont sous « links », chacune avec son titre."
    elif meant := next(
        (one for one in (inner, slashes, cut, f"https://{linked.rstrip(',;')}") if not url_fault(one)), None
    ):
        hint = f"écrivez {quote(meant, 200)}."
    elif fault is UrlFault.SPACE and not url_fault(alone := url.split()[0]):
        hint = f"n’écrivez ici que l’adresse : {quote(alone, 200)} ; ce qui la suit peut se dire dans « description »."
    where = f" (U+{ord(unsafe[0]):04X})" if fault is UrlFault.CHARACTER and (unsafe := UNSAFE.search(url)) else ""
    added = "https" if meant and meant.startswith("https://") and not url.startswith("http") else ""
    whole = meant is not None and re.sub(r"\W", "", meant) == added + re.sub(r"\W", "", url)
    return problem(node, f"cette adresse {fault}{where} (lu : {{}}).", hint, meant, certain=whole)


def contact_rule(node: Scalar, _: object) -> Iterator[Problem]:
    """A contact is an e-mail address, a telephone number or a web address."""
    if re.match(r"https?:", node.value, re.IGNORECASE) and " " not in node.value:
        yield from url_rule(node, _)
    elif not contact_kind(node.value):
        found = contacts_in(node.value)
        hint = "écrivez l’adresse ou le numéro seul : « contact@exemple.fr », « 03 20 00 00 00 », « https://… » ; plusieurs vont en liste."
        if re.fullmatch(r"[\d\s.+()/-]+", node.value):
            hint = "un numéro a dix chiffres, comme « 03 20 00 00 00 », ou commence par « + » : vérifiez-le."
        if found:
            hint = f"écrivez « {found[0]} »." if len(found) == 1 else f"écrivez « contact: [{', '.join(found)}] »."
        if found and names_someone(node.value):
            found, hint = [], f"{hint[:-1]} ; ce qui l’accompagne peut se dire dans « description »."
        message = "ce n’est ni une adresse électronique, ni un téléphone, ni une adresse web (lu : {})."
        yield problem(node, message, hint, found if len(found) > 1 else next(iter(found), None))
