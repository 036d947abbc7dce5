"""What the index knows of a published summary, or of a reference no published summary cites."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from index.analysis import fold
from index.plaintext import plain_text
from kb.ids import slugify
from kb.reference import Name, Record, Reference
from kb.summary import Summary
from kb.vocabulary import TermKind, Vocabulary

Kind = Literal["summary", "reference"]
FacetValues = tuple[tuple[str, str], ...]

KIND_LABELS: dict[Kind, str] = {"summary": "Summary", "reference": "Reference only"}

# The text fields in the order in which scores are summed; `type` is searched only by its name.
DEFAULT_FIELDS = ("title", "cited", "implications", "topic", "author", "journal", "body")
TEXT_FIELDS = (*DEFAULT_FIELDS, "type")
QUOTED_FIELDS = ("title", "implications", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing to be found.

    `text` maps each text field to its values in plain text; `facets` maps each facet to its
    (slug, label) pairs; `date` is (year, month, day) with 0 for what is unknown.
    """

    id: str
    kind: Kind
    title: str
    date: tuple[int, int, int]
    text: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, FacetValues]
    dois: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def passages(self) -> dict[str, str]:
        """The texts that are quoted from, by field."""
        return {name: "\n".join(self.text[name]) for name in QUOTED_FIELDS if name in self.text}

    @property
    def title_key(self) -> str:
        """The title as it sorts: folded, a leading article kept."""
        return " ".join(fold(self.title).split())

    @property
    def digest(self) -> str:
        """A fingerprint of all that is indexed: it changes when any of it does."""
        told = json.dumps([getattr(self, name) for name in _TOLD], sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


_TOLD = tuple(each.name for each in fields(Document))


def summary_document(summary: Summary, records: Sequence[Record], vocabulary: Vocabulary) -> Document:
    """The document of a summary that cites these records, in this order."""
    references = [record.reference for record in records]
    topics = tuple((slug, vocabulary.label(TermKind.TOPIC, slug)) for slug in dict.fromkeys(summary.topics))
    types = (
        ((summary.research_type, vocabulary.label(TermKind.RESEARCH_TYPE, summary.research_type)),)
        if summary.research_type
        else ()
    )
    return _document(
        summary.id,
        "summary",
        title=summary.title,
        date=(summary.month.year, summary.month.month, 0),
        records=records,
        facets={"topic": topics, "type": types},
        text={
            "cited": _present(reference.title for reference in references),
            "implications": _present([plain_text(summary.implications)]),
            "body": _present([plain_text(summary.body)]),
        },
    )


def reference_document(record: Record) -> Document:
    """The document of a reference that no published summary cites."""
    reference = record.reference
    issued = reference.issued
    return _document(
        record.id,
        "reference",
        title=reference.title,
        date=(issued.year, issued.month or 0, issued.day or 0) if issued else (0, 0, 0),
        records=(record,),
        facets={},
        text={"body": _present([reference.abstract])},
    )


def _document(  # noqa: PLR0913 - all that summaries and references do not share
    document_id: str,
    kind: Kind,
    *,
    title: str,
    date: tuple[int, int, int],
    records: Sequence[Record],
    facets: Mapping[str, FacetValues],
    text: Mapping[str, tuple[str, ...]],
) -> Document:
    references = [record.reference for record in records]
    names = [name for reference in references for name in reference.first_names()]
    study = references[0].issued if references else None
    all_facets = dict(facets) | {
        "year": ((str(study.year), str(study.year)),) if study else (),
        "journal": _unique((slugify(each), each) for each in _journals(references)),
        "author": _unique((slugify(label), label) for label in map(author_label, names) if label),
        "kind": ((kind, KIND_LABELS[kind]),),
    }
    all_text = dict(text) | {
        "title": _present([title]),
        "topic": tuple(label for _, label in all_facets.get("topic", ())),
        "type": tuple(label for _, label in all_facets.get("type", ())),
        "author": tuple(each for name in names for each in _author_forms(name)),
        "journal": _present(
            each
            for reference in references
            for each in (reference.container_title, reference.container_title_short)
        ),
    }
    return Document(
        id=document_id,
        kind=kind,
        title=title,
        date=date,
        text={name: values for name in TEXT_FIELDS if (values := all_text.get(name))},
        facets={name: values for name, values in all_facets.items() if values},
        dois=tuple(str(reference.doi) for reference in references if reference.doi),
        keys=tuple(record.citekey.casefold() for record in records),
    )


def _journals(references: Sequence[Reference]) -> Iterator[str]:
    return (reference.container_title for reference in references if reference.container_title)


def author_label(name: Name) -> str:
    """The name as PubMed writes it: `Safran JD`, or the organisation whole."""
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    return name.literal or " ".join(filter(None, (family, name.initials)))


def _author_forms(name: Name) -> tuple[str, ...]:
    """The ways readers write a name: family first, family last with initials behind, and spaced."""
    if name.literal or not name.initials:
        return (name.sort_form,)
    family = " ".join(filter(None, (name.dropping_particle, name.non_dropping_particle, name.family)))
    return (
        name.sort_form,
        f"{name.given} {family} {name.initials}",
        f"{family} {' '.join(name.initials)}",
    )


def _present(values: "Iterator[str | None] | Sequence[str | None]") -> tuple[str, ...]:
    return tuple(value for value in values if value and value.strip())


def _unique(pairs: Iterator[tuple[str, str]]) -> FacetValues:
    found: dict[str, str] = {}
    for slug, label in pairs:
        found.setdefault(slug, label)
    return tuple(found.items())
