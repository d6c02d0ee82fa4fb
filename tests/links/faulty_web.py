"""A small web where everything goes wrong, on loopback: each path is one fault, and says what it is worth."""

from __future__ import annotations

import datetime
import gzip
import socket
import socketserver
import ssl
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme

GOOD = "<!doctype html><title>Un guide</title><h1>Un guide</h1><p>Des conseils pour choisir un outil sobre.</p>"
LONG = GOOD + "<p>Une page introuvable, une erreur 404 : voici comment les éviter, et pourquoi.</p>" * 40


def page(title: str = "Un guide", body: str = "<p>Des conseils.</p>", code: str = "200 OK", **headers: str) -> bytes:
    text = f"<!doctype html><meta charset=utf-8><title>{title}</title>{body}".encode()
    return reply(code, text, **{"Content_Type": "text/html; charset=utf-8", **headers})


def reply(code: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in {"Content_Length": str(len(body)), **headers}.items()
    ]
    return f"HTTP/1.1 {code}\r\n".encode() + "\r\n".join(lines).encode() + b"\r\nConnection: close\r\n\r\n" + body


def to(place: str, code: str = "301 Moved Permanently", body: bytes = b"") -> bytes:
    return reply(code, body, Location=place)


FOUND, OTHER, TEMPORARY, FOREVER = "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"

