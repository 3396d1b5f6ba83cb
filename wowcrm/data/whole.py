"""Everything of a trader, read from the file that `everything` wrote, and nothing of it believed.

It may have been made by hand: each value is looked at as its column wants it, each number that
points at a row must be of a row in the same file, and whose it says it is does not matter.
"""

import json
import math
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm import versions
from wowcrm.belonging import shape_of
from wowcrm.clients.models import client_tags
from wowcrm.data.everything import HEAVY, NOT_TOLD, SECRET
from wowcrm.data.everything import models as owned
from wowcrm.plain import NotPlain, reader_of
from wowcrm.traders.models import Trader
from wowcrm.traders.places import is_place
from wowcrm.trash.models import Trashed

HEAD = {"format", "version", "trader"}
TRADER = cast(sa.Table, Trader.__table__)
OWN = {"id", "email"}
"""Columns of the trader that stay as they are here: who signs in."""
PLACE = cast(sa.Table, Trashed.__table__).c.place
"""Where one is led from the trash: never away from this site."""
LARGEST = 2**31
MOST_DAYS = 36_500
MOST_MONEY = Decimal(10) ** 13
MONTHS, DAYS = range(1, 13), range(1, 32)

Values = dict[str, Any]


class NotOurs(Exception):
    """It cannot be brought in; the message says why."""


@dataclass(frozen=True)
class Whole:
    trader: Values
    rows: dict[str, list[Values]]
    """Ready to be inserted, by table; parents first."""
    files: int
    """Files that it tells of; what is in them does not stand in it."""


def read_whole(content: bytes) -> Whole:
    """Read such a file; raise NotOurs for anything else."""
    told = _told(content)
    tables = [cast(sa.Table, model.__table__) for model in owned()] + [client_tags]
    wanted = {table.name for table in tables} | HEAD
    if not isinstance(told, dict) or told.get("format") != "WowCRM":
        raise NotOurs(_("This is no file of everything from a WowCRM."))
    if told.get("version") != versions.wanted():
        raise NotOurs(
            _(
                "It was written by another version of WowCRM than this one. Bring both to the same"
                " version, or take a backup there and restore it here: that reads earlier versions."
            )
        )
    if told.keys() != wanted:
        raise _damaged(", ".join(sorted(told.keys() ^ wanted))[:80])
    trader = _trader(told["trader"])
    rows = {table.name: list(_rows(table, told[table.name])) for table in tables}
    _see_links(tables, rows, told["trader"].get("id"))
    files = _leave_files(rows)
    return Whole(trader, rows, files)


def _told(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotOurs(_("This file is not whole, or no JSON.")) from error


def _damaged(where: str) -> NotOurs:
    return NotOurs(_("It is damaged, or was changed by hand: %(where)s.", where=where))


def _trader(told: Any) -> Values:
    columns = [column for column in TRADER.columns if column.name not in NOT_TOLD]
    row = _typed(TRADER, columns, told)
    day_counts = [row[c.name] for c in columns if isinstance(c.type, sa.Integer) and c.name != "id"]
    sound = all(each is None or 0 <= each <= MOST_DAYS for each in day_counts)
    if not sound or not is_place(row["timezone"], row["locale"], row["currency"]):
        raise _damaged("traders")
    return {name: value for name, value in row.items() if name not in OWN}


def _rows(table: sa.Table, told: Any) -> Iterator[Values]:
    if not isinstance(told, list):
        raise _damaged(table.name)
    columns = [column for column in table.columns if _goes_along(table, column)]
    for row in told:
        typed = _typed(table, columns, row)
        for column in table.columns:
            if column.name in SECRET:
                typed[column.name] = None if column.nullable else secrets.token_hex(32)
        yield typed


def _goes_along(table: sa.Table, column: "sa.Column[Any]") -> bool:
    return column.name not in SECRET and (table.name, column.name) not in HEAVY


def _typed(table: sa.Table, columns: list["sa.Column[Any]"], told: Any) -> Values:
    if not isinstance(told, dict) or told.keys() != {column.name for column in columns}:
        raise _damaged(table.name)
    typed = {}
    for column in columns:
        value = told[column.name]
        if value is None and not column.nullable:
            raise _damaged(f"{table.name}.{column.name}")
        try:
            typed[column.name] = _reader(column)(value)
        except NotPlain as error:
            raise _damaged(f"{table.name}.{column.name}") from error
        if value is not None and not _sound(column, typed[column.name]):
            raise _damaged(f"{table.name}.{column.name}")
    return typed


@cache
def _reader(column: "sa.Column[Any]") -> Callable[[Any], Any]:
    return reader_of(column.type)


def _sound(column: "sa.Column[Any]", value: Any) -> bool:
    """Whether either database can hold a value, and pages can live with it."""
    if isinstance(column.type, sa.JSON):
        return isinstance(value, shape_of(column)) and _is_text(value)
    match value:
        case bool():
            return True
        case int():
            place = {"month": MONTHS, "day": DAYS}.get(column.name)
            key = bool(column.foreign_keys) or column.primary_key
            return (value > 0 or not key) and abs(value) < LARGEST and (not place or value in place)
        case float():
            return math.isfinite(value)
        case Decimal():
            return value.is_finite() and abs(value) < MOST_MONEY
        case datetime():
            return value.tzinfo is not None
        case str():
            return _is_text(value) and (column is not PLACE or _is_here(value))
    return True


def _is_text(value: Any) -> bool:
    """Whether all words in it can be kept: PostgreSQL keeps no NUL, and halves of letters are none."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return "\\u0000" not in json.dumps(value).replace("\\\\", "")
    except (ValueError, RecursionError):
        return False


def _is_here(place: str) -> bool:
    return place.startswith("/") and not place.startswith(("//", "/\\"))


def _see_links(tables: list[sa.Table], rows: dict[str, list[Values]], trader_id: Any) -> None:
    """See that rows point at rows of this file, and that all of them are one trader's."""
    numbers = {name: {row.get("id") for row in those} for name, those in rows.items()}
    for table in tables:
        if "id" in table.c and len(numbers[table.name]) != len(rows[table.name]):
            raise _damaged(table.name)
        for key in table.foreign_keys:
            of, column = key.column.table.name, key.parent.name
            there = {trader_id} if of == "traders" else numbers[of]
            if any(
                row[column] is not None and row[column] not in there for row in rows[table.name]
            ):
                raise _damaged(f"{table.name}.{column}")


def _leave_files(rows: dict[str, list[Values]]) -> int:
    """Leave out the rows of files, those in the trash too: what is in them is not here."""
    number = len(rows["attachments"])
    rows["attachments"] = []
    for trashed in rows["trashed"]:
        kept = trashed["content"].get("rows", {})
        if not isinstance(kept, dict) or not all(isinstance(each, list) for each in kept.values()):
            raise _damaged("trashed.content")
        number += len(kept.pop("attachments", ()))
    return number
