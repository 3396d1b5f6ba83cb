"""One row while it is being read: its cells, and what in them could not be used."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _

from wowcrm.data import cells, ways
from wowcrm.data.candidates import Occasion
from wowcrm.data.synonyms import Field

if TYPE_CHECKING:
    from wowcrm.data.rows import Reader

LONGEST = 200
"""Letters in a name, a label, a way to reach somebody: more is no name but a story."""
LONGEST_PROSE = 20_000
MOST_VALUES = 50

FALSE = {"", "0", "no", "false", "n", "off"}
BIRTH = (Field.BIRTH_YEAR, Field.BIRTH_MONTH, Field.BIRTH_DAY)


class Found(NamedTuple):
    """A column of a sheet that holds something we know."""

    place: int
    group: str
    label: str | None
    """The label that the column's name gives, in words."""
    labelled_by: int | None
    """The column that labels this one."""


class Words:
    """What is said of rows, looked up once a file and not once a row."""

    def __init__(self) -> None:
        self.of: Callable[[Field], str] = cache(lambda field: field.word)
        self.shifted = _("The row has more cells than there are columns.")
        self.nobody = _("There is no name, e-mail or phone in this row.")
        self.cut = _("%(what)s: longer than %(most)s letters, cut there.")
        self.no_email = _("“%(text)s” is no e-mail address.")
        self.no_day = _("%(what)s: “%(text)s” is no day.")
        self.no_year = _("%(what)s: “%(text)s” lacks the year.")
        self.no_amount = _("%(what)s: “%(text)s” is no amount.")
        self.birthday = _("Birthday")
        self.date = _("Important date")


class Row:
    """One row while it is being read, with the problems found so far."""

    __slots__ = ("cells", "problems", "reader")

    def __init__(self, reader: "Reader", row: list[str]) -> None:
        self.reader = reader
        self.cells = row
        self.problems: list[str] = []

    # Texts

    def filled(self, field: Field) -> list[tuple[str, Found]]:
        """Give the cells of a field that hold something."""
        row = self.cells
        return [(cell, at) for at in self.reader.found[field] if (cell := row[at.place]).strip()]

    def text(self, field: Field) -> str | None:
        """Give the first text of a field that has one."""
        for at in self.reader.found[field]:
            if text := cells.line(self.cells[at.place]):
                return text if len(text) <= LONGEST else self.shortened(text, field)
        return None

    def shortened(self, text: str, what: Field, longest: int = LONGEST) -> str:
        if len(text) <= longest:
            return text
        words = self.reader.words
        self.problems.append(words.cut % {"what": words.of(what), "most": longest})
        return text[:longest].rstrip()

    def joined_name(self, given: str | None, family: str | None) -> str | None:
        if not self.reader.found[Field.MIDDLE] and not self.reader.found[Field.SUFFIX]:
            joined = f"{given} {family}" if given and family else given or family
        else:
            parts = [given, self.text(Field.MIDDLE), family, self.text(Field.SUFFIX)]
            joined = " ".join(part for part in parts if part)
        joined = joined or self.text(Field.NICKNAME)
        return self.shortened(joined, Field.NAME) if joined else None

    def notes(self) -> str | None:
        parts = [cells.prose(cell) for cell, _at in self.filled(Field.NOTES)]
        for at in self.reader.found[Field.REMARK]:
            remark = cells.line(self.cells[at.place])
            if remark.casefold() not in FALSE:
                parts.append(f"{self.reader.columns.header[at.place]}: {remark}")
        text = "\n".join(part for part in parts if part)
        return self.shortened(text, Field.NOTES, LONGEST_PROSE) or None

    def tags(self) -> tuple[str, ...]:
        written = [
            self.shortened(tag, Field.TAGS)
            for cell, _at in self.filled(Field.TAGS)
            for tag in cells.tags(cell, self.reader.own)
        ]
        return tuple({tag.casefold(): tag for tag in reversed(written)}.values())[::-1]

    # Days, numbers

    def dates(self) -> tuple[Occasion, ...]:
        words = self.reader.words
        found = [
            Occasion(words.birthday, *day)
            for cell, _at in self.filled(Field.BIRTHDAY)
            if (day := self.day(cell, Field.BIRTHDAY))
        ][:1]
        if not found and (birth := self.birth_in_parts()):
            found.append(Occasion(words.birthday, *birth))
        for cell, at in self.filled(Field.DATE):
            label = ways.label(self, at)[0] or words.date
            for part in ways.values(self, cell):
                if day := self.day(part, Field.DATE):
                    found.append(Occasion(label, *day))
        return tuple(dict.fromkeys(found))[:MOST_VALUES]

    def birth_in_parts(self) -> cells.Day | None:
        """Read Thunderbird's birthday: year, month and day each in a column."""
        year, month, day = (self.text(field) or "" for field in BIRTH)
        if not month or not day:
            return None
        whole = f"{year}-{month}-{day}" if year else f"--{month:0>2}-{day:0>2}"
        return self.day(whole, Field.BIRTHDAY)

    def day(self, cell: str, field: Field) -> cells.Day | None:
        try:
            return cells.day(cell, self.reader.habits)
        except (ValueError, OverflowError):
            self.mind(self.reader.words.no_day, field, cells.line(cell))
            return None

    def date(self, field: Field) -> date | None:
        """Give a day that needs its year."""
        for cell, _at in self.filled(field):
            if day := self.day(cell, field):
                if day.year is not None:
                    return date(day.year, day.month, day.day)
                self.mind(self.reader.words.no_year, field, cell)
        return None

    def amount(self) -> Decimal | None:
        for cell, _at in self.filled(Field.VALUE):
            amount = cells.amount(cell)
            if amount is not None:
                return amount
            self.mind(self.reader.words.no_amount, Field.VALUE, cells.line(cell))
        return None

    def mind(self, sentence: str, what: Field, text: str) -> None:
        """Note what could not be used."""
        self.problems.append(sentence % {"what": self.reader.words.of(what), "text": text[:50]})
