"""What an item of an import would become, and what an editor should know before saying yes.

Pure: what Crossref answered and what the catalogue holds are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bib.blogpage import Entry
from bib.duplicates import KnownWorks
from bib.likeness import Grade
from bib.matching import Agreement, Verdict, compare
from bib.report import Read
from bib.resolution import best_candidates
from bib.works import Work
from kb.notices import joined_notices
from kb.reference import Notice, NoticeKind, Reference

_GRAVE = frozenset({NoticeKind.RETRACTION, NoticeKind.EXPRESSION_OF_CONCERN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """What an item repeats: a reference or summary we hold (its id), or an earlier item (its position).

    One that is `sure` would have been taken for the same by any import.
    """

    kind: Literal["reference", "summary", "item"]
    id: str
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A work that an item without DOI may be: in what fields it agrees, and what speaks against it."""

    read: Read
    agreeing: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is known of an item.

    `read` is what its text says, `entry` the blog entry it is, `found` Crossref's word on it, `choices`
    the works it may be, best first. `doubts` are reasons to look twice. `edited` is the reference as the
    editor changed it. What the catalogue says, `duplicates` and `notices`, is as of `with_duplicates`.
    """

    read: Read | None = None
    entry: Entry | None = None
    found: Read | None = None
    choices: tuple[Choice, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notices: tuple[Notice, ...] = ()
    doubts: tuple[str, ...] = ()
    edited: Reference | None = None

    @property
    def source(self) -> Read | None:
        """Whose word the reference would be: Crossref's if there is one, else that of the text.

        What the text says was retracted stays so, whether or not Crossref has heard of it.
        """
        if self.found and self.read and self.read.notices:
            return replace(self.found, notices=joined_notices(self.found.notices, self.read.notices))
        return self.found or self.read

    @property
    def reference(self) -> Reference | None:
        """The reference as it would be catalogued; None when there is only a DOI that nobody knows."""
        whole = self.edited or (self.source.reference if self.source else None)
        return whole if whole and whole.title else None

    @property
    def acceptable(self) -> bool:
        """True when something could enter the catalogue."""
        repeats = any(each.sure and each.kind != "reference" for each in self.duplicates)
        return (self.reference is not None or self.entry is not None) and not repeats

    @property
    def retracted(self) -> bool:
        """True when a notice says that the work was retracted."""
        return any(each.kind is NoticeKind.RETRACTION for each in self.notices)

    @property
    def clean(self) -> bool:
        """True when it can be accepted unseen: Crossref's word, new to us, and without doubts."""
        further = [notice for _, notice in self.entry.notices] if self.entry else []
        grave = any(each.kind in _GRAVE for each in (*self.notices, *further))
        unread = bool(self.entry and self.entry.remarks)
        return bool(self.found and self.acceptable) and not (
            self.duplicates or self.doubts or grave or unread
        )


def settled(proposal: Proposal, found: Read) -> Proposal:
    """The proposal after Crossref answered with the work of its DOI."""
    doubts = []
    asked = proposal.read.reference if proposal.read else None
    answered = found.reference
    if asked and asked.doi and answered.doi != asked.doi:
        doubts.append(f"{asked.doi} is another name of {answered.doi}; Crossref answers with that.")
    if not answered.title:
        doubts.append(answered.note or "Crossref has no title of this work.")
    elif asked and asked.title and (against := _against(compare(asked, answered))):
        doubts.append(f"Its DOI may lead to another work: {against}.")
    return replace(proposal, found=found, choices=(), doubts=tuple(doubts))


def matched(proposal: Proposal, works: Sequence[tuple[Work, Read]]) -> Proposal:
    """The proposal after Crossref named the works most like it: the one it surely is, or those it may be.

    Doubts there are already stay.
    """
    if proposal.read is None:
        return proposal
    asked = proposal.read.reference
    said = proposal.doubts  # that nobody knows its DOI, say
    sure, others = best_candidates(asked, tuple(work for work, _ in works))
    if sure is not None:
        found = next(read for work, read in works if work is sure)
        return replace(proposal, found=found, choices=())
    reads = {read.reference.doi: read for _, read in reversed(works)}
    choices = tuple(_choice(reads[reference.doi], agreement) for reference, agreement in others)
    doubt = (
        "Crossref has works like it; say which one it is, or that it is none of them."
        if choices
        else "Crossref has no work like it. Check it against the print before you accept it."
    )
    return replace(proposal, choices=choices, doubts=(*said, doubt))


def unknown(proposal: Proposal, reason: str) -> Proposal:
    """The proposal after Crossref said that it knows no such work."""
    return replace(proposal, doubts=(reason,))


def chosen(proposal: Proposal, place: int) -> Proposal:
    """The proposal after the editor said which of the works it is; they remain to be chosen from."""
    picked = proposal.choices[place]
    return replace(proposal, found=picked.read, edited=None, doubts=())


def as_read(proposal: Proposal) -> Proposal:
    """The proposal after the editor said that it is none of the works: what the text says counts."""
    return replace(proposal, found=None, choices=(), edited=None, doubts=())


def edited(proposal: Proposal, reference: Reference) -> Proposal:
    """The proposal with the editor's changes; none when they put back what the source says."""
    own = proposal.source.reference if proposal.source else None
    return replace(proposal, edited=reference if reference != own else None)


def with_duplicates(proposal: Proposal, known: KnownWorks) -> Proposal:
    """The proposal with what the catalogue holds of the same work, and all notices about it, as of now."""
    source = proposal.source
    reference = proposal.edited or (source.reference if source else None)
    if reference is None or source is None:
        return proposal
    told = joined_notices(source.notices, known.notices_about(reference.doi))
    kept = tuple(each for each in proposal.duplicates if each.kind == "item")
    if proposal.entry is not None:
        # A reference that is there already is simply cited by the summary.
        return replace(proposal, duplicates=kept, notices=told)
    present, doubtful = known.search(reference)
    found = []
    if present:
        same_doi = reference.doi and present.reference.doi == reference.doi
        reason = "the same DOI" if same_doi else "the same work: title, year, first author and source agree"
        found.append(Duplicate(kind="reference", id=present.id, reason=reason, sure=True))
    found += [
        Duplicate(kind="reference", id=each.record.id, reason=each.reason, sure=False) for each in doubtful
    ]
    return replace(proposal, duplicates=(*kept, *found), notices=told)


def _against(agreement: Agreement) -> str:
    """What makes it unlikely that a DOI is the right one; empty when it is well possible."""
    apart = Grade.DIFFERENT in {agreement.title.grade, agreement.author.grade}
    return "; ".join(agreement.reasons) if apart and agreement.verdict is not Verdict.ACCEPTED else ""


def _choice(read: Read, agreement: Agreement) -> Choice:
    sure = agreement.verdict is Verdict.ACCEPTED
    against = ("another work agrees as well",) if sure else agreement.reasons
    return Choice(read=read, agreeing=agreement.agreeing, against=against)
