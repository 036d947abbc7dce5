"""A reference inside a web page, for reference managers: COinS.

The OpenURL 1.0 ContextObject (ANSI/NISO Z39.88-2004) in its key/encoded-value form, after the
registered formats info:ofi/fmt:kev:mtx:journal, book, dissertation and dc. They have no place for
translators, who of a chapter's book edited it, what kind of work a genre says, chapter numbers,
abstracts, the number of a report, the series or publisher of an article, or a particle apart from its name.
"""

from collections.abc import Iterator
from urllib.parse import quote_plus

from bib.plain import plain_line
from kb.reference import Name, Record, Reference

_Pairs = Iterator[tuple[str, str | None]]

_ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
_BOOK_GENRES = {
    "book": "book",
    "report": "report",
    "chapter": "bookitem",
    "entry": "bookitem",
    "entry-dictionary": "bookitem",
    "entry-encyclopedia": "bookitem",
    "paper-conference": "proceeding",
}
_WHOLE = {"book", "report"}
# The format dc has no list of types; these are the names its best known reader, Zotero, has for CSL's.
_DC_TYPES = {
    "article": "preprint",
    "broadcast": "tvBroadcast",
    "figure": "artwork",
    "graphic": "artwork",
    "legal_case": "case",
    "legislation": "statute",
    "motion_picture": "film",
    "pamphlet": "manuscript",
    "personal_communication": "letter",
    "post": "forumPost",
    "post-weblog": "blogPost",
    "software": "computerProgram",
    "song": "audioRecording",
    "speech": "presentation",
}


def coins(record: Record) -> str:
    """The `title` of a `<span class="Z3988">` that stands for the record, not yet escaped for HTML."""
    reference = record.reference
    if reference.type in _ARTICLES:
        name, pairs = "journal", _article(reference)
    elif reference.type in _BOOK_GENRES:
        name, pairs = "book", _book(reference)
    elif reference.type == "thesis":
        name, pairs = "dissertation", _dissertation(reference)
    else:
        name, pairs = "dc", _anything(reference)
    head = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{name}"), *_ids(reference)]
    told = ((f"rft.{key}", plain_line(value or "")) for key, value in (*pairs, _language(reference)))
    return "&".join(f"{key}={quote_plus(value)}" for key, value in (*head, *told) if value)


def _language(reference: Reference) -> tuple[str, str | None]:
    # Only dc has this key; other formats' readers pass by what they do not know.
    return "language", reference.language


def _ids(reference: Reference) -> Iterator[tuple[str, str]]:
    if reference.doi:
        yield "rft_id", f"info:doi/{reference.doi}"
    if reference.pmid:
        yield "rft_id", f"info:pmid/{reference.pmid}"
    if reference.url:
        yield "rft_id", reference.url


def _article(reference: Reference) -> _Pairs:
    yield "genre", "article"
    yield "atitle", reference.title
    yield "jtitle", reference.container_title
    yield "stitle", reference.container_title_short
    yield from _authors(reference.author)
    yield from _numbers(reference)
    yield "issue", reference.issue
    yield "artnum", reference.number
    yield from zip(("issn", "eissn"), reference.issn, strict=False)


def _book(reference: Reference) -> _Pairs:
    yield "genre", _BOOK_GENRES[reference.type]
    contained = reference.type not in _WHOLE
    yield "atitle" if contained else "btitle", reference.title
    if contained:
        yield "btitle", reference.container_title or reference.event_title
    # The format has no editors; those of an edited book are its makers.
    yield from _authors(reference.author or (() if contained else reference.editor))
    yield from _numbers(reference)
    yield "series", reference.collection_title
    yield "edition", reference.edition
    yield "place", reference.publisher_place
    yield "pub", reference.publisher
    for isbn in reference.isbn:
        yield "isbn", isbn


def _dissertation(reference: Reference) -> _Pairs:
    yield "title", reference.title
    yield from _authors(reference.author)
    yield "date", _date(reference)
    yield "inst", reference.publisher
    yield "degree", reference.genre


def _anything(reference: Reference) -> _Pairs:
    yield "type", _DC_TYPES.get(reference.type, reference.type)
    yield "title", reference.title
    for name in reference.author:
        yield "creator", name.sort_form
    for name in reference.editor:
        yield "contributor", name.sort_form
    yield "date", _date(reference)
    yield "source", reference.container_title
    yield "publisher", reference.publisher


def _authors(names: tuple[Name, ...]) -> _Pairs:
    for place, name in enumerate(names):
        if name.literal:
            yield "aucorp", name.literal
        elif place == 0:
            yield "aulast", " ".join(filter(None, (name.non_dropping_particle, name.family)))
            yield "aufirst", " ".join(filter(None, (name.given, name.dropping_particle)))
            yield "ausuffix", name.suffix
        else:
            yield "au", name.sort_form


def _numbers(reference: Reference) -> _Pairs:
    yield "date", _date(reference)
    yield "volume", reference.volume
    first, last = first_and_last(reference)
    # An article without pages is found by its number where its first page would stand.
    yield "spage", first or (None if reference.page or reference.type == "report" else reference.number)
    yield "epage", last
    yield "pages", reference.page


def _date(reference: Reference) -> str | None:
    return str(reference.issued) if reference.issued else None


def first_and_last(reference: Reference) -> tuple[str | None, str | None]:
    """The first and the last page of a work on one run of pages; None where there is none."""
    if not reference.page or "," in reference.page:
        return None, None
    first, _, last = reference.page.partition("-")
    return first.strip(), last.strip() or None
