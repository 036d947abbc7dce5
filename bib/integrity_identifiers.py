"""Whether DOI, address, ISSN, ISBN and PubMed number of a reference can be what they say they are."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from bib.remarks import Remark, Severity
from kb.errors import KnowledgeBaseError
from kb.identifiers import DOI, find_dois, parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import Reference

_RESOLVER = re.compile(r"https?://(?:www\.|dx\.)?doi\.org/", re.IGNORECASE)
# What publishers' addresses put behind a DOI.
_TAIL = re.compile(r"(?:/(?:full|full\.html|fulltext|abstract|pdf|epdf|meta|summary|html|citation)|\.pdf)$")
_BORROWED = re.compile(r"proxy|sci-hub|\blocalhost\b|(?:^|\.)example\.")
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}|\[[0-9a-f:]+\]|(?:[0-9]+\.){3}[0-9]+", re.IGNORECASE)


def identifier_remarks(reference: Reference) -> Iterator[Remark]:
    """What is wrong with the identifiers and the address."""
    if reference.doi:
        yield from _doi(reference.doi)
    elif reference.type == "article-journal" and not reference.url:
        yield Remark(code="no-doi", field="doi", severity=Severity.HINT)
    if reference.url:
        yield from _url(reference, reference.url)
    if reference.note and not reference.doi and (inside := doi_in(reference.note)):
        mend = {"doi": inside}
        yield Remark(
            code="doi-in-note", field="note", severity=Severity.WARNING, told={"doi": inside}, mend=mend
        )
    yield from _checked(reference, "issn", parse_issn)
    yield from _checked(reference, "isbn", parse_isbn)
    if reference.pmid and _parsed(parse_pmid, reference.pmid) != reference.pmid:
        better = _parsed(parse_pmid, reference.pmid)
        yield _wrong("pmid-form", "pmid", reference.pmid, {"pmid": better})


def doi_in(text: str) -> DOI | None:
    """The first DOI in a text or an address, without what publishers put behind it."""
    found = next(find_dois(unquote(text)), None)
    return _parsed(parse_doi, _TAIL.sub("", found)) if found else None


def _doi(doi: str) -> Iterator[Remark]:
    parsed = _parsed(parse_doi, doi)
    inside = doi_in(doi)
    mend = {"doi": inside} if inside and inside != doi else {}
    if parsed is None:
        yield _wrong("doi-form", "doi", doi, mend)
    elif parsed != doi:
        yield _wrong("doi-form", "doi", doi, {"doi": parsed})
    elif mend:
        yield Remark(code="doi-tail", field="doi", severity=Severity.WARNING, told={"doi": doi}, mend=mend)


def _url(reference: Reference, url: str) -> Iterator[Remark]:
    parts = _split(url)
    inside = doi_in(url)
    resolver = bool(_RESOLVER.match(url))
    gone = {"url": None} if resolver else {}
    told = {"doi": inside or ""}
    if inside and not reference.doi:
        mend = {"doi": inside, **gone}
        yield Remark(code="url-is-doi", field="url", severity=Severity.WARNING, told=told, mend=mend)
    elif resolver and inside == reference.doi:
        yield Remark(code="url-repeats-doi", field="url", severity=Severity.HINT, mend={"url": None})
    elif resolver:
        yield Remark(code="url-other-doi", field="url", severity=Severity.WARNING, told=told)
    if parts is None or parts[0] not in {"http", "https"} or not _HOST.fullmatch(parts[1]) or " " in url:
        yield Remark(code="url-form", field="url", severity=Severity.WARNING)
    elif _BORROWED.search(parts[1]):
        yield Remark(code="url-borrowed", field="url", severity=Severity.WARNING)


def _split(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme, parts.hostname or ""


def _checked(reference: Reference, name: str, parse: Callable[[str], str]) -> Iterator[Remark]:
    values: tuple[str, ...] = getattr(reference, name)
    better = {each: _parsed(parse, each) for each in values}
    whole = tuple(dict.fromkeys(each for each in better.values() if each))
    for each, parsed in better.items():
        if parsed is None:
            yield _wrong(f"{name}-form", name, each, {name: whole})
        elif parsed != each:
            yield Remark(code="written-otherwise", field=name, severity=Severity.HINT, mend={name: whole})


def _parsed(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except KnowledgeBaseError:
        return None


def _wrong(code: str, name: str, text: str, mend: dict[str, Any]) -> Remark:
    return Remark(code=code, field=name, severity=Severity.ERROR, told={"text": text}, mend=mend)
