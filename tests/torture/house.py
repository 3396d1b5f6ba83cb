"""A house to be tortured: a real server on a folder of its own, and people who use it meanwhile."""

import hashlib
import http.client
import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.test_serving import Served, Visitor

BROKEN = (http.client.HTTPException, OSError)
"""What a visitor sees when the server is killed."""

PDF = b"%PDF-1.7\n"
ROWS = 40
"""Of a file that somebody brings in."""


def served(data: Path, defect: str = "", **settings: str) -> Served:
    """Serve a house; `defect` is Python that breaks something on purpose beforehand."""
    if not defect:
        return Served("-m", "wowcrm", "serve", "--port", "0", data=data, **settings)
    plan = f"{defect}\nfrom wowcrm.cli import main\nmain(['serve', '--port', '0'])"
    return Served("-c", plan, data=data, **settings)


def environ_of(data: Path) -> dict[str, str]:
    """Name the house to a command that is run in it."""
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return {**environ, "WOWCRM_DATA": str(data)}


@dataclass
class Seen:
    """What something cost a server."""

    spent: float = 0
    """Seconds of work, of the processor: how long it takes on a busy machine says little."""
    grown: float = 0
    """MiB that it held more at most."""


@contextmanager
def watched(running: Served) -> Iterator[Seen]:
    seen, over, began = Seen(), threading.Event(), work(running)
    before = most = memory(running)

    def watch() -> None:
        nonlocal most
        while not over.wait(0.02):
            most = max(most, memory(running))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        seen.spent, seen.grown = work(running) - began, most - before


def memory(running: Served) -> float:
    """MiB that a server holds."""
    rolled = Path(f"/proc/{running.process.pid}/smaps_rollup").read_text()
    return sum(map(int, re.findall(r"^Pss:\s+(\d+) kB", rolled, re.MULTILINE))) / 1024


def work(running: Served) -> float:
    """Seconds of the processor that a server has had."""
    fields = Path(f"/proc/{running.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Person(Visitor):
    """A visitor who remembers where the last answer led, and can send files."""

    location = said = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        answered = super().ask(method, path, fields)
        self.location = self.answer.headers.get("Location", "")
        return answered

    def attach(
        self, path: str, content: bytes, name: str = "a.pdf", *, field: str = "files"
    ) -> int:
        boundary = uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}',
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n',
        ]
        body = "\r\n".join(parts).encode() + b"\r\n" + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        self.said = answer.read().decode(errors="replace")
        self.location = answer.headers.get("Location", "")
        return answer.status


@dataclass
class Known:
    """What a person was told about one client: what was acknowledged, and what was under way."""

    name: str
    id: int = 0
    here: bool = False
    notes: str = ""
    files: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rows: int = 0
    """Of a file that was brought in: how many clients it makes, each named after it."""
    pending: str = "create"
    """The act that was sent and not answered yet; what became of it nobody can know."""


class Writer:
    """Somebody who creates, edits, deletes and undoes until the server is gone."""

    def __init__(self, served: Served, stop: threading.Event) -> None:
        self.person = Person(served)
        self.person.sign_in()
        self.stop = stop
        self.known: list[Known] = []
        self.acknowledged = 0
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self._life_of_a_client(len(self.known))
        except BROKEN:
            return
        except AssertionError as fault:
            self.faults.append(str(fault))

    def _bring_in(self) -> None:
        """Import a file: all of it is there afterwards, or nothing."""
        brought = Known(f"Import {uuid4().hex}", rows=ROWS)
        lines = [f"{brought.name} {n},n{n}.{uuid4().hex}@example.com" for n in range(ROWS)]
        content = "\n".join(["Name,E-mail", *lines]).encode()
        assert self.person.attach("/import", content, "people.csv", field="file") == 303
        self.known.append(brought)
        self._send(f"{self.person.location}/confirm", {})
        brought.here, brought.pending = True, ""

    def _life_of_a_client(self, number: int) -> None:
        if number % 4 == 2:
            self._bring_in()
        client = Known(f"Client {uuid4().hex}")
        self.known.append(client)
        self._send("/clients/new", {"name": client.name, "client_since": "2026-01-02"})
        client.id = int(re.findall(r"/clients/(\d+)", self.person.location)[0])
        client.here = True
        where = f"/clients/{client.id}"

        client.pending = line = f"Rang about {uuid4().hex}"
        self._send(f"{where}/touches", {"kind": "call", "summary": line, "direction": "out"})
        client.lines.append(line)

        client.pending = notes = f"Notes {uuid4().hex}"
        self._send(f"{where}/edit", {"name": client.name, "notes": notes})
        client.notes = notes

        client.pending = "attach"
        content = PDF + uuid4().bytes
        assert self.person.attach(f"{where}/files", content) == 303
        self.acknowledged += 1
        client.files.append(content)

        client.pending = ""
        if number % 2:
            client.pending = "delete"
            self._send(f"{where}/delete", {})
            client.here, client.pending = False, ""
            _, page = self.person.ask("GET", "/me")
            if number % 4 == 1:
                found = re.search(r"/trash/\d+/bring-back", page)
                assert found, "nothing offers to undo"
                client.pending = "undo"
                self._send(found[0], {})
                client.here, client.pending = True, ""

    def _send(self, path: str, fields: dict[str, str]) -> None:
        code, text = self.person.ask("POST", path, {**fields, "once": uuid4().hex})
        assert code == 303, f"{path} answers {code}: {text[-300:]}"
        self.acknowledged += 1


