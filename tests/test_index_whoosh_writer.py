import resource
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.query import And, Phrase, Term

from index import entries, whoosh_writer
from index.analysis import length
from index.documents import QUOTED_FIELDS, TEXT_FIELDS
from index.inversion import Inversion
from index.whoosh_segment import Words, schema
from index.whoosh_writer import mergeable, write
from tests.index_corpus import documents, seeded
from tests.naive_search import tokens_of


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def an_index(folder):
    folder.mkdir()
    return FileIndex.create(FileStorage(str(folder)), schema())


def whoosh_written(folder, them):
    """The same documents through Whoosh's own writer."""
    index = an_index(folder)
    writer = index.writer()
    for each in them:
        words = {name: tokens_of(values) for name, values in each.text.items()}
        lengths = {name: length(tokens) for name, tokens in words.items()}
        writer.add_document(
            id=each.id,
            entry=entries.to_json(entries.entry_of(each, lengths)),
            passages={name: "\n".join(each.text[name]) for name in QUOTED_FIELDS if name in each.text},
            **words,
        )
    writer.commit()
    return index


def contents(index):
    """All that Whoosh's reader finds of the live documents: postings, positions, columns, by document id."""
    found = {}
    with index.reader() as reader:
        ids = names(reader)
        for field, word in reader.all_terms():
            matcher = reader.postings(field, word)
            while matcher.is_active():
                if field == "id":
                    found[field, word, ids[matcher.id()]] = matcher.weight()
                else:
                    found[field, word, ids[matcher.id()]] = (
                        matcher.weight(),
                        matcher.value_as("positions"),
                        matcher.value_as("frequency"),
                    )
                matcher.next()
        column = reader.column_reader("entry")
        for number, name in ids.items():
            found[name] = column[number], reader.stored_fields(number)
    return found


def names(reader):
    found = {}
    for word in reader.lexicon("id"):
        matcher = reader.postings("id", word)
        while matcher.is_active():
            found[matcher.id()] = word.decode()
            matcher.next()
    return found


def statistics(index):
    with index.reader() as reader:
        infos = {term: reader.term_info(*term) for term in reader.all_terms()}
        return {
            term: (info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id())
            for term, info in infos.items()
        }


def ids_in(index):
    with index.reader() as reader:
        return sorted(names(reader).values())


THEM = documents(seeded(5), 120)


def test_whoosh_reads_what_its_own_writer_would_have_written(tmp_path):
    ours = an_index(tmp_path / "ours")
    assert write(ours, THEM) == 120
    theirs = whoosh_written(tmp_path / "theirs", THEM)
    assert contents(ours) == contents(theirs)
    assert statistics(ours) == statistics(theirs)


def test_several_batches_are_one_segment_in_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(whoosh_writer, "_BATCH", 400)
    ours = an_index(tmp_path / "ours")
    write(ours, THEM)
    theirs = whoosh_written(tmp_path / "theirs", THEM)
    assert len(ours._segments()) == 1
    assert contents(ours) == contents(theirs)
    assert statistics(ours) == statistics(theirs)


def test_merged_segments_are_the_live_documents_as_if_written_at_once(tmp_path):
    ours = an_index(tmp_path / "ours")
    for begin in range(0, 120, 8):
        write(ours, THEM[begin : begin + 8])
        write(ours, (), [each.id for each in THEM[begin : begin + 8 : 3]])
    kept = [each for number, each in enumerate(THEM) if number % 8 % 3]
    theirs = whoosh_written(tmp_path / "theirs", kept)
    assert len(ours._segments()) < 8
    assert contents(ours) == contents(theirs)


def test_long_lists_are_read_block_by_block(tmp_path, monkeypatch):
    monkeypatch.setattr("index.whoosh_segment._BLOCK", 7)
    ours = an_index(tmp_path / "ours")
    write(ours, THEM)
    theirs = whoosh_written(tmp_path / "theirs", THEM)
    assert contents(ours) == contents(theirs)
    with ours.reader() as reader:
        matcher = reader.postings("body", b"therapist")
        all_ids = list(matcher.all_ids())
        assert len(all_ids) > 14
        for each in all_ids:
            matcher = reader.postings("body", b"therapist")
            matcher.skip_to(each)
            assert matcher.id() == each


@pytest.mark.parametrize(
    "query",
    [
        Term("body", "therapist"),
        Term("id", f"{7:032x}"),
        And([Term("body", "alliance"), Term("title", "of")]),
        Phrase("body", ["working", "alliance"]),
        Phrase("body", ["drop", "out"]),
    ],
)
def test_whoosh_searches_it_right(tmp_path, query):
    ours, theirs = an_index(tmp_path / "ours"), whoosh_written(tmp_path / "theirs", THEM)
    write(ours, THEM)
    with ours.searcher() as here, theirs.searcher() as there:
        assert sorted(query.docs(here)) == sorted(query.docs(there))


def test_a_document_is_replaced_in_one_commit(folder):
    index = an_index(folder)
    write(index, THEM[:5])
    before = index.latest_generation()
    assert write(index, THEM[2:3], [THEM[2].id]) == 1
    assert ids_in(index) == sorted(each.id for each in THEM[:5])
    assert index.latest_generation() == before + 1


def test_documents_are_found_before_small_segments_are_merged(folder):
    index = an_index(folder)
    seen = []
    for each in THEM[:9]:
        write(index, [each], committed=lambda: seen.append((len(ids_in(index)), len(index._segments()))))
    assert [found for found, _ in seen] == list(range(1, 10))
    assert max(segments for _, segments in seen) == 4
    assert len(index._segments()) < 4


def test_nothing_to_write_is_no_commit(folder):
    index = an_index(folder)
    assert write(index, ()) == 0
    assert index.latest_generation() == 0


