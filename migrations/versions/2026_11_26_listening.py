"""listening

Revision ID: 2026_11_26_listening
Revises: 2026_11_26_progress_and_reports
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_listening"
down_revision = "2026_11_26_progress_and_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column(
            "guess",
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
        sa.Column("occasion", sa.String(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_surveys_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["links.id"], name=op.f("fk_surveys_link_id_links"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_surveys_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("link_id", name=op.f("uq_surveys_link_id")),
    )
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.create_index("ix_surveys_of_client", ["client_id", "asked_on", "id"], unique=False)
        batch_op.create_index(
            "ix_surveys_put",
            ["trader_id", "asked_on", "withdrawn_on", "guess", "client_id"],
            unique=False,
        )

    op.create_table(
        "answers",
        sa.Column("survey_id", sa.Integer(), nullable=False),
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
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("wow_would_be", sa.String(), nullable=True),
        sa.Column("would_recommend", sa.Boolean(), nullable=True),
        sa.Column("to_whom", sa.String(), nullable=True),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("good_word_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["good_word_id"],
            ["good_words.id"],
            name=op.f("fk_answers_good_word_id_good_words"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_answers_referral_id_referrals"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_answers_survey_id_surveys"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_answers_survey_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_given_on"), ["given_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_good_word_id"), ["good_word_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index("ix_answers_said", ["survey_id", "level"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "guess",
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
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_ratings_survey_id_surveys"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ratings_said", ["survey_id", "level", "key", "guess"], unique=False
        )

    op.create_table(
        "recoveries",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("complaint", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("bad_word_id", sa.Integer(), nullable=True),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("explained_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("cause_key", sa.String(), nullable=True),
        sa.Column("resolve_by", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("gesture", sa.String(), nullable=True),
        sa.Column("delight_id", sa.Integer(), nullable=True),
        sa.Column("check_back_on", sa.Date(), nullable=True),
        sa.Column("checked_back_on", sa.Date(), nullable=True),
        sa.Column(
            "level_after",
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
        sa.Column("happier", sa.Boolean(), nullable=True),
        sa.Column("lesson", sa.String(), nullable=True),
        sa.Column("standard_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name=op.f("fk_recoveries_answer_id_answers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["bad_word_id"],
            ["bad_words.id"],
            name=op.f("fk_recoveries_bad_word_id_bad_words"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_recoveries_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["delight_id"],
            ["delights.id"],
            name=op.f("fk_recoveries_delight_id_delights"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["standards.id"],
            name=op.f("fk_recoveries_standard_id_standards"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recoveries_acknowledged_on"), ["acknowledged_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recoveries_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recoveries_bad_word_id"), ["bad_word_id"], unique=False
        )
        batch_op.create_index(
            "ix_recoveries_check_back", ["checked_back_on", "check_back_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recoveries_delight_id"), ["delight_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recoveries_explained_on"), ["explained_on"], unique=False
        )
        batch_op.create_index(
            "ix_recoveries_next", ["resolved_on", "level_after", "raised_on"], unique=False
        )
        batch_op.create_index(
            "ix_recoveries_of_client", ["client_id", "raised_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recoveries_offered_on"), ["offered_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_recoveries_raised_on"), ["raised_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recoveries_standard_id"), ["standard_id"], unique=False
        )

    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("feedback_gap", sa.Integer(), nullable=False, server_default="60")
        )
        batch_op.add_column(
            sa.Column("resolve_within", sa.Integer(), nullable=False, server_default="3")
        )
    with op.batch_alter_table("traders") as traders:
        traders.alter_column("feedback_gap", existing_type=sa.Integer(), server_default=None)
        traders.alter_column("resolve_within", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("traders", schema=None) as batch_op:
        batch_op.drop_column("resolve_within")
        batch_op.drop_column("feedback_gap")

    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recoveries_standard_id"))
        batch_op.drop_index(batch_op.f("ix_recoveries_raised_on"))
        batch_op.drop_index(batch_op.f("ix_recoveries_offered_on"))
        batch_op.drop_index("ix_recoveries_of_client")
        batch_op.drop_index("ix_recoveries_next")
        batch_op.drop_index(batch_op.f("ix_recoveries_explained_on"))
        batch_op.drop_index(batch_op.f("ix_recoveries_delight_id"))
        batch_op.drop_index("ix_recoveries_check_back")
        batch_op.drop_index(batch_op.f("ix_recoveries_bad_word_id"))
        batch_op.drop_index(batch_op.f("ix_recoveries_answer_id"))
        batch_op.drop_index(batch_op.f("ix_recoveries_acknowledged_on"))

    op.drop_table("recoveries")
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_index("ix_ratings_said")

    op.drop_table("ratings")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index("ix_answers_said")
        batch_op.drop_index(batch_op.f("ix_answers_referral_id"))
        batch_op.drop_index(batch_op.f("ix_answers_good_word_id"))
        batch_op.drop_index(batch_op.f("ix_answers_given_on"))

    op.drop_table("answers")
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.drop_index("ix_surveys_put")
        batch_op.drop_index("ix_surveys_of_client")

    op.drop_table("surveys")
