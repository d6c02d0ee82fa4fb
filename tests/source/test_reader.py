from pathlib import Path

import pytest

from annuaire.source import reader
from annuaire.source.problems import InvalidCatalog, Problem
from annuaire.source.reader import parse, place, read_text
from annuaire.source.tree import Mapping, Scalar, Sequence


def test_nodes_know_their_place() -> None:
    root, problems = parse("a:\n  - b: un\n    c: |\n      deux\n      trois\n  - d\n")
    assert problems == []
    assert isinstance(root, Mapping)
    assert (root.line, root.column, root.end) == (1, 1, 6)
    items = root.pairs[0][1]
    assert isinstance(items, Sequence)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert (first.line, first.column, first.end) == (2, 5, 5)
    assert first.pairs[1][1] == Scalar("deux\ntrois", False, 3, 8, 5, 0)


def test_no_value_is_guessed() -> None:
    root, _ = parse("a: no\nb: 2026-03-31\nc: 010\nd: ~\n")
    assert isinstance(root, Mapping)
    assert [value.value for _, value in root.pairs if isinstance(value, Scalar)] == ["no", "2026-03-31", "010", "~"]


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: un\na: deux\n", 2, 1, "deux fois"),
        ("a: un : deux\n", 1, 7, "deux-points"),
        ("a: @un\n", 1, 4, "commencer par « @ »"),
        ("a: *un\n", 1, 4, "commencer par « * »"),
        ("a: &un deux\n", 1, 4, "commencer par « & »"),
        ("a: !!str deux\n", 1, 4, "commencer par « ! »"),
        ('a: un\nb: "deux\nc: trois\n', 2, 4, "jamais refermé"),
        ('a: "un" deux\n', 1, 9, "suit la valeur"),
        ("a: un\n\t- deux : trois\n", 2, 1, "tabulation"),
        ("a: un\n b: deux\n", 2, 3, "deux-points"),
        ("a:\n\u00a0 b : deux\n", 2, 1, "insécables"),
        ("a: [un, deux\nb: trois\n", 1, 4, "pas refermé"),
        ("a: un\n---\na: deux\n", 2, 1, "second document"),
        ("a: un\n<<<<<<< HEAD\nb: deux\n", 2, 1, "conflit de fusion"),
        ("a: u\u202en\n", 1, 5, "invisible"),
        ("a: " + "[" * 9 + "]" * 9, 1, 11, "imbriqués"),
        ("a: " + "[" * 10_000, 1, 1003, "imbriqués"),
    ],
)
def test_syntax_faults(text: str, line: int, column: int, word: str) -> None:
    _, problems = parse(text)
    assert [(problem.line, problem.column) for problem in problems] == [(line, column)]
    message, hint = problems[0].message, problems[0].hint
    assert word in message
    assert not message[0].isupper()  # it follows the place, and the remedy « Astuce : »
    assert message.endswith(".")
    assert not hint[:1].isupper()
    assert hint.endswith((".", "?"))


@pytest.mark.parametrize("text", ["- \u00a0a: un\n", "a:\n  \u00a0un\n"])
def test_a_no_break_space_is_a_fault_in_a_margin_only(text: str) -> None:
    assert parse(text)[1] == []


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [("", 0, (1, 1)), ("ab", 1, (1, 2)), ("a\nb\nc", 1, (1, 2)), ("a\nb\nc", 2, (2, 1)), ("\na", 1, (2, 1)), ("\n\na", 2, (3, 1))],
)  # fmt: skip
def test_a_place_counts_from_one(text: str, index: int, expected: tuple[int, int]) -> None:
    assert place(text, index) == expected


@pytest.mark.parametrize(("data", "word"), [(b"\xff\xfea\0", "UTF-16"), ("titre: été".encode("latin-1"), "latin-1")])
def test_other_encodings_are_named(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "resources.yaml"
    path.write_bytes(data)
    with pytest.raises(InvalidCatalog, match=word):
        read_text(path)


UNREADABLE = {
    "absent.yaml": ("ce fichier n’existe pas.", "vérifiez son nom et le dossier de la commande."),
    ".": ("c’est un dossier, pas un fichier.", "indiquez le fichier resources.yaml."),
    "texte.yaml/dedans": ("ce fichier ne peut pas être lu.", "vérifiez son nom et ses droits d’accès."),
    "gros.yaml": ("ce fichier pèse plus de 2 Mo.", "vérifiez que c’est bien resources.yaml."),
    "/dev/zero": ("ce fichier pèse plus de 2 Mo.", "vérifiez que c’est bien resources.yaml."),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reader, "MAX_BYTES", 2_000_000)
    Path("texte.yaml").write_bytes(b"#" * 2_000_000)
    Path("gros.yaml").write_bytes(b"#" * 2_000_001)
    assert len(read_text(Path("texte.yaml"))) == 2_000_000
    with pytest.raises(InvalidCatalog) as caught:
        read_text(Path(name))
    assert (caught.value.path, caught.value.problems) == (Path(name), [Problem(1, 1, *UNREADABLE[name])])


def test_bom_and_crlf_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_bytes("\ufeffa: un\r\nb: deux\r\n".encode())
    root, problems = parse(read_text(path))
    assert problems == []
    assert isinstance(root, Mapping)
    assert [key.line for key, _ in root.pairs] == [1, 2]


def test_a_list_has_two_hundred_values_at_most_and_a_section_as_many_entries_as_it_likes() -> None:
    tags = "a:\n  - tags:\n" + "      - x\n" * 200
    assert parse(tags)[1] == []
    (problem,) = parse(f"{tags}      - y\n")[1]
    assert (problem.line, problem.message) == (203, "trop de valeurs à la suite.")
    assert parse("a:\n" + "  - x\n" * 1_000)[1] == []


def test_a_key_that_comes_back_is_said_until_another_does() -> None:
    def lines(keys: str) -> list[int]:
        return [problem.line for problem in parse("".join(f"{key}: un\n" for key in keys))[1]]

    assert lines("abb") == [3]
    assert lines("aaa") == [2, 3]
    assert lines("abab") == [3]  # two keys come back: it is another entry, whose dash is missing
