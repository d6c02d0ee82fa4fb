from datetime import date

import pytest

from annuaire.text import FORBIDDEN, fold, french_day, name_slug, slugify, typographic, typographic_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Œuvre d’Été", "oeuvre d’ete"), ("ÉCOLOGIQUE", "ecologique"), ("İstanbul", "istanbul"), ("", "")],
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
    "names",
    [
        ("C", "C++", "C#"),
        (".NET", "Net"),
        ("R&D", "R D"),
        ("A*", "A"),
        ("50 %", "50"),
        ("1 €", "1 $", "1"),
        ("J@J", "JJ", "J J"),
    ],
)
def test_names_that_differ_by_a_sign_are_several(names: tuple[str, ...]) -> None:
    assert len({name_slug(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Économie sociale", "economie-sociale"),
        ("#vélo", "Vélo"),
        ("Guid’ASSO", "Guid'ASSO"),
        ("S.N.C.F.", "S N C F"),
        ("Qui ?", "qui"),
    ],
)
def test_two_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert name_slug(one) == name_slug(other)


@pytest.mark.parametrize("sign", [*"\u3164\u115f\u1160\uffa0\u200b\u202e\U000e0001\U000e0041\U000e007f"])
def test_what_nobody_can_see_is_refused(sign: str) -> None:
    assert FORBIDDEN.search(f"Guide{sign}")


@pytest.mark.parametrize("text", ["👩‍💻 ❤️", "नमस्ते", "한국어", "می‌خواهم", "é\n\t\xa0\u202f"])
def test_what_scripts_need_is_kept(text: str) -> None:
    assert not FORBIDDEN.search(text)


@pytest.mark.parametrize(
    ("plain", "set_in_french"),
    [
        ("l'IA", "l’IA"),
        ('Podcast "Parlez-moi d\'IA"', "Podcast «\u00a0Parlez-moi d’IA\u00a0»"),
        ("Pourquoi ? Parce que !", "Pourquoi\u202f? Parce que\u202f!"),
        ("À lire : la synthèse", "À lire\u00a0: la synthèse"),
        ("voir https://exemple.fr/a'b?c=d et l'IA", "voir https://exemple.fr/a'b?c=d et l’IA"),
        ("si...", "si…"),
        ("20 % : voir (page 9) ; fin", "20 %\u00a0: voir (page 9)\u202f; fin"),
        ("à 12:30, a:b", "à 12:30, a:b"),
    ],
)
def test_typographic(plain: str, set_in_french: str) -> None:
    assert typographic(plain) == set_in_french


@pytest.mark.parametrize(
    ("html", "set_in_french"),
    [
        ("<p>Oui ; « <b>non</b> » !</p>", "<p>Oui\u202f; «\u00a0<b>non</b>\u00a0»\u202f!</p>"),
        ("<p><code>a : b ?</code> : l'IA</p>", "<p><code>a : b ?</code>\u00a0: l’IA</p>"),
        ('<a title="l\'IA ?" href="/a?b=c">ici</a>', '<a title="l\'IA ?" href="/a?b=c">ici</a>'),
        ("<pre>a ?\n<b>l'IA</b> !</pre><!-- l'IA ? -->", "<pre>a ?\n<b>l'IA</b> !</pre><!-- l'IA ? -->"),
        ("www.exemple.fr/l'ia &amp; l'eau", "www.exemple.fr/l'ia &amp; l’eau"),
        ("<p>«&nbsp;Oui&nbsp;»&#8239;: l’IA&#160;!</p>", "<p>«\u00a0Oui\u00a0»\u00a0: l’IA\u202f!</p>"),
    ],
)
def test_typographic_html_leaves_tags_and_code(html: str, set_in_french: str) -> None:
    assert typographic_html(html) == set_in_french


def test_typographic_twice_changes_nothing() -> None:
    once = typographic('« Oui » : l\'IA ? "non" ; p. 9')
    assert typographic(once) == once


def test_french_day() -> None:
    assert [french_day(date(2026, 3, 1)), french_day(date(2026, 11, 12))] == ["1er mars 2026", "12 novembre 2026"]


@pytest.mark.parametrize(
    ("plain", "set_in_french"),
    [
        ('Écrans 24" et 27" reconditionnés', 'Écrans 24" et 27" reconditionnés'),
        ("Un angle de 3° 3' 48\"", "Un angle de 3° 3' 48\""),
        ('Le guide "Écrans" de 24" et 27½"', 'Le guide «\u00a0Écrans\u00a0» de 24" et 27½"'),
        ('("2026" et "l\'an 2027")', "(«\u00a02026\u00a0» et «\u00a0l’an 2027\u00a0»)"),
        ("2'30 d'attente, 5' de pause", "2'30 d’attente, 5' de pause"),
        ('un "mot", 24 "', 'un «\u00a0mot\u00a0», 24 "'),
    ],
)
def test_inches_minutes_and_seconds_stay_as_they_are(plain: str, set_in_french: str) -> None:
    assert typographic(plain) == set_in_french
