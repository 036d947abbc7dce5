"""Small valid values of the field, for tests that care about one thing of them."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from bib.bibtex import Dialect
from bib.formats import FORMATS, Options
from kb.reference import Name, PartialDate, Record, Reference, Source, SourceKind
from kb.summary import Citation, Month, Status, Summary

_number = count(1)


def a_reference(**changes: Any) -> Reference:
    """A journal article by one author."""
    values: dict[str, Any] = {
        "type": "article-journal",
        "title": "Tears in the consulting room",
        "author": (Name(family="Moss", given="Anna B."),),
        "container_title": "Journal of Invented Studies",
        "volume": "12",
        "issue": "3",
        "page": "201-214",
        "issued": PartialDate(2015, 6),
    }
    return Reference(**{**values, **changes})


def a_record(citekey: str | None = None, **changes: Any) -> Record:
    """A record of a reference that an editor typed; `changes` are those of its reference or its own."""
    own = {name: changes.pop(name) for name in ("overrides", "notices", "source", "id") if name in changes}
    return Record(
        citekey=citekey or f"Moss{next(_number)}",
        described=changes.pop("described", None) or a_reference(**changes),
        source=own.pop("source", Source(kind=SourceKind.EDITOR)),
        **own,
    )


def a_summary(*cited: Record, **changes: Any) -> Summary:
    """A published summary of the records given."""
    number = next(_number)
    values: dict[str, Any] = {
        "slug": f"what-tears-mean-{number}",
        "title": f"What tears mean ({number})",
        "month": Month(2016, 5),
        "body": "Sixty therapists told when they had wept with a client.",
        "implications": "Talk about it afterwards.",
        "topics": ("empathy",),
        "research_type": "survey",
        "status": Status.PUBLISHED,
        "citations": tuple(Citation(reference=record.id) for record in cited),
    }
    return Summary(**{**values, **changes})


def bibtex_of(records: Iterable[Record], dialect: Dialect = "bibtex", **options: Any) -> str:
    """Records as the text of a .bib file, with the options of an export."""
    return FORMATS[dialect].write(records, Options(**options))
