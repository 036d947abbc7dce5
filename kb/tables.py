"""The catalogue's tables. Only the catalogue and the migrations import them.

A summary, reference or term is stored whole, as the JSON of its domain value, beside the few
columns that are looked up; the same JSON is what the history keeps.
"""

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table

from kb.columns import Number, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row. Taking the next number locks it, so numbers are given and committed in one order.
revision_counter = Table(
    "revision_counter",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("value", Number, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("revision", Number, primary_key=True, autoincrement=False),
    Column("kind", Words(16), nullable=False),  # summary, reference, term
    Column("entity", Words(200), nullable=False),
    Column("at", Words(40), nullable=False),  # ISO 8601, UTC
    Column("by", Words(200), nullable=False),
    Column("action", Words(32), nullable=False),
    Column("after", Words()),  # the value's JSON; null when it was removed
    Index("ix_changes_entity", "kind", "entity", "revision"),
)

summaries = Table(
    "summaries",
    metadata,
    Column("id", Words(32), primary_key=True),
    Column("slug", Words(200), nullable=False, unique=True),
    Column("status", Words(16), nullable=False),
    Column("month", Words(7), nullable=False),
    Column("value", Words(), nullable=False),
    Index("ix_summaries_published", "status", "month", "slug"),
)

# Every address a summary was ever shown at. Like a key, it never comes to mean another.
slugs = Table(
    "slugs",
    metadata,
    Column("slug", Words(200), primary_key=True),
    Column("summary", Words(32), nullable=False, index=True),
)

# Named so because REFERENCES is a reserved word of SQL.
reference_records = Table(
    "reference_records",
    metadata,
    Column("id", Words(32), primary_key=True),
    Column("citekey", Words(200), nullable=False, unique=True),
    Column("doi", Words(2048), unique=True),
    Column("value", Words(), nullable=False),
)

citations = Table(
    "citations",
    metadata,
    Column("summary", ForeignKey("summaries.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Number, primary_key=True),
    Column("reference", ForeignKey("reference_records.id"), nullable=False, index=True),
)

# Every key ever given. A key is permanent: it never comes to mean another reference.
citekeys = Table(
    "citekeys",
    metadata,
    Column("citekey", Words(200), primary_key=True),
    Column("folded", Words(200), nullable=False, unique=True),  # BibTeX takes A and a for one key
    Column("reference", Words(32), nullable=False),
)

terms = Table(
    "terms",
    metadata,
    Column("kind", Words(16), primary_key=True),
    Column("slug", Words(200), primary_key=True),
    Column("position", Number, nullable=False),
    Column("value", Words(), nullable=False),
)

# DOIs that wait for Crossref to answer.
queue = Table(
    "queue",
    metadata,
    Column("doi", Words(2048), primary_key=True),
    Column("since", Words(40), nullable=False),
    Column("reason", Words(), nullable=False),
)

# What was imported before, by the digest of its text, so that an import twice adds nothing.
imports = Table(
    "imports",
    metadata,
    Column("digest", Words(64), primary_key=True),
    Column("kind", Words(16), nullable=False),
    Column("entity", Words(32), nullable=False),
)

editors = Table(
    "editors",
    metadata,
    Column("name", Words(200), primary_key=True),
    Column("role", Words(32), nullable=False),
    Column("password_hash", Words(300), nullable=False),
    Column("disabled", Number, nullable=False),
    Column("sessions", Number, nullable=False, server_default="0"),  # advanced to end all of them
)

# Sessions that ended before their time, and until when a copy of their cookie might be tried.
ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("id", Words(64), primary_key=True),
    Column("until", Words(40), nullable=False),
)

# What an editor has typed and not yet saved, so that a closed browser loses nothing.
working_copies = Table(
    "working_copies",
    metadata,
    Column("summary", Words(32), primary_key=True),
    Column("editor", Words(200), primary_key=True),
    Column("based_on", Number, nullable=False),  # the revision of the summary's last change; 0: none
    Column("at", Words(40), nullable=False),
    Column("value", Words(), nullable=False),
)

# What an editor pasted or dropped to be imported, and each item of it until it is decided.
batches = Table(
    "batches",
    metadata,
    Column("id", Words(32), primary_key=True),
    Column("by", Words(200), nullable=False),
    Column("at", Words(40), nullable=False),
    Column("title", Words(200), nullable=False),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch", ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Number, primary_key=True),
    Column("state", Words(16), nullable=False),
    Column("due", Words(40), nullable=False),  # when it may be asked of Crossref (again)
    Column("value", Words(), nullable=False),
    Index("ix_batch_items_state", "state", "due"),
)
