"""Books, chapters and theses as references print them."""

import re
from dataclasses import dataclass, replace
from typing import Any

from bib.printed_locators import whole_range
from bib.printed_names import read_names
from bib.printed_sentences import sentences, without_stop
from kb.reference import Name, Reference

_EDITORS = re.compile(r"\s*[,(]?\s*\(?\b(?:Eds?|Editors?|Hrsg)\b\.?\s*\)?[.,:;]*\s*", re.IGNORECASE)
_IN = re.compile(r"(?P<title>.+?[.?!][\"”’]?)\s+In:?\s+(?P<book>\S.*)")
_CHAPTER = re.compile(
    r"(?:[.,]\s*|^)\(?\bChapter\s+(?P<number>[0-9]{1,3}|[IVXL]{1,6})\b\)?\.?(?=\s|$)", re.IGNORECASE
)
_NOTES = re.compile(
    r"[,.]?\s*\((?P<notes>[^()]*(?:\bed\.|\bedition\b|\bvol(?:s|\.|ume)|\bpp?\.)[^()]*)\)", re.IGNORECASE
)
_PAGES = re.compile(
    r"[,;.]?\s*\bpp?\.?\s*(?P<pages>[A-Za-z]?[0-9ivxlc]{1,6}(?:\s?[-–—]{1,2}\s?[A-Za-z]?[0-9ivxlc]{1,6})?)(?=\W|$)"
)
_EDITION = re.compile(
    r"\b(?P<edition>[0-9]{1,2}(?:st|nd|rd|th)|(?:[Rr]ev|Revised|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth)\.?)"
    r"\s+(?:[Ee]d\.|[Ee]dn\.?|[Ee]dition\b)"
)
_BARE_EDITION = re.compile(rf"\.\s+(?P<edition>{_EDITION.pattern.replace('?P<edition>', '?:')})\s*")
_VOLUME = re.compile(r"\bVol(?:ume|s)?\.?\s*(?P<volume>[0-9]{1,3}|[IVX]{1,5})\b", re.IGNORECASE)
_PLACE = re.compile(r"(?P<place>[^\W\d_][^:()]{1,60}?):\s*(?P<publisher>[^\W_].{1,100})")
_PUBLISHER = re.compile(
    r"\b(?:press|publish\w*|publications?|verlag|books|wiley(?:-blackwell)?|blackwell|guilford|sage|routledge|springer|"
    r"norton|elsevier|erlbaum|brunner|jossey-bass|mcgraw|pearson|author|hogrefe|karnac|aronson|penguin|plenum|macmillan|"
    r"harper\w*|association|university|clarendon|taylor\s*&\s*francis|institute|organization)\b",
    re.IGNORECASE,
)
_THESIS = re.compile(
    r"[.,]?\s*[(\[]?\s*(?P<genre>(?:unpublished\s+)?(?:doctoral|master['’]?s?|ph\.?\s?d\.?|bachelor['’]?s?)\s+"
    r"(?:dissertation|thesis))\b\s*(?:,\s*(?P<inside>[^()\[\]]+?))?[)\]]?\s*[.,]\s*(?P<after>.*)$",
    re.IGNORECASE,
)
_THESIS_PUBLISHER = re.compile(r"ProQuest|UMI\b")
_REPORT = re.compile(
    r"\s*\((?P<genre>[^()]{0,60}?(?:report|paper|bulletin|monograph|publication))\s+No\.?\s*(?P<number>[\w./-]+)\)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Notes:
    """What stood in brackets after a book's title, and the text without it."""

    text: str
    values: dict[str, Any]
    unread: tuple[str, ...] = ()


def read_chapter(text: str) -> tuple[Reference, tuple[str, ...]] | None:
    """Read `Chapter title. In Editors (Eds.), Book (6th ed., pp. 1-9). Place: Publisher`; None for others."""
    text, number = _without_chapter(text)
    match = _IN.fullmatch(text)
    if not match:
        return None
    book = match["book"]
    editors: tuple[Name, ...] = ()
    unread: tuple[str, ...] = ()
    if mark := _EDITORS.search(book):
        people = read_names(book[: mark.start()])
        editors = people.names if people else ()
        unread = people.unread if people else (book[: mark.start()].strip(" ,"),)
        book = book[mark.end() :]
    notes = _notes(book)
    if not mark and not notes.values:
        return None
    title, publisher, place, rest = _imprint(notes.text)
    reference = Reference(
        type="chapter",
        title=without_stop(match["title"]),
        editor=editors,
        container_title=title or None,
        publisher=publisher,
        publisher_place=place,
        chapter_number=number,
        **notes.values,
    )
    return reference, (*unread, *notes.unread, *rest)


def read_thesis(text: str) -> tuple[Reference, tuple[str, ...]] | None:
    """Read `Title (Doctoral dissertation, University)` and `Title: ProQuest; 2021`; None for others."""
    if match := _THESIS.search(text):
        at = [each for each in (match["inside"], without_stop(match["after"])) if each]
        reference = Reference(
            type="thesis",
            title=without_stop(text[: match.start()]),
            genre=match["genre"],
            publisher=at[0] if at else None,
        )
        return reference, tuple(at[1:])
    title, colon, publisher = text.rpartition(": ")
    if colon and _THESIS_PUBLISHER.search(publisher):
        return Reference(type="thesis", title=without_stop(title), publisher=without_stop(publisher)), ()
    return None


def read_book(text: str, *, edited: bool = False) -> tuple[Reference, tuple[str, ...]] | None:
    """Read `Title (2nd ed.). Place: Publisher`; None when nothing shows that it is a book.

    `edited` says that the people before the date were its editors, which shows it.
    """
    report = _REPORT.search(text)
    notes = _notes(_REPORT.sub("", text))
    title, publisher, place, rest = _imprint(notes.text)
    if not (publisher or notes.values or edited):
        return None
    values = notes.values
    if report:
        values = values | {"genre": report["genre"], "number": report["number"]}
    reference = Reference(
        type="report" if report else "book", title=title, publisher=publisher, publisher_place=place, **values
    )
    # Pages of a whole book are of a part of it that the reference does not name.
    if reference.page:
        rest = (*rest, f"pp. {reference.page}")
        reference = replace(reference, page=None)
    return reference, (*notes.unread, *rest)


def is_publisher(text: str) -> bool:
    """Whether a sentence by itself reads as `Place: Publisher` or a publisher's name."""
    return bool(_PLACE.fullmatch(text) or (_PUBLISHER.search(text) and len(text.split()) <= 8))


def _without_chapter(text: str) -> tuple[str, str | None]:
    match = _CHAPTER.search(text)
    # A title may begin so; only a chapter number after something else is the book's.
    if not match or not match.start():
        return text, None
    return (text[: match.start()] + ". " + text[match.end() :].lstrip()).strip(), match["number"]


def _notes(text: str) -> _Notes:
    values: dict[str, Any] = {}
    unread: list[str] = []
    printed = [match["notes"] for match in _NOTES.finditer(text)]
    rest = _NOTES.sub(" ", text)
    if bare := _BARE_EDITION.search(rest):
        printed.append(bare["edition"])
        rest = rest[: bare.start()] + ". " + rest[bare.end() :]
    if pages := _PAGES.search(rest):
        printed.append(pages.group())
        rest = rest[: pages.start()] + ". " + rest[pages.end() :].lstrip(" .,;")
    for note in printed:
        left = note
        for field, form in (("edition", _EDITION), ("page", _PAGES), ("volume", _VOLUME)):
            if field not in values and (match := form.search(left)):
                value = match[1]
                values[field] = (
                    whole_range(value) if field == "page" else _number(value) if field == "edition" else value
                )
                left = left[: match.start()] + left[match.end() :]
        if left.strip(" .,;"):
            unread.append(left.strip(" .,;"))
    return _Notes(" ".join(rest.replace(" .", ".").split()), values, tuple(unread))


def _number(edition: str) -> str:
    ordinals = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
    word = edition.lower().rstrip(".")
    return (
        ordinals.get(word) or re.sub(r"(?:st|nd|rd|th)$", "", word)
        if word[0].isdigit() or word in ordinals
        else edition
    )


def _imprint(text: str) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    """Part `Book title. Place: Publisher` into title, publisher, place and what is neither."""
    parts = sentences(text)
    for number, part in enumerate(parts[1:], start=1):
        if is_publisher(part.text):
            placed = _PLACE.fullmatch(part.text)
            publisher, place = (placed["publisher"], placed["place"]) if placed else (part.text, None)
            after = tuple(each.text for each in parts[number + 1 :])
            return without_stop(text[: part.start]), without_stop(publisher), place, after
    return (parts[0].text if parts else ""), None, None, tuple(each.text for each in parts[1:])
