"""Mending a catalogue without loss: from its history, and from what it says twice.

What was shown to be wrong is mended only where the right value is known; all else is left and named.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kb import tables
from kb.batches import Batch, BatchItem, ItemState
from kb.changes import ChangeKind
from kb.errors import KnowledgeBaseError
from kb.faults import Fault, FaultKind
from kb.inspection import columns_of
from kb.reference import FIELDS, Record
from kb.serial import dump, load, readable
from kb.storing import Store
from kb.summary import Citation, Month, Summary
from kb.vocabulary import Term

_ROUNDS = 4  # a reference that is back lets the summary that cites it come back
_KINDS_OF_ITEMS = {"doi", "printed", "bibtex", "ris", "csl-json", "blog"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What a repair did, in sentences, and the faults that it left."""

    done: tuple[str, ...]
    left: tuple[Fault, ...]


class _Left(KnowledgeBaseError):
    """A fault that cannot be mended without losing something."""


class Repairs(Store):
    """The mending of one catalogue, inside one transaction. Each mended thing is noted as "repaired"."""

    def repair(self) -> Repair:
        """Mend what can be mended without loss."""
        done: dict[Fault, str] = {}
        found = self.faults()
        if any(each.kind is FaultKind.FILE for each in found):  # whatever is written may make it worse
            return Repair(done=(), left=found)
        for _ in range(_ROUNDS):
            before = len(done)
            for fault in found:
                if fault not in done and (sentence := self._mended(fault)):
                    done[fault] = sentence
            found = self.faults()
            if len(done) == before or not found:
                break
        return Repair(done=tuple(done.values()), left=found)

    def _mended(self, fault: Fault) -> str | None:
        mend = _MENDS.get(fault.kind)
        if mend is None:
            return None
        try:
            with self._connection.begin_nested():
                return mend(self, *fault.at)
        except (_Left, IntegrityError, KnowledgeBaseError, ValueError):
            return None  # another has that address, key or DOI; or what it needs is not back yet

    def _reindex(self) -> str:
        self._connection.exec_driver_sql("REINDEX")
        return "The indexes of the database were built anew."

    def _count(self) -> str:
        last = self._connection.execute(select(func.max(tables.changes.c.revision))).scalar() or 0
        table = tables.revision_counter
        if not self._connection.execute(update(table).values(value=last)).rowcount:
            self._connection.execute(insert(table).values(id=1, value=last))
        return f"The counter of changes says {last} again."

    def _bring_back(self, kind: ChangeKind, entity: str) -> str:
        """Put back the last state that the history has of a thing."""
        after = self.history(kind, entity)[-1].after
        if after is None:
            raise _Left
        self._store(kind, load(after, _DOMAIN[kind]))
        return self._noted(kind, entity, "was put back as its history has it")

    def _make_readable(self, kind: ChangeKind, entity: str) -> str:
        history = self.history(kind, entity)
        after = history[-1].after if history else None
        if after is None:
            raise _Left
        if readable(after, _DOMAIN[kind]) is not None:
            return self._bring_back(kind, entity)
        table = tables.reference_records
        text = self._connection.execute(select(table.c.value).where(table.c.id == entity)).scalar()
        if kind != "reference" or text != after:
            raise _Left
        record, broken = _without_broken_overrides(after)
        self._store_record(record)
        names = ", ".join(broken)
        return self._noted(
            kind,
            entity,
            f"has lost what an editor set for {names}, which cannot be read; "
            f"change {history[-1].revision} keeps the text of it",
        )

    def _file(self, kind: ChangeKind, entity: str) -> str:
        if kind == "term":
            raise _Left
        value = self._value(kind, entity)
        if columns_of(kind, value)["id"] != entity:
            raise _Left
        self._store(kind, value)
        return self._noted(kind, entity, "is filed under what it says of itself again")

    def _note_present(self, kind: ChangeKind, entity: str) -> str:
        self._value(kind, entity)
        return self._noted(kind, entity, "has its present state in its history now")

    def _cite_what_is_there(self, summary_id: str, reference: str) -> str:
        history = self.history("reference", reference)
        former = next((each.after for each in reversed(history) if each.after), None)
        if former is None or history[-1].after is not None:
            raise _Left
        record = load(former, Record)
        kept = self.record_at(record.citekey)
        if history[-1].action != "merged" or kept is None:
            self._store_record(record)
            return self._noted("reference", reference, "was brought back, as it is cited")
        summary = self._value("summary", summary_id)
        cited = (kept.id if each.reference == reference else each.reference for each in summary.citations)
        citations = tuple(Citation(reference=each) for each in dict.fromkeys(cited))
        self._store_summary(replace(summary, citations=citations))
        return self._noted("summary", summary_id, f"cites {kept.citekey}, which the reference became part of")

    def _list_citations(self, summary_id: str) -> str:
        summary = self.summary(summary_id)
        if summary is None:
            history = self.history("summary", summary_id)
            if history and history[-1].after is not None:  # it comes back, and brings its citations
                raise _Left
            self._connection.execute(delete(tables.citations).where(tables.citations.c.summary == summary_id))
            return f"The citations of the summary {summary_id}, which is not there, were taken away."
        self._store_summary(summary)
        return self._noted("summary", summary_id, "has its citations listed again as it says them")

    def _keep_the_address(self, summary_id: str) -> str:
        summary = self._value("summary", summary_id)
        if self._slug_of_another(summary):
            raise _Left
        self._keep_address(summary)
        return self._noted("summary", summary_id, "has its address kept for it again")

    def _keep_the_key(self, record_id: str) -> str:
        record = self._value("reference", record_id)
        table = tables.citekeys
        self._connection.execute(delete(table).where(table.c.citekey == record.citekey))
        self._store_record(record)
        return self._noted("reference", record_id, "has its key kept for it again")

    def _keep_as_remark(self, summary_id: str, editor: str) -> str:
        """Let an editor see what they typed, though only as the text that is left of it."""
        table = tables.working_copies
        here = (table.c.summary == summary_id, table.c.editor == editor)
        row = self._connection.execute(select(table).where(*here)).one()
        present = self.summary(summary_id)
        if present is None:
            today = datetime.now(UTC)
            slug = f"recovered-{summary_id[:8]}"
            month = Month(today.year, today.month)
            present = Summary(id=summary_id, slug=slug, title="", month=month)
        kept = replace(present, remarks=(*present.remarks, row.value))
        self._connection.execute(update(table).where(*here).values(value=dump(kept)))
        return f"What {editor} typed into summary {summary_id} stands among its remarks, as it was stored."

    def _refuse_item(self, batch: str, position: str) -> str:
        """Let an editor give an item again; until then it holds up no other."""
        table = tables.batch_items
        here = (table.c.batch == batch, table.c.position == int(position))
        text = self._connection.execute(select(table.c.value).where(*here)).scalar_one()
        if whole := readable(text, BatchItem):
            item = replace(whole, position=int(position))
        else:
            said = _plain(text)
            given, kind = said.get("input"), said.get("kind")
            item = BatchItem(
                position=int(position),
                kind=kind if kind in _KINDS_OF_ITEMS else "printed",
                input=given if isinstance(given, str) else text,
                state=ItemState.REFUSED,
                reason="What was known of this item was damaged; give it once more.",
            )
        self.batches.put(batch, item)
        became = "is as it says itself again" if whole else "is refused, with its text, to be given once more"
        return f"Item {position} of import {batch} {became}."

    def _make_batch(self, batch: str) -> str:
        self.batches.add(Batch(id=batch, by=self._by, title="Recovered"), ())
        return f"The import {batch} is there again for its items."

    def _value(self, kind: ChangeKind, entity: str) -> Any:
        value: Any
        if kind == "summary":
            value = self.summary(entity)
        elif kind == "reference":
            value = self.record(entity)
        else:
            table = tables.terms
            term_kind, _, slug = entity.partition("/")
            query = select(table.c.value).where(table.c.kind == term_kind, table.c.slug == slug)
            text = self._connection.execute(query).scalar()
            value = load(text, Term) if text else None
        if value is None:
            raise _Left
        return value

    def _store(self, kind: ChangeKind, value: Any) -> None:
        if kind == "summary":
            self._store_summary(value)
        elif kind == "reference":
            self._store_record(value)
        else:
            self._store_term(value)

    def _noted(self, kind: ChangeKind, entity: str, what: str) -> str:
        value = self._value(kind, entity)
        self._note(kind, entity, "repaired", dump(value))
        name = value.citekey if kind == "reference" else value.slug
        return f"{name} {what}."