# path → (what is sent, the verdict of a first visit, the path proposed)
ANSWERS: dict[str, tuple[bytes, str, str]] = {
    # alive
    "/ok": (page(), "ok", ""),
    "/ok/204": (reply("204 No Content"), "ok", ""),
    "/ok/pdf": (reply("200 OK", b"%PDF-1.7 404 not found", Content_Type="application/pdf"), "ok", ""),
    "/ok/vide": (reply("200 OK"), "ok", ""),
    "/ok/long": (reply("200 OK", LONG.encode(), Content_Type="text/html; charset=utf-8"), "ok", ""),
    "/ok/guide-404": (page("Comprendre l’erreur 404 et la corriger", "<h1>Que faire d’une erreur 404 ?</h1>" + LONG), "ok", ""),
    "/ok/domaine": (page("Les domaines d’intervention", "<p>Notre domaine, c’est l’aide aux associations.</p>"), "ok", ""),
    "/ok/latin-1": (reply("200 OK", "<title>Éthique</title>".encode("latin-1"), Content_Type="text/html; charset=iso-8859-1"), "ok", ""),
    "/ok/charset": (reply("200 OK", GOOD.encode(), Content_Type="text/html; charset=rot13"), "ok", ""),
    "/ok/trop-court": (reply("200 OK", GOOD.encode(), Content_Length="90000", Content_Type="text/html"), "ok", ""),
    "/ok/trop-long": (reply("200 OK", GOOD.encode(), Content_Length="10", Content_Type="text/html"), "ok", ""),
    "/ok/morceaux": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n5\r\nabcde\r\nzz\r\n", "ok", ""),
    "/ok/faux-gzip": (reply("200 OK", b"pas du gzip", Content_Encoding="gzip", Content_Type="text/html"), "ok", ""),
    "/ok/103": (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + page(), "ok", ""),
    "/ok/provisoires": (b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + page(), "ok", ""),
    "/ok/http10": (page().replace(b"HTTP/1.1", b"HTTP/1.0"), "ok", ""),
    "/ok/controle": (page(code="200 O\x01K"), "ok", ""),
    # redirects
    "/302": (to("/ok", FOUND), "ok", ""),
    "/303": (to("/ok", OTHER), "ok", ""),
    "/307": (to("/ok", TEMPORARY), "ok", ""),
    "/301": (to("/ok"), "moved", "/ok"),
    "/308": (to("/ok", FOREVER), "moved", "/ok"),
    "/301/relatif": (to("../ok"), "moved", "/ok"),
    "/301/requete": (to("?page=2"), "moved", "/301/requete?page=2"),
    "/301/requete?page=2": (page(), "ok", ""),
    "/301/accent": (to("/déplacée"), "moved", "/d%C3%A9plac%C3%A9e"),
    "/d%C3%A9plac%C3%A9e": (page(), "ok", ""),
    "/301/espace": (to("/une page"), "moved", "/une%20page"),
    "/une%20page": (page(), "ok", ""),
    "/301/2": (to("/301"), "moved", "/ok"),
    "/301/5": (to("/301/4"), "moved", "/ok"),
    "/301/4": (to("/301/3"), "moved", "/ok"),
    "/301/3": (to("/301/2"), "moved", "/ok"),
    "/301/puis-302": (to("/302"), "moved", "/302"),
    "/302/puis-301": (to("/301", FOUND), "ok", ""),
    "/301/puis-404": (to("/404"), "flaky", ""),
    "/301/puis-410": (to("/410", FOREVER), "flaky", ""),
    "/301/puis-403": (to("/403"), "blocked", ""),
    "/301/puis-503": (to("/503"), "flaky", ""),
    "/301/accueil": (to("/"), "flaky", ""),
    "/302/accueil": (to("/index.html", FOUND), "flaky", ""),
    "/301/langue": (to("/fr/"), "flaky", ""),
    "/301/accueil.html": (to("/accueil.html"), "flaky", ""),
    "/index.php": (to("/"), "moved", "/"),
    "/302/connexion": (to("/login?next=/302", FOUND), "blocked", ""),
    "/301/connexion": (to("/connexion/"), "blocked", ""),
    "/302/saml": (to("/saml2/idp?x=1", FOUND), "blocked", ""),
    "/302/vue": (to("/index.php?option=com_users&view=login", FOUND), "blocked", ""),
    "/login?next=/302": (page("Se connecter"), "ok", ""),
    "/saml2/idp?x=1": (page("Se connecter"), "ok", ""),
    "/index.php?option=com_users&view=login": (page("Se connecter"), "ok", ""),
    "/connexion/": (page("Se connecter"), "ok", ""),
    "/": (page("Accueil"), "ok", ""),
    "/index.html": (page("Accueil"), "ok", ""),
    "/accueil.html": (page("Accueil"), "ok", ""),
    "/fr/": (page("Accueil"), "ok", ""),
    "/boucle": (to("/boucle"), "flaky", ""),
    "/boucle/a": (to("/boucle/b", FOUND), "flaky", ""),
    "/boucle/b": (to("/boucle/a", FOUND), "flaky", ""),
    "/301/nulle-part": (reply("301 Moved Permanently"), "flaky", ""),
    "/301/mailto": (to("mailto:a@exemple.fr"), "flaky", ""),
    "/301/casse": (to("http://[::1"), "flaky", ""),
    "/301/gros": (to("/ok", body=b"x" * 2_000_000), "moved", "/ok"),
    "/304": (reply("304 Not Modified"), "flaky", ""),
    # gone, refused, broken
    "/404": (page("Rien", code="404 Not Found"), "flaky", ""),
    "/410": (page("Rien", code="410 Gone"), "flaky", ""),
    "/400": (reply("400 Bad Request"), "flaky", ""),
    "/401": (reply("401 Unauthorized", WWW_Authenticate="Basic"), "blocked", ""),
    "/403": (page("Interdit", code="403 Forbidden"), "blocked", ""),
    "/405": (reply("405 Method Not Allowed"), "flaky", ""),
    "/406": (reply("406 Not Acceptable"), "blocked", ""),
    "/429": (reply("429 Too Many Requests", Retry_After="3600"), "blocked", ""),
    "/429/date": (reply("429 Too Many Requests", Retry_After="Fri, 01 Jan 2100 00:00:00 GMT"), "blocked", ""),
    "/429/bientot": (reply("429 Too Many Requests", Retry_After="0"), "blocked", ""),
    "/451": (reply("451 Unavailable For Legal Reasons"), "blocked", ""),
    "/999": (reply("999 Request Denied"), "blocked", ""),
    "/500": (reply("500 Internal Server Error"), "flaky", ""),
    "/502": (reply("502 Bad Gateway"), "flaky", ""),
    "/503": (reply("503 Service Unavailable", Retry_After="120"), "flaky", ""),
    "/520": (reply("520 Unknown"), "flaky", ""),
    "/cf/403": (page("Just a moment...", code="403 Forbidden", cf_mitigated="challenge"), "blocked", ""),
    "/cf/503": (page("Just a moment...", code="503 Service Unavailable", cf_mitigated="challenge"), "blocked", ""),
    "/cf/200": (page(cf_mitigated="challenge"), "blocked", ""),
    "/mur": (page("Just a moment...", "<p>Checking your browser before accessing the site.</p>"), "blocked", ""),
    # fine in appearance
    "/soft/titre": (page("Page introuvable – Une association", LONG), "flaky", ""),
    "/soft/title": (page("404 Not Found", LONG), "flaky", ""),
    "/soft/h1": (page("Une association", "<h1>Oups ! Page non trouvée</h1>" + LONG), "flaky", ""),
    "/soft/corps": (page("Une association", "<p>La page que vous recherchez n’existe plus.</p>"), "flaky", ""),
    "/soft/entites": (page("Une association", "<p>Cette page n&rsquo;existe pas ou a &eacute;t&eacute; supprim&eacute;e.</p>"), "flaky", ""),
    "/soft/body": (page("A charity", "<h2>Sorry</h2><p>The page you are looking for could not be found.</p>"), "flaky", ""),
    "/soft/type-absent": (reply("200 OK", b"<title>Page introuvable"), "flaky", ""),
    "/soft/type-majuscule": (reply("200 OK", b"<title>Page introuvable", Content_Type="TEXT/HTML"), "flaky", ""),
    "/soft/texte": (reply("200 OK", b"404 Not Found", Content_Type="text/plain"), "flaky", ""),
    "/soft/gzip": (reply("200 OK", gzip.compress(b"<title>Page introuvable"), Content_Type="text/html", Content_Encoding="gzip"), "flaky", ""),
    "/soft/redirige": (to("/soft/titre", FOUND), "flaky", ""),
    "/parque/vendre": (page("exemple.fr", "<p>Ce nom de domaine est à vendre.</p>"), "flaky", ""),
    # on other domains: AILLEURS is another server
    "/ailleurs/301": (to("AILLEURS/ok"), "question", ""),
    "/ailleurs/302": (to("AILLEURS/ok", FOUND), "question", ""),
    "/ailleurs/308": (to("AILLEURS/301", FOREVER), "question", ""),
    "/ailleurs/accueil": (to("AILLEURS/"), "question", ""),
    "/ailleurs/jeu": (to("AILLEURS/repris"), "question", ""),
    "/ailleurs/jeu-302": (to("AILLEURS/repris/a", FOUND), "question", ""),
    "/ailleurs/parque": (to("AILLEURS/parque/vendre"), "question", ""),
    "/ailleurs/langue": (to("AILLEURS/repris/langue"), "question", ""),
    "/ailleurs/404": (to("AILLEURS/404"), "flaky", ""),
    "/ailleurs/503": (to("AILLEURS/503"), "flaky", ""),
    "/ailleurs/403": (to("AILLEURS/403"), "blocked", ""),
    "/ailleurs/connexion": (to("AILLEURS/connexion/", FOUND), "blocked", ""),
    # taken over
    "/repris": (page("Casino", "<h1>Jouez</h1>"), "question", ""),
    "/repris/a": (page("Casino en ligne : bonus", "<h1>Machines à sous</h1>"), "flaky", ""),
    "/repris/b": (page("Situs judi slot gacor terpercaya", "<p>togel</p>"), "flaky", ""),
    "/repris/c": (page("Paris sportifs", "<h1>Les meilleurs bookmakers</h1>"), "flaky", ""),
    "/repris/d": (page("博彩 娱乐城"), "flaky", ""),
    "/repris/langue": (page("Berita terbaru hari ini").replace(b"<title>", b"<html lang=id-ID><title>"), "question", ""),
    "/repris/russe": (page("Новости").replace(b"<title>", b"<html dir=ltr lang='ru'><title>"), "question", ""),
    "/ok/prevention": (page("Casino et addictions : la prévention"), "ok", ""),
    "/ok/roulette": (page("Un outil", "<p>La roulette des métiers, un jeu pour les équipes.</p>"), "ok", ""),
    "/ok/anglais": (page("A guide").replace(b"<title>", b"<html lang=en><title>"), "ok", ""),
    "/ok/guia": (page("Guía de ok").replace(b"<title>", b"<html lang=es><title>"), "ok", ""),
    # moved to an address that no machine should write
    "/suivi/utm": (to("/ok?utm_source=redirection"), "question", ""),
    "/suivi/session": (to("/ok?page=2&sessionid=ABC123"), "question", ""),
    "/suivi/php": (to("/ok?PHPSESSID=abc"), "question", ""),
    "/suivi/java": (to("/ok;jsessionid=ABC"), "question", ""),
    "/suivi/sid": (to("/ok?sid=1", FOREVER), "question", ""),
    "/suivi/jeton": (to("/ok?access_token=1"), "question", ""),
    "/suivi/302": (to("/ok?sessionid=1", FOUND), "ok", ""),
    "/suivi/meme": (to("/suivi/meme?utm_source=a"), "ok", ""),
    "/suivi/meme?utm_source=a": (page(), "ok", ""),
    "/suivi/deja?utm_source=a": (to("/ok?utm_source=a"), "moved", "/ok?utm_source=a"),
    **{f"/ok?{query}": (page(), "ok", "") for query in ("utm_source=redirection", "page=2&sessionid=ABC123", "PHPSESSID=abc", "sid=1", "access_token=1", "sessionid=1", "utm_source=a")},
    "/ok;jsessionid=ABC": (page(), "ok", ""),
    "/ancre": (page(body="<h2 id='ici'>Ici</h2><a name=la>Là</a><p id=\"user-content-lisez-moi\" class=x><p id=&eacute;t&eacute;>"), "ok", ""),
    "/parque/sale": (page("example.org", "<p>This domain is for sale! Buy this domain.</p>"), "flaky", ""),
    # not HTTP
    "/charabia": (b"SSH-2.0-OpenSSH_9.6\r\n", "flaky", ""),
    "/rien": (b"", "flaky", ""),
    "/entetes": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", "flaky", ""),
}  # fmt: skip
# Addresses that must reach the server byte for byte: any rewriting of them is answered by a 404.
ODD = (
    "/brut/%C3%A9t%C3%A9", "/brut/%c3%a9t%c3%a9", "/brut/a%2Fb", "/brut/a%2fb", "/brut/%E9t%E9", "/brut//double", "/brut/a+b", "/brut/%7Euser",
    "/brut/p?q=a+b", "/brut/p?q=a%20b", "/brut/?", "/brut/a;b=c,d", "/brut/a'(b)", "/brut/p?a[]=1", "/brut/@:x", "/brut/x%00y",
    "/brut/a/./b", "/brut/p?u=http://a.fr/?b#", "/brut/%25", "/brut/p?q=%C3%A9&&r", "/brut/p?q=a|b", "/brut/a|b",
)  # fmt: skip
ANSWERS |= {path.partition("#")[0]: (page(), "ok", "") for path in ODD}
SLOW = ("/lent/muet", "/lent/entetes", "/lent/corps", "/lent/infini", "/lent/bombe", "/lent/coupe", "/lent/renait", "/lent/429", "/lent/cookie", "/lent/langue")  # fmt: skip


