"""How a row of a sheet becomes a candidate."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from wowcrm.data import cells
from wowcrm.data.candidates import Candidate, Occasion, Way
from wowcrm.data.columns import Columns, Meaning
from wowcrm.data.formulas import unguard
from wowcrm.data.habits import Habits
from wowcrm.data.reading import Line
from wowcrm.data.synonyms import LABEL_WORDS, Field

LONGEST = 200
"""Letters in a name, a label, a way to reach somebody: more is no name but a story."""
LONGEST_PROSE = 20_000
MOST_VALUES = 50

FALSE = {"", "0", "no", "false", "n", "off"}


Cells = Sequence[str]
Found = tuple[int, Meaning]


class Reader:
    """Turns the rows of one sheet into candidates."""

    def __init__(self, columns: Columns, habits: Habits, sample: Iterable[Cells] = ()) -> None:
        self.columns = columns
        self.own = columns.source == "WowCRM"
        self.found: dict[Field, list[Found]] = defaultdict(list)
        self.label_of: dict[str, int] = {}
        for index, meaning in enumerate(columns.meanings):
            if meaning is None:
                continue
            if meaning.field is Field.LABEL:
                self.label_of[meaning.group] = index
            else:
                self.found[meaning.field].append((index, meaning))
        self.labels: dict[str, str | None] = {key: str(word) for key, word in LABEL_WORDS.items()}
        self.labels[""] = None
        self.habits = self._learn(habits, list(sample))

    def candidate(self, line: Line) -> Candidate:
        """Say what a row tells about a client."""
        if sum(map(bool, line.cells[len(self.columns.header) :])):
            return Candidate(
                line.number, unusable=_("The row has more cells than there are columns.")
            )
        return Row(self, line).candidate()

    def _learn(self, habits: Habits, sample: Sequence[Cells]) -> Habits:
        """Look how this file writes its days: 3/12 may be March or December."""
        columns = [i for field in DAYS for i, _meaning in self.found.get(field, ())]
        written = [row[i] for row in sample for i in columns if i < len(row)]
        shown = cells.day_first(written)
        return habits if shown is None else replace(habits, day_first=shown)


DAYS = (Field.BIRTHDAY, Field.DATE, Field.CLIENT_SINCE)


class Row:
    """One row while it is being read, with the problems found so far."""

    def __init__(self, reader: Reader, line: Line) -> None:
        self.reader = reader
        self.number = line.number
        self.cells = [unguard(cell) if cell else cell for cell in line.cells]
        self.problems: list[str] = []

    def candidate(self) -> Candidate:
        given = self.text(Field.GIVEN)
        family = self.text(Field.FAMILY)
        organisation = self.text(Field.ORGANISATION)
        emails = self.ways(Field.EMAIL, self.addresses_in)
        phones = self.ways(Field.PHONE, self.numbers_in)
        name = self.name(given, family)
        called = name or organisation or _first(emails) or _first(phones)
        candidate = Candidate(
            line=self.number,
            name=called or "",
            given=given,
            family=family,
            organisation=organisation,
            job_title=self.text(Field.JOB_TITLE),
            emails=emails,
            phones=phones,
            addresses=self.places(),
            websites=self.ways(Field.WEBSITE, self.texts_in),
            dates=self.dates(),
            tags=self.tags(),
            notes=self.notes(),
            client_since=self.date(Field.CLIENT_SINCE),
            found_us_by=self.text(Field.FOUND_US_BY),
            value=self.amount(),
            archived_on=self.date(Field.ARCHIVED_ON),
            number=self.text(Field.ID),
            named=bool(name or organisation),
        )
        if called and not self.problems:
            return candidate
        unusable = None if called else _("There is no name, e-mail or phone in this row.")
        return replace(candidate, problems=tuple(self.problems), unusable=unusable)

    # Texts

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""

    def filled(self, field: Field) -> list[tuple[str, Meaning]]:
        """Give the cells of a field that hold something."""
        found = self.reader.found.get(field)
        if not found:
            return []
        return [(cell, meaning) for i, meaning in found if (cell := self.cell(i)).strip()]

    def text(self, field: Field) -> str | None:
        """Give the first text of a field that has one."""
        for cell, _meaning in self.filled(field):
            if text := cells.line(cell):
                return self.shortened(text, field)
        return None

    def shortened(self, text: str, what: Field, longest: int = LONGEST) -> str:
        if len(text) <= longest:
            return text
        self.problems.append(
            _("%(what)s: longer than %(most)s letters, cut there.", what=what.word, most=longest)
        )
        return text[:longest].rstrip()

    def name(self, given: str | None, family: str | None) -> str | None:
        whole = self.text(Field.NAME)
        if whole:
            return whole
        parts = [given, self.text(Field.MIDDLE), family, self.text(Field.SUFFIX)]
        joined = " ".join(part for part in parts if part) or self.text(Field.NICKNAME)
        return self.shortened(joined, Field.NAME) if joined else None

    def notes(self) -> str | None:
        parts = [cells.prose(cell) for cell, _meaning in self.filled(Field.NOTES)]
        for index, _meaning in self.reader.found.get(Field.REMARK, ()):
            remark = cells.line(self.cell(index))
            if remark.casefold() not in FALSE:
                parts.append(f"{self.reader.columns.header[index]}: {remark}")
        text = "\n".join(part for part in parts if part)
        return self.shortened(text, Field.NOTES, LONGEST_PROSE) or None

    def tags(self) -> tuple[str, ...]:
        written = [
            self.shortened(tag, Field.TAGS)
            for cell, _meaning in self.filled(Field.TAGS)
            for tag in cells.tags(cell, self.reader.own)
        ]
        return tuple({tag.casefold(): tag for tag in reversed(written)}.values())[::-1]

    # Ways to reach somebody

    def ways(self, field: Field, read: Callable[[str], list[str]]) -> tuple[Way, ...]:
        """Gather the values of a field with their labels, the preferred one first, none twice."""
        preferred: list[Way] = []
        others: list[Way] = []
        for cell, meaning in self.filled(field):
            label, first = self.label(meaning)
            ways = [Way(value, label) for part in self.values(cell) for value in read(part)]
            (preferred if first else others).extend(ways)
        return self.distinct(preferred + others, field)

    def values(self, cell: str) -> list[str]:
        """Take apart a cell with several values; our own exports give each a column."""
        return [cell] if self.reader.own else cells.values(cell)

    def label(self, meaning: Meaning) -> tuple[str | None, bool]:
        index = self.reader.label_of.get(meaning.group)
        cell = self.cell(index) if index is not None else ""
        text, first = (cells.line(cell), False) if self.reader.own else cells.label(cell)
        return self.shortened(text, Field.LABEL) or self.reader.labels[meaning.label], first

    def distinct(self, ways: list[Way], field: Field) -> tuple[Way, ...]:
        kept: dict[str, Way] = {}
        for way in ways:
            value = self.shortened(way.value, field, 5 * LONGEST)
            if value:
                kept.setdefault(value.casefold(), Way(value, way.label))
        return tuple(list(kept.values())[:MOST_VALUES])

    def addresses_in(self, cell: str) -> list[str]:
        good: list[str] = []
        for written in cells.emails(cell):
            email = cells.email(written)
            if email:
                good.append(email)
            else:
                self.problems.append(_("“%(text)s” is no e-mail address.", text=written[:LONGEST]))
        return good

    def numbers_in(self, cell: str) -> list[str]:
        region = self.reader.habits.region
        numbers = self.texts_in(cell) if self.reader.own else cells.phones(cell)
        return [cells.phone(number, region) or number for number in numbers]

    def texts_in(self, cell: str) -> list[str]:
        return [text] if (text := cells.line(cell)) else []

    def places(self) -> tuple[Way, ...]:
        """Put the parts of each address together, as one would write it on an envelope."""
        groups: dict[str, dict[Field, list[str]]] = {}
        labels: dict[str, tuple[str | None, bool]] = {}
        for field in PLACE:
            for cell, meaning in self.filled(field):
                parts = groups.setdefault(meaning.group, defaultdict(list))
                parts[field].append(cells.prose(cell))
                labels[meaning.group] = self.label(meaning)
        groups_in_order = sorted(groups, key=lambda group: not labels[group][1])
        return self.distinct(
            [Way(_envelope(groups[g]), labels[g][0]) for g in groups_in_order], Field.ADDRESS
        )

    # Days, numbers

    def dates(self) -> tuple[Occasion, ...]:
        found = [
            Occasion(_("Birthday"), *day)
            for cell, _meaning in self.filled(Field.BIRTHDAY)
            if (day := self.day(cell, Field.BIRTHDAY))
        ][:1]
        if not found and (birth := self.birth_in_parts()):
            found.append(Occasion(_("Birthday"), *birth))
        for cell, meaning in self.filled(Field.DATE):
            label = self.label(meaning)[0] or _("Important date")
            for part in self.values(cell):
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
            self.problems.append(
                _("%(what)s: “%(text)s” is no day.", what=field.word, text=cells.line(cell)[:50])
            )
            return None

    def date(self, field: Field) -> date | None:
        """Give a day that needs its year."""
        for cell, _meaning in self.filled(field):
            if day := self.day(cell, field):
                if day.year is not None:
                    return date(day.year, day.month, day.day)
                self.problems.append(
                    _("%(what)s: “%(text)s” lacks the year.", what=field.word, text=cell[:50])
                )
        return None

    def amount(self) -> Decimal | None:
        for cell, _meaning in self.filled(Field.VALUE):
            amount = cells.amount(cell)
            if amount is not None:
                return amount
            self.problems.append(
                _(
                    "%(what)s: “%(text)s” is no amount.",
                    what=Field.VALUE.word,
                    text=cells.line(cell)[:50],
                )
            )
        return None


PLACE = (
    Field.STREET,
    Field.ADDRESS,
    Field.PO_BOX,
    Field.CITY,
    Field.REGION,
    Field.POSTCODE,
    Field.COUNTRY,
)
BIRTH = (Field.BIRTH_YEAR, Field.BIRTH_MONTH, Field.BIRTH_DAY)


def _envelope(parts: dict[Field, list[str]]) -> str:
    """Write an address in lines; a formatted one is used where the street is not given apart."""
    whole = "\n".join(dict.fromkeys(parts.get(Field.ADDRESS, [])))
    first = parts.get(Field.STREET, []) or ([whole] if whole else [])
    town = " ".join(parts.get(Field.POSTCODE, []) + parts.get(Field.CITY, []))
    rest = [*parts.get(Field.PO_BOX, []), town, *parts.get(Field.REGION, [])]
    lines = [*first, *rest, *parts.get(Field.COUNTRY, [])]
    if whole and not parts.get(Field.STREET):
        lines = [whole, *(line for line in lines[1:] if line not in whole)]
    return "\n".join(line for line in lines if line)


def _first(ways: tuple[Way, ...]) -> str | None:
    return ways[0].value if ways else None
