"""Bring a backup back: all of it in one transaction, or nothing is changed.

The tables are built as they were when it was written, filled, and then brought up to this version
by the same migrations that bring an old installation up. Killed in the middle, or refused at the
last row, the database is as it was before.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from wowcrm import versions
from wowcrm.backup.manifest import Manifest, Refused
from wowcrm.backup.migrating import broken_links, damage, empty, migrate, one_transaction
from wowcrm.backup.reading import Archive, check, opened
from wowcrm.backup.sense import nonsense
from wowcrm.backup.tables import count_on, counts, described, in_backups, names, revision_of
from wowcrm.db import Base
from wowcrm.files import store
from wowcrm.outbox.models import AHEAD, Mail, State
from wowcrm.plain import NotPlain, reader_of
from wowcrm.search.index import rebuild

AT_ONCE = 500

Counts = Mapping[str, int]


class Occupied(Exception):
    """There is something here already that would be overwritten."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    before: Counts
    after: Counts
    stopped: int
    """Mails that waited, and are not sent by themselves any more."""


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Bring back what a backup holds; raise Refused or Occupied, and change nothing.

    Read from end to end first: what is damaged at its end must not be found out half-way.
    """
    manifest = check(path)
    if manifest.revision not in versions.known():
        raise Refused(
            "It was written by a newer version of WowCRM"
            f" ({manifest.version}, {manifest.revision}); install that one."
        )
    with opened(path) as archive:
        if archive.manifest != manifest:
            raise Refused("It changed while it was being read.")
        _keep_files(archive)
        with one_transaction() as connection:
            before = _before(connection, manifest, replace)
            _empty_rows(connection)
            empty(connection)
            migrate(connection, manifest.revision)
            _fill(connection, archive)
            migrate(connection, "head")
            stopped = _stop_mails(connection)
            _finish(connection)
            after = counts(connection)
    return Restored(manifest, before, after, stopped)


def _keep_files(archive: Archive) -> None:
    """Store the contents first: until their rows are there they are nobody's, and are swept."""
    for digest in archive.manifest.files:
        with archive.content(digest) as content:
            try:
                store.keep(content, digest)
            except ValueError as error:
                raise Refused("It is damaged: a file in it is not what was written.") from error


def _before(connection: sa.Connection, manifest: Manifest, replace: bool) -> Counts:
    """Count what is here; refuse to overwrite it unless that is wanted, and others' never."""
    found = revision_of(connection)
    if found is None:
        return {}
    if found not in versions.known():
        raise Occupied(f"The database was last used by a newer version of WowCRM ({found}).")
    before = counts(connection)
    if not before.get("traders"):
        return before
    emails = connection.execute(sa.text("SELECT email FROM traders")).scalars().all()
    if manifest.whose is not None and emails != [manifest.whose]:
        raise Occupied(
            f"This file holds the data of {manifest.whose} only, and here are others:"
            f" {', '.join(emails)}. Bring it into an empty installation."
        )
    if not replace:
        raise Occupied("There is data here already; --replace puts the file in its place.")
    return before


def _empty_rows(connection: sa.Connection) -> None:
    """Remove all rows: tables that migrations take apart again, one by one, are quicker empty."""
    there = names(connection)
    if connection.dialect.name != "sqlite" and "traders" in there:
        quote = connection.dialect.identifier_preparer.quote
        ours = [name for name in there if name in Base.metadata.tables]
        connection.exec_driver_sql(f"TRUNCATE {', '.join(map(quote, ours))} CASCADE")


def _fill(connection: sa.Connection, archive: Archive) -> None:
    metadata = described(connection)
    tables = {table.name: table for table in in_backups(metadata)}
    if strange := archive.manifest.tables.keys() - tables.keys():
        raise Refused(f"It holds a table that its version does not have: {min(strange)}.")
    try:
        with _links_looked_at_last(connection, metadata):
            for name, table in tables.items():
                if member := archive.manifest.tables.get(name):
                    _insert(connection, table, archive.rows(name))
                    count_on(connection, table, member.last)
            broken = broken_links(connection)
    except StatementError as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        raise Refused(f"Its rows do not fit: {error.orig}.") from error
    except (ArithmeticError, ValueError) as error:
        # What no driver takes: no database ever saw it.
        raise Refused(f"Its rows do not fit: {error}.") from error
    if broken:
        raise Refused(f"Its rows do not fit: {broken[0]}.")


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    readers = {column.name: reader_of(column.type) for column in table.columns}
    while some := list(islice(rows, AT_ONCE)):
        for row in some:
            if row.keys() != readers.keys():
                raise Refused(f"It is damaged: a row of {table.name} has other columns.")
        try:
            typed = [{name: readers[name](value) for name, value in row.items()} for row in some]
        except NotPlain as error:
            raise Refused(f"It is damaged: in {table.name}, {error}.") from error
        connection.execute(sa.insert(table), typed)


@contextmanager
def _links_looked_at_last(connection: sa.Connection, metadata: sa.MetaData) -> Iterator[None]:
    """Let rows point at rows that come later; PostgreSQL looks once all are there."""
    if connection.dialect.name == "sqlite":
        yield
        return
    named = [
        (table, key.name)
        for table in metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.name
    ]
    quote = connection.dialect.identifier_preparer
    alter = [
        f"ALTER TABLE {quote.format_table(table)} ALTER CONSTRAINT {quote.quote(str(name))}"
        for table, name in named
    ]
    for one in alter:
        connection.exec_driver_sql(f"{one} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for one in alter:
        connection.exec_driver_sql(f"{one} NOT DEFERRABLE")


def _stop_mails(connection: sa.Connection) -> int:
    """Let no mail go out that waited: it may have been sent since, from here or from elsewhere."""
    stop = sa.update(Mail).where(Mail.state.in_(AHEAD))
    values = {"state": State.CANCELLED, "due_at": None, "claim": None}
    return connection.execute(stop.values(values)).rowcount


def _finish(connection: sa.Connection) -> None:
    """Make what is not in a backup: the search, and marks by which old pages are known."""
    if strange := next(nonsense(connection), None):
        raise Refused(f"Its rows do not fit: {strange}.")
    rebuild(connection)
    for id in connection.scalars(sa.text("SELECT id FROM traders")).all():
        edition = {"id": id, "edition": secrets.token_hex(8)}
        connection.execute(sa.text("UPDATE traders SET edition = :edition WHERE id = :id"), edition)
    if found := [*broken_links(connection), *damage(connection)]:
        raise Refused(f"Once it was brought up to this version, {found[0]}.")
