"""Following the catalogue: an engine pulls what changed, or is built anew beside what it held."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from index.documents import Document, reference_document, summary_document
from index.engine import Engine, Listed, Progress
from index.unavailable import IndexUnavailable
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


def catch_up(catalogue: Catalogue, engine: Engine, timeout: float = 10.0, *, building: bool = True) -> int:
    """Bring the index to the catalogue's revision; how many documents were written.

    An index that is missing, damaged or of another format is rebuilt, or IndexNotBuilt is raised when
    that is not wanted. Processes may call it at once: one works, the others wait for it, at most
    `timeout` seconds.
    """
    reached = engine.reached()
    with catalogue.reading() as read:
        if reached == read.revision():
            return 0
        if not building and not _can_follow(reached, read):
            raise IndexNotBuilt
    with _told_when_not_written(), engine.alone(timeout) as alone:
        if not alone:
            return 0
        # Before the catalogue, to which others may write meanwhile: an index ahead of it is another's.
        reached = engine.reached()
        with catalogue.reading() as read:
            if reached is not None and _can_follow(reached, read):
                try:
                    return _follow(read, engine, reached)
                except IndexUnavailable:
                    if engine.reached() is not None:  # it is away, not damaged
                        raise
            if not building:
                raise IndexNotBuilt
            return engine.build(_documents(read), read.revision())


def rebuild(
    catalogue: Catalogue,
    engine: Engine,
    progress: Progress = lambda _done, _total: None,
    timeout: float = 60.0,
) -> int:
    """Write the whole index anew, beside the one in use, and swap it in; how many documents it has.

    `progress` is told how many of how many documents are done. Raises IndexBusy.
    """
    with _told_when_not_written(), engine.alone(timeout) as alone:
        if not alone:
            raise IndexBusy
        with catalogue.reading() as read:
            total = sum(1 for _ in _documents_ids(read))
            return engine.build(_counted(_documents(read), total, progress), read.revision())


def drift(catalogue: Catalogue, engine: Engine) -> tuple[str, ...]:
    """What the index says otherwise than the catalogue: a sentence for each document; () when nothing."""
    with catalogue.reading() as read:
        read.revision()  # from here on it stays as it is, whatever is written
        listed = engine.listed()
        if listed is None:
            return ("There is no readable search index.",)
        if not engine.check():
            return ("Files of the search index are damaged.",)
        return tuple(_differences(_documents(read), listed))


def _can_follow(reached: int | None, read: Reader) -> bool:
    """False too for an index that is ahead: it belongs to another catalogue, or to this one before it was
    restored."""
    return reached is not None and reached <= read.revision()


def _follow(read: Reader, engine: Engine, reached: int) -> int:
    if reached == read.revision():
        return 0
    changes = read.changes_since(reached)
    return engine.take_in(_changed(read, changes), changes.summaries | changes.references, changes.revision)


def _differences(documents: Iterable[Document], listed: Iterable[Listed]) -> Iterator[str]:
    indexed: dict[str, Listed] = {}
    for entry in listed:
        if entry.id in indexed:
            yield f"{_named(entry)} stands twice in the index."
        indexed[entry.id] = entry
    for document in documents:
        entry_of_it = indexed.pop(document.id, None)
        if entry_of_it is None:
            yield f"The {document.kind} “{document.title}” is missing from the index."
        elif entry_of_it.digest != document.digest:
            yield f"The {document.kind} “{document.title}” is out of date in the index."
    for each in indexed.values():
        yield f"{_named(each)} is in the index but no longer to be found in the catalogue."


def _named(entry: Listed) -> str:
    return f"The {entry.kind} “{entry.title}”"


@contextmanager
def _told_when_not_written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexNotWritten(error) from error


def _counted(documents: Iterable[Document], total: int, progress: Progress) -> Iterator[Document]:
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
