"""A file that somebody uploaded, as a sheet: column names, and rows with their line numbers."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from flask_babel import gettext as _

from wowcrm.data.columns import is_known
from wowcrm.data.contents import Content
from wowcrm.data.encodings import ENCODINGS, UnknownEncoding, encoding_of

SEPARATORS = (",", ";", "\t", "|")
MOST_COLUMNS = 500
MOST_ROWS = 100_000
LONGEST_LINE = 1_000_000
PREAMBLE = 10
"""Lines in which column names are looked for; LinkedIn writes a note of three lines first."""


class UnreadableFile(ValueError):
    """The file cannot be read as a list of clients; the message says why, in one sentence."""


class Line(NamedTuple):
    number: int
    """The line of the file on which the row begins, counted from 1."""
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    content: Content
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_line: int

    def rows(self) -> Iterator[Line]:
        """Give the rows below the header one by one, blank ones left out."""
        count = 0
        for line in records(self.content, self.encoding, self.separator):
            if line.number <= self.header_line or not "".join(line.cells).strip():
                continue
            count += 1
            if count > MOST_ROWS:
                raise UnreadableFile(_too_long())
            yield line


def read(
    content: bytes | Content,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    likely: str | None = None,
) -> Sheet:
    """Open a file as a sheet, or raise UnreadableFile; what is not given is found out.

    `likely` is the old encoding of the trader's country, which decides where two would do. A given
    encoding that does not fit is noticed where it does not, at the latest with the last row.
    """
    content = Content(content) if isinstance(content, bytes) else content
    _refuse_other_kinds(content.head)
    encoding = encoding or found_out(content, likely)
    if encoding not in ENCODINGS:
        raise UnreadableFile(wrong_letters())
    if separator not in SEPARATORS:
        separator = _separator_of(content, encoding)
    first = list(_first(content, encoding, separator))
    header = _header_of(first)
    names = tuple(name.strip().lstrip("\ufeff") for name in header.cells)
    if _is_somebody(header.cells):
        # The first row holds a client already: nobody named the columns.
        header = Line(0, [""] * max(len(line.cells) for line in first))
        names = tuple(header.cells)
    sheet = Sheet(content, encoding, separator, names, header.number)
    if next(sheet.rows(), None) is None:
        raise UnreadableFile(_("This file has names of columns, but no rows under them."))
    return sheet


def records(content: Content, encoding: str, separator: str) -> Iterator[Line]:
    """Read one record after the other, each with the number of the line where it begins."""
    reader = csv.reader(
        _lines(content, encoding), delimiter=separator, skipinitialspace=True, strict=True
    )
    number = 1
    try:
        for count, cells in enumerate(reader):
            if len(cells) > MOST_COLUMNS:
                raise UnreadableFile(_too_wide(number, len(cells)))
            if count > 2 * MOST_ROWS:
                # Blank ones are no rows, but millions of them take as long as rows.
                raise UnreadableFile(_too_long())
            yield Line(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(_in_words(error, number)) from error


def _lines(content: Content, encoding: str) -> Iterator[str]:
    """Decode line by line, so that a large file is never held twice."""
    text = io.TextIOWrapper(content.open(), ENCODINGS[encoding], newline="")
    number = 0
    while True:
        try:
            line = text.readline(LONGEST_LINE)
        except UnicodeError as error:
            raise UnreadableFile(wrong_letters()) from error
        if not line:
            return
        number += 1
        if len(line) >= LONGEST_LINE:
            raise UnreadableFile(
                _("Line %(line)s is far too long for a list of clients.", line=number)
            )
        if "\0" in line:
            raise UnreadableFile(
                _("Line %(line)s holds NUL bytes, which no text has.", line=number)
            )
        # Excel's own hint is no row; an empty line in its place keeps the line numbers true.
        yield "\n" if number == 1 and _hint(line) else line


def _hint(line: str) -> str | None:
    """Read Excel's first line "sep=;"."""
    found = re.fullmatch(r'"?sep=(.)"?\s*', line.lstrip("\ufeff"), re.IGNORECASE)
    return found[1] if found and found[1] in SEPARATORS else None


