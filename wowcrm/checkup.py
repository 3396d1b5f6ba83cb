"""Look an installation over: one finding for each thing that must be right."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from wowcrm import versions
from wowcrm.backup.health import SOUND_SQLITE, backup_health
from wowcrm.db import db
from wowcrm.files import store
from wowcrm.files.models import Attachment
from wowcrm.traders.models import Trader


@dataclass(frozen=True)
class Finding:
    words: str
    wrong: bool = False
    """A note, such as of an old library, is not wrong."""


def findings() -> Iterator[Finding]:
    """Look at everything, the folder first; needs an application, changes nothing."""
    data = Path(str(current_app.config["DATA_FOLDER"]))
    yield _folder(data)
    yield from _secrets(data)
    try:
        yield from _database()
    except SQLAlchemyError as error:
        yield Finding(f"The database cannot be used: {getattr(error, 'orig', None) or error}", True)


def _folder(data: Path) -> Finding:
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return Finding(f"The data folder {data} cannot be read and written.", True)
    return Finding(f"The data folder {data} can be read and written.")


def _secrets(data: Path) -> Iterator[Finding]:
    """Look at who else may read; the key signs cookies, the database holds what clients said."""
    if os.name != "posix":
        return
    for name in ("secret-key", "wowcrm.db"):
        path = data / name
        if not path.exists():
            continue
        open_to_others = path.stat().st_mode & 0o077 and data.stat().st_mode & 0o077
        if open_to_others:
            yield Finding(f"Others on this machine can read {path}: run chmod 600 on it.", True)
        else:
            yield Finding(f"Nobody else on this machine can read {path}.")


def _database() -> Iterator[Finding]:
    found, wanted = versions.found(), versions.wanted()
    if found is None:
        yield Finding("The database is empty: `wowcrm serve` builds its tables.", True)
        return
    if found == wanted:
        yield Finding(f"The database is at the tables of this version ({found}).")
    else:
        yield Finding(f"The database is at {found}, not at {wanted}: run `wowcrm serve`.", True)
    faults = versions.faults()
    yield from (Finding(f"The database is damaged: {fault}", True) for fault in faults[:5])
    if not faults:
        yield Finding(f"The database ({db.engine.dialect.name}) is sound.")
    yield from _sqlite()
    yield _backups()
    if found == wanted:
        yield _files()
        yield _zones()


def _sqlite() -> Iterator[Finding]:
    if db.engine.dialect.name != "sqlite":
        return
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        yield Finding(
            f"Note: SQLite {sqlite3.sqlite_version} has a rare fault that can harm a database in"
            " use; it is mended since 3.51.3. Keep backups, and a newer Python when there is one."
        )
    else:
        yield Finding(f"SQLite {sqlite3.sqlite_version} is recent enough.")


def _files() -> Finding:
    digests = db.session.scalars(sa.select(Attachment.digest).distinct()).all()
    lost = [digest for digest in digests if store.find(digest) is None]
    if lost:
        return Finding(f"{len(lost)} of {len(digests)} attached files are not in the folder.", True)
    return Finding(f"All {len(digests)} attached files are in the folder.")


def _backups() -> Finding:
    health = backup_health(datetime.now(UTC))
    if health.newest is None:
        return Finding("Note: there is no backup yet; `wowcrm backup` makes one.")
    made = f"{health.newest.made_at:%Y-%m-%d %H:%M} UTC ({health.newest.path})"
    if health.is_late:
        return Finding(f"Note: the last backup is old: {made}.")
    return Finding(f"The last backup was made {made}.")


def _zones() -> Finding:
    used = db.session.scalars(sa.select(Trader.timezone).distinct()).all()
    unknown = [name for name in [*used, "Europe/Riga"] if not _is_known(name)]
    if unknown:
        return Finding(f"No data about the time zone {unknown[0]}: reinstall tzdata.", True)
    return Finding("The time zones in use are known.")


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
