"""indexes of few

Revision ID: 2026_11_26_indexes_of_few
Revises: 2026_11_26_fields_and_mergers
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_indexes_of_few"
down_revision = "2026_11_26_fields_and_mergers"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_clients_of_group": (["group_id", "sort_key", "id"], "group_id IS NOT NULL"),
    "ix_clients_since": (["trader_id", "client_since"], "client_since IS NOT NULL"),
    "ix_clients_by_asked": (["trader_id", "asked_on"], "asked_on IS NOT NULL"),
    "ix_clients_by_referrals": (["trader_id", "referrals_given", "id"], "referrals_given > 0"),
}


def _samples(where: str, *columns: str) -> None:
    op.drop_index("ix_clients_samples", "clients")
    few = {"sqlite_where": sa.text(where), "postgresql_where": sa.text("sample")} if where else {}
    op.create_index("ix_clients_samples", "clients", list(columns), **few)


def upgrade() -> None:
    for name, (columns, where) in INDEXES.items():
        few = sa.text(where)
        op.drop_index(name, "clients")
        op.create_index(name, "clients", columns, sqlite_where=few, postgresql_where=few)
    _samples("sample = 1", "trader_id", "id")


def downgrade() -> None:
    for name, (columns, _where) in INDEXES.items():
        op.drop_index(name, "clients")
        op.create_index(name, "clients", columns)
    _samples("", "trader_id", "sample", "id")
