"""Topics and a research type proposed for a text, each with its reason; the editor decides.

A term's score is the sum of two parts, each from 0 to 1 and weighed as `Weighing` has it.

* What the text said: each cue counts by its worth times the root of how often it stands there (once in
  the title as much as three times in the text), since saying it again tells less each time; their sum s
  as s / (s + 1). A topic's names are worth the more, the fewer documents have them.
* Similar summaries: of the published ones most like the text, the share that is filed so, each counted by
  how much it is like it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.engine import Alike, Engine
from index.groups import idf
from index.naming import Said, names_of, said
from index.plaintext import plain_text
from index.tree import Form, Group
from index.unavailable import IndexUnavailable
from kb.vocabulary import Term, TermKind, Vocabulary

# What is said in a title counts as often as this, in the title of a cited work, in the text.
PLACES = {"title": 3.0, "cited": 2.0, "body": 1.0}
# What scores less is not worth reading; a topic from 0.4 on is nearly always right (docs/measurements.md).
LEAST = 0.05
TYPES = 2
DECIMALS = 6
LONGEST = 20_000  # characters read of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How much what the text says counts beside similar summaries (0 to 1), and how many of these count."""

    said: float = 0.8
    neighbours: int = 10


AS_SHIPPED = Weighing()


@dataclass(frozen=True, slots=True)
class SimilarSummary:
    """A published summary like the text."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A topic or research type proposed for a text, how good the proposal is (0 to 1), and why.

    `said` are the words of the text that give it away, most often said first; `similar` are the
    summaries filed so, most alike first.
    """

    kind: TermKind
    slug: str
    label: str
    score: float
    said: tuple[str, ...] = ()
    similar: tuple[SimilarSummary, ...] = ()

    @property
    def reason(self) -> str:
        """Why, in a sentence or two."""
        reasons = []
        if self.said:
            reasons.append(f"The text says {_listed(self.said)}.")
        if len(self.similar) == 1:
            reasons.append(f"A similar summary is filed so: {_listed(each.title for each in self.similar)}.")
        elif self.similar:
            titles = _listed(each.title for each in self.similar[:2])
            such_as = ", such as" if len(self.similar) > 2 else ":"
            reasons.append(f"{len(self.similar)} similar summaries are filed so{such_as} {titles}.")
        return " ".join(reasons)


def suggest_terms(  # noqa: PLR0913 - a text in its parts
    index: Engine,
    vocabulary: Vocabulary,
    title: str,
    text: str,
    *,
    cited: Sequence[str] = (),
    without: str = "",
    limit: int = 6,
    weighing: Weighing = AS_SHIPPED,
) -> tuple[Suggested, ...]:
    """Terms for a summary that is being written: up to `limit` topics, best first, then up to two types.

    `text` is its body and practice implications in Markdown; `cited` are the titles of the works it
    cites; `without` is its id, so that it is not its own reason once it is published. Any text is
    answered, of a long one its beginning; without an index only what the text says counts.
    """
    written = {"title": title, "cited": "\n".join(cited), "body": plain_text(text[:LONGEST])}
    passages = {place: each[:LONGEST] for place, each in written.items() if each.strip()}
    names = said(vocabulary, ((each, PLACES[place]) for place, each in passages.items()))

    said_of = [term for term in vocabulary.of(TermKind.TOPIC) if term in names]
    try:
        filed = _filed(index.alike(passages, weighing.neighbours, without), vocabulary)
        rare = _rarity(said_of, index)
    except IndexUnavailable:
        filed, rare = {}, {}
    found = [
        _suggested(term, names.get(term), filed.get(term), weighing, rare.get(term, 1.0))
        for term in vocabulary.terms
        if term in names or term in filed
    ]
    found = sorted((each for each in found if each.score >= LEAST), key=lambda each: -each.score)
    topics = [each for each in found if each.kind is TermKind.TOPIC]
    types = [each for each in found if each.kind is TermKind.RESEARCH_TYPE]
    return (*topics[:limit], *types[:TYPES])


@dataclass(slots=True)
class _Filed:
    """The similar summaries filed under a term, and their share among all similar ones."""

    summaries: list[SimilarSummary]
    share: float = 0.0


def _suggested(
    term: Term, names: Said | None, filed: _Filed | None, weighing: Weighing, rare: float
) -> Suggested:
    strength = names.strength * rare if names else 0.0
    share = filed.share if filed else 0.0
    return Suggested(
        kind=term.kind,
        slug=term.slug,
        label=term.label,
        score=round(weighing.said * strength / (strength + 1) + (1 - weighing.said) * share, DECIMALS),
        said=names.words if names else (),
        similar=tuple(filed.summaries) if filed else (),
    )


def _rarity(topics: Iterable[Term], index: Engine) -> Mapping[Term, float]:
    """How rarely the names of topics stand in documents: 1 where none has them, near 0 where all do.

    It is the inverse document frequency, as a share of the highest. No entry for a topic whose names are
    never looked for.
    """
    groups = {topic: group for topic in topics if (group := _names(topic))}
    if not groups:
        return {}
    counts = index.counts(list(groups.values()))
    highest = idf(0, counts.all)
    return {
        topic: idf(having, counts.all) / highest for topic, having in zip(groups, counts.having, strict=True)
    }


def _names(topic: Term) -> Group | None:
    forms = {Form(words) for name in names_of(topic) if not name.in_capitals for words in name.spellings}
    return Group(forms=tuple(sorted(forms, key=lambda form: form.words))) if forms else None


def _filed(alike: Sequence[Alike], vocabulary: Vocabulary) -> Mapping[Term, _Filed]:
    total = sum(each.score for each in alike)
    found: defaultdict[Term, _Filed] = defaultdict(lambda: _Filed([]))
    for each in alike:
        for kind in TermKind:
            for slug, _ in each.facets.get(kind, ()):
                if term := vocabulary.find(kind, slug):
                    found[term].summaries.append(SimilarSummary(each.id, each.title))
                    found[term].share += each.score / total
    return found


def _listed(words: Iterable[str]) -> str:
    """The first three, in quotation marks."""
    return ", ".join(f"“{each}”" for each in list(words)[:3])
