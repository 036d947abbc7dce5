"""The editor's desk: old addresses, working copies, import batches, sessions."""

import sqlalchemy as sa
from alembic import op

from kb.columns import Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    slugs = op.create_table(
        "slugs",
        sa.Column("slug", Words(200), nullable=False),
        sa.Column("summary", Words(32), nullable=False),
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
        sa.Column("summary", Words(32), nullable=False),
        sa.Column("editor", Words(200), nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("at", Words(40), nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("summary", "editor", name="pk_working_copies"),
    )
    op.create_table(
        "batches",
        sa.Column("id", Words(32), nullable=False),
        sa.Column("by", Words(200), nullable=False),
        sa.Column("at", Words(40), nullable=False),
        sa.Column("title", Words(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch", Words(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", Words(16), nullable=False),
        sa.Column("due", Words(40), nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "position", name="pk_batch_items"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_batch_items_batch", ondelete="CASCADE"),
    )
    op.create_index("ix_batch_items_state", "batch_items", ["state", "due"])
