"""An item of an import as the desk shows it: what was read, what Crossref says, and what to beware of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from bib.blogpage import Entry
from bib.desk_decisions import state_of
from bib.desk_intake import proposal_now
from bib.duplicates import KnownWorks
from bib.pasted import Kind
from bib.proposals import Choice, Duplicate, Proposal
from bib.side_by_side import Segments, cleanings, side_by_side, word_changes
from kb.batches import BatchItem, ItemState
from kb.reading import Reader
from kb.reference import Notice, Reference, SourceKind
from kb.summary import Summary
from web.language import gettext, marked
from web.wording import field_label, field_text, number_words, one_line, work_title

_SHOWN = 600  # characters of an item as it was given
KIND_WORDS: dict[Kind, str] = {
    "doi": marked("DOI"),
    "printed": marked("Printed reference"),
    "bibtex": marked("BibTeX"),
    "ris": marked("RIS"),
    "csl-json": marked("CSL-JSON"),
    "blog": marked("Text with practice implications"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A field as it was given and as Crossref has it, in pieces that are marked where they differ."""

    label: str
    given: Segments
    found: Segments
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What an item repeats: words and address; `onto` is the id of a reference that could take its word."""

    words: str
    address: str
    reason: str
    sure: bool
    onto: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A work that an item may be, by its place among those offered."""

    place: int
    reference: Reference
    line: str
    agreeing: str
    against: str
    notices: tuple[Notice, ...]
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """A printed reference that a text cites besides the first, with the notices told about it."""

    printed: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item with all that its row says. `title` and `line` are those of what it would become, or became.

    One that is `addable` may be added on the editor's word although we hold the work.
    """

    item: BatchItem
    seen: str
    kind: str
    given: str
    title: str
    line: str
    proposal: Proposal
    cleaned: tuple[Compared, ...] = ()
    compared: tuple[Compared, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    offered: tuple[Offered, ...] = ()
    further: tuple[Further, ...] = ()
    citekey: str = ""
    summary: Summary | None = None
    refusal: str = ""
    addable: bool = False

    @property
    def open(self) -> bool:
        """True while it is to be decided."""
        return self.item.state in {ItemState.WAITING, ItemState.READY}

    @property
    def certainly_repeated(self) -> bool:
        """True when there is no doubt that it is a duplicate."""
        return any(each.sure for each in self.repeated)

    @property
    def onto(self) -> Repeated | None:
        """The reference that could take Crossref's word instead of a new one being made."""
        return next((each for each in self.repeated if each.onto), None)


def rows_of(read: Reader, known: KnownWorks, batch_id: str, items: Iterable[BatchItem]) -> tuple[Row, ...]:
    """The rows of items."""
    return tuple(row_of(read, known, batch_id, each) for each in items)


def row_of(read: Reader, known: KnownWorks, batch_id: str, item: BatchItem) -> Row:
    """The row of an item, with the duplicates there are of it now."""
    proposal = proposal_now(read, known, item)
    if item.state is ItemState.ACCEPTED:
        return _accepted(read, item, proposal)
    reference = proposal.reference
    entry = proposal.entry
    repeated = tuple(_repeated(read, proposal, batch_id))
    title = entry.title if entry else (work_title(reference) if reference else "")
    return Row(
        item=item,
        seen=state_of(item),
        kind=gettext(KIND_WORDS[_kind(item)]),
        given=_shown(entry.source if entry else item.input),
        title=title,
        line=one_line(reference) if reference else "",
        proposal=proposal,
        cleaned=tuple(_cleaned(proposal)),
        compared=tuple(_compared(proposal)),
        repeated=repeated,
        offered=tuple(_offered(each, place, proposal) for place, each in enumerate(proposal.choices)),
        further=tuple(_further(entry)) if entry else (),
        refusal=_refusal(proposal, repeated),
        addable=_is_addable(read, proposal),
    )


def kinds_counted(counts: dict[Kind, int]) -> str:
    """What was given, in words: `10 DOIs, 2 printed references`."""
    return ", ".join(_counted(kind, number) for kind, number in counts.items())


def _counted(kind: Kind, number: int) -> str:
    match kind:
        case "doi":
            one, many = marked("%(shown)s DOI"), marked("%(shown)s DOIs")
        case "printed":
            one, many = marked("%(shown)s printed reference"), marked("%(shown)s printed references")
        case "bibtex":
            one, many = marked("%(shown)s BibTeX entry"), marked("%(shown)s BibTeX entries")
        case "ris":
            one, many = marked("%(shown)s RIS record"), marked("%(shown)s RIS records")
        case "csl-json":
            one, many = marked("%(shown)s CSL-JSON item"), marked("%(shown)s CSL-JSON items")
        case "blog":
            one, many = marked("%(shown)s text"), marked("%(shown)s texts")
    return gettext(one if number == 1 else many, shown=number_words(number))


