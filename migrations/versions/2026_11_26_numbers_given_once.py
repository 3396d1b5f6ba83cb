"""numbers given once

Revision ID: 2026_11_26_numbers_given_once
Revises: 2026_11_26_wordings
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_numbers_given_once"
down_revision = "2026_11_26_wordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rebuild the tables of a SQLite file that would give a number again; others are so already."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    again = connection.execute(
        sa.text(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%PRIMARY KEY (id)%'"
        )
    )
    for (name,) in again.all():
        with op.batch_alter_table(
            name, recreate="always", table_kwargs={"sqlite_autoincrement": True}
        ):
            pass


def downgrade() -> None:
    """Numbers that are given once harm nobody."""
