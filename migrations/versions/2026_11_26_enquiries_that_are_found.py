"""words by which enquiries are found

Revision ID: 2026_11_26_enquiries_found
Revises: 2026_11_26_keys_of_tap_links
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_enquiries_found"
down_revision = "2026_11_26_keys_of_tap_links"
branch_labels = None
depends_on = None

STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def upgrade() -> None:
    with op.batch_alter_table("enquiries") as enquiries:
        enquiries.add_column(sa.Column("findable", sa.String(), nullable=True))
    known = sa.table(
        "enquiries",
        *(sa.column(name) for name in ("id", "name", "email", "phone", "message", "findable")),
    )
    for id, *said, _ in op.get_bind().execute(sa.select(known)).all():
        words = findable(*said)
        op.execute(sa.update(known).where(known.c.id == id).values(findable=words))


def findable(name: str, email: str | None, phone: str | None, message: str) -> str:
    digits = re.sub(r"\D", "", phone or "")
    said = " ".join(filter(None, (name, email, digits, message)))
    letters = unicodedata.normalize("NFKD", said.casefold()).translate(STROKES)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "".join(f" {word}" for word in re.findall(r"\w+", bare))


def downgrade() -> None:
    with op.batch_alter_table("enquiries") as enquiries:
        enquiries.drop_column("findable")
