"""What an editor should look at in the references there are: errors, doubts, and what could be better.

Pure. What Crossref says of a DOI is given by whoever asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bib.integrity_identifiers import doi_in, identifier_remarks
from bib.integrity_names import name_remarks
from bib.integrity_places import place_remarks
from bib.integrity_text import text_remarks, without_retraction
from bib.likeness import Grade
from bib.matching import Verdict, compare
from bib.remarks import Remark, Severity
from kb.reference import FIELDS, Record, Reference

_GRAVITY = {severity: place for place, severity in enumerate(Severity)}
_PLACES = {name: place for place, name in enumerate(FIELDS)}


def remarks(record: Record, today: date) -> tuple[Remark, ...]:
    """All there is to say of a reference by itself, the gravest first, then in the order of its fields."""
    reference = record.reference
    found = (
        *text_remarks(reference),
        *name_remarks(reference),
        *place_remarks(reference, today),
        *identifier_remarks(reference),
        *_of_record(record),
    )
    return in_order(found)


def in_order(found: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks with the gravest first."""
    return tuple(sorted(found, key=lambda each: (_GRAVITY[each.severity], _PLACES[each.field])))


def mended(reference: Reference, remark: Remark) -> Reference:
    """The reference with what a remark would put right."""
    return replace(reference, **remark.mend)


def shared_identifiers(records: Iterable[Record]) -> dict[str, tuple[Remark, ...]]:
    """The references that bear another's DOI or PubMed number, by id, each with what it shares."""
    bearers: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for name, value in dict.fromkeys(_borne(record.reference)):
            bearers.setdefault((name, value), []).append(record)
    found: dict[str, tuple[Remark, ...]] = {}
    for (name, value), sharing in bearers.items():
        for record in sharing if len(sharing) > 1 else ():
            others = ", ".join(each.citekey for each in sharing if each.id != record.id)
            remark = Remark(
                code=f"same-{name}",
                field=name,
                severity=Severity.ERROR,
                told={"text": value, "citekey": others},
            )
            found[record.id] = (*found.get(record.id, ()), remark)
    return found


def doi_remarks(reference: Reference, answered: Reference) -> tuple[Remark, ...]:
    """What to beware of when Crossref answers to the DOI of a reference with a description."""
    told = {"doi": answered.doi or "", "title": answered.title}
    agreement = compare(reference, answered)
    found = []
    if not answered.title:
        found.append(Remark(code="doi-without-title", field="doi", severity=Severity.WARNING, told=told))
    elif reference.title and agreement.verdict is not Verdict.ACCEPTED:
        if agreement.title.grade is Grade.DIFFERENT:
            found.append(Remark(code="other-work", field="doi", severity=Severity.ERROR, told=told))
        elif agreement.author.grade is Grade.DIFFERENT:
            found.append(Remark(code="other-people", field="doi", severity=Severity.WARNING, told=told))
    if reference.doi and answered.doi and answered.doi != reference.doi:
        mend = {"doi": answered.doi}
        found.append(Remark(code="other-doi", field="doi", severity=Severity.HINT, told=told, mend=mend))
    return in_order(found)


def _of_record(record: Record) -> Iterator[Remark]:
    for name in FIELDS:
        if name in record.overrides and record.overrides[name] == getattr(record.described, name):
            mend = {name: record.overrides[name]}
            yield Remark(code="needless-override", field=name, severity=Severity.HINT, mend=mend)
    title = record.reference.title
    if (bare := without_retraction(title)) and bare != title and not record.retracted:
        yield Remark(code="says-retracted", field="title", severity=Severity.WARNING, mend={"title": bare})


def _borne(reference: Reference) -> Iterator[tuple[str, str]]:
    for text in (reference.doi, reference.url):
        if text and (doi := doi_in(text)):
            yield "doi", doi
    if reference.pmid:
        yield "pmid", reference.pmid