_DOMAIN: Mapping[str, type[Any]] = {"summary": Summary, "reference": Record, "term": Term}
_MENDS: Mapping[FaultKind, Callable[..., str]] = {
    FaultKind.INDEX: Repairs._reindex,
    FaultKind.COUNTER: Repairs._count,
    FaultKind.LOST: Repairs._bring_back,
    FaultKind.UNREADABLE: Repairs._make_readable,
    FaultKind.COLUMNS: Repairs._file,
    FaultKind.NOT_IN_HISTORY: Repairs._note_present,
    FaultKind.CITED: Repairs._cite_what_is_there,
    FaultKind.CITATIONS: Repairs._list_citations,
    FaultKind.ADDRESS: Repairs._keep_the_address,
    FaultKind.KEY: Repairs._keep_the_key,
    FaultKind.WORKING_COPY: Repairs._keep_as_remark,
    FaultKind.ITEM: Repairs._refuse_item,
    FaultKind.BATCH: Repairs._make_batch,
}


def _without_broken_overrides(text: str) -> tuple[Record, list[str]]:
    """A record without the overrides that cannot be read, and their names. Raises ValueError or _Left."""
    plain = _plain(text)
    overrides = plain.get("overrides")
    if not isinstance(overrides, dict):
        raise _Left
    broken = [
        name
        for name, value in overrides.items()
        if name not in FIELDS or readable(json.dumps({**plain, "overrides": {name: value}}), Record) is None
    ]
    sound = {name: value for name, value in overrides.items() if name not in broken}
    return load(json.dumps({**plain, "overrides": sound}), Record), broken


def _plain(text: str) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except ValueError:
        return {}
    return plain if isinstance(plain, dict) else {}
