"""What is published: scripts that import one another by names that change with their content."""

import posixpath
import re
from pathlib import Path

import pytest

from annuaire.assets import assets
from annuaire.paths import THEME
from annuaire.settings import InvalidSettings
from conftest import make_project, mkdocs

SCRIPTS = {
    "assets/classique.js": b'(() => { button.onclick = () => import("./entree.js"); })();\n',
    "assets/entree.js": b"// import './absent.js'\nimport { fold } from './lib/mots.js';\nimport \"./effet.js\";\n"
    b'export * from "./effet.js";\nconst more = () => import( "./plus.js" );\n',
    "assets/effet.js": b'import * as words from "./lib/mots.js";\n',
    "assets/plus.js": b'import {\n  fold,\n} from "./lib/mots.js";\nimport "https://exemple.fr/x.js";\nimport "nu";\n',
    "assets/lib/mots.js": b'import { fold as plain } from "../fond.js";\nexport const fold = plain;\n',
    "assets/fond.js": b'export const fold = (text) => text; // "./effet.js"\n',
    "assets/image.svg": b"<svg/>",
}
IMPORT = re.compile(r"""(?:from|import\(?)["'](\.[^"']+)""")


def test_scripts_import_the_published_names() -> None:
    published = assets(SCRIPTS)
    assert set(published) == set(SCRIPTS)
    contents = {name: data.decode() for name, data in published.values()}
    counts = {}
    for path, (name, _) in published.items():
        stem, _, suffix = path.rpartition(".")
        assert re.fullmatch(rf"{stem}\.[0-9a-f]{{10}}\.{suffix}", name)
        asked = [
            posixpath.normpath(posixpath.join(posixpath.dirname(name), to)) for to in IMPORT.findall(contents[name])
        ]
        assert set(asked) <= set(contents)
        counts[path] = len(asked)
    assert [counts[path] for path in SCRIPTS] == [1, 4, 1, 1, 1, 0, 0]
    assert 'import"https://exemple.fr/x.js";import"nu"' in contents[published["assets/plus.js"][0]]


def test_a_change_renames_what_imports_it_and_nothing_else() -> None:
    before = assets(SCRIPTS)
    after = assets(SCRIPTS | {"assets/plus.js": SCRIPTS["assets/plus.js"] + b"more();\n"})
    changed = {path for path in SCRIPTS if before[path] != after[path]}
    assert changed == {"assets/plus.js", "assets/entree.js", "assets/classique.js"}
    assert {path for path in SCRIPTS if before[path][0] != after[path][0]} == changed


@pytest.mark.parametrize(
    ("scripts", "told"),
    [
        ({"a.js": 'import "./b.js"', "b.js": 'import("./c.js")', "c.js": 'export * from "./a.js"'}, "en rond : "),
        ({"a.js": 'import "./a.js"'}, "en rond : assets/a.js → assets/a.js."),
        ({"a.js": 'import "./b.js"'}, "assets/a.js importe « assets/b.js », qui n’existe pas."),
        ({"a.js": 'import("../../b.js")'}, "assets/a.js importe « ../b.js », qui n’existe pas."),
    ],
)
def test_an_import_that_cannot_be_followed_is_said(scripts: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidSettings, match=re.escape(told)) as caught:
        assets({f"assets/{name}": text.encode() for name, text in scripts.items()})
    assert all(f"assets/{name}" in str(caught.value) for name in scripts)


def test_a_file_without_suffix_keeps_its_folder_and_a_hidden_one_is_not_published(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet.v2")
    for name in ("LICENCE", "v1.2/NOTICE", ".gitkeep", ".DS_Store", ".x/y", "plans/.gitkeep"):
        (path := project / "docs/assets" / name).parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    done = mkdocs(project)
    assert done.returncode == 0, done.stderr
    found = [path.relative_to(project / "site").as_posix() for path in (project / "site").rglob("*") if path.is_file()]
    assert {name.rpartition(".")[0] for name in found if "LICENCE" in name} == {"assets/LICENCE"}
    assert {name.rpartition(".")[0] for name in found if "NOTICE" in name} == {"assets/v1.2/NOTICE"}
    assert not [name for name in found if "keep" in name or "DS_Store" in name or "/.x" in name]
    assert {name for name in found if name.startswith(".")} <= {".annuaire"}


def test_a_build_says_what_a_script_imports_in_vain(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    (project / "docs/assets/carte.js").write_text('import { draw } from "./dessin.js";\n', encoding="utf-8")
    done = mkdocs(project)
    assert done.returncode == 1
    assert "assets/carte.js importe « assets/dessin.js », qui n’existe pas." in done.stderr
    assert "Traceback" not in done.stderr


def test_published_scripts_say_their_sentences_word_for_word() -> None:
    """The minifier takes a template inside another for code, whose spaces it drops."""
    for path in sorted((THEME / "assets").glob("*.js")):
        ((_, data),) = assets({"assets/un.js": re.sub(rb'"\./[a-z]+\.js"', b'"nu"', path.read_bytes())}).values()
        source = re.sub(r"/\*\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        said = re.findall(r"(?<!\w)[A-ZÀÉ][\w’]+ [\w’-]+(?: ?[ :;.,!?’-] ?[\w’-]+)+", source)
        assert [text for text in said if text not in data.decode()] == [], path.name
