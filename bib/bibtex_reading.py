"""BibTeX and BibLaTeX text as references: every entry read, or refused with its line."""

import re

from bib.bibtex_blocks import Block, split_blocks
from bib.bibtex_fields import (
    Fields,
    read_date,
    read_doi,
    read_edition,
    read_language,
    read_pmid,
    read_url,
)
from bib.limits import MAX_ENTRIES, excerpt, refuse_large_file
from bib.locators import article_number, one_hyphen
from bib.notes import is_preprint, read_note
from bib.plain import readable
from bib.report import Read, ReadFile, Refused
from kb.identifiers import parse_isbn, parse_issn
from kb.reference import Reference, Source, SourceKind

_TYPES = {
    **dict.fromkeys(("article", "suppperiodical"), "article-journal"),
    **dict.fromkeys(
        (
            "book",
            "mvbook",
            "collection",
            "mvcollection",
            "proceedings",
            "mvproceedings",
            "reference",
            "mvreference",
            "manual",
        ),
        "book",
    ),
    **dict.fromkeys(("inbook", "incollection", "bookinbook", "suppbook", "suppcollection"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **dict.fromkeys(("online", "electronic", "www"), "webpage"),
    **dict.fromkeys(("video", "movie"), "motion_picture"),
    "booklet": "pamphlet",
    "inreference": "entry-encyclopedia",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "periodical": "periodical",
    "unpublished": "manuscript",
    "standard": "standard",
    "review": "review",
    "misc": "document",
}
_GENRES = {"phdthesis": "Doctoral dissertation", "mastersthesis": "Master’s thesis"}
_GENRE_WORDS = {"phdthesis": None, "mathesis": "Master’s thesis", "techreport": None, "Report": None}
_STATES = {
    "inpress": "in press",
    "prepublished": "advance online publication",
    "inpreparation": "in preparation",
}
_ONLINE = {"online", "electronic", "www"}
# Types whose title addition says what kind of work it is; they have no field `type`.
_ADDS_GENRE = _ONLINE | {"article", "book", "incollection", "inproceedings", "inreference", "periodical"}
_IN_SERIES = {"article-journal", "paper-conference", "periodical", "review"}


def read_bibtex(text: str) -> ReadFile:
    """The references of a .bib file in order, and what in it is no reference, each with its line.

    Nothing in the text raises. At most 10 MB, 20,000 entries and 64 KB a field are read.
    """
    if too_large := refuse_large_file(text):
        return too_large
    blocks, refused = split_blocks(readable(text))
    items: list[Read] = []
    for block in blocks:
        if len(items) >= MAX_ENTRIES:
            reason = f"The file holds more than {MAX_ENTRIES:,} entries."
            refused.append(Refused(input=excerpt(block.raw), reason=reason, line=block.line))
        elif item := _read(block):
            items.append(item)
        else:
            refused.append(Refused(input=excerpt(block.raw), reason=_why_not(block), line=block.line))
    if not items and not refused:
        refused.append(Refused(input=excerpt(text), reason="There is no BibTeX entry in this file.", line=1))
    return ReadFile(tuple(items), tuple(sorted(refused, key=lambda each: each.line or 0)))


def _why_not(block: Block) -> str:
    if block.kind == "set":
        return "It is a set of other entries, not a reference."
    return "It has no title and no DOI."


def _read(block: Block) -> Read | None:
    fields = Fields(block)
    kind = _TYPES.get(block.kind)
    if kind is None:
        block.remarks.append(f"The entry type @{block.kind[:40]} is unknown; it was taken as a document.")
    title = fields.joined("title", "subtitle") or (
        fields.joined("booktitle", "booksubtitle") if kind in {"book", "chapter", None} else ""
    )
    doi = read_doi(fields)
    if not (title or doi) or block.kind == "set":
        return None
    note, status, notices = read_note(fields.text("note"))
    if block.kind == "unpublished" and note == "Unpublished manuscript":
        note = None
    pubstate = fields.text("pubstate")
    year_words = fields.text("year")
    if not status and re.search(r"(?i)in press|forthcoming|advance online", year_words):
        status = year_words.lower()
    genre = _genre(block, fields)
    page, number = _pages(fields, kind or "")
    reference = Reference(
        type=_type(kind or "document", genre, fields),
        title=title,
        author=fields.names("author"),
        editor=fields.names("editor"),
        translator=fields.names("translator"),
        container_title=_container(block, fields),
        container_title_short=fields.first("shortjournal"),
        collection_title=fields.first("series"),
        event_title=fields.first("eventtitle"),
        genre=genre,
        publisher=_publisher(block, fields),
        publisher_place=fields.first("address", "location"),
        edition=read_edition(fields.text("edition")),
        volume=fields.first("volume"),
        issue=_issue(kind or "", fields),
        page=page,
        number=number,
        chapter_number=fields.first("chapter"),
        issued=read_date(fields),
        status=_STATES.get(pubstate, pubstate) or status,
        doi=doi,
        pmid=read_pmid(fields),
        isbn=fields.identifiers("isbn", parse_isbn),
        issn=fields.identifiers("issn", parse_issn),
        url=read_url(fields),
        language=read_language(fields),
        abstract=fields.first("abstract"),
        note=note,
    )
    return Read(
        reference=reference,
        source=Source(kind=SourceKind.BIBTEX, payload=block.raw),
        line=block.line,
        citekey=block.key or None,
        notices=notices,
        remarks=tuple(block.remarks),
    )


def _type(kind: str, genre: str | None, fields: Fields) -> str:
    if kind in {"document", "webpage"} and is_preprint(genre):
        return "article"
    if kind == "document" and re.search(
        r"(?i)arxiv", fields.text("archiveprefix") + fields.text("eprinttype")
    ):
        return "article"
    if kind == "article-journal":
        subtype = fields.text("entrysubtype")
        return f"article-{subtype}" if subtype in {"magazine", "newspaper"} else kind
    return kind


def _genre(block: Block, fields: Fields) -> str | None:
    genre = fields.text("type")
    if not genre and block.kind in _ADDS_GENRE:
        genre = fields.text("titleaddon")
    return _GENRE_WORDS.get(genre, genre) or _GENRES.get(block.kind)


def _container(block: Block, fields: Fields) -> str | None:
    if block.kind in {"article", "suppperiodical", "review"}:
        return fields.joined("journaltitle", "journalsubtitle") or fields.first("journal", "booktitle")
    book = fields.joined("booktitle", "booksubtitle")
    if not fields.text("title"):
        book = ""  # it stands in for the title
    if block.kind in _ONLINE and not is_preprint(_genre(block, fields)):
        return book or fields.first("journaltitle", "journal", "organization")
    container = book or fields.first("journaltitle", "journal")
    if block.kind == "book":
        return container or fields.first("maintitle")
    return container or (None if block.kind in _ADDS_GENRE else fields.first("titleaddon"))


def _publisher(block: Block, fields: Fields) -> str | None:
    names = ["publisher", "institution", "school", "organization", "holder", "howpublished"]
    if block.kind in _ONLINE and not is_preprint(_genre(block, fields)):
        names.remove("organization")  # it is the site
    return fields.first(*names)


def _pages(fields: Fields, kind: str) -> tuple[str | None, str | None]:
    pages = one_hyphen(fields.text("pages"))
    number = fields.first("eid", "articleno", "article-number")
    in_series = kind in _IN_SERIES
    if not in_series and not number:
        number = fields.first("number")
    if number and pages == number:
        pages = ""
    if in_series and not number and article_number(pages):
        return None, pages  # journals without pages number their articles; BibTeX has no other place
    return pages or None, number


def _issue(kind: str, fields: Fields) -> str | None:
    if kind in _IN_SERIES:
        return fields.first("number", "issue")
    return fields.first("issue")
