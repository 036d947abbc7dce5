"""Topics and research types as an editor makes them: their names, and what is filed under them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb.ids import slugify
from kb.reading import Reader
from kb.summary import Status
from kb.vocabulary import Term, TermKind, Vocabulary

MAX_NAME = 80  # characters
MAX_DESCRIPTION = 600


@dataclass(frozen=True, slots=True)
class Use:
    """How many summaries a term has: those that readers see, and all."""

    published: int
    in_all: int


def made_term(
    kind: TermKind, label: str, synonyms: Iterable[str], description: str, slug: str | None = None
) -> Term:
    """A term of what was typed; its slug is made of its label unless one is given."""
    name = _tidy(label)
    term = Term(kind=kind, slug=slug or slugify(name), label=name, description=_tidy(description))
    return Term(
        kind=kind,
        slug=term.slug,
        label=name,
        synonyms=other_names(term, map(_tidy, synonyms)),
        description=term.description,
    )


def other_names(term: Term, names: Iterable[str]) -> tuple[str, ...]:
    """Of these names, those by which a term is not found already, each once."""
    kept: list[str] = []
    for name in names:
        known = Vocabulary([Term(kind=term.kind, slug=term.slug, label=term.label, synonyms=tuple(kept))])
        if name and known.find(term.kind, name) is None:
            kept.append(name)
    return tuple(kept)


def names_of_others(vocabulary: Vocabulary, term: Term, former: str | None = None) -> dict[str, Term]:
    """The names of a term that mean another already, and which. `former` is the slug it has till now."""
    others = Vocabulary(each for each in vocabulary.of(term.kind) if each.slug != former)
    names = (term.label, *term.synonyms, term.slug)
    return {name: other for name in names if (other := others.find(term.kind, name))}


def uses(read: Reader) -> dict[tuple[TermKind, str], Use]:
    """The use of every term that has any, by kind and slug."""
    published: Counter[tuple[TermKind, str]] = Counter()
    in_all: Counter[tuple[TermKind, str]] = Counter()
    for summary in read.summaries():
        terms = [(TermKind.TOPIC, slug) for slug in dict.fromkeys(summary.topics)]
        if summary.research_type:
            terms.append((TermKind.RESEARCH_TYPE, summary.research_type))
        in_all.update(terms)
        if summary.status is Status.PUBLISHED:
            published.update(terms)
    return {term: Use(published[term], number) for term, number in in_all.items()}


def _tidy(text: str) -> str:
    return " ".join(text.split())
