"""The works of Crossref's that a reference may be, ranked, with what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bib.doi_intake import read_work
from bib.matching import Agreement, Verdict, compare
from bib.report import Read
from bib.resolution import best_candidates
from bib.works import Work
from kb.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A work that a reference may be: the fields in which it agrees, and what speaks against it.

    `sure` when it alone would be taken for the reference unasked.
    """

    read: Read
    agreeing: tuple[str, ...]
    against: tuple[str, ...]
    sure: bool


def ranked(reference: Reference, works: Sequence[Work]) -> tuple[Candidate, ...]:
    """The works most like a reference, best first."""
    reads = {read.reference.doi: read for read in map(read_work, reversed(works))}
    chosen, others = best_candidates(reference, tuple(works))
    sure = read_work(chosen).reference.doi if chosen else None
    return tuple(
        _candidate(reads[found.doi], agreement, sure=sure == found.doi) for found, agreement in others
    )


def named(reference: Reference, work: Work) -> Candidate:
    """The work that somebody named, whatever speaks against it."""
    read = read_work(work)
    agreement = compare(reference, read.reference)
    return _candidate(read, agreement, sure=agreement.verdict is Verdict.ACCEPTED)


def _candidate(read: Read, agreement: Agreement, *, sure: bool) -> Candidate:
    return Candidate(
        read=read, agreeing=agreement.agreeing, against=_against(agreement, sure=sure), sure=sure
    )


def _against(agreement: Agreement, *, sure: bool) -> tuple[str, ...]:
    if agreement.verdict is Verdict.ACCEPTED and not sure:
        return ("another work agrees as well",)
    return agreement.reasons
