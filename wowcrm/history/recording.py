"""Record every change of a trader's rows, in the transaction that makes it.

Everything else in this house happens where it is written, and this does not: it listens to the
session. A history is only worth having if it is whole, and no view, verb or command, nor any that
is yet to be written, can forget to tell it. It costs nothing where nothing of a trader's changes
(a level that is worked out anew, say, is no change of theirs), and otherwise one INSERT a flush,
however many rows have changed. What is written past the session, in bulk, is not heard: imports
say for themselves what they did.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    InstanceState,
    LoaderCallableStatus,
    Mapper,
    Session,
    SessionTransaction,
    object_session,
)

from wowcrm.belonging import about, models, owner_of
from wowcrm.clients.models import Client
from wowcrm.db import Owned, db
from wowcrm.history.bookkeeping import kept_columns, kept_lists, removals_kept
from wowcrm.history.models import Change
from wowcrm.naming import title_of
from wowcrm.plain import plain
from wowcrm.traders.models import Trader

PENDING, PAUSED, BEGUN = "changes", "changes_unrecorded", "changes_since"


class Told(NamedTuple):
    """What is recorded of one row in one flush."""

    table: sa.Table
    values: Mapping[str, Any]
    columns: dict[str, Any]
    removed: bool = False


def listen() -> None:
    """Begin to record; once is enough, however often it is asked for."""
    for target, name, hear in (
        (Session, "after_begin", _begin),
        (Mapper, "before_update", _hear_change),
        (Mapper, "before_delete", _hear_removal),
        (Session, "after_flush", _record),
    ):
        if not event.contains(target, name, hear):
            event.listen(target, name, hear)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Record nothing of what happens within, because it is kept elsewhere."""
    info = db.session().info
    before = info.get(PAUSED, False)
    info[PAUSED] = True
    try:
        yield
    finally:
        info[PAUSED] = before


def _begin(session: Session, transaction: SessionTransaction, _connection: object) -> None:
    if not transaction.nested:
        session.info[BEGUN] = datetime.now(UTC)


def _hear_change(mapper: Mapper[Any], connection: sa.Connection, row: Any) -> None:
    if (info := _listening(row)) is None:
        return
    state = cast(InstanceState[Any], sa.inspect(row))
    born, begun = state.dict.get("created_at"), info.get(BEGUN)
    if born and begun and born >= begun:
        # It came to be in this very transaction, and is only being finished.
        return
    changed = {**_columns(mapper, connection, state, row.__table__), **_lists(mapper, state)}
    if changed:
        _keep(info, Told(row.__table__, {"id": _number(state), **state.dict}, changed))


def _hear_removal(mapper: Mapper[Any], connection: sa.Connection, row: Any) -> None:
    if (info := _listening(row)) is None or not removals_kept(mapper):
        return
    values = _stored(connection, row.__table__, _number(sa.inspect(row)))
    held = {name: [plain(value), None] for name, value in (values or {}).items()}
    if values is not None:
        _keep(info, Told(row.__table__, values, held, removed=True))


def _listening(row: object) -> dict[Any, Any] | None:
    session = object_session(row)
    if session is None or session.info.get(PAUSED) or not isinstance(row, (Owned, Trader)):
        return None
    return session.info


def _keep(info: dict[Any, Any], told: Told) -> None:
    info.setdefault(PENDING, []).append(told)


def _number(state: InstanceState[Any]) -> int:
    assert state.identity is not None, "only what is saved changes"
    return int(state.identity[0])


def _columns(
    mapper: Mapper[Any], connection: sa.Connection, state: InstanceState[Any], table: sa.Table
) -> dict[str, list[Any]]:
    """Return what the columns held before and hold now, of those that changed."""
    found: dict[str, list[Any]] = {}
    stored: Mapping[str, Any] | None = None
    for name, column in kept_columns(mapper).items():
        if name not in state.committed_state:
            continue
        before, after = state.committed_state[name], state.dict.get(name)
        if before is LoaderCallableStatus.NO_VALUE:
            # It was set without having been looked at.
            stored = stored or _stored(connection, table, _number(state)) or {}
            before = stored.get(column)
        if before != after:
            found[column] = [plain(before), plain(after)]
    return found


def _lists(mapper: Mapper[Any], state: InstanceState[Any]) -> dict[str, list[Any]]:
    """Return what lists such as tags held before and hold now, by name."""
    found: dict[str, list[Any]] = {}
    for each in kept_lists(mapper):
        if each.key not in state.committed_state:
            continue
        history = state.attrs[each.key].history
        before, after = (
            sorted(title_of(row.__tablename__, vars(row)) for row in rows)
            for rows in (
                [*(history.unchanged or ()), *(history.deleted or ())],
                [*(history.unchanged or ()), *(history.added or ())],
            )
        )
        if before != after:
            found[each.key] = [before, after]
    return found


def _stored(connection: sa.Connection, table: sa.Table, number: int) -> Mapping[str, Any] | None:
    found = connection.execute(sa.select(table).where(table.c.id == number)).one_or_none()
    return None if found is None else found._asdict()


def _record(session: Session, _context: object) -> None:
    """Write what was heard; what belongs to somebody who went along is not worth a line."""
    heard: list[Told] | None = session.info.pop(PENDING, None)
    if not heard:
        return
    at = datetime.now(UTC)
    gone = {_number(sa.inspect(row)) for row in session.deleted if isinstance(row, Client)}
    rows = [
        {
            **owners,
            "created_at": at,
            "about": about(told.table.name, told.values["id"]),
            "removed": told.removed,
            "columns": told.columns,
        }
        for told in heard
        if (owners := _owners(session, told))["trader_id"] and owners["client_id"] not in gone
    ]
    if rows:
        session.connection().execute(sa.insert(cast(sa.Table, Change.__table__)), rows)


def _owners(session: Session, told: Told) -> dict[str, int | None]:
    """Say whose a row is; what the session holds already is not asked for again."""

    def ask(table: sa.Table, number: int) -> Mapping[str, Any] | None:
        key = sa.inspect(models()[table.name]).identity_key_from_primary_key((number,))
        known = session.identity_map.get(key)
        if known is not None and _keys(table) <= vars(known).keys():
            return vars(known)
        return _stored(session.connection(), table, number)

    values: Mapping[str, Any] | None = told.values
    if not _keys(told.table) <= told.values.keys():
        values = _stored(session.connection(), told.table, told.values["id"])
    found = {
        to: owner_of(told.table, values, to, ask) if values else None
        for to in ("traders", "clients")
    }
    return {"trader_id": found["traders"], "client_id": found["clients"]}


def _keys(table: sa.Table) -> set[str]:
    return {"id", *(key.parent.name for key in table.foreign_keys)}
