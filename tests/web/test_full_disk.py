"""A full disk: what is there is read, nothing is saved by half, and room is enough to go on (T4)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event

from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.traders.models import Trader

LONG = "A long story. " * 1400


@pytest.fixture
def disk(database: None) -> Iterator[Callable[[bool], None]]:
    """Say that the database may not grow any more, as SQLite itself finds out on a full disk."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("is about SQLite")
    full = False

    def limit(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        most = pages if full else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    def fill(now: bool) -> None:
        nonlocal full
        full = now

    db.session.remove()
    with db.engine.connect() as connection:
        # Deleted rows leave room in the file, which is not to count.
        connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
    event.listen(db.engine, "begin", limit)
    yield fill
    full = False
    with db.engine.connect():
        pass
    event.remove(db.engine, "begin", limit)
    db.engine.dispose()


def clients() -> int:
    return db.session.scalar(sa.select(sa.func.count(Client.id))) or 0


@pytest.mark.parametrize("htmx", [False, True])
def test_a_full_disk_refuses_clearly_shows_what_is_there_and_recovers(
    disk: Callable[[bool], None],
    nora: Trader,
    ben: Client,
    browser: ReadingBrowser,
    htmx: bool,
) -> None:
    browser.get("/")
    before = clients()
    browser.may_break = True

    disk(True)
    for number in range(5):
        data = {"name": f"Too many {number}", "notes": LONG}
        answer = browser.post("/clients/new", data=data, htmx=htmx)
        assert answer.status_code == 507
        assert "nothing was saved" in answer.words
        for page in ("/", "/clients", f"/clients/{ben.id}", "/me", "/settings"):
            assert browser.get(page).status_code == 200
    assert clients() == before

    disk(False)
    assert browser.post("/clients/new", data={"name": "Now", "notes": LONG}).status_code == 303
    assert clients() == before + 1


def test_a_new_day_on_a_full_disk_still_shows_what_is_there(
    nora: Trader,
    ben: Client,
    browser: ReadingBrowser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser.get("/")
    error = sa.exc.OperationalError("UPDATE", {}, Exception("database or disk is full"))

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("wowcrm.today.views.begin_day", fail)
    monkeypatch.setattr("wowcrm.web.access.writing", fail)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        assert browser.get("/").status_code == 200
        assert browser.get(f"/clients/{ben.id}").status_code == 200
