"""One segment of a Whoosh 3 index, written in bulk: files that Whoosh's own reader opens.

Whoosh's writer makes half a dozen Python calls a posting; here a word's whole list is written at
once. What differs within the format's freedom: lists of at most four postings are kept with the word
(`W3TermInfo` reads such ones, though Whoosh's writer never makes any), blocks hold 4,096 postings,
numbers are pickled as arrays, words are hashed by CRC-32, a block is compressed only when that pays.

    <segment>.pst       posting lists
    <segment>.trm       words of every field, in order, each with its statistics and its list's place
    <segment>.entry.col, <segment>._stored.col      what is kept of each document
    <segment>.sums      checksums of the others (checksums.py)

In a block the values are, for each document, the positions of the word in four bytes each, the lowest
first: the values of a list joined are all its positions, and the weights say how many are whose.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from itertools import accumulate, count
from operator import sub
from pathlib import Path
from pickle import dumps, load, loads
from typing import Any, NamedTuple
from zlib import compress, crc32, decompress

from whoosh import fields, formats
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from index.analysis import Token
from index.checksums import write_sums
from index.documents import TEXT_FIELDS

# In the order of their words in the index; Whoosh expects it to be alphabetical.
FIELDS = tuple(sorted((*TEXT_FIELDS, "id")))
_FIELD_KEYS = {name: struct.pack("!H", number) for number, name in enumerate(FIELDS)}

COLUMNS = ("entry", "_stored")

_BLOCK = 4096
_INLINE = 4
_FEW = 16
_WORTH_COMPRESSING = 1024  # bytes
_LEVEL = 1
_PICKLE = 4

# W3TermInfo: inline or not, weight, documents, lengths of the shortest and longest field (not kept),
# highest weight, first and last document; behind it the list itself, or its place and length.
_TERM = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")
_INT = struct.Struct("!i")
# Whoosh's hash table (filetables.py): 256 tables of (hash, place), the lower 8 bits choosing the table.
_HEAD = struct.Struct("!4sBii")
_SIZES = struct.Struct("!ii")
_SLOT = struct.Struct("!Iq")
_TABLE = struct.Struct("!qi")
_CRC32 = 1
_WAITING = 4096  # entries


class Places(formats.Positions):  # type: ignore[misc] # Whoosh has no types
    """A word's positions in a document as plain numbers of four bytes; Whoosh's own format pickles lists."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """The positions as they are stored."""
        return struct.pack(f"<{len(poslist)}I", *poslist)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions that were stored."""
        return list(struct.unpack(f"<{len(valuestring) // 4}I", valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions were stored."""
        return len(valuestring) // 4


class Words(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field given as analysed words; what is written is each word's positions."""

    def __init__(self) -> None:
        super().__init__(format=Places(), analyzer=None)

    def index(self, value: Sequence[Token], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The words of a field for Whoosh's own writer: word, frequency, weight, positions."""
        places: dict[str, list[int]] = {}
        for token in value:
            places.setdefault(token.word, []).append(token.position)
        for word, positions in places.items():
            yield word.encode(), len(positions), float(len(positions)), self.format.encode(positions)


def schema() -> fields.Schema:
    """The fields of the index."""
    return fields.Schema(
        id=fields.ID(unique=True),
        entry=fields.COLUMN(),
        passages=fields.STORED(),
        **{name: Words() for name in TEXT_FIELDS},
    )


def stored(passages: dict[str, str]) -> bytes:
    """A document's passages as the column of stored fields keeps them."""
    return compress(dumps({"passages": passages}, _PICKLE), _LEVEL)


class SegmentFiles:
    """The files of a segment being written; until a commit names it, no reader knows of them."""

    def __init__(self, storage: FileStorage, index_name: str) -> None:
        self._storage = storage
        self.segment = W3Codec().new_segment(storage, index_name)
        self._open: list[Any] = []
        self._postings = self._created(self.segment.make_filename(W3Codec.POSTS_EXT))
        self._place = 0
        self._words = _WordTable(self._created(self.segment.make_filename(W3Codec.TERMS_EXT)))

    def add_word(self, key: bytes, listed: "Listed") -> None:
        """Write a word's postings; `key` is `word_key`, and keys must ascend."""
        documents, counts, values = listed
        number = len(documents)
        inline = number <= _INLINE
        told = _TERM.pack(inline, sum(counts), number, 0, 0, max(counts), documents[0], documents[-1])
        if inline:
            kept = (b"",) * number if values is None else tuple(values)
            told += dumps((tuple(documents), tuple(counts), kept), _PICKLE)
        else:
            size = self._write_blocks(listed)
            told += _EXTENT.pack(self._place, size)
            self._place += size
        self._words.add(key, told)

    def finish(self, count: int, entries: Iterable[bytes], passages: Iterable[bytes]) -> Any:
        """Write what is kept of each of the `count` documents; the segment, for a commit to name."""
        self._postings.close()
        self._words.close()
        for name, values in zip(COLUMNS, (entries, passages), strict=True):
            file = self._created(W3Codec.column_filename(self.segment, name))
            # The stored values are compressed already; packed, they are bytes like any.
            column = VarBytesColumn().writer(file)
            for number, value in enumerate(values):
                column.add(number, value)
            column.finish(count)
            file.close()
        write_sums(
            Path(self._storage.folder), self.segment.segment_id(), self.segment.list_files(self._storage)
        )
        self.segment._fieldlengths = {}  # none of our fields has Whoosh's lengths
        self.segment.set_doc_count(count)
        return self.segment

    def discard(self) -> None:
        """Remove the files of a segment that will not be used."""
        for each in self._open:
            with suppress(OSError):  # a full disk refuses what was still to be written
                each.file.close()
        discard(self._storage, self.segment)

    def _created(self, name: str) -> Any:
        self._open.append(self._storage.create_file(name))
        return self._open[-1]

    def _write_blocks(self, listed: "Listed") -> int:
        documents, counts, values = listed
        write = self._postings.write
        write(WHOOSH3_HEADER_MAGIC)
        size = len(WHOOSH3_HEADER_MAGIC)
        for begin in range(0, len(documents), _BLOCK):
            these = slice(begin, begin + _BLOCK)
            block = _block(documents[these], counts[these], None if values is None else values[these])
            last = begin + _BLOCK >= len(documents)
            write(_INT.pack(-len(block) if last else len(block)) + block)
            size += _INT.size + len(block)
        return size


class Listed(NamedTuple):
    """A word's postings in one segment; `values` is None where no positions are kept."""

    documents: list[int]
    counts: Sequence[float]
    values: list[bytes] | None


class SegmentContents:
    """A written segment, opened to be copied into another or to find documents by their ids."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        """Open it. Raises anything at all when its files are missing or damaged."""
        self.segment = segment
        self._reader = SegmentReader(storage, schema(), segment)
        self._table = self._reader._terms._tindex
        self._postings = self._reader._terms._postfile

    def words(self) -> Iterator[tuple[bytes, bytes]]:
        """Every word's key and what stands with it, in order of the keys."""
        begin, end = self._table.startofdata, self._table.endofdata
        raw = self._table.dbfile.get(begin, end - begin)
        at, sizes, head = 0, _SIZES.unpack_from, _SIZES.size
        while at < len(raw):
            key_size, size = sizes(raw, at)
            middle = at + head + key_size
            yield raw[at + head : middle], raw[middle : middle + size]
            at = middle + size

    def numbers(self, document_id: str) -> list[int]:
        """The documents that bear this id, deleted ones included."""
        told = self._table.get(word_key("id", document_id.encode()))
        return self.postings(told).documents if told else []

    def postings(self, told: bytes) -> Listed:
        """The postings of a word, from what stands with it."""
        if told[0]:
            return Listed(*map(list, loads(told[_TERM.size :])))  # noqa: S301 - our own file
        place, size = _EXTENT.unpack_from(told, _TERM.size)
        return _blocks_read(self._postings.get(place, size))

    def column(self, name: str) -> Iterable[bytes]:
        """What a column, `entry` or `_stored`, keeps of each document, as it is stored."""
        column: Iterable[bytes] = self._reader._perdoc.column_reader(name, VarBytesColumn())
        return column

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()


class _WordTable:
    """The file of words: entries in order, a hash table to find one, an array to search among them."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self._tables: list[list[tuple[int, int]]] = [[] for _ in range(256)]
        self._places: list[int] = []
        self._place = _HEAD.size
        self._waiting: list[bytes] = [_HEAD.pack(b"HSH3", _CRC32, 0, 0)]

    def add(self, key: bytes, told: bytes) -> None:
        hashed = crc32(key)
        self._tables[hashed & 255].append((hashed, self._place))
        self._places.append(self._place)
        entry = _SIZES.pack(len(key), len(told)) + key + told
        self._waiting.append(entry)
        self._place += len(entry)
        if len(self._waiting) == _WAITING:
            self._write_waiting()

    def _write_waiting(self) -> None:
        self.file.write(b"".join(self._waiting))
        self._waiting.clear()

    def close(self) -> None:
        self._write_waiting()
        write, place = self.file.write, self._place
        directory = bytearray()
        for entries in self._tables:
            slots = 2 * len(entries)
            table = bytearray(slots * _SLOT.size)
            taken = bytearray(slots)
            for hashed, at in entries:
                slot = (hashed >> 8) % slots
                while taken[slot]:
                    slot = (slot + 1) % slots
                taken[slot] = 1
                _SLOT.pack_into(table, slot * _SLOT.size, hashed, at)
            write(table)
            directory += _TABLE.pack(place, slots)
            place += len(table)
        write(directory)
        kind = "I" if self._place < 1 << 32 else "q"
        told = {"fieldmap": dict(zip(FIELDS, count(), strict=False))}
        extras = dumps(told | {"indextype": kind, "indexlen": len(self._places)}, 2)
        places = struct.pack(f"!{len(self._places)}{kind}", *self._places)
        write(extras + places + _INT.pack(len(extras) + len(places)))
        self.file.close()


def word_key(field: str, word: bytes) -> bytes:
    """What a word of a field is found by."""
    return _FIELD_KEYS[field] + word


def discard(storage: FileStorage, segment: Any) -> None:
    """Remove the files of a segment that no commit names."""
    for name in segment.list_files(storage):
        storage.delete_file(name)


def _block(documents: Sequence[int], counts: Sequence[float], values: Sequence[bytes] | None) -> bytes:
    numbers = [documents[0], *map(sub, documents[1:], documents)]
    weights: Sequence[float] | float | None = counts
    if len(different := set(counts)) == 1:
        weight = float(different.pop())
        weights = None if weight == 1 else weight
    elif len(documents) > _FEW:
        weights = array("f", counts)
    else:
        weights = tuple(counts)
    few = len(documents) <= _FEW
    data = dumps(
        (tuple(numbers) if few else array("I", numbers), weights, None if values is None else tuple(values)),
        _PICKLE,
    )
    level = _LEVEL if len(data) >= _WORTH_COMPRESSING else 0
    if level:
        data = compress(data, level)
    # The two zeros are the shortest and longest field, which are not kept.
    return dumps((len(documents), documents[-1], float(max(counts)), level, 0, 0), 2) + data


def _blocks_read(raw: bytes) -> Listed:
    documents: list[int] = []
    counts: list[float] = []
    values: list[bytes] = []
    file = BytesIO(raw)
    file.seek(len(WHOOSH3_HEADER_MAGIC))
    last = False
    while not last:
        (size,) = _INT.unpack(file.read(_INT.size))
        last, end = size < 0, file.tell() + abs(size)
        held, _, _, level, _, _ = load(file)  # noqa: S301 - our own file, as every Whoosh index
        data = raw[file.tell() : end]
        numbers, weights, here = loads(decompress(data) if level else data)  # noqa: S301 - likewise
        file.seek(end)
        documents.extend(accumulate(numbers))
        same = weights is None or isinstance(weights, float)
        counts.extend([1.0 if weights is None else weights] * held if same else weights)
        values.extend(here or ())
    return Listed(documents, counts, values or None)
