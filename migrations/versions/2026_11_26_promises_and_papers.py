"""promises and papers

Revision ID: 2026_11_26_promises_and_papers
Revises: 2026_11_26_editions
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_promises_and_papers"
down_revision = "2026_11_26_editions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "expectations",
                "proposal",
                "report",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_series_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint(
            "trader_id", "kind", "year", name=op.f("uq_series_trader_id_kind_year")
        ),
    )
    op.create_table(
        "documents",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "expectations",
                "proposal",
                "report",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_because", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_documents_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_documents_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "trader_id",
            "kind",
            "year",
            "number",
            "version",
            name=op.f("uq_documents_trader_id_kind_year_number_version"),
        ),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_about", ["about", "version"], unique=False)
        batch_op.create_index("ix_documents_of_client", ["client_id", "id"], unique=False)

    op.create_table(
        "promises",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "hand",
                "touch",
                "rhythm",
                "milestone",
                "reply",
                name="source",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_promises_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.create_index("ix_promises_due", ["kept_on", "released_on", "due_on"], unique=False)
        batch_op.create_index("ix_promises_of_client", ["client_id", "due_on", "id"], unique=False)

    op.create_table(
        "links",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_links_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_links_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_links_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token", name=op.f("uq_links_token")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_trader_id"), ["trader_id"], unique=False)

    op.create_table(
        "renegotiations",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promises.id"],
            name=op.f("fk_renegotiations_promise_id_promises"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renegotiations")),
    )
    with op.batch_alter_table("renegotiations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_renegotiations_promise_id"), ["promise_id"], unique=False
        )

    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("feedback_counts_for", sa.Integer(), nullable=False, server_default="180")
        )
        batch_op.add_column(sa.Column("address", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("phone", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("website", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("registered_as", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("pays_to", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tax_name", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tax_rate", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("prices_include_tax", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
    with op.batch_alter_table("traders") as traders:
        traders.alter_column("feedback_counts_for", existing_type=sa.Integer(), server_default=None)
        traders.alter_column("prices_include_tax", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.drop_column("capacity")
        batch_op.drop_column("prices_include_tax")
        batch_op.drop_column("tax_rate")
        batch_op.drop_column("tax_name")
        batch_op.drop_column("pays_to")
        batch_op.drop_column("registered_as")
        batch_op.drop_column("website")
        batch_op.drop_column("phone")
        batch_op.drop_column("address")
        batch_op.drop_column("feedback_counts_for")

    with op.batch_alter_table("renegotiations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_renegotiations_promise_id"))

    op.drop_table("renegotiations")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_trader_id"))
        batch_op.drop_index(batch_op.f("ix_links_document_id"))
        batch_op.drop_index(batch_op.f("ix_links_client_id"))
        batch_op.drop_index(batch_op.f("ix_links_about"))

    op.drop_table("links")
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_index("ix_promises_of_client")
        batch_op.drop_index("ix_promises_due")

    op.drop_table("promises")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_of_client")
        batch_op.drop_index("ix_documents_about")

    op.drop_table("documents")
    op.drop_table("series")
