"""One index for what readers ask first: what is published, by month and address."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_summaries_status", "summaries")
    op.drop_index("ix_summaries_month", "summaries")
    op.create_index("ix_summaries_published", "summaries", ["status", "month", "slug"])
