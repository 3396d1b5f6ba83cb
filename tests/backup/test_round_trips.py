"""A backup brings everything back: into another house, another database, a newer version."""

import os
import re
import sqlite3
import stat
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backup.conftest import Build, House, emptied
from tests.backup.past import GIVEN_ONCE, build_past, revisions
from tests.houses import move_in
from wowcrm.backup.migrating import one_transaction
from wowcrm.backup.restoring import restore
from wowcrm.backup.tables import LEFT_OUT
from wowcrm.backup.writing import back_up
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.outbox.models import AHEAD, Mail, State
from wowcrm.traders.models import Trader

EVERY = revisions()
HEAD = EVERY[-1]
TELLING = (EVERY[0], EVERY[EVERY.index(GIVEN_ONCE) - 1], EVERY[-2])
"""The oldest, the last before its tables were rebuilt, the newest; `make torture` tries them all."""

Contents = dict[str, list[dict[str, Any]]]


def set_up(house: House, email: str = "nora@example.com", name: str = "Nora Lind") -> None:
    if house.url is None:
        move_in(house.data, email, name)
        return
    made = house.run(
        *("setup", "--email", email, "--name", name, "--trade", "tutor", "--password-stdin"),
        typed="correct horse battery\n",
    )
    assert made.exit_code == 0, made.output


OF_MAILS = {("mails", "state"), ("mails", "due_at"), ("mails", "claim")}
"""What waits to be sent is stopped by a restore."""


def comparable(contents: Contents) -> Contents:
    """Leave out what a backup leaves out, and the mark that is new each time.

    Of moments one kind of database knows the zone, the other only which moment it was.
    """
    return {
        name: sorted(
            (
                {
                    column: value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value
                    for column, value in row.items()
                    if column != "edition" and (name, column) not in OF_MAILS
                }
                for row in rows
            ),
            key=str,
        )
        for name, rows in contents.items()
        if name not in LEFT_OUT
    }


def past(house: House, revision: str) -> None:
    with house.inside():
        build_past(revision)


@pytest.mark.parametrize("revision", TELLING)
def test_a_backup_of_an_earlier_version_becomes_what_an_upgrade_makes(
    build: Build, tmp_path: Path, revision: str
) -> None:
    old, new = build("old"), build("new")
    past(old, revision)
    file = tmp_path / "backup.zip"

    assert old.run("backup", str(file)).exit_code == 0
    restored = new.run("restore", str(file))
    upgraded = old.run("upgrade")

    assert restored.exit_code == 0, restored.output
    assert upgraded.exit_code == 0, upgraded.output
    assert comparable(new.contents()) == comparable(old.contents())
    looked = new.run("check").output
    wrong = [line for line in looked.splitlines() if "WRONG" in line and "files" not in line]
    assert not wrong, "these houses have files by name only, and nothing else that is wrong"
    assert HEAD in looked
    with new.inside():
        clients = db.session.scalars(sa.select(Client)).all()
        assert len(clients) == 3
        found = db.session.execute(sa.text("SELECT count(*) FROM search_documents")).scalar()
        assert found == 3


@pytest.mark.parametrize(("here", "there"), [("own", "own"), ("sqlite", "own"), ("own", "sqlite")])
def test_everything_comes_back_the_same_in_either_kind_of_database(
    build: Build, tmp_path: Path, here: str, there: str
) -> None:
    if "sqlite" in (here, there) and not os.environ.get("DATABASE_URL"):
        pytest.skip("moving between databases needs the other one")
    first, second, third = (build(n, k) for n, k in (("a", here), ("b", there), ("c", here)))
    past(first, HEAD)
    for source, target in ((first, second), (second, third)):
        file = tmp_path / f"{source.data.name}.zip"
        assert source.run("backup", str(file)).exit_code == 0
        done = target.run("restore", str(file))
        assert done.exit_code == 0, done.output

    assert comparable(third.contents()) == comparable(first.contents())
    assert comparable(second.contents()) == comparable(first.contents())


def test_mail_that_waited_does_not_go_out_twice(build: Build, tmp_path: Path) -> None:
    """What waited may have been sent since; whoever wants it sent again says so in the outbox."""
    first, second = build("a"), build("b")
    set_up(first)
    with first.inside():
        trader = db.session.scalars(sa.select(Trader)).one()
        at = datetime(2026, 11, 26, 9, tzinfo=UTC)
        for number, state in enumerate(State):
            mail = Mail(
                trader_id=trader.id,
                kind="digest",
                to_address="nora@example.com",
                subject=state,
                text="Hello",
                message_id=f"<{number}@example.com>",
                state=state,
                due_at=at if state in AHEAD else None,
                claim="x" if state is State.SENDING else None,
            )
            db.session.add(mail)
        db.session.commit()
    file = tmp_path / "backup.zip"
    first.run("backup", str(file))
    said = second.run("restore", str(file)).output

    assert f"{len(AHEAD)} mails that waited are stopped" in said
    with second.inside():
        for mail in db.session.scalars(sa.select(Mail)):
            was = State(mail.subject)
            assert mail.state is (State.CANCELLED if was in AHEAD else was)
            assert (mail.due_at, mail.claim) == (None, None)


