"""Whatever single slip a valid file receives, « --corriger » gives the same catalogue back or leaves the file alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annuaire.catalog.load import catalog_from, examine, load_catalog
from annuaire.catalog.model import Catalog
from annuaire.cli import main
from annuaire.source.problems import InvalidCatalog
from catalogues import catalogue
from conftest import CATALOGUE

RICH = """categories:
  - id: se-former
    title: Se former et sensibiliser
  - id: outils
    title: "Outils : choisir les siens"
formats:
  - id: guide
    title: Guide pratique
resources:
""" + "\n".join(
    f"""  - title: "Guide {n} : l’essentiel"
    category: {("se-former", "outils")[n % 2]}
    publisher:
      - Collectif {n}
      - Réseau des maisons {n}
    url: https://exemple.fr/guide-{n}?a=1&b={n}
    contact: "03 20 00 00 00"
    description: >
      Un texte plié, sur plusieurs lignes : le guide
      numéro {n}, à lire.
    format: guide
    tags:
      - numérique
      - libre {n}
    links:
      - title: Version imprimable {n}
        url: https://exemple.fr/guide-{n}.pdf
      - title: "Vidéo : la suite"
        url: https://exemple.fr/video-{n}
    added: 2026-03-{n % 28 + 1:02}

  # Une remarque
  - title: Autre ressource {n}
    category: outils
    description: "Une phrase longue : elle tient
      sur deux lignes, et s’arrête."
    added: 2025-11-{n % 28 + 1:02}
