"""What editors give to be imported: kept item by item, and looked up at Crossref one after the other.

Nothing here puts anything into the catalogue; that is `bib.desk_decisions`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bib.blog_intake import summary_of
from bib.blogpage import Entry
from bib.crossref import BATCH, Crossref
from bib.doi_intake import read_work
from bib.duplicates import KnownWorks
from bib.errors import CrossrefError, CrossrefUnavailable, DOINotRegistered
from bib.pasted import Given
from bib.proposals import Duplicate, Proposal, matched, settled, unknown, with_duplicates
from bib.resolution import in_words
from bib.works import Work
from kb.batches import Batch, BatchItem, ItemState
from kb.catalogue import Catalogue
from kb.identifiers import DOI
from kb.reading import Reader
from kb.reference import Record, SourceKind
from kb.serial import dump, load
from kb.writing import Writer

_BY = "import desk"
_LEASE = timedelta(minutes=10)
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 600.0  # seconds until Crossref is asked again after it did not answer

_Claimed = tuple[str, BatchItem]


def take_in(write: Writer, given: Sequence[Given], by: str, title: str) -> Batch:
    """Keep what an editor gave as a new batch, for Crossref to be asked about and the editor to decide.

    Thousands are better looked at before anything is written (`new_items`): others wait for a writer.
    """
    return keep(write, new_items(write, given), by, title)


def keep(write: Writer, items: Sequence[BatchItem], by: str, title: str) -> Batch:
    """Keep items as a new batch."""
    batch = Batch(by=by, title=title[:200])
    write.batches.add(batch, items)
    return batch


def new_items(read: Reader, given: Sequence[Given]) -> list[BatchItem]:
    """What was given as the items of a new batch; a DOI given twice is a duplicate from the beginning."""
    first: dict[DOI, Given] = {}
    places: dict[DOI, int] = {}
    items: list[BatchItem] = []
    held = read.records_with_dois(doi for each in given if (doi := _own_doi(each)))
    for position, each in enumerate(given):
        item = _new_item(read, position, each, held)
        if doi := _own_doi(each):
            if doi in first:
                item = _repeated(item, places[doi], first[doi].line)
            else:
                first[doi], places[doi] = each, position
        items.append(item)
    return items


def new_item(read: Reader, position: int, given: Given) -> BatchItem:
    """What was given as an item: waiting for Crossref, or for the editor when Crossref need not be asked."""
    doi = _own_doi(given)
    return _new_item(read, position, given, read.records_with_dois([doi] if doi else []))


def _new_item(read: Reader, position: int, given: Given, held: Mapping[DOI, Record]) -> BatchItem:
    item = BatchItem(position=position, kind=given.kind, input=given.input, line=given.line)
    if given.refused:
        return replace(item, state=ItemState.REFUSED, reason=given.refused)
    proposal = Proposal(read=given.read, entry=given.entry)
    if any(each.sure for each in _summaries_like(read, given.entry)):
        return replace(item, state=ItemState.READY, proposal=dump(proposal))
    doi = _own_doi(given)
    known = held.get(doi) if doi else None
    waits = given.read is not None and not (known and known.source.kind is SourceKind.CROSSREF)
    return replace(item, state=ItemState.WAITING if waits else ItemState.READY, proposal=dump(proposal))


def _own_doi(given: Given) -> DOI | None:
    """The DOI of a reference that was given for itself, and not under the text of a summary."""
    return given.read.reference.doi if given.read and not given.entry else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round of asking came to: items asked about, and those that Crossref had no answer for."""

    asked: int = 0
    unanswered: int = 0


