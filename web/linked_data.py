"""What a page is about, for search engines: schema.org types as JSON-LD. Pure: values in, plain data out."""

from collections.abc import Iterable, Sequence
from typing import Any

from bib.plain import plain_line
from kb.identifiers import doi_link
from kb.reference import Name, NoticeKind, Record, Reference
from kb.summary import Summary

Data = dict[str, Any]

_CONTEXT = "https://schema.org"
_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "article": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "entry": "Chapter",
    "entry-dictionary": "Chapter",
    "entry-encyclopedia": "Chapter",
    "motion_picture": "Movie",
    "paper-conference": "ScholarlyArticle",
    "periodical": "Periodical",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "review": "Review",
    "review-book": "Review",
    "software": "SoftwareSourceCode",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
_BOOKISH = {"book", "chapter", "entry", "entry-dictionary", "entry-encyclopedia"}
_PERIODICALS = {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
# schema.org has the property and no words for it.
_STATUSES = {
    NoticeKind.RETRACTION: "Retracted",
    NoticeKind.EXPRESSION_OF_CONCERN: "Expression of concern",
}


def site_data(*, title: str, home: str, search: str, description: str, language: str) -> Data:
    """The site and how to search it; `search` is the address of a search up to the words asked for."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": title,
        "url": home,
        "description": description,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}{{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def summary_data(
    summary: Summary,
    studies: Iterable[tuple[Record, str]],
    *,
    address: str,
    site: Data,
    topics: Iterable[str],
    description: str,
) -> Data:
    """An article of ours that is based on the studies, each given with the address of its own page.

    `site` is what `site_data` says of the site; `topics` are labels.
    """
    return _told(
        {
            "@context": _CONTEXT,
            "@type": "Article",
            "@id": address,
            "url": address,
            "headline": plain_line(summary.title),
            "description": description,
            # The month is all that is known of the day.
            "datePublished": str(summary.month),
            "inLanguage": site["inLanguage"],
            "keywords": list(topics),
            "isPartOf": {"@type": "WebSite", "name": site["name"], "url": site["url"]},
            "publisher": {"@type": "Organization", "name": site["name"], "url": site["url"]},
            "isBasedOn": [_work(record, page) for record, page in studies],
        }
    )


def work_data(record: Record, address: str) -> Data:
    """A published work; `address` is that of the page about it."""
    return {"@context": _CONTEXT, **_work(record, address)}


def trail_data(steps: Sequence[tuple[str, str]]) -> Data:
    """The way from the site's home to a page: the name and address of each step, outermost first."""
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def _work(record: Record, address: str) -> Data:
    reference = record.reference
    link = doi_link(reference.doi) if reference.doi else None
    first, _, last = (reference.page or "").partition("-")
    in_periodical = reference.type in _PERIODICALS
    return _told(
        {
            "@type": _TYPES.get(reference.type, "CreativeWork"),
            "@id": link or address,
            "name": plain_line(reference.title),
            "author": [_named(name) for name in reference.author],
            "editor": [] if _contained(reference) else [_named(name) for name in reference.editor],
            "translator": [_named(name) for name in reference.translator],
            "datePublished": str(reference.issued) if reference.issued else None,
            "identifier": _identifiers(reference),
            "sameAs": link,
            "url": reference.url or link,
            "mainEntityOfPage": address,
            "isPartOf": _container(reference),
            "pagination": reference.page or (reference.number if in_periodical else None),
            "pageStart": first.strip() if last else None,
            "pageEnd": last.strip(),
            "bookEdition": reference.edition if reference.type == "book" else None,
            "isbn": list(reference.isbn) if reference.type == "book" else None,
            "reportNumber": reference.number if reference.type == "report" else None,
            "publisher": None if _contained(reference) else _organization(reference.publisher),
            "inLanguage": reference.language,
            "creativeWorkStatus": _status(record),
            "correction": [
                doi_link(each.doi)
                for each in record.notices
                if each.doi and each.kind is NoticeKind.CORRECTION
            ],
        }
    )


def _status(record: Record) -> str | None:
    kinds = {each.kind for each in record.notices}
    return next((words for kind, words in _STATUSES.items() if kind in kinds), None)


def _container(reference: Reference) -> Data | None:
    if not _contained(reference):
        return None
    if reference.type in _PERIODICALS:
        return _periodical(reference)
    return _told(
        {
            "@type": "Book" if reference.type in _BOOKISH else "CreativeWork",
            "name": plain_line(reference.container_title or ""),
            "editor": [_named(name) for name in reference.editor],
            "publisher": _organization(reference.publisher),
            "isbn": list(reference.isbn) if reference.type in _BOOKISH else None,
            "bookEdition": reference.edition if reference.type in _BOOKISH else None,
        }
    )


def _periodical(reference: Reference) -> Data:
    part = _told(
        {
            "@type": "Periodical",
            "name": plain_line(reference.container_title or ""),
            "alternateName": reference.container_title_short,
            "issn": list(reference.issn),
            "publisher": _organization(reference.publisher),
        }
    )
    if reference.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": reference.volume, "isPartOf": part}
    if reference.issue:
        part = {"@type": "PublicationIssue", "issueNumber": reference.issue, "isPartOf": part}
    return part


def _contained(reference: Reference) -> bool:
    return bool(reference.container_title)


def _identifiers(reference: Reference) -> list[Data]:
    known = (("doi", reference.doi), ("pmid", reference.pmid))
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in known if value]


def _named(name: Name) -> Data:
    if name.literal:
        return {"@type": "Organization", "name": plain_line(name.literal)}
    family = " ".join(filter(None, (name.dropping_particle, name.non_dropping_particle, name.family)))
    return _told(
        {
            "@type": "Person",
            "name": plain_line(" ".join(filter(None, (name.given, family, name.suffix)))),
            "givenName": name.given,
            "familyName": family,
            "honorificSuffix": name.suffix,
        }
    )


def _organization(name: str | None) -> Data | None:
    return {"@type": "Organization", "name": plain_line(name)} if name else None


def _told(data: Data) -> Data:
    """The data without what is not known."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}
