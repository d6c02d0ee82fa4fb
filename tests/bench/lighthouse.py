"""What Lighthouse says of the real directory, served as a static host serves it: scores, delays, bytes, requests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peers

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import build_anew, make_project  # noqa: E402
from static_host import hosted  # noqa: E402

PACKAGE = "lighthouse@12.8.2"  # the last that Debian's Node.js runs
FOLDER = ROOT / ".venv/lighthouse"
PAGES = ("", "comprendre/", "a-propos/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LIMITS = {"largest-contentful-paint": 1000, "total-blocking-time": 50, "cumulative-layout-shift": 0}


def audits(base: str, page: str, form: str) -> dict[str, Any]:
    command = [FOLDER / "node_modules/.bin/lighthouse", base + page, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    command += ["--preset=desktop"] if form == "desktop" else []
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=180)
    if done.returncode:
        sys.exit(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def faults(report: dict[str, Any]) -> Iterator[str]:
    """Yield what keeps a page from 100 everywhere, or from its limits."""
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] < 1:
            failed = [
                ref["id"]
                for ref in category["auditRefs"]
                if ref["weight"] and (report["audits"][ref["id"]]["score"] or 0) < 1
            ]
            yield f"{name} : {', '.join(failed)}"
    for name, most in LIMITS.items():
        if report["audits"][name]["numericValue"] > most:
            yield f"{name} : {report['audits'][name]['numericValue']}"


def line(report: dict[str, Any]) -> str:
    scores = " ".join(f"{report['categories'][name]['score'] * 100:4.0f}" for name in CATEGORIES)
    values = {name: report["audits"][name]["numericValue"] for name in LIMITS}
    sent = report["audits"]["network-requests"]["details"]["items"]
    return (
        f"{scores}  LCP {values['largest-contentful-paint']:5.0f} ms  TBT {values['total-blocking-time']:3.0f} ms  "
        f"CLS {values['cumulative-layout-shift']:.3f}  {sum(item['transferSize'] for item in sent) / 1000:5.1f} Ko  "
        f"{len(sent)} requêtes"
    )


def main() -> None:
    peers.installed(FOLDER, PACKAGE)
    found = []
    print(f"{PACKAGE} : performances, accessibilité, bonnes pratiques, référencement")
    with tempfile.TemporaryDirectory() as folder, hosted(build_anew(make_project(Path(folder, "projet")))) as base:
        for form in ("mobile", "desktop"):
            for page in PAGES:
                report = audits(base, page, form)
                print(f"{form:<8} /{page:<12} {line(report)}", flush=True)
                found += [f"{form} /{page} {fault}" for fault in faults(report)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
