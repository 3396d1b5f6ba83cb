"""Where the contents of files lie: in the data folder, each under the hash of what is in it.

Nothing there has a name that anybody chose, none of it is ever served as a page, and the same
content is kept once. Where several web processes run, they share this folder.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from flask import current_app

from wowcrm.files.kinds import HEAD

CHUNK = 1 << 16
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Content:
    """What was stored."""

    digest: str
    size: int
    head: bytes


def folder() -> Path:
    return Path(str(current_app.config["DATA_FOLDER"])) / "files"


def path_of(digest: str) -> Path:
    """Say where a content lies; only a hash leads anywhere."""
    if not DIGEST.fullmatch(digest):
        raise ValueError("not the hash of a content")
    return folder() / digest[:2] / digest


def keep(stream: IO[bytes], wanted: str | None = None) -> Content:
    """Store what a stream holds, whole or not at all; raise ValueError if it is not the `wanted`."""
    into = folder()
    into.mkdir(mode=0o700, exist_ok=True)
    part = into / f".{uuid4().hex}.part"
    try:
        content = _copy(stream, part)
        if wanted is not None and content.digest != wanted:
            raise ValueError("the content is not what its name says")
        place = path_of(content.digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        # What is there already is the same, and now as young as what was brought: see sweeping.
        part.replace(place)
        _settle(place.parent)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return content


def _copy(stream: IO[bytes], part: Path) -> Content:
    digest, size, head = hashlib.sha256(), 0, b""
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := stream.read(CHUNK):
            head = head or piece[:HEAD]
            digest.update(piece)
            size += len(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return Content(digest.hexdigest(), size, head)


def _settle(directory: Path) -> None:
    """Have the disk remember the name too, where it can be told to."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def find(digest: str) -> Path | None:
    """Find a content, if it is here."""
    path = path_of(digest) if DIGEST.fullmatch(digest) else None
    return path if path is not None and path.is_file() else None


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def stored() -> Iterator[Path]:
    """List every content, and what was left behind of those that never became one."""
    for path in folder().glob("*/*"):
        if DIGEST.fullmatch(path.name):
            yield path
    yield from folder().glob(".*.part")
