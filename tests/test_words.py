from datetime import date

import pytest

from annuaire.words import fold, french_day, slugify, typographic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Œuvre d’Été", "oeuvre d’ete"),
        ("ÉCOLOGIQUE", "ecologique"),
        ("İstanbul", "istanbul"),
        ("", ""),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Guid'ASSO", "guid-asso"),
        ('Livre blanc "Les grands défis de l\'IA générative"', "livre-blanc-les-grands-defis-de-l-ia-generative"),
        ("  À  propos_ ", "a-propos"),
        ("…!?", ""),
        ("日本", "日本"),
    ],
)
def test_slugify(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize(
    ("plain", "set_in_french"),
    [
        ("l'IA", "l’IA"),
        ('Podcast "Parlez-moi d\'IA"', "Podcast «\u00a0Parlez-moi d’IA\u00a0»"),
        ("Pourquoi ? Parce que !", "Pourquoi\u202f? Parce que\u202f!"),
        ("À lire : la synthèse", "À lire\u00a0: la synthèse"),
        ("voir https://exemple.fr/a'b?c=d et l'IA", "voir https://exemple.fr/a'b?c=d et l’IA"),
        ("si...", "si…"),
    ],
)
def test_typographic(plain: str, set_in_french: str) -> None:
    assert typographic(plain) == set_in_french


def test_typographic_twice_changes_nothing() -> None:
    once = typographic('« Oui » : l\'IA ? "non" ; p. 9')
    assert typographic(once) == once


def test_french_day() -> None:
    assert [french_day(date(2026, 3, 1)), french_day(date(2026, 11, 12))] == ["1er mars 2026", "12 novembre 2026"]
