"""One source, two generators: MkDocs and ProperDocs publish the same bytes, and the engine knows neither."""

import re
import subprocess
import sys
from pathlib import Path

from conftest import CATALOGUE, ROOT, build, make_project

HOSTILE = "{{ 7*7 }} {% raw %} & <3 < > ' [x] ${y} annuaire:rubriques --> </"
MANY = "".join(f"\n  - {{title: Ressource {n}, category: mesurer, added: 2026-03-{n % 28 + 1:02}}}" for n in range(120))
EXTRA = {
    "resources": f"""
  - title: "{HOSTILE[:100]}"
    category: hostile
    description: "{HOSTILE}"
    publisher: "{HOSTILE[:90]}"
    tags: ["a < b", "c & d"]
    url: "https://exemple.fr/?a=%3Cscript%3E&b='c'"
    added: 2026-03-31
{MANY}
""",
    "category": f'  - {{id: hostile, title: "& < e [x] {{ 1 }}", description: "{HOSTILE}"}}\n',
}


def files(site: Path) -> set[Path]:
    return {path.relative_to(site) for path in site.rglob("*") if path.is_file()}


def test_properdocs_builds_the_same_bytes(tmp_path: Path) -> None:
    """The real directory, with a category of several pages, dates, and texts that attack the templates."""
    catalog = CATALOGUE.read_text(encoding="utf-8").rstrip() + EXTRA["resources"]
    project = make_project(tmp_path / "projet", catalog.replace("categories:\n", "categories:\n" + EXTRA["category"]))
    stock = build(project)
    command = [str(Path(sys.executable).parent / "properdocs"), "build", "--strict", "-f", "mkdocs.yml", "-d", "autre"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path("mesurer/2/index.html") in files(stock)
    assert files(project / "autre") == files(stock)
    for path in files(stock):
        assert (project / "autre" / path).read_bytes() == (stock / path).read_bytes(), path


def test_the_core_imports_no_generator() -> None:
    code = (
        "import sys, annuaire.publish, annuaire.cli;"
        "print({'mkdocs', 'properdocs', 'material', 'markdown'} & {m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n", done.stdout + done.stderr
    for module in (ROOT / "hooks/annuaire").rglob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) (\w+)", module.read_text(encoding="utf-8"), re.MULTILINE)
        assert not {"mkdocs", "properdocs", "material"} & set(imported), module
