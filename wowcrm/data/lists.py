"""Every list as CSV: its own columns, and instead of numbers the names of what they stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from wowcrm.data.exporting import BOM, Dialect
from wowcrm.data.formulas import guard
from wowcrm.data.lines import Lines
from wowcrm.db import Base, Owned, db, reading
from wowcrm.plain import plain
from wowcrm.traders.models import Trader

AT_ONCE = 1000

LISTS: dict[str, LazyString] = {
    "interactions": _l("The story of everybody"),
    "needs": _l("Needs"),
    "delights": _l("Delights"),
    "ideas": _l("Ideas"),
    "promises": _l("Promises"),
    "reminders": _l("Reminders"),
    "referrals": _l("Referrals"),
    "good_words": _l("Good words"),
    "bad_words": _l("Bad words"),
    "recoveries": _l("Complaints"),
    "surveys": _l("Questions put"),
    "answers": _l("Answers"),
    "ratings": _l("Answers, point by point"),
    "proposals": _l("Proposals"),
    "milestones": _l("Milestones"),
    "stages": _l("Stages of payment"),
    "payments": _l("Payments"),
    "scope_changes": _l("Changes asked for"),
    "progress_notes": _l("Words on progress"),
    "documents": _l("Documents"),
    "services": _l("Services"),
    "standards": _l("Standards"),
    "checks": _l("Standards kept and missed"),
    "important_dates": _l("Days that matter"),
    "level_changes": _l("Levels, as they changed"),
    "verdicts": _l("Your own word on levels"),
    "mails": _l("Mails"),
}
"""The lists, by their tables."""
NAMED_BY = {
    "clients": "name",
    "ideas": "text",
    "checklists": "name",
    "standards": "promise",
    "proposals": "title",
    "promises": "what",
    "stages": "what",
    "delights": "what",
    "bad_words": "words",
    "good_words": "words",
    "surveys": "occasion",
    "referrals": "name",
}
"""By what a row of another table is known."""
UNTOLD = frozenset(
    {"id", "trader_id", "key", "about", "origin", "digest", "token", "claim", "headers", "html"}
)
"""Columns that say nothing to people."""


@dataclass(frozen=True)
class List:
    name: str
    word: str


def lists() -> list[List]:
    return [List(name, str(word)) for name, word in LISTS.items()]


def list_as_csv(trader: Trader, name: str, dialect: Dialect) -> Iterator[str]:
    """Write a list, some rows at a time; a survey and an answer name their client as all do."""
    model = _model(name)
    told, joined = _columns(cast(sa.Table, model.__table__))
    lines = Lines(dialect.separator)
    if dialect.bom:
        yield BOM
    yield lines.written([[column.name for column in told]])
    id = cast(sa.Table, model.__table__).c.id
    mine = model.of(trader).with_only_columns(id).order_by(None)
    last = 0
    while True:
        chosen = sa.select(id.label("last"), *told).select_from(joined)
        chosen = chosen.where(id.in_(mine), id > last).order_by(id).limit(AT_ONCE)
        with reading(), db.engine.connect() as connection:
            rows = connection.execute(chosen).all()
        if not rows:
            return
        last = rows[-1][0]
        yield lines.written([guard(cell(value)) for value in row[1:]] for row in rows)


def _model(name: str) -> type[Owned]:
    return next(
        mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Owned) and mapper.class_.__tablename__ == name
    )


Told = list[sa.Label[Any]]


def _columns(table: sa.Table) -> tuple[Told, sa.FromClause]:
    """Choose the columns that say something, and name what the others point at."""
    told: Told = []
    joined: sa.FromClause = table
    for column in table.columns:
        if column.foreign_keys and column.name != "trader_id":
            target = next(iter(column.foreign_keys)).column.table
            if target.name not in NAMED_BY:
                continue
            other = target.alias(f"of_{column.name}")
            joined = joined.outerjoin(other, other.c.id == column)
            told.append(
                other.c[NAMED_BY[target.name]].label(words(column.name.removesuffix("_id")))
            )
            if target.name == "surveys":
                client = Base.metadata.tables["clients"].alias("of_survey")
                joined = joined.outerjoin(client, client.c.id == other.c.client_id)
                told.insert(0, client.c.name.label("Client"))
        elif column.name not in UNTOLD and not isinstance(column.type, sa.JSON):
            told.append(column.label(words(column.name)))
    return told, joined


def words(name: str) -> str:
    """Name a column: "received_on" is "Received on"; files are read in any language."""
    return name.replace("_", " ").capitalize()


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(plain(value))
