"""How values of the catalogue are put to readers, in words of the language they read."""

import datetime
import re
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from kb.reference import (
    FIELDS,
    Name,
    Notice,
    NoticeKind,
    PartialDate,
    Record,
    Reference,
    Source,
    SourceKind,
)
from kb.summary import Month
from web.language import gettext, marked, ngettext, present_language

_FACETS = {
    "topic": marked("Topic"),
    "type": marked("Research type"),
    "year": marked("Year of the study"),
    "journal": marked("Journal"),
    "author": marked("Author"),
    "kind": marked("Kind"),
}

_SORTS = {
    "relevance": marked("Best match"),
    "newest": marked("Newest"),
    "oldest": marked("Oldest"),
    "title": marked("Title"),
}

_ORIGINS = {
    SourceKind.CROSSREF: "Crossref",
    SourceKind.PRINTED: marked("the printed reference"),
    SourceKind.BIBTEX: marked("an imported BibTeX file"),
    SourceKind.RIS: marked("an imported RIS file"),
    SourceKind.CSL_JSON: marked("an imported CSL-JSON file"),
    SourceKind.EDITOR: marked("the editor"),
}

_NOTICES = {
    NoticeKind.RETRACTION: marked("This work has been retracted"),
    NoticeKind.EXPRESSION_OF_CONCERN: marked("An expression of concern has been published about this work"),
    NoticeKind.CORRECTION: marked("A correction to this work has been published"),
    NoticeKind.OTHER: marked("A notice about this work has been published"),
}
_SHORT_NOTICES = {
    NoticeKind.RETRACTION: marked("Retracted"),
    NoticeKind.EXPRESSION_OF_CONCERN: marked("Expression of concern"),
    NoticeKind.CORRECTION: marked("Corrected"),
    NoticeKind.OTHER: marked("Notice"),
}
_NOTICE_SOURCES = {"publisher": marked("the publisher"), "retraction-watch": "Retraction Watch"}

_FIELDS = {
    "type": marked("Type"),
    "title": marked("Title"),
    "author": marked("Authors"),
    "editor": marked("Editors"),
    "translator": marked("Translators"),
    "container_title": marked("Published in"),
    "container_title_short": marked("Abbreviated"),
    "collection_title": marked("Series"),
    "event_title": marked("Event"),
    "genre": marked("Genre"),
    "publisher": marked("Publisher"),
    "publisher_place": marked("Place"),
    "edition": marked("Edition"),
    "volume": marked("Volume"),
    "issue": marked("Issue"),
    "page": marked("Pages"),
    "number": marked("Article number"),
    "chapter_number": marked("Chapter"),
    "issued": marked("Date"),
    "status": marked("Status"),
    "doi": marked("DOI"),
    "pmid": marked("PubMed number"),
    "isbn": marked("ISBN"),
    "issn": marked("ISSN"),
    "url": marked("Address"),
    "language": marked("Language"),
    "abstract": marked("Abstract"),
    "note": marked("Note"),
}

_TYPES = {
    "article-journal": marked("Journal article"),
    "article-magazine": marked("Magazine article"),
    "article-newspaper": marked("Newspaper article"),
    "article": marked("Preprint"),
    "book": marked("Book"),
    "chapter": marked("Book chapter"),
    "dataset": marked("Data set"),
    "paper-conference": marked("Conference paper"),
    "post-weblog": marked("Blog post"),
    "report": marked("Report"),
    "review": marked("Review"),
    "thesis": marked("Thesis"),
    "webpage": marked("Web page"),
}


def facet_label(name: str) -> str:
    """A facet's name as readers see it."""
    return gettext(_FACETS[name])


def sort_label(sort: str) -> str:
    """An order of results as readers see it."""
    return gettext(_SORTS[sort])


def origin_words(origin: SourceKind | None) -> str:
    """Where a field's value came from; empty when nobody said."""
    return gettext(_ORIGINS[origin]) if origin else ""


def field_label(name: str) -> str:
    """A Reference field's name as readers see it."""
    return gettext(_FIELDS[name]) if name in _FIELDS else name.replace("_", " ").capitalize()


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
    return gettext(_TYPES[kind]) if kind in _TYPES else re.sub("[-_]", " ", kind).capitalize()


