"""keys of links that act

Revision ID: 2026_11_26_keys_of_tap_links
Revises: 2026_11_26_leaner_search
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_keys_of_tap_links"
down_revision = "2026_11_26_leaner_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("traders") as traders:
        traders.add_column(sa.Column("tap_key", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("traders") as traders:
        traders.drop_column("tap_key")
