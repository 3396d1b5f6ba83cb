"""trash

Revision ID: 2026_11_26_trash
Revises: 2026_11_26_numbers_given_once
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_trash"
down_revision = "2026_11_26_numbers_given_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trashed",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_trashed_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trashed")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trashed_client_id", "trashed", ["client_id"])
    op.create_index("ix_trashed_of_trader", "trashed", ["trader_id", "created_at"])


def downgrade() -> None:
    op.drop_table("trashed")
