"""Each field of a summary, reference or term as an editor reads it."""

from collections.abc import Iterable

from markupsafe import Markup

from kb.changes import ChangeKind
from kb.reading import Reader
from kb.reference import FIELDS, Record
from kb.summary import Summary
from kb.versions import Value, field_values
from kb.vocabulary import Term, TermKind, Vocabulary
from web.desk_frame import desk_day
from web.desk_words import status_word
from web.language import gettext, marked
from web.word_differences import word_differences
from web.wording import field_label, field_text, month_words, notice_sentence, one_line, origin_words

_FIELDS: dict[ChangeKind, dict[str, str]] = {
    "summary": {
        "title": marked("Title"),
        "body": marked("Text"),
        "implications": marked("Practice implications"),
        "citations": marked("References"),
        "topics": marked("Topics"),
        "research_type": marked("Research type"),
        "month": marked("Month"),
        "contact": marked("Contact"),
        "status": marked("Status"),
        "publish_on": marked("Appears on"),
        "withdrawal": marked("Note of withdrawal"),
        "slug": marked("Address"),
        "remarks": marked("Remarks of the import"),
    },
    "reference": {
        "notices": marked("Notices"),
        "citekey": marked("Key"),
        "source": marked("Read from"),
        "overrides": marked("Set by the editor"),
    },
    "term": {
        "label": marked("Name"),
        "slug": marked("Address"),
        "synonyms": marked("Other names"),
        "description": marked("Description"),
    },
}


class Names:
    """What ids and slugs in a history are called now."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._vocabulary: Vocabulary | None = None
        self._works: dict[str, str] = {}

    def term(self, kind: TermKind, slug: str) -> str:
        """A topic or research type."""
        self._vocabulary = self._vocabulary or self._read.vocabulary()
        return self._vocabulary.label(kind, slug)

    def work(self, record_id: str) -> str:
        """A reference, in one line."""
        if record_id not in self._works:
            record = self._read.record(record_id)
            self._works[record_id] = _work(record) if record else gettext("a reference that is gone")
        return self._works[record_id]


def field_words(kind: ChangeKind, name: str) -> str:
    """What a field is called."""
    words = _FIELDS[kind].get(name)
    return gettext(words) if words else field_label(name)


def value_words(value: Value, name: str, names: Names) -> str:
    """The value of a field as an editor reads it; empty when there is none."""
    if isinstance(value, Summary):
        return _of_a_summary(value, name, names)
    if isinstance(value, Record):
        return _of_a_record(value, name)
    return _of_a_term(value, name)


def whole(value: Value, names: Names) -> list[tuple[str, str]]:
    """All that a value says, field by field."""
    kind = _kind(value)
    words = ((field_words(kind, name), value_words(value, name, names)) for name in field_values(value))
    return [(label, text) for label, text in words if text]


def differences(before: Value, after: Value, fields: Iterable[str], names: Names) -> list[tuple[str, Markup]]:
    """The fields given, with the words that went and those that came between two values of one thing."""
    kind = _kind(after)
    return [
        (
            field_words(kind, name),
            word_differences(value_words(before, name, names), value_words(after, name, names)),
        )
        for name in fields
    ]


def _kind(value: Value) -> ChangeKind:
    if isinstance(value, Summary):
        return "summary"
    return "reference" if isinstance(value, Record) else "term"


def _of_a_summary(summary: Summary, name: str, names: Names) -> str:
    match name:
        case "topics":
            words = "; ".join(names.term(TermKind.TOPIC, slug) for slug in summary.topics)
        case "research_type" if summary.research_type:
            words = names.term(TermKind.RESEARCH_TYPE, summary.research_type)
        case "citations":
            words = "\n".join(names.work(each.reference) for each in summary.citations)
        case "month":
            words = month_words(summary.month)
        case "status":
            words = status_word(summary.status)
        case "publish_on" if summary.publish_on:
            words = desk_day(summary.publish_on)
        case "remarks":
            words = "\n".join(summary.remarks)
        case _:
            words = getattr(summary, name) or ""
    return words


def _of_a_record(record: Record, name: str) -> str:
    match name:
        case "notices":
            words = "\n".join(notice_sentence(each) for each in record.notices)
        case "citekey":
            words = record.citekey
        case "source":
            words = _read_from(record)
        case "overrides":
            words = "; ".join(field_label(each) for each in FIELDS if each in record.overrides)
        case _:
            words = field_text(record.reference, name)
    return words


def _of_a_term(term: Term, name: str) -> str:
    words: str = getattr(term, name)
    return "\n".join(words) if name == "synonyms" else words


def _read_from(record: Record) -> str:
    words, at = origin_words(record.source.kind), record.source.read_at
    return gettext("%(source)s, on %(day)s", source=words, day=desk_day(at)) if at else words


def _work(record: Record) -> str:
    return one_line(record.reference) or record.citekey
