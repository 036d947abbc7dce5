"""Putting values into rows, taking them out again, and noting it; what else must be asked is `writing`'s."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from kb import tables
from kb.changes import Change, ChangeKind
from kb.errors import AlreadyThere, NotFound, StillCited, StillUsed
from kb.reading import Reader
from kb.reference import Record
from kb.serial import dump
from kb.summary import Status, Summary
from kb.vocabulary import Term, TermKind


class Store(Reader):
    """The rows inside one transaction. `by` names who makes the changes, for the history."""

    def __init__(self, connection: Connection, by: str) -> None:
        super().__init__(connection)
        self._by = by

    def _store_summary(self, summary: Summary) -> None:
        table = tables.summaries
        values = {
            "slug": summary.slug,
            "status": summary.status.value,
            "month": str(summary.month),
            "value": dump(summary),
        }
        if not self._connection.execute(
            update(table).where(table.c.id == summary.id).values(values)
        ).rowcount:
            self._connection.execute(insert(table).values(id=summary.id, **values))
        if summary.status in {Status.PUBLISHED, Status.WITHDRAWN}:
            self._keep_address(summary)
        self._connection.execute(delete(tables.citations).where(tables.citations.c.summary == summary.id))
        for position, citation in enumerate(summary.citations):
            if self.record(citation.reference) is None:
                raise NotFound("reference", citation.reference)
            self._connection.execute(
                insert(tables.citations).values(
                    summary=summary.id, position=position, reference=citation.reference
                )
            )

    def _keep_address(self, summary: Summary) -> None:
        table = tables.slugs
        # One whose summary is gone for good may be given again.
        known = update(table).where(table.c.slug == summary.slug).values(summary=summary.id)
        if not self._connection.execute(known).rowcount:
            self._connection.execute(insert(table).values(slug=summary.slug, summary=summary.id))

    def _store_record(self, record: Record) -> None:
        table = tables.reference_records
        values = {"citekey": record.citekey, "doi": record.reference.doi, "value": dump(record)}
        if not self._connection.execute(update(table).where(table.c.id == record.id).values(values)).rowcount:
            self._connection.execute(insert(table).values(id=record.id, **values))
        keys = tables.citekeys
        # A reference brought back from a merge takes its key back.
        known = self._connection.execute(
            update(keys).where(keys.c.citekey == record.citekey).values(reference=record.id)
        )
        if not known.rowcount:
            self._connection.execute(
                insert(keys).values(
                    citekey=record.citekey, folded=record.citekey.lower(), reference=record.id
                )
            )

    def _store_term(self, term: Term, ahead_of: str | None = None) -> None:
        table = tables.terms
        here = (table.c.kind == term.kind.value, table.c.slug == term.slug)
        known = self._connection.execute(update(table).where(*here).values(value=dump(term)))
        if not known.rowcount:
            last = select(func.coalesce(func.max(table.c.position), -1)).where(
                table.c.kind == term.kind.value
            )
            self._connection.execute(
                insert(table).values(
                    kind=term.kind.value,
                    slug=term.slug,
                    position=self._connection.execute(last).scalar_one() + 1,
                    value=dump(term),
                )
            )
            if ahead_of:
                self._place_term(term.kind, term.slug, ahead_of)

    def _place_term(self, kind: TermKind, slug: str, ahead_of: str | None) -> bool:
        """Put a term before another of its list, or last; False when it stands there already."""
        former = [each.slug for each in self.vocabulary().of(kind)]
        order = [each for each in former if each != slug]
        order.insert(order.index(ahead_of) if ahead_of in order else len(order), slug)
        table = tables.terms
        for position, each in enumerate(order):
            here = (table.c.kind == kind.value, table.c.slug == each)
            self._connection.execute(update(table).where(*here).values(position=position))
        return order != former

    def _note(self, kind: ChangeKind, entity: str, action: str, after: str | None) -> Change:
        counter = tables.revision_counter
        taken = update(counter).values(value=counter.c.value + 1).returning(counter.c.value)
        change = Change(
            revision=self._connection.execute(taken).scalar_one(),
            kind=kind,
            entity=entity,
            at=datetime.now(UTC),
            by=self._by,
            action=action,
            after=after,
        )
        self._connection.execute(
            insert(tables.changes).values(
                revision=change.revision,
                kind=kind,
                entity=entity,
                at=change.at.isoformat(),
                by=self._by,
                action=action,
                after=after,
            )
        )
        return change

    def _refuse_doi_of_another(self, record: Record) -> None:
        doi = record.reference.doi
        if doi and (other := self.record_with_doi(doi)) and other.id != record.id:
            raise AlreadyThere(f"reference ({other.citekey}) with the DOI", doi)

    def _slug_of_another(self, summary: Summary) -> bool:
        other = self.summary_at(summary.slug)
        return other is not None and other.id != summary.id

    def _remove_record(self, record_id: str) -> None:
        record = self.record(record_id)
        if record is None:
            raise NotFound("reference", record_id)
        if citing := self.cited_by(record_id):
            raise StillCited(record.citekey, tuple(summary.slug for summary in citing))
        # Its key stays in `citekeys`: it must never come to mean another work.
        table = tables.reference_records
        self._connection.execute(delete(table).where(table.c.id == record_id))

    def _remove_term(self, kind: TermKind, slug: str) -> None:
        if bearing := self.bearing(kind, slug):
            raise StillUsed(slug, tuple(each.slug for each in bearing))
        self._connection.execute(
            delete(tables.terms).where(tables.terms.c.kind == kind.value, tables.terms.c.slug == slug)
        )
