"""Search on SQLite: an FTS5 table whose row numbers are the clients' numbers."""

from collections.abc import Sequence

import sqlalchemy as sa

from wowcrm.search.query import Query


def _told(setting: str, value: int) -> str:
    return f"INSERT INTO search_documents (search_documents, rank) VALUES ('{setting}', {value})"


class Fts5:
    PUT = (
        "INSERT INTO search_documents (rowid, trader, names, reach, notes, story)"
        " VALUES (?, 't' || ?, ?, ?, ?, ?)"
    )
    DROP = sa.text("DELETE FROM search_documents WHERE rowid IN :ids").bindparams(
        sa.bindparam("ids", expanding=True)
    )

    # Where there is but one trader, every document is theirs: to look that up for each takes longer
    # than to find it.
    MATCHES = sa.text(
        "search_documents MATCH CASE"
        " WHEN (SELECT count(*) FROM (SELECT 1 FROM traders LIMIT 2)) = 1 THEN :wanted ELSE :theirs END"
    )

    # Parts of an index are usually joined as it grows. Thousands of documents would be joined again
    # and again; left apart until there are sixteen parts of a size, they are joined at once. Whoever
    # saves a line then never comes to that; what they join is little. At a savepoint FTS5 writes
    # down what it has gathered.
    BEFORE_MANY: Sequence[str] = (_told("automerge", 0), _told("crisismerge", 16))
    AFTER_MANY: Sequence[str] = (
        "SAVEPOINT gathered",
        "RELEASE gathered",
        _told("automerge", 4),
        _told("crisismerge", 64),
    )

    def match(self, trader_id: int, query: Query, *, names_only: bool) -> sa.Select[tuple[int]]:
        table = sa.table("search_documents", sa.column("rowid", sa.Integer))
        wanted = expression(query, names_only=names_only)
        theirs = f'{{trader}} : "t{trader_id}" AND ({wanted})'
        return (
            sa.select(table.c.rowid)
            .where(self.MATCHES.bindparams(wanted=wanted, theirs=theirs))
            .order_by(table.c.rowid.desc())
        )


def expression(query: Query, *, names_only: bool) -> str:
    """Say it in FTS5's own words; each term is quoted, so that none is taken for an operator."""
    if query.digits:
        return f'{{reach}} : "{query.digits}"*'
    columns = "{names reach}" if names_only else "{names reach notes story}"
    terms = " AND ".join(f'"{word}"*' for word in query.words)
    return f"{columns} : ({terms})"


FTS5 = Fts5()
