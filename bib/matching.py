"""Do two descriptions mean one work? Accepted only when title, year, first author and container agree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bib.likeness import Grade, Likeness, plain_words, word_forms
from bib.matching_sources import (
    compare_containers,
    compare_first_names,
    compare_places,
    compare_publishers,
    compare_years,
)
from bib.matching_titles import compare_titles, few_words, marks
from kb.reference import Reference

_KINDS = {
    "article-journal": "journal",
    "article-magazine": "journal",
    "article-newspaper": "journal",
    "review-book": "journal",
    "review": "peer review",
    "article": "preprint",
    "book": "book",
    "chapter": "chapter",
    "entry-encyclopedia": "chapter",
    "entry-dictionary": "chapter",
    "paper-conference": "conference",
    "thesis": "thesis",
    "report": "report",
    "standard": "report",
    "dataset": "dataset",
    "periodical": "periodical",
}
_ALIKE = ({"journal", "conference"}, {"chapter", "conference"}, {"book", "report"})
_WITHOUT_CONTAINER = frozenset({"book", "report", "thesis", "dataset", "preprint"})
_SERVERS = frozenset(
    {"arxiv", "biorxiv", "chemrxiv", "edarxiv", "medrxiv", "osf", "preprints", "psyarxiv", "socarxiv", "ssrn"}
)
_EDITION = re.compile(r"([0-9]+)(?:st|nd|rd|th)?\s+ed(?:\b|ition)", re.IGNORECASE)


class Verdict(StrEnum):
    """What a comparison comes to: one work, perhaps one, or two."""

    ACCEPTED = "accepted"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How two descriptions agree, field by field, and what that comes to.

    `kind` compares what kind of work it is and its edition, `place` volume and page.
    """

    title: Likeness
    year: Likeness
    author: Likeness
    container: Likeness
    place: Likeness
    kind: Likeness
    verdict: Verdict

    @property
    def score(self) -> float:
        """The weighted mean of the fields' scores, from 0 to 1: for ranking, never for accepting."""
        return (
            0.5 * self.title.score
            + 0.2 * self.author.score
            + 0.15 * self.year.score
            + 0.15 * self.container.score
        )

    @property
    def agreeing(self) -> tuple[str, ...]:
        """The fields of a reference that agree, by name."""
        fields = {
            "title": self.title,
            "author": self.author,
            "issued": self.year,
            "container_title": self.container,
            "page": self.place,
        }
        return tuple(name for name, likeness in fields.items() if likeness.grade is Grade.SAME)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against one work, in words, the weightiest first."""
        fields = (self.kind, self.title, self.author, self.year, self.container, self.place)
        against = [each for each in fields if each.grade is not Grade.SAME and each.reason]
        return tuple(
            each.reason for each in sorted(against, key=lambda each: each.grade is not Grade.DIFFERENT)
        )


def compare(one: Reference, other: Reference) -> Agreement:
    """Compare two descriptions of works without regard to their DOIs.

    Whatever agrees only nearly (a slip, a missing subtitle, the year before, one surname of two,
    a title of few words) is made up for by volume and page, and by nothing else.
    """
    kinds = _kind(one), _kind(other)
    fields = {
        "title": _title(one, other, kinds),
        "year": compare_years(one.issued, other.issued),
        "author": compare_first_names(one.first_names(), other.first_names()),
        "container": _container(one, other, kinds),
        "place": compare_places(one, other),
        "kind": _compare_kinds(one, other, kinds),
    }
    return Agreement(**fields, verdict=_verdict(fields))


def _verdict(fields: Mapping[str, Likeness]) -> Verdict:
    grades = {name: likeness.grade for name, likeness in fields.items()}
    placed = grades["place"] is Grade.SAME
    nameless = grades["title"] in {Grade.UNSAID, Grade.SILENT}
    elsewhere = grades["title"] is Grade.NEAR and grades["place"] is Grade.DIFFERENT
    if grades["kind"] is Grade.DIFFERENT or elsewhere or (nameless and not placed):
        return Verdict.DIFFERENT
    if differing := [name for name, grade in grades.items() if grade is Grade.DIFFERENT]:
        arguable = len(differing) == 1 and (placed or differing[0] in {"container", "place"})
        return Verdict.POSSIBLE if arguable else Verdict.DIFFERENT
    agreeing = {Grade.SAME, Grade.NEAR} if placed else {Grade.SAME}
    # What neither names, neither gets wrong: books and reports have no container.
    container = grades["container"] in agreeing | {Grade.SILENT}
    author = grades["author"] in agreeing or (placed and grades["author"] is Grade.SILENT)
    sure = container and author and all(grades[name] in agreeing for name in ("title", "year", "kind"))
    return Verdict.ACCEPTED if sure else Verdict.POSSIBLE


def _title(one: Reference, other: Reference, kinds: tuple[str, str]) -> Likeness:
    likeness = compare_titles(one.title, other.title)
    if likeness.grade is Grade.SAME and few_words(one.title) and kinds != ("book", "book"):
        return Likeness(Grade.NEAR, likeness.score, "a title of so few words is not enough to tell by")
    return likeness


def _container(one: Reference, other: Reference, kinds: tuple[str, str]) -> Likeness:
    if kinds[0] == kinds[1] == "preprint":
        return Likeness(Grade.SILENT, 0.5)
    if kinds[0] in _WITHOUT_CONTAINER and kinds[1] in _WITHOUT_CONTAINER:
        return compare_publishers(one, other)
    return compare_containers(one, other)


def _kind(reference: Reference) -> str:
    if _SERVERS & set(plain_words(reference.container_title or "")[:1]):
        return "preprint"
    return _KINDS.get(reference.type, "")


def _compare_kinds(one: Reference, other: Reference, kinds: tuple[str, str]) -> Likeness:
    mine, others = kinds
    if mine and others and mine != others and {mine, others} not in _ALIKE:
        return Likeness(Grade.DIFFERENT, 0.0, f"one is a {_named(mine)}, the other a {_named(others)}")
    if not (mine and others) and {"preprint", "peer review", "dataset"} & {mine, others}:
        return Likeness(Grade.NEAR, 0.5, f"it may be another work than a {_named(mine or others)}")
    if apart := marks(one.title) ^ marks(other.title):
        return Likeness(Grade.DIFFERENT, 0.0, f"only one of the two is a {min(apart)}")
    editions = _edition(one), _edition(other)
    if editions[0] != editions[1]:
        first, second = (each or "none named" for each in editions)
        grade = Grade.DIFFERENT if all(editions) else Grade.NEAR
        return Likeness(grade, 0.0, f"the editions differ ({first}, {second})")
    return Likeness(Grade.SAME, 1.0)


def _named(kind: str) -> str:
    return "journal article" if kind == "journal" else kind.replace("conference", "conference paper")


def _edition(reference: Reference) -> str:
    """The number of the edition; empty for the first, which citations leave out."""
    text = f"{reference.title} {reference.container_title or ''}"
    stated = re.search(r"[0-9]+", " ".join(word_forms(reference.edition or ""))) or _EDITION.search(text)
    number = stated.group(stated.lastindex or 0) if stated else (reference.edition or "").casefold()
    return "" if number == "1" else number
