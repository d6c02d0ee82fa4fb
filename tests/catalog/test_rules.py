from pathlib import Path

import pytest

from annuaire.catalog.load import load_catalog
from annuaire.contacts import contact_kind
from annuaire.paths import RESERVED
from annuaire.source.problems import InvalidCatalog
from annuaire.urls import normalize_url, url_fault
from conftest import DATA

HEAD = "categories:\n  - id: a\n    title: A\nresources:\n  - title: Un guide\n    category: a\n"


def report(tmp_path: Path, text: str) -> str:
    path = tmp_path / "resources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(path)
    return str(caught.value)


def test_a_wholly_wrong_file_has_this_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(Path("tout-faux.yaml"))
    assert f"{caught.value}\n" == Path("tout-faux.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("url", [
    "https://exemple.fr", "http://exemple.fr:8080/a?b=c#d", "https://café.fr/é", "https://93.184.216.34/",
    "HTTPS://EXEMPLE.FR/", "https://exemple.fr./a", "https://xn--caf-dma.fr/", "https://a_b.exemple.fr/",
])  # fmt: skip
def test_public_addresses_are_accepted(url: str) -> None:
    assert url_fault(url) == ""


@pytest.mark.parametrize("url", [
    "exemple.fr", "ftp://exemple.fr", "javascript:alert(1)", "https:/exemple.fr", "https://", "https://exemple",
    "https://localhost/", "https://a.localhost", "http://127.0.0.1", "http://127.1", "http://2130706433/", "http://0x7f.1/",
    "http://0177.0.0.1", "http://10.0.0.8", "http://169.254.169.254/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
    "http://[fe80::1]/", "http://１２７.０.０.１/", "http://192.168.0.1./", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/",
    "https://u:p@exemple.fr", "https://u@exemple.fr", "https://exemple.fr:99999/", "https://exemple.fr:0/", "https://exemple.fr:/",
    "https://exemple.fr/a b", "https://exemple.fr/\n", "https://exemple.fr/\u200b", "https://-a.fr/", "https://a..fr/",
    "https://imprimante.local/", "https://[::1", "https://[2606:4700::1]x/", "https://exemple.fr\\@b.fr/", "data:text/html,x", "https://999.1.1.1/",
])  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    assert url_fault(url) != ""


@pytest.mark.parametrize(("one", "other"), [
    ("https://exemple.fr/a/", "http://www.EXEMPLE.fr/a#b"),
    ("https://exemple.fr/?utm_source=x&b=1", "https://exemple.fr?b=1"),
    ("https://café.fr", "https://xn--caf-dma.fr/"),
])  # fmt: skip
def test_two_spellings_of_one_address(one: str, other: str) -> None:
    assert normalize_url(one) == normalize_url(other)


def test_two_addresses_stay_two() -> None:
    assert normalize_url("https://exemple.fr/a") != normalize_url("https://exemple.fr/A")
    assert normalize_url("https://exemple.fr/?id=1") != normalize_url("https://exemple.fr/?id=2")


@pytest.mark.parametrize(("contact", "kind"), [
    ("contact@lmahdf.org", "mail"), ("jb.boulangue@lmahdf.org", "mail"), ("a..b@exemple.fr", ""), ("a@b", ""),
    ("a@localhost.local", ""), ("03 20 00 00 00", "phone"), ("+33 (0)3 20 00 00 00", "phone"), ("3939", "phone"), ("12345", ""),
    ("https://exemple.fr/contact", "web"), ("http://localhost", ""), ("personne", ""), ("mailto:a@exemple.fr", ""),
])  # fmt: skip
def test_contacts(contact: str, kind: str) -> None:
    assert contact_kind(contact) == kind


@pytest.mark.parametrize(("lines", "place", "words"), [
    ("    url: {un: deux}\n", ":7:10 :", "un seul texte"),
    ("    title : Encore\n", ":7:5 :", "deux fois"),
    ("    description: ~\n", ":7:18 :", "est vide"),
    ("    description: " + "a" * 601 + "\n", ":7:18 :", "601 caractères"),
    ("    added: 2026-02-30\n", ":7:12 :", "n’existe pas"),
    ("    added: 2999-01-01\n", ":7:12 :", "hors du possible"),
    ("    added: '2026-3-1'\n", ":7:12 :", "année-mois-jour"),
    ("    reviewed: 2 octobre 2026\n", ":7:15 :", "« 2026-10-02 »"),
    ("    relue le: 2026-10-02\n", ":7:5 :", "« reviewed »"),
    ("    id: Un Guide\n", ":7:9 :", "« un-guide »"),
    ("    tags: [[a]]\n", ":7:12 :", "liste de textes simples"),
    ("    éditeur: CNIL\n", ":7:5 :", "vouliez-vous dire « publisher »"),
    ("    liens: []\n", ":7:5 :", "vouliez-vous dire « links »"),
    ("    links: https://exemple.fr/\n", ":7:5 :", "doit être une liste"),
    ("    ? [a]\n    : b\n", ":7:7 :", "un seul mot"),
    ("formats:\n  - id: guide\n", ":8:5 :", "il manque la clé « title »"),
    ("ressources: []\n", ":7:1 :", "« resources » est déjà donné"),
])  # fmt: skip
def test_each_fault_is_said_at_its_place(tmp_path: Path, lines: str, place: str, words: str) -> None:
    found = report(tmp_path, HEAD + lines)
    assert place in found
    assert words in found


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_category_leaves_the_site_its_own_addresses(tmp_path: Path, name: str) -> None:
    assert f"l’identifiant « {name} » est réservé au site." in report(
        tmp_path, HEAD.replace("id: a", f'id: "{name}"', 1)
    )


@pytest.mark.parametrize("page", ["methode.md", "methode/index.md", "methode/README.md", "methode/index.html"])
def test_a_category_leaves_a_written_page_its_address(tmp_path: Path, page: str) -> None:
    (tmp_path / "docs" / page).parent.mkdir(parents=True)
    (tmp_path / "docs" / page).touch()
    found = report(tmp_path, HEAD.replace("id: a", "id: methode", 1))
    assert f"/methode/, est déjà celle de la page docs/{page}." in found


@pytest.mark.parametrize("text", ["", "# rien\n", "un texte", "- a\n", "categories: []\nresources: []\n"])
def test_a_file_without_entries(tmp_path: Path, text: str) -> None:
    assert "à corriger" in report(tmp_path, text)


def test_the_report_is_bounded_and_its_quotes_are_harmless(tmp_path: Path) -> None:
    found = report(
        tmp_path, HEAD + "".join(f'  - title: T{i}\n    categorie: "\\e[31m{"x" * 500}"\n' for i in range(80))
    )
    assert "\x1b" not in found
    assert "… et 30 autres problèmes" in found
    assert max(map(len, found.splitlines())) < 300
