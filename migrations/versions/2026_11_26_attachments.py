"""files that are attached

Revision ID: 2026_11_26_attachments
Revises: 2026_11_26_changes
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_attachments"
down_revision = "2026_11_26_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_attachments_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachments_about", "attachments", ["about"])
    op.create_index("ix_attachments_digest", "attachments", ["digest"])
    op.create_index("ix_attachments_of_client", "attachments", ["client_id", "about", "id"])


def downgrade() -> None:
    op.drop_table("attachments")
