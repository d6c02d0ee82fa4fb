"""Two built sites → what an upgrade adds, removes and alters in what people see."""

from __future__ import annotations

import argparse
import re
import sys
from itertools import islice, zip_longest
from pathlib import Path

from annuaire.problems import SHOWN, printable

FINGERPRINT = re.compile(r"\.[0-9a-f]{10}(?=\.\w+\b)")
"""What names an asset by its content: it changes on every page that asks for the asset."""
WIDTH = 160


def run(options: argparse.Namespace) -> int:
    """Obey « annuaire ecarts »: 0, or 2 when a folder holds no site."""
    for folder in (options.before, options.after):
        if not (folder / "index.html").is_file():
            sys.stderr.write(f"{folder} n’est pas un site construit : il y manque index.html.\n")
            return 2
    print(site_changes(options.before, options.after))
    return 0


def site_changes(before: Path, after: Path) -> str:
    """Return the report: a count, then each file, with the first line that differs."""
    old, new = _files(before), _files(after)
    added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    altered = {name: excerpt for name in sorted(old.keys() & new.keys()) if (excerpt := _excerpt(old[name], new[name]))}
    counts = ((len(added), "ajouté"), (len(removed), "retiré"), (len(altered), "modifié"))
    count = ", ".join(f"{number or 'aucun'} {what}{'s' * (number > 1)}" for number, what in counts)
    rows = [[f"+ {name}"] for name in added] + [[f"- {name}"] for name in removed]
    rows += [[f"! {name}", *excerpt] for name, excerpt in altered.items()]
    shown = [printable(line) for row in rows[:SHOWN] for line in row]
    rest = [f"… et {len(rows) - SHOWN} autres."] if len(rows) > SHOWN else []
    same = len(old.keys() & new.keys()) - len(altered)
    return "\n".join([f"Fichiers du site : {count}, {same} identique{'s' * (same > 1)}.", *shown, *rest])


def _files(site: Path) -> dict[str, Path]:
    paths = (path for path in site.rglob("*") if path.is_file())
    return {FINGERPRINT.sub("", path.relative_to(site).as_posix()): path for path in paths}


def _excerpt(before: Path, after: Path) -> list[str]:
    """Return the first lines that differ, none when the two files say the same."""
    old, new = before.read_bytes(), after.read_bytes()
    if old == new:
        return []
    try:
        texts = [FINGERPRINT.sub("", data.decode()).splitlines() for data in (old, new)]
    except UnicodeDecodeError:
        return [f"    {len(old)} octets, puis {len(new)}"]
    pairs = ((one, other) for one, other in zip_longest(*texts, fillvalue="") if one != other)
    return [
        f"    {mark} {line.strip()[:WIDTH]}" for pair in islice(pairs, 1) for mark, line in zip("-+", pair, strict=True)
    ]
