"""Is this the same work? Identity of works across imports, and the duplicates there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bib.likeness import Grade
from bib.matching import Agreement, Verdict, compare
from bib.matching_sources import first_pages, volume_number
from bib.matching_titles import few_words, telling_words
from bib.notices import notices_given_by
from kb.identifiers import DOI
from kb.reference import Notice, Record, Reference

_TITLE_LETTERS = 20  # of a title, to look for like ones by
_MOST_COMPARED = 12  # references of one block: hundreds called `Editorial` are not all compared
_TOLD_APART_LATER = ("doi", "pmid", "abstract", "note", "url", "language", "container_title_short", "status")


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A known reference that may be the work asked about, and what keeps it from being sure."""

    record: Record
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """References that seem to be one work; `sure` when an import would have taken them for one."""

    records: tuple[Record, ...]
    sure: bool
    reason: str


def resemblance(one: Reference, other: Reference) -> tuple[Verdict, str]:
    """Whether two descriptions mean one work, and why.

    The same DOI or PubMed number settles it; two different DOIs are never taken for one work unasked.
    Otherwise title, year, first author and container must agree (`bib.matching`), or every field.
    """
    if one.doi and one.doi == other.doi:
        return Verdict.ACCEPTED, "the same DOI"
    agreement = compare(one, other)
    differing_ids = (one.doi and other.doi) or (one.pmid and other.pmid and one.pmid != other.pmid)
    if one.pmid and one.pmid == other.pmid and agreement.title.grade is not Grade.DIFFERENT:
        return (Verdict.POSSIBLE if differing_ids else Verdict.ACCEPTED), "the same PubMed number"
    if not differing_ids and _described_alike(one, other):
        return Verdict.ACCEPTED, "described alike in every field"
    if agreement.verdict is Verdict.ACCEPTED:
        return _sure_unless(agreement, "they have different DOIs or PubMed numbers" if differing_ids else "")
    if agreement.verdict is Verdict.POSSIBLE and agreement.title.grade in {Grade.SAME, Grade.NEAR}:
        return Verdict.POSSIBLE, "; ".join(agreement.reasons) or "too little is known of one of them"
    return Verdict.DIFFERENT, "; ".join(agreement.reasons)


def same_work(one: Reference, other: Reference) -> bool:
    """True when two descriptions surely mean one work."""
    return resemblance(one, other)[0] is Verdict.ACCEPTED


class KnownWorks:
    """The references there are, found by identifier or likeness without comparing with all."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_id: dict[str, Record] = {}
        self._by_key: dict[tuple[object, ...], list[str]] = {}
        self._notices: dict[DOI, tuple[Notice, ...]] = {}
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Know one more reference, or a known one's new state."""
        self._by_id[record.id] = record
        for key in (*_names(record.reference), *_blocks(record.reference)):
            ids = self._by_key.setdefault(key, [])
            if record.id not in ids[-_MOST_COMPARED:]:
                ids.append(record.id)
        for doi, notice in notices_given_by(record):
            self._notices[doi] = (*self._notices.get(doi, ()), notice)

    def find(self, reference: Reference) -> Record | None:
        """The known reference to the same work; None when there is none for sure."""
        return self.search(reference)[0]

    def search(self, reference: Reference) -> tuple[Record | None, tuple[Resemblance, ...]]:
        """The known reference to the same work or, when there is none for sure, those that may be."""
        doubtful = []
        for record in self._near(reference):
            verdict, reason = resemblance(record.reference, reference)
            if verdict is Verdict.ACCEPTED:
                return record, ()
            if verdict is Verdict.POSSIBLE:
                doubtful.append(Resemblance(record, reason))
        return None, tuple(doubtful)

    def like(self, record: Record) -> tuple[tuple[Resemblance, bool], ...]:
        """The other known references that are or may be this one's work, each with whether it is sure."""
        found = []
        for other in self._near(record.reference):
            verdict, reason = resemblance(other.reference, record.reference)
            if other.id != record.id and verdict is not Verdict.DIFFERENT:
                found.append((Resemblance(other, reason), verdict is Verdict.ACCEPTED))
        return tuple(found)

    def notices_about(self, doi: DOI | None) -> tuple[Notice, ...]:
        """What the works we hold say about another work: that it is retracted, corrected ..."""
        return self._notices.get(doi, ()) if doi else ()

    def _near(self, reference: Reference) -> Iterator[Record]:
        """The references worth comparing with: those of the same identifier first, each once."""
        ids: dict[str, None] = {}
        for key in (*_names(reference), *_blocks(reference, around=1)):
            ids.update(dict.fromkeys(self._by_key.get(key, ())[-_MOST_COMPARED:]))
        return (self._by_id[each] for each in ids)


def duplicate_groups(records: Iterable[Record]) -> tuple[Group, ...]:
    """The references that are surely one work, grouped, then the pairs that may be, by citekey."""
    known = KnownWorks(())
    together: dict[str, list[Record]] = {}
    why: dict[str, list[str]] = {}
    perhaps = []
    for record in records:
        found, doubtful = known.search(record.reference)
        if found:
            group = together.setdefault(found.id, [found])
            group.append(record)
            together[record.id] = group
            why.setdefault(group[0].id, []).append(resemblance(found.reference, record.reference)[1])
        perhaps += [Group((each.record, record), False, each.reason) for each in doubtful]
        known.add(record)
    groups = {group[0].id: group for group in together.values()}
    sure = [
        Group(tuple(group), True, "; ".join(dict.fromkeys(why[first]))) for first, group in groups.items()
    ]
    return (*sure, *perhaps)


def _sure_unless(agreement: Agreement, doubt: str) -> tuple[Verdict, str]:
    said = ["title, year, first author and container agree", *agreement.reasons]
    return (Verdict.POSSIBLE if doubt else Verdict.ACCEPTED), "; ".join([doubt] if doubt else said)


def _described_alike(one: Reference, other: Reference) -> bool:
    """True when no field speaks against one work, though title and author may be all there is."""
    blank = dict.fromkeys(_TOLD_APART_LATER)
    mine, others = replace(one, **blank), replace(other, **blank)  # type: ignore[arg-type] # all may be None
    return mine == others and bool(one.title) and (not few_words(one.title) or bool(one.first_names()))


def _names(reference: Reference) -> Iterator[tuple[object, ...]]:
    """What a work is known by alone."""
    if reference.doi:
        yield "doi", reference.doi
    if reference.pmid:
        yield "pmid", reference.pmid


def _blocks(reference: Reference, *, around: int = 0) -> Iterator[tuple[object, ...]]:
    """What works that may be the same share: year and beginning of the title, or year and place.

    `around` adds neighbouring years, as works are dated online and again in print.
    """
    title = "".join(telling_words(reference.title))[:_TITLE_LETTERS]
    volume, pages = volume_number(reference), first_pages(reference)
    year = reference.issued.year if reference.issued else None
    for each in (None,) if year is None else range(year - around, year + around + 1):
        if title:
            yield "title", title, each
        if volume:
            yield from (("place", volume, page, each) for page in sorted(pages))
