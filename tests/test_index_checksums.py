import io
import os
from dataclasses import replace

import pytest

from index import generations
from index.checksums import (
    BLOCK,
    CheckedFile,
    Damaged,
    check_segment,
    read_sums,
    sealed,
    unsealed,
    write_sums,
)
from index.generations import State
from index.query import Query
from index.sync import IndexNotBuilt, catch_up, drift
from index.unavailable import IndexUnavailable
from index.whoosh_engine import WhooshEngine
from kb.summary import Status
from tests.factories import a_record, a_summary


@pytest.fixture
def content():
    return bytes(range(256)) * 50  # three blocks and a bit


@pytest.fixture
def file(tmp_path, content):
    file = tmp_path / "S.pst"
    file.write_bytes(content)
    write_sums(tmp_path, "S", ["S.pst"])
    return file


@pytest.fixture
def index(catalogue, tmp_path):
    """Three summaries on eyes, and references enough for lists of postings in a file of their own."""
    index = WhooshEngine(tmp_path / "index", memory=0)
    with catalogue.writing("ann") as write:
        for _ in range(6):
            write.add_record(a_record())
    catch_up(catalogue, index)
    for title in ("Wet eyes", "Red eyes"):
        record = a_record()
        with catalogue.writing("ann") as write:
            write.add_record(record)
            write.add_summary(a_summary(record, title=title))
        catch_up(catalogue, index)
    return index


def opened(file):
    return io.BufferedReader(CheckedFile(file, read_sums(file.parent, "S")[file.name]), BLOCK)


