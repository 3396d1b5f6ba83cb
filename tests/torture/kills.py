"""The server killed in the middle of mixed writes, again and again (T1).

`python -m tests.torture.kills [CYCLES]`: first with defects that must be found, then as it is.
"""

import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.houses import move_in
from tests.torture.house import Known, Writer, faults_in, served, wait_for, with_writers

WRITERS = 4
MOST = 110
"""Writes that a cycle waits for at most; counted rather than timed, since machines differ."""

DEFECTS = {
    "what is deleted is saved before the trash is": """
import time
from wowcrm.db import db
from wowcrm.trash import trashing
kept = trashing._kept
def in_two_steps(*arguments):
    db.session.commit()
    time.sleep(1)
    return kept(*arguments)
trashing._kept = in_two_steps
""",
    "a file is brought in by halves": """
import time
from wowcrm.data import writing
from wowcrm.db import db
write = writing.Writer.write
def by_halves(self, fates):
    half = len(fates) // 2
    write(self, fates[:half])
    connection = db.session.connection()
    connection.exec_driver_sql("COMMIT")
    time.sleep(0.5)
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    write(self, fates[half:])
writing.Writer.write = by_halves
""",
    "answers are sent before anything is saved": """
from wowcrm.db import db
from wowcrm.web import htmx
commit, number = htmx.commit, [0]
def forgetful(*arguments, **named):
    number[0] += 1
    if number[0] % 10 == 0:
        db.session.flush()
        db.session.rollback()
        return None
    return commit(*arguments, **named)
htmx.commit = forgetful
""",
}


def cycle(
    data: Path, known: list[Known], chance: random.Random, defect: str = ""
) -> tuple[int, list[str]]:
    """Serve, let several write at once, kill the server meanwhile.

    Return how many writes it acknowledged, and what people saw go wrong.
    """
    running = served(data, defect)
    try:

        def kill(writers: list[Writer]) -> None:
            wait_for(writers, chance.randint(1, MOST))
            time.sleep(chance.uniform(0, 0.05))
            running.process.send_signal(signal.SIGKILL)
            running.process.wait()

        writers = with_writers(running, WRITERS, kill)
    finally:
        running.close()
    for writer in writers:
        known += writer.known
    faults = [fault for writer in writers for fault in writer.faults]
    return sum(writer.acknowledged for writer in writers), faults


def torture(data: Path, cycles: int, defect: str = "") -> tuple[int, list[str]]:
    """Kill so many times; return what was acknowledged, and the first faults that were found."""
    move_in(data)
    chance, known, acknowledged = random.Random(42), list[Known](), 0
    for _ in range(cycles):
        writes, faults = cycle(data, known, chance, defect)
        acknowledged += writes
        faults += faults_in(data / "wowcrm.db", known, data / "files")
        if faults:
            return acknowledged, faults
    return acknowledged, []


def main(cycles: int) -> int:
    for what, defect in DEFECTS.items():
        with tempfile.TemporaryDirectory() as folder:
            _, faults = torture(Path(folder), 12, defect)
        print(f"planted: {what}: {faults[0] if faults else 'NOT FOUND'}", flush=True)
        if not faults:
            return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, faults = torture(Path(folder), cycles)
    print(f"T1: {cycles} kills, {acknowledged:,} writes acknowledged, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
