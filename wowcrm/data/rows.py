"""How a row of a sheet becomes a candidate.

A `Reader` is a mapping ready for use: it knows for one sheet which cells hold what, and asks of
each row only for that. Columns recognised by themselves and columns that the trader names by hand
make the same `Columns`, so it reads both; another kind of source needs another reader that gives
candidates, and everything behind them stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from wowcrm.data import cells, ways
from wowcrm.data.candidates import Candidate
from wowcrm.data.columns import Columns, Meaning
from wowcrm.data.formulas import unguard
from wowcrm.data.habits import Habits
from wowcrm.data.reading import Line
from wowcrm.data.row import BIRTH, LONGEST, LONGEST_PROSE, Found, Row, Words
from wowcrm.data.synonyms import LABEL_WORDS, Field
from wowcrm.data.targets import Extra

DAYS = (Field.BIRTHDAY, Field.DATE, Field.CLIENT_SINCE)


class Reader:
    """Turns the rows of one sheet into candidates."""

    def __init__(
        self,
        columns: Columns,
        habits: Habits,
        sample: Iterable[Sequence[str]] = (),
        *,
        extras: Mapping[str, Extra] | None = None,
        day_first: bool | None = None,
        is_cards: bool = False,
    ) -> None:
        self.columns = columns
        self.width = len(columns.header)
        self.names = [
            name or _("Column %(number)s", number=place + 1)
            for place, name in enumerate(columns.header)
        ]
        self.own = columns.source == "WowCRM"
        self.whole = self.own or is_cards
        """Whether a cell holds one value; elsewhere three colons may divide it."""
        self.guarded = not is_cards
        self.words = Words()
        self.extras = extras or {}
        self.found = _found(columns)
        self.out = [place for place, meaning in enumerate(columns.meanings) if meaning is None]
        learnt = self._learn(habits, list(sample))
        self.habits = learnt if day_first is None else replace(learnt, day_first=day_first)
        self.may_spare = any(len(self.found[field]) > 1 for field in SINGLE) or bool(
            self.found[Field.NICKNAME]
        )
        self.takes = [
            (name, make(self))
            for name, make, fields in TAKES
            if any(map(self.found.get, fields)) or (name == "notes" and self.may_spare)
        ]

    @property
    def used_extras(self) -> list[Extra]:
        """List the places of other concepts of which this sheet speaks."""
        return [self.extras[key] for key in {at.group: 0 for at in self.found[Field.EXTRA]}]

    def candidate(self, line: Line) -> Candidate:
        """Say what a row tells about a client."""
        number, row = line
        if len(row) > self.width and any(row[self.width :]):
            return Candidate(number, unusable=self.words.shifted)
        if len(row) < self.width:
            row = row + [""] * (self.width - len(row))
        if self.guarded and "'" in "".join(row):
            row = [unguard(cell) for cell in row]
        reading = Row(self, row)
        found: dict[str, Any] = {}
        for key, take in self.takes:
            # A value of nothing at all is worth nothing, and is told all the same.
            if (told := take(reading)) or told == 0:
                found[key] = told
        name = found.pop("name", None) or reading.joined_name(
            found.get("given"), found.get("family")
        )
        if self.may_spare:
            reading.spare_names(name)
            if notes := reading.notes():
                found["notes"] = notes
        called = name or found.get("organisation") or _first(found)
        candidate = Candidate(number, called or "", **found)
        candidate.named = bool(name or candidate.organisation)
        candidate.problems = tuple(reading.problems)
        if reading.faults:
            candidate.faults = tuple(reading.faults.items())
        if self.out:
            candidate.left_out = tuple(place for place in self.out if row[place].strip())
        if reading.said or candidate.left_out:
            candidate.said = self._said(reading, candidate.left_out)
        if not called:
            candidate.unusable = self.words.nobody
            candidate.faults = self._wanted(row)
        return candidate

    def _said(self, row: Row, left_out: tuple[int, ...]) -> tuple[str, ...]:
        if not left_out or self.own:
            return tuple(row.said)
        what = ", ".join(self.names[place] for place in left_out)
        return (*row.said, self.words.left_out % {"what": what})

    def _wanted(self, row: list[str]) -> tuple[tuple[int, str], ...]:
        """Name the cells of which one would tell who this is."""
        places = [
            at.place
            for field in (Field.NAME, Field.GIVEN, Field.ORGANISATION, Field.EMAIL, Field.PHONE)
            for at in self.found[field][:1]
        ]
        return tuple((place, row[place]) for place in places)

    def _learn(self, habits: Habits, sample: Sequence[Sequence[str]]) -> Habits:
        """Look how this file writes its days: 3/12 may be March or December."""
        columns = [column.place for field in DAYS for column in self.found[field]]
        written = [row[i] for row in sample for i in columns if i < len(row)]
        shown = cells.day_first(written)
        return habits if shown is None else replace(habits, day_first=shown)


def _found(columns: Columns) -> dict[Field, list[Found]]:
    """Sort the columns by what they hold, each with where its label comes from."""
    meanings = [meaning.label if meaning else "" for meaning in columns.meanings]
    meant = [(i, meaning) for i, meaning in enumerate(columns.meanings) if meaning]
    labels = {meaning.group: i for i, meaning in meant if meaning.field is Field.LABEL}
    found: dict[Field, list[Found]] = {field: [] for field in Field}
    for index, meaning in meant:
        found[meaning.field].append(
            Found(index, meaning.group, _word(meaning), labels.get(meaning.group))
        )
    # A number that nobody answers is no number to begin with.
    found[Field.PHONE].sort(key=lambda at: meanings[at.place] == "fax")
    return found


def _word(meaning: Meaning) -> str | None:
    return str(LABEL_WORDS[meaning.label]) if meaning.label else None


Take = Callable[[Row], Any]


def _text(field: Field) -> Callable[[Reader], Take]:
    """Read one field; of a sheet where one column holds it, without looking for others."""

    def make(reader: Reader) -> Take:
        if len(reader.found[field]) > 1:
            return lambda row: row.text(field)
        place = reader.found[field][0].place

        def take(row: Row) -> str:
            text = cells.line(row.cells[place])
            return text if len(text) <= LONGEST else row.shortened(text, field)

        return take

    return make


def _notes(reader: Reader) -> Take:
    if reader.may_spare:
        return lambda _row: None  # They come last, when everything else has been told.
    if len(reader.found[Field.NOTES]) != 1 or reader.found[Field.REMARK]:
        return Row.notes
    place = reader.found[Field.NOTES][0].place

    def take(row: Row) -> str:
        return row.shortened(cells.prose(row.cells[place]), Field.NOTES, LONGEST_PROSE)

    return take


SINGLE = (
    Field.NAME,
    Field.GIVEN,
    Field.FAMILY,
    Field.ORGANISATION,
    Field.JOB_TITLE,
    Field.FOUND_US_BY,
    Field.CLIENT_SINCE,
    Field.BIRTHDAY,
    Field.VALUE,
    Field.EXTRA,
)
"""Fields of which a client has one; what more columns say goes into the notes."""


def _date(field: Field) -> Callable[[Reader], Take]:
    return lambda _reader: lambda row: row.date(field)


def _plainly(take: Take) -> Callable[[Reader], Take]:
    return lambda _reader: take


def _first(found: dict[str, Any]) -> str | None:
    for kind in ("emails", "phones"):
        if kind in found:
            return str(found[kind][0].value)
    return None


TAKES: tuple[tuple[str, Callable[[Reader], Take], tuple[Field, ...]], ...] = (
    ("given", _text(Field.GIVEN), (Field.GIVEN,)),
    ("family", _text(Field.FAMILY), (Field.FAMILY,)),
    ("organisation", _text(Field.ORGANISATION), (Field.ORGANISATION,)),
    ("emails", _plainly(ways.emails), (Field.EMAIL,)),
    ("phones", _plainly(ways.phones), (Field.PHONE,)),
    ("name", _text(Field.NAME), (Field.NAME,)),
    ("job_title", _text(Field.JOB_TITLE), (Field.JOB_TITLE,)),
    ("addresses", _plainly(ways.places), ways.PLACE),
    ("websites", _plainly(ways.websites), (Field.WEBSITE,)),
    ("dates", _plainly(Row.dates), (Field.BIRTHDAY, Field.DATE, *BIRTH)),
    ("tags", _plainly(Row.tags), (Field.TAGS,)),
    ("notes", _notes, (Field.NOTES, Field.REMARK)),
    ("client_since", _date(Field.CLIENT_SINCE), (Field.CLIENT_SINCE,)),
    ("found_us_by", _text(Field.FOUND_US_BY), (Field.FOUND_US_BY,)),
    ("value", _plainly(Row.amount), (Field.VALUE,)),
    ("archived_on", _date(Field.ARCHIVED_ON), (Field.ARCHIVED_ON,)),
    ("number", _text(Field.ID), (Field.ID,)),
    ("extras", _plainly(Row.extras), (Field.EXTRA,)),
)
"""What a candidate has, how a row tells it, and the fields that hold it; in the order of problems."""
