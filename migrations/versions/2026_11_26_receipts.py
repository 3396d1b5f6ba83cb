"""receipts of who was erased

Revision ID: 2026_11_26_receipts
Revises: 2026_11_26_attachments
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_receipts"
down_revision = "2026_11_26_attachments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_number", sa.Integer(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("reworded", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_receipts_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_receipts_trader_id", "receipts", ["trader_id"])


def downgrade() -> None:
    op.drop_table("receipts")