class Asking:
    """The asking of Crossref about items that wait, round by round, by one worker at a time.

    When a whole round is in vain everything that waits is put off, each time for longer.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        crossref: Crossref,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._catalogue = catalogue
        self._crossref = crossref
        self._clock = clock
        self._in_vain = 0

    def begin(self) -> None:
        """Take up what a worker that is gone has left: all that waits is due at once."""
        with self._catalogue.writing(_BY) as write:
            write.batches.hurry()

    def round(self) -> Round:
        """Ask about as many items as one request holds; nothing is asked when none is due."""
        with self._catalogue.reading() as read:
            due = read.batches.next_due()
        if due is None or due > self._clock():
            return Round()
        with self._catalogue.writing(_BY) as write:
            claimed = write.batches.claim(BATCH, _LEASE, self._clock())
        by_doi = [each for each in claimed if _doi_of(each[1])]
        unanswered, by_words = self._ask_by_doi(by_doi)
        by_words += [each for each in claimed if not _doi_of(each[1])]
        unanswered += self._ask_by_words(by_words, lost=bool(by_doi) and unanswered == len(by_doi))
        if claimed and unanswered == len(claimed):
            self._in_vain += 1
            with self._catalogue.writing(_BY) as write:
                write.batches.postpone(self._clock() + _pause(self._in_vain))
        else:
            self._in_vain = 0
        return Round(asked=len(claimed), unanswered=unanswered)

    def _ask_by_doi(self, claimed: Sequence[_Claimed]) -> tuple[int, list[_Claimed]]:
        """Ask for works; how many were not answered for, and what can still be looked up by its words."""
        asking: dict[DOI, list[_Claimed]] = {}
        for batch, item in claimed:
            asking.setdefault(_doi_of(item) or DOI(""), []).append((batch, item))
        unanswered = 0
        by_words: list[_Claimed] = []
        with closing(self._crossref.works(list(asking))) as answers:
            for doi, answer in answers:
                for batch, item in asking[doi]:
                    unanswered += isinstance(answer, CrossrefUnavailable)
                    if isinstance(answer, DOINotRegistered) and _has_title(item):
                        by_words.append((batch, item))
                    else:
                        self._keep(batch, item, _after(item, answer))
        return unanswered, by_words

    def _ask_by_words(self, claimed: Sequence[_Claimed], *, lost: bool) -> int:
        """Look works up by what was printed, until Crossref does not answer; how many were not answered."""
        unanswered = 0
        failure = CrossrefUnavailable(None, "Crossref does not answer") if lost else None
        for batch, item in claimed:
            proposal = proposal_of(item)
            if failure is None and proposal.read:
                try:
                    works = self._crossref.match(in_words(proposal.read.reference, proposal.read.source))
                except CrossrefUnavailable as error:
                    failure = error
                else:
                    self._keep(batch, item, _after_matching(item, works))
                    continue
            unanswered += 1
            self._keep(batch, item, _after(item, failure or CrossrefUnavailable(None, "")))
        return unanswered

    def _keep(self, batch: str, claimed: BatchItem, item: BatchItem) -> None:
        """Keep what has become of an item, unless the editor decided about it or changed it meanwhile."""
        due = self._clock() + _pause(item.tries) if item.state is ItemState.WAITING else self._clock()
        with self._catalogue.writing(_BY) as write:
            present = write.batches.item(batch, item.position)
            if present and (present.state, present.proposal) == (claimed.state, claimed.proposal):
                write.batches.put(batch, item, due=due)


def proposal_of(item: BatchItem) -> Proposal:
    """What is known of an item."""
    return load(item.proposal, Proposal) if item.proposal else Proposal()


def proposal_now(read: Reader, known: KnownWorks, item: BatchItem) -> Proposal:
    """What is known of an item, with what the catalogue holds of it now."""
    proposal = with_duplicates(proposal_of(item), known)
    return replace(proposal, duplicates=(*proposal.duplicates, *_summaries_like(read, proposal.entry)))


def _summaries_like(read: Reader, entry: Entry | None) -> tuple[Duplicate, ...]:
    there = summary_of(read, entry) if entry else None
    if there is None:
        return ()
    summary, same = there
    reason = "this very text is here" if same else "it has this month and title, and another text"
    return (Duplicate(kind="summary", id=summary.id, reason=reason, sure=same),)


def _doi_of(item: BatchItem) -> DOI | None:
    read = proposal_of(item).read
    return read.reference.doi if read else None


def _has_title(item: BatchItem) -> bool:
    read = proposal_of(item).read
    return bool(read and read.reference.title)


def _after(item: BatchItem, answer: Work | CrossrefError) -> BatchItem:
    if isinstance(answer, CrossrefUnavailable):
        return replace(item, reason=answer.reason, tries=item.tries + 1)
    proposal = proposal_of(item)
    if isinstance(answer, CrossrefError):
        told = unknown(proposal, str(answer))
    else:
        told = settled(proposal, read_work(answer))
    return _ready(item, told)


def _after_matching(item: BatchItem, works: Sequence[Work]) -> BatchItem:
    proposal = proposal_of(item)
    if doi := _doi_of(item):
        proposal = unknown(proposal, str(DOINotRegistered(doi)))
    return _ready(item, matched(proposal, [(work, read_work(work)) for work in works]))


def _ready(item: BatchItem, proposal: Proposal) -> BatchItem:
    return replace(item, state=ItemState.READY, proposal=dump(proposal), reason="")


def _repeated(item: BatchItem, position: int, line: int) -> BatchItem:
    reason = f"given twice; line {line} has it too"
    duplicate = Duplicate(kind="item", id=str(position), reason=reason, sure=True)
    proposal = replace(proposal_of(item), duplicates=(duplicate,))
    return replace(item, state=ItemState.READY, proposal=dump(proposal))


def _pause(times: int) -> timedelta:
    return timedelta(seconds=min(_FIRST_PAUSE * 2 ** min(times - 1, 20), _LONGEST_PAUSE))
