"""References as BibTeX or BibLaTeX text.

Entries are written here and not by bibtexparser, whose writer escapes nothing.

What BibTeX cannot carry: a reference's CSL type beyond BibTeX's few, which particle of a name is
dropped, paragraphs of an abstract. BibLaTeX knows more types, but holds each to the fields of its
data model: of a journal article it has no publisher, of a book one ISBN.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from bib.biblatex_model import has_field
from bib.bibtex_names import write_names
from bib.bibtex_reading import read_bibtex
from bib.citekeys import unique
from bib.latex import encode, encode_doi, encode_key, encode_title, encode_uncut, encode_verbatim
from bib.notes import is_preprint, note_of
from kb.reference import PartialDate, Record, Reference

__all__ = ["Dialect", "bibtex_pieces", "read_bibtex"]

Dialect = Literal["bibtex", "biblatex"]

_ARTICLES = dict.fromkeys(
    ("article-journal", "article-magazine", "article-newspaper", "review", "review-book"), "article"
)
_BOOKS = {"book": "book", "pamphlet": "booklet", "paper-conference": "inproceedings"}
_BIBTEX_TYPES = {
    **_ARTICLES,
    **_BOOKS,
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), "incollection"),
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
}
_BIBLATEX_TYPES = {
    **_ARTICLES,
    **_BOOKS,
    "chapter": "incollection",
    **dict.fromkeys(("entry", "entry-dictionary", "entry-encyclopedia"), "inreference"),
    **dict.fromkeys(("webpage", "post", "post-weblog", "article"), "online"),
    "thesis": "thesis",
    "report": "report",
    "manuscript": "unpublished",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "periodical": "periodical",
}
_NEEDS_CONTAINER = {"article", "incollection", "inproceedings", "inreference"}
_PUBLISHER_FIELD = {
    "phdthesis": "school",
    "mastersthesis": "school",
    "thesis": "institution",
    "techreport": "institution",
    "report": "institution",
    "misc": "howpublished",
    "unpublished": "howpublished",
    "booklet": "howpublished",
    "online": "organization",
    "software": "organization",
    "patent": "holder",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "fi": "finnish",
    "pl": "polish",
    "ru": "russian",
}

_Write = Callable[[str], str]


def bibtex_pieces(
    records: Iterable[Record],
    *,
    dialect: Dialect = "bibtex",
    ascii: bool = False,  # noqa: A002 - the word LaTeX users know it by
    annotate: Callable[[Record], str] | None = None,
) -> Iterator[str]:
    """Records as a .bib file, entry by entry; `annotate` gives the note to a record, or "".

    With `ascii` the file holds no character beyond ASCII: accents are LaTeX commands.
    """
    taken: set[str] = set()
    for record in records:
        apart = "\n" if taken else ""
        key = unique(encode_key(record.citekey), lambda key: key.lower() in taken)
        taken.add(key.lower())
        fields = _fields(record, dialect, ascii, annotate(record) if annotate else "")
        lines = ",\n".join(f"  {name} = {value}" for name, value in fields)
        yield f"{apart}@{entry_type(record.reference, dialect)}{{{key},\n{lines}\n}}\n"


def entry_type(reference: Reference, dialect: Dialect) -> str:
    """The entry type that fits a reference: `misc` when a better one would lack what it needs."""
    types = _BIBTEX_TYPES if dialect == "bibtex" else _BIBLATEX_TYPES
    kind = types.get(reference.type, "misc")
    if kind in _NEEDS_CONTAINER and not _container(reference):
        return "misc"
    if kind == "phdthesis" and re.match(r"(?i)master|m\.?\s?(?:a|sc)\b", reference.genre or ""):
        return "mastersthesis"
    return kind


def _container(reference: Reference) -> str | None:
    if reference.type == "paper-conference":
        return reference.container_title or reference.event_title
    return reference.container_title


def _fields(record: Record, dialect: Dialect, ascii: bool, annotation: str) -> Iterator[tuple[str, str]]:  # noqa: A002
    """Field names with their values, each value already in braces or a macro."""
    reference = record.reference

    def text(value: str) -> str:
        return encode(value, ascii=ascii)

    def name(value: str) -> str:
        return text(value) if ascii or dialect == "biblatex" else encode_uncut(value)

    def title(value: str) -> str:
        return encode_title(value, ascii=ascii)

    written = {
        "author": write_names(reference.author, name),
        "editor": write_names(reference.editor, name),
        "translator": write_names(reference.translator, name),
        "title": title(reference.title),
        **_published_in(reference, dialect, text, title),
        **_numbered(reference, dialect, text),
        "abstract": text(reference.abstract or ""),
        "doi": encode_doi(reference.doi or ""),
        "url": encode_verbatim(reference.url or ""),
        "isbn": text(", ".join(reference.isbn[: None if dialect == "bibtex" else 1])),
        "issn": text(", ".join(reference.issn[: None if dialect == "bibtex" else 1])),
        **_told_apart(record, dialect, text, name),
        "annote" if dialect == "bibtex" else "annotation": text(annotation),
    }
    dates = _bibtex_date(reference.issued) if dialect == "bibtex" else _biblatex_date(reference.issued)
    for field, value in written.items():
        if value and (dialect == "bibtex" or has_field(entry_type(reference, dialect), field)):
            yield field, f"{{{value}}}"
        if field == "title":
            yield from dates


def _published_in(reference: Reference, dialect: Dialect, text: _Write, title: _Write) -> dict[str, str]:
    kind = entry_type(reference, dialect)
    genre = text(reference.genre or "")
    where = {
        "shortjournal": text(reference.container_title_short or ""),
        "eventtitle": text(reference.event_title or ""),
        "series": text(reference.collection_title or ""),
        "edition": text(_edition(reference.edition or "", dialect)),
        _PUBLISHER_FIELD.get(kind, "publisher"): text(reference.publisher or ""),
        "type": genre or {"thesis": "phdthesis", "report": "Report", "techreport": "Report"}.get(kind, ""),
    }
    if dialect == "bibtex":
        container = {"journal" if kind == "article" else "booktitle": text(_container(reference) or "")}
        return {**container, **where, "address": text(reference.publisher_place or "")}
    where["entrysubtype"] = {"article-magazine": "magazine", "article-newspaper": "newspaper"}.get(
        reference.type, ""
    )
    container = _biblatex_container(reference, kind, text, title)
    addition = "" if has_field(kind, "type") else genre
    place = {"location": text(reference.publisher_place or "")}
    # The container comes first, and stands in for the publisher where there is one field for both.
    return {"titleaddon": addition, **container, **where, **container, **place}


def _biblatex_container(reference: Reference, kind: str, text: _Write, title: _Write) -> dict[str, str]:
    container = _container(reference)
    if not container or (kind == "online" and is_preprint(reference.genre)):
        return {}  # of a preprint the organization is its publisher
    if has_field(kind, "booktitle"):
        return {"booktitle": title(container)}
    where = {"article": "journaltitle", "online": "organization", "book": "maintitle"}
    return {} if kind == "periodical" else {where.get(kind, "titleaddon"): text(container)}


def _numbered(reference: Reference, dialect: Dialect, text: _Write) -> dict[str, str]:
    # Number stands in for pages in journals and proceedings; elsewhere it is the work's own.
    in_series = entry_type(reference, dialect) in {"article", "inproceedings", "periodical"}
    pages = text(re.sub(r"\s*[-‐‑‒–—]+\s*", "--", reference.page or "")).replace("-{}-", "--")
    issue, number = text(reference.issue or ""), text(reference.number or "")
    return {
        "volume": text(reference.volume or ""),
        "number": issue if in_series else number,
        "issue": "" if in_series else issue,
        "chapter": text(reference.chapter_number or ""),
        # Styles for BibTeX print no eid.
        "pages": pages or (number if in_series and dialect == "bibtex" else ""),
        "eid": number if in_series else "",
    }


def _told_apart(record: Record, dialect: Dialect, text: _Write, name: _Write) -> dict[str, str]:
    reference = record.reference
    note = note_of(record, with_status=dialect == "bibtex")
    language = (reference.language or "").lower()
    if dialect == "bibtex":
        if entry_type(reference, dialect) == "unpublished" and not note:
            note = "Unpublished manuscript"
        return {
            "language": text(language),
            "pmid": text(reference.pmid or ""),
            "note": text(note),
            "key": name(_label(record)),
        }
    return {
        "langid": _LANGUAGES.get(language.split("-")[0]) or text(language),
        "eprint": text(reference.pmid or ""),
        "eprinttype": "pubmed" if reference.pmid else "",
        "pubstate": text(reference.status or ""),
        "note": text(note),
    }


def _label(record: Record) -> str:
    """What styles sort and name a work by that has nobody in the place they look for."""
    reference = record.reference
    if reference.author or (reference.editor and entry_type(reference, "bibtex") == "book"):
        return ""
    return reference.title or reference.container_title or record.citekey


def _bibtex_date(issued: PartialDate | None) -> Iterator[tuple[str, str]]:
    yield "year", f"{{{issued.year if issued else 'n.d.'}}}"
    if issued and issued.month and 1 <= issued.month <= 12:
        yield "month", _MONTHS[issued.month - 1]
        if issued.day:
            yield "day", f"{{{issued.day}}}"


def _biblatex_date(issued: PartialDate | None) -> Iterator[tuple[str, str]]:
    if issued:
        yield "date", f"{{{issued}}}"


def _edition(edition: str, dialect: Dialect) -> str:
    # Styles for BibTeX print the field before "edition"; BibLaTeX counts by itself.
    if dialect == "biblatex" or not edition.isascii() or not edition.isdigit():
        return edition
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1], "th")
    return edition + ("th" if edition[-2:] in {"11", "12", "13"} else ending)
