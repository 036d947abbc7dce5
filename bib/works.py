"""A Crossref work in our terms: the reference it describes and the notices about it.

Pure. A field of the wrong shape counts as absent; nothing here raises on a work's content.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bib.capitals import calm_container, calm_title
from bib.contributors import to_names
from bib.markup import paragraphs, plain
from bib.worktypes import csl_type, genre
from kb.errors import KnowledgeBaseError
from kb.identifiers import DOI, parse_doi, parse_isbn, parse_issn
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference

Work = dict[str, Any]  # Crossref's JSON, as it came over the wire

_Parsed = TypeVar("_Parsed")

_IN_A_BOOK = frozenset({"chapter", "entry-encyclopedia", "paper-conference"})
_OF_A_HOUSE = frozenset({"article", "report", "thesis", "post-weblog"})
_ABBREVIATED = re.compile(r"(?:\.\.|\b(?:[^\W\d_]|al|etc|vs|Jr|Sr|Inc|Ltd|Co|St|Dr|eds?)\.)$")
_DELETED = "crossref listing of deleted dois"
# The year that printed citations bear is the print year; the rest stand in for it in this order.
_DATES = (
    *("published-print", "issued", "published", "published-online", "published-other"),
    *("posted", "approved", "content-created"),
)
_NO_VALUE = frozenset({"", "-", "0", "n/a", "na", "no", "null", "none", "undefined"})
_KINDS = {
    "retraction": NoticeKind.RETRACTION,
    "withdrawal": NoticeKind.RETRACTION,
    "removal": NoticeKind.RETRACTION,
    "expression_of_concern": NoticeKind.EXPRESSION_OF_CONCERN,
    "partial_retraction": NoticeKind.CORRECTION,
    "correction": NoticeKind.CORRECTION,
    "corrigendum": NoticeKind.CORRECTION,
    "erratum": NoticeKind.CORRECTION,
    "addendum": NoticeKind.CORRECTION,
    "clarification": NoticeKind.CORRECTION,
}


def to_reference(work: Work) -> Reference:
    """Translate a Crossref work.

    Of a work with both an online and a print date the print date counts. An article number stands
    in `number`, not in `page`. A work that its publisher deleted keeps its DOI and a note.
    """
    containers = _texts(work, "container-title")
    if any(each.casefold() == _DELETED for each in containers):
        return Reference(
            type="document", title="", doi=_doi(work.get("DOI")), note="The publisher has deleted this DOI."
        )
    kind = csl_type(work)
    containers = tuple(each for each in containers if not re.match("https?://", each))
    container, collection = _containers(kind, containers)
    short = _first(work, "short-container-title")
    title = _title(work)
    if kind == "periodical" and not title and container:
        title, container, short = container, None, None
    page, number = _page_and_number(work)
    publisher, place = _publisher(kind, work)
    return Reference(
        type=kind,
        title=title,
        author=_author(kind, work),
        editor=_editor(kind, work),
        translator=to_names(work.get("translator")),
        container_title=container,
        container_title_short=short if container and short != container else None,
        collection_title=collection,
        event_title=_event(work),
        genre=genre(work),
        publisher=publisher,
        publisher_place=place,
        edition=_edition(work),
        volume=_value(work, "volume"),
        issue=_value(work, "issue"),
        page=page,
        number=number,
        issued=_issued(work),
        status=_status(kind, work),
        doi=_doi(work.get("DOI")),
        isbn=_identifiers(work, "ISBN", parse_isbn),
        issn=_identifiers(work, "ISSN", parse_issn),
        url=_url(work),
        language=plain(_raw(work, "language")) or None,
        abstract=paragraphs(_raw(work, "abstract")) or None,
    )


def to_notices(work: Work) -> tuple[Notice, ...]:
    """What happened to the work after it was published, from its publisher and Retraction Watch.

    The same notice from both is told once, in the publisher's words.
    """
    own = _doi(work.get("DOI"))
    about = [_notice(update, _doi(update.get("DOI"))) for update in _updates(work, "updated-by")]
    # A publisher that corrects a record in place deposits an update of the work to itself.
    in_place = (update for update in _updates(work, "update-to") if own and _doi(update.get("DOI")) == own)
    about += [_notice(update, own) for update in in_place]
    about.sort(key=lambda notice: notice.source != "publisher")
    seen: dict[tuple[NoticeKind, DOI | None], Notice] = {}
    for notice in about:
        seen.setdefault((notice.kind, notice.doi), notice)
    return tuple(sorted(seen.values(), key=lambda notice: (notice.date is None, _sortable(notice.date))))


def updates(work: Work) -> tuple[tuple[DOI, Notice], ...]:
    """The other works that this work is a notice about, each with the notice it gives of them."""
    own = _doi(work.get("DOI"))
    found = ((_doi(update.get("DOI")), _notice(update, own)) for update in _updates(work, "update-to"))
    return tuple(dict.fromkeys((doi, notice) for doi, notice in found if doi and doi != own))


def _updates(work: Work, key: str) -> list[Mapping[str, Any]]:
    value = work.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _notice(update: Mapping[str, Any], doi: DOI | None) -> Notice:
    kind = re.sub(r"[\s-]+", "_", _raw(update, "type").strip().lower())
    return Notice(
        kind=_KINDS.get(kind, NoticeKind.OTHER),
        doi=doi,
        date=_date(update.get("updated")),
        source=plain(_raw(update, "source")) or "publisher",
        label=plain(_raw(update, "label")) or kind.replace("_", " ").capitalize(),
    )


def _title(work: Work) -> str:
    title = _main_title(_first(work, "title") or "")
    subtitle = _main_title(_first(work, "subtitle") or "")
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    if not title:
        return subtitle
    return f"{title}{' ' if title[-1] in '?!:' else ': '}{subtitle}"


def _main_title(text: str) -> str:
    text = calm_title(text) if text.isupper() else ": ".join(_calm_part(part) for part in text.split(": "))
    text = text.rstrip(" ,;")
    # Publishers end titles with a full stop; an abbreviation keeps its own.
    if text.endswith(".") and not _ABBREVIATED.search(text):
        return text[:-1].rstrip()
    return text


def _calm_part(part: str) -> str:
    """A part of a title, out of its capitals if it has more than two words; fewer may be a name."""
    return calm_title(part) if part.count(" ") > 1 else part


def _containers(kind: str, titles: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The container and the series: of two titles over a chapter the first is its book's series."""
    calm = [calm_container(each) for each in titles]
    if kind == "book":
        return None, (calm[0] if calm else None)
    if kind in _IN_A_BOOK and len(calm) > 1:
        return calm[-1], calm[0]
    return (calm[0] if calm else None), None


