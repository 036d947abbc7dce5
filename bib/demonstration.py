"""The demonstration corpus: summaries of real studies, written for showing the product."""

import hashlib
import tomllib
from collections.abc import Callable
from importlib import resources

from bib.duplicates import KnownWorks
from bib.intake import add_reference, no_progress
from bib.report import Item, Read, Report
from kb.catalogue import Catalogue
from kb.reading import Reader
from kb.reference import Reference, Source, SourceKind
from kb.serial import plain_to
from kb.summary import Citation, Status, Summary, parse_month
from kb.vocabulary import TermKind
from kb.writing import Writer

_LOADED = hashlib.sha256(b"demonstration corpus").hexdigest()


def is_demonstration(read: Reader) -> bool:
    """True when the demonstration corpus was loaded into a catalogue."""
    return read.imported(_LOADED) is not None


def load_demonstration(catalogue: Catalogue, progress: Callable[[int, int], None] = no_progress) -> Report:
    """Load the corpus; what was loaded before stays as it is, changed by an editor or not."""
    report = Report()
    folder = resources.files("kb").joinpath("demo", "summaries")
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name
    )
    with catalogue.writing(by="demonstration") as write:
        known = KnownWorks(write.records())
        for done, file in enumerate(files, start=1):
            text = file.read_text(encoding="utf-8")
            summary_id = write.imported(_digest(file.name))
            before = write.summary(summary_id) if summary_id else None
            summary = before or _add(write, known, file.name, text)
            where = report.unchanged if before else report.added
            where.append(Item(kind="summary", id=summary.slug, title=summary.title, input=file.name))
            progress(done, len(files))
        if not is_demonstration(write) and files:
            write.remember_import(_LOADED, "summary", "")
    return report


def _add(write: Writer, known: KnownWorks, name: str, text: str) -> Summary:
    data = tomllib.loads(text)
    read = Read(
        reference=plain_to(data["reference"], Reference),
        source=Source(kind=SourceKind.EDITOR, payload=text),
    )
    record = known.find(read.reference) or add_reference(write, known, read)
    vocabulary = write.vocabulary()
    topics = [vocabulary.find(TermKind.TOPIC, each) for each in data["topics"]]
    research_type = vocabulary.find(TermKind.RESEARCH_TYPE, data["research_type"])
    summary = Summary(
        slug=write.free_slug(data["title"]),
        title=data["title"],
        month=parse_month(data["month"]),
        body=data["body"].strip(),
        implications=data["implications"].strip(),
        topics=tuple(topic.slug for topic in topics if topic),
        research_type=research_type.slug if research_type else None,
        status=Status.PUBLISHED,
        citations=(Citation(reference=record.id),),
    )
    write.add_summary(summary)
    write.remember_import(_digest(name), "summary", summary.id)
    return summary


def _digest(name: str) -> str:
    return hashlib.sha256(f"demonstration\x00{name}".encode()).hexdigest()
