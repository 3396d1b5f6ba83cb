"""Values of rows as plain JSON, and back as their columns want them.

The same words serve the trash, the history and backups; so a row can wait anywhere, and come back
into SQLite as well as into PostgreSQL.
"""

import binascii
import enum
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from wowcrm.db import Money

Plain = dict[str, Any]

LEAST, MOST = -(2**63), 2**63 - 1
"""Numbers that a column holds."""


class NotPlain(ValueError):
    """A value is not what its column holds."""


def plain(value: Any) -> Any:
    """Write a value so that JSON can hold it."""
    match value:
        case enum.Enum():
            return value.value
        case Decimal():
            return str(value)
        case datetime():
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
            return moment.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return b64encode(value).decode()
        case _:
            return value


def freeze(row: Mapping[str, Any]) -> Plain:
    """Write a row as plain values, by the names of its columns."""
    return {str(name): plain(value) for name, value in row.items()}


def thaw(table: sa.Table, frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Read a row of a table back; columns that the table has no more are passed over."""
    return {
        name: rich(table.c[name], value) for name, value in frozen.items() if name in table.columns
    }


def rich(column: sa.ColumnElement[Any], value: Any) -> Any:
    """Read a value back as its column wants it; raise NotPlain."""
    return None if value is None else reader_of(column.type)(value)


def reader_of(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    """Return how values of a column's type are read again; they raise NotPlain."""
    if isinstance(kind, sa.JSON):
        # Nothing is the database's NULL, not JSON's word for it.
        return lambda value: sa.null() if value is None else value
    read = _reader(kind)

    def typed(value: Any) -> Any:
        if value is None:
            return None
        try:
            return read(value)
        except (ValueError, TypeError, InvalidOperation, binascii.Error) as error:
            raise NotPlain(f"{value!r:.40} is no {kind!r}") from error

    return typed


def _reader(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, Money):
        return Decimal
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    try:
        wanted = kind.python_type
    except NotImplementedError:
        return lambda value: value
    return READERS.get(wanted, lambda value: _just(wanted, value))


def _just(wanted: type, value: Any) -> Any:
    """Take a value only as what it is: SQLite would keep a word where a number belongs."""
    if type(value) is not wanted:
        raise TypeError(f"{type(value).__name__} instead of {wanted.__name__}")
    if isinstance(value, int) and not LEAST <= value <= MOST:
        raise ValueError("no database holds such a number")
    if isinstance(value, str):
        value.encode()  # JSON can name halves of letters, which are no letters.
    return value


READERS: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    bytes: lambda value: b64decode(value, validate=True),
    float: float,
}
