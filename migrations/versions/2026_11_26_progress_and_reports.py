"""progress and reports

Revision ID: 2026_11_26_progress_and_reports
Revises: 2026_11_26_expectations
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_progress_and_reports"
down_revision = "2026_11_26_expectations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_notes",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_progress_notes_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_progress_notes_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_notes")),
    )
    with op.batch_alter_table("progress_notes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_progress_notes_of_client", ["client_id", "written_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_progress_notes_proposal_id"), ["proposal_id"], unique=False
        )
        batch_op.create_index("ix_progress_notes_written", ["written_on"], unique=False)

    op.create_table(
        "reports",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("opening", sa.String(), nullable=True),
        sa.Column("overcome", sa.String(), nullable=True),
        sa.Column("differs", sa.String(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_reports_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_reports_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_reports_proposal_id")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_client_id"), ["client_id"], unique=False)

    op.create_table(
        "scope_changes",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("agreed", "priced", "declined", name="outcome", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("delight_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_scope_changes_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["delight_id"],
            ["delights.id"],
            name=op.f("fk_scope_changes_delight_id_delights"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_scope_changes_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_changes")),
    )
    with op.batch_alter_table("scope_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scope_changes_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_scope_changes_delight_id"), ["delight_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_scope_changes_proposal_id"), ["proposal_id"], unique=False
        )

    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("progress_every", sa.Integer(), server_default="14", nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.drop_column("progress_every")

    with op.batch_alter_table("scope_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scope_changes_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_scope_changes_delight_id"))
        batch_op.drop_index(batch_op.f("ix_scope_changes_client_id"))

    op.drop_table("scope_changes")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_client_id"))

    op.drop_table("reports")
    with op.batch_alter_table("progress_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_notes_written")
        batch_op.drop_index(batch_op.f("ix_progress_notes_proposal_id"))
        batch_op.drop_index("ix_progress_notes_of_client")

    op.drop_table("progress_notes")
