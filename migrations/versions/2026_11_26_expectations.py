"""expectations

Revision ID: 2026_11_26_expectations
Revises: 2026_11_26_proposals_and_work
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_expectations"
down_revision = "2026_11_26_proposals_and_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ground_rules",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("contact_procedure", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("reply_within", sa.Integer(), nullable=True),
        sa.Column(
            "reply_unit",
            sa.Enum("hours", "working_days", name="unit", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("rhythm", sa.JSON(), nullable=False),
        sa.Column("progress_every", sa.Integer(), nullable=True),
        sa.Column("from_me", sa.String(), nullable=True),
        sa.Column("from_client", sa.String(), nullable=True),
        sa.Column("not_included", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_ground_rules_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground_rules")),
        sa.UniqueConstraint("trader_id", name=op.f("uq_ground_rules_trader_id")),
    )
    op.create_table(
        "expectations",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("contact_procedure", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("reply_within", sa.Integer(), nullable=True),
        sa.Column(
            "reply_unit",
            sa.Enum("hours", "working_days", name="unit", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("rhythm", sa.JSON(), nullable=False),
        sa.Column("progress_every", sa.Integer(), nullable=True),
        sa.Column("from_me", sa.String(), nullable=True),
        sa.Column("from_client", sa.String(), nullable=True),
        sa.Column("not_included", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_expectations_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectations")),
        sa.UniqueConstraint("client_id", "version", name=op.f("uq_expectations_client_id_version")),
    )
    with op.batch_alter_table("expectations") as batch_op:
        batch_op.create_index(
            "ix_expectations_in_force",
            ["client_id"],
            unique=False,
            sqlite_where=sa.text("shared_on IS NOT NULL AND ended_on IS NULL"),
            postgresql_where=sa.text("shared_on IS NOT NULL AND ended_on IS NULL"),
        )

    op.create_table(
        "deliveries",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "every",
            sa.Enum("week", "month", "quarter", name="every", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("promised_until", sa.Date(), nullable=False),
        sa.Column("promised_as", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_deliveries_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_deliveries_due", ["ended_on", "promised_until"], unique=False)

    with op.batch_alter_table("promises") as batch_op:
        batch_op.add_column(sa.Column("origin", sa.String(), nullable=True))
        batch_op.drop_index("ix_promises_of_client")
        batch_op.create_index(
            "ix_promises_of_client", ["client_id", "due_on", "id", "kept_on", "released_on"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_promises_origin"), ["origin"])

    with op.batch_alter_table("renegotiations") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_renegotiations_agreed_on"), ["agreed_on"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("renegotiations") as batch_op:
        batch_op.drop_index(batch_op.f("ix_renegotiations_agreed_on"))

    with op.batch_alter_table("promises") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_promises_origin"), type_="unique")
        batch_op.drop_index("ix_promises_of_client")
        batch_op.create_index("ix_promises_of_client", ["client_id", "due_on", "id"])
        batch_op.drop_column("origin")

    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.drop_index("ix_deliveries_due")
        batch_op.drop_index(batch_op.f("ix_deliveries_client_id"))

    op.drop_table("deliveries")
    with op.batch_alter_table("expectations") as batch_op:
        batch_op.drop_index(
            "ix_expectations_in_force",
            sqlite_where=sa.text("shared_on IS NOT NULL AND ended_on IS NULL"),
            postgresql_where=sa.text("shared_on IS NOT NULL AND ended_on IS NULL"),
        )

    op.drop_table("expectations")
    op.drop_table("ground_rules")
