"""Pages that answer « 200 OK »: what they are in truth, and whether LinkChecker sends them to the second look."""

import re
import time

import pytest

from annuaire.links.soft_404 import HINT, classify_page

LONG = "<p>" + "L’association vous accompagne chaque jour dans vos démarches. " * 40
SOFT = [
    "<title>Site</title><input hidden><h1>Page introuvable</h1>", "<input type=hidden><p aria-hidden=true></p><p>Ce contenu n’est plus disponible à cette adresse.",
    "<title>Erreur 404", "<title>404 – Page introuvable | Ville", "<title>Page not found · Site", "<title>Oops! 404</title>", "<h1 class='x'>404</h1>",
    "<title>Erreur 404 - Ville</title>" + LONG, "<title>Page d’erreur 404</title>" + LONG, "<title>Page 404</title>" + LONG, "<title>HTTP Status 404 – Not Found",
    "<title>Site</title><h1>Contenu introuvable", "<p>Error 404", "<p>Désolé, la page demandée n'existe pas.", "<p>This page doesn't exist.",
    "<p>La page demand&eacute;e n&#039;existe pas", "<title>Page non trouvée", "<p>Ce contenu n’est plus disponible.", "<title>Page inexistante",
    "<p>The requested URL was not found", "<title>Contenu supprimé", "<p>Nous n’avons pas trouvé cette page", "<p>We couldn’t find that page",
    "<p>We can't seem to find the page you're looking for.", "<p>Sorry, this page isn't available.", "<h1>Oops! That page can’t be found.</h1>",
    "<p>It looks like nothing was found at this location.", "<p>L'URL demandée n'a pas été trouvée sur ce serveur.", "<p>La ressource demandée n’a pas été trouvée.",
    "<title>Cette page n’a pas été trouvée", "<p>Cet événement n'existe plus", "<p>Offre expirée : cette offre n'est plus disponible", "<title>Produit introuvable",
    "<h1>Cette page a été déplacée ou supprimée</h1>" + LONG, "<h1>Aucune page ne correspond à cette adresse", "<h1>Page&nbsp;introuvable</h1>" + LONG,
    "<h1><span>Page</span> <span>introuvable</span></h1>" + LONG, "<title>\nPAGE INTROUVABLE\n</title>" + LONG, "<title>Contenu non disponible",
    "<h1>La page que vous recherchez est introuvable.</h1>" + LONG, "<h1>404</h1><h2>La page que vous cherchez n'est plus là", "<div>Page introuvable</div>",
    "<h1>Oops! We can't find that page</h1>" + LONG, "<h1>Nous sommes désolés, la page demandée est introuvable.</h1>" + LONG,
]  # fmt: skip
PARKED = [
    "<title>Domaine à vendre", "<p>The domain x.fr is for sale", "<p>Domain parking", "<p>Ce nom de domaine est à vendre", "<p>This domain has expired",
    "<title>exemple.com est à vendre", "<title>Le domaine exemple.fr est disponible à la vente", "<p>Ce nom de domaine est enregistré auprès de Gandi.net",
    "<title>Félicitations ! Votre domaine a bien été créé chez OVHcloud !", "<title>exemple.fr</title><script src=//sedoparking.com/x></script>",
    "<p>Future home of something quite cool.", "<title>exemple.org - Domain Name For Sale | Dan.com", "<p>Buy this domain",
    "<p>Le domaine exemple.fr est peut-être à vendre.", "<p>Get this domain", "<title>exemple.fr steht zum Verkauf", "<p>Ce nom de domaine vient d'expirer.",
    "<p>Ce nom de domaine a été réservé par un de nos clients",
]  # fmt: skip
EMPTY = [
    "<title>Welcome to nginx!", "<title>Apache2 Debian Default Page: It works", "<title>Apache2 Debian Default Page: It works</title>" + LONG, "<title>Site non installé",
    "<h1>Site en construction</h1>", "<p>This account has been suspended.", "<p>Ce site a été suspendu", "<h1>Site web en construction</h1><p>Revenez bientôt.",
]  # fmt: skip
WALLS = [
    "<title>Just a moment...", "<title>Attention Required! | Cloudflare", "<p>Verify you are human", "<title>Un instant…", "<p>Vérifiez que vous n'êtes pas un robot",
    "<title>Robot or human?", "<title>Access denied", "<title>Making sure you're not a bot!", "<title>Request Rejected", "<title>Human Verification",
    "<title>Access to this page has been denied", "<p>Enable JavaScript and cookies to continue", "<script src=https://ct.captcha-delivery.com/c.js></script>",
    "<title>Vérification</title><p>Nous vérifions que vous êtes humain", "<p>Prouvez que vous n’êtes pas un robot", "<title>Accès refusé",
    "<title>Client Challenge</title><noscript>JavaScript is disabled in your browser. Please enable JavaScript to proceed.",
]  # fmt: skip
FINE = [
    "<p>The requested page has moved to a shelf", "<title>Le lien introuvable : un roman</title><p>Un livre.", "<title>Réparer une erreur 404</title><p>Guide.",
    "<title>Un guide</title><script>var t = 'Page introuvable'</script>", "<!-- <h1>Page introuvable</h1> --><title>Un guide", "<title>404 idées pour agir</title>" + LONG,
    "<title>L’article n’existe pas en latin</title><p>En latin, l’article n’existe pas : une leçon.", "<h1>Quand ce domaine est expiré</h1>" + LONG,
    "<h1>Domaines à vendre en Bourgogne</h1>" + LONG, "<h1>Comment acheter un nom de domaine</h1>" + LONG, "<title>Are you a robot? AI explained</title>" + LONG,
    "<title>Que faire quand une page n’existe plus ?</title>" + LONG, "<p>Ce document n’est pas accessible aux personnes aveugles : un guide pour y remédier.",
    "<title>Le site en construction de Notre-Dame</title><p>Une visite.", "<title>Association 404</title>" + LONG, "<title>L’IA n’existe pas</title><p>Un essai.",
    "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>", "<title>Access for all: rights denied</title><p>A report.",
    "<title>Un guide</title><p>Ce document n’est plus disponible en version papier : le voici.", "<title>Vous n’êtes pas un robot : l’IA expliquée</title>" + LONG,
    "<h1>Réserver un nom de domaine</h1>" + LONG, "<title>Appli</title><div id=app></div><div hidden>Page introuvable</div>",
    "<title>Appli</title><p id=e style='color:red; display: none'>Page introuvable</p>", "<title>Guide</title><template><h1>Page introuvable</h1></template>" + LONG,
    "<title>Guide</title><svg><title>Page introuvable</title></svg>" + LONG, "<title>Guide</title><p>Cette page n’est pas disponible dans votre langue.",
    "<title>Colloque</title><p>Cet événement n’est plus disponible à l’inscription.", "<title>Guide</title><p>This page is not available in your language.",
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (page, kind)
        for kind, pages in (("soft", SOFT), ("parked", PARKED), ("empty", EMPTY), ("wall", WALLS))
        for page in pages
    ],
)
def test_a_page_that_is_not_what_it_seems(page: str, expected: str) -> None:
    assert classify_page(page)[0] == expected
    assert re.search(HINT, page), "LinkChecker would call it fine"


@pytest.mark.parametrize("page", FINE)
def test_a_page_that_only_speaks_of_it(page: str) -> None:
    assert classify_page(page) == ("", "")


@pytest.mark.parametrize(
    "hostile",
    [
        "<a hidden>" * 25_000,
        "<a hidden></a>" * 18_000,
        "<a" + " style='display:" * 15_000,
        "<a" + " hidden" * 35_000,
        "<script" * 40_000,
        "<" * 250_000,
        "<h1>" * 60_000,
        "<!--" * 60_000,
        "page que vous " * 18_000,
        "404 " * 60_000,
    ],
)
def test_a_hostile_page_takes_no_time(hostile: str) -> None:
    began = time.process_time()
    classify_page(f"<title>{hostile}</title>{hostile}")
    assert time.process_time() - began < 3
