"""Putting back what stood before: the last change undone, or an earlier version restored."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import delete

from kb import tables
from kb.changes import Change
from kb.errors import CannotUndo, NotFound
from kb.reference import Record
from kb.serial import dump, load
from kb.storing import Store
from kb.summary import Status, Summary
from kb.terms import names_of_others
from kb.versions import as_restored, filed_as_now, version_value
from kb.vocabulary import Term, TermKind

# Why a change that left the value as it was cannot be undone.
_WITHOUT_TRACE = {
    "moved": "it changed only the place of a term in its list; move that back",
    "repaired": "it put the catalogue in order and changed no words",
}
_DAMAGED = "what it would bring back is damaged and cannot be read"
_FILED_ANEW = "its topic or research type has another name now; rename that back"


class Undoing(Store):
    """The catalogue inside one transaction, in which what was may be again."""

    def undo(self, revision: int) -> Change:
        """Put back what stood before a change, as a new change, which is returned.

        Only the last change of a summary, reference or term can be undone; undoing that again
        redoes it. Raises CannotUndo, NotFound, StillCited or StillUsed.
        """
        change = self.change(revision)
        if change is None:
            raise NotFound("change", str(revision))
        history = self.history(change.kind, change.entity)
        if history[-1].revision != revision:
            raise CannotUndo(revision, f"change {history[-1].revision} came after it")
        if len(history) > 1 and history[-2].action == "merged" and history[-2].after is None:
            raise CannotUndo(revision, "the reference was brought back from a merge; merge it again instead")
        before = self._filed_as_now(change, history[-2].after if len(history) > 1 else None)
        if before == change.after:
            raise CannotUndo(revision, _WITHOUT_TRACE.get(change.action, _FILED_ANEW))
        self._restore(change, before)
        return self._note(change.kind, change.entity, "undone", before)

    def restore(self, revision: int) -> Change | None:
        """Put a summary, reference or term back as a change left it, as a new change; None: it is so already.

        A summary keeps its status: an old text never appears or disappears by itself. In place of
        references merged since, it cites those they became part of.

        Raises CannotUndo when that change took it away, and what `undo` raises.
        """
        change = self.change(revision)
        if change is None:
            raise NotFound("change", str(revision))
        if change.after is None:
            raise CannotUndo(revision, "it took the thing away; there is no version to restore")
        after = self._filed_as_now(change, change.after, keep_status=True)
        if self.history(change.kind, change.entity)[-1].after == after:
            return None
        self._restore(change, after)
        return self._note(change.kind, change.entity, "restored", after)

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
                if self._slug_of_another(summary):
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
            self._remove_term(TermKind(kind), slug)
        else:
            term = load(before, Term)
            for name, other in names_of_others(self.vocabulary(), term, term.slug).items():
                raise CannotUndo(
                    change.revision, f"“{name}” means “{other.label}” now; take it out there first"
                )
            self._store_term(term)

    def _filed_as_now(self, change: Change, after: str | None, *, keep_status: bool = False) -> str | None:
        if after is None:
            return None
        former = version_value(replace(change, after=after))
        if former is None:
            raise CannotUndo(change.revision, _DAMAGED)
        if not isinstance(former, Summary):
            return after
        present = self.summary(change.entity)
        if not keep_status:
            return dump(_not_yet_due(filed_as_now(former, present, self.vocabulary())))
        restored = as_restored(self, former, present)
        return dump(restored if present else _not_yet_due(restored))


def _not_yet_due(summary: Summary) -> Summary:
    """A former state that does not appear by itself at once: as a draft when its day has come."""
    today = datetime.now(UTC).astimezone().date()
    due = summary.status is Status.SCHEDULED and (summary.publish_on or date.min) <= today
    return replace(summary, status=Status.DRAFT, publish_on=None) if due else summary
