import gc
import hashlib
from datetime import date
from pathlib import Path

from annuaire.catalog.load import catalog_from, load_catalog
from annuaire.catalog.model import Format, Link
from conftest import CATALOGUE

# Facts of the charter's list that no edition may lose: (permalink, words of its entry).
FACTS = [
    ("comparia", "État français|https://comparia.beta.gouv.fr"),
    ("framamia", "Framasoft|CHATONS|https://framamia.org/fr/"),
    ("ia-en-perspective", "belge|https://www.iaep.be/map"),
    ("comprendre-les-impacts-ecologiques-de-l-ia-generative", "ADEME"),
    ("module-pedagogique-ia-et-environnement", "20 cartes|ARCEP|Inria|Sciences Po|Conseil national du numérique"),
    ("charte-ia-generative-du-ministere-de-la-culture", "p. 9|À retenir|Comment utiliser|Renoncer si"),
    ("fiches-pratiques-ia", "CNIL"),
    ("portail-des-chartes-ia-dans-l-administration-publique", "alliance.numerique.gouv.fr"),
    ("livre-blanc-les-grands-defis-de-l-ia-generative", "Data for Good"),
    ("guide-encadrer-l-ia-pour-les-organisations-sans-but-lucratif", "France Générosité"),
    ("calculatrice-myimpact", "INR|ISIT|empreinte"),
    ("diagnostic-numerique-pour-les-associations", "Solidatech"),
    ("podcast-parlez-moi-d-ia", "70|Jeanne Brétécher|SOGA|Économie Sociale et Solidaire"),
    ("mooc-numerique-responsable", "4h30|gratuite|INR"),
    ("mallette-ia", "ANCT|Les Assembleurs|La Mednum|Cafés IA"),
    ("la-bataille-de-l-ia", "Latitudes|Data for Good|ESS"),
    ("programme-ia-for-good", "Share it|https://www.iaforgood.org/webinaires|replay"),
    ("guid-asso", "Plus de 200|interlocuteur-ice-s|https://guidasso-hdf.org"),
    ("tetes-de-reseau", "contact@lmahdf.org"),
    ("dispositif-local-d-accompagnement", "https://dla-hdf.org|gratuit|employeuses|département"),
    ("ia-sso-hdf", "jb.boulangue@lmahdf.org|Mouvement associatif Hauts-de-France|sur mesure"),
]


def test_the_real_directory_holds_every_fact_of_its_source() -> None:
    catalog = load_catalog(CATALOGUE)
    assert [resource.slug for resource in catalog.resources] == [slug for slug, _ in FACTS]
    groups = catalog.by_category()
    assert [len(found) for found in groups.values()] == [3, 7, 4, 3, 4]
    assert all({resource.category for resource in found} == {category} for category, found in groups.items())
    assert catalog.by_category(catalog.resources[:1]) == {
        key: [catalog.resources[0]] if key == "comparer" else [] for key in groups
    }
    for resource, (_, words) in zip(catalog.resources, FACTS, strict=True):
        for word in words.split("|"):
            assert word in repr(resource), (resource.slug, word)
    lonely = catalog.resources[9]
    assert (lonely.url, lonely.contacts, lonely.links) == ("", (), ())


def test_a_record_keeps_what_was_written_and_its_lines() -> None:
    catalog = load_catalog(CATALOGUE)
    found = next(resource for resource in catalog.resources if resource.slug == "programme-ia-for-good")
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    assert lines[found.lines[0] - 1].strip() == "- title: Programme IA for Good"
    assert lines[found.lines[1] - 1].strip() == "url: https://www.iaforgood.org/webinaires"
    assert found.links == (Link(title="Webinaires", url="https://www.iaforgood.org/webinaires"),)
    assert found.id == ""


def test_groups_are_alphabetical_and_meet_across_spellings() -> None:
    catalog = load_catalog(CATALOGUE)
    assert list(catalog.by_name("publisher"))[:4] == ["ADEME", "ANCT", "ARCEP", "Café IA"]
    assert [resource.slug for resource in catalog.by_name("tag")["gratuit"]] == [
        "mooc-numerique-responsable",
        "dispositif-local-d-accompagnement",
    ]
    assert catalog.newest == []


def test_the_most_recent_come_first_and_those_of_one_day_in_their_order() -> None:
    days = ("2026-03-01", "2026-05-02", "", "2026-03-01", "2025-12-31")
    text = "categories: [{id: a, title: A}]\nresources:\n" + "".join(
        f"  - title: R{n}\n    category: a\n" + f"    added: {day}\n" * bool(day) for n, day in enumerate(days)
    )
    catalog = catalog_from(text, Path("resources.yaml"))
    assert [(resource.title, str(resource.added)) for resource in catalog.newest] == [
        ("R1", "2026-05-02"), ("R0", "2026-03-01"), ("R3", "2026-03-01"), ("R4", "2025-12-31"),
    ]  # fmt: skip
    assert catalog.day == date(2026, 5, 2)


def test_a_catalogue_keeps_its_formats_and_the_bytes_it_was_read_from() -> None:
    text = "categories: [{id: a, title: É}]\r\nformats: [{id: guide, title: Guide}]\r\nresources:\r\n"
    catalog = catalog_from(text, Path("resources.yaml"))
    assert catalog.formats == (Format(id="guide", title="Guide"),)
    assert catalog.source == text.encode()
    assert catalog.digest == hashlib.sha256(text.encode()).hexdigest()[:12]
    assert gc.isenabled()
