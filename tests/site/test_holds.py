"""What stands around the catalogue: settings, written pages, built links, output folders, neighbours (data/tenue.yaml)."""

import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import EVENTS as mkdocs_events

from annuaire.cli import main
from annuaire.files import MANIFEST, Refused, refuse_other_folder
from annuaire.links.internal import broken_links
from annuaire.pages.fragments import FRAGMENTS
from annuaire.settings_check import check_settings
from annuaire.settings_paths import EVENTS
from annuaire.source.problems import InvalidCatalog
from annuaire.written_pages import FRAGMENTS as NAMES
from annuaire.written_pages import page_faults
from conftest import CATALOGUE, DATA, ROOT, make_project, mkdocs, with_settings

TABLE = yaml.safe_load((DATA / "tenue.yaml").read_text(encoding="utf-8"))
ENV = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def each(section: str, key: str) -> Callable[[Any], Any]:
    cases = TABLE[section]
    return pytest.mark.parametrize(
        "case", cases, ids=[f"{rank}-{case.get(key)}"[:60] for rank, case in enumerate(cases)]
    )


def holds(reports: list[str], said: str | None) -> bool:
    """Nothing is reported, or the one sentence that is expected."""
    return not reports if said is None else len(reports) == 1 and said in reports[0]


def test_the_table_is_long_enough() -> None:
    assert sum(map(len, TABLE.values())) >= 150


