"""Asking Crossref again: retractions, corrections and changed metadata of what we hold."""

from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from bib.crossref import Crossref
from bib.differences import differences, renewed
from bib.doi_intake import read_work
from bib.errors import CrossrefError, CrossrefUnavailable
from bib.intake import Progress, no_progress, reference_item
from bib.notices import notices_given_by, pass_on, with_notices
from bib.report import Refused, Report
from bib.works import Work
from kb.catalogue import Catalogue
from kb.errors import NotFound
from kb.notices import identity
from kb.reading import Reader
from kb.reference import Notice, Record, SourceKind
from kb.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an editor decided about changed metadata, before asking.

    With `accept` they are taken over, but for the fields of `keep_out`, which stay as they are for
    good. `citekeys` are the references to ask about; none: all.
    """

    accept: bool = False
    citekeys: Collection[str] = ()
    keep_out: Collection[str] = ()


SHOW_ONLY = Choice()


def check_updates(
    catalogue: Catalogue,
    crossref: Crossref,
    by: str,
    progress: Progress = no_progress,
    choice: Choice = SHOW_ONLY,
) -> Report:
    """Recheck references that have a DOI. Raises NotFound for a citekey that is none.

    A new notice is recorded always and once. Metadata that Crossref has changed are reported, and
    taken over only where that was chosen; the editor's overrides stay. Where Crossref was not their
    source they are not compared: `resolve` gives such references Crossref's word.
    """
    report = Report()
    with catalogue.reading() as read:
        records = {record.reference.doi: record for record in _chosen(read, choice) if record.reference.doi}
    with closing(crossref.works(list(records))) as answers:
        for done, (doi, answer) in enumerate(answers, start=1):
            if isinstance(answer, CrossrefUnavailable):
                report.queued.append(reference_item(records[doi], doi, None, f"not checked: {answer}"))
            elif isinstance(answer, CrossrefError):
                report.refused.append(Refused(input=doi, reason=str(answer)))
            else:
                with catalogue.writing(by) as write:
                    _compare(write, records[doi], answer, report, choice)
            progress(done, len(records))
    return report


def _compare(write: Writer, seen: Record, answer: Work, report: Report, choice: Choice) -> None:
    record = write.record(seen.id)
    if record is None:
        reason = "it is gone: merged or taken away meanwhile"
        report.unchanged.append(reference_item(seen, str(seen.reference.doi), None, reason))
        return
    read = read_work(answer)
    fresh = renewed(record, read, keep_out=choice.keep_out)
    # A work its publisher has deleted comes back without a title; what we hold is the better.
    comparable = record.source.kind is SourceKind.CROSSREF and bool(read.reference.title)
    changed = differences(record, read.reference) if comparable else ()
    # Changes under the editor's overrides change nothing for readers and need no word from anyone.
    unseen = fresh.described != record.described or notices_given_by(fresh) != notices_given_by(record)
    take_over = comparable and (choice.accept if changed else unseen)
    whole = fresh if take_over else with_notices(record, read.notices)
    said = [_told(notice) for notice in whole.notices if _is_new(notice, record)]
    if choice.accept:
        said += [f"{'kept out' if each.field in choice.keep_out else 'changed'}: {each}" for each in changed]
    elif changed:
        said += [f"Crossref now says {each}" for each in changed]
        said.append(f"accept with `kb check-updates --accept {record.citekey}`")
    recorded = write.change_record(whole)
    passed_on = pass_on(write, replace(whole, source=read.source))
    said += [f"passed on to {each.citekey}, which it is a notice about" for each in passed_on]
    where = report.updated if recorded or passed_on else report.unchanged
    where.append(reference_item(whole, str(record.reference.doi), None, "; ".join(said) or None))


def _chosen(read: Reader, choice: Choice) -> Iterator[Record]:
    if not choice.citekeys:
        yield from read.records()
    for citekey in choice.citekeys:
        record = read.record_at(citekey)
        if record is None:
            raise NotFound("reference", citekey)
        yield record


def _is_new(notice: Notice, record: Record) -> bool:
    return identity(notice) not in {identity(each) for each in record.notices}


def _told(notice: Notice) -> str:
    dated = f", {notice.date}" if notice.date else ""
    return f"{notice.kind.value} ({notice.doi or notice.source}{dated})"
