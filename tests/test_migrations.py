"""The migrations build the tables that the models describe, and can be taken back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from wowcrm import create_app
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


def test_every_step_can_be_taken_back_and_again(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}

    upgrade()
    assert not differences()


def test_migrations_are_one_line_named_by_date_and_sentence() -> None:
    scripts = ScriptDirectory(str(folder("migrations")))
    assert len(scripts.get_heads()) == 1, "two heads: put the newer migration after the other"
    names = [script.revision for script in scripts.walk_revisions()]
    long = [name for name in names if len(name) > 32]
    assert not long, f"PostgreSQL keeps 32 letters of a revision's name: {long}"
    for path in sorted((folder("migrations") / "versions").glob("*.py")):
        assert re.fullmatch(r"20\d\d_\d\d_\d\d_[a-z0-9_]+\.py", path.name), path.name
        assert "wowcrm" not in path.read_text(), f"{path.name} must outlive the app's own names"
