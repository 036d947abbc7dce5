"""What a change changed: the value before it and after it, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from kb.changes import Change, ChangeKind
from kb.reading import Reader
from kb.reference import FIELDS, Record
from kb.serial import readable
from kb.summary import Citation, Summary
from kb.vocabulary import Term, TermKind, Vocabulary

Value = Summary | Record | Term
_KINDS: Mapping[ChangeKind, type[Value]] = MappingProxyType(
    {"summary": Summary, "reference": Record, "term": Term}
)
# In the order in which an editor thinks of a summary.
_OF_A_SUMMARY = (
    *("title", "body", "implications", "citations", "topics", "research_type", "month", "contact"),
    *("status", "publish_on", "withdrawal", "slug", "remarks"),
)
_OF_A_TERM = tuple(each.name for each in fields(Term) if each.name != "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A change with the value it found (None: there was none) and the one it left (None: it took it away)."""

    change: Change
    before: Value | None
    after: Value | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it changed; none when it brought or took the whole."""
        return changed_fields(self.before, self.after) if self.before and self.after else ()

    @property
    def value(self) -> Value | None:
        """What the change is about: as it left it, or as it was before it was taken away."""
        return self.after or self.before


def versions(read: Reader, changes: Iterable[Change]) -> tuple[Version, ...]:
    """The changes given, each with the values it lies between."""
    return tuple(_version(read, each) for each in changes)


def version_value(change: Change) -> Value | None:
    """The value that a change left; None when it took it away, or when what is kept of it is damaged."""
    return None if change.after is None else readable(change.after, _KINDS[change.kind])


def changed_fields(before: Value, after: Value) -> tuple[str, ...]:
    """The names of the fields in which two values of one thing differ, the most telling first."""
    former, present = field_values(before), field_values(after)
    return tuple(name for name, value in present.items() if value != former[name])


def field_values(value: Value) -> dict[str, Any]:
    """A value by its fields, as an editor sees it.

    A reference has those of Reference, as readers see them, and of its record `citekey`, `notices`,
    `source` (its kind and when it was read) and `overrides` (the names of the fields that the editor set).
    """
    if isinstance(value, Record):
        return {
            **{name: getattr(value.reference, name) for name in FIELDS},
            "notices": value.notices,
            "citekey": value.citekey,
            "source": (value.source.kind, value.source.read_at),
            "overrides": tuple(name for name in FIELDS if name in value.overrides),
        }
    names = _OF_A_SUMMARY if isinstance(value, Summary) else _OF_A_TERM
    return {name: getattr(value, name) for name in names}


def filed_as_now(summary: Summary, present: Summary | None, vocabulary: Vocabulary) -> Summary:
    """A former state of a summary under today's names of its topics and research type.

    Terms renamed or merged since have their present slugs; terms removed since are left out, unless
    the summary bears them now.
    """
    borne = (*present.topics, present.research_type) if present else ()

    def named(kind: TermKind, slug: str) -> str | None:
        if slug in borne:
            return slug
        term = vocabulary.find(kind, slug)
        return term.slug if term else None

    topics = (named(TermKind.TOPIC, slug) for slug in summary.topics)
    return replace(
        summary,
        topics=tuple(dict.fromkeys(each for each in topics if each)),
        research_type=named(TermKind.RESEARCH_TYPE, summary.research_type) if summary.research_type else None,
    )


def as_restored(read: Reader, summary: Summary, present: Summary | None) -> Summary:
    """What restoring a former state of a summary makes of it: filed and citing as now, as far on its way."""
    filed = filed_as_now(summary, present, read.vocabulary())
    cited = dict.fromkeys(_present_work(read, each.reference) for each in summary.citations)
    filed = replace(filed, citations=tuple(Citation(reference=each) for each in cited))
    if present is None:
        return filed
    return replace(filed, status=present.status, publish_on=present.publish_on, withdrawal=present.withdrawal)


def _present_work(read: Reader, record_id: str) -> str:
    """The id of a reference, or of the one that it was merged into."""
    history = read.history("reference", record_id)
    former = next((each.after for each in reversed(history) if each.after), None)
    gone = readable(former, Record) if former else None
    if gone is None or history[-1].after or history[-1].action != "merged":
        return record_id
    kept = read.record_at(gone.citekey)  # its key became the other's
    return kept.id if kept else record_id


def _version(read: Reader, change: Change) -> Version:
    before = read.latest(1, change.revision, kind=change.kind, entity=change.entity)
    return Version(
        change=change,
        before=version_value(before[0]) if before else None,
        after=version_value(change),
    )
