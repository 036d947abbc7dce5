"""The only door to Whoosh: documents are written through it and snapshots read.

Whoosh keeps the postings, the segments and the atomic commit; searching is our own (evaluate.py).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import fields, formats
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.util.filelock import try_for

from index import entries
from index.analysis import Token, tokens_of
from index.documents import TEXT_FIELDS, Document
from index.entries import Entry
from index.snapshot import Snapshot

QUOTED_FIELDS = ("title", "implications", "body")

_FIELD_NAMES = frozenset(TEXT_FIELDS)


class IndexUnreadable(Exception):
    """The files of an index are missing or damaged; it must be rebuilt."""


class _Words(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field given as analysed words; what is written is each word's positions."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None)

    def index(self, value: Sequence[Token], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for token in value:
            places[token.word].append(token.position)
        for word, positions in places.items():
            yield (
                word.encode(),
                len(positions),
                float(len(positions)),
                self.format.encode(positions),
            )


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True),
        entry=fields.COLUMN(),
        passages=fields.STORED(),
        **{name: _Words() for name in TEXT_FIELDS},
    )


@dataclass(frozen=True, slots=True)
class _Segment:
    """What never changes of a segment: its documents' entries and its words."""

    entries: list[Entry]
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An opened segment, the number its documents begin at, and the deleted among them."""

    reader: Any
    offset: int
    deleted: frozenset[int]
    segment: _Segment


class Store:
    """The Whoosh index in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises IndexUnreadable when there is none, or none that can be read."""
        with _unreadable_told(folder):
            self._index = FileIndex(FileStorage(str(folder), readonly=False))
        self._folder = folder
        self._segments: dict[str, _Segment] = {}

    @classmethod
    def create(cls, folder: Path) -> "Store":
        """Make an empty index in a new folder."""
        folder.mkdir(parents=True)
        FileIndex.create(FileStorage(str(folder)), _schema())
        return cls(folder)

    def commit_number(self) -> int:
        """The number of the last commit; -1 once the folder is gone."""
        try:
            number: int = self._index.latest_generation()
        except OSError:
            return -1
        return number

    def write(self, documents: Iterable[Document], removed: Collection[str] = ()) -> int:
        """Put these documents in, and the ids in `removed` out, in one commit; how many were put in.

        A document that replaces another must be named in `removed` too.
        """
        writer = self._index.writer(timeout=10)
        try:
            count = 0
            if removed:
                with writer.searcher() as searcher:
                    for each in removed:
                        writer.delete_by_term("id", each, searcher=searcher)
            for document in documents:
                writer.add_document(**_stored(document))
                count += 1
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()  # a failed commit would keep the lock
            raise
        return count

    def snapshot(self) -> Snapshot:
        """The last commit. Raises IndexUnreadable."""
        with _unreadable_told(self._folder):
            reader = self._index.reader()
            leaves = [
                _Leaf(leaf, offset, frozenset(leaf.segment().deleted_docs()), self._segment(leaf))
                for leaf, offset in reader.leaf_readers()
                if leaf.doc_count_all()
            ]
        self._segments = {leaf.reader.segment().segment_id(): leaf.segment for leaf in leaves}
        postings = _Postings(leaves, self._folder)
        return Snapshot(
            entries=[
                None if number in leaf.deleted else entry
                for leaf in leaves
                for number, entry in enumerate(leaf.segment.entries)
            ],
            words=_merged([leaf.segment.words for leaf in leaves]),
            counts=postings.counts,
            positions=postings.positions,
            passages=postings.passages,
        )

    def _segment(self, reader: Any) -> _Segment:
        known = self._segments.get(reader.segment().segment_id())
        return known or _Segment(
            [entries.from_json(each) for each in reader.column_reader("entry")], _lexicon(reader)
        )


class _Postings:
    """The postings of one commit. One thread at a time: Whoosh's readers share their file positions."""

    def __init__(self, leaves: list[_Leaf], folder: Path) -> None:
        self._leaves = leaves
        self._folder = folder
        self._lock = Lock()

    def counts(self, field: str, word: str) -> dict[int, int]:
        """How often a word stands in a field, by live document."""
        found: dict[int, int] = {}
        with self._lock, _unreadable_told(self._folder):
            for leaf, matcher in self._matchers(field, word):
                for ids, weights, _ in _blocks(matcher, with_values=False):
                    live = zip(ids, weights, strict=True)
                    found.update(
                        (number + leaf.offset, int(weight))
                        for number, weight in live
                        if number not in leaf.deleted
                    )
        return found

    def positions(self, field: str, word: str) -> dict[int, Sequence[int]]:
        """Where a word stands in a field, by live document."""
        found: dict[int, Sequence[int]] = {}
        with self._lock, _unreadable_told(self._folder):
            for leaf, matcher in self._matchers(field, word):
                decode: Callable[[bytes], list[int]] = leaf.reader.schema[field].format.decode_positions
                for ids, _, values in _blocks(matcher, with_values=True):
                    live = zip(ids, values, strict=True)
                    found.update(
                        (number + leaf.offset, decode(value))
                        for number, value in live
                        if number not in leaf.deleted
                    )
        return found

    def passages(self, number: int) -> Mapping[str, str]:
        """The texts of a document that snippets quote."""
        with self._lock, _unreadable_told(self._folder):
            leaf = next(each for each in reversed(self._leaves) if each.offset <= number)
            stored: dict[str, dict[str, str]] = leaf.reader.stored_fields(number - leaf.offset)
        return stored["passages"]

    def _matchers(self, field: str, word: str) -> Iterator[tuple[_Leaf, Any]]:
        for leaf in self._leaves:
            if field in leaf.segment.words.get(word, ()):
                # Past `reader.postings`, whose filter of deleted documents would hide the blocks.
                posting_format = leaf.reader.schema[field].format
                yield leaf, leaf.reader._terms.matcher(field, word.encode(), posting_format)


