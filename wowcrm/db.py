"""The database: the typed base of all models, their column types, and who only reads."""

import enum
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from wowcrm.traders.models import Trader

NEVER = date.max
"""The day that never comes: `level_until` of a level that time alone does not change."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment: aware in, aware (UTC) out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(sa.types.TypeDecorator[Decimal]):
    """An amount in the trader's currency, kept as whole hundredths so that sums are exact."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int((Decimal(value) * 100).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy declares it as an instance attribute
        datetime: UtcDateTime,
        Decimal: Money,
        enum.StrEnum: sa.Enum(
            enum.Enum,
            native_enum=False,
            length=20,
            values_callable=lambda members: [member.value for member in members],
        ),
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
    }


@event.listens_for(sa.Table, "before_create")
def _give_no_number_twice(table: sa.Table, _connection: Connection, **_told: object) -> None:
    """Have SQLite count on when the newest row is deleted, as PostgreSQL does.

    Otherwise the next row would get its number, and with it whatever still names it: lines of
    a story, files, changes. What is in the trash could not come back as it was, either. Tables
    that migrations build are heard here as well, whichever code they were written with.
    """
    if len(table.primary_key.columns) == 1:
        table.dialect_options["sqlite"]["autoincrement"] = True


def index_of_some(name: str, *columns: str, where: str, on_sqlite: str | None = None) -> sa.Index:
    """Index only the rows of which this holds: a thousand others are never written there.

    It is told to the database in use only; to hear it, SQLAlchemy would load what it knows of the
    other one, which takes several MiB. Migrations tell both.
    """
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    told = where if on_postgresql else on_sqlite or where
    kind = "postgresql_where" if on_postgresql else "sqlite_where"
    return sa.Index(name, *columns, **{kind: sa.text(told)})  # type: ignore[arg-type]


db = SQLAlchemy(metadata=Base.metadata)


def is_described(name: str | None, kind: str, parents: object) -> bool:
    """Tell Alembic which tables models describe: all but those of the search, and their shadows."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


class Row(Base):
    """A row with a number of its own and the moment it came to be."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class Owned(Row):
    """A row that belongs to one trader, directly or through a client."""

    __abstract__ = True

    @classmethod
    def of(cls, trader: "Trader") -> sa.Select[Self]:
        """Choose the trader's own rows; every page's query starts here."""
        raise NotImplementedError(f"{cls.__name__} does not say whose it is")


_reading: ContextVar[bool] = ContextVar("reading", default=False)


def read_only(only: bool) -> None:
    """Say whether transactions that begin from here on only read.

    SQLite refuses at once to turn a read lock into a write lock while another writes, so a
    transaction that may write begins IMMEDIATE and waits its turn (busy_timeout) instead.
    """
    _reading.set(only)


def is_reading() -> bool:
    """Tell whether what runs here only reads."""
    return _reading.get()


@contextmanager
def writing() -> Iterator[None]:
    """Let a page that mostly reads begin transactions that write."""
    with reading(False):
        yield


@contextmanager
def reading(only: bool = True) -> Iterator[None]:
    """Begin transactions that only read, wherever this happens to run."""
    before = _reading.get()
    read_only(only)
    try:
        yield
    finally:
        read_only(before)


def one_of(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Whether a column holds one of many values, which go along as one parameter of this `name`.

    A parameter for each of a thousand values takes longer to write than to answer.
    """
    if _on_postgresql():
        return column == sa.any_(sa.bindparam(name, type_=sa.ARRAY(column.type)))
    each = sa.func.json_each(sa.bindparam(name, type_=sa.String)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def many(values: Collection[Any]) -> Any:
    """Pack the values for the parameter of `one_of`."""
    return list(values) if _on_postgresql() else json.dumps(list(values))


def _on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
