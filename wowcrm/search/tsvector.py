"""Search on PostgreSQL: a table of tsvectors with a GIN index."""

from collections.abc import Sequence

import sqlalchemy as sa

from wowcrm.search.query import Query


class Tsvector:
    # The words are folded already, so the plainest configuration is the right one. A is for names
    # and ways to reach somebody, D for everything else.
    PUT = (
        "INSERT INTO search_documents (client_id, trader_id, words) VALUES (%s, %s,"
        " setweight(to_tsvector('simple', %s::text || ' ' || %s::text), 'A')"
        " || to_tsvector('simple', left(%s::text || ' ' || %s::text, 500000)))"
    )
    DROP = sa.text("DELETE FROM search_documents WHERE client_id IN :ids").bindparams(
        sa.bindparam("ids", expanding=True)
    )

    BEFORE_MANY: Sequence[str] = ()
    AFTER_MANY: Sequence[str] = ()

    def match(self, trader_id: int, query: Query, *, names_only: bool) -> sa.Select[tuple[int]]:
        table = sa.table(
            "search_documents",
            sa.column("client_id", sa.Integer),
            sa.column("trader_id", sa.Integer),
            sa.column("words"),
        )
        said = sa.func.to_tsquery("simple", expression(query, names_only=names_only))
        return (
            sa.select(table.c.client_id)
            .where(table.c.trader_id == trader_id, table.c.words.op("@@")(said))
            .order_by(table.c.client_id.desc())
        )


def expression(query: Query, *, names_only: bool) -> str:
    """Say it in PostgreSQL's own words; each term is quoted, so that none is an operator."""
    mark = ":*A" if names_only or query.digits else ":*"
    return " & ".join(f"'{word}'{mark}" for word in query.words or (query.digits,))


TSVECTOR = Tsvector()
