"""The backups of the nights: one a day, checked, and fewer of them the older they are."""

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backup.conftest import House
from tests.backup.test_round_trips import set_up
from wowcrm.backup.health import LATE, backup_health, sqlite_may_harm
from wowcrm.backup.nightly import NAME, backups, needed, nightly_backup
from wowcrm.backup.reading import check

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_one_a_night_is_written_and_checked(house: House) -> None:
    set_up(house)
    with house.inside():
        assert backup_health(MONDAY).is_late
        made = nightly_backup(MONDAY)
        assert made == house.data / "backups" / "wowcrm-2026-11-23.zip"
        assert check(made).tables["traders"].rows == 1
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
        assert nightly_backup(MONDAY + timedelta(hours=5)) is None
        assert len(backups()) == 1
        newest = backups()[0]
        assert not backup_health(newest.made_at + LATE).is_late
        assert backup_health(newest.made_at + LATE * 1.1).is_late


def test_a_year_of_nights_leaves_days_weeks_and_months(house: House) -> None:
    set_up(house)
    with house.inside():
        folder = house.data / "backups"
        made = nightly_backup(MONDAY)
        assert made is not None
        for before in range(1, 500):
            day = (MONDAY - timedelta(days=before)).date()
            (folder / f"wowcrm-{day}.zip").write_bytes(b"x")
        other = folder / "2025-01-01T000000-before-upgrade-from-x.db"
        mine = folder / "a letter.zip"
        other.write_bytes(b"x")
        mine.write_bytes(b"x")

        nightly_backup(MONDAY + timedelta(days=1))

        left = sorted(
            date.fromisoformat(found[1])
            for p in folder.iterdir()
            if (found := NAME.fullmatch(p.name))
        )
    assert left[-7:] == [date(2026, 11, 24) - timedelta(days=n) for n in range(6, -1, -1)]
    assert [day.isoformat() for day in left[:-7]] == [
        *("2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"),
        *("2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"),
        *("2026-11-08", "2026-11-15"),
    ]
    assert other.exists(), "what was made before an upgrade is nobody's to remove"
    assert mine.exists()


@given(st.sets(st.dates(date(2020, 1, 1), date(2026, 12, 31)), max_size=60))
def test_whatever_nights_there_were_the_newest_are_kept(days: set[date]) -> None:
    kept = needed(days)
    assert kept <= days
    assert len(kept) <= 7 + 4 + 12
    newest = sorted(days, reverse=True)
    assert set(newest[:7]) <= kept
    months = sorted({day.replace(day=1) for day in days}, reverse=True)[:12]
    for month in months:
        assert max(day for day in days if day.replace(day=1) == month) in kept
    assert needed(kept) == kept, "a second look lets go of nothing more"


def test_the_command_without_a_file_is_the_nightly_one(house: House) -> None:
    set_up(house)
    done = house.run("backup")
    assert done.exit_code == 0, done.output
    [made] = (house.data / "backups").iterdir()
    assert str(made) in done.output
    assert "there already" in house.run("backup").output
    looked = house.run("check")
    assert "The last backup was made" in looked.output


def test_an_old_sqlite_is_told_of(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.inside():
        from wowcrm.db import db

        if db.engine.dialect.name != "sqlite":
            assert sqlite_may_harm() is None
            return
        monkeypatch.setattr("wowcrm.backup.health.sqlite3.sqlite_version_info", (3, 51, 2))
        assert sqlite_may_harm()
        monkeypatch.setattr("wowcrm.backup.health.sqlite3.sqlite_version_info", (3, 51, 3))
        assert sqlite_may_harm() is None


def test_a_backup_that_fails_lets_nothing_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from wowcrm.backup.writing import BackupFailed

    set_up(house)
    with house.inside():
        for day in range(20):
            nights = house.data / "backups"
            nights.mkdir(exist_ok=True)
            (nights / f"wowcrm-2026-10-{day + 1:02}.zip").write_bytes(b"x")

        def fail(*_: object) -> Path:
            raise BackupFailed("no room")

        monkeypatch.setattr("wowcrm.backup.nightly.back_up", fail)
        with pytest.raises(BackupFailed):
            nightly_backup(MONDAY)
        assert len(list(nights.iterdir())) == 20
