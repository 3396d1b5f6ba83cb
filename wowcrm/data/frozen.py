"""Rows of any table as plain values that JSON holds, and back again, exactly."""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from wowcrm.db import Money, UtcDateTime

Plain = dict[str, Any]


def freeze(row: Mapping[str, Any]) -> Plain:
    """Write a row as plain values, by the names of its columns."""
    return {str(name): plain(value) for name, value in row.items()}


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):  # A moment is a day, too.
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def thaw(table: sa.Table, frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Read a row of a table back; columns that the table has no more are passed over."""
    return {
        name: rich(table.c[name], value) for name, value in frozen.items() if name in table.columns
    }


def rich(column: sa.ColumnElement[Any], value: Any) -> Any:
    if value is None:
        return None
    for kind, read in READERS:
        if isinstance(column.type, kind):
            return read(value)
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    return value


READERS: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (Money, Decimal),
    (UtcDateTime, datetime.fromisoformat),
    (sa.Date, date.fromisoformat),
    (sa.Time, time.fromisoformat),
    (sa.LargeBinary, base64.b64decode),
)
