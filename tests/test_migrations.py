"""The migrations build the tables that the models describe, and can be taken back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from wowcrm import create_app, versions
from wowcrm.db import Base, db, is_described
from wowcrm.paths import folder


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An installation of its own, whose database was never touched."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WOWCRM_DATA", str(tmp_path))
    app = create_app({"TESTING": True})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_described}
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_build_the_models_tables(database: None) -> None:
    found = differences()
    assert not found, f"run `flask db revision --autogenerate`, then read it: {found}"


def test_a_forgotten_migration_would_be_found(database: None) -> None:
    forgotten = sa.Table("forgotten", Base.metadata, sa.Column("id", sa.Integer, primary_key=True))
    try:
        assert differences()
    finally:
        Base.metadata.remove(forgotten)


def test_the_newest_migration_is_known_without_alembic(empty: Flask) -> None:
    scripts = ScriptDirectory(str(folder("migrations")))
    assert [versions.wanted()] == scripts.get_heads()
    assert versions.found() is None
    upgrade()
    assert versions.found() == versions.wanted()


def test_a_start_that_finds_its_tables_loads_no_alembic(tmp_path: Path) -> None:
    start = (
        "import sys; from wowcrm import create_app, versions\n"
        "app = create_app()\n"
        "with app.app_context(): versions.upgrade(app.config['DATA_FOLDER'])\n"
        "print('alembic' in sys.modules)"
    )
    environ = {**os.environ, "WOWCRM_DATA": str(tmp_path), "DATABASE_URL": ""}

    def loaded() -> str:
        command = [sys.executable, "-c", start]
        return subprocess.run(
            command, env=environ, check=True, capture_output=True, text=True
        ).stdout

    assert "True" in loaded()
    assert "False" in loaded()


def test_every_step_can_be_taken_back_and_again(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}

    upgrade()
    assert not differences()


def test_no_number_is_given_twice(database: None) -> None:
    """What names a row by its number, such as a line of a story, never comes to mean another."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's sequences count on by themselves")
    numbered = {name for name, table in Base.metadata.tables.items() if "id" in table.primary_key}
    with db.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    again = [name for name, sql in tables if name in numbered and "AUTOINCREMENT" not in sql]
    assert not again, f"rebuild {again} as 2026_11_26_numbers_given_once does"


def test_a_rebuilt_table_counts_on_from_where_it_was(empty: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'traders'")
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES ('traders', 41)")
    downgrade(revision="2026_11_22_wow_loop")
    upgrade()
    with db.engine.begin() as connection:
        last = "SELECT max(seq) FROM sqlite_sequence WHERE name = 'traders'"
        assert connection.exec_driver_sql(last).scalar() == 41


def test_migrations_are_one_line_named_by_date_and_sentence() -> None:
    scripts = ScriptDirectory(str(folder("migrations")))
    assert len(scripts.get_heads()) == 1, "two heads: put the newer migration after the other"
    names = [script.revision for script in scripts.walk_revisions()]
    long = [name for name in names if len(name) > 32]
    assert not long, f"PostgreSQL keeps 32 letters of a revision's name: {long}"
    for path in sorted((folder("migrations") / "versions").glob("*.py")):
        assert re.fullmatch(r"20\d\d_\d\d_\d\d_[a-z0-9_]+\.py", path.name), path.name
        assert "wowcrm" not in path.read_text(), f"{path.name} must outlive the app's own names"
