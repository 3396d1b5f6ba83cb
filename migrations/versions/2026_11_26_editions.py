"""editions of a trader's data

Revision ID: 2026_11_26_editions
Revises: 2026_11_22_saved_views
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_editions"
down_revision = "2026_11_22_saved_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("traders") as traders:
        traders.add_column(sa.Column("edition", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("traders") as traders:
        traders.alter_column("edition", existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("traders") as traders:
        traders.drop_column("edition")
