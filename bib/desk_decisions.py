"""What the editor decides about the items of an import: only here do they enter the catalogue."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bib.blog_intake import add_entry
from bib.desk_intake import new_item, proposal_now, proposal_of
from bib.duplicates import KnownWorks
from bib.followed_works import FollowedWorks
from bib.intake import add_reference, digest_of, resync
from bib.pasted import Kind, read_pasted
from bib.pasted_dois import dois_in
from bib.proposals import Proposal, as_read, chosen, edited
from bib.report import Read
from kb.batches import BatchItem, ItemState
from kb.catalogue import Catalogue
from kb.errors import AlreadyThere, KnowledgeBaseError, NotADOI, NotFound
from kb.identifiers import DOI, parse_doi
from kb.reference import FIELDS, Record, Reference, Source, SourceKind
from kb.serial import dump
from kb.summary import Month, Status, Summary
from kb.writing import Writer

_AT_ONCE = 40  # items of one transaction: others wait for its end
_OF_FILES = frozenset({"bibtex", "ris", "csl-json"})
OPEN = (ItemState.WAITING, ItemState.READY)


class NotDecidable(KnowledgeBaseError):
    """Something that cannot be decided about an item as it is now."""


class ChangedMeanwhile(NotDecidable):
    """An item is not any more what the editor saw when deciding."""

    def __init__(self) -> None:
        super().__init__("This item changed after the page was shown. Look at it again, then decide.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What an item became: a reference, or a summary with the reference it cites."""

    record: Record | None = None
    summary: Summary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """In what way an item is accepted.

    `onto` is the id of a reference we hold that takes Crossref's word, instead of a new one being made;
    `anyway` makes a new one although we surely hold the work.
    """

    onto: str | None = None
    anyway: bool = False


PLAINLY = How()


def state_of(item: BatchItem) -> str:
    """What an item is now, as a short text: other after every change."""
    return digest_of(item.state, item.proposal or "", item.reason)[:16]


def item_at(write: Writer, batch: str, position: int, seen: str | None = None) -> BatchItem:
    """An item of a batch. Raises NotFound, or ChangedMeanwhile when it is not as it was `seen`."""
    item = write.batches.item(batch, position)
    if item is None:
        raise NotFound("item", f"{position + 1} of this import")
    if seen is not None and seen != state_of(item):
        raise ChangedMeanwhile
    return item


def accept(
    write: Writer, known: KnownWorks, batch: str, position: int, seen: str | None = None, how: How = PLAINLY
) -> Accepted:
    """Take an item into the catalogue. Raises NotDecidable, or AlreadyThere for a DOI that is held."""
    item = item_at(write, batch, position, seen)
    if item.state is not ItemState.READY:
        raise NotDecidable("This item is not there to be accepted: it waits, or is decided already.")
    proposal = proposal_now(write, known, item)
    made = _made(write, known, proposal, how)
    entity = made.summary or made.record
    if item.kind in _OF_FILES and made.record and proposal.read:
        digest = digest_of("reference", proposal.read.source.payload)
        write.remember_import(digest, "reference", made.record.id)
    # Once it is in the catalogue the catalogue knows it best.
    done = replace(item, state=ItemState.ACCEPTED, proposal=None, entity=entity.id if entity else None)
    write.batches.put(batch, replace(done, reason=""))
    return made


def accept_clean(
    catalogue: Catalogue, works: FollowedWorks, batch: str, by: str, seconds: float = 20.0
) -> tuple[int, bool]:
    """Accept all items that nothing speaks against; how many were, and whether all have been looked at."""

    def accepting(write: Writer, known: KnownWorks, item: BatchItem) -> bool:
        if not proposal_now(write, known, item).clean:
            return False
        try:
            accept(write, known, batch, item.position)
        except (NotDecidable, AlreadyThere):
            return False
        return True

    return _one_by_one(catalogue, works, batch, by, accepting, seconds)