def test_a_segment_without_live_documents_goes(folder):
    index = an_index(folder)
    write(index, THEM[:3])
    write(index, (), [each.id for each in THEM[:3]])
    assert index._segments() == []
    assert not list(folder.glob("*.trm"))


def test_a_segment_mostly_of_deleted_documents_is_copied_without_them(folder):
    index = an_index(folder)
    write(index, THEM)
    write(index, (), [each.id for each in THEM[:80]])
    assert [each.doc_count_all() for each in index._segments()] == [40]


def test_one_document_never_touches_a_large_segment(folder):
    index = an_index(folder)
    write(index, THEM)
    (large,) = index._segments()
    for each in documents(seeded(6), 30, first=1000):
        write(index, [each])
    assert large in index._segments()


@given(st.lists(st.integers(1, 200), max_size=60))
@settings(max_examples=60, deadline=None)
def test_segments_stay_few_and_a_commit_copies_little(added):
    sizes, copied, total = [100_000], 0, 0
    for size in added * 5:
        sizes.append(size)
        total += size
        while chosen := mergeable(sizes):
            merged = sum(sizes[at] for at in chosen)
            assert merged <= 25_000
            copied += merged
            sizes = [each for at, each in enumerate(sizes) if at not in chosen] + [merged]
    assert sizes[0] == 100_000
    assert len(sizes) <= 14 + total / 4096
    assert copied <= 30 * total


def files(folder):
    return sorted(each.name for each in folder.iterdir() if not each.name.endswith("LOCK"))


def failing(them, error):
    yield from them
    raise error


@pytest.mark.parametrize("batch", [100, 2_000_000])
def test_a_failure_leaves_the_last_commit_and_no_lock(folder, monkeypatch, batch):
    index = an_index(folder)
    write(index, THEM[:10])
    before = files(folder), contents(index)
    monkeypatch.setattr(whoosh_writer, "_BATCH", batch)
    with pytest.raises(KeyboardInterrupt):
        write(index, failing(THEM[10:40], KeyboardInterrupt()), [THEM[0].id])
    assert (files(folder), contents(index)) == before
    assert write(index, THEM[10:11]) == 1


def test_a_full_disk_leaves_the_last_commit_and_no_lock(folder):
    index = an_index(folder)
    write(index, THEM[:4])
    before = files(folder), contents(index)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for limit in (0, 100, 3_000, 12_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
            try:
                with pytest.raises(OSError, match="File too large"):
                    write(index, THEM[4:])
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            assert (files(folder), contents(index)) == before
    finally:
        signal.signal(signal.SIGXFSZ, handler)
    assert write(index, THEM[4:]) == 116


def test_a_list_of_segments_that_cannot_be_written_is_no_commit(folder, monkeypatch):
    index = an_index(folder)
    write(index, THEM[:4])
    before = files(folder), contents(index)

    def refused(*_, **__):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(index.storage, "rename_file", refused)
        with pytest.raises(OSError, match=r"^$"):
            write(index, THEM[4:])
    assert (files(folder), contents(index)) == before
    assert write(index, THEM[4:]) == 116


_WRITE_FOR_EVER = """
import sys
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from index.whoosh_writer import write
from tests.index_corpus import documents, seeded

index = FileIndex(FileStorage(sys.argv[1]))
them = documents(seeded(7), 300)
for number in range(0, 300, 3):
    write(index, them[number : number + 3])
    print(number + 3, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9, 16])
def test_who_is_killed_leaves_every_acknowledged_commit(folder, after):
    index = an_index(folder)
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_FOR_EVER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    ) as process:
        assert process.stdout
        acknowledged = [int(process.stdout.readline()) for _ in range(after)][-1]
        process.kill()
    found = ids_in(index)
    assert len(found) >= acknowledged
    assert len(found) % 3 == 0
    assert found == [f"{number:032x}" for number in range(len(found))]
    write(index, documents(seeded(8), 1, first=999))
    segments = {each.segment_id() for each in index._segments()}
    assert {each.split(".")[0] for each in files(folder) if not each.startswith("_")} == segments


def test_another_writer_is_waited_for_and_then_told(folder, monkeypatch):
    index = an_index(folder)
    monkeypatch.setattr(whoosh_writer, "_PATIENCE", 0)
    lock = index.lock("WRITELOCK")
    assert lock.acquire()
    with pytest.raises(LockError):
        write(index, THEM[:1])
    lock.release()
    assert write(index, THEM[:1]) == 1


# What is inverted is what the analysis of the whole text says

ODD = st.text(
    alphabet=st.sampled_from("aBé1 2.,-'’\u2011\n\t()/_—%数据ß\u00ad\u200b\u0301$İ\u3000"), max_size=40
)


@given(
    st.lists(st.dictionaries(st.sampled_from(TEXT_FIELDS), st.lists(ODD | st.text(max_size=20), max_size=3)))
)
@settings(max_examples=200, deadline=None)
def test_pieces_of_text_give_the_words_of_the_text(texts):
    inversion = Inversion(sorted(TEXT_FIELDS))
    expected: dict[tuple[str, bytes], dict[int, tuple[int, bytes]]] = defaultdict(dict)
    for number, text in enumerate(texts):
        words = {field: tokens_of(values) for field, values in text.items()}
        assert inversion.add(text) == {field: length(tokens) for field, tokens in words.items()}
        for field, tokens in words.items():
            for word, _, weight, places in Words().index(tokens):
                expected[field, word][number] = int(weight), places
    found = {
        (each.field, each.word): dict(
            zip(each.documents, zip(each.counts, each.places, strict=True), strict=True)
        )
        for each in inversion.postings()
    }
    assert found == expected
    assert list(found) == sorted(found)
