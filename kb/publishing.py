"""When summaries may be shown to readers, and showing those whose day has come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kb.reference import Record, SourceKind
from kb.summary import Status, Summary
from kb.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What an editor should see to before publishing; a `hindrance` must be seen to."""

    code: str
    text: str
    hindrance: bool = False


def objections(summary: Summary, cited: Iterable[Record]) -> tuple[Objection, ...]:
    """What speaks against showing a summary to readers, the gravest first. `cited` are its references."""
    records = tuple(cited)
    found = []
    if not summary.title.strip():
        found.append(Objection(code="no-title", text="It has no title.", hindrance=True))
    if not records:
        text = "It cites no reference: readers could not find the study."
        found.append(Objection(code="no-citation", text=text, hindrance=True))
    if not summary.body.strip():
        found.append(Objection(code="no-body", text="It has no text.", hindrance=True))
    if not summary.implications.strip():
        text = "It says nothing of what the study means for practice."
        found.append(Objection(code="no-implications", text=text, hindrance=True))
    found += [
        Objection(
            code="retracted", text=f"{each.citekey} has been retracted; say so in the text, or withdraw it."
        )
        for each in records
        if each.retracted
    ]
    found += [
        Objection(
            code="unresolved",
            text=f"{each.citekey} came from {each.source.kind.value} and has no DOI that Crossref confirmed.",
        )
        for each in records
        if each.source.kind is not SourceKind.CROSSREF and not each.reference.doi
    ]
    if not summary.topics:
        found.append(Objection(code="no-topic", text="It is filed under no topic."))
    if not summary.research_type:
        found.append(Objection(code="no-type", text="It says no research type."))
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
