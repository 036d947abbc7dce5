"""What a text says that gives its topics and its research type away.

A topic is given away by its names: its label and the parts of it, its synonyms, and the other forms of
the synonym rings these are in, each in any member of its word family. A research type is given away by
its names and by the cues of cues.toml, word for word.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from index.conjunctions import FUNCTION_WORDS
from index.families import family
from index.phrases import Phrases
from index.spelling import british
from index.synonyms import RingForm, standard_rings
from kb.ids import slugify
from kb.vocabulary import Term, TermKind, Vocabulary

HINT = 1 / 3  # of a clear cue

_PARTS = re.compile(r"\s*(?:[,;/()]|\band\b|\bor\b|&)\s*")
_SAYS_NOTHING = FUNCTION_WORDS | {"other"}


@dataclass(frozen=True, slots=True)
class Cue:
    """What gives a term away: all the names of a topic together, or one phrase for a research type."""

    term: Term
    phrase: str = ""
    worth: float = 1.0


class Said:
    """What texts say of one term: how much of each cue, and in which words."""

    def __init__(self) -> None:
        self._cues: defaultdict[Cue, float] = defaultdict(float)
        self._words: defaultdict[Cue, Counter[str]] = defaultdict(Counter)

    def add(self, cue: Cue, written: str, weight: float) -> None:
        """Take in that a cue was said once, in a place of that weight."""
        self._cues[cue] += weight
        self._words[cue][" ".join(written.split())] += 1

    @property
    def strength(self) -> float:
        """Each cue's worth times the root of how much it was said, summed: again tells less each time."""
        return sum(map(self._strength, self._cues))

    @property
    def words(self) -> tuple[str, ...]:
        """The words as written, of the strongest cue and most often said first; capitals make no other."""
        once: dict[str, str] = {}
        for cue in sorted(self._cues, key=lambda cue: (-self._strength(cue), cue.phrase)):
            for each, _ in self._words[cue].most_common():
                once.setdefault(each.casefold(), each)
        return tuple(once.values())

    def _strength(self, cue: Cue) -> float:
        return cue.worth * math.sqrt(self._cues[cue])


def said(vocabulary: Vocabulary, texts: Iterable[tuple[str, float]]) -> Mapping[Term, Said]:
    """What texts, each of a weight, say of the terms of a vocabulary; terms not told of are left out."""
    found: defaultdict[Term, Said] = defaultdict(Said)
    topics, types = _topics(vocabulary.of(TermKind.TOPIC)), _types(vocabulary.of(TermKind.RESEARCH_TYPE))
    for text, weight in texts:
        for known in (topics, types):
            for cue, written in known.said(text):
                found[cue.term].add(cue, written, weight)
    return found


@lru_cache(maxsize=256)
def names_of(topic: Term) -> tuple[RingForm, ...]:
    """All the names of a topic. One in capitals only, such as CT, counts only in capitals."""
    names = (topic.label, *_PARTS.split(topic.label), *topic.synonyms)
    forms = (
        form
        for name in names
        for form in (RingForm(name, in_capitals=name.isupper()), *standard_rings().forms_of(name))
    )
    return tuple(dict.fromkeys(form for form in forms if not _SAYS_NOTHING.issuperset(form.words)))


@lru_cache(maxsize=8)
def _topics(topics: tuple[Term, ...]) -> Phrases[Cue]:
    return Phrases(((form, Cue(topic)) for topic in topics for form in names_of(topic)), family)


@lru_cache(maxsize=8)
def _types(types: tuple[Term, ...]) -> Phrases[Cue]:
    return Phrases(((RingForm(cue.phrase, cue.phrase.isupper()), cue) for cue in _cues(types)), british)


def _cues(types: Iterable[Term]) -> Iterator[Cue]:
    """The cues of each type. A name that is listed as a hint is one: it is too usual a word to be clear."""
    for term in types:
        # A renamed type keeps its former name or slug as a synonym.
        slugs = dict.fromkeys((term.slug, *map(slugify, term.synonyms)))
        listed = [cues for slug in slugs if (cues := listed_cues().get(slug))]
        worths = [(phrase, HINT) for cues in listed for phrase in cues["hints"]]
        worths += [(phrase, 1.0) for cues in listed for phrase in cues["clear"]]
        worths += [(name, 1.0) for name in (term.label, *term.synonyms)]
        found: dict[tuple[str, ...], Cue] = {}
        for phrase, worth in worths:
            found.setdefault(tuple(map(british, RingForm(phrase).words)), Cue(term, phrase, worth))
        yield from found.values()


@cache
def listed_cues() -> Mapping[str, Mapping[str, list[str]]]:
    """The phrases of cues.toml by the slug of the research type, `clear` and `hints` apart."""
    return tomllib.loads(files("index").joinpath("cues.toml").read_text(encoding="utf-8"))
