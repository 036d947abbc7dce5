"""What follows the date of a printed reference: title and source."""

import re
from dataclasses import replace
from typing import Any

from bib.printed_books import is_publisher, read_book, read_chapter, read_thesis
from bib.printed_dates import MONTH, YEAR, read_date
from bib.printed_journals import looks_like_journal, split_journal
from bib.printed_locators import Locator, is_article_number, locator_after_journal, locator_with_year
from bib.printed_sentences import sentences, without_stop
from kb.reference import PartialDate, Reference

Read = tuple[Reference, tuple[str, ...]]

_DATE = (
    rf"(?:{MONTH}\s[0-9]{{1,2}},?\s{YEAR}|[0-9]{{1,2}}\s{MONTH}\s{YEAR}|{MONTH}\s{YEAR}"
    rf"|{YEAR}(?:\s{MONTH}(?:\s[0-9]{{1,2}})?)?)"
)
_ONLINE = re.compile(
    r"[.,;]?\s*[(\[]?\b(?:advanced?\s+online\s+publication|advance\s+access(?:\s+publication)?|"
    r"(?:published\s+)?online[\s-]first(?:\s+publication)?|e?pub(?:lished)?\s+ahead\s+of\s+print|"
    rf"ahead\s+of\s+print)\b[)\]]?(?:[,.:;]?\s*(?P<date>{_DATE})(?=\W|$))?[.,;]?",
    re.IGNORECASE,
)
_IN_PRESS = re.compile(r"[.,;]\s*[(\[]?\bin\s+press\b[)\]]?[.,;]?\s*$", re.IGNORECASE)
_MEDIUM = re.compile(
    r"\s*\[(?:Internet|Article|Review|Electronic version|Online|Journal article|Research Support[^\]]*)\]",
    re.I,
)
_QUOTED = re.compile(r"[\"“](?P<title>[^\"“”]+?)(?P<mark>[.,?!])[\"”]\s*(?P<source>.*)")
_PREPRINTS = re.compile(
    r"(?:PsyArXiv|medRxiv|bioRxiv|arXiv|SSRN|OSF Preprints|Research Square|Preprints)\b.*", re.I
)


def read_source(text: str, *, year: int | None, edited: bool, linked: bool, address: bool) -> Read:
    """Read title and source where the date came before them (APA and Harvard).

    `linked` says that a DOI was printed, `address` a web address, `edited` that the people were editors.
    """
    text, status, online = _without_status(_MEDIUM.sub("", text))
    if quoted := _QUOTED.fullmatch(text):
        title = quoted["title"] + (quoted["mark"] if quoted["mark"] in "?!" else "")
        reference, unread = _article(quoted["source"], title=title, year=year)
    else:
        reference, unread = (
            read_chapter(text)
            or read_thesis(text)
            or (read_book(text, edited=True) if edited else None)
            or _periodical(text, year=year)
            or _plain(text, sure=linked or bool(status), address=address)
        )
    return _with(reference, status=status, issued=online), unread


def read_source_with_year(text: str) -> Read | None:
    """Read title, source and year where the year stands in the source (Vancouver); None without one."""
    text, status, online = _without_status(_MEDIUM.sub("", text))
    if chapter := _vancouver_chapter(text):
        reference, unread = chapter
        return _with(reference, status=status), unread
    place = locator_with_year(text)
    if place is None:
        return None
    lead, publisher = place.lead, None
    parts = sentences(lead)
    imprint = _semicolon_ended(text, place)
    if imprint and not (place.volume or place.pages) and (thesis := read_thesis(lead)):
        reference, unread = thesis
    elif imprint and not (place.volume or place.pages) and (book := read_book(lead)):
        reference, unread = book
    else:
        if imprint and len(parts) > 2 and is_publisher(parts[-1].text):
            publisher, lead = parts[-1].text, lead[: parts[-1].start]
        reference, unread = _located(lead, place)
        if (
            not (place.volume or place.pages)
            and reference.container_title
            and is_publisher(reference.container_title)
        ):
            reference, unread = read_book(place.lead) or (reference, unread)
    return _with(reference, status=status, issued=place.issued or online, publisher=publisher), (
        *unread,
        *place.unread,
    )


