"""Crossref's work types as CSL types (https://api.crossref.org/types; CSL 1.0.2, appendix III)."""

from collections.abc import Mapping
from typing import Any

_CSL = {
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "journal": "periodical",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry-encyclopedia",
    "book": "book",
    "edited-book": "book",
    "monograph": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "proceedings": "book",
    "proceedings-series": "book",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "standard",
    "standard-series": "standard",
    "dataset": "dataset",
    "database": "dataset",
    "posted-content": "article",
    "peer-review": "review",
    "component": "document",
    "grant": "document",
}
_POSTED = {"blog": "post-weblog", "dissertation": "thesis", "report": "report"}
_REVIEWS = {
    "referee-report": "referee report",
    "editor-report": "editor's report",
    "author-comment": "author's response",
    "community-comment": "community comment",
    "aggregate": "peer review summary",
    "recommendation": "recommendation",
}


def csl_type(work: Mapping[str, Any]) -> str:
    """The CSL type of a Crossref work; `document` when Crossref's type says nothing."""
    kind, subtype = str(work.get("type")), str(work.get("subtype"))
    if kind == "posted-content" and subtype in _POSTED:
        return _POSTED[subtype]
    if kind == "other" and work.get("container-title"):
        return "chapter"
    return _CSL.get(kind, "document")


def genre(work: Mapping[str, Any]) -> str | None:
    """What kind of its type the work is: a preprint, a PhD thesis, a referee report."""
    kind, subtype = work.get("type"), work.get("subtype")
    review, degree = work.get("review"), work.get("degree")
    if kind == "posted-content" and isinstance(subtype, str) and subtype not in {*_POSTED, "other"}:
        return subtype.replace("_", " ")
    if kind == "peer-review" and isinstance(review, Mapping):
        return _REVIEWS.get(str(review.get("type")), "peer review")
    if kind == "dissertation" and isinstance(degree, list) and degree and isinstance(degree[0], str):
        return degree[0]
    return None
