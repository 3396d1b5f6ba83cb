"""Installations of their own, each in a folder, on the database that the suite runs on."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.pool import NullPool

from wowcrm import create_app
from wowcrm.backup.migrating import empty, one_transaction
from wowcrm.backup.tables import described
from wowcrm.cli import main
from wowcrm.db import db


@dataclass(frozen=True)
class House:
    """One installation: its folder and its database."""

    data: Path
    url: str | None

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Run a command in it, as its owner does."""
        given = {"WOWCRM_DATA": str(self.data), "DATABASE_URL": self.url}
        return CliRunner(env=given).invoke(main, arguments, input=typed)

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """Be within its application."""
        app = _app_of(self)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    def contents(self) -> dict[str, list[dict[str, Any]]]:
        """Read all rows of all tables as the database has them, columns by their names."""
        with self.inside(), db.engine.connect() as connection:
            return {
                table.name: sorted(
                    (
                        dict(sorted(row._asdict().items()))
                        for row in connection.execute(sa.select(table))
                    ),
                    key=str,
                )
                for table in tables_of(connection).sorted_tables
            }


@lru_cache(maxsize=8)
def _app_of(house: House) -> Flask:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WOWCRM_DATA", str(house.data))
        if house.url:
            patch.setenv("DATABASE_URL", house.url)
        else:
            patch.delenv("DATABASE_URL", raising=False)
        return create_app({"TESTING": True, "SERVER_NAME": "localhost"})


DRAWN = {
    "sqlite": "SELECT sql FROM sqlite_master ORDER BY name",
    "postgresql": "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
}
KNOWN: dict[str, sa.MetaData] = {}


def tables_of(connection: sa.Connection) -> sa.MetaData:
    """Read the tables from the database; of those drawn up alike only once, for it takes long."""
    drawn = str(connection.exec_driver_sql(DRAWN[connection.dialect.name]).all())
    if drawn not in KNOWN:
        KNOWN[drawn] = described(connection)
    return KNOWN[drawn]


Build = Callable[..., House]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Make installations, on SQLite or on a PostgreSQL database of their own."""
    server = os.environ.get("DATABASE_URL")
    made: list[tuple[sa.Engine, str]] = []

    def one(name: str = "house", kind: str | None = None) -> House:
        data = tmp_path / name
        data.mkdir(mode=0o700)
        if not server or kind == "sqlite":
            return House(data, None)
        url = sa.make_url(server).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        database = f"wowcrm_{name}_{os.getpid()}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {database}")
        made.append((engine, database))
        return House(data, url.set(database=database).render_as_string(hide_password=False))

    yield one
    for engine, database in made:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {database} WITH (FORCE)")
        engine.dispose()


@pytest.fixture
def house(build: Build) -> House:
    """An installation in which nobody has moved in yet."""
    return build()


def emptied(house: House) -> None:
    """Take every table away."""
    with house.inside(), one_transaction() as connection:
        empty(connection)