def refuse_duplicates(
    catalogue: Catalogue, works: FollowedWorks, batch: str, by: str, seconds: float = 20.0
) -> tuple[int, bool]:
    """Say no to all items of what we hold, but for those that would give a reference Crossref's word.

    How many were refused, and whether all have been looked at.
    """

    def refusing(write: Writer, known: KnownWorks, item: BatchItem) -> bool:
        proposal = proposal_now(write, known, item)
        sure = next((each for each in proposal.duplicates if each.sure), None)
        held = write.record(sure.id) if sure and sure.kind == "reference" else None
        if sure is None or (held and proposal.found and held.source.kind is not SourceKind.CROSSREF):
            return False
        named = f", {held.citekey}" if held else ""
        refuse(write, batch, item.position, f"A duplicate: {sure.reason}{named}")
        return True

    return _one_by_one(catalogue, works, batch, by, refusing, seconds)


def _one_by_one(
    catalogue: Catalogue,
    works: FollowedWorks,
    batch: str,
    by: str,
    decide: Callable[[Writer, KnownWorks, BatchItem], bool],
    seconds: float,
) -> tuple[int, bool]:
    """Decide about all items that are there to be decided; about how many it was, and whether all were seen.

    Others can write between its steps; it ends when its time is over, for the editor to go on.
    """
    ends = time.monotonic() + seconds
    decided = passed_over = 0
    works.look(catalogue)
    while time.monotonic() < ends:
        try:
            with catalogue.writing(by) as write:
                known = works.at(write)
                items = write.batches.items(
                    batch, states=(ItemState.READY,), start=passed_over, most=_AT_ONCE
                )
                done = sum(decide(write, known, item) for item in items)
        except BaseException:
            works.forget()  # of what it knows some has come to nothing
            raise
        decided += done
        passed_over += len(items) - done
        if len(items) < _AT_ONCE:
            return decided, True
    return decided, False


def refuse(write: Writer, batch: str, position: int, reason: str, seen: str | None = None) -> None:
    """Say no to an item, which stays with the reason. Raises NotDecidable."""
    item = item_at(write, batch, position, seen)
    if item.state not in OPEN:
        raise NotDecidable("This item is decided already.")
    if not reason.strip():
        raise NotDecidable("Say in a few words why, for whoever finds it again.")
    write.batches.put(batch, replace(item, state=ItemState.REFUSED, reason=reason.strip()[:500]))


def reopen(write: Writer, batch: str, position: int) -> None:
    """Take a refusal back. Raises NotDecidable for a part that could not be read."""
    item = item_at(write, batch, position)
    if item.state is not ItemState.REFUSED or item.proposal is None:
        raise NotDecidable("There is no refusal of yours here to take back.")
    write.batches.put(batch, replace(item, state=ItemState.READY, reason=""))


def choose(write: Writer, batch: str, position: int, place: int | None, seen: str | None = None) -> None:
    """Say which of Crossref's works an item is; None: none of them, it is as it was read."""
    item = item_at(write, batch, position, seen)
    proposal = proposal_of(item)
    if item.state not in OPEN or (place is not None and not 0 <= place < len(proposal.choices)):
        raise NotDecidable("There is no such work to choose here.")
    told = as_read(proposal) if place is None else chosen(proposal, place)
    write.batches.put(batch, _ready(item, told))


def change(write: Writer, batch: str, position: int, reference: Reference, seen: str | None = None) -> None:
    """Keep an editor's changes of what an item would become."""
    item = item_at(write, batch, position, seen)
    if item.state not in OPEN:
        raise NotDecidable("This item is decided already.")
    write.batches.put(batch, _ready(item, edited(proposal_of(item), reference)))


