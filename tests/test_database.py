"""How SQLite is held: durable, with foreign keys, and nobody ever finds it locked (T6)."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import browser_of, client_of
from wowcrm.clients.models import Client
from wowcrm.db import db, read_only
from wowcrm.sqlite import checkpoint, checkpointing_beside
from wowcrm.timeline.models import InteractionKind
from wowcrm.traders.models import Trader

WRITERS, SECONDS = 8, 1.5


@pytest.fixture
def sqlite(database: None) -> Iterator[None]:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("is about SQLite")
    yield
    read_only(False)


def test_every_connection_is_durable_and_minds_foreign_keys(sqlite: None) -> None:
    read_only(True)  # or the second would wait for the first
    connections = [db.engine.connect() for _ in range(5)]
    try:
        for connection in connections:
            asked = {
                pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            timeout = asked.pop("busy_timeout")
            assert isinstance(timeout, int)
            assert timeout >= 5000
            assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    finally:
        for connection in connections:
            connection.close()


def begun(statements: list[str]) -> list[str]:
    return [statement for statement in statements if statement.startswith("BEGIN")]


def test_pages_begin_as_readers_and_changes_as_writers(
    app: Flask, sqlite: None, nora: Trader, statements: list[str]
) -> None:
    """One thread serves many requests: what the last one was must not colour the next."""
    browser = browser_of(app, nora)
    browser.get("/")  # The first page of a day writes: it brings the levels up to date.
    for method, wanted in (("GET", "BEGIN"), ("POST", "BEGIN IMMEDIATE"), ("GET", "BEGIN")):
        db.session.commit()
        statements.clear()
        browser._ask(method, "/clients", htmx=False)
        assert set(begun(statements)) == {wanted}, method


def test_many_writers_at_once_never_find_it_locked(app: Flask, sqlite: None, nora: Trader) -> None:
    client_id = client_of(nora, "Ben Carter").id
    day = nora.today()
    db.session.remove()
    faults: list[BaseException] = []
    written: list[int] = []
    until = time.monotonic() + SECONDS

    def write() -> None:
        try:
            while time.monotonic() < until:
                with app.app_context():
                    client = db.session.get_one(Client, client_id)
                    client.log(InteractionKind.NOTE, "Rang", on=day)
                    db.session.commit()
                    written.append(1)
        except sa.exc.OperationalError as error:
            faults.append(error)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not faults
    assert db.session.scalar(sa.text("SELECT count(*) FROM interactions")) == len(written) > WRITERS


def test_who_works_beside_everybody_copies_what_all_commit(sqlite: None, nora: Trader) -> None:
    """Else whoever saves a line copies thousands of pages of an import, and all others wait."""
    file, mark = Path(str(db.engine.url.database)), uuid4().hex

    with checkpointing_beside():
        client_of(nora, "Ben Carter").notes = mark * 250_000
        db.session.commit()
        assert mark.encode() not in file.read_bytes()
        db.session.remove()
        checkpoint()
        assert mark.encode() in file.read_bytes()

    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == 1000
