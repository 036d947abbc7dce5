"""Sessions that ended before their time."""

import sqlalchemy as sa
from alembic import op

from kb.columns import Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("id", Words(64), nullable=False),
        sa.Column("until", Words(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ended_sessions"),
    )
