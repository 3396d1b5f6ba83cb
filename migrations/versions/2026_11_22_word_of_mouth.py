"""word of mouth

Revision ID: 2026_11_22_word_of_mouth
Revises: 2026_11_22_search
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_word_of_mouth"
down_revision = "2026_11_22_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain additions: copying the table, as batches do, would drop it with all that hangs on it.
    op.add_column(
        "clients", sa.Column("referrals_given", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("clients", sa.Column("asked_on", sa.Date(), nullable=True))
    op.create_index("ix_clients_by_referrals", "clients", ["trader_id", "referrals_given", "id"])
    op.create_index("ix_clients_by_asked", "clients", ["trader_id", "asked_on"])

    op.create_table(
        "referrals",
        sa.Column("referrer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("became_client_on", sa.Date(), nullable=True),
        sa.Column("came_to_nothing_on", sa.Date(), nullable=True),
        sa.Column("thanked_on", sa.Date(), nullable=True),
        sa.Column("thanked_how", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_referrals_client_id_clients"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["referrer_id"],
            ["clients.id"],
            name=op.f("fk_referrals_referrer_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_client_id"), "referrals", ["client_id"])
    op.create_index("ix_referrals_of_sender", "referrals", ["referrer_id", "received_on", "id"])
    op.create_index("ix_referrals_thanks", "referrals", ["thanked_on", "received_on", "id"])

    op.create_table(
        "good_words",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_good_words_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_good_words")),
    )
    op.create_index("ix_good_words_of_client", "good_words", ["client_id", "said_on", "id"])
    op.create_index("ix_good_words_quotable", "good_words", ["consent_on", "id"])

    op.create_table(
        "bad_words",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("seen_to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_bad_words_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_words")),
    )
    op.create_index("ix_bad_words_of_client", "bad_words", ["client_id", "heard_on", "id"])
    op.create_index("ix_bad_words_unseen", "bad_words", ["seen_to_on", "heard_on", "id"])


def downgrade() -> None:
    op.drop_table("bad_words")
    op.drop_table("good_words")
    op.drop_table("referrals")
    op.drop_index("ix_clients_by_asked", table_name="clients")
    op.drop_index("ix_clients_by_referrals", table_name="clients")
    op.drop_column("clients", "asked_on")
    op.drop_column("clients", "referrals_given")
