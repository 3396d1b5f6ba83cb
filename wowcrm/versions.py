"""Bring the database to the tables of this version, after a verified copy of what is there."""

import logging
import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from wowcrm.db import db, writing
from wowcrm.paths import folder

log = logging.getLogger(__name__)


class CopyFailed(Exception):
    """The copy that an upgrade needs could not be made or is not sound."""


class FromTomorrow(Exception):
    """The database was left by a version newer than this one, which cannot read it."""


def wanted() -> str | None:
    """Name the migration that this version's code was written for: the one that none follows."""
    followed = _migrations()
    return next((name for name in followed if name not in followed.values()), None)


def _migrations() -> dict[str, str | None]:
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
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def upgrade(data: Path) -> Path | None:
    """Run the migrations that are missing; return the copy that was made before, if one was due.

    Raise CopyFailed or FromTomorrow, and change nothing, where that cannot be done safely.
    """
    before = found()
    if before == wanted():
        return None
    if before and before not in _migrations():
        raise FromTomorrow(before)
    copy = _copy_of_database(data / "backups", before) if before else None
    log.info("bringing the database from %s to %s", before or "nothing", wanted())
    with writing():
        _run_migrations()
    return copy


def _run_migrations() -> None:
    from flask_migrate import upgrade

    upgrade()


def _copy_of_database(into: Path, version: str) -> Path | None:
    """Copy a SQLite file while it is in use; whoever runs a server of databases backs that up."""
    path = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    copy = into / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-before-upgrade-from-{version}.db"
    part = copy.with_suffix(".part")
    try:
        into.mkdir(mode=0o700, exist_ok=True)
        # Made first, so that it is never readable by others, not even for a moment.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            # A single file: no journal beside it that somebody could forget to take along.
            target.execute("PRAGMA journal_mode = DELETE")
            faults = [row[0] for row in target.execute("PRAGMA integrity_check")]
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise CopyFailed(f"{copy}: {error}") from error
    if faults != ["ok"]:
        part.unlink()
        raise CopyFailed(f"{path} is damaged: {faults[0]}")
    part.rename(copy)
    return copy


def faults() -> list[str]:
    """List what the database itself finds wrong with its contents."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(sa.text("SELECT 1"))
            return []
        damage = connection.execute(sa.text("PRAGMA integrity_check")).scalars().all()
        orphans = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
    return [
        *(line for line in damage if line != "ok"),
        *(f"{row[0]} {row[1]} belongs to a row of {row[2]} that is gone" for row in orphans),
    ]
