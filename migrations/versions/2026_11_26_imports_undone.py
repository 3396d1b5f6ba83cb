"""imports that can be changed, followed and undone

Revision ID: 2026_11_26_imports_undone
Revises: 2026_11_26_calendar_feed
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_imports_undone"
down_revision = "2026_11_26_calendar_feed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_plans",
        sa.Column("trader_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trader_id"],
            ["traders.id"],
            name=op.f("fk_column_plans_trader_id_traders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_plans")),
        sa.UniqueConstraint("trader_id", "key", name=op.f("uq_column_plans_trader_id_key")),
    )
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_files_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sa.UniqueConstraint("import_id", name=op.f("uq_import_files_import_id")),
    )
    op.create_table(
        "imported_changes",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_imported_changes_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_imported_changes_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_changes")),
    )
    with op.batch_alter_table("imported_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_changes_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index("ix_imported_changes_import", ["import_id", "id"], unique=False)

    with op.batch_alter_table("imported_rows", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone", sa.String(), nullable=True))

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wishes", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "task",
                sa.Enum("rehearse", "bring", "undo", name="task", native_enum=False, length=20),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("rows_done", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("rows_all", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("claim", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(), nullable=True))

    # The file lies apart from now on, so that a change beside it does not write it anew.
    op.execute(
        "INSERT INTO import_files (import_id, content, created_at)"
        " SELECT id, content, created_at FROM imports WHERE content IS NOT NULL"
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_column("content")


def downgrade() -> None:
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=True))
        batch_op.drop_column("fault")
        batch_op.drop_column("lease_until")
        batch_op.drop_column("claim")
        batch_op.drop_column("rows_all")
        batch_op.drop_column("rows_done")
        batch_op.drop_column("task")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("wishes")

    with op.batch_alter_table("imported_rows", schema=None) as batch_op:
        batch_op.drop_column("undone")
        batch_op.drop_column("mark")

    with op.batch_alter_table("imported_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_changes_import")
        batch_op.drop_index(batch_op.f("ix_imported_changes_client_id"))

    op.drop_table("imported_changes")
    op.drop_table("import_files")
    op.drop_table("column_plans")
