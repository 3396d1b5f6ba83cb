"""leaner search

Revision ID: 2026_11_26_leaner_search
Revises: 2026_11_26_indexes_of_few
"""

from alembic import op

revision = "2026_11_26_leaner_search"
down_revision = "2026_11_26_indexes_of_few"
branch_labels = None
depends_on = None

COLUMNS = "trader, names, reach, notes, story"
# Words come in folded, with blanks between: each is one token, whatever letters it is made of. They
# are looked for in columns, never next to one another. An index of how words begin is worth a
# millisecond among 100,000 clients, and takes as long to write as that of the words.
LEAN = """tokenize = "ascii tokenchars '_'", detail = column, columnsize = 0"""
FULL = "prefix = '2 3', tokenize = 'unicode61'"


def _make_again(options: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute(f"CREATE VIRTUAL TABLE search_again USING fts5 ({COLUMNS}, {options})")
    op.execute(
        f"INSERT INTO search_again (rowid, {COLUMNS})"
        f" SELECT rowid, {COLUMNS} FROM search_documents ORDER BY rowid"
    )
    op.execute("DROP TABLE search_documents")
    op.execute("ALTER TABLE search_again RENAME TO search_documents")


def upgrade() -> None:
    _make_again(LEAN)


def downgrade() -> None:
    _make_again(FULL)
