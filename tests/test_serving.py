"""The server itself, as `wowcrm serve` starts it: many at once, and a graceful end (T6, T28)."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from tests.houses import PASSWORD, move_in

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

SLOW = """
import sys, time
from pathlib import Path
from flask import Flask
from wowcrm.serving import serve

app = Flask("slow")
app.config.update(MAX_CONTENT_LENGTH=1_000_000, PROXIES=0)
done = Path(sys.argv[1])

@app.post("/<int:number>")
def work(number):
    time.sleep(1.8)
    (done / str(number)).touch()
    return "done" * 50_000

serve(app, "127.0.0.1", 0, ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


class Served:
    """A running `wowcrm serve`, with the address it printed."""

    def __init__(self, *command: str, data: Path, **settings: str) -> None:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("WOWCRM_")}
        environ.pop("DATABASE_URL", None)
        self.connections: list[http.client.HTTPConnection] = []
        with (data / "log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                env={**environ, "WOWCRM_DATA": str(data), **settings},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout
        self.out = self.process.stdout
        self.first_line = self.out.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self.first_line)
        assert found, self.first_line + (data / "log").read_text()
        self.port = int(found[1])

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        self.connections.append(connection)
        return connection

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, float]:
        """Stop it; return the exit code and how long it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        return code, time.monotonic() - began

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.process.kill()
        self.process.wait()
        self.out.close()


class Visitor:
    """A browser of its own kind: cookies and forms over a real connection."""

    def __init__(self, served: Served) -> None:
        self.connection = served.connect()
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode({**fields, "csrf_token": self.token}) if fields is not None else None
        self.connection.request(method, path, body, headers | (FORM if body else {}))
        self.answer = answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({k: v.value for k, v in SimpleCookie(cookie).items()})
        if found := re.search(r'csrf-token" content="([^"]+)', text):
            self.token = found[1]
        return answer.status, text

    def sign_in(self) -> None:
        self.ask("GET", "/sign-in")
        code, _ = self.ask("POST", "/sign-in", {"email": "nora@example.com", "password": PASSWORD})
        assert code == 303
        self.ask("GET", "/me")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    move_in(tmp_path)
    running = Served("-m", "wowcrm", "serve", "--port", "0", data=tmp_path)
    yield running
    running.close()


def test_sixteen_at_once_are_all_served_and_nothing_is_ever_locked(
    served: Served, tmp_path: Path
) -> None:
    assert served.first_line.startswith("WowCRM is at http://127.0.0.1:")
    visitors = [Visitor(served) for _ in range(16)]
    visitors[0].sign_in()
    for visitor in visitors[1:]:
        visitor.cookies, visitor.token = dict(visitors[0].cookies), visitors[0].token
    until = time.monotonic() + 2
    together = threading.Barrier(16)

    def write(visitor: Visitor) -> list[int]:
        codes = []
        together.wait()
        while time.monotonic() < until:
            name = f"Zane {uuid.uuid4()}"
            code, _ = visitor.ask("POST", "/clients/new", {"name": name})
            codes.append(code)
        return codes

    with ThreadPoolExecutor(16) as pool:
        codes = [code for codes in pool.map(write, visitors) for code in codes]

    assert set(codes) == {303}
    assert served.stop()[0] == 0
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'wowcrm.db'}")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM clients")) == len(codes) > 16
    engine.dispose()
    log = (tmp_path / "log").read_text()
    assert "locked" not in log
    assert "ERROR" not in log
    assert "nora@example.com" not in log
    assert "wowcrm.requests POST /clients/new 303" in log
    assert not list(tmp_path.glob("*-wal")), "the journal is folded into the database at the end"


def test_what_a_stranger_says_about_their_address_is_cut_off(served: Served) -> None:
    visitor = Visitor(served)
    visitor.ask("GET", "/sign-in")
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"):
        visitor.connection.request("GET", "/me", headers={header: "https"})
        answer = visitor.connection.getresponse()
        answer.read()
        assert answer.headers["Location"] == "/sign-in?next=/me"
        assert "Server" not in answer.headers


def test_a_body_beyond_all_bounds_is_not_even_read(served: Served) -> None:
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=5)) as raw:
        raw.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n"
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_an_address_in_use_is_said_plainly(served: Served, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "wowcrm", "serve", "--port", str(served.port)],
        env={**os.environ, "WOWCRM_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "something else listens there already" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stopping_finishes_what_has_begun(tmp_path: Path, how: int) -> None:
    """Whoever got an answer got all of it; whoever got none was refused before anything happened."""
    done = tmp_path / "done"
    done.mkdir()
    slow = Served("-c", SLOW, str(done), data=tmp_path)

    def work(number: int) -> int | None:
        connection = slow.connect()
        try:
            connection.request("POST", f"/{number}")
            answer = connection.getresponse()
            assert len(answer.read()) == 200_000
            return number
        except (ConnectionError, http.client.HTTPException):
            return None

    idle = slow.connect()
    idle.connect()
    with ThreadPoolExecutor(12) as pool:
        working = [pool.submit(work, number) for number in range(12)]
        time.sleep(0.4)
        code, took = slow.stop(how)
        answered = {future.result() for future in working} - {None}

    assert code == 0
    assert took < 10
    assert answered == {int(path.name) for path in done.iterdir()}
    assert len(answered) >= 8, "those at work were finished"
    assert "stopped" in slow.out.read()
    slow.close()
