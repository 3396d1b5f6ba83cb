"""Databases of every earlier version brought up, and pulled the plug on meanwhile (T8).

`python -m tests.torture.upgrades [KILLS]`: first with a defect that must be found.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.backup.past import build_past, revisions
from wowcrm import create_app
from wowcrm.db import db

ROWS = 150

DEFECT = """
from wowcrm import versions
from wowcrm.backup import migrating
def step_by_step(connection, to):
    import time
    after = {before: name for name, before in versions.known().items()}
    name = after[None]
    while name:
        migrating.migrate(connection, name)
        connection.connection.driver_connection.execute("COMMIT")
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE")
        time.sleep(0.1)
        name = after.get(name)
versions.migrate = step_by_step
"""
"""Each migration is saved by itself, so that whoever is stopped is left between two versions."""

Contents = dict[str, list[tuple[Any, ...]]]


def build(data: Path, revision: str, rows: int = ROWS) -> None:
    """Make the house of an earlier version."""
    data.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WOWCRM_DATA", str(data))
        patch.delenv("DATABASE_URL", raising=False)
        with create_app().app_context():
            build_past(revision, rows)
            db.session.remove()
            db.engine.dispose()


def upgrade(data: Path, *, kill_after: float | None = None, defect: str = "") -> int | None:
    """Run `wowcrm upgrade`; none when it was killed before it had ended."""
    plan = f"{defect}\nfrom wowcrm.cli import main\nprint(flush=True)\nmain(['upgrade'])"
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-c", plan],
        env={**environ, "WOWCRM_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    process.stdout.readline()
    try:
        return process.wait(timeout=kill_after or 120)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return None
    finally:
        process.stdout.close()


def contents(database: Path) -> tuple[str, Contents, list[str]]:
    """Open what is there: its version, its rows by column, and what is wrong with it."""
    with closing(sqlite3.connect(database)) as connection:
        [(revision,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        wrong = [str(row) for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        wrong += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
            " AND name NOT LIKE 'sqlite%' AND name != 'alembic_version'"
        ).fetchall()
        rows: Contents = {}
        for (name,) in names:
            columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))
            chosen = ", ".join(f'"{column}"' for column in columns)
            found = connection.execute(f"SELECT {chosen} FROM {name}").fetchall()
            rows[name] = sorted(found, key=str)
    return revision, rows, wrong


def torture(folder: Path, names: list[str], kills: int, defect: str = "") -> list[str]:
    """Bring each version up undisturbed, and the same again with kills; compare."""
    faults: list[str] = []
    chance, head = random.Random(42), revisions()[-1]
    for number, revision in enumerate(names):
        old = folder / f"{number}-old"
        build(old, revision)
        _, before, _ = contents(old / "wowcrm.db")
        done = folder / f"{number}-done"
        shutil.copytree(old, done)
        began = time.monotonic()
        if upgrade(done) != 0:
            faults.append(f"{revision} cannot be brought up")
            continue
        took = time.monotonic() - began
        _, wanted, wrong = contents(done / "wowcrm.db")
        faults += [f"{revision} brought up: {each}" for each in wrong]
        lost = [table for table, rows in before.items() if len(wanted[table]) < len(rows)]
        faults += [f"{revision} brought up: rows of {table} are lost" for table in lost]
        for kill in range(kills):
            killed = folder / f"{number}-killed-{kill}"
            shutil.copytree(old, killed)
            if defect and faults:
                return faults
            upgrade(killed, kill_after=chance.uniform(0.05, took), defect=defect)
            where, rows, wrong = contents(killed / "wowcrm.db")
            if wrong or (where, rows) not in ((revision, before), (head, wanted)):
                faults.append(f"{revision}, killed: left at {where}, {wrong or 'rows differ'}")
                continue
            if upgrade(killed) != 0 or contents(killed / "wowcrm.db")[1] != wanted:
                faults.append(f"{revision}, killed and run again: not what it should be")
            shutil.rmtree(killed)
    return faults


def main(kills: int) -> int:
    every = revisions()
    with tempfile.TemporaryDirectory() as folder:
        planted = torture(Path(folder), every[:1], 6, DEFECT)
    print(f"planted: saved step by step: {planted[0] if planted else 'NOT FOUND'}", flush=True)
    each = -(-kills // len(every))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        faults = torture(Path(folder), every, each)
    print(f"T8: {len(every)} versions, {each * len(every)} kills, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
