"""LinkChecker over a list of addresses: a subprocess under a network policy, whose rows are read as they come."""

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from annuaire.links.parallel import THREADS
from annuaire.links.politeness import INTERVAL, USER_AGENT
from annuaire.links.soft_404 import HINT

STALL = 25
"""Seconds without a row after which LinkChecker is stopped; what is left is for the second look."""
CONFIG = f"""[checking]
threads={THREADS}
timeout=10
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
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # what a hostile server may put in an XML row


class NoLinkChecker(Exception):
    """LinkChecker is missing, was stopped or did not do its work."""


def plainly_fine(urls: list[str], private: bool, on_row: Callable[[], None]) -> Iterator[str]:
    """Yield the addresses that LinkChecker finds fine, with no redirect, warning nor rewriting; raise NoLinkChecker.

    ``on_row`` is called for each address it has finished with, fine or not.
    """
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    command = shutil.which("linkchecker", path=path)
    if command is None:
        raise NoLinkChecker("LinkChecker n’est pas installé : lancez « make links », qui l’installe.")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # run as root, LinkChecker becomes « nobody »
        (Path(folder) / "liste").write_text("\n".join(urls), encoding="utf-8")
        (Path(folder) / "config").write_text(CONFIG, encoding="utf-8")
        with (Path(folder) / "liste").open("rb") as stdin:
            process = subprocess.Popen(  # noqa: S603 — our own command, on a list that it reads
                [command, "-f", f"{folder}/config", "--stdin", "-r0"], stdin=stdin, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, cwd=folder, env=_variables(folder, private), start_new_session=True,
            )  # fmt: skip
        try:
            yield from _rows(process, urls, on_row)
        finally:
            process.kill()
            process.wait()


def _variables(folder: str, private: bool) -> dict[str, str]:
    """Return LinkChecker's variables: no proxy, no password file, no settings of the user's, and the network policy."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {
        "LC_ALL": "C.UTF-8", "LANGUAGE": "en", "PYTHONUTF8": "1", "HOME": folder, "XDG_CONFIG_HOME": folder,
        "XDG_DATA_HOME": folder, "PYTHONPATH": str(Path(__file__).with_name("network_policy")),
        "ANNUAIRE_HOTES_PRIVES": str(int(private)),
    }  # fmt: skip


def _rows(process: subprocess.Popen[bytes], urls: list[str], on_row: Callable[[], None]) -> Iterator[str]:
    """Read the rows as they come; stop after STALL seconds without one: what is left is for the second look."""
    chunks: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_pump, args=(process.stdout, chunks), daemon=True).start()
    parser: Any = XMLPullParser()
    count = 0
    while True:
        try:
            chunk = chunks.get(timeout=STALL)
        except queue.Empty:
            return
        if not chunk:
            break
        try:
            parser.feed(CONTROL.sub("", chunk.decode("utf-8", "replace")))
            events = [element for _, element in parser.read_events() if element.tag == "urldata"]
        except ParseError:
            return
        for row in events:
            count += 1
            on_row()
            if _is_fine(row):
                yield row.findtext("url", "")
            row.clear()
        if count == len(urls):
            return  # LinkChecker takes a second to say goodbye
    code = process.wait()
    if code < 0 or count * 2 < len(set(urls)):
        raise NoLinkChecker(f"LinkChecker s’est arrêté avant la fin (code {code}, {count} adresses sur {len(urls)}).")


def _pump(stream: Any, chunks: queue.Queue[bytes]) -> None:
    """Put the lines of a stream in a queue, whole, so that no character is cut; an empty one marks the end."""
    with stream:
        for line in stream:
            chunks.put(line)
    chunks.put(b"")


def _is_fine(row: Any) -> bool:
    """Say that a row of the XML has a 2xx, no redirect, no warning, and the address as it was asked."""
    valid = row.find("valid")
    # A PDF has no text to look at; what has no type, or a text’s, may be an error page.
    warnings = [warning for warning in row.iter("warning") if warning.get("tag") != "url-content-type-unparseable"
                or re.search("octet-stream|text/", warning.text or "")]  # fmt: skip
    infos = " ".join(info.text or "" for info in row.iter("info")).lower()
    return (
        valid is not None and valid.text == "1" and re.match(r"2\d\d ", valid.get("result", "")) is not None
        and not warnings and "cf-mitigated" not in infos
        and row.findtext("realurl", "").rstrip("/") == row.findtext("url", "").rstrip("/")
    )  # fmt: skip
