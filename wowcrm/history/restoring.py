"""Put back what a change took: a value through its model, or a row that was removed."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper

from wowcrm.belonging import meant, models
from wowcrm.clients.folds import refold
from wowcrm.clients.models import Client
from wowcrm.db import Base, Owned, db
from wowcrm.history.models import Change
from wowcrm.history.verbs import ALONG, AS_IT_WAS_SAID, VERBS
from wowcrm.plain import NotPlain, reader_of
from wowcrm.traders.models import Trader
from wowcrm.trash.returning import CannotReturn, put_back


def may_return(change: Change, table: str, column: str) -> bool:
    """Tell whether a value can be put back by itself.

    What an act wrote, such as the day on which a promise was kept, is taken back where it was done.
    """
    if table == "traders" or table in AS_IT_WAS_SAID or (table, column) in ALONG:
        return False
    if any(_is_act(table, name, pair) for name, pair in change.columns.items()):
        return False
    if (table, column) == ("clients", "tags"):
        return True
    found = Base.metadata.tables[table].columns.get(column)
    if found is None or found.foreign_keys:
        return False
    before, _after = change.columns[column]
    return before is not None or bool(found.nullable)


def _is_act(table: str, name: str, pair: list[Any]) -> bool:
    """A day or moment that begins to stand, or ends, is an act; one that is mended is not."""
    column = Base.metadata.tables[table].columns.get(name)
    return (
        column is not None
        and bool(column.nullable)
        and name.endswith(("_on", "_at"))
        and None in pair
    )


def restore(change: Change, column: str, trader: Trader) -> None:
    """Put a value back, through the model, so that all that follows from it follows.

    Raise CannotReturn where that cannot be.
    """
    table, _number = _named(change)
    row = _found(change, trader)
    if column not in change.columns or not may_return(change, table, column):
        raise CannotReturn(_("That is taken back where it was done."))
    if getattr(row, "is_for_good", False):
        raise CannotReturn(_("They have it in writing as it is: change it there, and share that."))
    before, _after = change.columns[column]
    try:
        with db.session.begin_nested():
            _put(row, column, before, trader)
            db.session.flush()
            _follow(row)
    except (IntegrityError, NotPlain) as error:
        raise CannotReturn(_("As things are now, that value does not fit any more.")) from error


def restore_row(change: Change) -> list[str]:
    """Put back a row that was removed; say what is gone meanwhile."""
    table, _number = _named(change)
    if not change.removed:
        raise CannotReturn(_("That was not removed."))
    held = {name: before for name, (before, _after) in change.columns.items()}
    return put_back(change.trader_id, table, {"rows": {table: [held]}})


def _named(change: Change) -> tuple[str, int]:
    named = meant(change.about)
    if named is None:
        raise CannotReturn(_("What was changed is not known any more."))
    return named


def _found(change: Change, trader: Trader) -> Owned:
    table, number = _named(change)
    model = models()[table]
    row = None
    if issubclass(model, Owned):
        row = db.session.scalar(model.of(trader).where(model.id == number))
    if row is None:
        raise CannotReturn(_("What was changed is gone."))
    return row


def _put(row: Owned, column: str, before: Any, trader: Trader) -> None:
    put = VERBS.get((row.__tablename__, column))
    if column == "tags" and put is not None:
        put(row, before, trader)
        return
    mapper = cast(Mapper[Any], sa.inspect(type(row)))
    found = mapper.local_table.columns[column]
    typed = reader_of(found.type)(before)
    typed = None if isinstance(typed, sa.sql.elements.Null) else typed
    attribute = mapper.get_property_by_column(found)
    if put is None:
        setattr(row, attribute.key, typed)
        return
    put(row, typed, trader)
    if getattr(row, attribute.key) != typed:
        raise CannotReturn(_("Since then it was agreed otherwise, so that stays."))


def _follow(row: Owned) -> None:
    """Let the story and whatever is counted follow."""
    if retell := getattr(row, "retell", None):
        retell()
    client = row if isinstance(row, Client) else getattr(row, "client", None)
    client = client or getattr(row, "referrer", None)
    if isinstance(client, Client):
        refold([client.id])
