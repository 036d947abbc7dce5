"""How values of the catalogue are put to readers, in words."""

import calendar
import re

from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference, SourceKind

FACET_LABELS = {
    "topic": "Topic",
    "type": "Research type",
    "year": "Year of the study",
    "journal": "Journal",
    "author": "Author",
    "kind": "Kind",
}

SORT_LABELS = {
    "relevance": "Best match",
    "newest": "Newest",
    "oldest": "Oldest",
    "title": "Title",
}

ORIGINS = {
    SourceKind.CROSSREF: "Crossref",
    SourceKind.PRINTED: "the printed reference",
    SourceKind.BIBTEX: "an imported BibTeX file",
    SourceKind.RIS: "an imported RIS file",
    SourceKind.CSL_JSON: "an imported CSL-JSON file",
    SourceKind.EDITOR: "the editor",
}

_NOTICES = {
    NoticeKind.RETRACTION: "This work has been retracted",
    NoticeKind.EXPRESSION_OF_CONCERN: "An expression of concern has been published about this work",
    NoticeKind.CORRECTION: "A correction to this work has been published",
    NoticeKind.OTHER: "A notice about this work has been published",
}
_SHORT_NOTICES = {
    NoticeKind.RETRACTION: "Retracted",
    NoticeKind.EXPRESSION_OF_CONCERN: "Expression of concern",
    NoticeKind.CORRECTION: "Corrected",
    NoticeKind.OTHER: "Notice",
}
_NOTICE_SOURCES = {"publisher": "the publisher", "retraction-watch": "Retraction Watch"}

_FIELDS = {
    "type": "Type",
    "title": "Title",
    "author": "Authors",
    "editor": "Editors",
    "translator": "Translators",
    "container_title": "Published in",
    "container_title_short": "Abbreviated",
    "collection_title": "Series",
    "event_title": "Event",
    "genre": "Genre",
    "publisher": "Publisher",
    "publisher_place": "Place",
    "edition": "Edition",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "number": "Article number",
    "chapter_number": "Chapter",
    "issued": "Date",
    "status": "Status",
    "doi": "DOI",
    "pmid": "PubMed number",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "Address",
    "language": "Language",
    "abstract": "Abstract",
    "note": "Note",
}

_TYPES = {
    "article-journal": "Journal article",
    "article-magazine": "Magazine article",
    "article-newspaper": "Newspaper article",
    "article": "Preprint",
    "book": "Book",
    "chapter": "Book chapter",
    "dataset": "Data set",
    "paper-conference": "Conference paper",
    "post-weblog": "Blog post",
    "report": "Report",
    "review": "Review",
    "thesis": "Thesis",
    "webpage": "Web page",
}


def field_label(name: str) -> str:
    """A Reference field's name as readers see it."""
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def field_text(reference: Reference, name: str) -> str:
    """A Reference field's value as readers see it; empty when there is none."""
    value = getattr(reference, name)
    if value is None:
        return ""
    if name == "type":
        return type_label(value)
    if isinstance(value, PartialDate):
        return date_words(value)
    if isinstance(value, tuple):
        return "; ".join(each.sort_form if isinstance(each, Name) else each for each in value)
    return _dashed(value) if name == "page" else str(value)


def type_label(kind: str) -> str:
    """A CSL type as readers see it."""
    return _TYPES.get(kind, re.sub("[-_]", " ", kind).capitalize())


def date_words(date: PartialDate) -> str:
    """A date as exact as it is known: `2013`, `June 2013`, `4 June 2013`."""
    month = calendar.month_name[date.month] if date.month and date.month <= 12 else None
    parts = (str(date.day) if month and date.day else None, month, str(date.year))
    return " ".join(filter(None, parts))


def work_title(reference: Reference) -> str:
    """The title of a work, or words that say it has none."""
    return reference.title or "Untitled work"


def one_line(reference: Reference) -> str:
    """A citation short enough for a list: `Norcross & Lambert (2018). Psychotherapy, 55(4), 303–315.`

    Empty when neither people nor a date nor a place of publication is known.
    """
    names, where = short_names(reference), _where(reference)
    if not (names or where or reference.issued):
        return ""
    year = reference.issued.year if reference.issued else "n.d."
    who = f"{names} ({year})." if names else f"({year})."
    return " ".join(filter(None, (who, where)))


def short_names(reference: Reference) -> str:
    """The people of a work as running text names them: one, two, or the first `et al.`"""
    names = [name.literal or _family(name) for name in reference.first_names()]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " & ".join(names)


def notice_sentence(notice: Notice) -> str:
    """What a notice says, and who says so since when."""
    source = _NOTICE_SOURCES.get(notice.source, notice.source)
    label = notice.label if notice.kind is NoticeKind.OTHER else ""
    said = f"reported by {source}" if source else ""
    when = date_words(notice.date) if notice.date else ""
    details = ", ".join(filter(None, (label, said, when)))
    return f"{_NOTICES[notice.kind]} ({details})." if details else f"{_NOTICES[notice.kind]}."


def notice_word(notice: Notice) -> str:
    """A notice in one or two words, for a list."""
    return _SHORT_NOTICES[notice.kind]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 summary`, `1,204 summaries`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def year_words(years: str) -> str:
    """A chosen year or range of years as readers see it."""
    return _dashed(years)


def _where(reference: Reference) -> str:
    if not reference.container_title:
        return f"{reference.publisher}." if reference.publisher else ""
    if reference.type == "chapter":
        return f"In {reference.container_title}."
    issue = f"({reference.issue})" if reference.issue else ""
    volume = f"{reference.volume or ''}{issue}"
    parts = (reference.container_title, volume, _dashed(reference.page or "") or reference.number)
    return ", ".join(filter(None, parts)) + "."


def _family(name: Name) -> str:
    return " ".join(filter(None, (name.non_dropping_particle, name.family))) or name.given


def _dashed(text: str) -> str:
    return text.replace("-", "–")
