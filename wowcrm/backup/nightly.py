"""The backups that are made at night: one a day, and fewer of them the older they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import current_app

from wowcrm.backup.writing import back_up

DAYS, WEEKS, MONTHS = 7, 4, 12
NAME = re.compile(r"wowcrm-(\d{4}-\d\d-\d\d)\.zip")


@dataclass(frozen=True)
class Kept:
    """A backup that lies in the data folder."""

    path: Path
    made_at: datetime
    size: int
    day: date | None
    """Of a nightly one; none: it was made before something that might go wrong."""


def backups_folder() -> Path:
    return Path(str(current_app.config["DATA_FOLDER"])) / "backups"


def nightly_backup(at: datetime) -> Path | None:
    """Write the backup of the day, unless it is there, and let go of those not needed any more."""
    folder = backups_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / f"wowcrm-{at.astimezone(UTC).date().isoformat()}.zip"
    fresh = not made.exists()
    if fresh:
        back_up(made)
    rotate(folder)
    return made if fresh else None


def rotate(folder: Path) -> None:
    """Let go of nightly backups whose day, week and month are covered by others."""
    nightly = {kept.day: kept.path for kept in _kept(folder) if kept.day is not None}
    wanted = needed(nightly)
    for day, path in nightly.items():
        if day not in wanted:
            path.unlink(missing_ok=True)
    # What was being written when somebody pulled the plug.
    for path in folder.glob(".*"):
        if path.stat().st_mtime < (datetime.now(UTC) - timedelta(days=1)).timestamp():
            path.unlink(missing_ok=True)


def needed(days: Iterable[date]) -> set[date]:
    """Choose the newest of each of the last seven days, four weeks and twelve months there are.

    Counted by what is there, not by the calendar: a machine that was off for a year has lost none.
    """
    newest_first = sorted(days, reverse=True)
    kept: set[date] = set()
    for most, first in ((DAYS, _day), (WEEKS, _monday), (MONTHS, _first)):
        newest: dict[date, date] = {}
        for day in newest_first:
            newest.setdefault(first(day), day)
        kept.update(list(newest.values())[:most])
    return kept


def _day(day: date) -> date:
    return day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)


def backups() -> list[Kept]:
    """List the backups that lie in the data folder, newest first."""
    return sorted(_kept(backups_folder()), key=lambda kept: kept.made_at, reverse=True)


def _kept(folder: Path) -> Iterator[Kept]:
    for path in folder.glob("*"):
        if path.name.startswith(".") or path.suffix not in {".zip", ".db"}:
            continue
        found = NAME.fullmatch(path.name)
        try:
            facts = path.stat()
            day = date.fromisoformat(found[1]) if found else None
        except (OSError, ValueError):
            continue
        made_at = datetime.fromtimestamp(facts.st_mtime, UTC)
        yield Kept(path, made_at, facts.st_size, day)