"""
    for n in range(12)
)
BASES = [CATALOGUE.read_text(encoding="utf-8"), RICH, catalogue(60, 12)]
ORIGINALS = [catalog_from(text, Path("resources.yaml")) for text in BASES]
KEYS = {
    "title": ["titre", "nom", "Titre"], "category": ["rubrique", "catégorie", "theme"], "publisher": ["éditeur", "editeur", "auteur"],
    "url": ["lien", "adresse", "site"], "description": ["résumé", "texte"], "tags": ["étiquettes", "mots-clés"], "links": ["liens"], "added": ["date", "ajout"],
}  # fmt: skip
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]

Lines = list[str]
Slip = Callable[[Lines, int, st.DataObject], "Lines | None"]


def same(one: Catalog, other: Catalog) -> bool:
    """Whether two catalogues say the same; not on which lines."""
    bare = [[replace(resource, lines=(0, 0)) for resource in found.resources] for found in (one, other)]
    return (bare[0], one.categories, one.formats) == (bare[1], other.categories, other.formats)


def entry_rows(lines: Lines, row: int) -> range:
    """The rows of the entry that a row is in, with the blank lines and comments inside it."""
    dashes = [at for at, line in enumerate(lines) if re.match(r" {0,2}- \w+:", line)] + [len(lines)]
    first = max((at for at in dashes if at <= row), default=0)
    end = next(at for at in dashes if at > first)
    while end > first + 1 and (
        not lines[end - 1].strip() or lines[end - 1].lstrip()[:1] == "#" or lines[end - 1][:1] not in (" ", "")
    ):
        end -= 1
    return range(first, end)


def edited(lines: Lines, row: int, text: str | None) -> Lines | None:
    return None if text is None or text == lines[row] else [*lines[:row], text, *lines[row + 1 :]]


def replaced(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Slip:
    """A slip inside one line."""
    return lambda lines, row, _: edited(lines, row, re.sub(pattern, by, lines[row], count=1))


def shifted_entry(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    rows, by = entry_rows(lines, row), data.draw(st.sampled_from([-2, -1, 1, 2, 3, 4]))
    if not re.match(r" {2}- ", lines[rows[0]]):
        return None
    moved = [
        line if not line.strip() else " " * by + line if by > 0 else line[-by:] for line in (lines[at] for at in rows)
    ]
    return [*lines[: rows[0]], *moved, *lines[rows[-1] + 1 :]]


def shifted_line(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    by = data.draw(st.sampled_from([-4, -2, -1, 1, 2, 3]))
    line = lines[row]
    if not line.startswith("  ") or not line.strip() or not line.startswith(" " * max(0, -by)):
        return None
    return edited(lines, row, " " * by + line if by > 0 else line[-by:])


def fenced(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    rows = entry_rows(lines, row)
    fence = data.draw(st.sampled_from(["```yaml", "```", "~~~", "``` yaml"]))
    return [*lines[: rows[0]], fence, *(lines[at] for at in rows), fence[:3], *lines[rows[-1] + 1 :]]


def copied_with_signs(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    """As a mail program, a comparison of two files, or our own report shows an entry."""
    rows, sign = entry_rows(lines, row), data.draw(st.sampled_from(["> ", ">", "+", "    | ", "| "]))
    return [*lines[: rows[0]], *(sign + lines[at] for at in rows), *lines[rows[-1] + 1 :]]


def joined(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    """A line break erased, with the margin after it."""
    if not row or not all(re.match(r" +(?:- )?\w+: \S", line) for line in lines[row - 1 : row + 1]):
        return None
    space = data.draw(st.sampled_from([" ", "", "  "]))
    return [*lines[: row - 1], lines[row - 1] + space + lines[row].strip(), *lines[row + 1 :]]


def renamed(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    found = re.match(r"( *(?:- )?)(\w+)(: ?.*)", lines[row])
    if not found or found[2] not in KEYS:
        return None
    return edited(lines, row, found[1] + data.draw(st.sampled_from(KEYS[found[2]])) + found[3])


def titled_category(lines: Lines, row: int, _: st.DataObject) -> Lines | None:
    text = "\n".join(lines)
    titles = {found[1]: found[2] for found in re.finditer(r"- id: (.*)\n\s+title: (.*)", text)}
    found = re.match(r"( *(?:- )?category: )(.*)", lines[row])
    return edited(lines, row, found[1] + titles[found[2]]) if found else None


def french_date(lines: Lines, row: int, data: st.DataObject) -> Lines | None:
    found = re.match(r"( *added: )(\d{4})-(\d\d)-(\d\d)$", lines[row])
    if not found:
        return None
    head, year, month, day = found.groups()
    forms = [
        f"{day}/{month}/{year}",
        f"{int(day)} {MONTHS[int(month) - 1]} {year}",
        f"{day}-{month}-{year}",
        f"{day}.{month}.{year}",
        f"{year}/{month}/{day}",
    ]
    return edited(lines, row, head + data.draw(st.sampled_from(forms)))


HTTPS = r"(: \"?)https://(?=\S+)"
SLIPS: dict[str, Slip] = {
    "entry shifted": shifted_entry, "line shifted": shifted_line, "fence": fenced, "signs": copied_with_signs, "alias": renamed,
    "category by title": titled_category, "french date": french_date,
    "dash blanked": replaced(r"^( *)- (?=\w)", r"\1  "), "dash cut": replaced(r"^( *)- (?=\w)", r"\1"),
    "dash glued": replaced(r"^( *)- (?=\w)", r"\1-"), "en dash": replaced(r"^( *)- (?=\w)", r"\1– "),
    "bullet": replaced(r"^( *)- (?=\w)", r"\1• "), "star": replaced(r"^( *)- (?=\w)", r"\1* "), "em dash glued": replaced(r"^( *)- (?=\w)", r"\1—"),
    "tab": replaced("^    ", "\t"), "tab for two": replaced("^  ", "\t"), "tab after dash": replaced(r"^( *-) ", "\\1\t"),
    "no-break spaces": replaced("^    ", "\u00a0" * 4), "tabs": replaced("^ {4,}", lambda found: "\t" * (len(found[0]) // 4) + " " * (len(found[0]) % 4)),
    "colon glued": replaced(r"^( *(?:- )?\w+): (?=\S)", r"\1:"), "colon missing": replaced(r"^( *(?:- )?\w+): (?=\S)", r"\1 "),
    "wide colon": replaced(r"^( *(?:- )?\w+): (?=\S)", r"\1：" ), "no-break colon": replaced(r"^( *(?:- )?\w+): (?=\S)", "\\1:\u00a0"),
    "two colons": replaced(r"^( *(?:- )?\w+): (?=\S)", r"\1:: "), "joined": joined,
    "bold key": replaced(r"^( *(?:- )?)(\w+): (?=\S)", r"\1**\2**: "), "bold all": replaced(r"^( *(?:- )?)(\w+): (?=\S)", r"\1**\2 :** "),
    "as JSON": replaced(r'^( *(?:- )?)(\w+): ([^\s"\[][^"]*)$', r'\1"\2": "\3",'), "comma": replaced(r"^( *(?:- )?\w+: \S.*[^.,])$", r"\1,"),
    "name in quotes": replaced(r"^( *(?:- )?(?:publisher|title): )([^\s\"\[>|][^\"]*)$", r"\1“\2”"),
    "section colon": replaced(r"^(\w+):$", r"\1"), "section shifted": replaced(r"^(\w+:)$", r"  \1"),
    "curly quotes": replaced(r": \"([^\"]*: [^\"]*)\"$", r": “\1”"), "guillemets": replaced(r": \"([^\"]*: [^\"]*)\"$", r": « \1 »"),
    "quotes lost": replaced(r": \"([^\"]*: [^\"]*)\"$", r": \1"), "quote never closed": replaced(r"(: \"[^\"]+)\"$", r"\1"),
    "quote never opened": replaced(r": \"([^\"]*: [^\"]*\")$", r": \1"), "quote closed curly": replaced(r"(: \"[^\"]+)\"$", r"\1”"),
    "last quote": replaced(r"^([^\"]*)\"$", r"\1"), "first quote": replaced(r": \"([^\"]*)$", r": \1"),
    "no scheme": replaced(HTTPS, r"\1"), "entities": replaced(r"(: https://\S*)&", r"\1&amp;"),
    "tracked": replaced(r"(: https://[^\s?#]+)$", r"\1?utm_source=lettre&fbclid=x"), "coded slashes": replaced(r"(: https:)//", r"\1&#x2F;&#x2F;"),
    "quoted address with spaces": replaced(r": (https://\S+)$", r': " \1 "'), "address in guillemets": replaced(r": (https://\S+)$", r": « \1 »"),
}  # fmt: skip


def mended(text: str, folder: Path) -> tuple[str, int]:
    path = folder / "resources.yaml"
    path.write_text(text, encoding="utf-8")
    code = main(["verifier", "--corriger", str(path)])
    return path.read_text(encoding="utf-8"), code


@pytest.mark.parametrize("slip", SLIPS)
@settings(max_examples=12)
@given(data=st.data())
def test_a_slip_is_mended_or_left_alone(
    slip: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    rank = data.draw(st.sampled_from([1, 0, 2, 1]))
    lines = BASES[rank].split("\n")
    order = data.draw(st.integers(0, len(lines) - 1))
    rows = [*range(order, len(lines)), *range(order)]
    faulty = next((found for row in rows if (found := SLIPS[slip](lines, row, data))), None)
    if faulty is None:
        return
    folder = tmp_path_factory.mktemp("m")
    text = "\n".join(faulty)
    after, code = mended(text, folder)
    try:
        found = load_catalog(folder / "resources.yaml")
    except InvalidCatalog:
        assert (after, code) == (text, 1)
        return
    assert code == 0
    if after != text:
        assert same(found, ORIGINALS[rank])


PRINTED = re.compile(r"    (?:Remplacez (?:la ligne|les lignes) (\d+)(?: à (\d+))? par :|Supprimez la ligne (\d+)\.)")


def followed(report: str, text: str) -> str:
    """The text after what a report says, done to the letter by someone who knows nothing else."""
    lines: list[str | None] = list(text.split("\n"))
    rows = report.split("\n")
    for at, row in enumerate(rows):
        if not (found := PRINTED.fullmatch(row)):
            continue
        first = int(found[1] or found[3])
        last = int(found[2] or first)
        end = next(
            below
            for below in range(at + 1, len(rows) + 1)
            if below == len(rows) or not rows[below].startswith("    | ")
        )
        new = [line.removeprefix("    | ") for line in rows[at + 1 : end]]
        for rank in range(first, last + 1):
            lines[rank - 1] = new[rank - first] if rank - first < len(new) else None
    return "\n".join(line for line in lines if line is not None)


@settings(max_examples=40)
@given(data=st.data())
def test_the_report_is_enough_in_two_rounds(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """One to five slips at once, in entries of their own."""
    lines = RICH.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith('  - title: "Guide')]
    for rank in sorted(data.draw(st.sets(st.integers(0, len(starts) - 1), min_size=1, max_size=5)), reverse=True):
        slip = SLIPS[
            data.draw(st.sampled_from(sorted(SLIPS.keys() - {"section colon", "section shifted", "fence", "joined"})))
        ]
        rows = entry_rows(lines, starts[rank])
        order = data.draw(st.integers(0, len(rows) - 1))
        tried = (slip(lines, row, data) for row in (*rows[order:], *rows[:order]))
        lines = next((found for found in tried if found), lines)
    path = tmp_path_factory.mktemp("main") / "resources.yaml"
    text = "\n".join(lines)
    for _ in range(3):
        path.write_text(text, encoding="utf-8")
        try:
            load_catalog(path)
            return
        except InvalidCatalog as invalid:
            report, before, text = str(invalid), text, followed(str(invalid), text)
        if text == before:
            break
    pytest.fail(report)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_the_file_keeps_its_line_ends_and_its_mark(
    end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "resources.yaml"
    lines = ["categories:", "  - {id: a, title: A}", "resources:", "  - titre: Un", "    category: a", ""]
    path.write_bytes(("\ufeff" + end.join(lines)).encode())
    assert main(["verifier", "--corriger", str(path)]) == 0
    assert path.read_bytes() == ("\ufeff" + end.join(lines).replace("titre", "title")).encode()
    assert capsys.readouterr().out.startswith("Ligne 4, corrigée :\n    -   - titre: Un\n    +   - title: Un\n")
    assert [found.name for found in tmp_path.iterdir()] == ["resources.yaml"]


def test_what_is_not_certain_is_left_to_the_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "resources.yaml"
    text = (
        "categories:\n  - {id: a, title: A}\nresources:\n  - title: Un\n    categorie: a\n"
        "    publisher: N/A\n    descripton: Deux\n    tags: un, deux\n    added: 03/04/26\n"
    )
    path.write_text(text, encoding="utf-8")
    assert main(["verifier", "--corriger", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == text.replace("categorie:", "category:").replace(
        "    publisher: N/A\n", ""
    )
    out = capsys.readouterr().out
    for line in ("    description: Deux", "    tags: [un, deux]", "    added: 2026-04-03"):
        assert f"    | {line}\n" in out
    assert "3 problèmes à corriger" in out


@pytest.mark.parametrize("written", ["a, b", "[a, b]", "Alpha et Bêta"])
def test_two_categories_are_one_and_tags(written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "resources.yaml"
    head = "categories:\n  - {id: a, title: Alpha}\n  - {id: b, title: Bêta}\nresources:\n"
    path.write_text(f"{head}  - title: Un\n    category: {written}\n", encoding="utf-8")
    assert main(["verifier", str(path)]) == 1
    said = capsys.readouterr().out
    one, other = ("a", "b") if "a" in written else ("Alpha", "Bêta")
    assert f"une ressource a une seule rubrique : gardez la principale, par exemple « {one} » ; pour le reste" in said
    assert f"ajoutez « tags: [{other}] »." in said


ENTRY = (
    "  - title: Un guide\n    category: comprendre\n    publisher: CNIL\n    url: https://www.cnil.fr/guide\n"
    "    description: Un guide clair.\n    tags: [rgpd, guide]\n"
)


@pytest.mark.parametrize(("right", "wrong"), [
    ("description: Un guide clair.", "description:\n      - Un guide clair."),
    ("description: Un guide clair.", "description: Un guide\n    clair."),
    ("description: Un guide clair.", "description: Un guide\nclair."),
    ("description: Un guide clair.", "description: 'Un guide clair.',"),
    ("- title", "-- title"), ("- title", "1. title"), ("- title", "-title"),
    ("[rgpd, guide]", "[rgpd, guide"), ("[rgpd, guide]", "rgpd, guide]"), ("[rgpd, guide]", "[rgpd,, guide]"),
    ("[rgpd, guide]", "#rgpd, #guide"), ("[rgpd, guide]", "#rgpd #guide"), ("[rgpd, guide]", "[rgpd], guide"), ("[rgpd, guide]", "rgpd ; guide"), ("[rgpd, guide]", "'#rgpd #guide'"),
    ("https://www.cnil.fr/guide", "www.cnil.fr/guide,"), ("https://www.cnil.fr/guide", "[ici](https://www.cnil.fr/guide)"),
    ("https://www.cnil.fr/guide", "[Le guide](www.cnil.fr/guide)"), ("Un guide\n", "- Un guide\n"), ("Un guide clair.", "> Un guide clair."),
    ("https://www.cnil.fr/guide", '<a href="https://www.cnil.fr/guide">ici</a>'), ("https://www.cnil.fr/guide", "https://www.cnil.fr/\n      guide"),
    (": ", " -> "), ("description: Un guide clair.", "description:\n    Un guide clair."), ("[rgpd, guide]", "[rgpd, guide];"),
    ("https://www.cnil.fr/guide", "www.cnil.fr/guide?utm_source=a&amp;fbclid=b"), ("Un guide clair.", "|Un guide clair."),
    ("[rgpd, guide]", "[rgpd; guide]"), ("    publisher", "    contact: pas de contact\n    publisher"),
    ("    url", "    // ajouté par Marie\n    url"), ("  - title", "<!-- ajouté par Marie -->\n  - title"),
    ("    ", "  - "), ("    category: comprendre\n", "    category: comprendre\n" * 2), ("    publisher", "    category: comprendre\n    publisher"),
    ("category: comprendre", "category = comprendre"), ("category: comprendre", "Rubrique : comprendre"), ("category: comprendre", "category: Comprendre"),
    ("[rgpd, guide]", "[rgpd, guide)"), ("[rgpd, guide]", "[rgpd] [guide]"), ("[rgpd, guide]", '"rgpd", "guide"'), ("[rgpd, guide]", "[rgpd, guide]."),
    ("tags: [rgpd, guide]", "tags:\n      - #rgpd\n      - #guide"), ("Un guide clair.", "\"Un guide clair.'"), ("Un guide clair.", "'Un guide clair.»"),
    ("tags: [rgpd, guide]", "tags:\n      - rgpd,\n      - guide ;"), ("[rgpd, guide]", "\trgpd, guide"),
    ("https://www.cnil.fr/guide", "https:// www.cnil.fr/guide"), ("https://www.cnil.fr/guide", "https://www.cnil.fr /guide"), ("https://www.cnil.fr/guide", "https://www.cnil.fr/guide ;"),
])  # fmt: skip
def test_a_contributor_who_obeys_literally_is_out_in_one_round(right: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    head = "categories:\n  - {id: comprendre, title: Comprendre}\nresources:\n"
    path.write_text(head + ENTRY.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InvalidCatalog) as caught:
        load_catalog(path)
    path.write_text(followed(str(caught.value), path.read_text(encoding="utf-8")), encoding="utf-8")
    assert same(load_catalog(path), catalog_from(head + ENTRY, path))


def test_a_stray_sentence_is_not_taken_into_an_address(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    text = "categories:\n  - {id: a, title: A}\nresources:\n" + ENTRY.replace("comprendre", "a")
    text = text.replace("    description", "Une remarque de ma main\n    description")
    path.write_text(text, encoding="utf-8")
    assert main(["verifier", "--corriger", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == text


HEAD = "categories:\n  - {id: comprendre, title: Comprendre}\n  - {id: mesurer, title: Mesurer ses impacts}\n"
HEAD += "formats:\n  - {id: guide, title: Guide}\n  - {id: fiches-pratiques, title: Fiches pratiques}\nresources:\n"
BULLETS = [
    (margin, sign) for margin in (2, 4, 6, 8) for sign in ("- ", "• ", "– ", "* ", "1. ", "-", "•")
    if margin < 6 or sign[0] != "1"  # YAML takes it for the rest of the text, and so do we
]  # fmt: skip


def given_and_mended(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The report of a file, warnings included, and the file after « --corriger »."""
    path = folder / "resources.yaml"
    path.write_text(text, encoding="utf-8")
    main(["verifier", str(path)])
    report = capsys.readouterr().out
    after, _ = mended(text, folder)
    return report, after


