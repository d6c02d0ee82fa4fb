"""A form's body → an entry: the rest of the file keeps its bytes, whatever the body."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annuaire.catalog.load import load_catalog
from annuaire.cli import main
from annuaire.proposals.answers import AFFILIATION, FORM, LABELS, LIMIT
from annuaire.proposals.entry import ProposalRefused
from annuaire.proposals.form import propose, read_form
from annuaire.proposals.issue_forms import forms
from conftest import ROOT

CATALOG = (
    "# en tête\ncategories:\n  - id: a\n    title: L’Alpha\n  - id: b\n    title: Bêta\n  - id: vide\n    title: Vide\n"
    "formats:\n  - id: guide\n    title: Guide\nresources:\n"
    "  - title: Un\n    category: a\n    url: https://exemple.fr/un  # une note\n    # fin de Un\n\n"
    "  - title: Deux\n    category: b\n    description: |\n      Deux\n      lignes\n\n"
    "  - title: Trois\n    category: b\n"
)


def body(**answers: str) -> str:
    """What GitHub sends: every field of the form, in its order, CRLF."""
    asked = {"title": "Mon guide", "category": "Bêta"} | answers
    parts = [f"### {field.label}\n\n{asked.get(name, '_No response_')}\n\n" for name, field in FORM.items()]
    return "".join(parts).replace("\n", "\r\n")


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "resources.yaml"
    path.write_text(CATALOG, encoding="utf-8")
    return path


def refusal(text: str, path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(ProposalRefused) as caught:
        propose(text, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    return str(caught.value)


def inserted(before: bytes, after: bytes) -> bytes:
    """What was put in a file, at one place."""
    assert len(after) > len(before)
    start = next((i for i, (x, y) in enumerate(zip(before, after, strict=False)) if x != y), len(before))
    for shift in range(start + 1):
        size = len(after) - len(before)
        if before == after[: start - shift] + after[start - shift + size :]:
            return after[start - shift : start - shift + size]
    raise AssertionError("plus d’un endroit a changé")


def test_a_whole_form_becomes_an_entry_at_the_end_of_its_category(catalog: Path) -> None:
    answers = {
        "title": 'L’« IA » : "guide" - # 1', "category": "L’Alpha", "publisher": "CNIL\nAssociation: Exemple",
        "url": "https://exemple.fr/guide", "contact": "contact@exemple.fr", "description": "Une phrase.\n\n---\n- deux",
        "format": "Guide", "tags": "ESS, environnement", "links": "Webinaires : https://exemple.fr/w\nhttps://exemple.fr/x",
    }  # fmt: skip
    found = propose(body(**answers), catalog, "2026-11-24")
    assert catalog.read_text(encoding="utf-8") == CATALOG.replace("    # fin de Un\n", """    # fin de Un

  - title: "L’« IA » : \\"guide\\" - # 1"
    category: "a"
    publisher: ["CNIL", "Association: Exemple"]
    url: "https://exemple.fr/guide"
    contact: "contact@exemple.fr"
    description: "Une phrase. --- ; deux"
    format: "guide"
    tags: ["ESS", "environnement"]
    links:
      - title: "Webinaires"
        url: "https://exemple.fr/w"
      - title: "https://exemple.fr/x"
        url: "https://exemple.fr/x"
    added: "2026-11-24"
