"""Better ranking of questions: the words of the best documents help to find the others.

A query with any of its words being enough is a question when it has more than `KEYWORDS` words. Its
documents are ranked by score alone (in a sentence no word is worth a place of its own), function
words aside, in rounds of pseudo-relevance feedback: the words that weigh most in the documents found
best so far are added to the question, for ranking only. What is found stays the same.

Feedback is Rocchio's (1971: relevance feedback in information retrieval) with BM25 weights: a word
weighs the mean of its BM25 scores in the best documents, each counting by its own score. Its part
beside the question is as in RM3 (Abdul-Jaleel et al., 2004: UMass at TREC 2004). The numbers were
chosen on two collections (docs/decisions/0016-ranking-questions.md).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from index.analysis import fold
from index.conjunctions import FUNCTION_WORDS
from index.documents import QUOTED_FIELDS
from index.evaluate import Evaluation
from index.families import family
from index.groups import K1, WEIGHTS, B, idf
from index.ranking import Ranked, best
from index.snapshot import Snapshot
from index.tree import AnyOf, Either, Form, Group, Some, Tree, Weighted

KEYWORDS = 4
ROUNDS = 2
DOCUMENTS = 12
WORDS = 20
# The added words' part of the whole weight.
SHARE = 0.6
# In how many of the documents a word must stand, so that no oddity of one is taken for the subject.
SHARED_BY = 2
DECIMALS = 9

_WORD = re.compile(r"\b[^\W\d_]{3,}\b")

# Families and their weighted frequencies.
Words = Mapping[str, float]
_ENTRY = 100  # bytes of one of them, about


def question(tree: Tree) -> Some | None:
    """The tree as a question, each word weighted; None when it is no question but keywords.

    A word typed n times weighs (n + 1) / 2: repeating it says what the question is about, but less
    each time.
    """
    if not isinstance(tree, Some) or _words(tree) <= KEYWORDS:
        return None
    times: dict[Tree, int] = {}
    first: dict[Tree, Tree] = {}
    for node, count in _typed(tree):
        key = _key(node)
        first.setdefault(key, node)
        times[key] = times.get(key, 0) + count
    wanted = (Weighted(first[key], (count + 1) / 2) for key, count in times.items())
    return Some(wanted=tuple(wanted), excluded=tree.excluded)


def with_feedback(asked: Some, snapshot: Snapshot) -> Evaluation:
    """The evaluation of a question, its words joined by those of the documents found best."""
    evaluation = Evaluation(asked, snapshot)
    for _ in range(ROUNDS):
        added = _added(best(snapshot, evaluation.found, (), "relevance", DOCUMENTS), snapshot)
        if not added:
            break
        joined = parts_of(added, asked).items()
        optional = tuple(Weighted(group_of(word, snapshot), weight) for word, weight in joined)
        evaluation = Evaluation(replace(asked, optional=optional), snapshot)
    return evaluation


def _words(node: Tree) -> int:
    """How many typed words the node has, those side by side counted together."""
    match node:
        case Group(covers=covers, field=None):
            return covers
        case Either(children) | AnyOf(children):
            return max(map(_words, children), default=0)
        case Some(wanted=wanted):
            return sum(map(_words, wanted))
        case _:
            return 0


def _typed(node: Some) -> Iterator[tuple[Tree, int]]:
    """What was typed side by side and how often, out of parentheses too."""
    for child, count in zip(node.wanted, node.times or (1,) * len(node.wanted), strict=True):
        if isinstance(child, Some) and not child.excluded:
            yield from _typed(child)
        else:
            yield child, count


def _key(node: Tree) -> Tree:
    """What is equal for the forms of one word."""
    if isinstance(node, Group) and len(node.forms) == 1 and len(node.forms[0].words) == 1:
        form = node.forms[0]
        return Group(forms=(Form((family(form.words[0]),), form.wide),), field=node.field)
    return node


def _added(documents: Iterable[Ranked], snapshot: Snapshot) -> dict[str, float]:
    """The words to add and their weights, a word for its whole family."""
    found = [(words_of(number, snapshot), score) for number, score in documents]
    return heaviest(shared(found), lambda word: rarity(word, snapshot))


def shared(documents: Iterable[tuple[Words, float]]) -> dict[str, float]:
    """The families that several of the documents have, and their weights before rarity.

    Documents are given as the families they have and their scores.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    having: Counter[str] = Counter()
    for words, score in documents:
        for word, frequency in words.items():
            weights[word] += score * frequency * (K1 + 1) / (frequency + K1)
            having[word] += 1
    return {word: weight for word, weight in weights.items() if having[word] >= SHARED_BY}


