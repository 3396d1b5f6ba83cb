"""`wowcrm check` and `wowcrm password`, and how a database is brought up to date."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result

from tests.houses import move_in
from wowcrm import versions
from wowcrm.cli import main
from wowcrm.paths import folder

HEAD = "the tables of this version"
FIRST = ScriptDirectory(str(folder("migrations"))).get_base()


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with nothing in it yet."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("WOWCRM_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return folder


def wowcrm(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def set_up() -> None:
    """Have Nora move in, by the command that does it."""
    made = wowcrm(
        *("setup", "--email", "nora@example.com", "--name", "Nora"),
        *("--trade", "tutor", "--password-stdin"),
        typed="correct horse battery\n",
    )
    assert made.exit_code == 0, made.output


def asked(data: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "wowcrm.db")) as connection:
        rows = connection.execute(question).fetchall()
        connection.commit()
    return rows


def test_check_finds_a_sound_installation_right(data: Path) -> None:
    set_up()
    found = wowcrm("check")
    assert found.exit_code == 0, found.output
    assert "WRONG" not in found.output
    for part in ("can be read and written", HEAD, "is sound", "SQLite 3.", "time zones"):
        assert part in found.output


def test_check_says_when_there_is_no_database_yet_and_makes_none(data: Path) -> None:
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "database is empty" in found.output


def test_check_warns_of_a_sqlite_that_can_harm(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move_in(data)
    monkeypatch.setattr("wowcrm.checkup.sqlite3.sqlite_version_info", (3, 51, 2))
    assert "rare fault" in wowcrm("check").output
    monkeypatch.setattr("wowcrm.checkup.sqlite3.sqlite_version_info", (3, 51, 3))
    assert "rare fault" not in wowcrm("check").output


def test_check_finds_tables_of_another_version(data: Path) -> None:
    move_in(data)
    asked(data, "UPDATE alembic_version SET version_num = 'older'")
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "is at older, not at" in found.output


def test_check_finds_rows_that_belong_to_nobody(data: Path) -> None:
    move_in(data)
    asked(data, "DELETE FROM traders")
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "belongs to a row of traders that is gone" in found.output


def test_check_finds_damage(data: Path) -> None:
    move_in(data)
    asked(data, "PRAGMA journal_mode = DELETE")
    path = data / "wowcrm.db"
    content = bytearray(path.read_bytes())
    content[4096 * 8 : 4096 * 60] = b"\x5a" * (4096 * 52)
    path.write_bytes(content)
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "WRONG" in found.output


def test_check_finds_what_others_can_read(data: Path) -> None:
    move_in(data)
    data.chmod(0o755)
    assert wowcrm("check").exit_code == 0, "the files themselves are for their owner only"
    (data / "wowcrm.db").chmod(0o644)
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "chmod 600" in found.output
    data.chmod(0o700)
    assert wowcrm("check").exit_code == 0


def test_check_finds_a_clock_nobody_knows(data: Path) -> None:
    move_in(data)
    asked(data, "UPDATE traders SET timezone = 'Mars/Olympus'")
    found = wowcrm("check")
    assert found.exit_code == 1
    assert "Mars/Olympus" in found.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WOWCRM_PROXIES", "some"),
        ("WOWCRM_HTTPS", "perhaps"),
        ("WOWCRM_UPLOAD_MB", "-1"),
        ("WOWCRM_DATA", "/dev/null/data"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql+nodriver://user:secret@host/name"),
    ],
)
@pytest.mark.parametrize("command", ["check", "serve", "password"])
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, command: str
) -> None:
    monkeypatch.setenv(name, value)
    found = wowcrm(command)
    assert found.exit_code == 2
    assert name in found.output
    assert "Traceback" not in found.output
    assert "secret" not in found.output


def test_what_is_written_is_for_its_owner_only(data: Path) -> None:
    set_up()
    for path in (data / "secret-key", data / "wowcrm.db"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_forgotten_password_is_chosen_anew_and_signs_out_everywhere(data: Path) -> None:
    move_in(data)
    before = asked(data, "SELECT password_hash FROM traders")
    asked(
        data,
        "INSERT INTO sign_ins (trader_id, token_hash, agent, stays, seen_at, created_at)"
        " VALUES (1, 'x', '', 1, '2026-11-22', '2026-11-22')",
    )
    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")
    assert done.exit_code == 0, done.output
    assert asked(data, "SELECT password_hash FROM traders") != before
    assert asked(data, "SELECT count(*) FROM sign_ins WHERE ended_at IS NULL") == [(0,)]


@pytest.mark.parametrize(
    ("typed", "arguments", "said"),
    [
        ("short\n", (), "At least 10"),
        ("Password2026!\n", (), "first that somebody would try"),
        ("", (), "At least 10"),
        ("Tulpe-91 am Fenster\n", ("--trader", "nobody@example.com"), "no trader"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    data: Path, typed: str, arguments: tuple[str, ...], said: str
) -> None:
    move_in(data)
    before = asked(data, "SELECT password_hash FROM traders")
    done = wowcrm("password", "--password-stdin", *arguments, typed=typed)
    assert done.exit_code > 0
    assert said in done.output
    assert asked(data, "SELECT password_hash FROM traders") == before


def test_an_upgrade_copies_the_database_first(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move_in(data)
    asked(data, f"UPDATE alembic_version SET version_num = '{FIRST}'")
    monkeypatch.setattr(versions, "wanted", lambda: "newer")
    upgraded: list[str] = []
    monkeypatch.setattr(versions, "migrate", lambda _connection, to: upgraded.append(to))

    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")

    assert upgraded == ["head"]
    [copy] = (data / "backups").iterdir()
    assert str(copy) in done.output
    assert copy.name.endswith(f"-before-upgrade-from-{FIRST}.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT email FROM traders").fetchall() == [("nora@example.com",)]


def test_nothing_is_upgraded_without_a_sound_copy(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_in(data)
    asked(data, f"UPDATE alembic_version SET version_num = '{FIRST}'")
    monkeypatch.setattr(versions, "wanted", lambda: "newer")
    (data / "backups").write_text("in the way")
    monkeypatch.setattr(versions, "migrate", lambda *_: pytest.fail("upgraded"))

    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")

    assert done.exit_code == 1
    assert "No upgrade without a sound copy" in done.output


def test_a_new_database_needs_no_copy(data: Path) -> None:
    set_up()
    assert not (data / "backups").exists()
    assert wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n").exit_code == 0
    assert not (data / "backups").exists()


def test_the_database_of_a_newer_version_is_left_alone(data: Path) -> None:
    move_in(data)
    asked(data, "UPDATE alembic_version SET version_num = '2099_of_tomorrow'")
    before = (data / "wowcrm.db").read_bytes()
    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")
    assert done.exit_code == 1
    assert "a newer version" in done.output
    assert (data / "wowcrm.db").read_bytes() == before


def test_a_database_that_cannot_be_used_is_said_plainly(data: Path) -> None:
    (data / "wowcrm.db").write_bytes(
        b"this is no database, but it is long enough to look like one" * 99
    )
    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")
    assert done.exit_code == 1
    assert "The database cannot be used: file is not a database" in done.output


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All migrations run in one transaction, with what they do to tables in it."""

    def fail(connection: sa.Connection, _to: str) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.exec_driver_sql("ALTER TABLE traders ADD COLUMN half INTEGER")
        connection.exec_driver_sql("ALTER TABLE missing ADD COLUMN half INTEGER")

    move_in(data)
    before = asked(data, "SELECT name, sql FROM sqlite_master ORDER BY name")
    monkeypatch.setattr(versions, "wanted", lambda: "newer")
    monkeypatch.setattr(versions, "migrate", fail)

    done = wowcrm("password", "--password-stdin", typed="Tulpe-91 am Fenster\n")

    assert done.exit_code == 1
    assert "no such table: missing" in done.output
    assert asked(data, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
