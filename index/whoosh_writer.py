"""How documents come into a Whoosh index: a segment a batch, a commit, and small segments made one.

A commit is Whoosh's own: the segment's files are written first, then the list of segments (the TOC)
under a temporary name, which is renamed; what no list names is swept by the next commit. Whoever is
killed at any point leaves the last commit as it was; and so does a power cut, for each step is on the
disk before the next one begins, which Whoosh leaves to chance. Whoosh's lock keeps other writers out,
and ends with the process. Memory: a batch is written out at a million pieces of text (about 4,000
abstracts), which take some 200 MB; merging holds the words of the segments it reads, and one posting
list.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from heapq import merge
from itertools import accumulate, chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.util.filelock import try_for

from index import entries
from index.documents import TEXT_FIELDS, Document
from index.inversion import Inversion
from index.lasting import keep
from index.whoosh_segment import COLUMNS, Listed, SegmentContents, SegmentFiles, discard, stored, word_key

_BATCH = 1_000_000  # pieces of text
_TIERS = (64, 256, 1024, 4096)  # documents
_MANY = 4
_PATIENCE = 10  # seconds

_TEXT = tuple(sorted(TEXT_FIELDS))


def write(
    index: FileIndex,
    documents: Iterable[Document],
    removed: Collection[str] = (),
    committed: Callable[[], None] = lambda: None,
) -> int:
    """Put these documents in, and the ids in `removed` out, in one commit; how many were put in.

    A document that replaces another must be named in `removed` too. `committed` is called once they
    can be found; then small segments are made one, in a commit of its own. Raises Whoosh's LockError
    when another writer takes longer than 10 seconds. Whatever is raised, the index is as it was, or
    as one of the commits left it.
    """
    with _exclusive(index):
        number = _put(index, documents, removed)
        committed()
        _tidy(index)
    return number


def check(index: FileIndex) -> None:
    """Look at every segment without reading it through. Raises anything at all when one is not there."""
    for segment in TOC.read(index.storage, index.indexname).segments:
        with closing(SegmentContents(index.storage, segment)) as contents:
            for name in COLUMNS:
                contents.column(name)


def mergeable(sizes: Sequence[int]) -> list[int]:
    """Which of the segments with so many live documents should become one; [] when none.

    A tier has four times the size of the one before: up to 64 documents, 256, 1,024, 4,096. Four of a
    tier become one, and all that are smaller with them. Larger ones are left alone: so a commit never
    copies more than about 20,000 documents, and a document is copied some 25 times at most.
    """
    chosen: list[int] = []
    least = 0
    for most in _TIERS:
        tier = [at for at, size in enumerate(sizes) if least < size <= most and at not in chosen]
        if len(tier) + (sum(sizes[at] for at in chosen) > least) >= _MANY:
            chosen = [at for at, size in enumerate(sizes) if size <= most]
        least = most
    return chosen


def _put(index: FileIndex, documents: Iterable[Document], removed: Collection[str]) -> int:
    toc = TOC.read(index.storage, index.indexname)
    if removed:
        _delete(index.storage, toc.segments, removed)
    with _uncommitted(index) as made:
        for segment in _written(index, documents):
            made.append(segment)
        if len(made) > 1:
            made.append(_merged(index, made))
        new = made[-1:]
        if new or removed:
            _commit(index, toc, [each for each in toc.segments if each.doc_count()] + new)
    return sum(each.doc_count() for each in new)


def _tidy(index: FileIndex) -> None:
    toc = TOC.read(index.storage, index.indexname)
    chosen = {toc.segments[at] for at in mergeable([each.doc_count() for each in toc.segments])}
    chosen |= {each for each in toc.segments if 2 * each.doc_count() < each.doc_count_all()}
    if chosen:
        kept = [each for each in toc.segments if each not in chosen]
        with _uncommitted(index) as made:
            made.append(_merged(index, [each for each in toc.segments if each in chosen]))
            _commit(index, toc, kept + made)


def _written(index: FileIndex, documents: Iterable[Document]) -> Iterator[Any]:
    """The segments of the documents, a batch each."""
    batch = _Batch()
    for document in documents:
        batch.add(document)
        if batch.size >= _BATCH:
            yield batch.written(index)
            batch = _Batch()
    if batch.ids:
        yield batch.written(index)


class _Batch:
    """Documents that become one segment: their words turned round, and what is kept of each."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._inversion = Inversion(_TEXT)
        self._entries: list[bytes] = []
        self._passages: list[bytes] = []

    @property
    def size(self) -> int:
        """How many pieces of text there are."""
        return self._inversion.size

    def add(self, document: Document) -> None:
        lengths = self._inversion.add(document.text)
        self.ids.append(document.id)
        self._entries.append(entries.to_json(entries.entry_of(document, lengths)))
        self._passages.append(stored(document.passages))

    def written(self, index: FileIndex) -> Any:
        with _writing(index) as files:
            for key, listed in self._words():
                files.add_word(key, listed)
            return files.finish(len(self.ids), self._entries, self._passages)

    def _words(self) -> Iterator[tuple[bytes, Listed]]:
        named = False
        for field, word, documents, counts, places in self._inversion.postings():
            if not named and field > "id":
                yield from self._named()
                named = True
            yield word_key(field, word), Listed(documents, counts, places)
        if not named:
            yield from self._named()

    def _named(self) -> Iterator[tuple[bytes, Listed]]:
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self.ids):
            numbers[each].append(number)
        for each in sorted(numbers):
            here = numbers[each]
            yield word_key("id", each.encode()), Listed(here, [1] * len(here), None)