def with_writers(running: Served, number: int, act: Callable[[list[Writer]], None]) -> list[Writer]:
    """Let several people write while something is done; stop them afterwards."""
    stop = threading.Event()
    writers = [Writer(running, stop) for _ in range(number)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        act(writers)
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
    return writers


def wait_for(writers: list[Writer], acknowledged: int, patience: float = 30) -> None:
    """Wait until so many writes were acknowledged, or for so many seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if sum(writer.acknowledged for writer in writers) >= acknowledged:
            return
        time.sleep(0.002)


def faults_in(database: Path, wanted: Sequence[Known], files: Path | None = None) -> list[str]:
    """Open what is left: sound, complete, and nothing half done."""
    found: list[str] = []
    with closing(sqlite3.connect(database)) as connection:

        def ask(question: str) -> list[tuple[object, ...]]:
            return connection.execute(question).fetchall()

        found += [f"damaged: {row}" for row in ask("PRAGMA integrity_check") if row != ("ok",)]
        found += [f"points at nothing: {row}" for row in ask("PRAGMA foreign_key_check")]
        for what, question in {
            "a client without a story": "SELECT id FROM clients WHERE id NOT IN"
            " (SELECT client_id FROM interactions)",
            "not assessed": "SELECT id FROM clients WHERE level_until IS NULL",
            "cannot be found": "SELECT id FROM clients EXCEPT SELECT rowid FROM search_documents",
            "words of nobody": "SELECT rowid FROM search_documents EXCEPT SELECT id FROM clients",
            "here and in the trash": "SELECT client_id FROM trashed WHERE kind = 'clients'"
            " AND client_id IN (SELECT id FROM clients)",
            "saved twice": "SELECT name FROM clients GROUP BY name HAVING count(*) > 1",
        }.items():
            found += [f"{what}: {row}" for row in ask(question)]
        here = {row[0]: row for row in ask("SELECT name, id, notes FROM clients")}
        lines: dict[object, set[object]] = {}
        for client_id, summary in ask("SELECT client_id, summary FROM interactions"):
            lines.setdefault(client_id, set()).add(summary)
        digests = {row[0] for row in ask("SELECT digest FROM attachments")}
        trash = {
            str(row[0]): json.loads(str(row[1]))["rows"]
            for row in ask("SELECT name, content FROM trashed WHERE kind = 'clients'")
        }
    for client in wanted:
        if client.rows:
            came = sum(str(name).startswith(client.name) for name in here)
            if came != client.rows and (came or not client.pending):
                found.append(f"{client.name}: {came} of {client.rows} rows came in")
            continue
        found += _faults_of(client, here, lines, trash)
        for content in client.files:
            digest = hashlib.sha256(content).hexdigest()
            waiting = {row["digest"] for row in trash.get(client.name, {}).get("attachments", [])}
            if digest not in digests | waiting:
                found.append(f"{client.name}: a file that was acknowledged is lost")
            elif files is not None:
                path = files / digest[:2] / digest
                if not path.is_file() or path.read_bytes() != content:
                    found.append(f"{client.name}: the content of a file is lost")
    return found


def _faults_of(
    client: Known,
    here: dict[object, tuple[object, ...]],
    lines: dict[object, set[object]],
    trash: dict[str, dict[str, list[dict[str, object]]]],
) -> list[str]:
    """Compare what became of a client with what was acknowledged."""
    name, undecided = client.name, client.pending in ("create", "delete", "undo")
    if name not in here and name not in trash:
        return [] if client.pending == "create" else [f"{name} is lost"]
    if not undecided and (name in here) is not client.here:
        return [f"{name} is {'not ' if client.here else ''}here, against what was acknowledged"]
    if name in here:
        _, id, notes = here[name]
        told = lines.get(id, set())
    else:
        rows = trash[name]
        notes = rows["clients"][0]["notes"]
        told = {row["summary"] for row in rows["interactions"]}
    found = []
    if client.notes and notes != client.notes:
        found.append(f"{name}: notes that were acknowledged are lost")
    if not set(client.lines) <= told:
        found.append(f"{name}: a line that was acknowledged is lost")
    return found
