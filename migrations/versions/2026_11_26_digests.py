"""digests

Revision ID: 2026_11_26_digests
Revises: 2026_11_26_outbox_and_jobs
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_digests"
down_revision = "2026_11_26_outbox_and_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("daily", "weekly", "never", name="rhythm", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_digests_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("token", name=op.f("uq_digests_token")),
        sa.UniqueConstraint("trader_id", name=op.f("uq_digests_trader_id")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digests_next_at"), ["next_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digests_next_at"))

    op.drop_table("digests")
