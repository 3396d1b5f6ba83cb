"""Thousands of rows at once: tuples straight to the driver."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from wowcrm.db import db

Bind = Callable[[Any], Any]


class Rows:
    """An INSERT whose values are given in the order of `columns`, with what is `always` the same.

    Columns left out have their defaults. What a column's type makes of a value is worked out once
    a value, not once a row; what is the same in all rows stands in the statement.
    """

    def __init__(self, table: sa.Table, *columns: str, **always: Any) -> None:
        self.table = table
        self.dialect = db.engine.dialect
        same = {**_defaults(table, {*columns, *always}), **always}
        mark = "?" if self.dialect.paramstyle == "qmark" else "%s"
        names = ", ".join([*columns, *same])
        values = ", ".join([*[mark] * len(columns), *map(self._written, same, same.values())])
        self.sql = f"INSERT INTO {table.name} ({names}) VALUES ({values})"
        binds = [self._bind(name) for name in columns]
        self.binds = [(place, bind) for place, bind in enumerate(binds) if bind]

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        if self.binds:
            columns: list[Any] = list(zip(*rows, strict=True))
            for place, bind in self.binds:
                if columns[place].count(None) < len(rows):
                    columns[place] = map(bind, columns[place])
            rows = list(zip(*columns, strict=True))
        db.session.connection().exec_driver_sql(self.sql, rows)

    def numbers(self, count: int) -> Sequence[int]:
        """Take the next numbers for rows to come."""
        if self.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(self.table.name, "id")
            each = sa.func.generate_series(1, count).table_valued("each")
            return db.session.scalars(sa.select(sa.func.nextval(sequence)).select_from(each)).all()
        # Nobody else writes to SQLite while we do.
        # SQLite writes down the last number that it gave, so that none is given twice: whoever had
        # it may lie in the trash.
        given = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last = db.session.scalar(given, {"table": self.table.name}) or 0
        return range(last + 1, last + 1 + count)

    def _bind(self, name: str) -> Bind | None:
        type_ = self.table.c[name].type.dialect_impl(self.dialect)
        bind = type_.bind_processor(self.dialect)
        return lru_cache(maxsize=1024)(bind) if bind else None

    def _written(self, name: str, value: Any) -> str:
        """Write a value as SQL does."""
        column = self.table.c[name]
        written = sa.literal(value, column.type).compile(
            dialect=self.dialect, compile_kwargs={"literal_binds": True}
        )
        return str(written)


def _defaults(table: sa.Table, told: set[str]) -> dict[str, Any]:
    """Give what the columns have that are not told."""
    defaults: dict[str, Any] = {
        column.name: column.default
        for column in table.columns
        if column.default is not None and column.name not in told
    }
    return {
        name: default.arg(None) if default.is_callable else default.arg
        for name, default in defaults.items()
    }


@contextmanager
def unswept() -> Iterator[None]:
    """Keep the garbage collector away for a moment.

    A thousand rows are many objects and no cycles: they go when they are let go. The collector
    would look for garbage among them, and then through the whole application, for longer than
    the rows take.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


ROOMY, USUAL = -12_000, -2_000
"""KiB of pages that SQLite keeps at hand, as it counts them."""


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite keep more pages at hand for a while.

    A thousand clients touch a thousand places of their indexes, and would each time be read again.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size = {ROOMY}")
    yield
    connection.exec_driver_sql(f"PRAGMA cache_size = {USUAL}")
