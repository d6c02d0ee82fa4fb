"""The rules of the values that lead somewhere: web addresses, and the other ways to reach someone."""

import re
from collections.abc import Iterator

from annuaire.catalog.values import Field, length_rule
from annuaire.contacts import contact_kind, contacts_in
from annuaire.intermediaries import untracked_url, unwrap_url
from annuaire.source.problems import Problem, quote
from annuaire.source.tree import Scalar, problem
from annuaire.text import decode_entities
from annuaire.urls import UNSAFE, UrlFault, url_fault

URL_HINT = "copiez l’adresse complète depuis la barre de votre navigateur : https://…"
URL_HINTS = {
    UrlFault.PRIVATE: "donnez une adresse que tout le monde peut ouvrir, sur le web public.",
    UrlFault.SPACE: "copiez l’adresse seule depuis votre navigateur ; une espace s’y écrit « %20 ».",
    UrlFault.CREDENTIALS: "retirez tout ce qui se trouve entre « // » et « @ », puis changez ce mot de passe : il a été publié.",
    UrlFault.PORT: "retirez le second « : » et le nombre qui le suit : « https://exemple.fr/… ».",
}


def url_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """An address is http or https, has a public host, and carries neither credentials nor what an intermediary added."""
    url = decode_entities(node.value)
    inner = unwrap_url(url)
    if inner != url:
        message = f"cette adresse passe par un intermédiaire, qui suit les personnes (lu : {quote(node.value)})."
        clean = untracked_url(inner) or None
        hint = (
            f"écrivez l’adresse qu’elle cache : {quote(clean, 200)}."
            if clean
            else "ouvrez-la, puis copiez l’adresse que montre votre navigateur."
        )
        yield problem(node, message, hint, clean, certain=True)
    elif url != node.value:
        clean = untracked_url(url)
        message = f"cette adresse contient des codes HTML (lu : {quote(node.value)})."
        yield problem(node, message, f"écrivez {quote(clean, 200)}.", clean, certain=True)
    elif fault := url_fault(url):
        yield _refused_url(node, fault)


def _refused_url(node: Scalar, fault: UrlFault) -> Problem:
    url, hint, found = node.value, URL_HINTS.get(fault, URL_HINT), None
    inner = url[max(0, url.rfind("http")) :].rstrip(")]>»”’'\" \u00a0\u202f")
    slashes = re.sub(r"^(https?)[\s:/\\]+", r"\1://", url.replace("\\", "/"))
    for meant in ("https://" + url, slashes, inner):
        if not url_fault(meant):
            found, hint = meant, f"écrivez {quote(meant, 200)}."
    if contact_kind(url) in ("mail", "phone"):
        found, hint = None, f"c’est un contact : écrivez plutôt « contact: {url} »."
    elif fault is UrlFault.SPACE and url.count("://") > 1:
        found, hint = None, "gardez la principale ; les autres vont sous « links », chacune avec son titre."
    where = f" (U+{ord(unsafe[0]):04X})" if fault is UrlFault.CHARACTER and (unsafe := UNSAFE.search(url)) else ""
    whole = found is not None and re.sub(
        r"\W", "", found.removeprefix("https://" if found[8:] == url else "")
    ) == re.sub(r"\W", "", url)
    return problem(node, f"cette adresse {fault}{where} (lu : {quote(url)}).", hint, found, certain=whole)


def contact_rule(node: Scalar, field: Field) -> Iterator[Problem]:
    """A contact is an e-mail address, a telephone number or a web address."""
    yield from length_rule(node, field)
    if re.match(r"https?:", node.value, re.IGNORECASE) and " " not in node.value:
        yield from url_rule(node, field)
    elif not contact_kind(node.value):
        found = contacts_in(node.value)
        hint = "écrivez l’adresse ou le numéro seul : « contact@exemple.fr », « 03 20 00 00 00 », « https://… » ; plusieurs vont en liste."
        if found:
            hint = f"écrivez « {found[0]} »." if len(found) == 1 else f"écrivez « contact: [{', '.join(found)}] »."
        message = (
            f"ce n’est ni une adresse électronique, ni un téléphone, ni une adresse web (lu : {quote(node.value)})."
        )
        yield problem(node, message, hint, (found if len(found) > 1 else found[0]) if found else None)