def look_up(write: Writer, batch: str, position: int, typed: str, seen: str | None = None) -> None:
    """Let Crossref be asked about an item by another DOI. Raises NotADOI."""
    item = item_at(write, batch, position, seen)
    if item.state not in OPEN:
        raise NotDecidable("This item is decided already.")
    proposal = proposal_of(item)
    read = proposal.read or Read(
        reference=Reference(type="document", title=""),
        source=Source(kind=SourceKind.EDITOR, payload=item.input),
    )
    asked = replace(read, reference=replace(read.reference, doi=_doi(typed)))
    renewed = replace(item, state=ItemState.WAITING, tries=0, reason="")
    told = Proposal(read=asked, entry=proposal.entry)
    write.batches.put(batch, replace(renewed, proposal=dump(told)))


def read_as(
    write: Writer, batch: str, position: int, kind: Kind, month: Month, seen: str | None = None
) -> int:
    """Read an item's text anew as something else; of how many items it turned out to be.

    The first takes the place of what was read before. Others follow behind the last item of the batch,
    also, refused, the lines that could not be read: no text is lost by it.
    Raises NothingToImport when nothing can be read in it so.
    """
    item = item_at(write, batch, position, seen)
    if item.state is ItemState.ACCEPTED:
        raise NotDecidable("This item is in the catalogue already.")
    given = sorted(read_pasted(item.input, kind, month), key=lambda each: bool(each.refused))
    number = sum(not each.refused for each in given)
    if not number:
        raise NotDecidable("It cannot be read as that.")
    if number == 1:
        given = [replace(given[0], input=item.input)]  # all of it, for it to be read once more
    end = sum(write.batches.counts(batch).values())
    line = item.line or 1
    moved = [replace(each, line=line + each.line - 1) for each in given]
    write.batches.put(batch, new_item(write, position, moved[0]))
    write.batches.append(batch, [new_item(write, end + at, each) for at, each in enumerate(moved[1:])])
    return number


def _made(write: Writer, known: KnownWorks, proposal: Proposal, how: How) -> Accepted:
    hindrance = next((each for each in proposal.duplicates if each.sure), None)
    if hindrance and not (how.anyway or how.onto):
        raise NotDecidable(f"This would be a duplicate: {hindrance.reason}.")
    if proposal.entry is not None:
        return _entry_made(write, known, proposal)
    read, reference = proposal.source, proposal.reference
    if read is None or reference is None:
        raise NotDecidable("There is nothing to accept yet. Correct its DOI, or refuse it.")
    if how.onto is None:
        return Accepted(record=add_reference(write, known, read, _changes(read, reference)))
    held = write.record(how.onto)
    if held is None or all(each.id != how.onto for each in proposal.duplicates):
        raise NotDecidable("That reference is not one that this item repeats.")
    # The editor's word on a DOI that turned out otherwise would hide Crossref's.
    own = {name: value for name, value in held.overrides.items() if name != "doi"}
    overrides = {**own, **_changes(read, reference)}
    return Accepted(record=resync(write, known, replace(held, overrides=overrides), read))


def _entry_made(write: Writer, known: KnownWorks, proposal: Proposal) -> Accepted:
    entry, read, reference = proposal.entry, proposal.source, proposal.reference
    if entry is None:
        raise NotDecidable("This is no entry of a page.")
    record = None
    if read and reference:
        record = known.find(reference) or add_reference(write, known, read, _changes(read, reference))
        record = write.record(record.id)
    unread = proposal.read.remarks if proposal.read and not proposal.found else ()
    first = (record, unread) if record else None
    return Accepted(record=record, summary=add_entry(write, known, entry, Status.DRAFT, first))


def _changes(read: Read, reference: Reference) -> Mapping[str, Any]:
    """The fields in which an editor changed what the source says."""
    return {
        name: getattr(reference, name)
        for name in FIELDS
        if getattr(reference, name) != getattr(read.reference, name)
    }


def _ready(item: BatchItem, proposal: Proposal) -> BatchItem:
    return replace(item, state=ItemState.READY, proposal=dump(proposal), reason="")


def _doi(typed: str) -> DOI:
    found = dois_in(typed)
    if not typed.strip() or len(found) > 1:
        raise NotADOI(typed)
    return found[0] if found else parse_doi(typed)
