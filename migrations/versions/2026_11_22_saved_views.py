"""saved views

Revision ID: 2026_11_22_saved_views
Revises: 2026_11_22_orders_of_lists
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_saved_views"
down_revision = "2026_11_22_orders_of_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_saved_views_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("trader_id", "key", name=op.f("uq_saved_views_trader_id_key")),
    )


def downgrade() -> None:
    op.drop_table("saved_views")
