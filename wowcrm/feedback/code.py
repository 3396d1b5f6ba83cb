"""An address as a QR code: one path of squares, so that the page needs no picture and no style."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Code:
    size: int
    """Modules along an edge, the quiet zone included."""
    path: str


def code_of(address: str) -> Code:
    """Draw an address so that a camera reads it, also from a screen held at an angle."""
    import segno  # What few pages need is loaded when one of them is asked for.

    rows = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=4)]
    return Code(len(rows), "".join(_runs(rows)))


def _runs(rows: list[list[int]]) -> Iterator[str]:
    """Yield a bar for each run of dark modules: "M4 7h3v1h-3z"."""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
