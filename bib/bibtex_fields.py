"""The fields of one BibTeX entry, decoded: texts, names, dates, identifiers."""

import re
from collections.abc import Callable
from typing import TypeVar

from bib.bibtex_blocks import Block
from bib.bibtex_names import read_names
from bib.latex_text import decode, decode_doi, decode_verbatim
from bib.limits import excerpt
from kb.errors import NotADOI, NotAnIdentifier
from kb.identifiers import DOI, PMID, parse_doi, parse_pmid
from kb.reference import Name, PartialDate

_Identifier = TypeVar("_Identifier")

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {
    **dict.fromkeys(("english", "american", "british", "usenglish", "ukenglish", "canadian"), "en"),
    **dict.fromkeys(("german", "ngerman", "deutsch", "austrian", "naustrian"), "de"),
    **dict.fromkeys(("french", "francais", "français"), "fr"),
    **dict.fromkeys(("spanish", "español"), "es"),
    **dict.fromkeys(("portuguese", "brazilian", "brazil"), "pt"),
    "italian": "it",
    "dutch": "nl",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "finnish": "fi",
    "polish": "pl",
    "russian": "ru",
}
_ISO_DATE = re.compile(r"\s*([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")


class Fields:
    """The fields of one entry, decoded as they are asked for; what cannot be read is remarked."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def raw(self, name: str) -> str:
        """A field as it stands, LaTeX."""
        return self._block.fields.get(name, "")

    def text(self, name: str) -> str:
        """A field as Unicode text; empty when it is not there."""
        raw = self._block.fields.get(name)
        return decode(raw) if raw else ""

    def first(self, *names: str) -> str | None:
        """The first of the fields that says something."""
        return next(filter(None, map(self.text, names)), None)

    def joined(self, name: str, subtitle: str) -> str:
        """A title and its subtitle as one."""
        main, sub = self.text(name), self.text(subtitle)
        if main and sub:
            return f"{main} {sub}" if main[-1] in "?!:.…" else f"{main}: {sub}"
        return main or sub

    def names(self, name: str) -> tuple[Name, ...]:
        """The people and organisations of a field."""
        raw = self.raw(name)
        if not raw:
            return ()
        names, others = read_names(raw)
        if others:
            self.remark(f"The {name}s end with “and others”: the rest of them are not in the file.")
        return names

    def identifiers(self, name: str, parse: Callable[[str], _Identifier]) -> tuple[_Identifier, ...]:
        """The valid identifiers of a field; the others are remarked."""
        found: dict[_Identifier, None] = {}
        text = re.sub(r"\([^)]*\)", " ", self.text(name))
        for each in filter(None, re.split(r"[,;/]\s*|\s+(?=[0-9]{4}|97)|\s+and\s+", text)):
            try:
                found[parse(each)] = None
            except NotAnIdentifier as error:
                self.remark(str(error))
        return tuple(found)

    def remark(self, sentence: str) -> None:
        """Tell the editor what could not be read."""
        self._block.remarks.append(sentence)


def read_edition(edition: str) -> str | None:
    """An edition as CSL has it: `2` of `2nd`, `second` and `2nd edition`; other words as they are."""
    match = re.fullmatch(r"([0-9]+)(?:st|nd|rd|th)(?: ed(?:ition|\.)?)?", edition, re.IGNORECASE)
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if edition.lower() in words:
        return str(words.index(edition.lower()) + 1)
    return (match[1] if match else edition) or None


def read_date(fields: Fields) -> PartialDate | None:
    """The date an entry's `date`, or `year`, `month` and `day`, say; a season is left out."""
    if match := _ISO_DATE.match(fields.text("date")):
        return _date(*match.groups())
    year = fields.text("year")
    found = _YEAR.search(year) or re.fullmatch(r"([0-9]{1,4})", year)
    if not found:
        if year and not re.fullmatch(r"(?i)n\.?\s?d\.?|in press.*|forthcoming.*|advance online.*", year):
            fields.remark(f"The year could not be read: {excerpt(year)}")
        return None
    month = fields.text("month").lower()
    day = re.search(r"(?<![0-9])([0-9]{1,2})(?![0-9])", month)
    name = re.search("|".join(_MONTH_NAMES), month)
    if name:
        return _date(
            found[1], str(_MONTH_NAMES.index(name.group()) + 1), day[1] if day else fields.text("day")
        )
    return _date(found[1], day[1] if day else None, fields.text("day"))


def _date(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    # Months 21 to 24 are seasons (ISO 8601-2), which a PartialDate does not know.
    in_year = int(month) if month and month.isascii() and month.isdigit() else 0
    in_month = int(day) if day and day.isascii() and day.isdigit() else 0
    if int(year) == 0:
        return None
    if not 1 <= in_year <= 12:
        return PartialDate(int(year))
    return PartialDate(int(year), in_year, in_month if 1 <= in_month <= 31 else None)


def read_doi(fields: Fields) -> DOI | None:
    """The DOI in the `doi` field, else in a link to it."""
    for name in ("doi", "url"):
        text = decode_doi(fields.raw(name)) if name == "doi" else decode_verbatim(fields.raw(name))
        if text and (name == "doi" or re.match(r"(?i)https?://(?:dx\.)?doi\.org/", text)):
            try:
                return parse_doi(text)
            except NotADOI as error:
                fields.remark(str(error))
    return None


def read_pmid(fields: Fields) -> PMID | None:
    """The PubMed number, in a field of its own or in `eprint`."""
    in_pubmed = re.fullmatch(r"(?i)pubmed|pmid", fields.text("eprinttype") or fields.text("archiveprefix"))
    text = fields.text("pmid") or (fields.text("eprint") if in_pubmed else "")
    if text:
        try:
            return parse_pmid(text)
        except NotAnIdentifier as error:
            fields.remark(str(error))
    return None


def read_url(fields: Fields) -> str | None:
    """The web address of an entry, other than its DOI's."""
    url = (decode_verbatim(fields.raw("url")) or decode_verbatim(fields.raw("link"))).split(" ")[0]
    if not url or re.match(r"(?i)https?://(?:dx\.)?doi\.org/", url):
        return None
    if not re.match(r"(?i)(?:https?|ftp)://[^\s/]", url):
        fields.remark(f"This is no web address: {excerpt(url)}")
        return None
    return url


def read_language(fields: Fields) -> str | None:
    """The language's code, as far as its babel name is known."""
    language = (fields.text("langid") or fields.text("language")).lower()
    return _LANGUAGES.get(language, language) or None
