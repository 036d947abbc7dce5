"""Reading the catalogue: every question is answered from one consistent state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, or_, select

from kb import tables
from kb.editors import Editor
from kb.identifiers import DOI
from kb.reference import Record
from kb.serial import load
from kb.summary import Month, Status, Summary, parse_month
from kb.vocabulary import Term, Vocabulary

ChangeKind = Literal["summary", "reference", "term"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: who made it, when, and the value after it (None: removed), as JSON text."""

    revision: int
    kind: ChangeKind
    entity: str
    at: datetime
    by: str
    action: str
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What must be looked at again to follow the catalogue up to `revision`.

    `summaries` and `references` are ids. A summary is among them when a reference it cites or a
    term it bears changed; a reference when a summary that cites it, or once did, changed.
    """

    revision: int
    summaries: frozenset[str]
    references: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedDOI:
    """A DOI that waits for Crossref: since when, and why it could not be read then."""

    doi: DOI
    since: datetime
    reason: str


_LAST_CHANGE = (
    select(tables.changes.c.revision, tables.changes.c.at).order_by(tables.changes.c.revision.desc()).limit(1)
)


class Reader:
    """The catalogue as it stood when the reading began."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """The number of the last change."""
        number: int = self._connection.execute(select(tables.revision_counter.c.value)).scalar_one()
        return number

    def last_change(self) -> tuple[int, datetime | None]:
        """The number of the last change and when it was made; (0, None) when there was none."""
        row = self._connection.execute(_LAST_CHANGE).first()
        return (row.revision, datetime.fromisoformat(row.at)) if row else (0, None)

    # Summaries

    def summary(self, summary_id: str) -> Summary | None:
        """The summary with this id, in any status."""
        return self._summary_where(tables.summaries.c.id == summary_id)

    def summary_at(self, slug: str) -> Summary | None:
        """The summary at this address, in any status."""
        return self._summary_where(tables.summaries.c.slug == slug)

    def summaries_by_id(self, ids: Iterable[str]) -> dict[str, Summary]:
        """The summaries with these ids, in any status; ids that mean none are left out."""
        table = tables.summaries
        query = select(table.c.id, table.c.value).where(table.c.id.in_(list(ids)))
        return {row.id: load(row.value, Summary) for row in self._connection.execute(query)}

    def summaries(self, status: Status | None = None) -> Iterator[Summary]:
        """All summaries, or those of one status: newest month first, then by title."""
        table = tables.summaries
        query = select(table.c.value).order_by(table.c.month.desc(), table.c.slug)
        if status:
            query = query.where(table.c.status == status.value)
        for value in self._connection.execute(query).scalars():
            yield load(value, Summary)

    def published(self) -> Iterator[Summary]:
        """What readers may see: newest month first."""
        return self.summaries(Status.PUBLISHED)

    def published_in(self, month: Month, limit: int | None = None) -> tuple[Summary, ...]:
        """What appeared in one month, by title; no more than the limit."""
        table = tables.summaries
        query = (
            select(table.c.value)
            .where(table.c.status == Status.PUBLISHED.value, table.c.month == str(month))
            .order_by(table.c.slug)
            .limit(limit)
        )
        return tuple(load(value, Summary) for value in self._connection.execute(query).scalars())

    def months(self) -> tuple[tuple[Month, int], ...]:
        """The months in which something appeared and how many summaries did, newest first."""
        table = tables.summaries
        query = (
            select(table.c.month, func.count())
            .where(table.c.status == Status.PUBLISHED.value)
            .group_by(table.c.month)
            .order_by(table.c.month.desc())
        )
        return tuple((parse_month(month), count) for month, count in self._connection.execute(query).all())

    def beside(self, summary: Summary) -> tuple[Summary | None, Summary | None]:
        """The published summaries next to one in the archive: the older, then the newer.

        Within a month they stand by their addresses, as in `published`.
        """
        table = tables.summaries
        month, slug = str(summary.month), summary.slug
        query = select(table.c.slug).where(table.c.status == Status.PUBLISHED.value).limit(1)
        older = query.where(table.c.month <= month, or_(table.c.month < month, table.c.slug > slug)).order_by(
            table.c.month.desc(), table.c.slug
        )
        newer = query.where(table.c.month >= month, or_(table.c.month > month, table.c.slug < slug)).order_by(
            table.c.month, table.c.slug.desc()
        )
        # By their slugs, which the index holds, or a month's texts would all be sorted for the sake of one.
        return (
            self._summary_where(table.c.slug == older.scalar_subquery()),
            self._summary_where(table.c.slug == newer.scalar_subquery()),
        )

    def cited_by(self, record_id: str) -> tuple[Summary, ...]:
        """The summaries, in any status, that cite a reference."""
        table = tables.summaries
        query = (
            select(table.c.value)
            .join(tables.citations, tables.citations.c.summary == table.c.id)
            .where(tables.citations.c.reference == record_id)
            .order_by(table.c.month.desc(), table.c.slug)
            .distinct()
        )
        return tuple(load(value, Summary) for value in self._connection.execute(query).scalars())

    # References

    def record(self, record_id: str) -> Record | None:
        """The reference with this id."""
        return self._record_where(tables.reference_records.c.id == record_id)

    def record_at(self, citekey: str) -> Record | None:
        """The reference that this key, present or former, means."""
        return self._record_where(
            tables.reference_records.c.id
            == select(tables.citekeys.c.reference)
            .where(tables.citekeys.c.citekey == citekey)
            .scalar_subquery()
        )

    def record_with_doi(self, doi: DOI) -> Record | None:
        """The reference with this DOI."""
        return self._record_where(tables.reference_records.c.doi == doi)

    def records(self) -> Iterator[Record]:
        """All references, by citekey."""
        table = tables.reference_records
        for value in self._connection.execute(select(table.c.value).order_by(table.c.citekey)).scalars():
            yield load(value, Record)

    def records_of(self, summary: Summary) -> tuple[Record, ...]:
        """The references a summary cites, in its order."""
        wanted = [citation.reference for citation in summary.citations]
        table = tables.reference_records
        query = select(table.c.id, table.c.value).where(table.c.id.in_(wanted))
        found = {row.id: load(row.value, Record) for row in self._connection.execute(query)}
        return tuple(found[each] for each in wanted if each in found)

    def records_by_id(self, ids: Iterable[str]) -> dict[str, Record]:
        """The references with these ids; ids that mean none are left out."""
        table = tables.reference_records
        query = select(table.c.id, table.c.value).where(table.c.id.in_(list(ids)))
        return {row.id: load(row.value, Record) for row in self._connection.execute(query)}

    def citekey_taken(self, citekey: str) -> bool:
        """True when the key was ever given, in any case: BibTeX keys fold it."""
        query = select(tables.citekeys.c.citekey).where(tables.citekeys.c.folded == citekey.lower())
        return self._connection.execute(query).first() is not None

    def slug_taken(self, slug: str) -> bool:
        """True when a summary has this address."""
        query = select(tables.summaries.c.id).where(tables.summaries.c.slug == slug)
        return self._connection.execute(query).first() is not None

    # Vocabulary

    def has_vocabulary(self) -> bool:
        """True when there is any topic or research type, readable or not."""
        return self._connection.execute(select(tables.terms.c.slug).limit(1)).first() is not None

    def vocabulary(self) -> Vocabulary:
        """All topics and research types."""
        query = select(tables.terms.c.value).order_by(tables.terms.c.kind, tables.terms.c.position)
        return _vocabulary(tuple(self._connection.execute(query).scalars()))

    # History

    def history(self, kind: ChangeKind, entity: str) -> tuple[Change, ...]:
        """The changes of one summary (by id), reference (by id) or term (by kind/slug), oldest first."""
        table = tables.changes
        query = select(table).where(table.c.kind == kind, table.c.entity == entity).order_by(table.c.revision)
        return tuple(_change(row._asdict()) for row in self._connection.execute(query))

    def merged_into(self, record_id: str) -> tuple[str, ...]:
        """The ids of the references that became part of this one, whose histories belong to its own."""
        gone, kept = tables.changes.alias(), tables.changes.alias()
        query = (
            select(gone.c.entity)
            # A merge notes the gone reference just before the kept one.
            .join(kept, kept.c.revision == gone.c.revision + 1)
            .where(kept.c.kind == "reference", kept.c.entity == record_id, kept.c.action == "merged")
            .where(gone.c.kind == "reference", gone.c.action == "merged", gone.c.entity != record_id)
            .order_by(gone.c.revision)
        )
        found = [each for each in self._connection.execute(query).scalars() if self.record(each) is None]
        return tuple(dict.fromkeys(each for one in found for each in (one, *self.merged_into(one))))

    def summaries_touched(self) -> tuple[tuple[str, datetime], ...]:
        """The slugs of the published summaries, newest month first, and when each last changed."""
        table = tables.summaries
        query = (
            select(table.c.slug, _last_change("summary", table.c.id))
            .where(table.c.status == Status.PUBLISHED.value)
            .order_by(table.c.month.desc(), table.c.slug)
        )
        return tuple((slug, datetime.fromisoformat(at)) for slug, at in self._connection.execute(query))

    def records_touched(self) -> tuple[tuple[str, datetime], ...]:
        """The citekeys of all references, and when each last changed."""
        table = tables.reference_records
        query = select(table.c.citekey, _last_change("reference", table.c.id)).order_by(table.c.citekey)
        return tuple((citekey, datetime.fromisoformat(at)) for citekey, at in self._connection.execute(query))

    def change(self, revision: int) -> Change | None:
        """The change with this number."""
        table = tables.changes
        row = self._connection.execute(select(table).where(table.c.revision == revision)).first()
        return _change(row._asdict()) if row else None

    def changes_since(self, revision: int) -> Changes:
        """What changed after a revision, widened to all that shows it."""
        table = tables.changes
        rows = self._connection.execute(
            select(table.c.kind, table.c.entity).where(table.c.revision > revision).distinct()
        ).all()
        changed = {
            kind: {row.entity for row in rows if row.kind == kind} for kind in ("summary", "reference")
        }
        terms = {row.entity for row in rows if row.kind == "term"}
        references = changed["reference"].union(*map(self._ever_cited, changed["summary"]))
        summaries = changed["summary"].union(*(self._citing(reference) for reference in changed["reference"]))
        if terms:
            summaries |= {each.id for each in self.summaries() if terms & _terms_of(each)}
        return Changes(
            revision=self.revision(), summaries=frozenset(summaries), references=frozenset(references)
        )

    # Imports and editors

    def queued(self) -> tuple[QueuedDOI, ...]:
        """The DOIs that wait for Crossref, longest waiting first."""
        table = tables.queue
        return tuple(
            QueuedDOI(doi=DOI(row.doi), since=datetime.fromisoformat(row.since), reason=row.reason)
            for row in self._connection.execute(select(table).order_by(table.c.since, table.c.doi))
        )

    def imported(self, digest: str) -> str | None:
        """The id of what was made of a text when it was imported before."""
        query = select(tables.imports.c.entity).where(tables.imports.c.digest == digest)
        return self._connection.execute(query).scalar_one_or_none()

    def editors(self) -> tuple[Editor, ...]:
        """All editors, by name."""
        table = tables.editors
        return tuple(
            Editor(
                name=row.name,
                role=row.role,
                password_hash=row.password_hash,
                disabled=bool(row.disabled),
            )
            for row in self._connection.execute(select(table).order_by(table.c.name))
        )

    # Soundness

    def damage(self) -> Iterator[str]:
        """What the database says of its own pages and of links between tables, in sentences."""
        if self._connection.dialect.name != "sqlite":
            return
        for (verdict,) in self._connection.exec_driver_sql("PRAGMA integrity_check"):
            if verdict != "ok":
                yield f"The database file is damaged: {verdict}."
        for table, row, parent, _ in self._connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"Row {row} of {table} points at something missing in {parent}."

    def unreadable(self) -> Iterator[str]:
        """The stored values that are no sound summaries, references or terms, in sentences."""
        for table, kind in (
            (tables.summaries, Summary),
            (tables.reference_records, Record),
            (tables.terms, Term),
        ):
            for row in self._connection.execute(select(table)):
                try:
                    load(row.value, kind)
                except ValueError as error:
                    yield f"{table.name} {row[0]} cannot be read: {error}."

    def _summary_where(self, condition: object) -> Summary | None:
        value = self._connection.execute(select(tables.summaries.c.value).where(condition)).scalar()  # type: ignore[arg-type]
        return load(value, Summary) if value else None

    def _record_where(self, condition: object) -> Record | None:
        query = select(tables.reference_records.c.value).where(condition)  # type: ignore[arg-type]
        value = self._connection.execute(query).scalar()
        return load(value, Record) if value else None

    def _citing(self, record_id: str) -> set[str]:
        query = select(tables.citations.c.summary).where(tables.citations.c.reference == record_id)
        return set(self._connection.execute(query).scalars())

    def _ever_cited(self, summary_id: str) -> set[str]:
        versions = (
            load(change.after, Summary)
            for change in self.history("summary", summary_id)
            if change.after is not None
        )
        return {citation.reference for version in versions for citation in version.citations}


@lru_cache(maxsize=4)  # every page asks for it, and it changes a few times a year
def _vocabulary(values: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(load(value, Term) for value in values)


def _last_change(kind: ChangeKind, entity: ColumnElement[str]) -> ScalarSelect[str]:
    table = tables.changes
    query = select(func.max(table.c.at)).where(table.c.kind == kind, table.c.entity == entity)
    return query.scalar_subquery()


def _terms_of(summary: Summary) -> set[str]:
    named = {f"topic/{slug}" for slug in summary.topics}
    return named | ({f"type/{summary.research_type}"} if summary.research_type else set())


def _change(row: dict[str, object]) -> Change:
    return Change(**{**row, "at": datetime.fromisoformat(str(row["at"]))})  # type: ignore[arg-type]
