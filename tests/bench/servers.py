"""Servers as processes of their own, what they cost, and one visitor on a kept-open connection."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0
"""Seconds that anything may take before it counts as broken."""
RESTLESS = 600.0
"""Seconds for which a server may go on by itself before it is measured all the same."""


SILENCE = 60.0


class Server:
    """A server in a process of its own; it is stopped by its own number only."""

    def __init__(self, name: str, *command: str, **environ: str) -> None:
        self.name = name
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        found = re.search(r"http://[\d.]+:\d+", self.process.stdout.readline())
        if found is None:
            raise RuntimeError(f"{name} did not start")
        self.url = found[0]
        self.visitor = Visitor(self.url)
        self.visitor.get("/healthz" if name == "product" else "/")
        self.cold_start = time.perf_counter() - began
        """Seconds from nothing to the first answer."""

    def stop(self) -> None:
        self.visitor.close()
        self.process.terminate()
        self.process.wait(PATIENCE)

    def processes(self) -> list[int]:
        """List the server's process and all below it."""
        family, new = [], [self.process.pid]
        while new:
            family += new
            new = [
                int(child)
                for parent in new
                for task in Path(f"/proc/{parent}/task").glob("*/children")
                for child in task.read_text().split()
            ]
        return family

    def rest(self) -> None:
        """Wait until it does nothing by itself: the first night's copy and the new day are made."""
        until, still = time.monotonic() + RESTLESS, 0
        while still < 3 and time.monotonic() < until:
            before = self.cpu()
            time.sleep(2)
            still = still + 1 if self.cpu() - before < 0.05 else 0

    def cpu(self) -> float:
        """Seconds of processor time so far, of the whole family."""
        ticks = 0
        for number in self.processes():
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory(self) -> float:
        """MiB that the family holds; what processes share is counted once (PSS)."""
        held = 0
        for number in self.processes():
            rolled = Path(f"/proc/{number}/smaps_rollup").read_text()
            held += sum(map(int, re.findall(r"^Pss:\s+(\d+) kB", rolled, re.MULTILINE)))
        return held / 1024

    @contextmanager
    def watched(self) -> Iterator["Peak"]:
        """Note the most memory held while something happens."""
        peak = Peak(self.memory())
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.02):
                peak.most = max(peak.most, self.memory())

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield peak
        finally:
            over.set()
            thread.join()


class Peak:
    def __init__(self, held: float) -> None:
        self.before = self.most = held

    @property
    def growth(self) -> float:
        return self.most - self.before


class Visitor:
    """One visitor who keeps the connection and the cookie."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        self.cookie = cookie
        self.asked_at = time.monotonic()

    def close(self) -> None:
        self.connection.close()

    def _come_back(self) -> None:
        """Connect anew after a while: servers hang up on who is silent for long."""
        if time.monotonic() - self.asked_at > SILENCE:
            self.connection.close()
        self.asked_at = time.monotonic()

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> bytes:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), kind)

    def send_file(self, path: str, content: bytes, **fields: str) -> bytes:
        mark = "a-line-that-no-file-holds"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = "".join([*parts, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )

    def first_byte(self, path: str) -> float:
        """Seconds until the first byte of an answer; the rest is read and thrown away."""
        self._come_back()
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        answer.read(1)
        took = time.perf_counter() - began
        while answer.read(1 << 20):
            pass
        return took

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        self._come_back()
        kept = {"Cookie": self.cookie, **(headers or {})}
        self.connection.request(method, path, body, kept)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} was answered {answer.status}")
        self._keep_cookie(answer)
        self.place = answer.headers.get("Location", path)
        return content

    def _keep_cookie(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            if name == "wowcrm":
                self.cookie = f"{name}={value}"
