"""looking back

Revision ID: 2026_11_26_looking_back
Revises: 2026_11_26_calendar_feed
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_looking_back"
down_revision = "2026_11_26_calendar_feed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_reviews_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("trader_id", "quarter", name=op.f("uq_reviews_trader_id_quarter")),
    )
    op.create_table(
        "touchpoints",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum("before", "during", "after", name="phase", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "contact",
            sa.Enum(
                "product",
                "service",
                "premises",
                "print",
                "people",
                "price",
                "messages",
                name="contact",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("usual", sa.String(), nullable=True),
        sa.Column("promise", sa.String(), nullable=True),
        sa.Column("wow", sa.String(), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Integer(), nullable=True),
        sa.Column("chases", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "below",
                "meets",
                "exceeds",
                "unknown",
                name="servicelevel",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_touchpoints_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoints")),
    )
    with op.batch_alter_table("touchpoints", schema=None) as batch_op:
        batch_op.create_index("ix_touchpoints_way", ["trader_id", "place", "id"], unique=False)

    op.create_table(
        "touchpoint_looks",
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "below",
                "meets",
                "exceeds",
                "unknown",
                name="servicelevel",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Integer(), nullable=True),
        sa.Column("chases", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["touchpoint_id"],
            ["touchpoints.id"],
            name=op.f("fk_touchpoint_looks_touchpoint_id_touchpoints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint_looks")),
        sa.UniqueConstraint(
            "touchpoint_id", "looked_on", name=op.f("uq_touchpoint_looks_touchpoint_id_looked_on")
        ),
    )
    op.create_table(
        "actions",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reminder", "standard", "idea", name="actionkind", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=True),
        sa.Column("standard_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_actions_idea_id_ideas"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"],
            ["reminders.id"],
            name=op.f("fk_actions_reminder_id_reminders"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["standards.id"],
            name=op.f("fk_actions_standard_id_standards"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_actions_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("ix_actions_about", ["trader_id", "about"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_reminder_id"), ["reminder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_standard_id"), ["standard_id"], unique=False)

    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standard_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("usual_since", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_ideas_standard_id"), ["standard_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_ideas_standard_id_standards"),
            "standards",
            ["standard_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_interactions_inward",
            ["happened_on", "client_id", "kind", "chased"],
            unique=False,
            sqlite_where=sa.text("direction = 'in'"),
            postgresql_where=sa.text("direction = 'in'"),
        )

    with op.batch_alter_table("level_changes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_level_changes_by_day", ["on", "client_id", "from_level", "to_level"], unique=False
        )

    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promises_by_day",
            ["due_on", "client_id", "id", "kept_on", "released_on"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_index("ix_promises_by_day")

    with op.batch_alter_table("level_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_level_changes_by_day")

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_interactions_inward",
            sqlite_where=sa.text("direction = 'in'"),
            postgresql_where=sa.text("direction = 'in'"),
        )

    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ideas_standard_id_standards"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_ideas_standard_id"))
        batch_op.drop_column("usual_since")
        batch_op.drop_column("standard_id")

    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_standard_id"))
        batch_op.drop_index(batch_op.f("ix_actions_reminder_id"))
        batch_op.drop_index(batch_op.f("ix_actions_idea_id"))
        batch_op.drop_index("ix_actions_about")

    op.drop_table("actions")
    op.drop_table("touchpoint_looks")
    with op.batch_alter_table("touchpoints", schema=None) as batch_op:
        batch_op.drop_index("ix_touchpoints_way")

    op.drop_table("touchpoints")
    op.drop_table("reviews")
