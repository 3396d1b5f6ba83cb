"""Backups made while others write, by the button and by the command, each brought back (T5).

`python -m tests.torture.backups [NUMBER]`: first with a defect that must be found.
"""

import http.client
import subprocess
import sys
import tempfile
import time
import zipfile
from copy import deepcopy
from pathlib import Path

from tests.houses import move_in
from tests.torture.house import (
    Known,
    Person,
    Writer,
    environ_of,
    faults_in,
    served,
    wait_for,
    with_writers,
)

WRITERS = 4

DEFECT = """
from wowcrm.backup import writing
table = writing._table
def as_they_come(archive, connection, *rest, **named):
    connection.rollback()
    return table(archive, connection, *rest, **named)
writing._table = as_they_come
"""
"""Every table is read in a transaction of its own, so that they do not fit together."""


def command(data: Path, *arguments: str, defect: str = "") -> str:
    """Run a command of the house; return what was wrong, if something was."""
    plan = f"{defect}\nfrom wowcrm.cli import main\nmain({list(arguments)!r})"
    done = subprocess.run(
        [sys.executable, "-c", plan],
        env=environ_of(data),
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"{arguments[0]} failed: {done.stdout}{done.stderr}"


def button(person: Person, into: Path) -> str:
    """Press the button in the browser, and keep the file."""
    cookies = "; ".join(f"{k}={v}" for k, v in person.cookies.items())
    connection = http.client.HTTPConnection("127.0.0.1", person.connection.port, timeout=60)
    connection.request("GET", "/backup/download", headers={"Cookie": cookies})
    answer = connection.getresponse()
    into.write_bytes(answer.read())
    connection.close()
    return "" if answer.status == 200 else f"the button answers {answer.status}"


def settled(writers: list[Writer]) -> list[Known]:
    """Take down what was acknowledged by now; what is still going on may be either way."""
    found = []
    for writer in writers:
        known = [deepcopy(client) for client in writer.known if client.id]
        for current in known[-1:]:
            # This one may be deleted, or brought back, while the backup is being made.
            current.pending = "delete"
        found += known
    return found


def brought_back(file: Path, wanted: list[Known], folder: Path) -> list[str]:
    """Bring a backup into an empty house and look it over."""
    folder.mkdir()
    if failed := command(folder, "restore", str(file)):
        return [failed]
    return faults_in(folder / "wowcrm.db", wanted, folder / "files")


def torture(data: Path, number: int, defect: str = "") -> tuple[int, list[str]]:
    """Make so many backups while people write; return how many rows were missed, and faults."""
    move_in(data)
    running = served(data, defect)
    made: list[tuple[Path, list[Known]]] = []
    faults: list[str] = []
    try:

        def make_them(writers: list[Writer]) -> None:
            wait_for(writers, 20)
            for each in range(number):
                file, wanted = data / f"backup-{each}.zip", settled(writers)
                if each % 2:
                    failed = command(data, "backup", str(file), defect=defect)
                else:
                    failed = button(writers[0].person, file)
                faults.extend([failed] if failed else [])
                made.append((file, wanted))

        writers = with_writers(running, WRITERS, make_them)
        faults += [fault for writer in writers for fault in writer.faults]
    finally:
        running.close()
    looked_for = 0
    for each, (file, wanted) in enumerate(made):
        if not zipfile.is_zipfile(file):
            continue
        looked_for += len(wanted)
        faults += brought_back(file, wanted, data / f"house-{each}")
    return looked_for, faults


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), 6, DEFECT)
    print(f"planted: each table of another moment: {planted[0] if planted else 'NOT FOUND'}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wanted, faults = torture(Path(folder), number)
    print(f"T5: {number} backups, {wanted:,} clients looked for, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
