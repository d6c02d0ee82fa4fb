"""A real reader of oEmbed discovers the frame of a category from its address, as a site that someone pastes it in does.

    .venv/bin/python tests/bench/oembed.py

Node.js and npm are asked for; the reader is installed in a temporary folder.
"""

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).parent.parent))
from annuaire.catalog.load import load_catalog
from conftest import CATALOGUE, make_project, mkdocs

PACKAGE = "@extractus/oembed-extractor@6.0.0"
ASK = """import { extract } from "@extractus/oembed-extractor";
for (const url of process.argv.slice(2)) console.log(JSON.stringify(await extract(url)));"""


def main() -> None:
    if not shutil.which("npm"):
        sys.exit("Cette mesure demande Node.js et npm : installez-les, puis relancez « make bench ».")
    with TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", name, PACKAGE], check=True)
        site = folder / "projet/site"
        site.mkdir(parents=True)
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        base = f"http://127.0.0.1:{server.server_port}/"
        done = mkdocs(make_project(folder / "projet", settings=f"site_url: {base}"))
        assert done.returncode == 0, done.stderr
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (folder / "lire.mjs").write_text(ASK, encoding="utf-8")
        categories = load_catalog(CATALOGUE).categories
        told = subprocess.run(
            ["node", "lire.mjs", *(f"{base}{category.id}/" for category in categories)],
            cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
        )  # fmt: skip
        server.shutdown()
    for category, line in zip(categories, told.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        assert answer["type"] == "rich", answer
        assert answer["html"].startswith(f'<iframe src="{base}integrer/{category.id}/"'), answer
    print(f"oEmbed : {len(categories)} rubriques découvertes par {PACKAGE}.")


if __name__ == "__main__":
    main()
