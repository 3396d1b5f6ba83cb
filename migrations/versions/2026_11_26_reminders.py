"""reminders

Revision ID: 2026_11_26_reminders
Revises: 2026_11_26_listening
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_reminders"
down_revision = "2026_11_26_listening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("hour", sa.Time(), nullable=True),
        sa.Column("repeats", sa.String(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("after_done", sa.Boolean(), nullable=False),
        sa.Column("put_off_from", sa.Date(), nullable=True),
        sa.Column("deleted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_reminders_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_reminders_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index("ix_reminders_due", ["trader_id", "due_on", "id"], unique=False)
        batch_op.create_index("ix_reminders_of_client", ["client_id", "due_on"], unique=False)

    op.create_table(
        "reminder_turns",
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("put_off_from", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"],
            ["reminders.id"],
            name=op.f("fk_reminder_turns_reminder_id_reminders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_turns")),
    )
    with op.batch_alter_table("reminder_turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_turns_done_on"), ["done_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reminder_turns_reminder_id"), ["reminder_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("reminder_turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_turns_reminder_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_turns_done_on"))

    op.drop_table("reminder_turns")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index("ix_reminders_of_client")
        batch_op.drop_index("ix_reminders_due")

    op.drop_table("reminders")