def _author(kind: str, work: Work) -> tuple[Name, ...]:
    containers = {each.casefold() for each in _texts(work, "container-title")}
    # Some journals deposit themselves as a person: given `Gastroenterology`, family `Research and Practice`.
    named = tuple(
        Name(literal=whole) if (whole := f"{name.given} {name.family}").casefold() in containers else name
        for name in to_names(work.get("author"))
    )
    body = work.get("standards-body")
    if not named and kind == "standard" and isinstance(body, Mapping):
        return to_names([{"name": body.get("name")}])
    return named


def _editor(kind: str, work: Work) -> tuple[Name, ...]:
    # Open journals deposit the academic editor who handled the paper; no citation names them.
    handled = kind == "article-journal" and work.get("author")
    return () if handled else to_names(work.get("editor"))


def _publisher(kind: str, work: Work) -> tuple[str | None, str | None]:
    """Publisher and place; of a report, thesis or preprint the house that gave it out."""
    publisher, place = _value(work, "publisher"), _value(work, "publisher-location")
    houses = work.get("institution")
    house = (houses[:1] or [None])[0] if isinstance(houses, list) else houses
    if kind in _OF_A_HOUSE and isinstance(house, Mapping) and (name := _value(house, "name")):
        place = _first(house, "place") or (place if name == publisher else None)
        return name, place if place != "-" else None
    return publisher, place


def _page_and_number(work: Work) -> tuple[str | None, str | None]:
    page, number = _value(work, "page"), _value(work, "article-number")
    if page:
        page = re.sub(r"\s*[-‐‑–—−]+\s*", "-", page)
        first, _, last = page.partition("-")
        if first.lower() in _NO_VALUE | {"00", "000"} or not first:
            page = None
        elif last and last in (first, first.rstrip("abcdefgh")):
            page = first
    if page and (page == number or (not number and re.fullmatch(r"[eE][0-9]{2,}|[0-9]{6,}", page))):
        return None, page
    return page, number


def _edition(work: Work) -> str | None:
    edition = _value(work, "edition-number")
    return edition if edition != "1" else None  # citations name no first edition


def _status(kind: str, work: Work) -> str | None:
    ahead = kind == "article-journal" and "published-online" in work and "published-print" not in work
    return "advance online publication" if ahead and not (work.get("volume") or work.get("issue")) else None


def _issued(work: Work) -> PartialDate | None:
    return next(filter(None, (_date(work.get(key)) for key in _DATES)), None)


def _date(value: object) -> PartialDate | None:
    """A Crossref date; `[[null]]`, its way to write that there is none, is None."""
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_whole(each) for each in first] if isinstance(first, list) else []
    year, month, day = (*numbers, None, None, None)[:3]
    if year is None or not 1000 <= year <= 2999:
        return None
    if month is None or not 1 <= month <= 12:
        return PartialDate(year)
    return PartialDate(year, month, day if day is not None and 1 <= day <= 31 else None)


def _sortable(date: PartialDate | None) -> tuple[int, int, int]:
    return (date.year, date.month or 0, date.day or 0) if date else (0, 0, 0)


def _event(work: Work) -> str | None:
    event = work.get("event")
    return _value(event, "name") if isinstance(event, Mapping) else None


def _url(work: Work) -> str | None:
    url = _raw(work, "URL").strip()
    if not re.match(r"https?://", url) or re.match(r"https?://(?:dx\.|www\.)?doi\.org/", url):
        return None
    return url


def _doi(value: object) -> DOI | None:
    try:
        return parse_doi(value) if isinstance(value, str) else None
    except KnowledgeBaseError:
        return None


def _identifiers(work: Work, key: str, parse: Callable[[str], _Parsed]) -> tuple[_Parsed, ...]:
    values = work.get(key)
    found: dict[_Parsed, None] = {}
    for value in values if isinstance(values, list) else []:
        try:
            found[parse(str(value).rsplit("/", 1)[-1])] = None
        except KnowledgeBaseError:
            continue
    return tuple(found)


def _texts(work: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = work.get(key)
    values = values if isinstance(values, list) else [values]
    return tuple(text for each in values if isinstance(each, str) and (text := plain(each)))


def _first(work: Mapping[str, Any], key: str) -> str | None:
    return next(iter(_texts(work, key)), None)


def _value(work: Mapping[str, Any], key: str) -> str | None:
    """A single value as text; the words some depositors write for "none" are None."""
    value = work.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = plain(value) if isinstance(value, str) else ""
    return text if text.lower() not in _NO_VALUE else None


def _raw(work: Mapping[str, Any], key: str) -> str:
    value = work.get(key)
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