@contextmanager
def exclusive(folder: Path, timeout: float) -> Iterator[bool]:
    """Hold the folder against every other process for a block; False when others kept it too long."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileStorage(str(folder)).lock("SYNC")
    taken = bool(try_for(lock.acquire, timeout=timeout))
    try:
        yield taken
    finally:
        if taken:
            lock.release()


def _stored(document: Document) -> dict[str, Any]:
    words = {name: tokens_of(values) for name, values in document.text.items()}
    passages = {name: "\n".join(document.text[name]) for name in QUOTED_FIELDS if name in document.text}
    entry = entries.to_json(entries.entry_of(document, words))
    return {"id": document.id, "entry": entry, "passages": passages, **words}


def _lexicon(reader: Any) -> dict[str, frozenset[str]]:
    kinds: dict[frozenset[str], frozenset[str]] = {}  # one set for all words of the same fields
    words: dict[str, frozenset[str]] = {}
    for field, word in reader.all_terms():
        if field in _FIELD_NAMES:
            text = word.decode()
            held = words.get(text, frozenset()) | {field}
            words[text] = kinds.setdefault(held, held)
    return words


def _merged(lexica: Sequence[Mapping[str, frozenset[str]]]) -> Mapping[str, frozenset[str]]:
    if len(lexica) == 1:
        return lexica[0]
    words: dict[str, frozenset[str]] = {}
    for lexicon in lexica:
        for word, held in lexicon.items():
            words[word] = words[word] | held if word in words else held
    return words


def _blocks(
    matcher: Any, with_values: bool
) -> Iterator[tuple[Iterable[int], Sequence[float], Sequence[bytes]]]:
    """A posting list block by block: document numbers, weights, encoded positions.

    Reads Whoosh's blocks whole; its `next()` for each posting takes ten times as long.
    """
    if not hasattr(matcher, "_postfile"):  # a single posting, kept with the term itself
        yield matcher._ids, matcher._weights, matcher._values or ()
        return
    while True:
        matcher._read_data()
        numbers, weights = tuple(accumulate(matcher._data[0])), matcher._data[1]
        if weights is None or isinstance(weights, float):
            weights = [1.0 if weights is None else weights] * len(numbers)
        values: Sequence[bytes] = ()
        if with_values:
            matcher._read_values()
            values = matcher._values
        yield numbers, weights, values
        if matcher._lastblock:
            return
        matcher._goto(matcher._nextoffset)


@contextmanager
def _unreadable_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a damaged file makes Whoosh raise anything at all
        raise IndexUnreadable(f"The index in {folder} cannot be read: {error!r}.") from error
