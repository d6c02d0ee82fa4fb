"""What a maintainer really has: messages of every program, encoding and habit → an entry, or what is missing."""

import os
import re
import subprocess
import sys
import threading
import time
import unicodedata
from base64 import b64encode
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annuaire.catalog.fields import FORM
from annuaire.catalog.load import load_catalog
from annuaire.cli import main
from annuaire.files import locked
from annuaire.proposals.form import EXAMPLE
from annuaire.proposals.free_text import best_reading
from annuaire.proposals.message import read_message
from annuaire.text import slugify
from conftest import ROOT

CATALOG = """categories:
  - id: se-former
    title: Se former et sensibiliser
  - id: mesurer
    title: Mesurer son impact
formats:
  - id: guide
    title: Guide
resources:
  - title: Déjà là
    category: mesurer
    url: https://www.kit.fr/deja
"""
WHOLE = {
    "title": "Kit IA : l’été", "category": "se-former", "publisher": "Asso Été", "url": "https://www.kit.fr/guide",
    "description": "Un guide à lire.", "tags": ["ESS", "climat"],
}  # fmt: skip
HEADINGS = (
    "### Titre\n\nKit IA : l’été\n\n### Rubrique\n\nSe former et sensibiliser\n\n### Éditeur\n\nAsso Été\n\n"
    "### Adresse\n\nhttps://www.kit.fr/guide\n\n### Description\n\nUn guide à lire.\n\n### Étiquettes\n\nESS, climat\n"
)
COLONS = (
    "Titre : Kit IA : l’été\nRubrique : Se former et sensibiliser\nÉditeur : Asso Été\nAdresse : https://www.kit.fr/guide\n"
    "Description : Un guide à lire.\nÉtiquettes : ESS, climat\n"
)
ONE_LINE = HEADINGS.replace("\n\n", " ").strip()
WAYS_IN = "Bonjour,\n\nvoici une ressource que j’aime bien.\n\n"
SIGNED = "\n-- \nMarie Dupont\nContact : 06 00 00 00 00\nAdresse : 1 rue des Lilas\n"
HTML = "".join(f"<h3>{label}</h3><p>{text}</p>" for label, text in (
    ("Titre", "Kit IA&nbsp;: l&rsquo;été".replace("&nbsp;", " ")), ("Rubrique", "Se former et sensibiliser"), ("Éditeur", "Asso Été"),
    ("Adresse", '<a href="https://www.kit.fr/guide?utm_source=x">https://www.kit.fr/guide</a>'), ("Description", "Un <b>guide</b> à lire."),
    ("Étiquettes", "ESS, climat"),
))  # fmt: skip
TABLE = (
    "<table>"
    + HTML.replace("<h3>", "<tr><th>").replace("</h3><p>", "</th><td>").replace("</p>", "</td></tr>")
    + "</table>"
)
DIVS = (
    "<html><head><style>p{}</style><script>alert(1)</script></head><body><div>"
    + COLONS.replace("\n", "</div><div>")
    + "</div></body></html>"
)
SAFE = "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.kit.fr%2Fguide&data=05%7C01%7Cmoi%40asso.fr&reserved=0"


def mail(
    text: str = "", html: str = "", charset: str = "utf-8", cte: str = "quoted-printable", **headers: str
) -> bytes:
    """An e-mail as programs save it, sent on 24 November 2026 just before midnight in Paris."""
    message = EmailMessage(policy=SMTP)
    told = {
        "From": "Marie <marie@asso.fr>",
        "To": "annuaire@reseau.fr",
        "Subject": "Une ressource",
        "Date": "Tue, 24 Nov 2026 23:50:00 +0100",
    }
    for name, value in (told | headers).items():
        message[name] = value
    if text or not html:
        message.set_content(text, charset=charset, cte=cte)
    if html:
        add = message.add_alternative if text else message.set_content
        add(html, subtype="html", charset=charset, cte=cte)
    return message.as_bytes()


