"""Documents turned round: from the words of each to the places of every word. Pure; no engine.

The words of a text are those of its pieces between white space, one after another, so each
different piece is analysed once and a text is then a list of numbers. Sorting is one sort of an
array for a whole batch of documents.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from string import punctuation
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import MAX_WORD, tokens

Numbers = npt.NDArray[np.int32]

# The first two pieces, which no text has: one without words, and the place left free between two values.
_WORDLESS, _GAP = 0, 1


class Postings(NamedTuple):
    """Where one word stands in one field.

    `documents` ascends; `counts` says how often the word stands in each, and `places` where: each
    position in four bytes, the lowest first.
    """

    field: str
    word: bytes
    documents: list[int]
    counts: list[int]
    places: list[bytes]


class Inversion:
    """A growing batch of documents, numbered from 0 as they come."""

    def __init__(self, fields: Sequence[str]) -> None:
        """Postings come in the order of `fields`, within a field by word."""
        self._fields = {name: number for number, name in enumerate(fields)}
        self._pieces = _Pieces()
        self._stream = array("i")
        # What stands together in the stream: its field, its document, how many pieces it has.
        self._runs = array("i"), array("i"), array("i")
        self._documents = 0

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self._documents

    @property
    def size(self) -> int:
        """How many pieces there are: about 60 bytes of memory each while they are sorted."""
        return len(self._stream)

    def add(self, text: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Take in a document's fields; the length of each in words, as `analysis.length` counts."""
        number, lengths = self._pieces.__getitem__, {}
        fields, documents, sizes = self._runs
        width = self._pieces.widths.__getitem__
        for field, values in text.items():
            run: list[int] = []
            gaps = 0
            for value in values:
                found = list(map(number, value.split()))
                if any(found):
                    if run:
                        run.append(_GAP)
                        gaps += 1
                    run += found
            lengths[field] = sum(map(width, run)) - gaps
            if run:
                self._stream.extend(run)
                fields.append(self._fields[field])
                documents.append(self._documents)
                sizes.append(len(run))
        self._documents += 1
        return lengths

    def postings(self) -> Iterator[Postings]:
        """The places of every word in every field, in order."""
        if not self._stream:
            return
        words = sorted(self._pieces.words)
        field_and_word, documents, places = self._occurrences(words)
        # A posting begins where the word or the document changes.
        new_word = _changes(field_and_word)
        starts = np.flatnonzero(new_word | _changes(documents))
        firsts = np.flatnonzero(new_word[starts])
        keys = field_and_word[starts[firsts]].tolist()
        numbers = documents[starts].tolist()
        counts = np.diff(starts, append=len(documents)).tolist()
        bounds = [*(4 * starts).tolist(), 4 * len(places)]
        raw = places.tobytes()
        del field_and_word, documents, places, new_word
        values = [raw[begin:end] for begin, end in pairwise(bounds)]
        encoded = [word.encode() for word in words]
        names = list(self._fields)
        for key, begin, end in zip(keys, firsts.tolist(), [*firsts[1:].tolist(), len(values)], strict=True):
            field, word = divmod(key, len(words))
            yield Postings(
                names[field], encoded[word], numbers[begin:end], counts[begin:end], values[begin:end]
            )

    def _occurrences(self, words: Sequence[str]) -> tuple[npt.NDArray[np.int64], Numbers, Numbers]:
        """Every word at every place: field and word as one number, document, position; in this order."""
        pieces, stream = self._pieces, _numbers(self._stream)
        run_fields, run_documents, run_sizes = map(_numbers, self._runs)
        run_of = np.repeat(np.arange(len(run_sizes), dtype=np.int32), run_sizes)
        widths = _numbers(pieces.widths)[stream]
        begins = widths.cumsum(dtype=np.int32) - widths
        begins -= begins[run_sizes.cumsum() - run_sizes][run_of]
        # Each piece gives as many occurrences as it has words.
        held = _numbers(pieces.held)[stream]
        token = np.repeat(_numbers(pieces.first)[stream] - (held.cumsum(dtype=np.int32) - held), held)
        token += np.arange(len(token), dtype=np.int32)
        place = np.repeat(begins, held) + _numbers(pieces.token_places)[token]
        run = np.repeat(run_of, held)
        ranks = np.empty(len(words), np.int64)
        ranks[[pieces.words[word] for word in words]] = np.arange(len(words))
        both = ranks[_numbers(pieces.token_words)[token]] + run_fields[run] * np.int64(len(words))
        # Sorting (key, index) as one number is stable and several times faster than a stable argsort.
        both <<= 32
        both |= np.arange(len(token))
        both.sort()
        order = both.astype(np.uint32)
        both >>= 32
        return both, run_documents[run[order]], place[order].astype("<i4", copy=False)


class _Pieces(dict[str, int]):
    """The different pieces of text, numbered, and the words each is made of.

    `widths` counts the places a piece takes up, `held` its words (joined forms too), which begin at
    `first` in `token_words` and `token_places` (the place within the piece).
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}
        self.widths, self.held, self.first = [0, 1], [0, 0], [0, 0]
        self.token_words: list[int] = []
        self.token_places: list[int] = []

    def __missing__(self, piece: str) -> int:
        # Nearly all pieces are a plain word between signs; the full analysis would take ten times as long.
        bare = piece.strip(punctuation).lower()
        parts = bare.split("-")
        if bare.isascii() and all(map(str.isalnum, parts)):
            number = self.get(bare, _WORDLESS) or self._number(_plain(parts))
            self[bare] = number
        else:
            found = [(token.word, token.position) for token in tokens(piece)]
            number = self._number(found) if found else _WORDLESS
        self[piece] = number
        return number

    def _number(self, found: Sequence[tuple[str, int]]) -> int:
        self.widths.append(found[-1][1] + 1)
        self.held.append(len(found))
        self.first.append(len(self.token_words))
        for word, place in found:
            self.token_words.append(self.words.setdefault(word, len(self.words)))
            self.token_places.append(place)
        return len(self.widths) - 1


def _plain(parts: Sequence[str]) -> list[tuple[str, int]]:
    """The words and places that `tokens` finds in ASCII letters and digits joined by single hyphens."""
    found = [(part[:MAX_WORD], place) for place, part in enumerate(parts)]
    if len(parts) == 1 or all(map(str.isdigit, parts)):
        return found
    return [("".join(word for word, _ in found)[:MAX_WORD], 0), *found]


def _numbers(values: "Sequence[int] | array[int]") -> Numbers:
    return np.array(values, np.int32)


def _changes(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.concatenate(([True], values[1:] != values[:-1]))
