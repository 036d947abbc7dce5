"""Bringing references into the catalogue: match, save, report.

Every import can be run again: what is there stays as it is and is reported as unchanged.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from types import MappingProxyType
from typing import Any

from bib.citekeys import propose, unique
from bib.differences import renewed
from bib.duplicates import KnownWorks
from bib.notices import pass_on, with_notices
from bib.report import Candidate, Item, Read, ReadFile, Report
from bib.turns import in_turns
from kb.catalogue import Catalogue
from kb.notices import joined_notices
from kb.reference import Record
from kb.writing import Writer

_MOST_DOUBTS = 3
_NO_CHANGES: Mapping[str, Any] = MappingProxyType({})

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far an import is."""


def import_references(
    catalogue: Catalogue, file: ReadFile, by: str, progress: Progress = no_progress
) -> Report:
    """Take in the references read from a BibTeX, RIS or CSL-JSON file.

    Others can write between its spells; an import cut off at any point goes on when it is run again.
    """
    report = Report(refused=list(file.refused))
    done = count(1)

    def take(write: Writer, known: KnownWorks, read: Read) -> None:
        _import_read(write, known, read, report)
        progress(next(done), len(file.items))

    in_turns(catalogue, by, file.items, take)
    return report


def _import_read(write: Writer, known: KnownWorks, read: Read, report: Report) -> None:
    digest = digest_of("reference", read.source.payload)
    before = write.imported(digest)
    present, doubtful = known.search(read.reference)
    present = (write.record(before) if before else None) or present
    if present:
        seen_before = before == present.id
        where = report.unchanged if seen_before else report.duplicate
        reason = None if seen_before else "this work is here already and stays as it is"
        where.append(reference_item(present, read.source.payload, read.line, reason))
        return
    doubts = [f"perhaps {each.record.citekey} ({each.reason})" for each in doubtful]
    record = add_reference(write, known, read)
    write.remember_import(digest, "reference", record.id)
    remarks = "; ".join([*read.remarks, *doubts[:_MOST_DOUBTS]]) or None
    report.added.append(reference_item(record, read.source.payload, read.line, remarks))


def add_reference(
    write: Writer, known: KnownWorks, read: Read, overrides: Mapping[str, Any] = _NO_CHANGES
) -> Record:
    """Catalogue a reference under a key of its own: the one it came with if that is free and plain.

    `overrides` are the fields in which an editor changed what the source says.
    """
    whole = replace(read.reference, **overrides)
    came_with = read.citekey or ""
    usable = came_with if re.fullmatch(r"[A-Za-z][A-Za-z0-9:_-]{0,99}", came_with) else propose(whole)
    record = Record(
        citekey=unique(usable, write.citekey_taken),
        described=read.reference,
        source=read.source,
        overrides=dict(overrides),
        notices=joined_notices(read.notices, known.notices_about(whole.doi)),
    )
    write.add_record(record)
    _know(write, known, record)
    return record


def resync(write: Writer, known: KnownWorks, record: Record, read: Read) -> Record:
    """Replace what a record's source says; the editor's overrides and known notices stay.

    The record must be as this transaction reads it: what others wrote since would be lost.
    """
    whole = with_notices(renewed(record, read), known.notices_about(read.reference.doi))
    write.change_record(whole)
    _know(write, known, whole)
    return whole


def _know(write: Writer, known: KnownWorks, record: Record) -> None:
    """Let later items of an import find a reference, and those it is a notice about have the notice."""
    for each in (record, *pass_on(write, record)):
        known.add(each)


def digest_of(*parts: str) -> str:
    """The name under which an imported text is known again."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def reference_item(
    record: Record,
    text: str,
    line: int | None,
    reason: str | None,
    candidates: tuple[Candidate, ...] = (),
) -> Item:
    """A reference's line in a report."""
    return Item(
        kind="reference",
        id=record.citekey,
        title=record.reference.title,
        input=text,
        line=line,
        reason=reason,
        candidates=candidates,
    )