def _accepted(read: Reader, item: BatchItem, proposal: Proposal) -> Row:
    summary = read.summary(item.entity) if item.entity else None
    record = read.record(item.entity) if item.entity and summary is None else None
    gone = gettext("What it became is not in the catalogue any more.")
    return Row(
        item=item,
        seen=state_of(item),
        kind=gettext(KIND_WORDS[_kind(item)]),
        given=_shown(item.input),
        title=summary.title if summary else (work_title(record.reference) if record else gone),
        line=one_line(record.reference) if record else "",
        proposal=proposal,
        citekey=record.citekey if record else "",
        summary=summary,
    )


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _kind(item: BatchItem) -> Kind:
    return next(each for each in KIND_WORDS if each == item.kind)


def _cleaned(proposal: Proposal) -> Iterator[Compared]:
    for each in cleanings(proposal.found) if proposal.found else ():
        before, after = word_changes(each.before, each.after)
        yield Compared(label=field_label(each.field), given=before, found=after, differs=True)


def _compared(proposal: Proposal) -> Iterator[Compared]:
    """The fields side by side, where the text said more than a DOI."""
    if not (proposal.read and proposal.found and proposal.read.reference.title):
        return
    mine, others = proposal.read.reference, proposal.found.reference
    for each in side_by_side(mine, others):
        given, found = field_text(mine, each.field), field_text(others, each.field)
        if each.differs and given and found:
            segments = word_changes(given, found, exact=False)
        else:
            segments = ((given, each.differs),), ((found, False),)
        label = field_label(each.field)
        yield Compared(label=label, given=segments[0], found=segments[1], differs=each.differs)


def _repeated(read: Reader, proposal: Proposal, batch_id: str) -> Iterator[Repeated]:
    for each in proposal.duplicates:
        if each.kind == "item":
            number = int(each.id)
            address = url_for("desk_imports.item", batch_id=batch_id, position=number)
            words = gettext("item %(number)s of this import", number=number + 1)
            yield Repeated(words=words, address=address, reason=each.reason, sure=each.sure)
        elif each.kind == "summary":
            if summary := read.summary(each.id):
                address = url_for("reading.summary", slug=summary.slug)
                yield Repeated(words=summary.title, address=address, reason=each.reason, sure=each.sure)
        else:
            yield from _repeated_reference(read, proposal, each)


def _repeated_reference(read: Reader, proposal: Proposal, duplicate: Duplicate) -> Iterator[Repeated]:
    record = read.record(duplicate.id)
    if record is None:
        return
    takes = bool(proposal.found) and record.source.kind is not SourceKind.CROSSREF
    yield Repeated(
        words=f"{work_title(record.reference)} ({record.citekey})",
        address=url_for("reading.reference", citekey=record.citekey),
        reason=duplicate.reason,
        sure=duplicate.sure,
        onto=record.id if takes else "",
    )


def _is_addable(read: Reader, proposal: Proposal) -> bool:
    """True when a reference we surely hold is told apart by its DOI at least."""
    if proposal.entry or proposal.reference is None:
        return False
    doi = proposal.reference.doi
    return not (doi and read.record_with_doi(doi))


def _offered(choice: Choice, place: int, proposal: Proposal) -> Offered:
    return Offered(
        place=place,
        reference=choice.read.reference,
        line=one_line(choice.read.reference),
        agreeing=", ".join(field_label(name).lower() for name in choice.agreeing),
        against="; ".join(choice.against),
        notices=choice.read.notices,
        taken=proposal.found == choice.read,
    )


def _further(entry: Entry) -> Iterator[Further]:
    for text in entry.further:
        told = tuple(notice for about, notice in entry.notices if about == text)
        yield Further(printed=text, notices=told)


def _refusal(proposal: Proposal, repeated: tuple[Repeated, ...]) -> str:
    """The reason an editor would most likely give for refusing it."""
    if sure := next((each for each in repeated if each.sure), None):
        return gettext("A duplicate of %(what)s", what=sure.words)
    if proposal.retracted:
        return gettext("It has been retracted")
    if proposal.reference is None and proposal.entry is None and proposal.doubts:
        return proposal.doubts[0]
    return ""
