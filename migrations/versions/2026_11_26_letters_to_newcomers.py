"""letters to newcomers

Revision ID: 2026_11_26_letters_to_newcomers
Revises: 2026_11_26_enquiries_found
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_letters_to_newcomers"
down_revision = "2026_11_26_enquiries_found"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("trader_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM mails WHERE trader_id IS NULL")
    with op.batch_alter_table("mails") as mails:
        mails.alter_column("trader_id", existing_type=sa.Integer(), nullable=False)
