"""The only door to Whoosh: documents are written through it and snapshots read.

Whoosh keeps the postings, the segments and the atomic commit; searching is our own (evaluate.py).
"""

import json
import struct
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import finalize

import numpy as np
from numpy.typing import NDArray
from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for

from index import entries, whoosh_writer
from index.arrays import PLACE_BITS, Mask, Places, Postings, Segment, facts_of
from index.checksums import check_segment
from index.documents import TEXT_FIELDS, Document
from index.entries import Entry
from index.facet_table import FacetTable
from index.lexicon import Lexicon
from index.memory import Memory
from index.query import FACETS
from index.snapshot import Part, Snapshot
from index.whoosh_files import CheckedStorage
from index.whoosh_segment import schema

# Bytes for postings and what is worked out from them; a process keeps so much at most.
MEMORY = 256 * 2**20

# A position in a field, as whoosh_segment.Places writes it.
POSITION = "<u4"

# In Whoosh's table of words (filetables.py, codec/whoosh3.py).
_SIZES = struct.Struct("!ii")
_WEIGHT = struct.Struct("!xf")

_T = TypeVar("_T")

_COLUMNS = {field: column for column, field in enumerate(TEXT_FIELDS)}


class IndexUnreadable(Exception):
    """The files of an index are missing or damaged; it must be rebuilt."""


class Store:
    """The Whoosh index in one folder."""

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        """Open it. Raises IndexUnreadable when there is none, or none that can be read.

        `memory` is the budget in bytes for postings and what is worked out from them.
        """
        with _unreadable_told(folder):
            self._index = FileIndex(CheckedStorage(str(folder)))
        self._folder = folder
        self._memory = Memory(memory)
        self._tables = {name: FacetTable() for name in FACETS}
        self._segments: dict[str, Segment] = {}
        self._last: Snapshot | None = None

    @classmethod
    def create(cls, folder: Path) -> "Store":
        """Make an empty index in a new folder."""
        folder.mkdir(parents=True)
        FileIndex.create(CheckedStorage(str(folder)), schema())
        return cls(folder)

    def commit_number(self) -> int:
        """The number of the last commit; -1 once the folder is gone."""
        try:
            number: int = self._index.latest_generation()
        except OSError:
            return -1
        return number

    def write(
        self,
        documents: Iterable[Document],
        removed: Collection[str] = (),
        committed: Callable[[], None] = lambda: None,
    ) -> int:
        """Put these documents in, and the ids in `removed` out, in one commit; how many were put in.

        A document that replaces another must be named in `removed` too. `committed` is called once
        they can be found; small segments are made one only then.
        """
        return whoosh_writer.write(self._index, documents, removed, committed)

    def check(self) -> None:
        """Look whether the segments are there, without reading them. Raises IndexUnreadable."""
        with _unreadable_told(self._folder):
            whoosh_writer.check(self._index)

    def check_all(self) -> None:
        """Read every file of the last commit through. Raises IndexUnreadable."""
        self._of_last_commit(self._check_all)

    def snapshot(self) -> Snapshot:
        """The last commit; segments that an earlier one had are not read again. Raises IndexUnreadable."""
        return self._of_last_commit(self._snapshot)

    def _of_last_commit(self, read: Callable[[], _T]) -> _T:
        while True:
            commit = self.commit_number()
            try:
                return read()
            except IndexUnreadable:
                if commit == self.commit_number():
                    raise  # else a later commit removed files while they were being opened

    def _check_all(self) -> None:
        with _unreadable_told(self._folder):
            for each in self._index._read_toc().segments:
                check_segment(self._folder, each.segment_id())

    def _snapshot(self) -> Snapshot:
        parts: list[Part] = []
        offset = 0
        with _unreadable_told(self._folder):
            contents = self._index._read_toc()
            for each in contents.segments:
                if each.doc_count_all():
                    segment = self._segments.get(each.segment_id())
                    if segment is None:
                        segment = self._segment(each, contents.schema)
                        self._segments[segment.name] = segment
                    parts.append(Part(segment, offset, _live(segment.size, each.deleted_docs())))
                    offset += segment.size
        self._segments = {part.segment.name: part.segment for part in parts}
        if self._last:  # what was worked out from it would push postings out of memory
            self._memory.forget(self._last.serial)
        self._last = Snapshot(parts, self._tables, self._memory)
        return self._last

    def _segment(self, segment: Any, schema: fields.Schema) -> Segment:
        source = _Segment(_Files(str(self._folder)), segment, schema)
        facts = facts_of(source.stored(), segment.doc_count_all(), self._tables)
        return Segment(segment.segment_id(), facts, source.lexicon(), source, self._memory)


