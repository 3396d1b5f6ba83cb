"""One row while it is being read: its cells, and what in them could not be used."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from flask_babel import gettext as _

from wowcrm.data import cells, ways
from wowcrm.data.candidates import Occasion
from wowcrm.data.synonyms import Field

if TYPE_CHECKING:
    from wowcrm.data.rows import Reader

Value = TypeVar("Value")

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
        self.unfit = _("%(what)s: “%(text)s” does not fit there.")
        self.most = _("%(what)s: more than %(most)s, the rest was left out.")
        self.inside = _("An address inside a company's mail server was left out.")
        self.left_out = _("Left out: %(what)s.")
        self.birthday = _("Birthday")
        self.date = _("Important date")


class Row:
    """One row while it is being read, with the problems found so far."""

    __slots__ = ("cells", "faults", "problems", "reader", "said", "spare")

    def __init__(self, reader: "Reader", row: list[str]) -> None:
        self.reader = reader
        self.cells = row
        self.problems: list[str] = []
        self.faults: dict[int, str] = {}
        """Cells that could not be used, by their places."""
        self.said: list[str] = []
        """What is to be said of the row though nothing is wrong with it."""
        self.spare: list[str] = []
        """What a field that holds one value was told besides; it goes into the notes."""

    # Texts

    def filled(self, field: Field) -> list[tuple[str, Found]]:
        """Give the cells of a field that hold something."""
        row = self.cells
        return [(cell, at) for at in self.reader.found[field] if (cell := row[at.place]).strip()]

    def text(self, field: Field) -> str | None:
        """Give the first text of a field that has one; another is kept as a note."""
        first: str | None = None
        for at in self.reader.found[field]:
            text = cells.line(self.cells[at.place])
            if text and first is None:
                first = text if len(text) <= LONGEST else self.shortened(text, field)
            elif text and text != first:
                self.note(at.place, text)
        return first

    def note(self, place: int, text: str) -> None:
        """Keep what has no place of its own."""
        self.spare.append(f"{self.reader.names[place]}: {text}")

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

    def spare_names(self, name: str | None) -> None:
        """Keep what a name leaves unsaid: what they are called, where that is no part of it."""
        for cell, at in self.filled(Field.NICKNAME):
            text = cells.line(cell)
            if text and text.casefold() not in (name or "").casefold():
                self.note(at.place, text)

    def notes(self) -> str | None:
        parts = [cells.prose(cell) for cell, _at in self.filled(Field.NOTES)]
        for at in self.reader.found[Field.REMARK]:
            remark = cells.prose(self.cells[at.place])
            # "Has opted out: false" is nothing to note; what means nothing to us may well be.
            if remark and (at.group or remark.casefold() not in FALSE):
                called = ways.label(self, at)[0] if at.labelled_by is not None else None
                parts.append(f"{called or self.reader.names[at.place]}: {remark}")
        text = "\n".join(part for part in [*parts, *self.spare] if part)
        return self.shortened(text, Field.NOTES, LONGEST_PROSE) or None

    def tags(self) -> tuple[str, ...]:
        written = [
            self.shortened(tag, Field.TAGS)
            for cell, _at in self.filled(Field.TAGS)
            for tag in cells.tags(cell, self.reader.own, self.reader.whole)
        ]
        distinct = {tag.casefold(): tag for tag in reversed(written)}
        return tuple(distinct.values())[::-1]

    # Days, numbers

    def dates(self) -> tuple[Occasion, ...]:
        words = self.reader.words
        found: list[Occasion] = []
        for cell, at in self.filled(Field.BIRTHDAY):
            if day := self.day(cell, Field.BIRTHDAY, at.place):
                if not found:
                    found.append(Occasion(words.birthday, *day))
                elif found != [Occasion(words.birthday, *day)]:
                    self.note(at.place, cells.line(cell))
        if not found and (birth := self.birth_in_parts()):
            found.append(Occasion(words.birthday, *birth))
        for cell, at in self.filled(Field.DATE):
            label = ways.label(self, at)[0] or words.date
            for part in ways.values(self, cell):
                if day := self.day(part, Field.DATE, at.place):
                    found.append(Occasion(label, *day))
        return self.at_most(tuple(dict.fromkeys(found)), Field.DATE)

    def at_most(self, values: "tuple[Value, ...]", what: Field) -> "tuple[Value, ...]":
        if len(values) > MOST_VALUES:
            words = self.reader.words
            self.said.append(words.most % {"what": words.of(what), "most": MOST_VALUES})
        return values[:MOST_VALUES]

    def birth_in_parts(self) -> cells.Day | None:
        """Read Thunderbird's birthday: year, month and day each in a column."""
        year, month, day = (self.text(field) or "" for field in BIRTH)
        if not month or not day:
            return None
        whole = f"{year}-{month}-{day}" if year else f"--{month:0>2}-{day:0>2}"
        return self.day(whole, Field.BIRTHDAY, self.reader.found[Field.BIRTH_DAY][0].place)

    def day(self, cell: str, field: Field, place: int) -> cells.Day | None:
        try:
            return cells.day(cell, self.reader.habits)
        except (ValueError, OverflowError):
            self.mind(self.reader.words.no_day, field, cells.line(cell), place)
            return None

    def date(self, field: Field) -> date | None:
        """Give a day that needs its year."""
        found: date | None = None
        for cell, at in self.filled(field):
            if found is not None:
                self.note(at.place, cells.line(cell))
            elif day := self.day(cell, field, at.place):
                if day.year is not None:
                    found = date(day.year, day.month, day.day)
                else:
                    self.mind(self.reader.words.no_year, field, cell, at.place)
        return found

    def amount(self) -> Decimal | None:
        found: Decimal | None = None
        for cell, at in self.filled(Field.VALUE):
            if found is not None:
                self.note(at.place, cells.line(cell))
            elif (found := cells.amount(cell)) is None:
                self.mind(self.reader.words.no_amount, Field.VALUE, cells.line(cell), at.place)
        return found

    def mind(self, sentence: str, what: Field, text: str, place: int) -> None:
        """Say what could not be used."""
        self.problems.append(sentence % {"what": self.reader.words.of(what), "text": text[:50]})
        self.faults[place] = self.cells[place]

    # Places of other concepts

    def extras(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for cell, at in self.filled(Field.EXTRA):
            extra, text = self.reader.extras[at.group], cells.prose(cell)
            if at.group in told:
                self.note(at.place, text)
            elif (kept := extra.judge(text)) is not None:
                told[at.group] = kept
            else:
                said = {"what": extra.word, "text": text[:50]}
                self.problems.append(self.reader.words.unfit % said)
                self.faults[at.place] = self.cells[at.place]
        return told
