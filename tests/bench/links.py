"""How long `annuaire liens` takes over hosts that answer in 50 ms, how much memory, how politely it asks; and over the
web of faults of the tests, with the patience of every week."""

from __future__ import annotations

import resource
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "links"))
import faulty_web

BODY = b"<title>Un guide</title>" + b"Des conseils. " * 80
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
)
LIENS = [sys.executable, "-m", "annuaire.cli", "liens", "--hotes-prives", "--urls", "liste.txt", "--json", "vu.json"]


class Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        if self.request.recv(65536):
            self.server.times.append(time.monotonic())  # type: ignore[attr-defined]
            time.sleep(0.05)
            self.request.sendall(ANSWER)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
    block_on_close = False


def main() -> None:
    for addresses, hosts in ((1_000, 50), (10_000, 250)):
        servers = [Server(("127.0.0.1", 0), Handler) for _ in range(hosts)]
        for server in servers:
            server.times = []  # type: ignore[attr-defined]
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        ports = [server.server_address[1] for server in servers]
        urls = [f"http://127.0.0.1:{ports[number % hosts]}/page-{number}" for number in range(addresses)]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "liste.txt").write_text("\n".join(urls), encoding="utf-8")
            began = time.monotonic()
            subprocess.run(LIENS, cwd=folder, check=True, capture_output=True)
            lasted = time.monotonic() - began
        gaps = [later - sooner for s in servers for sooner, later in zip(s.times, s.times[4:], strict=False)]  # type: ignore[attr-defined]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(
            f"liens : {addresses} adresses sur {hosts} sites à 50 ms : {lasted:.1f} s, {memory} Mo au plus pour un processus, "
            f"5 requêtes à un site en {min(gaps):.1f} s au moins"
        )
        for server in servers:
            server.shutdown()
            server.server_close()
    rehearse()


def rehearse() -> None:
    started = [faulty_web.start() for _ in range(48)]
    other, _ = faulty_web.start(address="127.0.0.2")
    paths = dict.fromkeys([*faulty_web.ANSWERS, *faulty_web.ODD, *faulty_web.SLOW, "/boucle/sans-fin"])
    urls = [started[rank % 48][0].url(path) for rank, path in enumerate(paths)]
    for web, _ in started:
        web.elsewhere = other.url("", "127.0.0.2")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "liste.txt").write_text("\n".join(urls), encoding="utf-8")
        began = time.monotonic()
        subprocess.run(LIENS, cwd=folder, check=False, capture_output=True)
        print(f"liens : {len(urls)} défauts, dont {len(faulty_web.SLOW)} lents : {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