class _Files(CheckedStorage):
    """A folder that remembers which files were opened, so that they can be closed together."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._files: list[Any] = []

    def open_file(self, name: str, **asked: Any) -> Any:
        """Open a file as Whoosh does."""
        file = super().open_file(name, **asked)
        self._files.append(file)
        return file

    def close_files(self) -> None:
        """Close all that is open."""
        for each in self._files:
            if not each.is_closed:
                each.close()


class _Segment:
    """An opened segment. One thread at a time: Whoosh's readers share their file positions.

    Deleted documents are read like the others: a segment may outlive the commit that opened it.
    """

    def __init__(self, files: _Files, segment: Any, schema: fields.Schema) -> None:
        self._folder = Path(files.folder)
        self._lock = Lock()
        finalize(self, files.close_files)  # the last snapshot that has it may be in use anywhere
        self._reader = SegmentReader(files, schema, segment)
        # All files are opened while they are there: a later commit may remove them.
        self._entries = self._reader.column_reader("entry")
        self._reader.stored_fields(0)

    def stored(self) -> Iterator[Mapping[str, Any]]:
        """What is stored of each document but its passages."""
        return (json.loads(each) for each in self._entries)

    def lexicon(self) -> Lexicon:
        """The words and their frequencies in the text fields."""
        terms = self._reader._terms
        columns = [_COLUMNS.get(name) for name in terms._fieldunmap]
        table = terms._tindex
        raw = bytes(table.dbfile.get(table.startofdata, table.endofdata - table.startofdata))
        rows: dict[str, int] = {}
        places = array("q")
        weights = array("q")
        at = 0
        # Entries stand one after another: sizes, key (field and word), statistics (weight behind a flag).
        while at < len(raw):
            key_size, size = _SIZES.unpack_from(raw, at)
            at += _SIZES.size
            told = at + key_size
            column = columns[raw[at] << 8 | raw[at + 1]]
            if column is not None:
                row = rows.setdefault(raw[at + 2 : told].decode(), len(rows))
                places.append(row * len(TEXT_FIELDS) + column)
                weights.append(int(_WEIGHT.unpack_from(raw, told)[0]))
            at = told + size
        frequencies = np.zeros(len(rows) * len(TEXT_FIELDS), np.int32)
        frequencies[np.array(places, np.intp)] = weights
        return Lexicon(rows, frequencies.reshape(len(rows), len(TEXT_FIELDS)))

    def postings(self, field: str, word: str) -> Postings:
        """The documents with a word in a field and how often each has it."""
        with self._lock, _unreadable_told(self._folder):
            blocks = list(_blocks(self._matcher(field, word), with_values=False))
            numbers = np.concatenate([each for each, _, _ in blocks])
            return Postings(numbers, np.concatenate([each for _, each, _ in blocks]).astype(np.int32))

    def places(self, field: str, word: str, numbers: NDArray[np.integer[Any]]) -> Places:
        """Where a word stands in the field of these documents."""
        found = []
        with self._lock, _unreadable_told(self._folder):
            for here, counts, values in _blocks(self._matcher(field, word), with_values=True):
                wanted = np.flatnonzero(np.isin(here, numbers, assume_unique=True))
                positions = np.frombuffer(b"".join([values[at] for at in wanted.tolist()]), POSITION)
                begun = here[wanted].astype(np.int64) << PLACE_BITS
                found.append(np.repeat(begun, counts[wanted].astype(np.intp)) + positions)
        return np.concatenate(found)

    def entry(self, number: int) -> Entry:
        """What is stored of a document but its passages."""
        with self._lock, _unreadable_told(self._folder):
            return entries.from_json(self._entries[number])

    def titles(self) -> Iterator[str]:
        """The titles of all documents."""
        with self._lock, _unreadable_told(self._folder):
            return iter([each["title"] for each in self.stored()])

    def passages(self, number: int) -> Mapping[str, str]:
        """The texts of a document that snippets quote."""
        with self._lock, _unreadable_told(self._folder):
            stored: dict[str, dict[str, str]] = self._reader.stored_fields(number)
        return stored["passages"]

    def _matcher(self, field: str, word: str) -> Any:
        # Past `reader.postings`, whose filter of deleted documents would hide the blocks.
        return self._reader._terms.matcher(field, word.encode(), self._reader.schema[field].format)


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


def _live(size: int, deleted: Iterable[int]) -> Mask | None:
    gone = list(deleted)
    if not gone:
        return None
    live = np.ones(size, np.bool_)
    live[gone] = False
    return live


def _blocks(
    matcher: Any, with_values: bool
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32], Sequence[bytes]]]:
    """A posting list block by block: document numbers, weights, encoded positions.

    Reads Whoosh's blocks whole; its `next()` for each posting takes a hundred times as long.
    """
    if not hasattr(matcher, "_postfile"):  # a single posting, kept with the term itself
        yield (
            np.array(matcher._ids, np.int32),
            np.array(matcher._weights, np.float32),
            matcher._values or (),
        )
        return
    while True:
        matcher._read_data()
        numbers, weights = np.array(matcher._data[0], np.int32).cumsum(dtype=np.int32), matcher._data[1]
        if weights is None or isinstance(weights, float):
            weights = np.full(len(numbers), 1.0 if weights is None else weights, np.float32)
        values: Sequence[bytes] = ()
        if with_values:
            matcher._read_values()
            values = matcher._values
        yield numbers, np.asarray(weights, np.float32), values
        if matcher._lastblock:
            return
        matcher._goto(matcher._nextoffset)


@contextmanager
def _unreadable_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a damaged file makes Whoosh raise anything at all
        raise IndexUnreadable(f"The index in {folder} cannot be read: {error!r}.") from error