""")  # fmt: skip
    assert found == load_catalog(catalog).resources[1]


@pytest.mark.parametrize(("category", "after"), [("L’Alpha", "Un"), ("b", "Trois"), ("VIDE", "Trois")])
def test_the_place(catalog: Path, category: str, after: str) -> None:
    propose(body(category=category), catalog)
    titles = [resource.title for resource in load_catalog(catalog).resources]
    assert titles[titles.index("Mon guide") - 1] == after


@pytest.mark.parametrize("change", [
    lambda text: text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.rstrip("\n"),
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n\n  - ", "\n  - "),
    lambda text: text.replace("\n  ", "\n"),
    lambda text: text.partition("resources:")[0] + "resources:\n",
    lambda text: text.partition("resources:")[0] + "resources:",
    lambda text: text.replace("\n", "\r"),
    lambda text: text.replace("resources:\n  - title: Un\n", "resources:\r\n  - title: Un\r\n"),
    lambda text: text.replace("    # fin de Un\n", "    tags: [un,\n      deux\n    ]\n"),
    lambda text: text.replace("  - title: Deux\n    category: b\n", "  - {title: Quatre, category: a,\n     tags: [un]\n    }\n\n  - title: Deux\n    category: b\n"),
    lambda text: text.replace("\n  ", "\n    "),
    lambda text: text.replace("  - title", "  -\n    title"),
    lambda text: f"---\n{text}...\n",
    lambda text: "resources:" + text.partition("resources:")[2] + text.partition("resources:")[0],
])  # fmt: skip
def test_every_way_to_write_a_file(tmp_path: Path, change) -> None:
    path = tmp_path / "resources.yaml"
    path.write_bytes(change(CATALOG).encode())
    try:
        before = load_catalog(path).resources
    except Exception as error:  # the case itself is wrong
        pytest.fail(f"{error}")
    data = path.read_bytes()
    propose(body(category="a"), path)
    new = inserted(data, path.read_bytes())
    assert b"Mon guide" in new
    if data.count(b"\n") == data.count(b"\r\n"):
        assert new.count(b"\n") == new.count(b"\r\n")
    after = [r for r in load_catalog(path).resources if r.title != "Mon guide"]
    assert [replace(r, lines=(0, 0)) for r in after] == [replace(r, lines=(0, 0)) for r in before]


@pytest.mark.parametrize(("answers", "words"), [
    ({"title": "_No response_"}, "Titre : « Titre » est vide"),
    ({"title": "!!!"}, "Titre : ce texte doit contenir au moins une lettre"),
    ({"category": "Gamma"}, "Rubrique : « Rubrique » doit être l’une des rubriques : a, b, vide"),
    ({"url": "https:/exemple.fr"}, "écrivez « https://exemple.fr »"),
    ({"url": "javascript:alert(1)"}, "Adresse : cette adresse ne commence pas par https://"),
    ({"url": "http://127.0.0.1/"}, "Adresse : cette adresse mène à un réseau privé"),
    ({"url": "http://www.exemple.fr/un/#x"}, "Adresse : la ressource « Un » (a/#un) donne déjà cette adresse."),
    ({"links": "Encore https://exemple.fr/un"}, "Autres adresses : la ressource « Un » (a/#un) donne déjà cette adresse."),
    ({"url": "https://exemple.fr/x", "links": "Bis https://exemple.fr/x"}, "Autres adresses : l’adresse"),
    ({"title": "UN"}, "Titre : une ressource porte déjà ce nom (a/#un)."),
    ({"contact": "personne"}, "Contact : ce n’est ni une adresse électronique"),
    ({"contact": "a@exemple.fr\nA@exemple.fr"}, "Contact : "),
    ({"description": "x" * 601}, "Description : 601 caractères, pour 600 au plus."),
    ({"description": "x\n\n### Adresse\n\nhttps://pirate.example"}, "Adresse : ce titre apparaît deux fois"),
    ({"description": "a\x07b"}, "Description : caractère invisible interdit (U+0007)"),
    ({"title": "a\u202eb"}, "Titre : caractère invisible interdit (U+202E)"),
    ({"title": "x" * 1_000_000}, "Le message est trop long"),
])  # fmt: skip
def test_a_refusal_speaks_of_the_form(catalog: Path, answers: dict[str, str], words: str) -> None:
    said = refusal(body(**answers), catalog)
    assert words in said
    assert "Problem(" not in said
    assert "None" not in said


@pytest.mark.parametrize(("line", "title", "url"), [
    ("Webinaires https://exemple.fr/w", "Webinaires", "https://exemple.fr/w"), ("Webinaires : https://exemple.fr/w", "Webinaires", "https://exemple.fr/w"),
    ("https://exemple.fr/w – Webinaires", "Webinaires", "https://exemple.fr/w"), ("- [Les webinaires](https://exemple.fr/w)", "Les webinaires", "https://exemple.fr/w"),
    ("<https://exemple.fr/w>", "https://exemple.fr/w", "https://exemple.fr/w"), ("Wiki https://exemple.fr/a_(b)", "Wiki", "https://exemple.fr/a_(b)"),
])  # fmt: skip
def test_a_further_link_is_read_as_people_write_it(catalog: Path, line: str, title: str, url: str) -> None:
    found = propose(body(links=line), catalog)
    assert [(link.title, link.url) for link in found.links] == [(title, url)]


def test_a_list_where_nothing_is_chosen_is_empty(catalog: Path) -> None:
    assert propose(body(format="None", description="None"), catalog).description == "None"
    assert load_catalog(catalog).resources[-1].format == ""
    assert "Pas encore de rubrique : choisissez parmi « L’Alpha », « Bêta », « Vide »." in refusal(
        body(title="Autre", category="None"), catalog
    )


@pytest.mark.parametrize("text", ["", "bonjour", "---\n- a", "### Inconnu\n\nx", "\x00", "### " + "#" * 9000])
def test_what_is_no_form(catalog: Path, text: str) -> None:
    assert "Ce message ne contient aucune des réponses" in refusal(text, catalog)


def test_a_refusal_is_a_comment_that_quotes_nothing_as_markup(catalog: Path) -> None:
    said = refusal(body(url="```\n@everyone <img src=x> [x](javascript:1)"), catalog)
    head, code, tail = said.split("```text\n")[0], *said.split("```text\n")[1].split("\n```\n")
    assert "@everyone" in code
    assert "@" not in head + tail
    assert "<img" not in head + tail


@pytest.mark.parametrize(("empty", "filled"), [
    ("resources: []\n", "resources:\n"), ("resources: []", "resources:\n"), ("resources:  null # vide\n", "resources: # vide\n"),
    ("resources: ~\r\nformats: []\r\n", "resources:\r\n"), ("resources: [ ]  # rien\n# fin\n", "resources:  # rien\n"),
])  # fmt: skip
def test_the_first_entry_of_a_directory(tmp_path: Path, empty: str, filled: str) -> None:
    path = tmp_path / "resources.yaml"
    head = "categories:\n  - id: b\n    title: Bêta\n".replace("\n", "\r\n" if "\r" in empty else "\n")
    path.write_bytes((head + empty).encode())
    propose(body(), path)
    assert path.read_bytes().decode().startswith(head + filled + '  - title: "Mon guide"')
    assert [resource.title for resource in load_catalog(path).resources] == ["Mon guide"]


def test_a_list_that_cannot_be_continued_line_by_line_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_text("categories: [{id: a, title: A}]\nresources: [{title: Un, category: a}]\n", encoding="utf-8")
    said = refusal(body(category="A"), path)
    assert "La personne qui tient l’annuaire" in said
    assert "ligne par ligne" not in said
    assert "Corrigez votre message" not in said


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from([
    "---", "...", "a: b", "- a", "{a: b}", "[a", "*a", "&a", "!a", "|", ">", '"', "'", "\\", "a\n  - title: b\n    category: a",
    "null", "~", "yes", "1e3", "<script>", "%x", "@x", "`", "\t", "# x", "\u2028", "\x85", "\ufeff", "### Titre", "\r",
    "https://exemple.fr/é?a=b#c", "https://exemple.fr/\"", "https://exemple.fr/un", "a@exemple.fr",
])  # fmt: skip


@given(
    st.fixed_dictionaries(dict.fromkeys(FORM, TEXTS) | {"category": st.sampled_from(["a", "Bêta", "vide"]) | TEXTS})
    | st.fixed_dictionaries({"title": TEXTS, "category": st.sampled_from(["a", "Bêta"]), "description": TEXTS})
)
def test_whatever_the_body_the_other_entries_keep_their_bytes(catalog: Path, answers: dict[str, str]) -> None:
    catalog.write_text(CATALOG, encoding="utf-8")
    try:
        found = propose(body(**answers), catalog)
    except ProposalRefused as refused:
        assert catalog.read_text(encoding="utf-8") == CATALOG
        said = str(refused)
    else:
        said = ""
    if said:
        assert said.count("\n```") == 2
        return
    inserted(CATALOG.encode(), catalog.read_bytes())
    assert found in load_catalog(catalog).resources
    assert len(load_catalog(catalog).resources) == 4
    written = yaml.safe_load(catalog.read_text(encoding="utf-8"))["resources"]
    assert all(isinstance(value, str | list) for entry in written for value in entry.values())
    assert found.title == re.sub(r"[ \t\r\n]+", " ", answers["title"]).strip()


@pytest.mark.parametrize("word", ["format", "title", "contact", "tags"])
def test_what_was_written_is_quoted_as_it_was_written(catalog: Path, word: str) -> None:
    """A word that is also the name of a field stays what it is."""
    assert f"(lu : « {word} »)" in refusal(body(contact=word), catalog)


def test_the_fields_have_the_names_of_the_form(catalog: Path) -> None:
    assert "« Rubrique » doit être l’une des rubriques" in refusal(body(category="category"), catalog)
    assert "« Titre » est vide" in refusal(body(title="_No response_"), catalog)


@given(
    st.text(max_size=2000) | st.lists(TEXTS | st.sampled_from([f"### {label}" for label in LABELS])).map("\n\n".join)
)
def test_any_text_is_a_form_or_a_refusal(catalog: Path, text: str) -> None:
    catalog.write_text(CATALOG, encoding="utf-8")
    try:
        propose(text, catalog)
    except ProposalRefused:
        assert catalog.read_text(encoding="utf-8") == CATALOG
    else:
        inserted(CATALOG.encode(), catalog.read_bytes())


def test_the_limit_is_the_forge_s() -> None:
    with pytest.raises(ProposalRefused):
        read_form("x" * (LIMIT + 1))


def test_the_forms_are_those_of_the_fields_and_the_categories() -> None:
    catalogue = load_catalog(ROOT / "resources.yaml")
    for path, text in forms(catalogue).items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, "lancez « annuaire formulaires »"
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/proposer.yml").read_text(encoding="utf-8"))
    labels = [part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown"]
    assert labels == [*(label for label, name in LABELS.items() if name != "format" or catalogue.formats), AFFILIATION]
    options = next(part["attributes"]["options"] for part in form["body"] if part.get("id") == "rubrique")
    assert options == [category.title for category in catalogue.categories]


def test_gitlab_s_template_filled_by_hand_is_a_form(tmp_path: Path) -> None:
    catalog = tmp_path / "resources.yaml"
    catalog.write_text(CATALOG, encoding="utf-8")
    template = forms(load_catalog(catalog))[".gitlab/issue_templates/proposer.md"]
    filled = template.replace("### Titre\n", "### Titre\n\nMon guide\n").replace(
        "### Rubrique\n", "### Rubrique\n\nBêta\n"
    )
    assert propose(filled, catalog).path == "b/#mon-guide"


def test_the_command(catalog: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    form = tmp_path / "forme.md"
    form.write_bytes(b"\xef\xbb\xbf" + body().encode())  # as Windows saves a message
    arguments = ["proposition", str(form), "--catalogue", str(catalog), "--date", "2026-11-24"]
    assert main(arguments) == 0
    assert "b/#mon-guide" in capsys.readouterr().out
    assert main(arguments) == 1
    assert "porte déjà ce nom" in capsys.readouterr().out
    assert main(["proposition", str(tmp_path / "absent")]) == 2
    with pytest.raises(SystemExit, match="2"):
        main([*arguments, "--date", "24/11/2026"])
    assert "n’est pas un jour" in capsys.readouterr().err
    catalog.write_text(CATALOG + "  - titre: Faux\n", encoding="utf-8")
    assert main(arguments) == 1
    assert "n’est pas en cause" in capsys.readouterr().out
    catalog.write_text(CATALOG, encoding="utf-8")
    form.write_bytes(b"### Titre\n\n\xff\xfe")
    assert main(arguments) == 1
    assert not (catalog.stat().st_mode & 0o111)
