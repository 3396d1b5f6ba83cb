"""Rows and columns that know where a page may end."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Table

Look = Sequence[tuple[object, ...]]

BARE: Look = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
)
AIRY: Look = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
)


class Grid(Table):
    """Rows that go to the next page whole; only one that is taller than a page is cut within."""

    page = 0.0
    """How much of it fits on one; none: rows may be cut anywhere."""

    def split(self, width: float, height: float) -> list[Flowable]:
        self._calc(width, height)
        first = self._rowHeights[min(len(self._rowHeights) - 1, int(self.repeatRows))]
        self.splitInRow = int(first > self.page or height >= self.page - 1)
        return list(super().split(width, height))

    def onSplit(self, part: "Grid") -> None:
        part.page = self.page


def grid(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    look: Look = (),
    *,
    page: float,
    head: int = 0,
) -> Grid:
    """Set rows with air between them; the first `head` of them are repeated on each page."""
    made = Grid(rows, widths, style=[*AIRY, *look], repeatRows=head, hAlign="LEFT")
    made.page = page
    return made
