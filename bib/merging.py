"""Two references that are one work made one: which to keep, what comes of it, and taking it back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from kb.changes import Change
from kb.errors import CannotUndo, NotFound, Outdated
from kb.reading import Reader
from kb.reference import FIELDS, Record, Reference, SourceKind
from kb.writing import Writer


def preferred(records: Iterable[Record], cited: Mapping[str, int]) -> Record:
    """The one to keep: Crossref's word first, then the most cited, then the one that says most."""
    return min(records, key=lambda each: (*_merits(each, cited.get(each.id, 0)), each.citekey))


def only_theirs(kept: Record, gone: Record) -> tuple[str, ...]:
    """The fields that only the reference to go can fill."""
    return tuple(
        name
        for name in FIELDS
        if getattr(gone.reference, name)
        and not getattr(kept.reference, name)
        and name not in {*kept.overrides, *gone.overrides, "doi"}
    )


def merged_reference(kept: Record, gone: Record, take: Collection[str] = ()) -> Reference:
    """What readers will see of the two; `take` are fields that the kept one has from the other."""
    taken = {name: getattr(gone.reference, name) for name in take if name not in kept.overrides}
    overrides = {**gone.overrides, **taken, **kept.overrides}
    doi = kept.reference.doi or gone.reference.doi
    return replace(kept.described, **{**overrides, "doi": doi})


def merge(
    write: Writer,
    kept: str,
    gone: str,
    *,
    take: Collection[str] = (),
    seen_kept: int | None = None,
    seen_gone: int | None = None,
) -> Record:
    """Make one reference (by citekey) part of another, which takes over fields that it lacks.

    Raises NotFound, Outdated when one of them is not as it was seen, or what `merge_records` raises.
    """
    whole, other = _seen(write, kept, seen_kept), _seen(write, gone, seen_gone)
    wanted = [name for name in only_theirs(whole, other) if name in take]
    # The editor's word survives a merge, so what is to be kept becomes that.
    own = {name: getattr(other.reference, name) for name in wanted}
    write.change_record(replace(other, overrides={**other.overrides, **own}))
    return write.merge_records(whole.citekey, other.citekey)


def merge_of(read: Reader, record: Record) -> tuple[Change, ...]:
    """The changes of the merge that was the last thing to happen to a reference, newest first; or none."""
    last = read.change(read.version("reference", record.id))
    if last is None or last.action != "merged" or last.after is None:
        return ()
    gone = read.change(last.revision - 1)
    if gone is None or gone.action != "merged" or gone.after is not None:
        return ()
    if read.version("reference", gone.entity) != gone.revision:  # it is back already
        return ()
    changes = [last, gone]
    while (change := read.change(changes[-1].revision - 1)) and change.action == "merged":
        if change.kind != "summary":
            break
        changes.append(change)
    return tuple(changes)


def undo_merge(write: Writer, citekey: str) -> Record:
    """Part again what was last merged into a reference, and return what comes back.

    Raises NotFound, or CannotUndo when anything of it was changed since.
    """
    record = write.record_at(citekey)
    if record is None:
        raise NotFound("reference", citekey)
    changes = merge_of(write, record)
    if not changes:
        raise CannotUndo(write.version("reference", record.id), "it is no merge, or not the last change")
    for change in changes:
        before = write.latest(1, change.revision, kind=change.kind, entity=change.entity)
        if not before or before[0].after != change.after:  # a merge may leave the kept one as it was
            write.undo(change.revision)
    back = write.record(changes[1].entity)
    if back is None:
        raise NotFound("reference", citekey)
    return back


def _seen(write: Writer, citekey: str, seen: int | None) -> Record:
    record = write.record_at(citekey)
    if record is None:
        raise NotFound("reference", citekey)
    version = write.version("reference", record.id)
    if seen is not None and version != seen:
        change = write.change(version)
        raise Outdated(citekey, version, change.by if change else "")
    return record


def _merits(record: Record, cited: int) -> tuple[bool, bool, int, int]:
    reference = record.reference
    filled = sum(bool(getattr(reference, name)) for name in FIELDS)
    return record.source.kind is not SourceKind.CROSSREF, not reference.doi, -cited, -filled
