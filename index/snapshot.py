"""One committed state of the index, as plain values that many threads may read."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from index.documents import TEXT_FIELDS
from index.entries import Entry
from index.families import family

_POSTINGS_KEPT = 4096


class Snapshot:
    """The live documents by number, and the words they hold.

    `entries` has None where a document was deleted. `words` maps every word to the text fields it
    may stand in. `counts(field, word)` and `positions(field, word)` give, for each live document
    with the word, how often and where; `passages(number)` gives a document's texts to quote from.
    """

    def __init__(
        self,
        *,
        entries: Sequence[Entry | None],
        words: Mapping[str, frozenset[str]],
        counts: Callable[[str, str], Mapping[int, int]],
        positions: Callable[[str, str], Mapping[int, Sequence[int]]],
        passages: Callable[[int], Mapping[str, str]],
    ) -> None:
        self.entries = entries
        self.words = words
        self.passages = passages
        self.counts = lru_cache(_POSTINGS_KEPT)(counts)
        self.positions = lru_cache(_POSTINGS_KEPT)(positions)

    @cached_property
    def live(self) -> dict[int, Entry]:
        """The documents that are there, by number."""
        return {number: entry for number, entry in enumerate(self.entries) if entry is not None}

    @cached_property
    def average_lengths(self) -> dict[str, float]:
        """The mean length of each text field in words, over the documents that have it."""
        lengths = {
            field: [entry.lengths[field] for entry in self.live.values() if entry.lengths.get(field)]
            for field in TEXT_FIELDS
        }
        return {field: sum(each) / len(each) for field, each in lengths.items() if each}

    @cached_property
    def families(self) -> dict[str, tuple[str, ...]]:
        """The words of each family."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._sorted_words:
            found[family(word)].append(word)
        return {key: tuple(members) for key, members in found.items()}

    @cached_property
    def exact(self) -> dict[tuple[str, str], frozenset[int]]:
        """The documents with each DOI, citation key, topic and research type."""
        found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for number, entry in self.live.items():
            facts = [("doi", doi) for doi in entry.dois] + [("key", key) for key in entry.keys]
            facts += [(name, slug) for name in ("topic", "type") for slug, _ in entry.facets.get(name, ())]
            for fact in facts:
                found[fact].add(number)
        return {fact: frozenset(numbers) for fact, numbers in found.items()}

    @cached_property
    def facet_labels(self) -> dict[tuple[str, str], str]:
        """What each facet value is called: the label most documents give it."""
        used = Counter(
            (name, slug, label)
            for entry in self.live.values()
            for name, pairs in entry.facets.items()
            for slug, label in pairs
        )
        ranked = sorted(used.items(), key=lambda each: (each[1], each[0][2]))
        return {(name, slug): label for (name, slug, label), _ in ranked}

    def words_beginning(self, stem: str) -> list[str]:
        """The words that begin so, in order."""
        begin = bisect_left(self._sorted_words, stem)
        end = begin
        while end < len(self._sorted_words) and self._sorted_words[end].startswith(stem):
            end += 1
        return self._sorted_words[begin:end]

    def frequency(self, word: str, fields: Iterable[str]) -> int:
        """How often a word stands in these fields of the live documents."""
        present = self.words.get(word, frozenset())
        return sum(sum(self.counts(field, word).values()) for field in fields if field in present)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.words)