def test_numbers_that_were_given_are_not_given_again_after_a_restore(
    build: Build, tmp_path: Path
) -> None:
    first, second = build("a"), build("b")
    set_up(first)
    with first.inside():
        trader = db.session.scalars(sa.select(Trader)).one()
        newest = Client(trader=trader, name="Gone meanwhile")
        db.session.add(newest)
        db.session.commit()
        gone = newest.id
        db.session.delete(newest)
        db.session.commit()
    file = tmp_path / "backup.zip"
    first.run("backup", str(file))
    second.run("restore", str(file))

    with second.inside():
        trader = db.session.scalars(sa.select(Trader)).one()
        client = Client(trader=trader, name="Zane")
        db.session.add(client)
        db.session.commit()
        assert client.id > gone


def test_files_are_in_the_backup_and_come_back(build: Build, tmp_path: Path) -> None:
    from io import BytesIO

    from wowcrm.files import store
    from wowcrm.files.attaching import attach

    first, second = build("a"), build("b")
    set_up(first)
    with first.inside() as app, app.test_request_context():
        trader = db.session.scalars(sa.select(Trader)).one()
        client = Client(trader=trader, name="Ben")
        db.session.add(client)
        db.session.flush()
        kept = attach(client, BytesIO(b"%PDF-1.7 contract"), "a.pdf", on=trader.today())
        lost = attach(client, BytesIO(b"%PDF-1.7 lost"), "b.pdf", on=trader.today())
        digests = kept.digest, lost.digest
        db.session.commit()
        store.path_of(digests[1]).unlink()
    file = tmp_path / "backup.zip"
    written = first.run("backup", str(file))
    assert f"the content {digests[1]} was not in the data folder" in written.output

    done = second.run("restore", str(file))

    assert done.exit_code == 0, done.output
    path = second.data / "files" / digests[0][:2] / digests[0]
    assert path.read_bytes() == b"%PDF-1.7 contract"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"it never held the content {digests[1]}" in done.output


def test_secrets_of_the_machine_are_not_in_it(house: House, tmp_path: Path) -> None:
    set_up(house)
    with house.inside():
        trader = db.session.scalars(sa.select(Trader)).one()
        trader.sign_in(agent="A phone of hers", at=trader.now())
        db.session.commit()
    file = tmp_path / "backup.zip"
    house.run("backup", str(file))

    import zipfile

    with zipfile.ZipFile(file) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()
    assert (house.data / "secret-key").read_text().encode() not in whole
    assert b"A phone of hers" not in whole
    assert not {f"tables/{name}.jsonl" for name in LEFT_OUT} & set(names)
    assert b"$argon2" in whole, "or nobody could sign in after a move"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_here_is_not_overwritten_unless_that_is_said(build: Build, tmp_path: Path) -> None:
    first, second = build("a"), build("b")
    set_up(first)
    set_up(second, "otto@example.com", "Otto Kask")
    file = tmp_path / "backup.zip"
    first.run("backup", str(file))
    before = second.contents()

    refused = second.run("restore", str(file))

    assert refused.exit_code == 1
    assert "--replace puts the file in its place. Nothing was changed" in refused.output
    assert second.contents() == before

    done = second.run("restore", str(file), "--replace")

    assert done.exit_code == 0, done.output
    assert re.search(r"^traders +1 -> +1$", done.output, re.MULTILINE)
    assert comparable(second.contents()) == comparable(first.contents())
    kept = re.search(r"What was here is kept in (\S+-before-restore\.zip)\.", done.output)
    assert kept
    assert stat.S_IMODE(Path(kept[1]).stat().st_mode) == 0o600
    again = second.run("restore", kept[1], "--replace")
    assert again.exit_code == 0, again.output
    assert comparable(second.contents()) == comparable(before)


def test_a_backup_is_not_overwritten_either(house: House, tmp_path: Path) -> None:
    set_up(house)
    file = tmp_path / "backup.zip"
    file.write_bytes(b"precious")
    assert house.run("backup", str(file)).exit_code == 1
    assert file.read_bytes() == b"precious"
    assert house.run("backup", str(file), "--force").exit_code == 0
    assert file.read_bytes()[:2] == b"PK"


def test_nothing_is_backed_up_of_nothing(house: House, tmp_path: Path) -> None:
    done = house.run("backup", str(tmp_path / "backup.zip"))
    assert done.exit_code == 1
    assert "There is nothing in the database yet" in done.output
    assert list(tmp_path.glob("*backup*")) == []


