"""When summaries may be shown to readers, and showing those whose day has come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kb.reference import Record, SourceKind
from kb.summary import Status, Summary
from kb.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What an editor should see to before publishing; a `hindrance` must be seen to.

    `about` is the key of the reference that it is about, if it is about one.
    """

    code: str
    about: str = ""
    hindrance: bool = False

    @property
    def key(self) -> str:
        """One text that tells it from others: by it an editor says that they know of it."""
        return f"{self.code} {self.about}".strip()


def objections(summary: Summary, cited: Iterable[Record]) -> tuple[Objection, ...]:
    """What speaks against showing a summary to readers, the gravest first. `cited` are its references."""
    records = tuple(cited)
    lacking = {
        "no-title": not summary.title.strip(),
        "no-citation": not records,
        "no-body": not summary.body.strip(),
        "no-implications": not summary.implications.strip(),
    }
    found = [Objection(code=code, hindrance=True) for code, lacks in lacking.items() if lacks]
    found += [Objection(code="retracted", about=each.citekey) for each in records if each.retracted]
    found += [
        Objection(code="unresolved", about=each.citekey)
        for each in records
        if each.source.kind is not SourceKind.CROSSREF and not each.reference.doi
    ]
    if not summary.topics:
        found.append(Objection(code="no-topic"))
    if not summary.research_type:
        found.append(Objection(code="no-type"))
    return tuple(found)


def publish_due(write: Writer, day: date) -> tuple[Summary, ...]:
    """Publish the scheduled summaries whose day has come, and return them; one that lacks something waits."""
    published = []
    for summary in write.due(day):
        if any(each.hindrance for each in objections(summary, write.records_of(summary))):
            continue
        shown = replace(summary, status=Status.PUBLISHED, publish_on=None)
        write.change_summary(shown)
        published.append(shown)
    return tuple(published)
