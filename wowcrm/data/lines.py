"""Rows as lines of CSV, as the standard library writes them but sooner.

Most rows hold nothing that needs quotation marks; such a row is its cells with separators between.
"""

import csv
import io
from collections.abc import Iterable, Sequence

END = "\r\n"


class Lines:
    def __init__(self, separator: str = ",") -> None:
        self.separator = separator
        self.file = io.StringIO(newline="")
        self.careful = csv.writer(self.file, delimiter=separator, lineterminator=END)

    def written(self, rows: Iterable[Sequence[str]]) -> str:
        """Write the rows one under the other."""
        return "".join(map(self._line, rows))

    def _line(self, cells: Sequence[str]) -> str:
        separator = self.separator
        line = separator.join(cells)
        if (
            '"' in line
            or "\n" in line
            or "\r" in line
            or line.count(separator) != len(cells) - 1
            or not line
        ):
            return self._quoted(cells)
        return line + END

    def _quoted(self, cells: Sequence[str]) -> str:
        self.file.seek(0)
        self.file.truncate()
        self.careful.writerow(cells)
        return self.file.getvalue()
