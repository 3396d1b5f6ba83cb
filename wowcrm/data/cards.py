"""A file of cards as a sheet: each card a row, its properties in columns as an address book has them."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from flask_babel import gettext as _

from wowcrm.data.carding import Row, row_of
from wowcrm.data.contents import Content
from wowcrm.data.encodings import ENCODINGS
from wowcrm.data.reading import (
    LONGEST_LINE,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    UnreadableFile,
    found_out,
    wrong_letters,
)
from wowcrm.data.vcard import Card, TooLong, cards_in

ALSO = "Also on the card"
"""The column for what would need more columns than there may be."""
MARK = re.compile(r"\s*begin:vcard\b", re.IGNORECASE)


def is_cards(content: Content, encoding: str | None = None) -> bool:
    """Tell by its first letters whether a file holds cards."""
    codec = ENCODINGS.get(encoding or "", "")
    start = content.head[:200]
    codecs = [codec] if codec else ["utf-8-sig", "utf-16" if start[:2] in BOMS else "utf-16-le"]
    return any(MARK.match(start.decode(each, "replace").lstrip("\ufeff")) for each in codecs)


BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Cards:
    """Reads like a sheet of a table."""

    content: Content
    encoding: str
    header: tuple[str, ...] = ()
    groups: dict[str, list[str]] = field(default_factory=dict)
    """The groups that each card is in, by the card's own mark."""
    separator: str = ""

    @classmethod
    def read(cls, content: Content, *, encoding: str | None, likely: str) -> Self:
        """Open the file; what columns it needs is found out by reading it once."""
        encoding = encoding or found_out(content, likely)
        if encoding not in ENCODINGS:
            raise UnreadableFile(wrong_letters())
        sheet = cls(content, encoding)
        sheet._look_through()
        if not sheet.header:
            raise UnreadableFile(_("There is no contact in this file."))
        return sheet

    def rows(self) -> Iterator[Line]:
        """Give the cards one by one, as rows; groups are no rows but tags of their members."""
        places = {name: place for place, name in enumerate(self.header)}
        for row in self._rows():
            cells = [""] * len(places)
            for name, text in row.cells.items():
                if name in places:
                    cells[places[name]] = text
                else:
                    also = places[ALSO]
                    cells[also] = "\n".join(filter(None, (cells[also], f"{name}: {text}")))
            yield Line(row.line, cells)

    def _look_through(self) -> None:
        # Which columns come first is settled by their names, so the rest need not be held.
        columns: dict[str, None] = {}
        groups: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(groups):
            columns.update(dict.fromkeys(row.cells))
            if len(columns) > 10 * MOST_COLUMNS:
                columns = dict.fromkeys(sorted(columns, key=_place)[: MOST_COLUMNS + 1])
        names = sorted(columns, key=_place)
        if len(names) > MOST_COLUMNS:
            names = [*names[: MOST_COLUMNS - 1], ALSO]
        self.header, self.groups = tuple(names), dict(groups)
        if self.groups and "Tags" not in self.header:
            self.header = (*self.header, "Tags")

    def _rows(self, groups: dict[str, list[str]] | None = None) -> Iterator[Row]:
        count = 0
        for card in self._cards():
            row = row_of(card)
            if row.members is not None:
                for member in row.members:
                    if groups is not None:
                        groups[member].append(row.cells.get("Name", ""))
                continue
            count += 1
            if count > MOST_ROWS:
                most = f"{MOST_ROWS:,}"
                raise UnreadableFile(
                    _("This file has more than %(most)s contacts; please divide it.", most=most)
                )
            if row.uid in self.groups:
                row.tag(self.groups[row.uid])
            yield row

    def _cards(self) -> Iterator[Card]:
        try:
            yield from cards_in(self._lines(), ENCODINGS[self.encoding])
        except TooLong as error:
            raise UnreadableFile(
                _("The contact on line %(line)s is far too long.", line=error.line)
            ) from error

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Decode line by line; of a picture on one endless line, no more than a piece is held."""
        text = io.TextIOWrapper(self.content.open(), ENCODINGS[self.encoding], newline="")
        number, length, whole = 0, 0, True
        while True:
            try:
                line = text.readline(LONGEST_LINE // 16)
            except UnicodeError as error:
                raise UnreadableFile(wrong_letters()) from error
            if not line:
                return
            number += whole
            length = len(line) + (0 if whole else length)
            if "\0" in line:
                raise UnreadableFile(
                    _("Line %(line)s holds NUL bytes, which no text has.", line=number)
                )
            if length > 20 * LONGEST_LINE:
                raise UnreadableFile(
                    _("Line %(line)s is far too long for a list of clients.", line=number)
                )
            yield number, line if whole else f" {line}"
            whole = line.endswith(("\n", "\r"))


def _place(name: str) -> tuple[int, str, int, str]:
    """Order columns as an address book does, whatever card needed them first."""
    first = next((i for i, begin in enumerate(ORDER) if name.startswith(begin)), len(ORDER))
    found = re.match(r"(\D*) (\d+) - (.*)", name)
    return (first, found[1], int(found[2]), found[3]) if found else (first, "", 0, "")


ORDER = (
    "Name",
    "Given name",
    "Family name",
    "Middle name",
    "Suffix",
    "Nickname",
    "Organisation",
    "Department",
    "Job title",
    "E-mail",
    "Phone",
    "Address",
    "Website",
    "Birthday",
    "Event",
    "Tags",
    "Notes",
)
