"""texts that are sent again and again

Revision ID: 2026_11_26_wordings
Revises: 2026_11_26_enquiries
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_wordings"
down_revision = "2026_11_26_enquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_wordings_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("trader_id", "key", name=op.f("uq_wordings_trader_id_key")),
    )


def downgrade() -> None:
    op.drop_table("wordings")
