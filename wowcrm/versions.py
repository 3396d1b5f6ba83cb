"""Bring the database to the tables of this version, after a verified copy of what is there."""

import logging
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from wowcrm.backup.migrating import broken_links, damage, migrate, one_transaction
from wowcrm.backup.tables import counts, revision_of
from wowcrm.backup.writing import BackupFailed, back_up
from wowcrm.db import db, writing
from wowcrm.paths import folder

log = logging.getLogger(__name__)


class CopyFailed(Exception):
    """The copy that an upgrade needs could not be made or is not sound."""


class UpgradeFailed(Exception):
    """The upgrade came out wrong, and was taken back."""


class FromTomorrow(Exception):
    """The database was left by a version newer than this one, which cannot read it."""


def wanted() -> str | None:
    """Name the migration that this version's code was written for: the one that none follows."""
    followed = known()
    return next((name for name in followed if name not in followed.values()), None)


def known() -> dict[str, str | None]:
    """List the migrations, each with the one before it, as their files say it.

    Alembic is not asked: a start whose tables are as they should be does without it.
    """
    found = {}
    for file in (folder("migrations") / "versions").glob("*.py"):
        said = dict(re.findall(r'^(revision|down_revision) = "(.+)"$', file.read_text(), re.M))
        found[said["revision"]] = said.get("down_revision")
    return found


def found() -> str | None:
    """Name the migration that the database is at; none for an empty one."""
    with db.engine.connect() as connection:
        return revision_of(connection)


def upgrade(data: Path) -> Path | None:
    """Run the migrations that are missing; return the copy that was made before, if one was due.

    They run in one transaction, which is only saved once its outcome was looked over: whatever
    goes wrong, or whoever pulls the plug, the database is as it was before. Raise CopyFailed,
    UpgradeFailed or FromTomorrow, and change nothing, where that cannot be done safely.
    """
    before = found()
    if before == wanted():
        return None
    if before and before not in known():
        raise FromTomorrow(before)
    copy = _copy_of_database(data / "backups", before) if before else None
    log.info("bringing the database from %s to %s", before or "nothing", wanted())
    with writing(), one_transaction() as connection:
        rows = counts(connection)
        migrate(connection, "head")
        _look_over(connection, rows)
    return copy


def _look_over(connection: sa.Connection, before: Mapping[str, int]) -> None:
    """See that nothing was lost or broken; a migration moves rows to where they can be counted."""
    after = counts(connection)
    for table, rows in before.items():
        if after.get(table, rows) < rows:
            raise UpgradeFailed(f"{table} would have {after[table]} rows instead of {rows}")
    if wrong := [*broken_links(connection), *damage(connection)]:
        raise UpgradeFailed(wrong[0])


def _copy_of_database(into: Path, version: str) -> Path | None:
    """Copy the database while it is in use, in the way that is safest for its kind."""
    path = db.engine.url.database
    stamp = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-before-upgrade-from-{version}"
    try:
        into.mkdir(mode=0o700, exist_ok=True)
        if db.engine.dialect.name != "sqlite":
            copy = into / f"{stamp}.zip"
            back_up(copy)
            return copy
        if not path or path == ":memory:":
            return None
        return _copy_of_file(path, into / f"{stamp}.db")
    except BackupFailed as error:
        raise CopyFailed(str(error)) from error
    except OSError as error:
        raise CopyFailed(f"{into}: {error}") from error


def _copy_of_file(path: str, copy: Path) -> Path:
    part = copy.with_suffix(".part")
    try:
        # Made first, so that it is never readable by others, not even for a moment.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            # A single file: no journal beside it that somebody could forget to take along.
            target.execute("PRAGMA journal_mode = DELETE")
            wrong = [row[0] for row in target.execute("PRAGMA integrity_check")]
            wrong += [f"a row of {row[0]}" for row in target.execute("PRAGMA foreign_key_check")]
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise CopyFailed(f"{copy}: {error}") from error
    if wrong != ["ok"]:
        part.unlink()
        raise CopyFailed(f"{path} is damaged: {next(line for line in wrong if line != 'ok')}")
    part.rename(copy)
    return copy


def faults() -> list[str]:
    """List what the database itself finds wrong with its contents."""
    with db.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        return [*damage(connection), *broken_links(connection)]
