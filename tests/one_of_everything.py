"""A row of every kind that a trader can own, made from the models themselves."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

import wowcrm.blueprints  # noqa: F401  so that every model is known
from wowcrm.belonging import shape_of
from wowcrm.db import Base, Money, Owned, Row, UtcDateTime, db
from wowcrm.documents.paper import Paper, Party, Table
from wowcrm.traders.models import Trader

MARK = "Noras secret"
"""Stands in every text of the rows, so that a leak is seen wherever it comes out."""

LETTER = Paper(
    title="Noras secret title",
    kind="Proposal",
    dated="3 May 2026",
    sender=Party("Noras secret sender", ("Noras secret line",)),
    recipient=Party("Noras secret recipient"),
    blocks=(Table("Noras secret", ("What", "Amount"), (("Noras secret", "€40"),), (1,)),),
    number="2026-007",
)
SHAPED: dict[str, dict[str, object]] = {
    "rehearsal": {"columns": [], "rows": [], "troubles": []},
    "content": LETTER.frozen(),
    "terms": {
        "title": f"{MARK} title",
        "items": [{"what": MARK, "quantity": "1", "price": "100.00"}],
        "deliveries": [{"what": MARK, "due_on": "2099-11-02", "key": "aaaaaaaa"}],
        "parts": [{"how": "rest", "when": "accepted", "key": "bbbbbbbb"}],
        "needed": MARK,
    },
}
"""What JSON columns hold, where pages count on parts of it."""

PASSING = {"submissions", "sign_ins", "failed_sign_ins"}
"""Tables of what every visit leaves behind."""

Rows = dict[type[Owned], Owned]


def owned_models() -> list[type[Owned]]:
    """Every model whose rows belong to a trader, parents before children."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)]
    return sorted(models, key=lambda model: tables.index(model.__tablename__))


def one_of_everything(trader: Trader, mark: str = MARK) -> Rows:
    """Make one row of each model; each points at the rows made before it."""
    made: dict[str, Row] = {"traders": trader}
    rows: Rows = {}
    for model in owned_models():
        row = model(**values_for(sa.inspect(model), made, mark))
        db.session.add(row)
        db.session.flush()
        made[model.__tablename__] = rows[model] = row
    db.session.commit()
    return rows


def values_for(mapper: Mapper[Any], made: dict[str, Row], mark: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if column.primary_key or not isinstance(column, sa.Column):
            continue
        if column.foreign_keys:
            table = next(iter(column.foreign_keys)).column.table.name
            # A row that points at its own kind (a referrer, say) is the first of its line.
            values[attribute.key] = made[table].id if table in made else None
        elif not column.nullable and column.default is None:
            values[attribute.key] = plain_value(column, f"{mark} {attribute.key}", mark)
        elif isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
            values[attribute.key] = f"{mark} {attribute.key}"
    return values


def plain_value(column: sa.Column[Any], text: str, mark: str) -> object:
    """Return some value of the column's type."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class or ()))
    if isinstance(kind, sa.JSON):
        shaped = json.dumps(SHAPED.get(column.name, shape_of(column)()))
        return json.loads(shaped.replace(MARK, json.dumps(mark)[1:-1]))
    if isinstance(kind, Money):
        return Decimal(5)
    if isinstance(kind, UtcDateTime):
        return datetime(2026, 11, 2, 9, tzinfo=UTC)
    return {
        str: text,
        bool: False,
        int: 1,
        date: date(2026, 11, 2),
        bytes: b"Name\nBen\n",
    }[kind.python_type]


def key_of(model: type[Owned]) -> str:
    """Name the argument by which an address speaks of a row: Client is client_id."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower() + "_id"


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is stored, but for what every visit leaves behind."""
    db.session.rollback()
    return {
        table.name: sorted(map(tuple, db.session.execute(sa.select(table))), key=str)
        for table in Base.metadata.sorted_tables
        if table.name not in PASSING
    }