def quoted(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


def passed_on(text: str) -> bytes:
    inner, outer = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    inner["From"], inner["Subject"] = "b@c.fr", "Idée"
    inner.set_content(text)
    outer["From"], outer["Date"] = "a@b.fr", "Tue, 24 Nov 2026 10:00:00 +0100"
    outer.set_content("Pour vous.\n")
    outer.add_attachment(inner)
    return outer.as_bytes()


def attached(text: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Date"] = "a@b.fr", "Tue, 24 Nov 2026 10:00:00 +0100"
    message.set_content("Le formulaire est joint.\n")
    message.add_attachment(text.encode(), maintype="text", subtype="plain", filename="formulaire.txt")
    message.add_attachment(bytes(range(256)), maintype="image", subtype="png", filename="logo.png")
    return message.as_bytes()


GMAIL = "---------- Forwarded message ---------\nDe : Jean <jean@asso.fr>\nDate: mar. 24 nov. 2026 à 09:12\nSubject: Une ressource\nTo: <annuaire@reseau.fr>\n\n\n"
THUNDERBIRD = "-------- Message transféré --------\nSujet : \tUne ressource\nDate : \tTue, 24 Nov 2026 09:12:00 +0100\nDe : \tJean <jean@asso.fr>\nPour : \tannuaire@reseau.fr\n\n\n"
OUTLOOK = "________________________________\nDe : Jean <jean@asso.fr>\nEnvoyé : mardi 24 novembre 2026 09:12\nÀ : Annuaire\nObjet : Une ressource\n\n"
APPLE = "Début du message réexpédié :\n\n> De: Jean <jean@asso.fr>\n> Objet: Une ressource\n> Date: 24 novembre 2026\n> À: annuaire@reseau.fr\n> \n"
ANSWERED = "\nLe mar. 24 nov. 2026 à 09:12, Annuaire <annuaire@reseau.fr>\na écrit :\n\n"
FLOWED = WAYS_IN + HEADINGS.replace("Un guide à lire.", "Un guide \nà lire.").replace("Asso Été", "Asso \nÉté")

WHOLLY_READ = {
    "formulaire": HEADINGS.encode(), "formulaire-crlf": HEADINGS.replace("\n", "\r\n").encode(), "formulaire-cr": HEADINGS.replace("\n", "\r").encode(),
    "utf-8-bom": HEADINGS.encode("utf-8-sig"), "utf-16-bom": HEADINGS.encode("utf-16"), "utf-16-le": HEADINGS.encode("utf-16-le"), "utf-16-be": HEADINGS.encode("utf-16-be"),
    "cp1252": HEADINGS.encode("cp1252"), "nfd": unicodedata.normalize("NFD", HEADINGS).encode(),
    "deux-points": COLONS.encode(), "deux-points-cp1252": COLONS.encode("cp1252"), "gras": COLONS.replace("Titre :", "**Titre :**").replace("Éditeur :", "**Éditeur** :").encode(),
    "puces": "".join(f"- {line}\n" for line in COLONS.splitlines()).encode(), "numéros": "".join(f"{n}. {line}\n" for n, line in enumerate(COLONS.splitlines(), 1)).encode(),
    "sans-accent": COLONS.replace("É", "E").replace("Asso Eté", "Asso Été").replace("Asso Ete", "Asso Été").encode(), "capitales": COLONS.replace("Titre", "TITRE").replace("Rubrique", "RUBRIQUE").encode(),
    "autres-mots": COLONS.replace("Titre", "Nom").replace("Rubrique", "Catégorie").replace("Adresse", "Lien").replace("Étiquettes", "Mots-clés").encode(),
    "espaces-insécables": re.sub(r"(?m)^(\w+) :", "\\1\u00a0:", COLONS).encode(), "une-ligne": ONE_LINE.encode(), "une-ligne-deux-points": COLONS.replace("\n", " ").encode(),
    "sans-signe": HEADINGS.replace("### ", "").encode(), "zéro-largeur": HEADINGS.replace("Titre", "\u200bTitre").replace("guide", "gui\u00adde").encode(),
    "courriel-qp": mail(HEADINGS), "courriel-base64": mail(HEADINGS, cte="base64"), "courriel-8bit": mail(HEADINGS, cte="8bit"), "courriel-latin-15": mail(HEADINGS.replace("’", "'"), charset="iso-8859-15"),
    "courriel-cp1252": mail(HEADINGS, charset="windows-1252"), "courriel-utf-16": mail("x", cte="base64").replace(b"utf-8", b"utf-16").replace(b64encode(b"x\r\n"), b64encode(HEADINGS.encode("utf-16"))), "courriel-bom": b"\xef\xbb\xbf" + mail(HEADINGS),
    "courriel-charset-inconnu": mail(HEADINGS).replace(b'charset="utf-8"', b'charset="x-inconnu"'), "courriel-charset-faux": mail(HEADINGS, cte="8bit").replace(b'charset="utf-8"', b'charset="iso-8859-1"'),
    "courriel-enregistré-en-utf-16": mail(HEADINGS).decode().encode("utf-16"), "courriel-lf": mail(HEADINGS).replace(b"\r\n", b"\n"),
    "html-seul": mail(html=HTML), "html-table": mail(html=TABLE), "html-divs": mail(html=DIVS), "html-base64": mail(html=HTML, cte="base64"), "html-enregistré": DIVS.encode(),
    "html-pre": mail(html=f"<pre>{HEADINGS}</pre>"), "deux-versions": mail(HEADINGS, HTML), "texte-vide-et-html": mail("Voir la version HTML.", HTML),
    "bonjour": mail(WAYS_IN + COLONS), "signature": mail(COLONS + SIGNED), "signature-après-titres": mail(HEADINGS + SIGNED),
    "cordialement": mail(f"{WAYS_IN}{COLONS}\nBien cordialement,\nMarie Dupont\nContact : 06 00 00 00 00\n"), "iphone": mail(COLONS + "\nEnvoyé de mon iPhone\n"),
    "merci-avant": mail(f"Bonjour,\n\nMerci d’avance !\n\n{COLONS}"), "outlook-mobile": mail(f"{COLONS}\nTélécharger Outlook pour Android\n"),
    "cité": mail(quoted(HEADINGS)), "cité-deux-fois": mail(quoted(quoted(HEADINGS, ">"))), "réponse": mail(HEADINGS + ANSWERED + quoted("### Titre\n\n\n### Rubrique\n\n\nContact : moi")),
    "réponse-dans-le-texte": mail("".join(line if not line.startswith("#") else f"> {line}" for line in HEADINGS.splitlines(keepends=True))),
    "transfert-gmail": mail(f"Pour l’annuaire ?\n\n{GMAIL}{HEADINGS}"), "transfert-thunderbird": mail(THUNDERBIRD + COLONS), "transfert-outlook": mail(OUTLOOK + COLONS), "transfert-apple": mail(APPLE + quoted(HEADINGS)),
    "transfert-copié-collé": (OUTLOOK.split("\n", 1)[1] + COLONS).encode(), "transfert-joint": passed_on(HEADINGS), "formulaire-joint": attached(HEADINGS),
    "format-flowed": mail(FLOWED, cte="8bit").replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed'), "transfert-de-transfert": mail(GMAIL + THUNDERBIRD + COLONS),
    "safelinks": mail(COLONS.replace("https://www.kit.fr/guide", SAFE)), "suivi": mail(COLONS.replace("kit.fr/guide", "kit.fr/guide?utm_source=infolettre&fbclid=x")), "entités": HEADINGS.replace("’", "&rsquo;").replace("à", "&agrave;").encode(),
    "adresse-répétée": mail(COLONS.replace("https://www.kit.fr/guide", f"https://www.kit.fr/guide<{SAFE}>")), "adresse-nue": mail(COLONS.replace("https://www", "www")), "adresse-entre-chevrons": mail(COLONS.replace("https://www.kit.fr/guide", "<https://www.kit.fr/guide>.")),
    "markdown": mail(COLONS.replace("Un guide", "Un **guide**").replace("https://www.kit.fr/guide", "[le guide](https://www.kit.fr/guide)")), "néant": mail(HEADINGS + "\n### Contact\n\nN/A\n\n### Format\n\nnéant\n\n### Autres adresses\n\n- aucune\n".replace("- aucune", "aucune")),
    "rubrique-abrégée": mail(COLONS.replace("Se former et sensibiliser", "se former")), "affiliation": mail(HEADINGS + "\n### Votre lien avec cette ressource\n\nJ’y travaille.\n"),
    "affiliation-en-ligne": mail(COLONS + "Votre lien avec cette ressource : j’y travaille\n"), "mbox": b"From marie@asso.fr Tue Nov 24 23:50:00 2026\n" + mail(HEADINGS).replace(b"\r\n", b"\n"),
}  # fmt: skip
"""Every one of them says WHOLE, and no more."""

MISSING = {
    "sans-rubrique": (mail(COLONS.replace("Rubrique : Se former et sensibiliser\n", "")), ["Pas encore de rubrique"], "Kit IA : l’été"),
    "sans-titre": (COLONS.replace("Titre : Kit IA : l’été\n", "").encode(), ["« Titre » est vide"], "Asso Été"),
    "rubrique-inconnue": (COLONS.replace("Se former et sensibiliser", "Jardinage").encode(), ["l’une des rubriques"], "Jardinage"),
    "texte-libre": (mail("Bonjour, connaissez-vous https://www.kit.fr/jeu ? C’est bien."), ["aucune des réponses"], "https://www.kit.fr/jeu"),
    "texte-libre-ponctué": (mail("Il y a Framapad (https://framapad.org/?utm_source=x), pour écrire."), ["aucune des réponses"], "\n\nhttps://framapad.org/\n"),
    "contact-mal-recopié": (COLONS.replace("Description", "Contact :\nPaul\nici@kit.fr\n03 20 00\nDescription").encode(), ["(lu : « 03 20 00 »)"], "03 20 00"),
    "vide": (b"", ["aucune des réponses"], "### Titre"),
    "binaire": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40, ["aucune des réponses"], "### Titre"),
    "adresse-fausse": (COLONS.replace("https://www.kit.fr/guide", "sur leur site").encode(), ["Adresse : "], "sur leur site"),
    "déjà-là": (COLONS.replace("kit.fr/guide", "kit.fr/deja/?utm_source=x").encode(), ["donne déjà cette adresse"], "Kit IA"),
    "exemple": ((ROOT / "tests/data/proposition-exemple.txt").read_bytes(), ["c’est l’exemple de la documentation"], "Guide de l’IA sobre"),
    "signalement": (mail("### Fiche\n\nmesurer/#deja-la\n\n### Problème\n\nLe lien ne marche plus\n"), ["signale « mesurer/#deja-la »"], "mesurer/#deja-la"),
    "fiche-inconnue": (mail("### Fiche\n\nmesurer/#absente\n\n### Adresse\n\nhttps://www.kit.fr/neuf\n"), ["aucune fiche de l’annuaire n’a l’adresse « mesurer/#absente »"], "neuf"),
    "correction-fausse": (mail("### Fiche\n\nmesurer/#deja-la\n\n### Adresse\n\nsur leur site\n"), ["Adresse : "], "sur leur site"),
    "correction-sans-titre": (mail("### Fiche\n\nmesurer/#deja-la\n\n### Titre\n\n\n### Adresse\n\nhttps://a.fr/\n"), ["« Titre » est vide"], "a.fr"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "resources.yaml").write_text(CATALOG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def added(folder: Path) -> list[dict[str, object]]:
    """The entries after the one that was there, which has not changed."""
    entries = yaml.safe_load((folder / "resources.yaml").read_text(encoding="utf-8"))["resources"]
    assert entries.pop(next(n for n, entry in enumerate(entries) if entry["title"] == "Déjà là")) == {
        "title": "Déjà là", "category": "mesurer", "url": "https://www.kit.fr/deja",
    }  # fmt: skip
    return entries


@pytest.mark.parametrize("name", WHOLLY_READ)
def test_a_message_is_read_as_it_is(folder: Path, name: str) -> None:
    data = WHOLLY_READ[name]
    (folder / "message").write_bytes(data)
    assert main(["proposition", "message"]) == 0
    dated = (
        {"added": "2026-11-24"}
        if b"Nov 2026" in data.replace(b"\0", b"").split(b"\n\n")[0].split(b"\r\n\r\n")[0]
        else {}
    )
    (found,) = added(folder)
    apostrophes = {"title": str(found["title"]).replace("'", "’")}
    assert found | apostrophes == WHOLE | dated
    assert sorted(path.name for path in folder.iterdir()) == ["message", "resources.yaml"]


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_said_and_a_draft_is_left_to_complete(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, reasons, kept = MISSING[name]
    (folder / "message.eml").write_bytes(data)
    assert main(["proposition", "message.eml"]) == 1
    told = capsys.readouterr()
    assert all(reason in told.out for reason in reasons), told.out
    assert added(folder) == []
    draft = (folder / "message.eml.brouillon.txt").read_text(encoding="utf-8")
    assert kept in draft
    assert ("### Fiche" in draft) == (b"### Fiche" in data)
    assert "make proposition FICHIER=message.eml.brouillon.txt" in told.err


def test_a_completed_draft_is_taken_with_the_day_of_its_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(MISSING["sans-rubrique"][0])
    assert main(["proposition", "m.eml"]) == 1
    assert "Il manque « Rubrique »." in capsys.readouterr().err
    draft = folder / "m.eml.brouillon.txt"
    draft.write_text(
        draft.read_text(encoding="utf-8").replace("### Rubrique\n", "### Rubrique\n\nSe former\n"), encoding="utf-8"
    )
    assert main(["proposition", "m.eml"]) == 1  # what was completed is not written over
    assert main(["proposition", str(draft)]) == 0
    assert added(folder) == [WHOLE | {"added": "2026-11-24"}]
    draft.write_text("### Titre\n\nAutre\n", encoding="utf-8")
    assert main(["proposition", str(draft)]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["m.eml", "m.eml.brouillon.txt", "resources.yaml"]


def test_several_messages_at_once_and_the_standard_input(folder: Path) -> None:
    for name, title in (("a.eml", "A un"), ("b.eml", "B deux"), ("c.eml", "")):
        (folder / name).write_bytes(mail(f"Titre : {title}\nRubrique : mesurer\n"))
    assert main(["proposition", "a.eml", "c.eml", "b.eml"]) == 1
    done = subprocess.run(
        [sys.executable, "-m", "annuaire.cli", "proposition", "-", "--date", "2026-12-01"], input=mail("Titre : C trois\nRubrique : mesurer\n"),
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")}, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert b"mesurer/#c-trois" in done.stdout
    assert [(entry["title"], entry["added"]) for entry in added(folder)] == [
        ("A un", "2026-11-24"),
        ("B deux", "2026-11-24"),
        ("C trois", "2026-12-01"),
    ]


@given(
    st.binary(max_size=400)
    | st.tuples(st.sampled_from(list(WHOLLY_READ.values())), st.integers(0, 900), st.binary(max_size=12)).map(lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + len(t[2]) :])
    | st.lists(st.sampled_from([b"From: a@b.fr\n", b"Date: Mon, 99 Foo 99999999 99:99:99 +9999\n", b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: text/html; charset=\xff\n", b"Content-Transfer-Encoding: base64\n", b"Subject: =?utf-8?b?\xff?=\n", b"\n", b"--x\n", b"### Titre\n", b"<![CDATA[", b"Rubrique : mesurer\n", b"=?", b"\xff\xfe", b"\0", b"<a href=", b"&#99999999;"]), max_size=14).map(b"".join)
)  # fmt: skip
def test_any_bytes_are_read_and_change_no_other_entry(folder: Path, data: bytes) -> None:
    (folder / "resources.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "m").write_bytes(data)
    code = main(["proposition", "m"])
    assert len(added(folder)) == (code == 0)
    load_catalog(folder / "resources.yaml")


@pytest.mark.parametrize("data", [
    b"\n" * 250_000, b" " * 250_000, b"> " * 120_000, b"<p " * 80_000, b"<div>" + b"<a href=https://x " * 14_000, b"De : x\n" * 35_000,
    b"Le " * 80_000, b"### Titre " * 25_000, b"<html>" + b"<script>" * 30_000, b"<html>" + b"<!--" * 60_000, b"- " * 120_000, b"**" * 120_000, b"<html>" + b"<" * 250_000, b"From: a\n\n" + b"x \n" * 80_000,
], ids=range(14))  # fmt: skip
def test_a_long_message_is_read_in_little_time(data: bytes) -> None:
    start = time.process_time()
    best_reading(read_message(data).texts)
    assert time.process_time() - start < 4


def test_the_documentation_s_example_is_the_one_that_is_refused() -> None:
    text = (ROOT / "docs/contribuer.md").read_text(encoding="utf-8")
    (entry,) = yaml.safe_load(text.split("```yaml\n")[1].split("```")[0])
    told = [entry["title"], entry["url"], entry["description"], entry["links"][0]["url"]]
    told += [FORM["url"].example, FORM["description"].example, FORM["links"].example.split()[-1]]
    assert set(map(slugify, told)) <= EXAMPLE


def test_two_processes_at_once_lose_no_entry(folder: Path) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"Titre : Numéro {number}\nRubrique : mesurer\n", encoding="utf-8")
    running = [
        subprocess.Popen([sys.executable, "-m", "annuaire.cli", "proposition", f"{number}.txt"], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")}, stdout=subprocess.DEVNULL)
        for number in range(6)
    ]  # fmt: skip
    assert [process.wait(60) for process in running] == [0] * 6
    assert sorted(str(entry["title"]) for entry in added(folder)) == [f"Numéro {number}" for number in range(6)]


def test_a_proposal_waits_for_the_other_one_and_not_for_a_dead_process(folder: Path) -> None:
    hold = "import sys, time; from pathlib import Path; from annuaire.files import locked\nwith locked(Path('resources.yaml')): print('pris', flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", hold], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")}, stdout=subprocess.PIPE, text=True)  # fmt: skip
    assert other.stdout
    assert other.stdout.readline() == "pris\n"
    done = threading.Event()

    def take() -> None:
        with locked(folder / "resources.yaml", wait=True):
            done.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not done.wait(0.3)
    other.kill()  # no chance to clean anything up
    assert done.wait(10)
    waiting.join()
    other.wait()
    other.stdout.close()


def test_a_word_of_one_s_own_before_a_colon_is_part_of_the_answer(folder: Path) -> None:
    (folder / "m.eml").write_bytes(
        mail(
            COLONS.replace(
                "Un guide à lire.", "Un guide à lire.\nPrécisions : gratuit.\nFiche : pratique\nProblème : aucun."
            )
        )
    )
    assert main(["proposition", "m.eml"]) == 0
    (found,) = added(folder)
    assert found["description"] == "Un guide à lire. Précisions : gratuit. Fiche : pratique Problème : aucun."


CARD = """  - title: Déjà là  # son nom
    category: mesurer
    # l’adresse
    url: https://www.kit.fr/deja  # à suivre
    contact: [a@kit.fr,
      b@kit.fr]
    description: |
      Deux
      lignes
    links:
      - title: Un
        url: https://www.kit.fr/un
"""
AFTER = "\n  - title: Suivante\n    category: se-former\n"


@pytest.mark.parametrize(("given", "changes"), [
    ("### Adresse\n\nhttps://www.kit.fr/neuf?utm_source=x", {"    url: https://www.kit.fr/deja  # à suivre\n": '    url: "https://www.kit.fr/neuf"\n'}),
    ("### Titre\n\nTout neuf", {"  - title: Déjà là  # son nom\n": '  - title: "Tout neuf"\n', "kit.fr/un\n": 'kit.fr/un\n    id: "deja-la"\n'}),
    ("### Contact\n\n", {"    contact: [a@kit.fr,\n      b@kit.fr]\n": ""}),
    ("### Description\n\nCourte.\n\n### Rubrique\n\nSe former et sensibiliser", {"    description: |\n      Deux\n      lignes\n": '    description: "Courte."\n', "category: mesurer\n    # l’adresse\n": 'category: "se-former"\n'}),
    ("### Étiquettes\n\nun, deux\n\n### Autres adresses\n\nWiki https://www.kit.fr/w", {"      - title: Un\n        url: https://www.kit.fr/un\n": '      - title: "Wiki"\n        url: "https://www.kit.fr/w"\n    tags: ["un", "deux"]\n'}),
])  # fmt: skip
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  - title: Dé", "  -\n    title: Dé"),
    ],
)
def test_a_correction_changes_its_card_and_nothing_else(
    folder: Path, given: str, changes: dict[str, str], change
) -> None:
    before = CATALOG.partition("  - title: Déjà")[0] + CARD + AFTER
    wanted = before
    for old, new in changes.items():
        assert old in wanted
        wanted = wanted.replace(old, new)
    path = folder / "resources.yaml"
    path.write_bytes(change(before).encode())
    (folder / "m.eml").write_bytes(
        mail(
            f"### Problème\n\nAutre chose\n\n### Précisions\n\nTitre : faux\n\n### Fiche\n\nmesurer/#deja-la\n\n{given}\n"
        )
    )
    assert main(["proposition", "m.eml"]) == 0
    assert yaml.safe_load(path.read_bytes()) == yaml.safe_load(wanted)
    if "-\n" not in change(before):
        assert path.read_bytes() == change(wanted).encode()


def test_a_card_written_on_one_line_is_left_to_the_maintainer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "resources.yaml"
    path.write_text(CATALOG + "  - {title: Serrée, category: mesurer}\n", encoding="utf-8")
    before = path.read_bytes()
    (folder / "m.eml").write_bytes(mail("### Fiche\n\nmesurer/#serree\n\n### Adresse\n\nhttps://a.fr/\n"))
    assert main(["proposition", "m.eml"]) == 1
    assert "vous n’avez rien à corriger" in capsys.readouterr().out
    assert path.read_bytes() == before


@given(
    st.dictionaries(
        st.sampled_from(list(FORM)),
        st.text(max_size=40)
        | st.sampled_from(
            [
                "",
                "N/A",
                "- a",
                "a: b",
                "# x",
                "| x",
                "Mesurer",
                "https://neuf.fr/",
                "https://www.kit.fr/deja",
                "a@kit.fr",
                "### Titre",
                "[x",
            ]
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_the_correction_the_rest_keeps_its_bytes(folder: Path, changes: dict[str, str]) -> None:
    head = CATALOG.partition("  - title: Déjà")[0]
    path = folder / "resources.yaml"
    path.write_text(head + CARD + AFTER, encoding="utf-8")
    given = "".join(f"### {FORM[name].label}\n\n{text}\n\n" for name, text in changes.items())
    (folder / "m").write_text(f"### Fiche\n\nmesurer/#deja-la\n\n{given}", encoding="utf-8")
    code = main(["proposition", "m"])
    after = path.read_text(encoding="utf-8")
    assert after.startswith(head)
    assert after.endswith(AFTER)
    assert not code or after == head + CARD + AFTER
    assert [known.slug for known in load_catalog(path).resources] == ["deja-la", "suivante"]


FIRST = "Titre : Kit IA\nRubrique : mesurer\nDescription : "
LISTED = "<li>12 ateliers clés en main</li><li>des fiches à imprimer</li>"
DESCRIBED = {
    "puces-html": (mail(html=f"<p>Titre : Kit IA</p><p>Rubrique : mesurer</p><p>Description :</p> <ul>{LISTED}</ul> <p> Merci ! </p>"), "12 ateliers clés en main ; des fiches à imprimer"),
    "titres-html": (mail(html=f"<h3>Titre</h3>Kit IA<h3>Rubrique</h3>mesurer<h3>Description</h3>Le kit contient : <ul>{LISTED}</ul><div>&nbsp;Merci&nbsp;!</div>"), "Le kit contient : 12 ateliers clés en main ; des fiches à imprimer"),
    "tirets": (mail(f"{FIRST}\n- Un webinaire d’une heure ;\n- avec un replay.\nN'hésitez pas à me rappeler si besoin.\n"), "Un webinaire d’une heure ; avec un replay."),
    "formulaire-à-tirets": (mail("### Titre\n\nKit IA\n\n### Rubrique\n\nmesurer\n\n### Description\n\n• un jeu\n• des fiches\n\nIl est gratuit.\n"), "un jeu ; des fiches. Il est gratuit."),
    "un-tiret": (mail(f"{FIRST}\n- Un jeu.\n"), "Un jeu."),
    **{
        formula: (mail(f"{FIRST}Un jeu de cartes.\n\n{formula}\nMarie\n"), "Un jeu de cartes.")
        for formula in (
            "N’hésitez pas à me rappeler si besoin.", "Merci pour ce que vous faites", "Bonne journée à vous", "À bientôt,", "Je reste à votre disposition.",
            "Bises,", "Solidairement", "Cdt", "Restant à votre disposition,", "Ce message et ses pièces jointes sont confidentiels.", "Avant d’imprimer, pensez à la planète",
            "Bien à vous", "Dans l’attente de votre retour,", "Merci !", "Cordialement", "Très belle fin de semaine", "Au plaisir d’échanger", "En vous remerciant",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_description_is_one_sentence_without_the_message_s_courtesies(folder: Path, name: str) -> None:
    data, description = DESCRIBED[name]
    (folder / "m.eml").write_bytes(data)
    assert main(["proposition", "m.eml"]) == 0
    (found,) = added(folder)
    assert found == {"title": "Kit IA", "category": "mesurer", "description": description, "added": "2026-11-24"}


@pytest.mark.parametrize(("text", "told"), [
    (f"{FIRST}Un jeu.\n\nN’hésitez pas à me rappeler.\n", "laissé de côté : « N’hésitez pas à me rappeler. »"),
    (f"{FIRST}Un jeu.\nMerci de le publier vite.\n", "Description : relisez"),
    (f"{FIRST}Un jeu.\n\nIl m’a beaucoup servi.\n", "Description : relisez"),
    (f"{FIRST}Un jeu.\nPublic : débutants\n", "Description : relisez"),
    (f"{FIRST}Un café, animé par Sylvie (06 45 45 45 45).\n", "un portable : est-ce celui de la ressource ?"),
    (f"{FIRST}Le 07/06/2026, dans 06 communes.\nAdresse : https://kit.fr/2026/06/guide\nContact : 06 12 34 56 78\n", "Contact : « 06 12 34 56 78 », un portable"),
    (f"{FIRST}Le 07/06/2026, dans 06 communes.\nAdresse : https://kit.fr/2026/06/guide\n", ""),
    ("Titre : Kit IA\nPublic : débutants\nRubrique : mesurer\n", "laissé de côté : « Public : débutants »"),
    (f"{FIRST}Un jeu de cartes, à lire : vite.\n", ""),
    (f"{FIRST}\n- un jeu\n\n- des fiches\n", ""),
])  # fmt: skip
def test_what_is_doubtful_is_said_to_the_maintainer(
    folder: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(mail(text))
    assert main(["proposition", "m.eml"]) == 0
    assert added(folder)[0]["title"] == "Kit IA"
    printed = capsys.readouterr()
    assert told in printed.err
    assert bool(printed.err) == bool(told)
    assert "relisez" not in printed.out


@pytest.mark.parametrize(
    "label", ["Mon lien", "Le lien", "Lien de la ressource", "Adresse du site", "Votre lien", "LE SITE WEB"]
)
@pytest.mark.parametrize("above", ["Titre : Kit IA", "Rubrique : mesurer", "Éditeur : Asso", "Étiquettes : ess"])
def test_a_label_of_one_s_own_is_understood_or_ends_the_answer_above(folder: Path, label: str, above: str) -> None:
    text = f"Titre : Kit IA\nRubrique : mesurer\nÉditeur : Asso\nÉtiquettes : ess\n{above}\n"
    text = text.replace(f"{above}\n", "", 1) + f"{label} : https://www.kit.fr/lu\nNiveau requis : aucun\n"
    (folder / "m.eml").write_bytes(mail(text))
    assert main(["proposition", "m.eml"]) == 0
    wanted = {
        "title": "Kit IA",
        "category": "mesurer",
        "publisher": "Asso",
        "url": "https://www.kit.fr/lu",
        "tags": "ess",
    }
    assert added(folder) == [wanted | {"added": "2026-11-24"}]


@pytest.mark.parametrize("answer", ["je ne sais pas", "Je ne sais pas trop", "?", "aucune idée", "à définir", ""])
def test_no_category_yet_is_said_with_those_to_choose_from(
    folder: Path, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(mail(f"Titre : Kit IA\nRubrique : {answer}\nAdresse : pas là\n"))
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr().out
    assert "Pas encore de rubrique : choisissez parmi « Se former et sensibiliser », « Mesurer son impact »." in told
    assert "est vide" not in told
    assert "Adresse : " in told


@pytest.mark.parametrize("prefix", ["TR: ", "Re : ", "RE: TR : ", "Fwd: FW: ", "Réf. : ", "Tr\u00a0: ", ""])
@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nvoyez https://www.kit.fr/jeu\n### Titre\n\nfaux\n",
        "Rubrique : mesurer\nAdresse : https://www.kit.fr/jeu\n",
    ],
)
def test_a_subject_is_a_question_and_the_message_stays_in_the_draft(folder: Path, prefix: str, text: str) -> None:
    whole = mail(
        text.replace("### Titre\n\nfaux", "Une idée à suivre"), Subject=f"{prefix}Une ressource pour votre annuaire"
    )
    (folder / "m.eml").write_bytes(whole)
    assert main(["proposition", "m.eml"]) == 1
    path = folder / "m.eml.brouillon.txt"
    draft = path.read_text(encoding="utf-8")
    assert re.search(r"^### Titre\n\n> .*« Une ressource pour votre annuaire ».*\n\n### Rubrique$", draft, re.MULTILINE)
    for line in (
        "> Au choix : « Se former et sensibiliser », « Mesurer son impact »",
        "> Au choix : « Guide »",
        f"> {text.splitlines()[-1 if 'Rub' in text else 0]}",
    ):
        assert f"\n{line}" in draft
    assert main(["proposition", str(path)]) == 1  # nothing that helps is an answer
    completed = draft.replace("### Titre\n\n", "### Titre\n\nKit IA\n\n")
    if "Rubrique" not in text:
        completed = completed.replace("### Rubrique\n\n", "### Rubrique\n\nmesurer\n\n")
    path.write_text(completed, encoding="utf-8")
    assert main(["proposition", str(path)]) == 0
    wanted = {"title": "Kit IA", "category": "mesurer", "url": "https://www.kit.fr/jeu", "added": "2026-11-24"}
    assert added(folder) == [wanted]


def test_a_quoted_form_in_a_draft_is_never_an_answer(folder: Path) -> None:
    (folder / "m.eml").write_bytes(
        mail(GMAIL + HEADINGS.replace("Se former et sensibiliser", "Jardinage") + "-- \n### Titre\n\nFaux\n")
    )
    assert main(["proposition", "m.eml"]) == 1
    path = folder / "m.eml.brouillon.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nJardinage", "\nmesurer", 1), encoding="utf-8")
    assert main(["proposition", str(path)]) == 0
    assert added(folder) == [WHOLE | {"category": "mesurer", "added": "2026-11-24"}]


@pytest.mark.parametrize("name", MISSING)
def test_the_answer_to_send_and_what_is_to_do_are_apart(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "message.eml").write_bytes(MISSING[name][0])
    assert main(["proposition", "message.eml"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("Merci de votre proposition.")
    assert "brouillon" not in printed.out
    assert "Ouvrez cette fiche" not in printed.out
    to_do, heading = printed.err.strip().split("\n\n")
    assert to_do.startswith("À faire : ")
    assert heading.startswith("Réponse à envoyer")
    assert "Merci" not in printed.err


OUTLOOK_TABLE = (
    '<html><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body><p class=MsoNormal>Bonjour,<o:p></o:p></p>'
    "<table><tr><td><table class=MsoTableGrid>"
    + "".join(
        f"<tr><td width=120><p class=MsoNormal><b>{label}<o:p></o:p></b></p></td>\n<td><p class=MsoNormal>{text}<o:p></o:p></p></td></tr>"
        for label, text in (("Titre", "Fresque IA"), ("Rubrique", "Mesurer son impact"), ("Adresse web", f'<a href="{SAFE.replace("&", "&amp;")}">le site</a>'),
        ("Mots clés", "ESS ; climat"), ("Description", "Un atelier<br>de 3&nbsp;heures."))
    )
    + "</table></td></tr></table><p>Bien à vous,</p><p>Claire – <a href='https://asso.fr'>asso.fr</a></p></body></html>"
)  # fmt: skip
APPLE_FLOWED = mail("Titre : Atlas\nRubrique : mesurer\nAdresse : https://www.kit.fr/2026/un- \ntres-long-chemin\n", cte="8bit").replace(
    b'charset="utf-8"', b'charset="utf-8"; format=flowed; delsp=yes'
)  # fmt: skip
LETTERS = [mail(f"Titre : Numéro {n}\nRubrique : mesurer\nDescription : Lu.\n").replace(b"\r\n", b"\n") for n in (1, 2)]
REFUSAL = "Merci de votre proposition.\n\n```text\nTitre : « Titre » est vide.\nRubrique : « Rubrique » doit être l’une des rubriques\n```\n\n"
REPLIED = "Voici la bonne :\n\nRubrique : Mesurer son impact\n\nClaire\n" + ANSWERED
OTHER_WAYS = {
    "réponse-de-téléphone": (mail(f"Bonjour,\nTitre : Café IA\nRubrique : mesurer\nLien : https://cafe.fr/ia\n\nBonne soirée{ANSWERED}> Merci de remplir :\n> ### Titre\n> \n> ### Rubrique\n> \n> ### Adresse\n"), [{"title": "Café IA", "url": "https://cafe.fr/ia"}]),
    "outlook-tableaux-imbriqués": (mail(html=OUTLOOK_TABLE), [{"title": "Fresque IA", "url": "https://www.kit.fr/guide", "tags": ["ESS", "climat"], "description": "Un atelier de 3\xa0heures."}]),
    "bas-de-liste": (mail(f"Titre : Charte\nRubrique : mesurer\nDescription : À adapter.\n\n{'_' * 40}\nListe annuaire\nDésabonnement : https://listes.fr/x\n"), [{"title": "Charte", "description": "À adapter."}]),
    "gras-et-retours": (mail(html="Bonjour,<br><br><b>Titre :</b> Algo<br><b>Rubrique :</b> mesurer<br><b>Adresse :</b> <a href='https://algo.fr/'>le site</a><br><b>Description :</b> Six épisodes.<br><br>Merci &agrave; vous,<br>Claire"), [{"title": "Algo", "url": "https://algo.fr/", "description": "Six épisodes."}]),
    "tableau-sans-gras": (mail(html="<p>Bonjour</p><table><tr><td>Titre</td><td>Kit RGPD</td></tr><tr><td>Rubrique</td><td>mesurer</td></tr><tr><td>Éditeur</td><td>CNIL</td></tr><tr><td>Site web</td><td>https://cnil.fr/kit</td></tr></table>"), [{"title": "Kit RGPD", "publisher": "CNIL", "url": "https://cnil.fr/kit"}]),
    "anglais": (mail("Hi,\n\nTitle: AI for good\nCategory: Mesurer son impact\nPublisher: UN\nURL: https://ai4good.org\nTags: ai, good\n\nBest,\nJohn\n"), [{"title": "AI for good", "publisher": "UN", "url": "https://ai4good.org", "tags": ["ai", "good"]}]),
    "mots-dessous": (b"Titre:\nLe bot\n\nRubrique:\nmesurer\n\nAdresse:\nhttps://bot.fr/x\n\nDescription:\nUn agent\nconversationnel.\n", [{"title": "Le bot", "url": "https://bot.fr/x", "description": "Un agent conversationnel."}]),
    "émojis": ("📌 Titre : Bilan\n📁 Rubrique : 📚 Mesurer son impact\n🔗 Adresse : https://bilan.fr/x\n".encode(), [{"title": "Bilan", "url": "https://bilan.fr/x"}]),
    "word-cp1252": ("Ma proposition\r\n\r\n•\tTitre : L’IA en 10 questions\r\n•\tRubrique : mesurer\r\n•\tDescription : un livret – gratuit…\r\n".encode("cp1252"), [{"title": "L’IA en 10 questions", "description": "un livret – gratuit…"}]),
    "libreoffice-utf-16": ("\ufeffTitre\t: Carnet\r\nRubrique\t: mesurer\r\n".encode("utf-16-le"), [{"title": "Carnet"}]),
    "lu-dans-un-autre-codage": ("Titre : L’été à l’école\nRubrique : mesurer\nÉditeur : Réseau\n".encode().decode("cp1252").encode(), [{"title": "L’été à l’école", "publisher": "Réseau"}]),
    "adresse-coupée-apple": (APPLE_FLOWED, [{"title": "Atlas", "url": "https://www.kit.fr/2026/un-tres-long-chemin"}]),
    "adresse-coupée": (b"Titre : Atlas\nRubrique : mesurer\nAdresse : https://www.kit.fr/2026/un-\ntres-long-chemin\nDescription : Lu.\n", [{"title": "Atlas", "url": "https://www.kit.fr/2026/un-tres-long-chemin", "description": "Lu."}]),
    "surligné": (b"Titre : Dossier\nRubrique : mesurer\nAdresse : https://dossier.fr/ia/?utm_medium=email&page=2#:~:text=ia%20libre\n", [{"title": "Dossier", "url": "https://dossier.fr/ia/?page=2"}]),
    "mbox-de-deux": (b"".join(b"From marie@asso.fr Tue Nov 24 23:50:00 2026\n" + one + b"\n" for one in LETTERS), [{"title": "Numéro 1", "description": "Lu."}, {"title": "Numéro 2", "description": "Lu."}]),
    "deux-formulaires": (b"Titre : Un\nRubrique : mesurer\nAdresse : https://un.fr/x\n\nTitre : Deux\nRubrique : mesurer\nAdresse : https://deux.fr/x\n", [{"title": "Un", "url": "https://un.fr/x"}, {"title": "Deux", "url": "https://deux.fr/x"}]),
    "refus-corrigé-au-dessus": (mail(REPLIED + quoted(REFUSAL + COLONS.replace("Se former et sensibiliser", "Jardinage"))), [{key: WHOLE[key] for key in ("title", "publisher", "url", "description", "tags")}]),
    "refus-complété-au-dessus": (mail(REPLIED + quoted(REFUSAL + "Titre : Compost\nAdresse : https://compost.fr/x\n")), [{"title": "Compost", "url": "https://compost.fr/x"}]),
    "adresse-dans-le-titre": (b"Titre : Pix (https://pix.fr/?utm_source=x)\nRubrique : mesurer\n", [{"title": "Pix", "url": "https://pix.fr/"}]),
    "titres-à-soi": (b"### Titre de la page\n\nTruc\n\n### Cat\xc3\xa9gorie\n\nmesurer\n\n### Mon lien\n\nhttps://truc.fr/x\n", [{"title": "Truc", "url": "https://truc.fr/x"}]),
    "plusieurs-sur-une-ligne": (mail("Titre : Truc\nRubrique : mesurer\nÉditeur : CNIL ; Asso &amp; Ville\nÉtiquettes : ess | climat\n"), [{"title": "Truc", "publisher": ["CNIL", "Asso & Ville"], "tags": ["ess", "climat"]}]),
    "nom-de-la-ressource": ("✅ Nom de la ressource : Truc\n✅ Catégorie : mesurer\n".encode(), [{"title": "Truc"}]),
    "ressource-et-outil": (b"Les ressources :\n\nRessource : Truc\nRubrique : mesurer\n\nRessource : Muche\nRubrique : mesurer\n", [{"title": "Truc"}, {"title": "Muche"}]),
    "adresse-sans-www": (b"Titre : Truc\nRubrique : mesurer\nAdresse : truc.fr/kit.\n", [{"title": "Truc", "url": "https://truc.fr/kit"}]),
    "formule-sans-ligne-vide": (mail(f"{FIRST}Un jeu.\nRestant à votre disposition,\nPaul Petit\n").replace(b"Kit IA", b"Truc"), [{"title": "Truc", "description": "Un jeu."}]),
    "lien-de-courriel": (mail(html="<p>Titre : Truc</p><p>Rubrique : mesurer</p><p>Contact : <a href='mailto:ici@truc.fr?subject=x'>Écrivez-nous</a></p><p>Description : Demandez <a href='mailto:la@truc.fr'>un devis</a>.</p>"), [{"title": "Truc", "contact": "ici@truc.fr", "description": "Demandez un devis."}]),
    "conversation": (b"20/11/2026, 09:41 - Fatou: Bonjour !\n20/11/2026, 09:42 - Fatou: Titre : Truc\nRubrique : mesurer\nLien : https://truc.fr/x\n", [{"title": "Truc", "url": "https://truc.fr/x"}]),
    "dans-une-phrase-puis-en-lignes": (b"Bonjour, la rubrique : mesurer\nTitre : Truc\nLien : https://truc.fr/x\nOrganisme : Asso\n", [{"title": "Truc", "publisher": "Asso", "url": "https://truc.fr/x"}]),
    **{f"bas-{n}": (mail(f"{FIRST}Un jeu.\n\n{foot}\n").replace(b"Kit IA", b"Truc"), [{"title": "Truc", "description": "Un jeu."}])
       for n, foot in enumerate(["Sent with [Proton Mail](https://proton.me/) secure email.", "Inviato da iPhone", "Enviado desde mi iPhone"])},
    "autre-lien": ("Titre : Truc\nRubrique : mesurer\nAutre lien : https://truc.fr/doc\nVidéo : https://truc.fr/v\n".encode(), [{"title": "Truc", "links": [{"title": "https://truc.fr/doc", "url": "https://truc.fr/doc"}, {"title": "Vidéo", "url": "https://truc.fr/v"}]}]),
    "tirets": ("Titre - Truc\nRubrique – mesurer\nLien - https://truc.fr/x\nDescription - Un jeu - libre.\n".encode(), [{"title": "Truc", "url": "https://truc.fr/x", "description": "Un jeu - libre."}]),
    "tiret-d-une-suite": ("Titre : Guide de l’IA\npour tous - édition 2026\nRubrique : mesurer\n".encode(), [{"title": "Guide de l’IA pour tous - édition 2026"}]),
    "questions-recopiées": ("Titre de l’outil (obligatoire) : Truc\nRubrique (au choix) : mesurer\nMots-clés (séparés par des virgules) : ess, climat\nDescription (200 caractères max) : Un jeu (libre) : à lire.\n".encode(), [{"title": "Truc", "tags": ["ess", "climat"], "description": "Un jeu (libre) : à lire."}]),
    "ressource-1": (b"Ressource 1 : Truc\nRubrique : mesurer\n\nRessource 2 : Muche\nRubrique : mesurer\n", [{"title": "Truc"}, {"title": "Muche"}]),
    "contact-en-lignes": (b"Titre : Truc\nRubrique : mesurer\nContact :\nPaul Petit\n03 20 00 00 00\npaul@truc.fr\nDescription : Un jeu.\n", [{"title": "Truc", "contact": ["03 20 00 00 00", "paul@truc.fr"], "description": "Un jeu."}]),
    "contact-nom-et-suite": (b"Titre : Truc\nRubrique : mesurer\nContact : ici@truc.fr\nPaul Petit 03 20 00 00 00\nDescription : Un jeu.\n", [{"title": "Truc", "contact": ["ici@truc.fr", "03 20 00 00 00"], "description": "Un jeu."}]),
    "entre-guillemets": ("Titre : « Truc »\nRubrique : “mesurer”\nAdresse : pas de site\nDescription : « Un » et « deux »\n".encode(), [{"title": "Truc", "description": "« Un » et « deux »"}]),
    "signe-égal": (b"Titre = Truc\nRubrique = mesurer\nAdresse = https://truc.fr/x?a=b\n", [{"title": "Truc", "url": "https://truc.fr/x?a=b"}]),
    "flèches": ("Titre -> Truc\nRubrique → mesurer\nAdresse -> https://truc.fr/x\n".encode(), [{"title": "Truc", "url": "https://truc.fr/x"}]),
    "entrée-yaml-et-ses-liens": (b"  - title: Un outil\n    category: mesurer\n    links:\n      - title: La notice\n        url: https://kit.fr/notice\n      - title: \"Le film\"\n        url: https://kit.fr/film\n    tags: [ess]\n", [{"title": "Un outil", "tags": "ess", "links": [{"title": "La notice", "url": "https://kit.fr/notice"}, {"title": "Le film", "url": "https://kit.fr/film"}]}]),
    "sur-une-ligne-avec-points-virgules": (b"Titre : Kit A3 ; Rubrique : mesurer ; Adresse : https://kit.fr/a3", [{"title": "Kit A3", "url": "https://kit.fr/a3"}]),
    "entrée-yaml-entre-guillemets": (b"  - title: \"Un outil : le kit\"\n    category: 'mesurer'\n    url: \"https://kit.fr/x\"\n    description: 'L''outil dit \"sobre\".'\n    tags: [\"ess\", 'climat']\n", [{"title": "Un outil : le kit", "url": "https://kit.fr/x", "description": "L'outil dit \"sobre\".", "tags": ["ess", "climat"]}]),
    "guillemets-voulus": (b'Titre : "Un" et "deux"\nRubrique : mesurer\nDescription : "Sobre" ne veut pas dire "lent".\n', [{"title": '"Un" et "deux"', "description": '"Sobre" ne veut pas dire "lent".'}]),
    "fonction-en-signature": (mail("Titre : Atlas\nRubrique : mesurer\nAdresse : https://atlas.fr/x\n\nCordialement,\nMarie Dupont\nTitre : Chargée de mission\nSite : https://asso.fr\nContact : marie@asso.fr\n"), [{"title": "Atlas", "url": "https://atlas.fr/x"}]),
    "entrée-yaml": (b"  - title: Un outil\n    category: mesurer\n    description: >-\n      Un outil\n      pliable.\n    tags: [ess, climat]\n", [{"title": "Un outil", "description": "Un outil pliable.", "tags": ["ess", "climat"]}]),
}  # fmt: skip
"""Messages of « mesurer », and the entries that they make, without category nor day."""


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_what_programs_and_people_do_to_a_form_is_undone(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, entries = OTHER_WAYS[name]
    (folder / "m").write_bytes(data)
    assert main(["proposition", "m"]) == 0
    found = [{key: value for key, value in entry.items() if key != "added"} for entry in added(folder)]
    assert found == [{"category": "mesurer"} | entry for entry in entries]
    assert capsys.readouterr().err == ""


BYE = "\n\nBien cordialement,\nMarie Dupont\nMaison de quartier\nhttps://asso.fr\nwww.facebook.com/maison\n"
PROSE = {
    "deux-choses": (mail(f"Bonjour, je vous propose deux choses : le guide Sobriété https://a.fr/guide et le podcast Ondes https://b.fr/p{BYE}"), {"https://a.fr/guide": "Le guide Sobriété", "https://b.fr/p": "Le podcast Ondes"}),
    "guillemets": (mail(f"Je recommande le livret « L’IA et nous » (https://a.fr/l?utm_source=x) et “Ondes”, https://b.fr/o.{BYE}"), {"https://a.fr/l": "L’IA et nous", "https://b.fr/o": "Ondes"}),
    "ligne-au-dessus": (mail(f"Je suis tombée là-dessus :\n\nLe chat des assos\nhttps://a.fr\n\net aussi\n\n2. Guide pour débuter :\nhttps://b.fr/g{BYE}"), {"https://a.fr": "Le chat des assos", "https://b.fr/g": "Guide pour débuter"}),
    "texte-du-lien": (mail(html='<p>Bonjour, connaissez-vous <a href="https://a.fr/g?utm_campaign=x">le guide IA d’Ici</a> ? Et <a href="https://b.fr/x">ce site</a>&nbsp;?</p><p>--&nbsp;<br><a href="https://asso.fr"><img src="cid:logo"></a></p>'), {"https://a.fr/g": "Le guide IA d’Ici", "https://b.fr/x": ""}),
    "liste": (mail("Mes préférés :\n\n- Framapad : https://a.fr/1\n- [PeerTube](https://a.fr/2)\n* **Etherpad** – <https://a.fr/3>\n- https://a.fr/4 (Cartes)\n"), {"https://a.fr/1": "Framapad", "https://a.fr/2": "PeerTube", "https://a.fr/3": "Etherpad", "https://a.fr/4": ""}),
    "sans-https": (mail("Bonjour, il y a framaforms.org et www.framadate.org. Écrivez à moi@asso.fr. Merci !"), {"https://framaforms.org": "", "https://www.framadate.org": ""}),
    "dans-l-objet": (mail("Envoyé de mon iPhone\n", Subject="Guide IA sobre https://a.fr/sobre"), {"https://a.fr/sobre": "Guide IA sobre"}),
    "transféré": (mail(f"Pour nous ?\n\n{GMAIL}Salut,\nvoici Framaspace : https://a.fr/f\nJean\n"), {"https://a.fr/f": "Framaspace"}),
    "son-propre-site": (mail("Bonjour, nous l’avons fait : https://asso.fr\nMarie"), {"https://asso.fr": ""}),
    "signature-sans-formule": (mail("Connaissez-vous https://a.fr/x ?\n\nMarie\nhttps://asso.fr\n"), {"https://a.fr/x": ""}),
    "discussion": (b"[23/11/2026 18:02:11] Claire: tu connais ?\n[23/11/2026 18:02:40] Claire: https://a.fr/x\n", {"https://a.fr/x": ""}),
    "avec-une-réponse": (mail(f"Voici Ondes https://a.fr/x\nRubrique : mesurer{BYE}"), {"https://a.fr/x": "Ondes"}),
}  # fmt: skip
"""Messages of free prose → each address that they propose, with the name that they give it."""


@pytest.mark.parametrize("name", PROSE)
def test_each_address_of_free_prose_has_its_draft_with_its_name(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, wanted = PROSE[name]
    (folder / "m.eml").write_bytes(data)
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr()
    assert added(folder) == []
    drafts = sorted(folder.glob("*.brouillon.txt"), key=lambda path: (len(path.name), path.name))
    assert told.err.count("make proposition FICHIER=") == len(drafts)
    read = {}
    for draft in drafts:
        assert f"FICHIER={draft.name}" in told.err
        text = draft.read_text(encoding="utf-8")
        answers = re.sub(r"(?m)^>.*\n?", "", text).split("### ")
        title, url = (next(one for one in answers if one.startswith(label)) for label in ("Titre\n", "Adresse\n"))
        read[url.partition("\n")[2].strip()] = title.partition("\n")[2].strip()
        assert main(["proposition", str(draft)]) == int(
            "Rubrique" not in str(data) or not read[url.partition("\n")[2].strip()]
        )
    assert read == wanted
    for url in re.findall(rb"https?://[\w./]+", data):  # nothing is lost: a draft, or a line for who reads
        assert url.decode().rstrip(".") in "".join(read) + told.err or b"utm" in data


def test_many_addresses_make_few_drafts_and_the_others_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(mail("\n".join(f"Numéro {n} : https://a.fr/{n}" for n in range(14))))
    assert main(["proposition", "m.eml"]) == 1
    assert len(list(folder.glob("*.brouillon.txt"))) == 10
    told = capsys.readouterr().err
    assert [f" https://a.fr/{n} »" in told for n in range(14)] == [True] * 14


LEFT = {
    "avant-le-formulaire": (f"J’aime aussi https://a.fr/x\n\n{FIRST}Lu.\n", "laissé de côté : « https://a.fr/x »"),
    "après-une-réponse-courte": ("Titre : Kit IA\nRubrique : mesurer\n\nVoir aussi le guide.\n", "laissé de côté : « Voir aussi le guide. »"),
    "après-l-adresse": ("Titre : Kit IA\nRubrique : mesurer\nAdresse : https://a.fr/x\nen bas de page\n", "laissé de côté : « en bas de page »"),
    "sous-un-trait": ("Titre : Kit IA\nRubrique : mesurer\nÉtiquettes : ess\n-----\nPaul Petit\n03 20 00 00 00\n", "laissé de côté : « ----- Paul Petit 03 20 00 00 00 »"),
    "post-scriptum": ("Titre : Kit IA\nRubrique : mesurer\n\nCordialement\nPaul\nPS : voir aussi\nhttps://a.fr/x\n\nhttps://asso.fr\n", "laissé de côté : « PS : voir aussi https://a.fr/x »"),
    "une-seconde-fois": (f"{FIRST}Lu.\nTitre : Autre\n", "laissé de côté : « Autre »"),
    "accents-perdus": ("Titre : Kit IA\nRubrique : mesurer\nDescription : Un d?but.\n", "des lettres accentuées sont devenues « ? »"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_a_form_leaves_out_is_said(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, told = LEFT[name]
    (folder / "m.eml").write_bytes(mail(text))
    assert main(["proposition", "m.eml"]) == 0
    assert [entry["title"] for entry in added(folder)] == ["Kit IA"]
    assert told in capsys.readouterr().err


def test_an_attachment_that_is_not_read_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@b.fr"
    message.set_content("Bonjour, le formulaire est joint.\n")
    name = "proposition d’été – formulaire complété par la maison de quartier"  # RFC 2231: in several pieces
    message.add_attachment(COLONS.encode(), maintype="text", subtype="plain", filename=f"{name}.txt")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=f"{name}.pdf")
    (folder / "m.eml").write_bytes(message.as_bytes())
    assert main(["proposition", "m.eml"]) == 0
    assert added(folder) == [WHOLE]
    assert "pièce jointe non lue : « proposition d’été" in capsys.readouterr().err


@pytest.mark.parametrize("data", [b"{\\rtf1 Titre : Fiche\\par}", b"%PDF-1.4\n", b"PK\x03\x04\0\0"])
def test_a_file_that_is_no_text_is_said_to_be_so(folder: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m").write_bytes(data)
    assert main(["proposition", "m"]) == 1
    assert "À faire : m n’est pas un texte." in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer", ["Se former et sensibiliser, Mesurer son impact", "- se former\n- mesurer", "mesurer ou se former"]
)
def test_several_categories_are_a_choice_to_make(folder: Path, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.eml").write_bytes(mail(f"Titre : Kit IA\nRubrique : {answer}\n"))
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr().out
    assert (
        "Une seule rubrique par ressource : choisissez parmi « Se former et sensibiliser », « Mesurer son impact »."
        in told
    )


def test_prose_for_a_list_without_lines_is_left_to_the_maintainer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "resources.yaml").write_text(
        "categories: [{id: a, title: A}]\nresources: [{title: Un, category: a}]\n", encoding="utf-8"
    )
    (folder / "m.eml").write_bytes(mail("Voyez Ondes https://a.fr/x et le guide B https://b.fr/x\n"))
    assert main(["proposition", "m.eml"]) == 1
    assert "ligne par ligne" in capsys.readouterr().err


def test_a_choice_is_told_in_the_words_of_the_site(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.eml").write_bytes(mail("Titre : Kit\nRubrique : Jardinage\nFormat : PDF\n"))
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr().out
    assert "Conseil : choisissez parmi « Se former et sensibiliser », « Mesurer son impact »." in told
    assert "Conseil : choisissez parmi « Guide »." in told
    assert "formats:" not in told


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, sur https://annuaire.fr/mesurer/#deja-la le lien est mort, le bon est https://www.kit.fr/neuf\n",
        "Bonjour,\nhttps://annuaire.fr/mesurer/#deja-la a une erreur.\nNouvelle adresse : https://www.kit.fr/neuf\n",
        "Bonjour,\nDans la fiche « Déjà là », le lien ne marche plus. Le bon est https://www.kit.fr/neuf.\nPaul\n",
    ],
)
def test_prose_about_a_card_is_the_draft_of_its_correction(folder: Path, text: str) -> None:
    (folder / "m.eml").write_bytes(mail(text))
    assert main(["proposition", "m.eml"]) == 1
    draft = folder / "m.eml.brouillon.txt"
    assert main(["proposition", str(draft)]) == 0
    (found,) = yaml.safe_load((folder / "resources.yaml").read_text(encoding="utf-8"))["resources"]
    assert found["url"] == "https://www.kit.fr/neuf"


def test_what_is_wrong_stands_beside_its_field_in_the_draft_and_in_the_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(
        mail("Titre : Kit\nRubrique : mesurer\nAdresse : https://www.example.com/x\nContact : a@b.test\n")
    )
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr().out
    draft = (folder / "m.eml.brouillon.txt").read_text(encoding="utf-8")
    for label in ("Adresse", "Contact"):
        assert f"{label} : cette adresse est un exemple" in told
        assert f"### {label}\n\n> cette adresse est un exemple" in draft


def test_a_name_is_taken_even_by_a_resource_of_another_permalink(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "resources.yaml").write_text(f"{CATALOG}    id: autrement\n", encoding="utf-8")
    (folder / "m.eml").write_bytes(mail("Titre : DÉJÀ LÀ\nRubrique : se former\n"))
    assert main(["proposition", "m.eml"]) == 1
    assert "une ressource porte déjà ce nom (mesurer/#autrement)" in capsys.readouterr().out


@pytest.mark.parametrize("data", [MISSING["sans-rubrique"][0], MISSING["texte-libre"][0]])
def test_the_answer_leads_to_the_form_when_the_site_has_one(
    folder: Path, data: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "m.eml").write_bytes(data)
    (folder / "mkdocs.yml").write_text('site_name: x\nsite_url: !ENV [SITE_URL, ""]\n', encoding="utf-8")
    monkeypatch.setenv("SITE_URL", "https://annuaire.fr/ia/")
    assert main(["proposition", "m.eml"]) == 1
    assert "/proposer/" not in capsys.readouterr().out  # no such page: no dead end
    (folder / "docs").mkdir()
    (folder / "docs/proposer.md").write_text("# Proposer\n", encoding="utf-8")
    assert main(["proposition", "m.eml"]) == 1
    told = capsys.readouterr().out
    assert "https://annuaire.fr/ia/proposer/" in told
    assert "rubrique" in told.lower()
    monkeypatch.delenv("SITE_URL")
    assert main(["proposition", "m.eml"]) == 1
    assert "/proposer/" not in capsys.readouterr().out


def test_free_prose_is_told_what_is_missing_in_the_words_of_the_form(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.eml").write_bytes(mail("Bonjour, une idée pour vous.\n"))
    assert main(["proposition", "m.eml"]) == 1
    assert "il en faut au moins « Titre » et « Rubrique »" in capsys.readouterr().out


@pytest.mark.parametrize("last", ["Étiquettes", "Éditeur", "Description"])
@pytest.mark.parametrize("form", ["### {}\n\n{}\n\n", "{} : {}\n"])
def test_a_name_and_a_number_under_a_form_are_not_published(
    folder: Path, last: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"Titre": "Kit", "Rubrique": "mesurer", last: "Un mot"}
    body = "".join(form.format(*pair) for pair in answers.items()).rstrip("\n")
    (folder / "m").write_text(f"{body}\n\nPaul Petit\n06 12 34 56 78\n", encoding="utf-8")
    assert main(["proposition", "m"]) == 0
    text = (folder / "resources.yaml").read_text(encoding="utf-8")
    assert "Un mot" in text
    assert "Petit" not in text
    assert "06 12" not in text
    assert "laissé de côté : « Paul Petit 06 12 34 56 78 »" in capsys.readouterr().err


WHO = "Nom : Perrin\nPrénom : Julie\nCourriel : julie@exemple.fr\nTéléphone : 06 21 22 23 24\n"
WHAT = "Nom de la ressource : Kit IA\nRubrique : mesurer\nDescription : Un jeu.\n"


@pytest.mark.parametrize("text", [
    f"Vos coordonnées\n{WHO}\nLa ressource\n{WHAT}", f"{WHAT}\n{WHO}", f"{WHAT}{WHO}", f"Prénom : Julie\nNom : Perrin\n{WHAT}", f"Nom : Julie Perrin\n{WHAT}",
    f"Votre nom : Julie Perrin\n{WHAT}Votre e-mail : julie@exemple.fr\n", f"{WHAT}Proposé par : Julie Perrin, 06 21 22 23 24\n",
    quoted(f"{WHO}{WHAT}"),
])  # fmt: skip
def test_what_a_form_asks_of_who_fills_it_is_not_published(folder: Path, text: str) -> None:
    (folder / "m.eml").write_bytes(mail(text))
    assert main(["proposition", "m.eml"]) == 0
    wanted = {"title": "Kit IA", "category": "mesurer", "description": "Un jeu.", "added": "2026-11-24"}
    assert added(folder) == [wanted]


@pytest.mark.parametrize("signature", [
    "\nPaul PETIT\nPrésident\nTél : 03 20 00 00 00\nPort : 06 12 34 56 78\npaul@exemple.fr\nwww.exemple.fr\n", "Paul Petit - 06 12 34 56 78\n",
    "\nPaul de la Petite\nMobile : +33 6 12 34 56 78\nMail : paul@exemple.fr\n", "\nPaul Petit\nAdresse : 1 rue des Lilas\nCourriel : paul@exemple.fr\n",
])  # fmt: skip
@pytest.mark.parametrize("html", [False, True])
def test_a_signature_that_no_formula_precedes_is_told_and_not_published(
    folder: Path, signature: str, html: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{FIRST}Un jeu.\n{signature}"
    divs = "".join(f"<div>{line or '<br>'}</div>\n" for line in text.splitlines())
    (folder / "m.eml").write_bytes(mail(html=divs) if html else mail(text))
    assert main(["proposition", "m.eml"]) == 0
    wanted = {"title": "Kit IA", "category": "mesurer", "description": "Un jeu.", "added": "2026-11-24"}
    assert added(folder) == [wanted]
    assert f"laissé de côté : « {' '.join(signature.split())} »" in capsys.readouterr().err


def test_a_job_in_a_signature_names_no_resource(folder: Path) -> None:
    signature = "Cordialement,\n\nJeanne Leroy\nTitre : Responsable des partenariats\nAdresse : 12 rue des Lilas\n"
    (folder / "m").write_text(f"Bonjour, voyez La boussole https://boussole.fr/ia\n\n{signature}", encoding="utf-8")
    assert main(["proposition", "m"]) == 1
    draft = (folder / "m.brouillon.txt").read_text(encoding="utf-8")
    assert "\nhttps://boussole.fr/ia\n" in draft
    assert "\nResponsable des partenariats\n" not in draft


def test_what_a_correction_adds_in_its_own_words_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = load_catalog(Path("resources.yaml")).resources[0]
    body = f"### Fiche\n\n{card.path}\n\n### Précisions\n\nÀ retirer fin mars.\n\n### Description\n\nUn autre texte.\n"
    signed = "\n### Étiquettes\n\n\n\nPaul Petit\n06 12 34 56 78\n"  # emptied, above a signature
    (folder / "m").write_text(body + signed, encoding="utf-8")
    assert main(["proposition", "m"]) == 0
    assert "Petit" not in (folder / "resources.yaml").read_text(encoding="utf-8")
    assert "À relire : Précisions : « À retirer fin mars. »" in capsys.readouterr().err
