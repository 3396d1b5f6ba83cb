"""enquiries, the page they come from, and working hours

Revision ID: 2026_11_26_enquiries
Revises: 2026_11_26_groups_and_quiet
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_enquiries"
down_revision = "2026_11_26_groups_and_quiet"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days_off",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_days_off_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_off")),
    )
    with op.batch_alter_table("days_off") as batch_op:
        batch_op.create_index("ix_days_off_ahead", ["trader_id", "until_on"])

    op.create_table(
        "fit_questions",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_fit_questions_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_questions")),
    )
    with op.batch_alter_table("fit_questions") as batch_op:
        batch_op.create_index("ix_fit_questions_of_trader", ["trader_id", "id"])

    op.create_table(
        "front_pages",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("what_i_do", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("may_be_found", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_front_pages_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_front_pages")),
        sa.UniqueConstraint("address", name=op.f("uq_front_pages_address")),
        sa.UniqueConstraint("trader_id", name=op.f("uq_front_pages_trader_id")),
    )
    op.create_table(
        "working_hours",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_working_hours_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
        sa.UniqueConstraint("trader_id", name=op.f("uq_working_hours_trader_id")),
    )
    op.create_table(
        "enquiries",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("passed_on", sa.Date(), nullable=True),
        sa.Column("colleague", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("set_aside_on", sa.Date(), nullable=True),
        sa.Column("suspected", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_enquiries_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_enquiries_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
        sa.UniqueConstraint("token", name=op.f("uq_enquiries_token")),
    )
    with op.batch_alter_table("enquiries") as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiries_client_id"), ["client_id"])
        batch_op.create_index(
            "ix_enquiries_open", ["trader_id", "set_aside_on", "closed_on", "due_on", "id"]
        )
        batch_op.create_index("ix_enquiries_received", ["trader_id", "received_at"])
        batch_op.create_index("ix_enquiries_sender", ["sender", "received_at"])
        batch_op.create_index("ix_enquiries_set_aside", ["set_aside_on"])


def downgrade() -> None:
    op.drop_table("enquiries")
    op.drop_table("working_hours")
    op.drop_table("front_pages")
    op.drop_table("fit_questions")
    op.drop_table("days_off")
