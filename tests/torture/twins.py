"""Fifty thousand clients, some of them twice: who may be one person is found within ten seconds.

`python -m tests.torture.twins [CLIENTS]`: first with a defect that must be found.
"""

import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.bench.people import as_csv, people
from tests.houses import move_in
from tests.torture.house import Person, environ_of, served, watched

WITHIN, MEMORY = 10.0, 150
"""Seconds of work, and MiB."""
EVERY = 100
"""One client of so many has the e-mail of the one before."""

DEFECT = """
from wowcrm.duplicates import finding
finding._by_reach = lambda people, sign: []
"""
"""An e-mail or a phone that two have says nothing."""


def fill(data: Path, number: int) -> int:
    """Bring people in, then give some of them the e-mail of the one before; return how many."""
    file = data / "people.csv"
    file.write_bytes(as_csv(people(number)))
    command = [sys.executable, "-m", "wowcrm", "import", str(file)]
    environ = {**environ_of(data), "WOWCRM_UPLOAD_MB": "100"}
    subprocess.run(command, env=environ, check=True, capture_output=True)
    with closing(sqlite3.connect(data / "wowcrm.db")) as connection, connection:
        done = connection.execute(
            "UPDATE contact_details SET (value, key) = (SELECT value, key FROM contact_details AS one"
            " WHERE one.kind = 'email' AND one.client_id = contact_details.client_id - 1)"
            f" WHERE kind = 'email' AND client_id % {EVERY} = 2"
        )
        return done.rowcount


def torture(data: Path, number: int, defect: str = "") -> tuple[str, list[str]]:
    move_in(data)
    alike = fill(data, number)
    running = served(data, defect)
    try:
        person = Person(running)
        person.connection.timeout = 120
        person.sign_in()
        with watched(running) as seen:
            code, page = person.ask("GET", "/duplicates")
    finally:
        running.close()
    told = int((re.findall(r"([\d,]+) pairs look", page) or ["0"])[0].replace(",", ""))
    # Phones are made up by chance, so a few more are alike.
    faults = [] if alike <= told <= 1.1 * alike else [f"{told} pairs, not {alike}"]
    faults += [f"the page answers {code}"] if code != 200 else []
    faults += [f"it took {seen.spent:.1f} s of work"] if seen.spent > WITHIN else []
    faults += [f"memory grew by {seen.grown:.0f} MiB"] if seen.grown > MEMORY else []
    figures = f"{told:,} pairs among {number:,}, {seen.spent:.1f} s of work, {seen.grown:+.0f} MiB"
    return figures, faults


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _, planted = torture(Path(folder), 500, DEFECT)
    print(f"planted: an e-mail says nothing: {planted[0] if planted else 'NOT FOUND'}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = torture(Path(folder), number)
    print(f"duplicates: {figures}, {len(faults)} faults", end="")
    print(f" in {time.monotonic() - began:.0f} s", *faults, sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
