"""Writing to the catalogue: every change is numbered and kept in the same transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from kb import tables
from kb.editors import Editor
from kb.errors import AlreadyThere, CannotUndo, KnowledgeBaseError, NotFound, StillCited
from kb.identifiers import DOI
from kb.ids import slugify
from kb.notices import joined_notices
from kb.reading import Change, ChangeKind, Reader
from kb.reference import Record
from kb.serial import dump, load
from kb.summary import Citation, Summary
from kb.vocabulary import Term


class Writer(Reader):
    """The catalogue inside one transaction: all of its changes are kept, or none.

    `by` names who makes the changes, for the history.
    """

    def __init__(self, connection: Connection, by: str) -> None:
        super().__init__(connection)
        self._by = by

    def free_slug(self, title: str) -> str:
        """An address for a title that no summary has: `title`, `title-2`, `title-3` ..."""
        slug = slugify(title)
        if not self.slug_taken(slug):
            return slug
        return next(each for n in count(2) if not self.slug_taken(each := f"{slug}-{n}"))

    def add_summary(self, summary: Summary) -> None:
        """Take in a new summary. Raises AlreadyThere when its address is taken."""
        if self.slug_taken(summary.slug):
            raise AlreadyThere("summary at", summary.slug)
        self._store_summary(summary)
        self._note("summary", summary.id, "added", dump(summary))

    def change_summary(self, summary: Summary) -> bool:
        """Replace a summary by its new state; False when nothing differs.

        Raises NotFound, or AlreadyThere when the new address is another summary's.
        """
        present = self.summary(summary.id)
        if present is None:
            raise NotFound("summary", summary.slug)
        if present == summary:
            return False
        if present.slug != summary.slug and self.slug_taken(summary.slug):
            raise AlreadyThere("summary at", summary.slug)
        self._store_summary(summary)
        self._note("summary", summary.id, "changed", dump(summary))
        return True

    def add_record(self, record: Record) -> None:
        """Take in a new reference. Raises AlreadyThere when its key or DOI is taken."""
        if self.citekey_taken(record.citekey):
            raise AlreadyThere("reference with the key", record.citekey)
        self._refuse_doi_of_another(record)
        self._store_record(record)
        self._note("reference", record.id, "added", dump(record))

    def change_record(self, record: Record) -> bool:
        """Replace a reference by its new state; False when nothing differs.

        A changed key leaves the old one answering. Raises NotFound, or AlreadyThere when the
        new key or DOI is another reference's.
        """
        present = self.record(record.id)
        if present is None:
            raise NotFound("reference", record.citekey)
        if present == record:
            return False
        if present.citekey != record.citekey and self.citekey_taken(record.citekey):
            raise AlreadyThere("reference with the key", record.citekey)
        self._refuse_doi_of_another(record)
        self._store_record(record)
        self._note("reference", record.id, "changed", dump(record))
        return True

    def merge_records(self, kept_key: str, gone_key: str) -> Record:
        """Make two references to one work one, and return it; the keys of the other answer as its own.

        Summaries that cited the other cite the kept one, in its place and once. Notices are joined;
        of the editor's words the kept reference's win, and its DOI stays if it has one. Every piece is
        noted as "merged", the gone reference just before the kept one: undone in reverse order, each
        can be put back. Raises NotFound, or KnowledgeBaseError for a reference and itself.
        """
        kept, gone = self._record_of(kept_key), self._record_of(gone_key)
        if kept.id == gone.id:
            raise KnowledgeBaseError(f"{kept_key} and {gone_key} are the same reference; nothing to merge.")
        for summary in self.cited_by(gone.id):
            cited = (kept.id if each.reference == gone.id else each.reference for each in summary.citations)
            citations = tuple(Citation(reference=each) for each in dict.fromkeys(cited))
            merged = replace(summary, citations=citations)
            self._store_summary(merged)
            self._note("summary", summary.id, "merged", dump(merged))
        self._remove_record(gone.id)
        for table, column in ((tables.citekeys, "reference"), (tables.imports, "entity")):
            self._connection.execute(
                update(table).where(table.c[column] == gone.id).values({column: kept.id})
            )
        self._note("reference", gone.id, "merged", None)
        overrides = {**gone.overrides, **kept.overrides}
        if doi := kept.reference.doi or gone.reference.doi:
            overrides.pop("doi", None)
            if doi != kept.described.doi:
                overrides["doi"] = doi
        whole = replace(kept, overrides=overrides, notices=joined_notices(kept.notices, gone.notices))
        self._store_record(whole)
        self._note("reference", whole.id, "merged", dump(whole))
        return whole

    def put_term(self, term: Term) -> bool:
        """Add a topic or research type, or change the one with its slug; False when nothing differs."""
        present = next((each for each in self.vocabulary().of(term.kind) if each.slug == term.slug), None)
        if present == term:
            return False
        self._store_term(term)
        self._note("term", f"{term.kind}/{term.slug}", "changed" if present else "added", dump(term))
        return True

    def undo(self, revision: int) -> Change:
        """Put back what stood before a change, as a new change, which is returned.

        Only the last change of a summary, reference or term can be undone; undoing that again
        redoes it. Raises CannotUndo, NotFound or StillCited.
        """
        change = self.change(revision)
        if change is None:
            raise NotFound("change", str(revision))
        history = self.history(change.kind, change.entity)
        if history[-1].revision != revision:
            raise CannotUndo(revision, f"change {history[-1].revision} came after it")
        if len(history) > 1 and history[-2].action == "merged" and history[-2].after is None:
            raise CannotUndo(revision, "the reference was brought back from a merge; merge it again instead")
        before = history[-2].after if len(history) > 1 else None
        self._restore(change, before)
        return self._note(change.kind, change.entity, "undone", before)

    def enqueue(self, dois: Iterable[DOI], reason: str) -> None:
        """Keep DOIs until Crossref answers for them; one that waits already gets the new reason."""
        table = tables.queue
        waiting = set(self._connection.execute(select(table.c.doi)).scalars())
        rows = [{"wanted": doi, "since": _now(), "why": reason} for doi in dict.fromkeys(dois)]
        if again := [row for row in rows if row["wanted"] in waiting]:
            renewal = update(table).where(table.c.doi == bindparam("wanted")).values(reason=bindparam("why"))
            self._connection.execute(renewal, again)
        if new := [row for row in rows if row["wanted"] not in waiting]:
            addition = insert(table).values(
                doi=bindparam("wanted"), since=bindparam("since"), reason=bindparam("why")
            )
            self._connection.execute(addition, new)

    def dequeue(self, doi: DOI) -> None:
        """A DOI need not wait any more."""
        self._connection.execute(delete(tables.queue).where(tables.queue.c.doi == doi))

    def remember_import(self, digest: str, kind: ChangeKind, entity: str) -> None:
        """Know a text again when it is imported a second time, by what was last made of it."""
        table = tables.imports
        values = {"kind": kind, "entity": entity}
        known = self._connection.execute(update(table).where(table.c.digest == digest).values(values))
        if not known.rowcount:
            self._connection.execute(insert(table).values(digest=digest, **values))

    def put_editor(self, editor: Editor) -> None:
        """Add an editor, or change the one of that name."""
        table = tables.editors
        values = {
            "role": editor.role,
            "password_hash": editor.password_hash,
            "disabled": int(editor.disabled),
        }
        known = self._connection.execute(update(table).where(table.c.name == editor.name).values(values))
        if not known.rowcount:
            self._connection.execute(insert(table).values(name=editor.name, **values))

    def _restore(self, change: Change, before: str | None) -> None:
        if change.kind == "summary":
            if before is None:
                self._connection.execute(
                    delete(tables.summaries).where(tables.summaries.c.id == change.entity)
                )
            else:
                summary = load(before, Summary)
                if any(self.record(each.reference) is None for each in summary.citations):
                    raise CannotUndo(change.revision, "a reference it cited is gone; bring that back first")
                if (other := self.summary_at(summary.slug)) and other.id != summary.id:
                    raise CannotUndo(change.revision, f"its address {summary.slug} is now another summary's")
                self._store_summary(summary)
        elif change.kind == "reference":
            if before is None:
                self._remove_record(change.entity)
            else:
                record = load(before, Record)
                self._refuse_doi_of_another(record)
                self._store_record(record)
        elif before is None:
            kind, _, slug = change.entity.partition("/")
            self._connection.execute(
                delete(tables.terms).where(tables.terms.c.kind == kind, tables.terms.c.slug == slug)
            )
        else:
            self._store_term(load(before, Term))

    def _record_of(self, citekey: str) -> Record:
        record = self.record_at(citekey)
        if record is None:
            raise NotFound("reference", citekey)
        return record

    def _remove_record(self, record_id: str) -> None:
        record = self.record(record_id)
        if record is None:
            raise NotFound("reference", record_id)
        if citing := self.cited_by(record_id):
            raise StillCited(record.citekey, tuple(summary.slug for summary in citing))
        # Its key stays in `citekeys`: it must never come to mean another work.
        table = tables.reference_records
        self._connection.execute(delete(table).where(table.c.id == record_id))

    def _refuse_doi_of_another(self, record: Record) -> None:
        doi = record.reference.doi
        if doi and (other := self.record_with_doi(doi)) and other.id != record.id:
            raise AlreadyThere(f"reference ({other.citekey}) with the DOI", doi)

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
        self._connection.execute(delete(tables.citations).where(tables.citations.c.summary == summary.id))
        for position, citation in enumerate(summary.citations):
            if self.record(citation.reference) is None:
                raise NotFound("reference", citation.reference)
            self._connection.execute(
                insert(tables.citations).values(
                    summary=summary.id, position=position, reference=citation.reference
                )
            )

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

    def _store_term(self, term: Term) -> None:
        table = tables.terms
        here = (table.c.kind == term.kind.value, table.c.slug == term.slug)
        known = self._connection.execute(update(table).where(*here).values(value=dump(term)))
        if not known.rowcount:
            self._connection.execute(
                insert(table).values(
                    kind=term.kind.value,
                    slug=term.slug,
                    position=len(self.vocabulary().of(term.kind)),
                    value=dump(term),
                )
            )

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


def _now() -> str:
    return datetime.now(UTC).isoformat()
