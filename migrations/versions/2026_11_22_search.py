"""search

Revision ID: 2026_11_22_search
Revises: 2026_11_22_imports
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_search"
down_revision = "2026_11_22_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_documents ("
            " client_id integer PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,"
            " trader_id integer NOT NULL,"
            " words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_documents_words ON search_documents USING gin (words)")
        op.create_index("ix_search_documents_trader", "search_documents", ["trader_id"])
    else:
        # Words come in folded; the tokenizer only has to part them.
        op.execute(
            "CREATE VIRTUAL TABLE search_documents USING fts5 ("
            "trader, names, reach, notes, story, tokenize = 'unicode61', prefix = '2 3')"
        )


def downgrade() -> None:
    op.execute(sa.text("DROP TABLE search_documents"))
