"""The editor's desk: old addresses, working copies, import batches, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    slugs = op.create_table(
        "slugs",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_slugs"),
    )
    op.create_index("ix_slugs_summary", "slugs", ["summary"])
    summaries = sa.table("summaries", sa.column("id"), sa.column("slug"), sa.column("status"))
    op.execute(
        slugs.insert().from_select(
            ["slug", "summary"],
            sa.select(summaries.c.slug, summaries.c.id).where(summaries.c.status != "draft"),
        )
    )
    op.add_column("editors", sa.Column("sessions", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "working_copies",
        sa.Column("summary", sa.String(32), nullable=False),
        sa.Column("editor", sa.String(200), nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("summary", "editor", name="pk_working_copies"),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("batch", "position", name="pk_batch_items"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_batch_items_batch", ondelete="CASCADE"),
    )
    op.create_index("ix_batch_items_state", "batch_items", ["state", "due"])
