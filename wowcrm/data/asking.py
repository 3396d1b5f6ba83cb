"""How an import and an export ask the database: tables, no objects; a thousand rows at once."""

import json
from collections.abc import Collection
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.clients.models import Client, ContactDetail, ImportantDate
from wowcrm.db import db

CLIENTS = cast(sa.Table, Client.__table__)
DETAILS = cast(sa.Table, ContactDetail.__table__)
DATES = cast(sa.Table, ImportantDate.__table__)


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


def whose(trader_id: int) -> sa.ColumnElement[bool]:
    """Whether a client is the trader's, where they are found by their number.

    The sum keeps SQLite from going through all the trader's clients by another index instead: it
    keeps no statistics, and takes a trader for somebody with ten clients.
    """
    return CLIENTS.c.trader_id + 0 == trader_id
