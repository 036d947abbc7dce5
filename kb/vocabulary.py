"""The words summaries are filed under: topics and research types, with their other names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TermKind(StrEnum):
    """Which of the two lists a term stands in."""

    TOPIC = "topic"
    RESEARCH_TYPE = "type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A topic or research type. `synonyms` are other names and old spellings that mean it."""

    kind: TermKind
    slug: str
    label: str
    synonyms: tuple[str, ...] = ()
    description: str = ""


class Vocabulary:
    """All terms, in the editor's order, found by slug, label or synonym in any case."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._by_name: dict[tuple[TermKind, str], Term] = {}
        for term in self.terms:
            for name in (term.slug, term.label, *term.synonyms):
                self._by_name.setdefault((term.kind, _key(name)), term)

    def of(self, kind: TermKind) -> tuple[Term, ...]:
        """The terms of one list."""
        return tuple(term for term in self.terms if term.kind is kind)

    def find(self, kind: TermKind, name: str) -> Term | None:
        """The term that a slug, label, synonym or old spelling means; None when unknown."""
        return self._by_name.get((kind, _key(name)))

    def label(self, kind: TermKind, slug: str) -> str:
        """What readers see for a slug; the slug itself when the term is gone."""
        term = self._by_name.get((kind, _key(slug)))
        return term.label if term else slug


def _key(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold().replace("&", " and ")))
