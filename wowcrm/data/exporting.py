"""Clients out: all of them as CSV, a thousand at a time, readable by ourselves and by Google."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import DetailKind, Tag, client_tags
from wowcrm.data.cells import Day
from wowcrm.data.columns import OWN_ID, REFERRED_BY
from wowcrm.data.formulas import guard
from wowcrm.data.habits import Habits
from wowcrm.data.matching import CLIENTS, DATES, DETAILS
from wowcrm.data.numbers import mark_of, number_of
from wowcrm.db import db, reading
from wowcrm.levels.level import ServiceLevel
from wowcrm.referrals.models import Referral
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
    DetailKind.EMAIL: "E-mail {} - Label,E-mail {} - Value",
    DetailKind.PHONE: "Phone {} - Label,Phone {} - Value",
    DetailKind.ADDRESS: "Address {} - Label,Address {} - Formatted",
    DetailKind.WEBSITE: "Website {} - Label,Website {} - Value",
    "event": "Event {} - Label,Event {} - Value",
}
BOM = "\ufeff"

# No column is read that is not written: each costs, ten thousand times.
CLIENT = [
    CLIENTS.c.id,
    CLIENTS.c.name,
    CLIENTS.c.given,
    CLIENTS.c.family,
    CLIENTS.c.organisation,
    CLIENTS.c.job_title,
    CLIENTS.c.client_since,
    CLIENTS.c.found_us_by,
    CLIENTS.c.value,
    CLIENTS.c.level,
    CLIENTS.c.notes,
    CLIENTS.c.archived_on,
]
DETAIL = [DETAILS.c[name] for name in ("client_id", "kind", "label", "value", "key")]
DATE = [DATES.c[name] for name in ("client_id", "label", "month", "day", "year")]


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
    trader_id, mark = trader.id, mark_of(trader)
    widths = _widths(trader_id, only)
    if dialect.bom:
        yield BOM
    yield _written([_header(widths)], dialect)
    last = 0
    while rows := _rows(trader_id, last, only):
        last = rows[-1].id
        yield _written(_cells(rows, widths, mark), dialect)


def _written(rows: Iterable[Sequence[str]], dialect: Dialect) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return file.getvalue()


def _header(widths: dict[str, int]) -> list[str]:
    numbered = [
        name.format(number)
        for group, names in GROUPS.items()
        for number in range(1, widths[group] + 1)
        for name in names.split(",")
    ]
    return [*FIXED, *numbered]


def _widths(trader_id: int, only: Sequence[int] | None) -> dict[str, int]:
    """Count the most e-mails, phones and so on that one client has; at least one of each."""
    widths: dict[str, int] = dict.fromkeys(GROUPS, 1)
    for table, group in ((DETAILS, DETAILS.c.kind), (DATES, sa.literal("event"))):
        mine = table.join(CLIENTS, CLIENTS.c.id == table.c.client_id)
        counts = (
            sa.select(group.label("kind"), sa.func.count().label("many"))
            .select_from(mine)
            .where(CLIENTS.c.trader_id == trader_id, _among(only))
            .group_by(table.c.client_id, "kind")
            .subquery()
        )
        most = sa.func.max(counts.c.many).label("most")
        for row in _read(sa.select(counts.c.kind, most).group_by(counts.c.kind)):
            widths[row.kind] = max(widths[row.kind], row.most)
    return widths


def _rows(trader_id: int, last: int, only: Sequence[int] | None) -> Sequence[sa.Row[Any]]:
    mine = sa.select(*CLIENT).where(CLIENTS.c.trader_id == trader_id, CLIENTS.c.id > last)
    return _read(mine.where(_among(only)).order_by(CLIENTS.c.id).limit(AT_ONCE))


def _among(only: Sequence[int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if only is None else CLIENTS.c.id.in_(only)


def _read(query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    """Ask on a connection of its own: a download is slow, and must not hold a transaction open."""
    with reading(), db.engine.connect() as connection:
        return connection.execute(query).all()


def _cells(rows: Sequence[sa.Row[Any]], widths: dict[str, int], mark: str) -> Iterator[list[str]]:
    ids = [row.id for row in rows]
    pairs = _details(ids)
    birthdays = _dates(ids, pairs)
    tags = _tags(ids)
    senders = _senders(ids)
    levels = {level: level.short for level in ServiceLevel}
    for row in rows:
        fixed = [
            number_of(mark, row.id),
            row.name,
            row.given,
            row.family,
            row.organisation,
            row.job_title,
            row.client_since,
            row.found_us_by,
            senders.get(row.id),
            None if row.value is None else f"{row.value:.2f}",
            levels[row.level],
            " ::: ".join(tags[row.id]),
            birthdays.get(row.id),
            row.notes,
            row.archived_on,
        ]
        numbered: list[str] = []
        for group, width in widths.items():
            found = pairs[row.id, group]
            numbered += [cell for pair in found for cell in pair] + [""] * 2 * (width - len(found))
        yield ["" if cell is None else str(cell) for cell in fixed] + numbered


Pairs = dict[tuple[int, str], list[tuple[str, str]]]


def _details(ids: Sequence[int]) -> Pairs:
    """Gather labels and values by client and kind."""
    found: Pairs = defaultdict(list)
    for row in _read(sa.select(*DETAIL).where(DETAILS.c.client_id.in_(ids)).order_by(DETAILS.c.id)):
        found[row.client_id, row.kind].append((row.label or "", _value(row)))
    return found


def _value(row: sa.Row[Any]) -> str:
    # A phone that was understood is written so that any country's telephone understands it.
    understood = row.kind is DetailKind.PHONE and row.key.startswith("+")
    return row.key if understood and "ext" not in row.value else row.value


def _dates(ids: Sequence[int], pairs: Pairs) -> dict[int, str]:
    """Give each client's birthday; the other dates join the pairs as events."""
    birthdays: dict[int, str] = {}
    for row in _read(sa.select(*DATE).where(DATES.c.client_id.in_(ids)).order_by(DATES.c.id)):
        written = _day(Day(row.month, row.day, row.year))
        if row.label == _("Birthday") and row.client_id not in birthdays:
            birthdays[row.client_id] = written
        else:
            pairs[row.client_id, "event"].append((row.label, written))
    return birthdays


def _day(day: Day) -> str:
    if day.year is None:
        return f"--{day.month:02}-{day.day:02}"
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = (
        sa.select(client_tags.c.client_id, Tag.name)
        .join(Tag, Tag.id == client_tags.c.tag_id)
        .where(client_tags.c.client_id.in_(ids))
        .order_by(Tag.key)
    )
    for row in _read(query):
        found[row.client_id].append(row.name)
    return found


def _senders(ids: Sequence[int]) -> dict[int, str]:
    """Name the client who first sent each of these."""
    query = (
        sa.select(Referral.client_id, CLIENTS.c.name)
        .join(CLIENTS, CLIENTS.c.id == Referral.referrer_id)
        .where(Referral.client_id.in_(ids), Referral.became_client_on.is_not(None))
        .order_by(Referral.id.desc())
    )
    return {row.client_id: row.name for row in _read(query)}
