"""Reading the catalogue: every question is answered from one consistent state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from kb import tables
from kb.batches import Batches
from kb.changes import ChangeKind, Changes
from kb.editors import Editor
from kb.ended_sessions import EndedSessions
from kb.faults import Fault
from kb.identifiers import DOI
from kb.inspection import find_faults
from kb.reading_summaries import SummaryReader, terms_of
from kb.reference import Record
from kb.serial import load, readable
from kb.summary import Status, Summary
from kb.vocabulary import Term, Vocabulary
from kb.working_copies import WorkingCopies


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedDOI:
    """A DOI that waits for Crossref: since when, and why it could not be read then."""

    doi: DOI
    since: datetime
    reason: str


class Reader(SummaryReader):
    """The catalogue as it stood when the reading began."""

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

    def records_with_dois(self, dois: Iterable[DOI]) -> dict[DOI, Record]:
        """The references with these DOIs; DOIs that none has are left out."""
        table = tables.reference_records
        query = select(table.c.doi, table.c.value).where(table.c.doi.in_(list(dois)))
        return {row.doi: load(row.value, Record) for row in self._connection.execute(query)}

    def records(self) -> Iterator[Record]:
        """All references, by citekey."""
        table = tables.reference_records
        for value in self._streamed(select(table.c.value).order_by(table.c.citekey)):
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
        """True when a summary has this address, or had it when readers could see it."""
        return self.summary_at(slug) is not None

    # Vocabulary

    def has_vocabulary(self) -> bool:
        """True when there is any topic or research type, readable or not."""
        return self._connection.execute(select(tables.terms.c.slug).limit(1)).first() is not None

    def vocabulary(self) -> Vocabulary:
        """All topics and research types."""
        query = select(tables.terms.c.value).order_by(tables.terms.c.kind, tables.terms.c.position)
        return _vocabulary(tuple(self._connection.execute(query).scalars()))

    # History

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
            summaries |= {each.id for each in self.summaries() if terms & terms_of(each)}
        return Changes(
            revision=self.revision(), summaries=frozenset(summaries), references=frozenset(references)
        )

    # The desk

    @property
    def batches(self) -> Batches:
        """What was given to be imported and is not all decided."""
        return Batches(self._connection)

    @property
    def working_copies(self) -> WorkingCopies:
        """What editors have typed and not saved."""
        return WorkingCopies(self._connection)

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
                sessions=row.sessions,
            )
            for row in self._connection.execute(select(table).order_by(table.c.name))
        )

    @property
    def ended_sessions(self) -> EndedSessions:
        """The sessions of editors that ended before their time."""
        return EndedSessions(self._connection)

    def editor(self, name: str) -> Editor | None:
        """The editor of this name."""
        return next((each for each in self.editors() if each.name == name), None)

    def faults(self) -> tuple[Fault, ...]:
        """What is not as it should be."""
        return tuple(find_faults(self._connection))

    def _record_where(self, condition: object) -> Record | None:
        query = select(tables.reference_records.c.value).where(condition)  # type: ignore[arg-type]
        value = self._connection.execute(query).scalar()
        return load(value, Record) if value else None

    def _citing(self, record_id: str) -> set[str]:
        query = select(tables.citations.c.summary).where(tables.citations.c.reference == record_id)
        return set(self._connection.execute(query).scalars())

    def _ever_cited(self, summary_id: str) -> set[str]:
        versions = (
            readable(change.after, Summary)
            for change in self.history("summary", summary_id)
            if change.after is not None
        )
        return {citation.reference for version in versions if version for citation in version.citations}


@lru_cache(maxsize=4)  # every page asks for it, and it changes a few times a year
def _vocabulary(values: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(load(value, Term) for value in values)


def _last_change(kind: ChangeKind, entity: ColumnElement[str]) -> ScalarSelect[str]:
    table = tables.changes
    query = select(func.max(table.c.at)).where(table.c.kind == kind, table.c.entity == entity)
    return query.scalar_subquery()
