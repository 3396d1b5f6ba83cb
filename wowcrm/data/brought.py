"""A file that the trader brings: its sheet, what its columns mean, and how its rows are read."""

from collections.abc import Iterator
from itertools import islice

from flask_babel import gettext as _

from wowcrm.data.candidates import Candidate
from wowcrm.data.columns import Columns, recognise
from wowcrm.data.contents import Content
from wowcrm.data.habits import Habits
from wowcrm.data.reading import Line, Sheet, UnreadableFile, read
from wowcrm.data.rows import Reader
from wowcrm.traders.models import Trader

SAMPLE = 200
"""Rows that show how a file writes its days and what its unnamed columns hold."""


class Brought:
    def __init__(
        self,
        content: Content,
        trader: Trader,
        *,
        encoding: str | None = None,
        separator: str | None = None,
    ) -> None:
        """Open the file; raise UnreadableFile when it is no list of clients."""
        self.habits = Habits.of(trader.timezone, trader.today())
        self.sheet: Sheet = read(
            content, encoding=encoding, separator=separator, likely=self.habits.encoding
        )
        self.sample = [line.cells for line in islice(self.sheet.rows(), SAMPLE)]
        self.columns: Columns = recognise(self.sheet.header, self.sample)
        if not self.columns.can_find_clients:
            raise UnreadableFile(
                _(
                    "No column holds a name, an e-mail or a phone; I found: %(columns)s.",
                    columns=_shortened(", ".join(filter(None, self.sheet.header))),
                )
            )
        self.reader = Reader(self.columns, self.habits, self.sample)
        self.left_out: set[int] = set()
        """Columns that hold something and are not recognised; complete once all rows were read."""

    def candidates(self) -> Iterator[Candidate]:
        unknown = {i for i, meaning in enumerate(self.columns.meanings) if meaning is None}
        for line in self.sheet.rows():
            if unknown:
                self._notice(line, unknown)
            yield self.reader.candidate(line)

    def _notice(self, line: Line, unknown: set[int]) -> None:
        filled = {i for i in unknown if i < len(line.cells) and line.cells[i].strip()}
        self.left_out |= filled
        unknown -= filled


def _shortened(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "…"
