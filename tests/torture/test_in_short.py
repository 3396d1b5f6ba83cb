"""The tortures in short; `make torture` does them in full, and plants each defect they are for first."""

from pathlib import Path

import pytest

from tests.backup.past import revisions
from tests.torture import (
    backups,
    full_disk,
    hostile_files,
    imports,
    kills,
    mutations,
    upgrades,
    uploads,
    windows,
)

FIRST = revisions()[:1]


def test_a_kill_loses_nothing_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    acknowledged, faults = kills.torture(tmp_path, 3)
    assert not faults
    assert acknowledged, "nothing was written, so nothing was proven"


def test_a_full_disk_refuses_clearly_and_recovers() -> None:
    try:
        _, faults = full_disk.torture(2)
    except full_disk.CannotMount as error:
        pytest.skip(f"needs the right to mount: {error}")
    assert not faults


def test_backups_made_while_others_write_are_whole(tmp_path: Path) -> None:
    wanted, faults = backups.torture(tmp_path, 2)
    assert not faults
    assert wanted, "nothing was written, so nothing was proven"


def test_an_upgrade_that_is_killed_is_taken_up_again(tmp_path: Path) -> None:
    assert not upgrades.torture(tmp_path, FIRST, 2)


def test_two_windows_saved_at_once_lose_nothing_in_silence(tmp_path: Path) -> None:
    met, faults = windows.torture(tmp_path, 5)
    assert not faults
    assert met, "they never met in one part, so nothing was proven"


def test_an_import_that_is_killed_goes_on_where_it_ended(tmp_path: Path) -> None:
    _, faults = imports.torture(tmp_path, 2, 600)
    assert not faults


def test_hostile_files_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    _, faults = hostile_files.torture(tmp_path, hostile_files.FEW)
    assert not faults


def test_files_that_chance_made_are_read_or_refused(tmp_path: Path) -> None:
    _, faults = mutations.torture(tmp_path, 100)
    assert not faults


def test_hostile_uploads_are_refused_or_kept_safely(tmp_path: Path) -> None:
    _, faults = uploads.torture(tmp_path, 10)
    assert not faults


def test_files_shown_as_pages_would_be_found(tmp_path: Path) -> None:
    _, faults = uploads.torture(tmp_path, 5, defect=uploads.DEFECT)
    assert faults
