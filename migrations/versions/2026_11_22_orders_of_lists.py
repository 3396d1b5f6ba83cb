"""orders of lists

Revision ID: 2026_11_22_orders_of_lists
Revises: 2026_11_22_word_of_mouth
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_orders_of_lists"
down_revision = "2026_11_22_word_of_mouth"
branch_labels = None
depends_on = None

ACTIVE = sa.text("archived_on IS NULL")
INDEXES = {
    "ix_clients_by_wait": ["trader_id", "last_contact_on", "id"],
    "ix_clients_by_worth": ["trader_id", "value", "id"],
    "ix_clients_by_number": ["trader_id", "id"],
}


def upgrade() -> None:
    op.drop_index("ix_clients_by_last_contact", "clients")
    for name, columns in INDEXES.items():
        op.create_index(name, "clients", columns, sqlite_where=ACTIVE, postgresql_where=ACTIVE)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "clients")
    op.create_index(
        "ix_clients_by_last_contact", "clients", ["trader_id", "archived_on", "last_contact_on"]
    )
