"""The server killed in the middle of saving: what was acknowledged is there, nothing is half there (T1).

The suite does a few cycles; `WOWCRM_KILLS=1000 pytest tests/test_killed.py` does as many as asked for.
"""

import os
import random
import re
import signal
import sqlite3
import threading
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

import pytest

from tests.test_serving import Served, Visitor, set_up

KILLS = int(os.environ.get("WOWCRM_KILLS", "4"))
WRITERS = 3
ROWS = 40
"""How many clients each list brings in."""


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    set_up(tmp_path)
    return tmp_path


def write_until_killed(visitor: Visitor, saved: list[str]) -> None:
    """Write down client after client; keep the names of those that the server said it has."""
    while True:
        name = f"Client {uuid4().hex}"
        fields = {"name": name, "client_since": "2026-01-02", "once": uuid4().hex}
        try:
            code, _ = visitor.ask("POST", "/clients/new", fields)
        except (HTTPException, OSError):
            return
        assert code == 303
        saved.append(name)


def import_until_killed(visitor: Visitor, saved: list[str]) -> None:
    """Bring in list after list; keep the names of those that the server said it has."""
    while True:
        names = [f"Brought {uuid4().hex}" for _ in range(ROWS)]
        rows = "\n".join(["Name,Tags", *(f"{name},brought" for name in names)])
        try:
            code, text = visitor.ask("POST", "/import", {"rows": rows, "once": uuid4().hex})
            assert code == 303
            address = re.findall(r"/imports/\d+", text)[0]
            code, _ = visitor.ask("POST", f"{address}/confirm", {"once": uuid4().hex})
        except (HTTPException, OSError):
            return
        assert code == 303
        saved += names


def cycle(data: Path, chance: random.Random) -> list[str]:
    """Serve, let several write at once, and kill the server while they do."""
    served = Served("-m", "wowcrm", "serve", "--port", "0", data=data)
    try:
        visitors = [Visitor(served) for _ in range(WRITERS)]
        for visitor in visitors:
            visitor.sign_in()
        saved: list[str] = []
        work = [import_until_killed, *[write_until_killed] * (WRITERS - 1)]
        threads = [
            threading.Thread(target=each, args=(visitor, saved))
            for each, visitor in zip(work, visitors, strict=True)
        ]
        for thread in threads:
            thread.start()
        threads[0].join(timeout=chance.uniform(0.1, 0.6))
        served.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join(timeout=20)
    finally:
        served.close()
    return saved


def test_a_kill_loses_nothing_that_was_acknowledged(installation: Path) -> None:
    chance, acknowledged = random.Random(42), set[str]()
    for _ in range(KILLS):
        acknowledged |= set(cycle(installation, chance))
        check(installation / "wowcrm.db", acknowledged)
    assert len(acknowledged) > KILLS, "nothing was written, so nothing was proven"


def check(database: Path, acknowledged: set[str]) -> None:
    """Open what the kill left: sound, complete, and no client without story, level or words."""
    with closing(sqlite3.connect(database)) as connection:

        def ask(question: str) -> list[tuple[object, ...]]:
            return connection.execute(question).fetchall()

        assert ask("PRAGMA integrity_check") == [("ok",)]
        assert ask("PRAGMA foreign_key_check") == []
        names = [row[0] for row in ask("SELECT name FROM clients")]
        assert len(names) == len(set(names)), "something was saved twice"
        assert acknowledged <= set(names), "something acknowledged was lost"
        for what, question in {
            "a client without a story": "SELECT id FROM clients WHERE id NOT IN"
            " (SELECT client_id FROM interactions)",
            "a client who was not assessed": "SELECT id FROM clients WHERE level_until IS NULL",
            "a client who cannot be found": "SELECT id FROM clients EXCEPT"
            " SELECT rowid FROM search_documents",
            "half an import": "SELECT i.id FROM imports i WHERE i.imported_at IS NOT NULL AND"
            f" (SELECT count(*) FROM imported_rows WHERE import_id = i.id) != {ROWS}",
            "rows of an import that never was": "SELECT r.id FROM imported_rows r JOIN imports i"
            " ON i.id = r.import_id WHERE i.imported_at IS NULL",
            "a file that was not let go": "SELECT f.id FROM import_files f JOIN imports i"
            " ON i.id = f.import_id WHERE i.imported_at IS NOT NULL",
            "words of nobody": "SELECT rowid FROM search_documents EXCEPT SELECT id FROM clients",
        }.items():
            assert ask(question) == [], what
