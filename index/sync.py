"""Following the catalogue: the index pulls what changed, or is rebuilt beside and swapped in."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index import generations
from index.checksums import Damaged
from index.documents import Document, reference_document, summary_document
from index.search import Index
from index.snapshot import Snapshot
from index.whoosh_store import IndexUnreadable, Store, exclusive
from kb.catalogue import Catalogue
from kb.changes import Changes
from kb.errors import KnowledgeBaseError
from kb.reading import Reader
from kb.summary import Status


class IndexBusy(KnowledgeBaseError):
    """Another process is writing the index and did not finish in time."""

    def __init__(self) -> None:
        super().__init__("Another process is writing the search index; try again when it has finished.")


class IndexNotWritten(KnowledgeBaseError):
    """The files of the index cannot be written, above all for want of room; it is as it was."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"The search index cannot be written: {error.strerror or error}. "
            "The catalogue has everything; `kb sync` brings the index up to it once there is room."
        )


class IndexNotBuilt(KnowledgeBaseError):
    """There is no index that could follow the catalogue: it has to be built."""

    def __init__(self) -> None:
        super().__init__("The search index has to be built; `kb rebuild` does it.")


def catch_up(catalogue: Catalogue, index: Index, timeout: float = 10.0, *, building: bool = True) -> int:
    """Bring the index to the catalogue's revision; how many documents were written.

    An index that is missing, damaged or of another format is rebuilt, or IndexNotBuilt is raised when
    that is not wanted. Processes may call it at once: one works, the others wait for it, at most
    `timeout` seconds.
    """
    with catalogue.reading() as read:
        usable = _usable(index, read)
        if usable and usable.reached == read.revision():
            return 0
        if usable is None and not building:
            raise IndexNotBuilt
    with _told_when_not_written(), exclusive(index.folder, timeout) as taken:
        if not taken:
            return 0
        with catalogue.reading() as read:
            usable = _usable(index, read)
            if usable is not None:
                try:
                    return _follow(read, usable) if usable.reached < read.revision() else 0
                except (Damaged, FileNotFoundError) as error:  # in what was to be copied or deleted
                    index.found_damaged(usable.generation, error)
            if not building:
                raise IndexNotBuilt
            return _rebuild(read, index.folder, lambda _done, _total: None)


def rebuild(
    catalogue: Catalogue,
    index: Index,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    timeout: float = 60.0,
) -> int:
    """Write the whole index anew, beside the one in use, and swap it in; how many documents it has.

    `progress` is told how many of how many documents are done. Raises IndexBusy.
    """
    with _told_when_not_written(), exclusive(index.folder, timeout) as taken:
        if not taken:
            raise IndexBusy
        with catalogue.reading() as read:
            return _rebuild(read, index.folder, progress)


def forget(index: Index) -> None:
    """Let go of the index in use, when another catalogue takes the place of the one it followed."""
    (index.folder / "current").unlink(missing_ok=True)


def drift(catalogue: Catalogue, index: Index) -> tuple[str, ...]:
    """What the index says otherwise than the catalogue: a sentence for each document; () when nothing."""
    with catalogue.reading() as read:
        read.revision()  # from here on it stays as it is, whatever is written
        snapshot = index.snapshot()
        if snapshot is None:
            return ("There is no readable search index.",)
        if not index.check():
            return ("Files of the search index are damaged.",)
        return tuple(_differences(_documents(read), snapshot))


def _differences(documents: Iterable[Document], snapshot: Snapshot) -> Iterator[str]:
    indexed: dict[str, str] = {}
    titles = {entry.id: f"The {entry.kind} “{entry.title}”" for entry in snapshot.live.values()}
    for entry in snapshot.live.values():
        if entry.id in indexed:
            yield f"{titles[entry.id]} stands twice in the index."
        indexed[entry.id] = entry.digest
    for document in documents:
        digest = indexed.pop(document.id, None)
        if digest is None:
            yield f"The {document.kind} “{document.title}” is missing from the index."
        elif digest != document.digest:
            yield f"The {document.kind} “{document.title}” is out of date in the index."
    for each in indexed:
        yield f"{titles[each]} is in the index but no longer to be found in the catalogue."


@dataclass(frozen=True, slots=True)
class _Usable:
    """A generation that can follow the catalogue, and the revision it reached."""

    generation: Path
    store: Store
    reached: int


def _usable(index: Index, read: Reader) -> _Usable | None:
    """The generation in use; None when it cannot follow the catalogue.

    One that is ahead belongs to another catalogue, or to this one before it was restored. So what it has
    reached is asked before the catalogue, to which others may write meanwhile.
    """
    generation = generations.current(index.folder)
    state = generations.state(generation) if generation else None
    if generation is None or state is None or state.format != generations.FORMAT:
        return None
    if state.revision > read.revision() or index.damaged == generation:
        return None
    try:
        store = Store(generation)
        store.check()
    except IndexUnreadable:
        return None
    if store.commit_number() < state.commit:  # the last list of segments is lost
        return None
    return _Usable(generation, store, state.revision)


def _follow(read: Reader, usable: _Usable) -> int:
    changes = read.changes_since(usable.reached)
    return usable.store.write(
        _changed(read, changes),
        changes.summaries | changes.references,
        # After the commit: when we die between the two, the same changes are taken in once more.
        committed=lambda: generations.reach(
            usable.generation, changes.revision, usable.store.commit_number()
        ),
    )


def _rebuild(read: Reader, folder: Path, progress: Callable[[int, int], None]) -> int:
    generation = generations.fresh(folder)
    try:
        total = sum(1 for _ in _documents_ids(read))
        store = Store.create(generation)
        written = store.write(_counted(_documents(read), total, progress))
        generations.reach(generation, read.revision(), store.commit_number())
        generations.use(generation)
    except BaseException:
        if generations.current(folder) != generation:  # half a generation only takes up room
            shutil.rmtree(generation, ignore_errors=True)
        raise
    return written


@contextmanager
def _told_when_not_written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexNotWritten(error) from error


def _counted(
    documents: Iterable[Document], total: int, progress: Callable[[int, int], None]
) -> Iterator[Document]:
    progress(0, total)
    for done, document in enumerate(documents, start=1):
        yield document
        progress(done, total)


def _changed(read: Reader, changes: Changes) -> Iterator[Document]:
    vocabulary = read.vocabulary()
    for summary_id in sorted(changes.summaries):
        summary = read.summary(summary_id)
        if summary and summary.status is Status.PUBLISHED:
            yield summary_document(summary, read.records_of(summary), vocabulary)
    for record_id in sorted(changes.references):
        record = read.record(record_id)
        if record and all(each.status is not Status.PUBLISHED for each in read.cited_by(record_id)):
            yield reference_document(record)


def _documents(read: Reader) -> Iterator[Document]:
    vocabulary = read.vocabulary()
    cited: set[str] = set()
    for summary in read.published():
        cited.update(citation.reference for citation in summary.citations)
        yield summary_document(summary, read.records_of(summary), vocabulary)
    for record in read.records():
        if record.id not in cited:
            yield reference_document(record)


def _documents_ids(read: Reader) -> Iterator[str]:
    cited: set[str] = set()
    for summary in read.published():
        cited.update(citation.reference for citation in summary.citations)
        yield summary.id
    yield from (record.id for record in read.records() if record.id not in cited)