def heaviest(
    weights: Mapping[str, float], rare: Callable[[str], float], limit: int = WORDS
) -> dict[str, float]:
    """The families that weigh most once their rarity counts, heaviest first."""
    weighed = {word: weight * here for word, weight in weights.items() if (here := rare(word))}
    ordered = sorted(weighed, key=lambda word: (-round(weighed[word], DECIMALS), word))
    return {word: weighed[word] for word in ordered[:limit]}


def parts_of(added: Mapping[str, float], asked: Some) -> dict[str, float]:
    """What each added word weighs beside the question, so that together they have their share."""
    weight = sum(each.weight for each in asked.wanted if isinstance(each, Weighted))
    total = sum(added.values())
    return {word: weight * SHARE / (1 - SHARE) / total * each for word, each in added.items()}


def group_of(key: str, snapshot: Snapshot) -> Group:
    """A family of words, given by its key."""
    return Group(forms=(Form((min(snapshot.relatives(key)),)),))


def words_of(number: int, snapshot: Snapshot) -> Words:
    """How often each family stands in a document's texts, weighted and normalised as in BM25F.

    Kept in the snapshot's memory: the next round has most of the same documents, and so has the next page.
    """
    key = snapshot.serial, "words", number
    known: Words | None = snapshot.memory.get(key)
    if known is None:
        known = _read_words(number, snapshot)
        snapshot.memory.keep(key, known, _ENTRY * len(known))
    return known


def _read_words(number: int, snapshot: Snapshot) -> Words:
    part, local = snapshot.place(number)
    texts = part.segment.passages(local)
    return words_in(
        texts, {field: float(part.facts.lengths[field][local]) for field in texts}, snapshot.average_lengths
    )


def words_in(
    texts: Mapping[str, str], lengths: Mapping[str, float], average_lengths: Mapping[str, float]
) -> Words:
    """How often each family stands in texts by field, weighted and normalised as in BM25F.

    `lengths` counts the words of each text; `average_lengths` are those of all documents.
    """
    found: defaultdict[str, float] = defaultdict(float)
    for field, text in texts.items():
        relative = lengths[field] / average_lengths.get(field, lengths[field] or 1.0)
        unit = WEIGHTS[field] / (1 - B[field] + B[field] * relative)
        for written, count in Counter(_WORD.findall(text.lower())).items():
            word = written if written.isascii() else fold(written)
            if word not in FUNCTION_WORDS:
                found[family(word)] += unit * count
    return found


def rarity(word: str, snapshot: Snapshot) -> float:
    """The inverse document frequency of a family, its occurrences taken for as many documents.

    0 for what is no word of the index, as half of one that has an apostrophe.
    """
    key = snapshot.serial, "rarity", word
    known: float | None = snapshot.memory.get(key)
    if known is None:
        occurrences = sum(snapshot.frequency(each, QUOTED_FIELDS) for each in snapshot.relatives(word))
        known = rarity_of(occurrences, snapshot.count)
        snapshot.memory.keep(key, known, 0)
    return known


def rarity_of(occurrences: int, documents: int) -> float:
    """The inverse document frequency of what occurs so often in so many documents; 0 for what never does."""
    if not occurrences:
        return 0.0
    return idf(min(occurrences, documents), documents)