def _first(content: Content, encoding: str, separator: str, most: int = PREAMBLE) -> Iterator[Line]:
    """Give the first lines that are not blank."""
    lines = records(content, encoding, separator)
    return islice((line for line in lines if any(map(str.strip, line.cells))), most)


def _header_of(lines: Sequence[Line]) -> Line:
    """Find the column names: the first line that has two we know, else the first line."""
    if not lines:
        raise UnreadableFile(_("This file is empty."))
    for line in lines:
        if sum(is_known(cell) for cell in line.cells) >= 2:
            return line
    return lines[0]


def _separator_of(content: Content, encoding: str) -> str:
    """Choose the separator whose rows have as many cells as there are column names."""
    first = io.TextIOWrapper(io.BytesIO(content.head[:100]), ENCODINGS[encoding], errors="replace")
    hint = _hint(first.readline())
    return hint or max(SEPARATORS, key=lambda each: _evenness(content, encoding, each))


def _evenness(content: Content, encoding: str, separator: str) -> float:
    lines: list[Line] = []
    # A wrong separator misreads quotation marks; a broken file is reported when it is read.
    with suppress(UnreadableFile):
        lines.extend(_first(content, encoding, separator, most=3 * PREAMBLE))
    if not lines:
        return 0
    header = _header_of(lines[:PREAMBLE])
    below = [line for line in lines if line.number > header.number]
    even = sum(len(line.cells) == len(header.cells) for line in below)
    return (len(header.cells) - 1) * (1 + even) / (1 + len(below))


def found_out(content: Content, likely: str | None) -> str:
    try:
        return encoding_of(content, likely)
    except UnknownEncoding as error:
        raise UnreadableFile(wrong_letters()) from error


def _too_wide(number: int, count: int) -> str:
    return _(
        "Line %(line)s has %(count)s columns; a list of clients has at most %(most)s.",
        line=number,
        count=f"{count:,}",
        most=MOST_COLUMNS,
    )


def _too_long() -> str:
    return _("This file has more than %(most)s rows; please divide it.", most=f"{MOST_ROWS:,}")


def wrong_letters() -> str:
    return _("The letters of this file cannot be read; please save it as CSV in UTF-8.")


def _in_words(error: csv.Error, number: int) -> str:
    if "field limit" in str(error):
        return _(
            "The row on line %(line)s has a cell that never ends: is a quotation mark missing?",
            line=number,
        )
    return _("The quotation marks in the row on line %(line)s do not match.", line=number)


def _is_somebody(cells: Sequence[str]) -> bool:
    """Whether a row tells of somebody, with an e-mail or a phone, and names no column."""
    reached = r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?[\d ().\-/]{7,24}"
    return not any(map(is_known, cells)) and any(
        re.fullmatch(reached, cell.strip()) for cell in cells
    )


def _refuse_other_kinds(head: bytes) -> None:
    """Say what a file is when it is no CSV; told by its first bytes, never by its name."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(_("This file is empty."))
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, sentence in _kinds():
        if start.startswith(mark):
            raise UnreadableFile(sentence)


def _kinds() -> list[tuple[bytes, str]]:
    workbook = _("This is a spreadsheet; please open it and save it as CSV.")
    picture = _("This is a picture, not a list of clients.")
    packed = _("This is a packed file; please unpack it and choose the CSV inside.")
    return [
        (b"pk\x03\x04", _("This is a spreadsheet or a zip file; please save the list as CSV.")),
        (b"\xd0\xcf\x11\xe0", workbook),
        (b"\x1f\x8b", packed),
        (b"rar!", packed),
        (b"7z\xbc\xaf", packed),
        (b"%pdf", _("This is a PDF; please export the list as CSV.")),
        (b"{\\rtf", _("This is a text document; please export the list as CSV.")),
        (b"\x89png", picture),
        (b"\xff\xd8\xff", picture),
        (b"gif8", picture),
        (b"<", _("This is a web page or XML; please export the list as CSV.")),
    ]
