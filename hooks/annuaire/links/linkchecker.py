"""LinkChecker over a list of addresses: a subprocess under a network policy, whose rows are read as they come."""

import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from annuaire.files import Refused
from annuaire.links.politeness import INTERVAL, THREADS, USER_AGENT
from annuaire.links.soft_404 import HINT

STALL = 12
"""Seconds without a row (more than its timeout) after which it is stopped; the second look takes what is left."""
CONFIG = f"""[checking]
threads={THREADS}
timeout=5
recursionlevel=0
robotstxt=0
allowedschemes=http,https
maxfilesizedownload=262144
maxrequestspersecond={1 / INTERVAL}
useragent={USER_AGENT}
[output]
status=0
verbose=1
log=xml
[xml]
encoding=utf-8
[HttpHeaderInfo]
prefixes=cf-mitigated,retry-after
[RegexCheck]
warningregex={HINT}
"""
CONTROL = bytes({*range(32), 127} - {*b"\t\n\r"})  # what a hostile server may put in an XML row


def first_look(urls: list[str], *, private: bool) -> Iterator[tuple[str, bool]]:
    """Yield each address that LinkChecker has finished with, and whether it is plainly fine: a 2xx with no redirect,
    warning nor rewriting. It may leave some out. Raise Refused when it did not do its work."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    command = shutil.which("linkchecker", path=path)
    if command is None:
        raise Refused("LinkChecker n’est pas installé, rien n’est écrit : lancez « make links », qui l’installe.")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # run as root, LinkChecker becomes « nobody »
        listed, config = Path(folder, "liste"), Path(folder, "config")
        listed.write_text("\n".join(urls), encoding="utf-8")
        config.write_text(CONFIG, encoding="utf-8")
        with (
            listed.open("rb") as stdin,
            subprocess.Popen(  # noqa: S603 — our own command, on a list that it reads
                [command, "-f", config, "--stdin", "-r0"], stdin=stdin, stdout=subprocess.PIPE, bufsize=0,
                stderr=subprocess.DEVNULL, cwd=folder, env=_variables(folder, private), start_new_session=True,
            ) as process,
        ):  # fmt: skip
            try:
                yield from _read_rows(process, urls)
            finally:
                process.kill()


def _variables(folder: str, private: bool) -> dict[str, str]:
    """Return LinkChecker's variables: no proxy, no password file, no settings of the user's, and the network policy."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {
        "LC_ALL": "C.UTF-8", "LANGUAGE": "en", "PYTHONUTF8": "1", "HOME": folder, "XDG_CONFIG_HOME": folder,
        "XDG_DATA_HOME": folder, "PYTHONPATH": str(Path(__file__).with_name("network_policy")),
        "ANNUAIRE_HOTES_PRIVES": str(int(private)),
    }  # fmt: skip


def _read_rows(process: subprocess.Popen[bytes], urls: list[str]) -> Iterator[tuple[str, bool]]:
    """Read the rows as they come; stop after STALL seconds without one: what is left is for the second look."""
    stream: Any = process.stdout
    parser: Any = XMLPullParser()
    count = 0
    while count < len(urls):
        if not select.select([stream], [], [], STALL)[0]:
            return
        chunk = stream.read(65536)
        if not chunk:
            break
        try:
            parser.feed(chunk.translate(None, CONTROL))
            rows = [row for _, row in parser.read_events() if row.tag == "urldata"]
        except ParseError:
            return
        for row in rows:
            count += 1
            yield row.findtext("url", ""), _is_fine(row)
            row.clear()
    else:
        return  # LinkChecker takes a second to say goodbye
    if (code := process.wait()) < 0 or count * 2 < len(set(urls)):
        where = f"code {code}, {count} adresses sur {len(urls)}"
        raise Refused(f"LinkChecker s’est arrêté avant la fin, rien n’est écrit ({where}).")


def _is_fine(row: Any) -> bool:
    """Say that a row of the XML has a 2xx, no redirect, no warning, and the address as it was asked."""
    valid = row.find("valid[.='1']")
    return (
        valid is not None and re.match(r"2\d\d ", valid.get("result", "")) is not None
        and row.find(".//warning") is None and "cf-mitigated" not in "".join(row.itertext()).lower()
        and row.findtext("realurl", "").rstrip("/") == row.findtext("url", "").rstrip("/")
    )  # fmt: skip
