"""Facts about how safe the data is, for whoever shows them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from wowcrm.backup.nightly import Kept, backups
from wowcrm.db import db

SOUND_SQLITE = (3, 51, 3)
"""The first without the fault that can harm a database in use when its journal begins anew."""

LATE = timedelta(days=2)


@dataclass(frozen=True)
class BackupHealth:
    """The newest backup that the app made by itself."""

    newest: Kept | None
    age: timedelta | None

    @property
    def is_late(self) -> bool:
        return self.age is None or self.age > LATE


def backup_health(at: datetime) -> BackupHealth:
    """Say when the last backup was made; looks at the folder, not into the files."""
    newest = next(iter(backups()), None)
    return BackupHealth(newest, at - newest.made_at if newest else None)


def sqlite_may_harm() -> str | None:
    """Return the version of SQLite, if it is in use and has the fault; else nothing."""
    if db.engine.dialect.name != "sqlite" or sqlite3.sqlite_version_info >= SOUND_SQLITE:
        return None
    return sqlite3.sqlite_version