def test_a_full_disk_leaves_no_half_a_backup(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(house)
    file = tmp_path / "backup.zip"
    file.write_bytes(b"the one of yesterday")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wowcrm.backup.writing.os.fsync", full)
    done = house.run("backup", str(file), "--force")

    assert done.exit_code == 1
    assert "No space left on device" in done.output
    assert file.read_bytes() == b"the one of yesterday"
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_a_restore_that_fails_at_its_end_changes_nothing(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = build("a"), build("b")
    past(first, HEAD)
    set_up(second)
    file = tmp_path / "backup.zip"
    first.run("backup", str(file))
    before = second.contents()

    def fail(_connection: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wowcrm.backup.restoring.rebuild", fail)
    done = second.run("restore", str(file), "--replace")

    assert done.exit_code == 1
    assert "Nothing was changed" in done.output
    assert second.contents() == before
    assert second.run("check").exit_code == 0


def test_the_copy_made_before_an_upgrade_can_be_brought_back(build: Build, tmp_path: Path) -> None:
    old, new = build("old", "sqlite"), build("new")
    past(old, EVERY[0])
    before = old.contents()
    done = old.run("upgrade")
    assert done.exit_code == 0, done.output
    [copy] = (old.data / "backups").iterdir()
    assert str(copy) in done.output
    with closing(sqlite3.connect(copy)) as connection:
        [(rows,)] = connection.execute("SELECT count(*) FROM clients").fetchall()
    assert rows == len(before["clients"])

    restored = new.run("restore", str(copy))

    assert restored.exit_code == 0, restored.output
    assert comparable(new.contents()) == comparable(old.contents())
    assert sorted(path.name for path in new.data.iterdir() if path.is_dir()) in (
        [],
        ["files"],
    ), "nothing is left lying about"


def test_an_upgrade_that_loses_something_is_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    past(house, EVERY[-2])
    before = house.contents()

    def lose(connection: sa.Connection, _to: str) -> None:
        connection.execute(sa.text("DELETE FROM needs WHERE summary LIKE '% 1:%'"))

    monkeypatch.setattr("wowcrm.versions.migrate", lose)
    done = house.run("upgrade")

    assert done.exit_code == 1
    assert "Everything is as it was before: needs would have 2 rows instead of 3" in done.output
    assert house.contents() == before
    assert len(list((house.data / "backups").iterdir())) == 1


def test_an_upgrade_says_what_it_did_and_a_second_one_that_there_is_nothing_to_do(
    house: House,
) -> None:
    past(house, EVERY[0])
    done = house.run("upgrade")
    assert f"From {EVERY[0]} to {HEAD}." in done.output
    assert re.search(r"^clients +3 -> +3$", done.output, re.MULTILINE)
    again = house.run("upgrade")
    assert again.exit_code == 0
    assert "already" in again.output


def test_a_house_without_rows_is_filled_without_being_told(build: Build, tmp_path: Path) -> None:
    first, second = build("a"), build("b")
    past(first, HEAD)
    past(second, HEAD)
    emptied(second)
    file = tmp_path / "backup.zip"
    first.run("backup", str(file))
    assert second.run("restore", str(file)).exit_code == 0
    assert comparable(second.contents()) == comparable(first.contents())


def test_memory_does_not_grow_with_the_rows(house: House, tmp_path: Path) -> None:
    past(house, HEAD)
    with house.inside():
        add_level_changes(100, 1_500)
        few = peaks(tmp_path / "few.zip")
        add_level_changes(2_000, 6_000)
        many = peaks(tmp_path / "many.zip")
    grown = [(more - less) / 1024**2 for less, more in zip(few, many, strict=True)]
    assert max(grown) < 1, grown


def add_level_changes(first_id: int, last_id: int) -> None:
    """Add rows of two kilobytes each."""
    with one_transaction() as connection:
        first = connection.execute(sa.text("SELECT * FROM level_changes LIMIT 1")).one()._asdict()
        rows = [
            {**first, "id": id, "because": f"{id} {'words ' * 300}"}
            for id in range(first_id, last_id)
        ]
        columns = ", ".join(f'"{name}"' for name in first)
        values = ", ".join(f":{name}" for name in first)
        connection.execute(
            sa.text(f"INSERT INTO level_changes ({columns}) VALUES ({values})"), rows
        )


def peaks(file: Path) -> list[int]:
    """Write a backup and bring it back; return the most memory that each took."""
    found = []
    for act in (lambda: back_up(file), lambda: restore(file, replace=True)):
        tracemalloc.start()
        act()
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return found


def test_rows_of_every_table_were_tried(house: House) -> None:
    """Or these tests would prove less than they seem to."""
    past(house, HEAD)
    contents = house.contents()
    assert len(contents) > 25
    assert all(contents.values())
