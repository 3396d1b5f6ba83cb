"""Read a backup, and believe nothing of it: whoever sends one may have made it by hand.

Nothing is ever unpacked under a name that stands in the file. Sizes are compared with what the file
says of itself before anything is read, and again while it is read, so that a small file cannot
become a huge one.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from wowcrm.backup.manifest import LARGEST, NAME, Manifest, Member, Refused

CHUNK = 1 << 16
LONGEST_LINE = 256 * 1024**2
"""Bytes of one row; one that holds a whole file is a third larger than that."""
MOST_UNPACKED = 64 * 1024**3
DENSEST = 200
"""How many times larger than the file its contents may be; words are rarely packed tighter than 30."""
FREE = 64 * 1024**2
"""Bytes for which nobody asks how densely they are packed."""


class Archive:
    """An opened backup whose table of contents is what the manifest says."""

    def __init__(self, zipped: zipfile.ZipFile, size: int) -> None:
        self._zipped = zipped
        self.manifest = Manifest.read(self._manifest())
        self._compare(size)

    def _manifest(self) -> bytes:
        try:
            entry = self._zipped.getinfo(NAME)
        except KeyError as error:
            raise Refused("It is a zip, but no backup of WowCRM.") from error
        if entry.file_size > LARGEST:
            raise Refused("What it says of itself is larger than that can be.")
        return b"".join(self._pieces(NAME, entry.file_size))

    def _compare(self, size: int) -> None:
        """See that there is what the manifest says, and nothing else."""
        wanted = {NAME: self._zipped.getinfo(NAME).file_size}
        wanted |= {f"tables/{name}.jsonl": each.size for name, each in self.manifest.tables.items()}
        wanted |= {f"files/{name}": size for name, size in self.manifest.files.items()}
        entries = self._zipped.infolist()
        found = {entry.filename: entry.file_size for entry in entries}
        if len(found) != len(entries):
            raise Refused("It holds the same name twice.")
        if strange := sorted(found.keys() - wanted.keys()):
            raise Refused(f"It holds something that is not ours: {strange[0]!r:.80}.")
        if found != wanted:
            raise Refused("It is not whole: what it says of itself is not what is in it.")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("It is locked with a password.")
        unpacked = sum(found.values())
        if unpacked > MOST_UNPACKED or unpacked > max(FREE, DENSEST * size):
            raise Refused("Unpacked it would be far larger than a backup is.")

    def _pieces(self, name: str, size: int) -> Iterator[bytes]:
        """Read a member piece by piece; stop where it is longer than it said."""
        left = size
        try:
            with self._zipped.open(name) as member:
                while piece := member.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise Refused("It holds more than it says.")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refused(f"It is damaged: {name} cannot be read.") from error
        if left:
            raise Refused("It holds less than it says.")

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Read the rows of a table; raise Refused where they are not what was written."""
        member: Member = self.manifest.tables[table]
        digest, number = hashlib.sha256(), 0
        begun: list[bytes] = []
        for piece in self._pieces(f"tables/{table}.jsonl", member.size):
            digest.update(piece)
            *lines, rest = piece.split(b"\n")
            for line in lines:
                yield _row(b"".join((*begun, line)), table)
                begun = []
            number += len(lines)
            begun.append(rest)
            if len(begun) * CHUNK > LONGEST_LINE:
                raise Refused(f"A row of {table} is longer than any row.")
        if any(begun) or number != member.rows or digest.hexdigest() != member.sha256:
            raise Refused(f"It is damaged: {table} is not what was written.")

    @contextmanager
    def content(self, digest: str) -> Iterator[IO[bytes]]:
        """Open the content of a file; whoever stores it compares its hash."""
        with self._zipped.open(f"files/{digest}") as member:
            yield member

    def check_content(self, digest: str) -> None:
        found = hashlib.sha256()
        for piece in self._pieces(f"files/{digest}", self.manifest.files[digest]):
            found.update(piece)
        if found.hexdigest() != digest:
            raise Refused("It is damaged: a file in it is not what was written.")


def _row(line: bytes, table: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(f"It is damaged: a row of {table} cannot be read.") from error
    if not isinstance(row, dict):
        raise Refused(f"It is damaged: something in {table} is no row.")
    return row


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup; raise Refused for anything else."""
    try:
        zipped = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise Refused("It is no backup of WowCRM, or not whole.") from error
    with zipped:
        yield Archive(zipped, path.stat().st_size)


def check(path: Path) -> Manifest:
    """Read a backup from end to end, and return what it says of itself."""
    with opened(path) as archive:
        for table in archive.manifest.tables:
            for _row in archive.rows(table):
                pass
        for digest in archive.manifest.files:
            archive.check_content(digest)
        return archive.manifest