def _merged(index: FileIndex, segments: Sequence[Any]) -> Any:
    """A segment with the live documents of these, in their order."""
    with ExitStack() as opened, _writing(index) as files:
        sources = [_Source(index.storage, each) for each in segments]
        offset = 0
        for source in sources:
            opened.callback(source.contents.close)
            source.renumber(offset)
            offset += source.segment.doc_count()
        words = merge(*(source.words(number) for number, source in enumerate(sources)))
        for key, found in groupby(words, itemgetter(0)):
            listed = [sources[number].live(told) for _, number, told in found]
            if (joined := _joined(listed)).documents:
                files.add_word(key, joined)
        return files.finish(offset, *(_column(sources, name) for name in COLUMNS))


def _column(sources: Iterable["_Source"], name: str) -> Iterator[bytes]:
    return chain.from_iterable(source.column(name) for source in sources)


class _Source:
    """A segment that is copied into another."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.segment = segment
        self.contents = SegmentContents(storage, segment)
        self._deleted = frozenset(segment.deleted_docs())
        self._offset = 0
        self._numbers: list[int] | None = None

    def renumber(self, offset: int) -> None:
        """Number its live documents through from `offset`."""
        self._offset = offset
        if self._deleted:
            gone = self._deleted
            live = accumulate(number not in gone for number in range(self.segment.doc_count_all()))
            self._numbers = [
                -1 if number in gone else offset + before - 1 for number, before in enumerate(live)
            ]

    def words(self, number: int) -> Iterator[tuple[bytes, int, bytes]]:
        """Its words, for the merging of several sources, of which it has this number."""
        return ((key, number, told) for key, told in self.contents.words())

    def live(self, told: bytes) -> Listed:
        """A word's postings in live documents, by their new numbers."""
        documents, counts, values = self.contents.postings(told)
        if self._numbers is None:
            return Listed([each + self._offset for each in documents], counts, values)
        new = [self._numbers[each] for each in documents]
        if min(new) >= 0:
            return Listed(new, counts, values)
        kept = [at for at, each in enumerate(new) if each >= 0]
        return Listed(
            [new[at] for at in kept], [counts[at] for at in kept], values and [values[at] for at in kept]
        )

    def column(self, name: str) -> Iterator[bytes]:
        """What a column keeps of the live documents."""
        stored = self.contents.column(name)
        return (each for number, each in enumerate(stored) if number not in self._deleted)


def _joined(lists: Sequence[Listed]) -> Listed:
    if len(lists) == 1:
        return lists[0]
    return Listed(
        list(chain.from_iterable(each.documents for each in lists)),
        list(chain.from_iterable(each.counts for each in lists)),
        None if lists[0].values is None else list(chain.from_iterable(each.values or () for each in lists)),
    )


def _delete(storage: FileStorage, segments: Iterable[Any], removed: Collection[str]) -> None:
    for segment in segments:
        with closing(SegmentContents(storage, segment)) as contents:
            for each in removed:
                for number in contents.numbers(each):
                    segment.delete_document(number)


def _commit(index: FileIndex, toc: TOC, segments: list[Any]) -> None:
    generation = toc.generation + 1
    for each in segments:
        if each not in toc.segments:
            for name in each.list_files(index.storage):
                keep(Path(index.storage.folder, name))
    keep(Path(index.storage.folder))
    try:
        TOC(toc.schema, segments, generation).write(index.storage, index.indexname)
    except BaseException:
        unfinished = TOC._filename(index.indexname, generation) + "."
        for name in index.storage:
            if name.startswith(unfinished):
                index.storage.delete_file(name)
        raise
    clean_files(index.storage, index.indexname, generation, segments)


class LastingFiles(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder in which a file is on the disk before it is renamed, and its new name after that."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file as Whoosh does."""
        folder = Path(self.folder)
        keep(folder / oldname)
        super().rename_file(oldname, newname, safe)
        keep(folder)


@contextmanager
def _exclusive(index: FileIndex) -> Iterator[None]:
    lock = index.lock("WRITELOCK")
    if not try_for(lock.acquire, timeout=_PATIENCE):
        raise LockError
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writing(index: FileIndex) -> Iterator[SegmentFiles]:
    files = SegmentFiles(index.storage, index.indexname)
    try:
        yield files
    except BaseException:
        files.discard()
        raise


@contextmanager
def _uncommitted(index: FileIndex) -> Iterator[list[Any]]:
    """Segments that are removed again when the block fails before its commit."""
    made: list[Any] = []
    try:
        yield made
    except BaseException:
        committed = set(TOC.read(index.storage, index.indexname).segments)
        for each in made:
            if each not in committed:
                discard(index.storage, each)
        raise