def flip(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 4
    file.write_bytes(content)


def generation_of(index):
    """The folder of the index in use."""
    generation = generations.current(index.folder)
    assert generation
    return generation


def state_of(index):
    """What the index in use says of itself."""
    state = generations.state(generation_of(index))
    assert state
    return state


def files_of(index, pattern):
    return sorted(generation_of(index).glob(pattern))


def test_a_checked_file_reads_like_any(file, content):
    with opened(file) as checked:
        assert checked.read() == content
        for place, length in ((0, 1), (BLOCK - 1, 2), (BLOCK, BLOCK), (5000, 6000), (len(content) - 3, 10)):
            checked.seek(place)
            assert checked.read(length) == content[place : place + length]
        assert checked.seek(0, os.SEEK_END) == len(content)
        assert checked.read(1) == b""


def test_a_bit_that_turns_while_a_file_is_open_is_not_read(file, content):
    with opened(file) as checked:
        flip(file, 2 * BLOCK + 7)
        assert checked.read(100) == content[:100]
        checked.seek(2 * BLOCK)
        with pytest.raises(Damaged):
            checked.read(1)


def test_a_file_cut_short_while_it_is_open_is_not_read(file):
    with opened(file) as checked:
        os.truncate(file, BLOCK)
        checked.seek(BLOCK - 1)
        with pytest.raises(Damaged):
            checked.read(2)


@pytest.mark.parametrize("change", ["shorter", "longer", "changed", "gone", "sums changed", "sums gone"])
def test_no_damage_to_a_segment_goes_unnoticed(file, change):
    check_segment(file.parent, "S")
    sums = file.with_name("S.sums")
    if change in {"shorter", "longer"}:
        os.truncate(file, file.stat().st_size + (1 if change == "longer" else -1))
    elif change == "changed":
        flip(file, 12_000)
    elif change == "gone":
        file.unlink()
    elif change == "sums changed":
        flip(sums, 30)
    else:
        sums.unlink()
    with pytest.raises((Damaged, OSError)):
        check_segment(file.parent, "S")


@pytest.mark.parametrize("place", [0, 3, -1, -9])
def test_a_seal_tells_every_change(place):
    data = bytearray(sealed(b"revision 17"))
    assert unsealed(bytes(data)) == b"revision 17"
    data[place] ^= 1
    with pytest.raises(Damaged):
        unsealed(bytes(data))
    with pytest.raises(Damaged):
        unsealed(b"")


def test_a_changed_revision_in_the_state_is_not_believed(index):
    (state,) = files_of(index, "state.json")
    assert index.revision
    state.write_bytes(state.read_bytes().replace(b'"revision": ', b'"revision": 1'))
    assert generations.state(state.parent) is None
    assert index.revision == 0


@pytest.mark.parametrize("pattern", ["*.pst", "*.trm", "*.entry.col", "*._stored.col", "*.sums", "*.toc"])
def test_a_turned_bit_in_any_file_is_noticed_and_mended(catalogue, index, pattern):
    expected = index.search(Query(text="eyes"))
    assert index.check()
    flip(max(files_of(index, pattern), key=lambda each: each.stat().st_size), -12)
    index = WhooshEngine(index.folder)
    assert not index.check()
    assert index.damaged
    with pytest.raises(IndexNotBuilt):
        catch_up(catalogue, index, building=False)
    catch_up(catalogue, index)
    assert index.check()
    assert index.search(Query(text="eyes")) == expected
    assert drift(catalogue, index) == ()


def test_the_last_list_of_segments_when_lost_is_not_replaced_by_one_before(catalogue, index):
    folder = generation_of(index)
    (last,) = folder.glob("*.toc")
    before = last.read_bytes()
    with catalogue.writing("ann") as write:
        write.add_summary(a_summary(title="Blue eyes"))
    catch_up(catalogue, index)
    (folder / last.name).write_bytes(before)  # left over, as when the sweeping failed
    for each in folder.glob("*.toc"):
        if each.name != last.name:
            each.unlink()
    fresh = WhooshEngine(index.folder)
    with pytest.raises(IndexUnavailable):
        fresh.search(Query())
    catch_up(catalogue, fresh)
    assert fresh.search(Query(text="blue")).total == 1


def test_damage_is_not_copied_when_segments_are_made_one(catalogue, index):
    """Else the copy would bear new checksums, and nobody could tell."""
    for each in files_of(index, "*._stored.col"):
        flip(each, 5)
    for number in range(12):
        with catalogue.writing("ann") as write:
            write.add_summary(a_summary(title=f"More {number}"))
        catch_up(catalogue, index)
    assert index.check()
    assert drift(catalogue, index) == ()
    assert index.search(Query(text="eyes")).total == 2


def test_an_index_of_another_format_is_searched_until_it_is_built_anew(catalogue, index):
    generation, state = generation_of(index), state_of(index)
    other = State(revision=state.revision, format=state.format - 1, commit=state.commit)
    text = f'{{"revision": {other.revision}, "format": {other.format}, "commit": {other.commit}}}'
    (generation / "state.json").write_bytes(sealed(text.encode()))
    fresh = WhooshEngine(index.folder)
    assert fresh.search(Query(text="eyes")).total == 2
    assert fresh.revision == 0
    with pytest.raises(IndexNotBuilt):
        catch_up(catalogue, fresh, building=False)
    assert catch_up(catalogue, fresh) == 8
    assert state_of(index).format == generations.FORMAT


def test_an_index_made_before_there_were_checksums_is_built_anew(catalogue, index):
    generation, state = generation_of(index), state_of(index)
    (generation / "state.json").write_text(f'{{"revision": {state.revision}, "format": 2}}')
    for each in generation.glob("*.toc"):
        each.write_bytes(unsealed(each.read_bytes()))
    for each in generation.glob("*.sums"):
        each.unlink()
    fresh = WhooshEngine(index.folder)
    with pytest.raises(IndexUnavailable):
        fresh.search(Query())
    assert catch_up(catalogue, fresh) == 8
    assert fresh.check()


def test_an_emptied_folder_does_not_bring_back_the_name_of_a_generation(catalogue, index):
    before = index.edition
    for each in sorted(index.folder.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    with catalogue.writing("ann") as write:
        for each in write.published():
            write.change_summary(replace(each, status=Status.WITHDRAWN))
    catch_up(catalogue, index)
    assert index.edition != before
    assert index.search(Query(filters={"kind": ("summary",)})).total == 0
