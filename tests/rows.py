"""All rows of the database at once: counted, deleted, kept aside and put back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

import wowcrm.blueprints  # noqa: F401  so that every model is known
from wowcrm.db import Base, db


def counts(connection: sa.Connection) -> dict[str, int]:
    """Count the rows of every table that has any, with one statement."""
    each = (f"SELECT '{name}', count(*) FROM {name}" for name in Base.metadata.tables)
    counted = connection.exec_driver_sql(" UNION ALL ".join(each))
    return {name: number for name, number in counted if number}


def empty_the_tables() -> None:
    """Delete all rows; most tables have none, and one question about all of them tells which."""
    db.session.remove()
    with db.engine.begin() as connection:
        _empty(connection)


def _empty(connection: sa.Connection) -> None:
    connection.execute(sa.text("DELETE FROM search_documents"))
    filled = counts(connection)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in filled:
            connection.execute(table.delete())


@contextmanager
def kept() -> Iterator[Callable[[], None]]:
    """Keep all rows as they are, but those of the search; yield what puts them back.

    The database copies them itself, so that no value passes through Python and is changed there.
    """
    db.session.remove()
    with db.engine.begin() as connection:
        filled = counts(connection)
        names = [table.name for table in Base.metadata.sorted_tables if table.name in filled]
        for name in names:
            connection.exec_driver_sql(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")

    def put_back() -> None:
        db.session.remove()
        with db.engine.begin() as connection:
            _empty(connection)
            for name in names:
                connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM kept_{name}")

    try:
        yield put_back
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            for name in names:
                connection.exec_driver_sql(f"DROP TABLE kept_{name}")
