"""Looking a stored catalogue through for what is wrong in it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, func, select

from kb import tables
from kb.batches import BatchItem
from kb.faults import Fault, FaultKind
from kb.reference import Record, SourceKind
from kb.serial import load
from kb.summary import Status, Summary
from kb.vocabulary import Term

_OF_AN_INDEX = re.compile(r"row \d+ missing from index|wrong # of entries in index|non-unique entry in index")
_IN_JSON = {SourceKind.CROSSREF, SourceKind.CSL_JSON}
Value = Summary | Record | Term
_STORED: dict[str, tuple[Table, type[Value]]] = {
    "reference": (tables.reference_records, Record),
    "term": (tables.terms, Term),
    "summary": (tables.summaries, Summary),
}


def find_faults(connection: Connection) -> Iterator[Fault]:
    """All faults of a catalogue; when its file is damaged, those alone, as nothing else can be relied on."""
    found = list(_damage(connection))
    yield from found
    if not found:
        yield from _Looking(connection).all()


def entity_of(kind: str, row: Row[Any]) -> str:
    """The name by which the history knows a row."""
    return f"{row.kind}/{row.slug}" if kind == "term" else str(row.id)


def columns_of(kind: str, value: Any) -> dict[str, Any]:
    """What the columns beside a value must say."""
    if kind == "summary":
        return {"slug": value.slug, "status": value.status.value, "month": str(value.month), "id": value.id}
    if kind == "reference":
        return {"citekey": value.citekey, "doi": value.reference.doi, "id": value.id}
    return {"kind": value.kind.value, "slug": value.slug}


def _damage(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for (verdict,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if verdict == "ok":
            continue
        kind = FaultKind.INDEX if _OF_AN_INDEX.match(verdict) else FaultKind.FILE
        yield Fault(kind=kind, sentence=f"The database file is damaged: {verdict}.")


class _Looking:
    """One look through a catalogue, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._values: dict[str, dict[str, Any]] = {kind: {} for kind in _STORED}
        self._read_texts: set[tuple[str, str]] = set()

    def all(self) -> Iterator[Fault]:
        yield from self._counter()
        for kind in _STORED:
            yield from self._rows(kind)
        yield from self._changes()
        yield from self._citations()
        yield from self._references()
        yield from self._addresses()
        yield from self._working_copies()
        yield from self._items()
        for each in self._values["summary"].values():
            if each.status is Status.PUBLISHED and not each.citations:
                yield Fault(
                    kind=FaultKind.UNCITED,
                    at=(each.id,),
                    sentence=f"{each.slug} is published without a citation.",
                )

    @cached_property
    def _last(self) -> dict[tuple[str, str], str | None]:
        """What the last change of each thing left."""
        table = tables.changes
        newest = (
            select(func.max(table.c.revision).label("revision"))
            .group_by(table.c.kind, table.c.entity)
            .subquery()
        )
        query = select(table).join(newest, newest.c.revision == table.c.revision)
        return {(row.kind, row.entity): row.after for row in self._connection.execute(query)}

    def _counter(self) -> Iterator[Fault]:
        counted = self._connection.execute(select(tables.revision_counter.c.value)).scalar()
        last = self._connection.execute(select(func.max(tables.changes.c.revision))).scalar() or 0
        if counted != last:
            yield Fault(
                kind=FaultKind.COUNTER,
                sentence=f"The counter of changes says {counted}; the last change is {last}.",
            )

    def _rows(self, kind: str) -> Iterator[Fault]:
        table, domain = _STORED[kind]
        present = set()
        for row in self._connection.execute(select(table)):
            entity = entity_of(kind, row)
            present.add(entity)
            try:
                value: Any = load(row.value, domain)
            except ValueError as error:
                yield Fault(
                    kind=FaultKind.UNREADABLE,
                    at=(kind, entity),
                    sentence=f"{table.name} {entity} cannot be read: {error}.",
                )
                continue
            self._values[kind][entity] = value
            self._read_texts.add((kind, row.value))
            said = row._asdict()
            wrong = [name for name, right in columns_of(kind, value).items() if said[name] != right]
            if wrong:
                yield Fault(
                    kind=FaultKind.COLUMNS,
                    at=(kind, entity),
                    sentence=f"{table.name} {entity} is filed under another {', '.join(wrong)} than it has.",
                )
            if not self._is_last(kind, entity, row.value, value):
                yield Fault(
                    kind=FaultKind.NOT_IN_HISTORY,
                    at=(kind, entity),
                    sentence=f"The history of {table.name} {entity} does not end with what it is now.",
                )
        for (of, entity), after in self._last.items():
            if of == kind and after is not None and entity not in present:
                yield Fault(
                    kind=FaultKind.LOST,
                    at=(kind, entity),
                    sentence=f"{table.name} {entity} is gone, and its history knows of no removal.",
                )

    def _is_last(self, kind: str, entity: str, text: str, value: Any) -> bool:
        after = self._last.get((kind, entity))
        if after is None:
            return False
        try:
            return after == text or load(after, _STORED[kind][1]) == value
        except ValueError:
            return False

    def _changes(self) -> Iterator[Fault]:
        for row in self._connection.execute(select(tables.changes).order_by(tables.changes.c.revision)):
            if row.after is None or (row.kind, row.after) in self._read_texts:
                continue
            try:
                load(row.after, _STORED[row.kind][1])
            except (ValueError, KeyError) as error:
                yield Fault(
                    kind=FaultKind.CHANGE,
                    at=(str(row.revision),),
                    sentence=f"Change {row.revision}, by {row.by}, cannot be read: {error}.",
                )

    def _citations(self) -> Iterator[Fault]:
        stored = defaultdict(list)
        table = tables.citations
        for row in self._connection.execute(select(table).order_by(table.c.summary, table.c.position)):
            stored[row.summary].append((row.position, row.reference))
        ids = set(self._connection.execute(select(tables.reference_records.c.id)).scalars())
        for each in self._values["summary"].values():
            cited = [citation.reference for citation in each.citations]
            for reference in cited:
                if reference not in ids:
                    yield Fault(
                        kind=FaultKind.CITED,
                        at=(each.id, reference),
                        sentence=f"{each.slug} cites a reference that is not there: {reference}.",
                    )
            if stored.get(each.id, []) != list(enumerate(cited)):
                yield Fault(
                    kind=FaultKind.CITATIONS,
                    at=(each.id,),
                    sentence=f"The table of citations says otherwise than {each.slug} what it cites.",
                )
        summaries = set(self._connection.execute(select(tables.summaries.c.id)).scalars())
        for summary in stored.keys() - summaries:
            yield Fault(
                kind=FaultKind.CITATIONS,
                at=(summary,),
                sentence=f"There are citations of a summary that is not there: {summary}.",
            )

    def _references(self) -> Iterator[Fault]:
        with_doi = defaultdict(list)
        for each in self._values["reference"].values():
            if each.reference.doi:
                with_doi[each.reference.doi.lower()].append(each.citekey)
            if each.source.kind in _IN_JSON and each.source.payload:
                try:
                    json.loads(each.source.payload)
                except ValueError as error:
                    yield Fault(
                        kind=FaultKind.PAYLOAD,
                        at=(each.id,),
                        sentence=f"What {each.citekey} was read from cannot be read any more: {error}.",
                    )
        for doi, keys in with_doi.items():
            if len(keys) > 1:
                first, *others = sorted(keys)
                yield Fault(
                    kind=FaultKind.DOI_TWICE,
                    at=tuple(sorted(keys)),
                    sentence=f"{first} and {', '.join(others)} have one DOI, {doi}. "
                    f"`kb merge {first} {others[0]}` makes them one.",
                )

    def _addresses(self) -> Iterator[Fault]:
        table = tables.slugs
        means = {row.slug: row.summary for row in self._connection.execute(select(table))}
        for each in self._values["summary"].values():
            shown = each.status in {Status.PUBLISHED, Status.WITHDRAWN}
            if means.get(each.slug, None if shown else each.id) != each.id:
                # A draft may have the former address of a summary that is gone for good.
                if not shown and means[each.slug] not in self._values["summary"]:
                    continue
                yield Fault(
                    kind=FaultKind.ADDRESS,
                    at=(each.id,),
                    sentence=f"The address {each.slug} is not kept for the summary that has it.",
                )
        keys = {row.citekey: row for row in self._connection.execute(select(tables.citekeys))}
        for each in self._values["reference"].values():
            row = keys.get(each.citekey)
            if row is None or row.reference != each.id or row.folded != each.citekey.lower():
                yield Fault(
                    kind=FaultKind.KEY,
                    at=(each.id,),
                    sentence=f"The key {each.citekey} is not kept for the reference that has it.",
                )

    def _working_copies(self) -> Iterator[Fault]:
        for row in self._connection.execute(select(tables.working_copies)):
            try:
                load(row.value, Summary)
            except ValueError as error:
                yield Fault(
                    kind=FaultKind.WORKING_COPY,
                    at=(row.summary, row.editor),
                    sentence=f"What {row.editor} typed into summary {row.summary} cannot be read: {error}.",
                )

    def _items(self) -> Iterator[Fault]:
        table = tables.batch_items
        joined = table.outerjoin(tables.batches, and_(tables.batches.c.id == table.c.batch))
        for row in self._connection.execute(select(table, tables.batches.c.id).select_from(joined)):
            if row.id is None:
                yield Fault(
                    kind=FaultKind.BATCH,
                    at=(row.batch,),
                    sentence=f"Item {row.position} belongs to an import that is not there: {row.batch}.",
                )
            try:
                item = load(row.value, BatchItem)
                readable = (item.state.value, item.position) == (row.state, row.position)
                reason = "it is filed under another state or place than it has"
            except ValueError as error:
                readable, reason = False, str(error)
            if not readable:
                yield Fault(
                    kind=FaultKind.ITEM,
                    at=(row.batch, str(row.position)),
                    sentence=f"Item {row.position} of import {row.batch} cannot be read: {reason}.",
                )
