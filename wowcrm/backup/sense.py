"""What a database takes, and no page could live with: looked for where the rows are."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import shape_of
from wowcrm.db import Base
from wowcrm.traders.places import is_place


def nonsense(connection: sa.Connection) -> Iterator[str]:
    """Say which columns hold words that they do not know, or lists where names belong.

    The tables are those of this version.
    """
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            wrong = _wrong(connection, column)
            if wrong is not None and connection.scalar(_any(column, wrong)) is not None:
                yield f"{table.name}.{column.name} holds what it cannot hold"
    yield from _nowhere(connection)


def _any(column: "sa.Column[Any]", wrong: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.literal(1)).select_from(column.table).where(wrong).limit(1)


def _wrong(connection: sa.Connection, column: "sa.Column[Any]") -> sa.ColumnElement[bool] | None:
    """Choose the rows whose value is not one of those that the column knows."""
    kind = column.type
    if isinstance(kind, sa.Enum) and kind.enums:
        return sa.type_coerce(column, sa.String).not_in(kind.enums)
    if isinstance(kind, sa.JSON):
        name = "json_type" if connection.dialect.name == "sqlite" else "json_typeof"
        nothing = ["null"] if column.nullable else []
        shape = "array" if shape_of(column) is list else "object"
        told: sa.ColumnElement[str] = getattr(sa.func, name)(column)
        return sa.type_coerce(told, sa.String).not_in([shape, *nothing])
    return None


def _nowhere(connection: sa.Connection) -> Iterator[str]:
    for place in connection.execute(sa.text("SELECT timezone, locale, currency FROM traders")):
        if not is_place(*place):
            yield "traders holds a place that is none"
