"""Clients out: all of them as CSV, a thousand at a time, readable by ourselves and by Google."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from wowcrm.clients.models import DetailKind
from wowcrm.custom_fields.models import FieldKind
from wowcrm.data.besides import Besides
from wowcrm.data.cells import apart
from wowcrm.data.columns import OWN_ID, REFERRED_BY
from wowcrm.data.formulas import BEGINNINGS, guard
from wowcrm.data.gathering import EVENT, Gathered, Gathering, Own
from wowcrm.data.habits import Habits
from wowcrm.data.lines import Lines
from wowcrm.data.numbers import NumberOf, mark_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.traders.models import Trader

AT_ONCE = 1000

# Names of columns are no words of the page: a file must be read again in any language.
FIXED = (
    OWN_ID,
    "Name",
    "Given name",
    "Family name",
    "Organisation",
    "Job title",
    "Client since",
    "Found us by",
    REFERRED_BY,
    "Worth in a year",
    "Level",
    "Tags",
    "Birthday",
    "Notes",
    "Put away on",
)
GROUPS = {
    DetailKind.EMAIL.value: "E-mail {} - Label,E-mail {} - Value",
    DetailKind.PHONE.value: "Phone {} - Label,Phone {} - Value",
    DetailKind.ADDRESS.value: "Address {} - Label,Address {} - Formatted",
    DetailKind.WEBSITE.value: "Website {} - Label,Website {} - Value",
    EVENT: "Event {} - Label,Event {} - Value",
}
WISHES = (
    "In touch at least every (days)",
    "In touch at most (times)",
    "In touch at most (within days)",
)
"""How often a client wants to hear from the trader; they stand after the pairs."""
OWN_FIELD = re.compile(rf"Own field: (.+) \(({'|'.join(FieldKind)})\)", re.DOTALL)
BOM = "\ufeff"


def own_header(name: str, kind: FieldKind) -> str:
    """Name the column of one of the trader's own fields, so that it can be made again of its name."""
    return f"Own field: {name} ({kind.value})"


def own_of(header: str) -> tuple[str, FieldKind] | None:
    """Read such a name of a column."""
    found = OWN_FIELD.fullmatch(header.strip())
    return (found[1], FieldKind(found[2])) if found else None


@dataclass(frozen=True)
class Dialect:
    """How the file is written: as RFC 4180 says, or as the trader's spreadsheet expects it."""

    separator: str = ","
    bom: bool = False

    @classmethod
    def for_excel(cls, trader: Trader) -> "Dialect":
        return cls(Habits.of(trader.timezone, trader.today()).separator, bom=True)


def export(
    trader: Trader, dialect: Dialect | None = None, only: Sequence[int] | None = None
) -> Iterator[str]:
    """Write all clients of a trader, piece by piece; memory does not grow with their number.

    `only` chooses some of them by their numbers.
    """
    dialect = dialect or Dialect()
    gathering = Gathering(trader.id, only, birthday=_("Birthday"))
    besides = Besides(trader.id)
    layout = Layout(NumberOf(mark_of(trader)), gathering.widths(), gathering.fields, besides.header)
    lines = Lines(dialect.separator)
    if dialect.bom:
        yield BOM
    yield lines.written([layout.header])

    def write(some: Gathered) -> str:
        return lines.written(layout.rows(some, besides.of([row[0] for row in some.clients])))

    yield from gathering.pieces(AT_ONCE, write)


class Layout:
    """Where everything stands in a row: fixed columns, then as many pairs as anybody has."""

    def __init__(
        self,
        number_of: NumberOf,
        widths: dict[str, int],
        fields: Sequence[Own] = (),
        besides: Sequence[str] = (),
    ) -> None:
        self.number_of = number_of
        self.levels = {level.value: level.short for level in ServiceLevel}
        self.header = [*FIXED]
        self.begins: dict[str, int] = {}
        """Where the pairs of each kind begin."""
        for group, width in widths.items():
            self.begins[group] = len(self.header)
            for number in range(1, width + 1):
                self.header += GROUPS[group].format(number, number).split(",")
        self.wishes = len(self.header)
        self.header += WISHES
        self.fields = {field.id: len(self.header) + place for place, field in enumerate(fields)}
        self.header += [own_header(field.name, field.kind) for field in fields]
        self.besides = len(self.header)
        self.header += besides
        self.blank: list[str | None] = [None] * (len(self.header) - len(FIXED))

    def rows(
        self, gathered: Gathered, besides: Sequence[Mapping[int, str]] = ()
    ) -> Iterator[list[str]]:
        """Lay out each client, harmless for a spreadsheet."""
        for cells in self._cells(gathered, besides):
            yield [guard(cell) if cell and cell[0] in BEGINNINGS else cell or "" for cell in cells]

    def _cells(
        self, gathered: Gathered, besides: Sequence[Mapping[int, str]]
    ) -> Iterator[list[str | None]]:
        clients, pairs, birthdays, tags, senders, told = gathered
        for id, worth, level, notes, away, every, times, within, *columns in clients:
            cells = [
                self.number_of(id),
                *columns,
                senders.get(id),
                None if worth is None else money_cell(worth),
                self.levels[level],
                " ::: ".join(map(apart, tags[id])) if id in tags else None,
                birthdays.get(id),
                notes,
                away,
                *self.blank,
            ]
            if id in pairs:
                place = self.begins.copy()
                for kind, label, value in pairs[id]:
                    at = place[kind]
                    cells[at], cells[at + 1] = label, value
                    place[kind] = at + 2
            if every or times or within:
                for column, number in enumerate((every, times, within), self.wishes):
                    cells[column] = None if number is None else str(number)
            if id in told:
                for field_id, text in told[id].items():
                    cells[self.fields[field_id]] = text
            for column, words in enumerate(besides, self.besides):
                cells[column] = words.get(id)
            yield cells


def money_cell(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02}"
