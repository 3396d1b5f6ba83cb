"""All that a trader has, as one JSON file: every row of every table, as it is kept."""

import json
from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa

from wowcrm import versions
from wowcrm.clients.models import Tag, client_tags
from wowcrm.db import Base, Owned, db, reading
from wowcrm.plain import freeze
from wowcrm.traders.models import Trader

AT_ONCE = 1000
LEFT_OUT = frozenset({"sign_ins"})
"""Tables of this installation alone: who is signed in where."""
SECRET = frozenset({"password_hash", "token", "token_hash", "tap_key", "claim"})
"""Columns that open something; they would open it for whoever finds the file."""
NOT_TOLD = SECRET | {"edition"}
"""Columns of the trader that stay behind; the edition is another one after each change."""
HEAVY = {("imports", "content")}
"""A file that was brought and is here in rows already."""


def models() -> list[type[Owned]]:
    """List what goes along, parents before children."""
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    found = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)]
    wanted = [model for model in found if model.__tablename__ not in LEFT_OUT]
    return sorted(wanted, key=lambda model: order[model.__tablename__])


def everything(trader: Trader) -> Iterator[str]:
    """Write it piece by piece, some rows at a time, so that memory does not grow with it."""
    head = {"format": "WowCRM", "version": versions.wanted(), "trader": _trader(trader)}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    for model in models():
        yield f",\n{json.dumps(model.__tablename__)}: ["
        yield from _rows(trader, model)
        yield "]"
    worn = sa.select(client_tags).join(Tag, Tag.id == client_tags.c.tag_id)
    with reading(), db.engine.connect() as connection:
        rows = connection.execute(
            worn.where(Tag.trader_id == trader.id).order_by(client_tags.c.client_id, Tag.id)
        ).mappings()
        yield ',\n"client_tags": ['
        yield ",\n".join(_written(dict(row)) for row in rows)
    yield "]}\n"


def _trader(trader: Trader) -> dict[str, Any]:
    table = cast(sa.Table, Trader.__table__)
    return freeze({c.name: getattr(trader, c.key) for c in table.columns if c.name not in NOT_TOLD})


def _rows(trader: Trader, model: type[Owned]) -> Iterator[str]:
    """Write the rows of one table, on a connection of its own: a download is slow."""
    table = cast(sa.Table, model.__table__)
    columns = [
        column
        for column in table.columns
        if column.name not in SECRET and (table.name, column.name) not in HEAVY
    ]
    mine = model.of(trader).with_only_columns(table.c.id).order_by(None)
    last, comma = 0, ""
    while True:
        chosen = sa.select(*columns).where(table.c.id.in_(mine), table.c.id > last)
        with reading(), db.engine.connect() as connection:
            rows = connection.execute(chosen.order_by(table.c.id).limit(AT_ONCE)).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        yield comma + ",\n".join(_written(dict(row)) for row in rows)
        comma = ",\n"


def _written(row: dict[str, Any]) -> str:
    return json.dumps(freeze(row), ensure_ascii=False, separators=(",", ":"))
