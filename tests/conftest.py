"""The cast: Nora, whose app it is, her clients, and Otto, who must never see anything of hers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from sqlalchemy.pool import NullPool

from tests.reading_browser import ReadingBrowser
from tests.rows import empty_the_tables
from wowcrm import create_app
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.search.index import refresh
from wowcrm.traders import models as traders
from wowcrm.traders.models import Trader

NORAS_PASSWORD = "correct horse battery"

# Machines are shared and noisy: how long an example takes says nothing.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

# Argon2 is slow on purpose; the tests have no secrets to keep.
traders.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a data folder of its own, its database built by the migrations."""
    given = os.environ.get("DATABASE_URL")
    with pytest.MonkeyPatch.context() as patch, throwaway_database(given) as url:
        for name in [name for name in os.environ if name.startswith("WOWCRM_")]:
            patch.delenv(name)
        patch.setenv("WOWCRM_DATA", str(tmp_path_factory.mktemp("data")))
        if url:
            patch.setenv("DATABASE_URL", url)
        app = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": "localhost"})
        app.test_client_class = ReadingBrowser
        with app.app_context():
            upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()


def upgrade() -> None:
    """Build the tables as an installation does, by the migrations."""
    from flask_migrate import upgrade

    upgrade()


@contextmanager
def throwaway_database(server: str | None) -> Iterator[str | None]:
    """Make a database on the server, so that no other one on it is ever emptied; drop it after."""
    if not server:
        yield None
        return
    url = sa.make_url(server)
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"wowcrm_test_{os.getpid()}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """A session for the test itself; every row is gone afterwards."""
    with app.app_context():
        yield
        empty_the_tables()


def trader(name: str, email: str, **columns: object) -> Trader:
    person = Trader(name=name, email=email, timezone="Europe/Riga", **columns)
    person.change_password(NORAS_PASSWORD)
    db.session.add(person)
    db.session.commit()
    return person


@pytest.fixture
def nora(database: None) -> Trader:
    """Nora Lind, a bookkeeper; the app is hers."""
    return trader("Nora Lind", "nora@example.com", trade="bookkeeper", business="Lind Accounts")


@pytest.fixture
def otto(database: None) -> Trader:
    """Another trader of the same installation; also a bookkeeper, and curious."""
    return trader("Otto Kask", "otto@example.com", trade="bookkeeper")


@pytest.fixture
def today(nora: Trader) -> date:
    return nora.today()


def client_of(trader: Trader, name: str, **columns: object) -> Client:
    client = Client(trader=trader, name=name, **columns)
    db.session.add(client)
    db.session.flush()
    refresh([client.id])
    db.session.commit()
    return client


@pytest.fixture
def ben(nora: Trader) -> Client:
    return client_of(nora, "Ben Carter", given="Ben", family="Carter")


@pytest.fixture
def amira(nora: Trader) -> Client:
    return client_of(nora, "Amira Haddad", given="Amira", family="Haddad")


@pytest.fixture
def karlis(nora: Trader) -> Client:
    return client_of(nora, "Kārlis Bērziņš", given="Kārlis", family="Bērziņš")


@pytest.fixture
def onne(nora: Trader) -> Client:
    return client_of(nora, "Õnne Põld", given="Õnne", family="Põld")


@pytest.fixture
def browser(app: Flask, nora: Trader) -> ReadingBrowser:
    """Nora's browser, signed in."""
    return browser_of(app, nora)


@pytest.fixture
def ottos_browser(app: Flask, otto: Trader) -> ReadingBrowser:
    return browser_of(app, otto)


@pytest.fixture
def stranger(app: Flask, database: None) -> ReadingBrowser:
    """A browser in which nobody has signed in."""
    return ReadingBrowser(app)


def browser_of(app: Flask, trader: Trader) -> ReadingBrowser:
    """A browser in which a trader has signed in, without the time that a password takes."""
    token = trader.sign_in(agent="A test's browser", at=datetime.now(UTC))
    db.session.commit()
    browser = ReadingBrowser(app)
    with browser.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return browser


@pytest.fixture
def statements(app: Flask, database: None) -> Iterator[list[str]]:
    """The SQL sent so far; clear it, open a page, and count what that page asked."""
    sent: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    yield sent
    sa.event.remove(db.engine, "before_cursor_execute", hear)
