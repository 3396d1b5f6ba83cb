"""The bytes of a file that was brought; packed, so that they wait at a third of their size."""

import gzip
import io
from functools import cached_property
from typing import BinaryIO

HEAD = 1_000_000
PIECE = 1 << 18
PACKED = b"\x1f\x8b"
"""How packed bytes begin. No list does: a packed file that somebody brings is refused."""


class Content:
    """Bytes that are read as often as needed, without holding more of them than a piece."""

    def __init__(self, held: bytes, *, packed: bool = False) -> None:
        self.held = held
        self.packed = packed

    @property
    def size(self) -> int:
        """How many bytes there are, unpacked; a packed file ends with that."""
        return int.from_bytes(self.held[-4:], "little") if self.packed else len(self.held)

    @classmethod
    def pack(cls, file: BinaryIO) -> "Content":
        """Pack what is read from a file."""
        into = io.BytesIO()
        with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=1) as packing:
            while piece := file.read(PIECE):
                packing.write(piece)
        return cls(into.getvalue(), packed=True)

    @classmethod
    def kept(cls, held: bytes) -> "Content":
        """Take bytes that were kept, packed or (before it was done) not."""
        return cls(held, packed=held.startswith(PACKED))

    def open(self) -> BinaryIO:
        return io.BytesIO(self.head) if self.size <= HEAD else self._open()

    def _open(self) -> BinaryIO:
        held = io.BytesIO(self.held)
        if not self.packed:
            return held
        unpacking: io.RawIOBase = gzip.GzipFile(fileobj=held)  # type: ignore[assignment]
        return io.BufferedReader(unpacking, PIECE)

    @cached_property
    def head(self) -> bytes:
        """The beginning, by which it is told what file this is; of most files, all of it."""
        with self._open() as file:
            return file.read(HEAD)