def test_of_a_setting_given_twice_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text(f"{SETTINGS}\nextra:\n  contact: c@d.fr\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    with pytest.raises(InvalidCatalog, match="il manque « licence », sous « extra »"):
        check_settings(path)


@each("reglages", "yaml")
def test_settings(tmp_path: Path, case: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SITE_URL", raising=False)
    (tmp_path / "docs").mkdir()
    for name in ("index", "proposer", "a-propos"):
        (tmp_path / f"docs/{name}.md").touch()
    Path("casse.py").write_text("\ndef (:\n", encoding="utf-8")
    Path("seul.py").write_text("import json\nfrom absent_ici.mots import tri\n", encoding="utf-8")
    Path("entoure.py").write_text("import os.path, casse\nfrom yaml import load\n", encoding="utf-8")
    text = with_settings(SETTINGS, case["yaml"])
    Path("mkdocs.yml").write_text(text, encoding="utf-8")
    try:
        _, found = check_settings(Path("mkdocs.yml"), {"index-des-noms.md"})
    except InvalidCatalog as invalid:
        found = [invalid]
    problems, told = [one for each in found for one in each.problems], "".join(map(str, found)) or "mkdocs.yml:"
    assert [one.warning for one in problems] == ["écrite deux fois" in one.message for one in problems]
    reports = [f"{problem.line} {problem.message}" for problem in problems]
    last = text.count("\n") + 1
    first = last - 1 - case["yaml"].count("\n")
    assert all(first <= problem.line <= last for problem in problems), reports
    assert "mkdocs.yml:" in told
    if case["yaml"] == "theme: {name: material}":
        reports = [report for report in reports if "il manque" not in report]
    assert holds(reports, case.get("said")), reports
    assert not list(tmp_path.rglob("pirate"))


WRONG = (3, 1.5, True, "", "texte", "!", "/", [], [3], ["texte"], [[]], {}, {"a": 1}, {"a": {"b": 1}}, [{"a": 1}])


@pytest.mark.parametrize("name", [*dict(MkDocsConfig._schema), "theme.locale", "validation.nav", "inconnue"])
def test_what_mkdocs_refuses_is_refused_before(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the value: MkDocs would say it in English, without its line."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").touch()
    given = yaml.safe_load(SETTINGS.replace("!ENV ", "")) | {"site_url": "", "repo_url": "", "edit_uri": "", "nav": []}
    given["theme"]["custom_dir"] = str(ROOT / given["theme"]["custom_dir"])
    given["hooks"] = []
    for value in WRONG:
        above, _, key = name.rpartition(".")
        lines = {above: {**given[above], key: value}} if above else {key: value}
        config = MkDocsConfig(config_file_path=str(tmp_path / "mkdocs.yml"))
        try:
            config.load_dict(deepcopy({**given, **lines}))
            refused = any(config.validate())
        except ValidationError:
            refused = True
        Path("mkdocs.yml").write_text(with_settings(SETTINGS.replace("!ENV ", ""), yaml.safe_dump(lines)), "utf-8")
        if refused:
            with pytest.raises(InvalidCatalog):
                check_settings(Path("mkdocs.yml"), set())


def test_every_fault_of_the_settings_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    lines = "site_name: 3\nsite_url: a\nnav: [a, b]\nplugins: [offline]"
    path.write_text(with_settings(SETTINGS, lines), encoding="utf-8")
    with pytest.raises(InvalidCatalog) as caught:
        check_settings(path, set())
    assert len(caught.value.problems) == 5


@each("pages", "text")
def test_written_pages(tmp_path: Path, case: dict[str, str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# A\n", encoding="utf-8")
    data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode()
    (docs / case.get("name", "page.md")).write_bytes(data)
    reports = [f"{invalid}" for invalid in page_faults(docs)]
    assert holds(reports, case.get("said")), reports
    assert all("page.md:" in report for report in reports)


@each("adresses", "text")
def test_links_of_written_pages(tmp_path: Path, case: dict[str, str]) -> None:
    """« comparer » is a category; docs/ holds dossier/page.md and those that the menu names."""
    (tmp_path / "docs/dossier").mkdir(parents=True)
    (tmp_path / "docs/equipe").mkdir()
    for name in ("index.md", "proposer.md", "a-propos.md", "dossier/page.md", "equipe/note.md"):
        (tmp_path / "docs" / name).write_text(case["text"] if name == case.get("name", "dossier/page.md") else "")
    lines = f"not_in_nav: dossier/\n{case.get('reglages', '')}"
    (tmp_path / "mkdocs.yml").write_text(with_settings(SETTINGS, lines), encoding="utf-8")
    _, found = check_settings(tmp_path / "mkdocs.yml", {"comparer.md", "recherche.md"})
    reports = [
        f"{one.path}:{problem.line}:{problem.column} : {problem.message}" for one in found for problem in one.problems
    ]
    assert holds(reports, case.get("said")), reports


def test_the_names_of_the_fragments_are_those_that_are_drawn() -> None:
    assert {*NAMES} == FRAGMENTS.keys()


@pytest.mark.parametrize(("target", "said"), [
    ("/etc/passwd", True), ("absent", True), ("../ailleurs.md", True), (".", True), ("index.md", False),
])  # fmt: skip
def test_symbolic_links(tmp_path: Path, target: str, said: bool) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("docs/index.md", "ailleurs.md"):
        (tmp_path / name).touch()
    (tmp_path / "docs/lien.md").symlink_to(target)
    assert ["lien symbolique" in str(one) for one in page_faults(tmp_path / "docs")] == [True] * said


def test_what_is_no_file_is_refused_before_anything_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "index.md").touch()
    os.mkfifo(tmp_path / "tuyau.md")
    assert ["ni un fichier ni un dossier" in f"{one}" for one in page_faults(tmp_path)] == [True]


@pytest.mark.parametrize(
    "name", ["a#b.png", "a?.md", "50%.md", "a\\b.md", "a\nb.md", "\udce9t\udce9.md", "dossier#1/a.md"]
)
def test_a_name_that_no_address_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    for each in ("index.md", name):
        (tmp_path / each).touch()
    (report,) = [f"{one}" for one in page_faults(tmp_path)]
    assert "ce nom contient un signe qui ne va pas dans une adresse" in report
    assert "\nb.md" not in report.encode().decode()


@each("liens", "html")
def test_built_links(tmp_path: Path, case: dict[str, str]) -> None:
    pages = {"index.html": "", "a/index.html": '<p id="b">', "style.css": case.get("css", ""), "i.png": ""}
    for name, text in (pages | {case.get("page", "index.html"): case.get("html", "")}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    reports = [*broken_links(tmp_path)]
    assert holds(reports, case.get("said")), reports


@each("dossiers", "files")
def test_output_folders(tmp_path: Path, case: dict[str, Any]) -> None:
    for name in case["files"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    if "manifest" in case:
        (tmp_path / MANIFEST).write_text("".join(f"{name}\n" for name in case["manifest"]), encoding="utf-8")
    reports = []
    try:
        refuse_other_folder(tmp_path)
    except Refused as refused:
        reports = [f"{refused}"]
    assert holds(reports, case.get("said")), reports
    assert {*case["files"]} <= {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}


NEIGHBOUR = """
def on_page_markdown(markdown, page, config, files):
    return markdown + "\\n\\n*Ajouté au texte.*\\n"
def on_page_content(html, page, config, files):
    return "".join(html) + "<p>Ajouté à la page.</p>"
def on_env(env, config, files):
    env.autoescape = False
    return env
def on_post_page(output, page, config):
    return "".join(output)
"""
HOSTILE = "<script>alert(1)</script> & {{ 7*7 }}"


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_neighbours_drop_nothing_and_are_not_dropped(tmp_path: Path, engine: str) -> None:
    """No « plugins » line, a hook that returns plain texts, adds to every page and turns the escaping off."""
    entry = f'\n  - title: "{HOSTILE}"\n    category: comparer\n    publisher: "Un & deux"\n'
    project = make_project(
        tmp_path / "projet", CATALOGUE.read_text(encoding="utf-8") + entry, "hooks: [hooks/build_site.py, voisin.py]"
    )
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    assert "\nplugins: []\n" in config
    (project / "mkdocs.yml").write_text(config.replace("\nplugins: []\n", "\n"), encoding="utf-8")
    (project / "voisin.py").write_text(NEIGHBOUR, encoding="utf-8")
    for name in ("robots.txt", "_headers", "404.html"):
        (project / "docs" / name).write_text("à moi", encoding="utf-8")
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=project, env=ENV, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for name in ("robots.txt", "_headers", "404.html"):
        assert (project / "site" / name).read_text(encoding="utf-8") == "à moi"
        assert done.stderr.count(f"docs/{name} prend la place") == 1
    pages = [page for page in (project / "site").rglob("*.html") if page.name != "404.html"]
    assert len(pages) > 20
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert html.count("Ajouté au texte.") == html.count("Ajouté à la page.") == 1, page
        assert "&lt;h1" not in html, page
        assert "<script>alert" not in html, page


BROKEN = {
    "liens": (
        "def on_post_page(output, page, config): return output.replace('href=\"./', 'href=\"./absent')",
        "ne mène à aucun fichier du site",
    ),
    "perte": (
        "def on_post_build(config): import pathlib; pathlib.Path(config.site_dir, 'resources.json').unlink()",
        "resources.json manque.",
    ),
    "marque": (
        "def on_page_content(html, page, config, files): return html.replace('<!-- annuaire:rubriques -->', '')",
        "docs/index.md : « <!-- annuaire:rubriques --> » n’est remplacé par rien",
    ),
    "panne": ("def on_page_content(html, page, config, files): return 1 / 0", "ZeroDivisionError : division by zero"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_neighbour_breaks_is_not_published(tmp_path: Path, name: str) -> None:
    hook, said = BROKEN[name]
    project = make_project(tmp_path / "projet", settings="hooks: [voisin.py, hooks/build_site.py]")
    (project / "voisin.py").write_text(hook, encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_hook_for_an_event_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").touch()
    lines = "hooks: [hooks/build_site.py, voisin.py]\nnav: [index.md]"
    (tmp_path / "mkdocs.yml").write_text(with_settings(SETTINGS, lines), encoding="utf-8")
    (tmp_path / "voisin.py").write_text("import os\ndef on_pagee(page): pass\n", encoding="utf-8")
    said = "« voisin.py » donne à sa ligne 2 la fonction « on_pagee », d’un événement que MkDocs n’a pas."
    with pytest.raises(InvalidCatalog, match=said):
        check_settings(tmp_path / "mkdocs.yml", set())
    (tmp_path / "voisin.py").write_text("def on_env(env, config, files): pass\ndef one(): pass\n", encoding="utf-8")
    assert check_settings(tmp_path / "mkdocs.yml", set())[1] == []


def test_every_event_is_known() -> None:
    assert {*EVENTS} == {*mkdocs_events}


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
@pytest.mark.parametrize(("hook", "said"), [
    ("import absente_ici", "ModuleNotFoundError : No module named 'absente_ici' (voisin.py, ligne 1)"),
    ("\nx = 1 / 0", "ZeroDivisionError : division by zero (voisin.py, ligne 2)"),
    ("def on_config(config): return 3", "AttributeError : 'int' object has no attribute"),
])  # fmt: skip
def test_a_hook_that_fails_outside_the_build_has_its_sentence(
    tmp_path: Path, engine: str, hook: str, said: str
) -> None:
    project = make_project(tmp_path / "projet", settings="hooks: [hooks/build_site.py, voisin.py]")
    (project / "voisin.py").write_text(hook, encoding="utf-8")
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=project, env=ENV, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_folder_that_is_something_else_is_kept(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet", settings="site_dir: hooks")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "n’est pas d’un site construit ici" in done.stderr
    assert (project / "hooks/build_site.py").exists()


def test_publishing(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What has lost a file is not swapped in; what cannot be erased afterwards is a warning."""
    fresh, target = tmp_path / "neuf", tmp_path / "site"

    def prepare() -> None:
        fresh.mkdir(exist_ok=True)
        for name in ("index.html", "a.json"):
            (fresh / name).write_text("x", encoding="utf-8")
        (fresh / MANIFEST).write_text("a.json\nindex.html\n", encoding="utf-8")

    prepare()
    (fresh / "a.json").unlink()
    assert main(["publier", str(fresh), str(target)]) == 3
    assert "a.json n’existe pas, ou plus." in capsys.readouterr().err
    assert not target.exists()
    prepare()
    assert main(["publier", str(fresh), str(target)]) == 0
    prepare()
    monkeypatch.setattr("annuaire.files.shutil.rmtree", lambda *_, **__: None)
    assert main(["publier", str(fresh), str(target)]) == 0
    assert "le site est publié, mais l’ancien n’a pas pu être effacé" in capsys.readouterr().err
    (target / "notes.txt").touch()
    prepare()
    assert main(["publier", str(fresh), str(target)]) == 3
    assert "notes.txt n’est pas d’un site construit ici" in capsys.readouterr().err


def test_an_extension_that_drops_the_markers_is_said(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    text = settings.replace("  - pymdownx.details\n", "  - pymdownx.details\n  - pymdownx.striphtml\n")
    (project / "mkdocs.yml").write_text(text, encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert " --> » n’est remplacé par rien" in done.stderr


def test_a_manifest_that_is_no_text_is_read_for_what_is_sound(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"index.html\n\xff\xfe\n")
    (tmp_path / "index.html").touch()
    refuse_other_folder(tmp_path)


def test_a_crash_has_a_code_of_its_own(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annuaire.cli.replace_folder", lambda *_: 1 / 0)
    assert main(["publier", "a", "b"]) == 70
    said = capsys.readouterr().err
    assert "ce n’est pas votre faute" in said
    assert "Traceback" not in said


def test_a_page_that_no_menu_names_is_said_before_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("index", "proposer", "a-propos", "partenaires", "ailleurs", "équipe"):
        (docs / f"{name}.md").touch()
    (docs / "plan.mkd").touch()
    path = tmp_path / "mkdocs.yml"
    lines = "not_in_nav: /ailleurs.md\nexclude_docs: é*.md\nvalidation: {omitted_files: warn}"
    path.write_text(with_settings(SETTINGS, lines), encoding="utf-8")
    with pytest.raises(InvalidCatalog) as caught:
        check_settings(path, set())
    said = [f"la page docs/{name} n’est pas dans le menu." for name in ("partenaires.md", "plan.mkd")]
    assert [one.message for one in caught.value.problems] == said
    pages = "".join(
        f"\n  - {name}" for name in ("index.md", "partenaires.md", "plan.mkd", "proposer.md", "a-propos.md")
    )
    path.write_text(with_settings(SETTINGS, f"{lines}\nnav:{pages}"), encoding="utf-8")
    assert check_settings(path, set()) == (docs, [])
    path.write_text(with_settings(SETTINGS, "validation: {omitted_files: info}"), encoding="utf-8")
    assert check_settings(path, set()) == (docs, [])
