"""groups and quiet times

Revision ID: 2026_11_26_groups_and_quiet
Revises: 2026_11_26_looking_back
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_groups_and_quiet"
down_revision = "2026_11_26_looking_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("contact_every", sa.Integer(), nullable=True),
        sa.Column("contacts_at_most", sa.Integer(), nullable=True),
        sa.Column("contacts_within", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_groups_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("trader_id", "key", name=op.f("uq_groups_trader_id_key")),
    )
    op.create_table(
        "quiets",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_wish", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_quiets_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiets")),
    )
    with op.batch_alter_table("quiets") as quiets:
        quiets.create_index("ix_quiets_of_client", ["client_id", "until_on", "from_on"])
    with op.batch_alter_table("clients") as clients:
        clients.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        clients.create_index("ix_clients_of_group", ["group_id", "sort_key", "id"])
        clients.create_foreign_key(
            clients.f("fk_clients_group_id_groups"),
            "groups",
            ["group_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("important_dates") as dates:
        dates.add_column(sa.Column("once", sa.Boolean(), server_default=sa.false(), nullable=False))
        dates.add_column(sa.Column("lead", sa.Integer(), server_default="14", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("important_dates") as dates:
        dates.drop_column("lead")
        dates.drop_column("once")
    with op.batch_alter_table("clients") as clients:
        clients.drop_constraint(clients.f("fk_clients_group_id_groups"), type_="foreignkey")
        clients.drop_index("ix_clients_of_group")
        clients.drop_column("group_id")
    op.drop_table("quiets")
    op.drop_table("groups")
