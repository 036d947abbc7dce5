"""Changes in words: what happened to which summary, reference or term, and which words came and went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from kb.changes import Change, ChangeKind
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Summary
from kb.versions import Value, Version, versions
from web.desk_frame import desk_address
from web.desk_words import action_word
from web.language import gettext, marked
from web.value_words import Names, differences, field_words

KINDS: dict[ChangeKind, str] = {
    "summary": marked("Summaries"),
    "reference": marked("References"),
    "term": marked("Vocabulary"),
}
_THINGS = {
    "summary": marked("Summary"),
    "reference": marked("Reference"),
    "term/topic": marked("Topic"),
    "term/type": marked("Research type"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change in words. `labels` are the names of the fields it changed; `fields` are these with the
    words that went and came, when those were asked for."""

    revision: int
    at: datetime
    by: str
    action: str
    kind: ChangeKind
    entity: str
    title: str
    labels: tuple[str, ...] = ()
    fields: tuple[tuple[str, Markup], ...] = ()
    took_away: bool = False

    @property
    def thing(self) -> str:
        """What kind of thing it is about."""
        kind = f"term/{self.entity.partition('/')[0]}" if self.kind == "term" else self.kind
        return gettext(_THINGS[kind])

    @property
    def history(self) -> str:
        """The address of the history of what it is about."""
        return url_for("desk_history.history", kind=self.kind, entity=self.entity)


def told(read: Reader, changes: Iterable[Change], *, words: bool = True) -> list[Told]:
    """Changes in words; to compare the `words` of long texts takes time, which lists need not spend."""
    names = Names(read) if words else None
    return [_told(each, names) for each in versions(read, changes)]


def subject(value: Value | None) -> str:
    """What a summary, reference or term is called; empty for nothing."""
    if isinstance(value, Record):
        return value.reference.title or value.citekey
    if isinstance(value, Summary):
        return value.title or gettext("Without a title")
    return value.label if value else ""


def place_of(read: Reader, kind: ChangeKind, entity: str) -> str:
    """The address of the page of the desk where the thing is edited; empty when it is gone."""
    if kind == "summary":
        return desk_address("summary", summary.slug) if (summary := read.summary(entity)) else ""
    if kind == "reference":
        return desk_address("reference", record.citekey) if (record := read.record(entity)) else ""
    list_name, _, slug = entity.partition("/")
    if any(each.slug == slug and each.kind == list_name for each in read.vocabulary().terms):
        return url_for("desk_vocabulary.term", kind=list_name, slug=slug)
    return ""


def _told(version: Version, names: Names | None) -> Told:
    change, before, after = version.change, version.before, version.after
    return Told(
        revision=change.revision,
        at=change.at,
        by=change.by,
        action=action_word(change.action),
        kind=change.kind,
        entity=change.entity,
        title=subject(version.value),
        labels=tuple(field_words(change.kind, name) for name in version.fields),
        fields=tuple(differences(before, after, version.fields, names)) if before and after and names else (),
        took_away=change.after is None,
    )
