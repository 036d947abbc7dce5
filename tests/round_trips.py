"""References written in a format and read back: what comes back."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bibtexparser.splitter import Splitter

from bib.bibtex import read_bibtex
from bib.csl import read_csl
from bib.formats import FORMATS as WRITTEN
from bib.report import Read, ReadFile
from bib.ris import read_ris
from kb.reference import FIELDS, Notice, NoticeKind, PartialDate, Record
from tests.format_losses import expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that references leave in and come back from; `count` counts a text's entries by itself."""

    write: Callable[[Iterable[Record]], str]
    read: Callable[[str], ReadFile]
    count: Callable[[str], int]


def _count_blocks(text: str) -> int:
    return len(Splitter(text).split().blocks)


FORMATS = {
    "bibtex": Format(write=WRITTEN["bibtex"].write, read=read_bibtex, count=_count_blocks),
    "biblatex": Format(write=WRITTEN["biblatex"].write, read=read_bibtex, count=_count_blocks),
    "ris": Format(
        write=WRITTEN["ris"].write, read=read_ris, count=lambda text: len(re.findall("(?m)^TY  - ", text))
    ),
    "csl-json": Format(
        write=WRITTEN["csl-json"].write,
        read=read_csl,
        count=lambda text: len(re.findall('(?m)^    "id": ', text)),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """What became of records that were written in a format and read back."""

    works: int
    back: int
    injected: int
    fields_written: int
    fields_back: int
    faults: tuple[str, ...]


def round_trip(records: Sequence[Record], name: str) -> RoundTrip:
    """Write the records, read them back, and compare each with what the format can carry.

    A fault is a field that came back as neither what left nor what a loss explains.
    """
    text = FORMATS[name].write(records)
    read = FORMATS[name].read(text)
    faults = [f"line {each.line}: {each.reason} {each.input}" for each in read.refused]
    written = back = 0
    for record, item in zip(records, read.items, strict=False):
        due = expected(record.reference, name)
        for field in FIELDS:
            left, came = getattr(record.reference, field), getattr(item.reference, field)
            written += bool(left)
            back += bool(left) and left == came
            if came != getattr(due, field):
                faults.append(f"{record.citekey}: {field} left as {left!r}, came back as {came!r}")
        faults += _faults_of_key_and_notices(record, item)
    return RoundTrip(
        works=len(records),
        back=len(read.items),
        injected=FORMATS[name].count(text) - len(records),
        fields_written=written,
        fields_back=back,
        faults=tuple(faults),
    )


def _faults_of_key_and_notices(record: Record, item: Read) -> list[str]:
    faults = [] if item.citekey == record.citekey else [f"{record.citekey} came back as {item.citekey}"]
    if _told(record.notices) != _told(item.notices):
        faults.append(f"{record.citekey}: {record.notices} came back as {item.notices}")
    return faults


def _told(notices: Iterable[Notice]) -> list[tuple[NoticeKind, str | None, PartialDate | None]]:
    # No format has a place for corrections; retractions and concerns stand in the note.
    told = {NoticeKind.RETRACTION, NoticeKind.EXPRESSION_OF_CONCERN}
    return [(each.kind, each.doi, each.date) for each in notices if each.kind in told]
