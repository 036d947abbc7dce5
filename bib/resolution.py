"""Giving references their DOI and metadata: exact identifiers first, then matching, then the editor."""

from dataclasses import replace

from bib.crossref import Crossref
from bib.doi_intake import TypedDOI, candidate, import_dois, offered, read_work
from bib.duplicates import KnownWorks
from bib.errors import CrossrefError, CrossrefUnavailable
from bib.followed_works import FollowedWorks
from bib.intake import Progress, no_progress, reference_item, resync
from bib.likeness import Grade
from bib.matching import Agreement, Verdict, compare
from bib.report import Candidate, Refused, Report
from bib.works import Work, to_reference
from kb.catalogue import Catalogue
from kb.errors import AlreadyThere, NotFound
from kb.identifiers import parse_doi
from kb.reference import Record, Reference, Source, SourceKind

_MOST_OFFERED = 3
_LEAST_LIKE = 0.6  # the score of a title; below it works have a few words in common and nothing else
_ORDER = (Verdict.ACCEPTED, Verdict.POSSIBLE, Verdict.DIFFERENT)


def resolve(catalogue: Catalogue, crossref: Crossref, by: str, progress: Progress = no_progress) -> Report:
    """Give references that did not come from Crossref their DOI and metadata.

    DOIs first, the queued ones with them; then references without one, matched by what was
    printed. A work is taken only when it alone agrees (`bib.matching`); otherwise the best three
    are offered in the report, for the editor to accept one with `resolve_to`. What Crossref did
    not answer for is reported as queued and asked again the next time.
    """
    with catalogue.reading() as read:
        open_ones = [each for each in read.records() if _is_open(each)]
        queued = [each.doi for each in read.queued()]
    dois = list(dict.fromkeys(queued + [each.reference.doi for each in open_ones if each.reference.doi]))
    total = len(dois) + sum(each.reference.doi is None for each in open_ones)
    report = import_dois(
        catalogue, crossref, [TypedDOI(text=doi) for doi in dois], by, lambda done, _: progress(done, total)
    )
    with catalogue.reading() as read:
        known = KnownWorks(read.records())
        without = [each for each in read.records() if _is_open(each) and each.reference.doi is None]
    total = len(dois) + len(without)
    lost: CrossrefUnavailable | None = None
    for done, record in enumerate(without, start=len(dois) + 1):
        printed = in_words(record.reference, record.source)
        try:
            if lost:
                raise lost
            works = crossref.match(printed)
        except CrossrefUnavailable as error:
            lost = None if error.reachable else error
            report.queued.append(reference_item(record, printed, None, str(error)))
        else:
            _match(catalogue, known, record, printed, works, report, by=by)
        progress(done, total)
    return report


def resolve_to(catalogue: Catalogue, crossref: Crossref, citekey: str, typed: str, by: str) -> Report:
    """Take the work with a DOI for a reference, on the editor's word. Raises NotFound or NotADOI."""
    report = Report()
    doi = parse_doi(typed)
    with catalogue.reading() as read:
        record = read.record_at(citekey)
    if record is None:
        raise NotFound("reference", citekey)
    try:
        read_now = read_work(crossref.work(doi))
        works = FollowedWorks().look(catalogue)
        with catalogue.writing(by) as write:
            present, known = write.record(record.id), works.at(write)
            if present is None:
                raise NotFound("reference", citekey)
            overrides = {name: value for name, value in present.overrides.items() if name != "doi"}
            renewed = resync(write, known, replace(present, overrides=overrides), read_now)
    except CrossrefUnavailable as error:
        report.queued.append(reference_item(record, typed, None, str(error)))
    except CrossrefError as error:
        report.refused.append(Refused(input=typed, reason=str(error)))
    except AlreadyThere:
        report.refused.append(
            Refused(input=typed, reason=_held_already(catalogue, record, read_now.reference))
        )
    else:
        report.updated.append(reference_item(renewed, typed, None, None))
    return report


def best_candidates(
    reference: Reference, works: tuple[Work, ...]
) -> tuple[Work | None, tuple[tuple[Reference, Agreement], ...]]:
    """The one work that surely is the reference, if there is one, and the best others in their order."""
    judged = [(compare(reference, found := to_reference(work)), found, work) for work in works]
    judged.sort(key=lambda each: (_ORDER.index(each[0].verdict), -each[0].score))
    sure = [each for each in judged if each[0].verdict is Verdict.ACCEPTED]
    # Of an article registered twice, say, the one whose pages agree as well.
    placed = [each for each in sure if each[0].place.grade is Grade.SAME]
    chosen = sure if len(sure) == 1 else placed
    others = tuple(
        (found, agreement)
        for agreement, found, _ in judged
        if found.doi and (agreement.verdict is not Verdict.DIFFERENT or agreement.title.score >= _LEAST_LIKE)
    )
    return (chosen[0][2] if len(chosen) == 1 else None), others[:_MOST_OFFERED]


def in_words(reference: Reference, source: Source) -> str:
    """A reference in the words to look it up by: as it was printed, or its names, year, title, container."""
    if source.kind is SourceKind.PRINTED:
        return source.payload
    names = ", ".join(name.sort_form for name in reference.first_names()[:3])
    year = f"({reference.issued.year})" if reference.issued else ""
    return " ".join(filter(None, (names, year, f"{reference.title}.", reference.container_title)))


def _match(  # noqa: PLR0913 - one reference with all that is known of it
    catalogue: Catalogue,
    known: KnownWorks,
    record: Record,
    printed: str,
    works: tuple[Work, ...],
    report: Report,
    *,
    by: str,
) -> None:
    work, others = best_candidates(record.reference, works)
    if work is None:
        candidates = tuple(candidate(*each) for each in others)
        reason = _offer(record, candidates)
        report.unchanged.append(reference_item(record, printed, None, reason, candidates))
        return
    try:
        with catalogue.writing(by) as write:
            if write.record(record.id) != record:
                reason = "it was changed meanwhile; run `kb resolve` again"
                report.unchanged.append(reference_item(record, printed, None, reason))
                return
            renewed = resync(write, known, record, read_work(work))
    except AlreadyThere:
        reason = _held_already(catalogue, record, to_reference(work))
        report.duplicate.append(reference_item(record, printed, None, reason))
    else:
        report.updated.append(reference_item(renewed, printed, None, f"is {renewed.reference.doi}"))


def _is_open(record: Record) -> bool:
    """True when Crossref has not given its word on a reference yet."""
    return record.source.kind is not SourceKind.CROSSREF


def _offer(record: Record, candidates: tuple[Candidate, ...]) -> str:
    if not candidates:
        return "Crossref has no work like it"
    said = "; ".join(f"{each.doi} “{_short(each.title)}” ({each.why_not})" for each in candidates)
    return f"not sure enough: {said}. Accept one with `kb resolve {record.citekey} DOI`"


def _held_already(catalogue: Catalogue, record: Record, found: Reference) -> str:
    with catalogue.reading() as read:
        other = read.record_with_doi(found.doi) if found.doi else None
    kept = other.citekey if other else "KEPT"
    return (
        f"{offered(found)} is already there as {kept}. Join the two with `kb merge {kept} {record.citekey}`"
    )


def _short(title: str) -> str:
    return title if len(title) <= 100 else f"{title[:99]}…"