@dataclass
class Web:
    """Where it listens, and what it was asked: for each path, the times, and the bytes sent each time."""

    port: int = 0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, bytes] = field(default_factory=dict)
    elsewhere: str = ""
    """What « AILLEURS » stands for: the root of a server on another host."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        with suppress(OSError, ssl.SSLError):
            data = b""
            while b"\r\n\r\n" not in data and (chunk := self.request.recv(65536)):
                data += chunk
            self.answer(data.split(b" ")[1].decode("latin-1") if b" " in data else "", data.decode("latin-1"))

    def answer(self, path: str, request: str) -> None:
        web: Web = self.server.web  # type: ignore[attr-defined]
        web.times[path].append(time.monotonic())
        web.sent[path].append(0)
        count = len(web.times[path])
        if path.startswith("/boucle/sans-fin"):
            self.send(path, to(f"/boucle/sans-fin/{time.monotonic_ns()}", FOUND))
        elif path in SLOW:
            getattr(self, "slow_" + path.rpartition("/")[2])(path, request, count)
        else:
            known = ANSWERS.get(path, (page("Rien", code="404 Not Found"),))
            self.send(path, web.answers.get(path, known[0]).replace(b"AILLEURS", web.elsewhere.encode()))

    def send(self, path: str, data: bytes) -> None:
        for start in range(0, len(data), 16384):
            self.request.sendall(data[start : start + 16384])
            self.server.web.sent[path][-1] += len(data[start : start + 16384])  # type: ignore[attr-defined]

    def slow_muet(self, *_: object) -> None:
        self.request.recv(1)

    def slow_entetes(self, path: str, *_: object) -> None:
        self.send(path, b"HTTP/1.1 200 OK\r\n")
        while True:
            self.send(path, b"X: y\r\n")
            time.sleep(0.2)

    def slow_corps(self, path: str, *_: object) -> None:
        self.send(
            path, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<title>Un guide</title>"
        )
        while True:
            self.send(path, b"x")
            time.sleep(0.2)

    def slow_infini(self, path: str, *_: object) -> None:
        self.send(path, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Un guide</title>")
        while True:
            self.send(path, b"des mots " * 1820)

    def slow_bombe(self, path: str, *_: object) -> None:
        bomb = gzip.compress(b"0" * 300_000_000, 1)
        self.send(path, reply("200 OK", bomb, Content_Encoding="gzip", Content_Type="text/html"))

    def slow_coupe(self, *_: object) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def slow_renait(self, path: str, _: str, count: int) -> None:
        self.send(path, reply("503 Service Unavailable") if count < 3 else page())

    def slow_429(self, path: str, _: str, count: int) -> None:
        self.send(path, reply("429 Too Many Requests", Retry_After="1") if count < 3 else page())

    def slow_cookie(self, path: str, request: str, _: int) -> None:
        self.send(path, page() if "vu=oui" in request else reply(FOUND, Location=path, Set_Cookie="vu=oui; Path=/"))

    def slow_langue(self, path: str, request: str, _: int) -> None:
        self.send(path, page() if "Accept-Language: fr" in request else reply("406 Not Acceptable"))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        pass


def start(
    folder: Path | None = None, name: str = "", expired: bool = False, address: str = "127.0.0.1"
) -> tuple[Web, _Server]:
    """Start one server; with a folder, over TLS, under a certificate for ``name`` that nobody vouches for."""
    server = _Server((address, 0), _Handler)
    server.web = Web(port=server.server_address[1])  # type: ignore[attr-defined]
    if folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder, name, expired))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server.web, server  # type: ignore[attr-defined]


def _certificate(folder: Path, name: str, expired: bool) -> Path:
    """A certificate from an authority that nobody knows, but for who reads « autorite.pem »."""
    ends = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) if expired else None
    path, authority = folder / f"{name}-{expired}.pem", trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "autorite.pem"))
    issued = authority.issue_cert(name, not_after=ends)
    issued.private_key_and_cert_chain_pem.write_to_path(str(path))
    return path
