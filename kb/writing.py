"""Writing to the catalogue: every change is numbered and kept in the same transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import bindparam, delete, insert, select, update

from kb import tables
from kb.changes import ChangeKind
from kb.editors import Editor
from kb.errors import (
    AlreadyThere,
    KnowledgeBaseError,
    NotFound,
    Outdated,
)
from kb.identifiers import DOI
from kb.ids import slugify
from kb.notices import joined_notices
from kb.reference import Record
from kb.repair import Repairs
from kb.serial import dump
from kb.summary import Citation, Status, Summary
from kb.undoing import Undoing
from kb.vocabulary import Term, TermKind


class Writer(Undoing):
    """The catalogue inside one transaction: all of its changes are kept, or none."""

    @property
    def repairs(self) -> Repairs:
        """The mending of what is wrong, as part of this transaction."""
        return Repairs(self._connection, self._by)

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

    def change_summary(self, summary: Summary, *, seen: int | None = None) -> bool:
        """Replace a summary by its new state; False when nothing differs.

        `seen` is the version the change was made from. Raises Outdated when there is a later one,
        NotFound, or AlreadyThere when the new address is another summary's.
        """
        present = self.summary(summary.id)
        if present is None:
            raise NotFound("summary", summary.slug)
        self._refuse_outdated("summary", summary.id, summary.title, seen)
        if present == summary:
            return False
        if present.slug != summary.slug and self._slug_of_another(summary):
            raise AlreadyThere("summary at", summary.slug)
        self._store_summary(summary)
        self._note("summary", summary.id, _action(present, summary), dump(summary))
        return True

    def add_record(self, record: Record) -> None:
        """Take in a new reference. Raises AlreadyThere when its key or DOI is taken."""
        if self.citekey_taken(record.citekey):
            raise AlreadyThere("reference with the key", record.citekey)
        self._refuse_doi_of_another(record)
        self._store_record(record)
        self._note("reference", record.id, "added", dump(record))

    def change_record(self, record: Record, *, seen: int | None = None) -> bool:
        """Replace a reference by its new state; False when nothing differs.

        A changed key leaves the old one answering. `seen` is the version the change was made from.
        Raises Outdated when there is a later one, NotFound, or AlreadyThere when the new key or DOI
        is another reference's.
        """
        present = self.record(record.id)
        if present is None:
            raise NotFound("reference", record.citekey)
        self._refuse_outdated("reference", record.id, record.citekey, seen)
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

    def remove_record(self, record_id: str, *, seen: int | None = None) -> None:
        """Take away a reference that no summary cites; its history stays, its key never means another work.

        Raises NotFound, StillCited, or Outdated when it changed after the version `seen`.
        """
        record = self.record(record_id)
        if record is None:
            raise NotFound("reference", record_id)
        self._refuse_outdated("reference", record_id, record.citekey, seen)
        self._remove_record(record_id)
        self._note("reference", record_id, "removed", None)

    def put_term(self, term: Term, *, ahead_of: str | None = None) -> bool:
        """Add a topic or research type, or change the one with its slug; False when nothing differs.

        A new one stands before the term with the slug `ahead_of`, or last.
        """
        present = next((each for each in self.vocabulary().of(term.kind) if each.slug == term.slug), None)
        if present == term:
            return False
        self._store_term(term, ahead_of)
        self._note("term", f"{term.kind}/{term.slug}", "changed" if present else "added", dump(term))
        return True

    def place_term(self, kind: TermKind, slug: str, ahead_of: str | None) -> bool:
        """Let a term stand before another of its list, or last; False when it does. Raises NotFound."""
        term = next((each for each in self.vocabulary().of(kind) if each.slug == slug), None)
        if term is None:
            raise NotFound(kind.value, slug)
        if not self._place_term(kind, slug, ahead_of):
            return False
        self._note("term", f"{kind}/{slug}", "moved", dump(term))
        return True

    def remove_term(self, kind: TermKind, slug: str) -> None:
        """Take a topic or research type away. Raises NotFound, or StillUsed while summaries bear it."""
        if not any(each.slug == slug for each in self.vocabulary().of(kind)):
            raise NotFound(kind.value, slug)
        self._remove_term(kind, slug)
        self._note("term", f"{kind}/{slug}", "removed", None)

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
            "sessions": editor.sessions,
        }
        known = self._connection.execute(update(table).where(table.c.name == editor.name).values(values))
        if not known.rowcount:
            self._connection.execute(insert(table).values(name=editor.name, **values))

    def _refuse_outdated(self, kind: ChangeKind, entity: str, name: str, seen: int | None) -> None:
        if seen is not None and (version := self.version(kind, entity)) != seen:
            change = self.change(version)
            raise Outdated(name, version, change.by if change else "")

    def _record_of(self, citekey: str) -> Record:
        record = self.record_at(citekey)
        if record is None:
            raise NotFound("reference", citekey)
        return record


def _action(before: Summary, after: Summary) -> str:
    """What the history calls a change of a summary."""
    if before.status is after.status:
        return "changed"
    return "taken back" if after.status is Status.DRAFT else after.status.value


def _now() -> str:
    return datetime.now(UTC).isoformat()
