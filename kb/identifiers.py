"""Identifiers of published works, in the one form we store."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NewType
from urllib.parse import unquote

from kb.errors import NotADOI, NotAnIdentifier

DOI = NewType("DOI", str)
PMID = NewType("PMID", str)
ISBN = NewType("ISBN", str)
ISSN = NewType("ISSN", str)

_LINK = re.compile(r"(?:https?://)?(?:www\.|dx\.)?doi\.org/", re.IGNORECASE)
_LABEL = re.compile(r"(?:info:doi/|doi:?\s*)", re.IGNORECASE)
_SHAPE = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_IN_PROSE = re.compile(r"(?<![\w.])10\.\d{4,9}(?:\.\d+)*/[^\s\"“”]+")
_LONGEST = 2048  # bytes; the longest that Crossref has are a tenth of it
_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def parse_doi(text: str) -> DOI:
    """Read a DOI from what an editor pasted: bare, `doi:`-prefixed or a link.

    DOIs compare without regard to ASCII case (ISO 26324), so we keep them in lower case, NFC.
    Raises NotADOI.
    """
    name = text.strip().strip("\ufeff")
    if name.startswith("<") and name.endswith(">"):
        name = name[1:-1].strip()
    if link := _LINK.match(name):
        # What follows `?` or `#` in a link belongs to the link, not to the DOI.
        name = unquote(re.split(r"[?#]", name[link.end() :], maxsplit=1)[0])
    elif label := _LABEL.match(name):
        name = name[label.end() :]
    name = unicodedata.normalize("NFC", name)
    if not _SHAPE.fullmatch(name) or _has_hidden_characters(name) or _climbs(name):
        raise NotADOI(text)
    if len(name.encode()) > _LONGEST:
        raise NotADOI(text)
    return DOI(name.translate(_LOWER))


def find_dois(prose: str) -> Iterator[DOI]:
    """The DOIs written in running text, without the punctuation of the sentence around them."""
    for match in _IN_PROSE.finditer(unquote(prose) if "%2F" in prose else prose):
        try:
            yield parse_doi(_without_sentence_punctuation(match.group()))
        except NotADOI:
            continue


def parse_pmid(text: str) -> PMID:
    """A PubMed number: one to eight digits. Raises NotAnIdentifier."""
    digits = re.sub(r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?)\s*", "", text.strip(), flags=re.I)
    if not re.fullmatch(r"[1-9][0-9]{0,7}/?", digits):
        raise NotAnIdentifier(text, "PubMed number")
    return PMID(digits.rstrip("/"))


def parse_isbn(text: str) -> ISBN:
    """An ISBN as its thirteen digits, checked (ISO 2108). Raises NotAnIdentifier."""
    digits = re.sub(r"(?i)isbn|[\s:\-‐‑–]", "", text).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        values = [10 if each == "X" else int(each) for each in digits]
        if sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11:
            raise NotAnIdentifier(text, "ISBN")
        body = "978" + digits[:9]
        return ISBN(body + _ean_check(body))
    if re.fullmatch(r"97[89][0-9]{10}", digits) and _ean_check(digits[:12]) == digits[12]:
        return ISBN(digits)
    raise NotAnIdentifier(text, "ISBN")


def parse_issn(text: str) -> ISSN:
    """An ISSN as `1234-567X`, checked (ISO 3297). Raises NotAnIdentifier."""
    digits = re.sub(r"(?i)e?issn|[\s:\-‐‑–]|https?//portal\.issn\.org/resource/issn/", "", text).upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        raise NotAnIdentifier(text, "ISSN")
    values = [10 if each == "X" else int(each) for each in digits]
    if sum(weight * value for weight, value in zip(range(8, 0, -1), values, strict=True)) % 11:
        raise NotAnIdentifier(text, "ISSN")
    return ISSN(f"{digits[:4]}-{digits[4:]}")


def doi_link(doi: DOI) -> str:
    """The address that leads a reader from a DOI to the work."""
    from_safe = "/:;()[]-._~!$&'*+,=@"
    return "https://doi.org/" + "".join(
        each if (each.isascii() and each.isalnum()) or each in from_safe else _percent(each) for each in doi
    )


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _has_hidden_characters(name: str) -> bool:
    # Control, format (bidi overrides), surrogate, private and unassigned characters.
    return any(unicodedata.category(each).startswith("C") for each in name)


def _climbs(name: str) -> bool:
    # `/../` would lead a request to another address of the same server.
    return any(segment in {".", ".."} for segment in name.split("/"))


def _without_sentence_punctuation(name: str) -> str:
    while name:
        last = name[-1]
        opening = _BRACKETS.get(last)
        if last in ".,;:!?'’" or (opening and name.count(opening) < name.count(last)):
            name = name[:-1]
        else:
            break
    return name


def _ean_check(first_twelve: str) -> str:
    total = sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(first_twelve))
    return str(-total % 10)
