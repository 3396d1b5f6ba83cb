"""A real disk of six megabytes that fills up, and is then enlarged (T4).

`python -m tests.torture.full_disk`: needs the right to mount; first with a defect that must be found.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from tests.houses import move_in
from tests.test_serving import Served
from tests.torture.house import PDF, Known, Person, faults_in, served

SMALL, LARGE = "size=6m", "remount,size=40m"
TRIES = 50

DEFECT = """
from wowcrm.db import db
from wowcrm.web import htmx
commit = htmx.commit
def hopeful(*arguments, **named):
    try:
        return commit(*arguments, **named)
    except Exception:
        db.session.rollback()
htmx.commit = hopeful
"""


class CannotMount(Exception):
    """Not everybody may mount a disk."""


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            _run("mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", folder)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotMount(str(error)) from error
        try:
            yield Path(folder)
        finally:
            _run("umount", "-l", folder)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


class Disk:
    """A house on a small disk, and one person in it."""

    def __init__(self, data: Path, running: Served) -> None:
        self.data, self.running = data, running
        self.person = Person(running)
        self.person.sign_in()
        self.known: list[Known] = []
        self.faults: list[str] = []
        self.refused: list[str] = []

    def create(self) -> int:
        name = f"Client {uuid4().hex}"
        fields = {"name": name, "notes": "A long story. " * 1300, "once": uuid4().hex}
        code, text = self.person.ask("POST", "/clients/new", fields)
        if code == 303:
            number = int(self.person.location.rpartition("/")[2])
            self.known.append(
                Known(name, number, here=True, notes=fields["notes"].strip(), pending="")
            )
        elif code == 507 and "nothing was saved" in text:
            self.refused.append(name)
        else:
            self.faults.append(f"a full disk is answered with {code}")
        return code

    def fill(self) -> None:
        """Write until there is no room, to the last block."""
        for _ in range(3000):
            if self.create() != 303:
                break
        with suppress(OSError), (self.data / "ballast").open("ab", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * 512)

    def try_everything(self, tries: int) -> None:
        """Try all kinds of writes in vain, and read everything meanwhile."""
        here = self.known[0]
        for number in range(tries):
            if self.create() == 303:
                # A last hole in the file may still take a short row.
                self.known.pop().pending = "create"
            for page in ("/", "/clients", f"/clients/{here.id}", "/trash", "/backup", "/history"):
                if (code := self.person.ask("GET", page)[0]) != 200:
                    self.faults.append(f"{page} answers {code} on a full disk")
            if number % 10 == 0:
                self._refuse("a file", self.person.attach(f"/clients/{here.id}/files", LARGE_FILE))
                self._refuse("a backup", self.person.ask("GET", "/backup/download")[0])

    def _refuse(self, what: str, code: int) -> None:
        if code != 507 and "disk is nearly full" not in self.person.said:
            self.faults.append(f"{what} answers {code} on a full disk")

    def recover(self) -> None:
        _run("mount", "-o", LARGE, str(self.data))
        for _ in range(20):
            if self.create() != 303:
                self.faults.append("with room again, nothing can be saved")
                break
        if self.person.attach(f"/clients/{self.known[0].id}/files", LARGE_FILE) != 303:
            self.faults.append("with room again, no file can be attached")


LARGE_FILE = PDF + b"x" * 3_000_000


def torture(tries: int = TRIES, defect: str = "") -> tuple[str, list[str]]:
    """Fill a disk, go on, enlarge it, go on; return figures, and what went wrong."""
    with small_disk() as data:
        move_in(data)
        running = served(data, defect)
        try:
            disk = Disk(data, running)
            disk.fill()
            disk.try_everything(tries)
            disk.recover()
            running.stop()
        finally:
            running.close()
        disk.faults += faults_in(data / "wowcrm.db", disk.known)
        left = [path.name for path in data.rglob("*") if path.name.endswith(".part")]
        disk.faults += [f"{name} was left behind" for name in left]
    figures = f"{len(disk.known)} saved, {len(disk.refused)} refused"
    if len(disk.refused) < tries:
        disk.faults.append(f"only {figures}: the disk was never full")
    return figures, disk.faults


def main() -> int:
    try:
        _, planted = torture(5, DEFECT)
        print(f"planted: errors are swallowed: {planted[0] if planted else 'NOT FOUND'}")
        figures, faults = torture()
    except CannotMount as error:
        print(f"T4: cannot be done here: {error}")
        return 0
    print(f"T4: {figures}, {len(faults)} faults", *faults[:10], sep="\n")
    return 0 if planted and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