def date_words(date: PartialDate) -> str:
    """A date as exact as it is known: `2013`, `June 2013`, `4 June 2013`."""
    if not date.month or date.month > 12:
        return str(date.year)
    if not date.day:
        return month_words(Month(date.year, date.month))
    try:
        return format_date(datetime.date(date.year, date.month, date.day), "d MMMM y", present_language())
    except ValueError:  # sources have days that no month has
        return month_words(Month(date.year, date.month))


def day_words(moment: datetime.datetime) -> str:
    """The day of a moment: `4 June 2013`."""
    return date_words(PartialDate(moment.year, moment.month, moment.day))


def month_words(month: Month) -> str:
    """A month: `June 2013`, `juin 2013`."""
    return _month_in(month, present_language())


@lru_cache(maxsize=2048)  # every card of a list names its month
def _month_in(month: Month, language: str) -> str:
    return format_date(datetime.date(month.year, month.month, 1), "MMMM y", language)


def month_heading(month: Month) -> str:
    """A month as a heading begins: `June 2013`, `Juin 2013`."""
    words = month_words(month)
    return words[:1].upper() + words[1:]


def number_words(number: int) -> str:
    """A number with its thousands parted: `1,204`, `1 204`."""
    return str(number) if number < 1000 else format_decimal(number, locale=present_language())


def work_title(reference: Reference) -> str:
    """The title of a work, or words that say it has none."""
    return reference.title or gettext("Untitled work")


def one_line(reference: Reference) -> str:
    """A citation short enough for a list: `Norcross & Lambert (2018). Psychotherapy, 55(4), 303–315.`

    Empty when neither people nor a date nor a place of publication is known.
    """
    names, where = short_names(reference), _where(reference)
    if not (names or where or reference.issued):
        return ""
    year = reference.issued.year if reference.issued else gettext("n.d.")
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
    source = gettext(_NOTICE_SOURCES.get(notice.source, notice.source)) if notice.source else ""
    label = notice.label if notice.kind is NoticeKind.OTHER else ""
    said = gettext("reported by %(source)s", source=source) if source else ""
    when = date_words(notice.date) if notice.date else ""
    details = ", ".join(filter(None, (label, said, when)))
    sentence = gettext(_NOTICES[notice.kind])
    return f"{sentence} ({details})." if details else f"{sentence}."


def notice_word(notice: Notice) -> str:
    """A notice in one or two words, for a list."""
    return gettext(_SHORT_NOTICES[notice.kind])


def notice_heading(notice: Notice) -> str:
    """What a notice says of the work, as the heading of a banner."""
    return gettext(_NOTICES[notice.kind])


def notice_report(notice: Notice) -> str:
    """Who reported a notice, and when, as a sentence; empty when neither is known."""
    source = gettext(_NOTICE_SOURCES.get(notice.source, notice.source)) if notice.source else ""
    date = date_words(notice.date) if notice.date else ""
    if source and date:
        return gettext("Reported by %(source)s, %(date)s.", source=source, date=date)
    if source:
        return gettext("Reported by %(source)s.", source=source)
    return gettext("Dated %(date)s.", date=date) if date else ""


def source_sentence(source: Source) -> str:
    """Where a reference's values come from, and when they were read."""
    name = origin_words(source.kind)
    if source.read_at:
        return gettext("Source: %(source)s, read on %(date)s.", source=name, date=day_words(source.read_at))
    return gettext("Source: %(source)s.", source=name)


def overrides_sentence(record: Record) -> str:
    """Which fields of a reference are the editor's and not its source's; empty for none."""
    fields = ", ".join(field_label(name) for name in FIELDS if name in record.overrides)
    return gettext("Changed by the editor: %(fields)s.", fields=fields) if fields else ""


def summaries_counted(number: int) -> str:
    """`1 summary`, `1,204 summaries`."""
    return ngettext("%(shown)s summary", "%(shown)s summaries", number, shown=number_words(number))


def results_counted(number: int) -> str:
    """`1 result`, `1,204 results`."""
    return ngettext("%(shown)s result", "%(shown)s results", number, shown=number_words(number))


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
