"""What a search must answer, worked out document by document with no index: the oracle of the tests."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from index.analysis import Token, fold, length, tokens
from index.conjunctions import FUNCTION_WORDS
from index.documents import DEFAULT_FIELDS, TEXT_FIELDS, Document
from index.families import family
from index.feedback import question
from index.lexemes import QUESTION, SEARCH
from index.parse import parse
from index.query import FACETS, MAX_DEPTH, Query
from index.tree import (
    All,
    AnyOf,
    Either,
    Everything,
    Exact,
    Form,
    Group,
    Not,
    Prefix,
    Some,
    Weighted,
    Years,
    loosened,
)
from index.typed_words import typed_words

WEIGHTS = {
    "title": 3,
    "cited": 2,
    "implications": 1.5,
    "topic": 2,
    "author": 2,
    "journal": 1,
    "body": 1,
    "type": 1,
}


def tokens_of(values: Iterable[str]) -> list[Token]:
    """The words of several values of one field, a place left free between two so no phrase spans them."""
    found: list[Token] = []
    for value in values:
        found += tokens(value, found[-1].position + 2 if found else 0)
    return found


@dataclass
class Answer:
    total: int
    order: list[str]
    scores: dict[str, float]
    facets: dict[str, list[tuple[str, str, int, bool]]]
    relaxed: bool
    ranked: bool  # by the scores


@dataclass
class NaiveSearch:
    documents: list[Document]
    words: dict[str, dict[str, list[Token]]] = field(init=False)

    def __post_init__(self):
        self.words = {
            document.id: {name: tokens_of(document.text.get(name, ())) for name in TEXT_FIELDS}
            for document in self.documents
        }
        self.lengths = {
            each: {name: length(found) for name, found in fields.items()}
            for each, fields in self.words.items()
        }
        self.average = {}
        for name in TEXT_FIELDS:
            present = [lengths[name] for lengths in self.lengths.values() if lengths[name]]
            self.average[name] = sum(present) / len(present) if present else 0
        self.frequency = Counter(
            (name, token.word)
            for fields in self.words.values()
            for name, found in fields.items()
            for token in found
        )
        self.lexicon = {word for _, word in self.frequency}

    def search(self, query: Query) -> Answer:
        loose = query.match == "any"
        tree = parse(query.text, bounds=QUESTION if loose else SEARCH).tree
        scores, coverage = self.evaluate_any(loosened(tree)) if loose else self.evaluate(tree)
        relaxed = False
        if not scores and not loose:
            scores, coverage = self.evaluate_any(loosened(tree))
            loose = relaxed = bool(scores)
        if not loose:
            coverage = dict.fromkeys(scores, 0)
        by_id = {document.id: document for document in self.documents}
        boosted = {
            each: score * (1.25 if by_id[each].kind == "summary" else 1) for each, score in scores.items()
        }
        passing = [each for each in scores if not self.failing(by_id[each], query)]
        order = sorted(
            passing, key=lambda each: self.key(by_id[each], query.sort, boosted[each], coverage[each])
        )
        first = (query.page - 1) * query.per_page
        facets = {name: self.facet(name, [by_id[each] for each in scores], query) for name in FACETS}
        shown = order[first : min(first + query.per_page, MAX_DEPTH)]
        return Answer(len(passing), shown, boosted, facets, relaxed, query.sort == "relevance")

    # Questions: the words of the best documents help to rank

    def evaluate_any(self, tree):
        asked = question(tree)
        if asked is None:
            return self.evaluate(tree)
        scores, _ = self.evaluate(asked)
        for _ in range(2):
            added = self.added(scores)
            typed = sum(each.weight for each in asked.wanted if isinstance(each, Weighted))
            weight = typed * 0.6 / 0.4 / (sum(added.values()) or 1)
            words = {key: next(word for word in self.lexicon if family(word) == key) for key in added}
            groups = [
                Weighted(Group(forms=(Form((words[key],)),)), weight * each) for key, each in added.items()
            ]
            scores, _ = self.evaluate(replace(asked, optional=tuple(groups)))
        return scores, dict.fromkeys(scores, 0)

    def added(self, scores):
        boosted = [
            (each, scores[each.id] * (1.25 if each.kind == "summary" else 1))
            for each in self.documents
            if each.id in scores
        ]
        first = sorted(boosted, key=lambda pair: self.key(pair[0], "relevance", pair[1], 0))
        weights: defaultdict[str, float] = defaultdict(float)
        shared: Counter[str] = Counter()
        for document, score in first[:12]:
            for key, frequency in self.frequencies(document).items():
                weights[key] += score * frequency * 2.2 / (frequency + 1.2)
                shared[key] += 1
        heard: Counter[str] = Counter()
        for (name, word), count in self.frequency.items():
            if name in {"title", "implications", "body"}:
                heard[family(word)] += count
        weighed = {}
        for key in weights:
            if shared[key] > 1 and heard[key]:
                having = min(heard[key], len(self.documents))
                idf = math.log(1 + (len(self.documents) - having + 0.5) / (having + 0.5))
                weighed[key] = weights[key] * idf
        return dict(sorted(weighed.items(), key=lambda pair: (-round(pair[1], 9), pair[0]))[:20])

    def frequencies(self, document):
        found: defaultdict[str, float] = defaultdict(float)
        for name in ("title", "implications", "body"):
            for text in document.text.get(name, ()):
                relative = self.lengths[document.id][name] / self.average[name]
                for written in re.findall(r"\b[^\W\d_]{3,}\b", text.lower()):
                    if fold(written) not in FUNCTION_WORDS:
                        found[family(fold(written))] += WEIGHTS[name] / (0.25 + 0.75 * relative)
        return found

    # Matching and scoring, one document at a time

    def evaluate(self, tree):
        self.statistics = {}
        scores, coverage = {}, {}
        for document in self.documents:
            score = self.score(tree, document)
            if score is not None:
                scores[document.id] = score
                coverage[document.id] = self.covers(tree, document)
        return scores, coverage

    def score(self, node, document):  # noqa: PLR0911, PLR0912 - one case a kind of node
        match node:
            case Group() | Prefix():
                return self.group_score(node, document)
            case All(required=required, optional=optional, excluded=excluded):
                needed = [self.score(each, document) for each in required]
                if None in needed or any(self.score(each, document) is not None for each in excluded):
                    return None
                return sum(needed) + sum(self.score(each, document) or 0 for each in optional)
            case Some(wanted=wanted, optional=optional, excluded=excluded):
                found = [self.score(each, document) for each in wanted]
                if found == [None] * len(found) or any(
                    self.score(each, document) is not None for each in excluded
                ):
                    return None
                return sum(each or 0 for each in found) + sum(
                    self.score(each, document) or 0 for each in optional
                )
            case AnyOf(children):
                found = [score for each in children if (score := self.score(each, document)) is not None]
                return sum(found) if found else None
            case Either(children):
                found = [score for each in children if (score := self.score(each, document)) is not None]
                return max(found, default=None)
            case Weighted(child, weight):
                score = self.score(child, document)
                return None if score is None else score * weight
            case Not(child):
                return 0.0 if self.score(child, document) is None else None
            case Everything():
                return 0.0
            case Exact(kind, value):
                values = {"doi": document.dois, "key": document.keys}.get(kind)
                if values is None:
                    values = [slug for slug, _ in document.facets.get(kind, ())]
                return 0.0 if value in values else None
            case Years(first, last):
                years = [int(slug) for slug, _ in document.facets.get("year", ())]
                return 0.0 if any(first <= year <= last for year in years) else None
        raise AssertionError(node)

    def covers(self, node, document):
        if self.score(node, document) is None:
            return 0
        match node:
            case All(required=children) | Some(wanted=children):
                return sum(self.covers(each, document) for each in children)
            case Weighted(child):
                return self.covers(child, document)
            case AnyOf(children) | Either(children):
                return max(self.covers(each, document) for each in children)
            case Group(covers=covers):
                return covers
        return 1

    def group_score(self, node, document):
        if node not in self.statistics:
            table = {each.id: self.counts(node, each) for each in self.documents}
            self.statistics[node] = table, sum(1 for counts in table.values() if any(counts.values()))
        table, present = self.statistics[node]
        counts = table[document.id]
        if not any(counts.values()):
            return None
        tf = 0.0
        for name, count in counts.items():
            if count:
                b = 0 if name in {"author", "topic"} else 0.75
                relative = self.lengths[document.id][name] / self.average[name]
                tf += WEIGHTS[name] * count / (1 - b + b * relative)
        idf = math.log(1 + (len(self.documents) - present + 0.5) / (present + 0.5))
        return idf * tf * 2.2 / (tf + 1.2)

    def counts(self, node, document):
        names = (node.field,) if node.field else DEFAULT_FIELDS
        if isinstance(node, Prefix):
            begun = [word for word in self.lexicon if word.startswith(node.stem)]
            heard = {word: sum(self.frequency[name, word] for name in names) for word in begun}
            ranked = sorted((word for word in begun if heard[word]), key=lambda word: (-heard[word], word))[
                :200
            ]
            return {
                name: sum(token.word in ranked for token in self.words[document.id][name]) for name in names
            }
        return {name: self.occurrences(node.forms, self.words[document.id][name]) for name in names}

    def occurrences(self, forms, found):
        def fits(token, word, wide):
            return family(token.word) == family(word) if wide else token.word == word

        singles = [form for form in forms if len(form.words) == 1]
        phrases = [form for form in forms if len(form.words) > 1]
        spans = [
            (token.position, token.position + len(form.words))
            for token in found
            for form in phrases
            if all(
                any(each.position == token.position + place and fits(each, word, form.wide) for each in found)
                for place, word in enumerate(form.words)
            )
        ]
        hits = [token for token in found if any(fits(token, form.words[0], form.wide) for form in singles)]
        if not spans:
            return len(hits)
        spans += [(token.position, token.position + 1) for token in hits]
        count, end = 0, -1
        for first, last in sorted(set(spans), key=lambda span: (span[0], -span[1])):
            if first >= end:
                count, end = count + 1, last
        return count

    # Filters, facets, order

    def has(self, document, name, value):
        slugs = [slug for slug, _ in document.facets.get(name, ())]
        if name == "year" and "-" in value:
            first, last = value.split("-")
            return any(first <= slug <= last for slug in slugs)
        return value in slugs

    def failing(self, document, query):
        return [
            name
            for name, values in query.filters.items()
            if values and not any(self.has(document, name, value) for value in values)
        ]

    def facet(self, name, matching, query):
        counted = [document for document in matching if set(self.failing(document, query)) <= {name}]
        labels = Counter(pair for document in self.documents for pair in document.facets.get(name, ()))
        chosen = query.filters.get(name, ())
        values = {slug for document in counted for slug, _ in document.facets.get(name, ())} | set(chosen)
        rows = []
        for value in values:
            label = max(
                ((count, text) for (slug, text), count in labels.items() if slug == value), default=(0, value)
            )[1]
            count = sum(self.has(document, name, value) for document in counted)
            rows.append((value, label, count, value in chosen))
        if name == "year":
            return sorted(rows, key=lambda row: (int(row[0].split("-")[-1]), row[0]), reverse=True)
        return sorted(rows, key=lambda row: (-row[2], typed_words(row[1]), row[0]))

    def key(self, document, sort, score, coverage):
        year, month, day = document.date
        newest = (-year, -month, -day)
        title = (document.title_key, document.id)
        if sort == "newest":
            return (newest, *title)
        if sort == "oldest":
            return (not year, document.date, *title)
        if sort == "title":
            return (document.title_key, newest, document.id)
        return (-coverage, -round(score, 9), document.kind != "summary", newest, *title)
