"""A file that comes in beside everything else, killed with its process again and again (T13).

`python -m tests.torture.imports [KILLS]`: first with a defect that must be found.
"""

import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.houses import move_in
from tests.torture.house import environ_of

ROWS = 3000
"""Of each file; as many files as it takes to be killed so often."""
CHUNK = 100

PREPARE = """
import sqlalchemy as sa
from wowcrm import create_app
from wowcrm.data.carrying import confirm
from wowcrm.data.rehearsing import bring
from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.traders.models import Trader
with create_app().app_context():
    trader = db.session.scalars(sa.select(Trader)).first()
    rows = [f"Person {mark} {{n}},p{{n}}{mark}@example.com" for n in range({rows})]
    file = bring(trader, "c.csv", "\\n".join(["Name,E-mail", *rows]).encode())
    commit(trader)
    assert confirm(file)
    commit(trader)
    print(file.id)
"""
WORK = """
from wowcrm import create_app
from wowcrm.data import importing, pace, working
importing.AT_ONCE, pace.USUAL = {chunk}, 0
{defect}
with create_app().app_context():
    working.work_on({id})
"""
DEFECT = "working._renew = lambda *_: None"
"""What is saved does not say how far it came."""


def run(data: Path, plan: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", plan],
        env=environ_of(data),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def ask(data: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "wowcrm.db", timeout=30)) as connection:
        return connection.execute(question).fetchall()


def rows_of(data: Path, question: str) -> int:
    return int(str(ask(data, question)[0][0]))


def kill(data: Path, id: int, after: int, defect: str) -> bool:
    """Begin, or go on, and be killed so many rows later; false when all was done before."""
    plan = WORK.format(id=id, chunk=CHUNK, defect=defect)
    process = subprocess.Popen([sys.executable, "-c", plan], env=environ_of(data))
    claimed = f"SELECT lease_until IS NOT NULL FROM imports WHERE id = {id}"
    there = f"SELECT count(*) FROM imported_rows WHERE import_id = {id}"
    target = rows_of(data, there) + after
    while process.poll() is None and not (
        rows_of(data, claimed) and rows_of(data, there) >= target
    ):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    code = process.wait()
    with closing(
        sqlite3.connect(data / "wowcrm.db", timeout=30, isolation_level=None)
    ) as connection:
        connection.execute("UPDATE imports SET lease_until = NULL")
    return code == -signal.SIGKILL


def faults_in(data: Path, id: int, mark: str, rows: int) -> list[str]:
    """Compare clients, report and counts: each row once, none twice, none lost."""
    mine = f"FROM clients WHERE name LIKE 'Person {mark} %'"
    wanted = {
        f"SELECT count(*) {mine}": rows,
        f"SELECT count(DISTINCT name) {mine}": rows,
        f"SELECT count(*) FROM imported_rows WHERE import_id = {id}": rows,
        f"SELECT count(DISTINCT line) FROM imported_rows WHERE import_id = {id}": rows,
        f"SELECT imported_at IS NOT NULL FROM imports WHERE id = {id}": 1,
        f"SELECT json_extract(counts, '$.new') FROM imports WHERE id = {id}": rows,
        "SELECT count(*) FROM clients WHERE id NOT IN (SELECT rowid FROM search_documents)": 0,
        "PRAGMA integrity_check": "ok",
    }
    found = {question: ask(data, question)[0][0] for question in wanted}
    return [f"{each}: {found[each]}" for each in wanted if found[each] != wanted[each]]


def torture(data: Path, kills: int, rows: int = ROWS, defect: str = "") -> tuple[str, list[str]]:
    """Kill so often, over as many files as that takes; return figures, and what went wrong."""
    move_in(data)
    chance, killed, files, faults = random.Random(13), 0, 0, list[str]()
    while killed < kills and not faults:
        mark = f"{files:03}"
        id = int(re.findall(r"\d+", run(data, PREPARE.format(mark=mark, rows=rows)))[-1])
        files += 1
        while killed < kills and kill(data, id, chance.randrange(5 * CHUNK), defect):
            killed += 1
        run(data, WORK.format(id=id, chunk=CHUNK, defect=defect))
        faults += faults_in(data, id, mark, rows)
    return f"{killed} kills in {files} files of {rows:,} rows", faults


def main(kills: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), 3, 600, DEFECT)
    print(
        f"planted: how far it came is not kept: {planted[0] if planted else 'NOT FOUND'}",
        flush=True,
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), kills)
    print(f"T13: {figures}, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