def _vancouver_chapter(text: str) -> Read | None:
    if not re.search(r"\.\s+In:\s", text):
        return None
    imprint = re.search(rf"[;,]\s*(?P<year>{YEAR})(?P<rest>[.;].*)?$", text)
    if not imprint:
        return None
    chapter = read_chapter(text[: imprint.start()] + ". " + (imprint["rest"] or "").lstrip(".; "))
    if chapter is None:
        return None
    reference, unread = chapter
    return _with(reference, issued=PartialDate(int(imprint["year"]))), unread


def _semicolon_ended(text: str, place: Locator) -> bool:
    return text[len(place.lead) :].lstrip().startswith(";")


def _article(source: str, *, title: str, year: int | None) -> Read:
    """The journal and the place after a title that stood in quotation marks."""
    place = locator_after_journal(source) or Locator(lead=source)
    reference, unread = _located(place.lead, place, title=title)
    return _without_year_as_volume(reference, (*unread, *place.unread), year)


def _periodical(text: str, *, year: int | None) -> Read | None:
    place = locator_after_journal(text)
    if place is None or (
        place.volume and not place.pages and not place.issue and _is_year_of_book(text, place)
    ):
        return None
    reference, unread = _located(place.lead, place)
    return _without_year_as_volume(reference, (*unread, *place.unread), year)


def _is_year_of_book(text: str, place: Locator) -> bool:
    parts = sentences(text)
    journal = sentences(place.lead)[-1:]
    return (
        len(parts) > 1
        and not (journal and looks_like_journal(journal[0].text))
        and is_publisher(parts[-1].text)
    )


def _located(lead: str, place: Locator, *, title: str | None = None) -> Read:
    split = split_journal(lead, quoted=title is not None, by_comma=place.by_comma, closed=place.closed)
    journal = split.journal
    numbered = bool(place.pages) and is_article_number(place.pages or "", journal or "")
    reference = Reference(
        type="article-journal" if journal else "document",
        title=split.title if title is None else title,
        container_title=journal,
        volume=place.volume,
        issue=place.issue,
        page=None if numbered else place.pages,
        number=place.pages if numbered else None,
    )
    return reference, split.unread


def _without_year_as_volume(reference: Reference, unread: tuple[str, ...], year: int | None) -> Read:
    # `Journal, 2017` after `(2017)` is the year again, or a volume that is called by its year.
    if year and reference.volume == str(year) and not (reference.issue or reference.page or reference.number):
        return _with(reference, volume=""), (*unread, str(year))
    return reference, unread


def _plain(text: str, *, sure: bool, address: bool) -> Read:
    """A title with a source that gives no volume: journal, preprint, book, web page or none of them."""
    parts = sentences(text)
    if len(parts) < 2:
        return Reference(type="webpage" if address and not sure else "document", title=without_stop(text)), ()
    last = parts[-1].text
    title = without_stop(text[: parts[-1].start])
    if _PREPRINTS.fullmatch(last):
        return Reference(type="article", title=title, genre="preprint", publisher=last), ()
    if not looks_like_journal(last) and (book := read_book(text)):
        return book
    split = split_journal(text)
    if looks_like_journal(last) or (sure and split.journal and len(split.journal.split()) <= 6):
        reference = Reference(
            type="article-journal" if split.journal else "document",
            title=split.title,
            container_title=split.journal,
        )
        return reference, split.unread
    if address and not sure:
        return Reference(type="webpage", title=title, container_title=last), ()
    return Reference(type="document", title=title), (last,)


def _without_status(text: str) -> tuple[str, str | None, PartialDate | None]:
    if online := _ONLINE.search(text):
        rest = f"{text[: online.start()]}. {text[online.end() :].strip()}".strip()
        return rest, "advance online publication", read_date(online["date"]).date if online["date"] else None
    if press := _IN_PRESS.search(text):
        return text[: press.start()] + ".", "in press", None
    return text, None, None


def _with(reference: Reference, **values: Any) -> Reference:
    given: dict[str, Any] = {name: value or None for name, value in values.items() if value is not None}
    return replace(reference, **given)
