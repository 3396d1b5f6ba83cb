"""A person in the trash: among what was deleted of theirs, or of somebody else's."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import about, goes_along
from wowcrm.db import Base, db
from wowcrm.privacy.scrubbing import blank_texts, without
from wowcrm.trash.models import Trashed

Rows = Mapping[str, list[dict[str, Any]]]


def erase_everywhere(
    trader_id: int, client_ids: Set[int], names: Sequence[str]
) -> tuple[Counter[str], set[str]]:
    """Take people out of all that lies in the trash; return what went, and which contents."""
    gone: Counter[str] = Counter()
    digests: set[str] = set()
    for trashed in db.session.scalars(sa.select(Trashed).where(Trashed.trader_id == trader_id)):
        kept, taken = apart(trashed.rows, client_ids, names)
        gone += Counter({table: len(rows) for table, rows in taken.items()})
        digests |= {row["digest"] for row in taken.get("attachments", ())}
        if trashed.kind not in kept:
            db.session.delete(trashed)
        elif kept != trashed.rows:
            emptied = [
                each for each in trashed.content.get("emptied", ()) if not _means(each, client_ids)
            ]
            trashed.content = {**trashed.content, "rows": kept, "emptied": emptied}
            trashed.counts = {table: len(rows) for table, rows in kept.items()}
    return gone, digests


def apart(
    rows: Rows, client_ids: Set[int], names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what may stay, with these people's words taken out, from what is theirs and goes."""
    kept: dict[str, list[dict[str, Any]]] = {}
    taken: dict[str, list[dict[str, Any]]] = {}
    lost: dict[str, set[Any]] = {"clients": set(client_ids)}
    of_them: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for row in rows.get(table.name, ()):
            if _is_theirs(table, row, lost):
                taken.setdefault(table.name, []).append(row)
                lost.setdefault(table.name, set()).add(row.get("id"))
                continue
            if pointing := _pointing(table, row, client_ids):
                row = {**row, **blank_texts(table), **dict.fromkeys(pointing)}
                of_them.add(about(table.name, row.get("id", 0)))
            kept.setdefault(table.name, []).append(row)
    return {table: _reworded(table, those, of_them, names) for table, those in kept.items()}, taken


def _is_theirs(table: sa.Table, row: Mapping[str, Any], lost: Mapping[str, set[Any]]) -> bool:
    if row.get("id") in lost.get(table.name, ()):
        return True
    return any(
        row.get(key.parent.name) in lost.get(key.column.table.name, ())
        for key in table.foreign_keys
        if goes_along(key)
    )


def _pointing(table: sa.Table, row: Mapping[str, Any], client_ids: Set[int]) -> list[str]:
    """Return the keys by which a row of somebody else's points at these people."""
    return [
        key.parent.name
        for key in table.foreign_keys
        if key.column.table.name == "clients" and row.get(key.parent.name) in client_ids
    ]


def _reworded(
    table: str, rows: list[dict[str, Any]], of_them: set[str], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Leave the name out of what tells of such rows; what the history knows of them goes."""
    if table == "changes":
        return [row for row in rows if row["about"] not in of_them]
    return [
        {
            name: without(value, names) if isinstance(value, str) and name != "about" else value
            for name, value in row.items()
        }
        if row.get("about") in of_them
        else row
        for row in rows
    ]


def _means(emptied: list[Any], client_ids: Set[int]) -> bool:
    name, _key, column, value = emptied
    table = Base.metadata.tables.get(name)
    keys = table.c[column].foreign_keys if table is not None and column in table.c else ()
    return value in client_ids and any(key.column.table.name == "clients" for key in keys)