def both_ways(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The file after its report was obeyed, and after « --corriger »."""
    report, after = given_and_mended(text, folder, capsys)
    return followed(report, text), after


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(("margin", "sign"), BULLETS)
def test_a_description_in_a_list_is_one_text(
    margin: int, sign: str, last: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "    description: Un guide clair.\n"
    points = "".join(f"{' ' * margin}{sign}{text}\n" for text in ("un point", "ESS, l’économie", "la fin."))
    text = HEAD + ENTRY.replace(line, f"    description:\n{points}" * (not last)) + f"    description:\n{points}" * last
    text += ENTRY.replace("Un guide", "Une fiche").replace("fr/guide", "fr/fiche")
    for mended_text in both_ways(text, tmp_path, capsys):
        one, two = catalog_from(mended_text, tmp_path / "resources.yaml").resources
        number = sign * sign[0].isdigit()
        assert one.description == f"{number}un point ; {number}ESS, l’économie ; {number}la fin."
        assert (one.tags, two.title) == (("rgpd", "guide"), "Une fiche")


@pytest.mark.parametrize(("written", "meant"), [
    ("description: - un point\n    - un autre", "un point ; un autre"),
    ("description: Il dit :\n      - un point\n      - un autre", "Il dit : un point ; un autre"),
    ("description: Il dit\n    • un point\n    • un autre", "Il dit : un point ; un autre"),
    ("description:\n\n    - un point\n\n    - un autre,\n      plus long", "un point ; un autre, plus long"),
    ("description:\n    - ESS : un\n    - \"deux : trois\"", "ESS : un ; deux : trois"),
])  # fmt: skip
def test_what_announces_a_list_is_kept(
    written: str, meant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD + ENTRY.replace("description: Un guide clair.", written)
    for mended_text in both_ways(text, tmp_path, capsys):
        assert catalog_from(mended_text, tmp_path / "resources.yaml").resources[0].description == meant


def test_a_sentence_with_dashes_is_not_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("Un guide clair.", "Un guide\n      – utile – pour tous\n      - et clair").replace(
        "title:", "titre:"
    )
    report, after = given_and_mended(text, tmp_path, capsys)
    assert after == text.replace("titre:", "title:")
    assert "puces" not in report


def test_lines_to_take_away_are_named_and_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = ("publisher", "url", "contact", "description", "format", "tags", "added")
    text = HEAD + "  - title: Un\n    category: mesurer\n" + "".join(f"    {key}: N/A\n" for key in keys)
    report, after = given_and_mended(text, tmp_path, capsys)
    assert after == text[: text.index("    publisher")]
    assert followed(report, text) == after
    assert [f"Elle dit « {key}: N/A »." in report for key in keys] == [True] * 7
    assert report.count("« N/A » ne dit rien") == 7
    assert "doit être l’un des formats" not in report


@pytest.mark.parametrize("line", ["tags: [aucun, rgpd]", "tags: [rgpd, aucun]"])
def test_a_line_that_says_more_is_not_taken_away(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("tags: [rgpd, guide]", line)
    report, after = given_and_mended(text, tmp_path, capsys)
    assert after == text
    assert "Supprimez la ligne" not in report


@pytest.mark.parametrize(
    "sign", ["*alias", "&ancre", "&ancre un texte", "!type", "!type un texte", "! et ceci", "@moi"]
)
def test_a_sign_is_quoted_and_hides_nothing(sign: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("Un guide clair.", f"{sign}\n    url: https://autre.fr/")
    report, after = given_and_mended(text, tmp_path, capsys)
    assert "sauf entre guillemets droits" in report
    assert "la clé « url » est écrite deux fois : déjà à la ligne 11." in report
    assert followed(report, text) == after == text.replace(f": {sign}", f': "{sign}"')


@pytest.mark.parametrize(("key", "written", "meant", "sure"), [
    ("category", "mesure", "mesurer", True), ("category", "Mesurer ses impacts", "mesurer", True), ("category", "mesurer ses", "mesurer", True),
    ("category", "ses impacts", "mesurer", False), ("category", "comprende", "comprendre", False), ("format", "Guide pratique", "guide", False),
    ("format", "Fiche pratique", "fiches-pratiques", False), ("format", "fiches", "fiches-pratiques", True),
])  # fmt: skip
def test_what_is_printed_as_sure_is_done(
    key: str, written: str, meant: str, sure: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"    {key}: comprendre\n" if key == "category" else "    tags: [rgpd, guide]\n"
    text = HEAD + ENTRY.replace(line, f"    {key}: {written}\n")
    report, after = given_and_mended(text, tmp_path, capsys)
    right = text.replace(f"{key}: {written}", f"{key}: {meant}")
    assert followed(report, text) == right
    assert (f"écrivez « {meant} »." in report, f"vouliez-vous dire « {meant} » ?" in report) == (sure, not sure)
    assert after == (right if sure else text)
    assert ("rien à corriger d’office" in capsys.readouterr().out) == (not sure)


@pytest.mark.parametrize(("written", "right"), [
    ("rubrique: Mesurer ses impacts", "category: mesurer"), ("thème: mesurer", "category: mesurer"),
])  # fmt: skip
def test_a_french_key_and_its_value_take_one_round(
    written: str, right: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        HEAD
        + ENTRY.replace("category: comprendre", written).replace("url: https://", "lien: ")
        + "    date: 31/03/2026\n"
    )
    report, after = given_and_mended(text, tmp_path, capsys)
    assert (
        followed(report, text)
        == after
        == HEAD + ENTRY.replace("category: comprendre", right) + "    added: 2026-03-31\n"
    )


def test_two_french_keys_for_one_are_not_merged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace(
        "    url: https://www.cnil.fr/guide\n", "    lien: https://a.fr/b\n    site: https://c.fr/d\n"
    )
    report, after = given_and_mended(text, tmp_path, capsys)
    assert after == text.replace("lien:", "url:")
    assert "« url » est déjà donné" in report


@pytest.mark.parametrize(("written", "said"), [
    ("Jean Dupont, 06 12 34 56 78", "écrivez « 06 12 34 56 78 » ;"), ("Jean <jean@cnil.fr>", "écrivez « jean@cnil.fr » ;"),
])  # fmt: skip
def test_a_name_is_not_erased(written: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY + f"    contact: {written}\n"
    report, after = given_and_mended(text, tmp_path, capsys)
    assert said in report
    assert "dans « description »" in report
    assert followed(report, text) == after == text


@pytest.mark.parametrize(("written", "meant"), [
    ("(rgpd, guide)", ("rgpd", "guide")), ("( rgpd ; guide )", ("rgpd", "guide")), ("[(rgpd, guide)]", ("rgpd", "guide")), ("(rgpd)", ("rgpd",)),
])  # fmt: skip
def test_round_brackets_are_no_list(
    written: str, meant: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD + ENTRY.replace("[rgpd, guide]", written)
    report, after = given_and_mended(text, tmp_path, capsys)
    assert "attention, ces parenthèses" in report
    for mended_text in (followed(report, text), after):
        assert catalog_from(mended_text, tmp_path / "resources.yaml").resources[0].tags == meant


def test_brackets_inside_a_label_are_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("[rgpd, guide]", "Agents publics (DRAC, SRA)")
    assert "parenthèses" not in given_and_mended(text, tmp_path, capsys)[0]


@pytest.mark.parametrize("slip", ["dash", "block", "key", "first", "last"])
def test_a_long_file_is_mended_as_a_short_one(slip: str) -> None:
    """Of a file of more than 20,000 lines, only the entries near a fault are read line by line."""
    text = catalogue(2600, 12)
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("  - title")]
    first = starts[{"first": 0, "last": -1}.get(slip, 1300)]
    if slip == "block":
        rows = range(first, starts[1305])
        lines[first : starts[1305]] = [" " + lines[at] if lines[at] else "" for at in rows]
    elif slip == "key":
        lines[first] = lines[first].replace("title", "titre")
    else:
        lines[first] = lines[first].replace("- ", "  ")
    _, problems, mended_rows = examine("\n".join(lines), Path("resources.yaml"))
    assert len(problems) == 1
    assert "\n".join(row for row in mended_rows if row is not None) == text


@pytest.mark.parametrize("margin", [4, 6, 8])
@pytest.mark.parametrize("dash", ["", "- "])
def test_titled_addresses_become_further_links(
    margin: int, dash: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{' ' * margin}{dash}{name}" for name in ("Vidéo : https://a.fr/v", "[Le site, en bref](www.b.fr)")]
    text = HEAD + ENTRY.replace("    tags", "\n".join(["    links:", *lines, "    tags"]))
    for mended_text in both_ways(text, tmp_path, capsys):
        (one,) = catalog_from(mended_text, tmp_path / "resources.yaml").resources
        assert [(link.title, link.url) for link in one.links] == [
            ("Vidéo", "https://a.fr/v"),
            ("Le site, en bref", "https://www.b.fr"),
        ]
        assert one.tags == ("rgpd", "guide")


@pytest.mark.parametrize("margin", ["", "  ", "    "])
def test_an_entry_between_braces_has_its_dash(margin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        HEAD
        + ENTRY
        + margin
        + "{title: Deux, category: comprendre, url: https://www.cnil.fr/deux}\n"
        + ENTRY.replace("guide", "livre")
    )
    for mended_text in both_ways(text, tmp_path, capsys):
        found = catalog_from(mended_text, tmp_path / "resources.yaml").resources
        assert [one.title for one in found] == ["Un guide", "Deux", "Un livre"]


def test_the_rest_of_a_text_on_lines_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("Un guide clair.", "Un guide,\n  en deux parties :\n1. Comprendre\n2. Agir")
    report, after = given_and_mended(text, tmp_path, capsys)
    assert report.count("Remplacez") == 1
    for mended_text in (followed(report, text), after):
        (one,) = catalog_from(mended_text, tmp_path / "resources.yaml").resources
        assert one.description == "Un guide, en deux parties : 1. Comprendre 2. Agir"


@pytest.mark.parametrize(("line", "told"), [
    ("url: cnil.fr/a/b ou https://www.cnil.fr/c", "gardez la principale"), ("added: mars 2026", "AAAA-MM-JJ"),
    ("format: Vidéo YouTube", "en bas de « formats: » la ligne « - {id: video-youtube, title: Vidéo YouTube} »"),
    ("Une remarque oubliée", "une remarque commence par « # »"), ("url: https://www.cnil.fr/guide (en français)", "« https://www.cnil.fr/guide »"),
    ("url: mailto:a@cnil.fr", "écrivez plutôt « contact: a@cnil.fr »"), ("contact: [a@cnil.fr]  - title: Autre", "au milieu d’une ligne"),
])  # fmt: skip
def test_what_nobody_knows_is_not_guessed(
    line: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD + ENTRY.replace("url: https://www.cnil.fr/guide", line)
    report, after = given_and_mended(text, tmp_path, capsys)
    assert told in report
    assert followed(report, text) == after == text


@pytest.mark.parametrize(("line", "right"), [
    ("tags:\n      • rgpd\n      • guide", "tags:\n      [rgpd, guide]"), ("added: 2026-31-03", "added: 2026-03-31"),
    ("links: Vidéo : https://a.fr/v", "links: [{title: Vidéo, url: https://a.fr/v}]"),
    ("description: Pour qui ? : tous # vraiment", 'description: "Pour qui ? : tous" # vraiment'),
])  # fmt: skip
def test_a_line_of_another_shape(line: str, right: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = ENTRY.replace("    tags: [rgpd, guide]\n", "").replace("    description: Un guide clair.\n", "")
    report, _ = given_and_mended(HEAD + entry + f"    {line}\n", tmp_path, capsys)
    after = followed(report, HEAD + entry + f"    {line}\n")
    assert after == HEAD + entry + f"    {right}\n"
    assert catalog_from(after, tmp_path / "resources.yaml")


def test_two_lines_of_one_list_are_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, _ = given_and_mended(HEAD + ENTRY.replace("    url", "    publisher: Etalab\n    url"), tmp_path, capsys)
    assert "écrivez « publisher: [CNIL, Etalab] »" in report
    report, _ = given_and_mended(HEAD + ENTRY + "    contact: Mme Martin (03 20 00 00 00)\n", tmp_path, capsys)
    assert "écrivez « 03 20 00 00 00 »" in report


def test_two_doubts_about_one_word_change_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("guide]", "« rgpd »]") + ENTRY.replace("guide", "livre") + "    added: 31/03/2026\n"
    for mended_text in both_ways(text, tmp_path, capsys):
        (one, _) = catalog_from(mended_text, tmp_path / "resources.yaml").resources
        assert one.tags[0] == "rgpd"
        assert set(one.tags) <= {"rgpd", "« rgpd »"}


def test_entities_are_read_before_what_follows_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ENTRY.replace("fr/guide", "fr/guide?utm_source=lettre&amp;id=12")
    report, after = given_and_mended(text, tmp_path, capsys)
    assert followed(report, text) == after == HEAD + ENTRY.replace("fr/guide", "fr/guide?id=12")
