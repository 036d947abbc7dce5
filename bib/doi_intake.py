"""Bringing works in by DOI from Crossref, new ones and those known from elsewhere."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from bib.crossref import Crossref
from bib.duplicates import KnownWorks
from bib.errors import CrossrefError, CrossrefUnavailable
from bib.followed_works import FollowedWorks
from bib.intake import Progress, add_reference, no_progress, reference_item, resync
from bib.likeness import Grade
from bib.matching import Agreement, Verdict, compare
from bib.report import Candidate, Item, Read, Refused, Report
from bib.works import Work, to_notices, to_reference
from kb.catalogue import Catalogue
from kb.errors import AlreadyThere, NotADOI
from kb.identifiers import DOI, parse_doi
from kb.reference import Record, Reference, Source, SourceKind
from kb.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDOI:
    """A DOI as somebody typed it, and the line it stood on."""

    text: str
    line: int | None = None


def import_dois(
    catalogue: Catalogue,
    crossref: Crossref,
    typed: Sequence[TypedDOI],
    by: str,
    progress: Progress = no_progress,
) -> Report:
    """Take in the works behind DOIs, asking Crossref in batches.

    All DOIs are queued first, and each leaves the queue in the transaction that settles it: an
    import cut off at any point goes on when it is run again, with or without its list.
    """
    report = Report()
    wanted: dict[DOI, TypedDOI] = {}
    for each in typed:
        try:
            doi = parse_doi(each.text)
        except NotADOI as error:
            report.refused.append(Refused(input=each.text, line=each.line, reason=str(error)))
            continue
        if doi in wanted:
            reason = f"given twice; line {wanted[doi].line} has it too" if wanted[doi].line else "given twice"
            report.duplicate.append(
                Item(kind="reference", id=None, title="", input=each.text, line=each.line, reason=reason)
            )
        else:
            wanted[doi] = each
    works = FollowedWorks().look(catalogue)
    with catalogue.writing(by) as write:
        to_ask = []
        for doi, each in wanted.items():
            present = write.record_with_doi(doi)
            if present and present.source.kind is SourceKind.CROSSREF:
                write.dequeue(doi)
                report.unchanged.append(reference_item(present, each.text, each.line, None))
            else:
                to_ask.append(doi)
        write.enqueue(to_ask, "not asked yet")
    settled = len(typed) - len(to_ask)
    progress(settled, len(typed))
    # Closed at once when the catalogue fails or the editor interrupts: nothing more is asked.
    with closing(crossref.works(to_ask)) as answers:
        for done, (doi, answer) in enumerate(answers, start=settled + 1):
            with catalogue.writing(by) as write:
                _settle(write, works.at(write), doi, answer, wanted[doi], report)
            progress(done, len(typed))
    return report


def _settle(
    write: Writer, known: KnownWorks, doi: DOI, answer: Work | CrossrefError, typed: TypedDOI, report: Report
) -> None:
    if isinstance(answer, CrossrefUnavailable):
        write.enqueue([doi], str(answer))
        report.queued.append(
            Item(kind="reference", id=None, title="", input=typed.text, line=typed.line, reason=str(answer))
        )
        return
    write.dequeue(doi)
    if isinstance(answer, CrossrefError):
        report.refused.append(Refused(input=typed.text, line=typed.line, reason=str(answer)))
        return
    read = read_work(answer)
    present = write.record_with_doi(doi)
    if present is None and (alike := known.find(read.reference)):
        present = write.record(alike.id)
    if present is None:
        record = add_reference(write, known, read)
        report.added.append(reference_item(record, typed.text, typed.line, None))
    elif present.source.kind is SourceKind.CROSSREF:
        reason = f"Crossref answers with {read.reference.doi}, which is {present.citekey}"
        report.duplicate.append(reference_item(present, typed.text, typed.line, reason))
    else:
        _resolve(write, known, present, read, typed, report)


def _resolve(
    write: Writer, known: KnownWorks, present: Record, read: Read, typed: TypedDOI, report: Report
) -> None:
    """Give a reference known from elsewhere Crossref's word, unless its DOI is plainly a wrong one."""
    agreement = compare(present.reference, read.reference)
    another = agreement.title.grade is Grade.DIFFERENT and agreement.author.grade is Grade.DIFFERENT
    if another or not read.reference.title:
        reason = (
            f"its DOI leads to another work, {offered(read.reference)}; correct the DOI, "
            f"or accept that work with `kb resolve {present.citekey} {read.reference.doi}`"
        )
        candidates = (candidate(read.reference, agreement),)
        report.unchanged.append(reference_item(present, typed.text, typed.line, reason, candidates))
        return
    try:
        record = resync(write, known, present, read)
    except AlreadyThere as error:
        report.duplicate.append(reference_item(present, typed.text, typed.line, str(error)))
    else:
        reason = f"was known from {present.source.kind.value}"
        report.updated.append(reference_item(record, typed.text, typed.line, reason))


def candidate(reference: Reference, agreement: Agreement) -> Candidate:
    """A work of Crossref's as an editor is offered it."""
    sure = agreement.verdict is Verdict.ACCEPTED
    why_not = "another work agrees as well" if sure else "; ".join(agreement.reasons)
    return Candidate(doi=reference.doi or DOI(""), title=reference.title, why_not=why_not)


def offered(reference: Reference) -> str:
    """A work in a sentence: its DOI and the beginning of its title."""
    title = reference.title if len(reference.title) <= 100 else f"{reference.title[:99]}…"
    return f"{reference.doi} “{title}”"


def read_work(work: Work) -> Read:
    """A Crossref answer as a reference with its source and notices."""
    payload = json.dumps(work, ensure_ascii=False, sort_keys=True)
    source = Source(kind=SourceKind.CROSSREF, payload=payload, read_at=datetime.now(UTC))
    return Read(reference=to_reference(work), source=source, notices=to_notices(work))
