"""The first schema."""

import sqlalchemy as sa
from alembic import op

from kb.columns import Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = op.create_table(
        "revision_counter",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision_counter"),
    )
    op.bulk_insert(counter, [{"id": 1, "value": 0}])
    op.create_table(
        "changes",
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("entity", Words(200), nullable=False),
        sa.Column("at", Words(40), nullable=False),
        sa.Column("by", Words(200), nullable=False),
        sa.Column("action", Words(32), nullable=False),
        sa.Column("after", Words()),
        sa.PrimaryKeyConstraint("revision", name="pk_changes"),
    )
    op.create_index("ix_changes_entity", "changes", ["kind", "entity", "revision"])
    op.create_table(
        "summaries",
        sa.Column("id", Words(32), nullable=False),
        sa.Column("slug", Words(200), nullable=False),
        sa.Column("status", Words(16), nullable=False),
        sa.Column("month", Words(7), nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_summaries"),
        sa.UniqueConstraint("slug", name="uq_summaries_slug"),
    )
    op.create_index("ix_summaries_status", "summaries", ["status"])
    op.create_index("ix_summaries_month", "summaries", ["month"])
    op.create_table(
        "reference_records",
        sa.Column("id", Words(32), nullable=False),
        sa.Column("citekey", Words(200), nullable=False),
        sa.Column("doi", Words(2048)),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_records"),
        sa.UniqueConstraint("citekey", name="uq_reference_records_citekey"),
        sa.UniqueConstraint("doi", name="uq_reference_records_doi"),
    )
    op.create_table(
        "citations",
        sa.Column("summary", Words(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("reference", Words(32), nullable=False),
        sa.PrimaryKeyConstraint("summary", "position", name="pk_citations"),
        sa.ForeignKeyConstraint(
            ["summary"], ["summaries.id"], name="fk_citations_summary", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reference"], ["reference_records.id"], name="fk_citations_reference"
        ),
    )
    op.create_index("ix_citations_reference", "citations", ["reference"])
    op.create_table(
        "citekeys",
        sa.Column("citekey", Words(200), nullable=False),
        sa.Column("folded", Words(200), nullable=False),
        sa.Column("reference", Words(32), nullable=False),
        sa.PrimaryKeyConstraint("citekey", name="pk_citekeys"),
        sa.UniqueConstraint("folded", name="uq_citekeys_folded"),
    )
    op.create_table(
        "terms",
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("slug", Words(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_terms"),
    )
    op.create_table(
        "queue",
        sa.Column("doi", Words(2048), nullable=False),
        sa.Column("since", Words(40), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.PrimaryKeyConstraint("doi", name="pk_queue"),
    )
    op.create_table(
        "imports",
        sa.Column("digest", Words(64), nullable=False),
        sa.Column("kind", Words(16), nullable=False),
        sa.Column("entity", Words(32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_imports"),
    )
    op.create_table(
        "editors",
        sa.Column("name", Words(200), nullable=False),
        sa.Column("role", Words(32), nullable=False),
        sa.Column("password_hash", Words(300), nullable=False),
        sa.Column("disabled", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_editors"),
    )
