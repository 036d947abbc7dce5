"""What is only the Whoosh engine's: its files, and how it follows when they are damaged or others write."""

import pytest

from index import generations
from index.sync import IndexBusy, catch_up, drift, rebuild
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import exclusive
from tests.engine_contract import found
from tests.factories import a_summary


@pytest.fixture
def index(tmp_path):
    return WhooshEngine(tmp_path / "index")


def add(catalogue, *summaries):
    with catalogue.writing("ann") as write:
        for each in summaries:
            write.add_summary(each)


def test_a_crash_after_the_commit_loses_and_doubles_nothing(catalogue, index, monkeypatch):
    add(catalogue, a_summary())
    catch_up(catalogue, index)
    summary = a_summary()
    add(catalogue, summary)

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(generations, "reach", crash)
        with pytest.raises(KeyboardInterrupt):
            catch_up(catalogue, index)
    assert catch_up(catalogue, index) == 1
    assert len(found(index)) == 2
    assert drift(catalogue, index) == ()


# Whoosh leaves a file open that it could not make sense of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "damage",
    ["current", "state", "files", "format", "restored", ".trm", ".pst", ".entry.col", "._stored.col"],
)
def test_an_index_that_cannot_be_used_is_rebuilt(catalogue, index, damage):
    add(catalogue, a_summary())
    catch_up(catalogue, index)
    generation = generations.current(index.folder)
    assert generation
    if damage == "current":
        (index.folder / "current").write_text("../elsewhere")
    elif damage == "state":
        (generation / "state.json").write_text("{")
    elif damage == "files":
        for each in generation.glob("*.toc"):
            each.write_bytes(b"\0" * 100)
    elif damage.startswith("."):
        (file,) = generation.glob(f"*{damage}")
        file.unlink()
    elif damage == "format":
        (generation / "state.json").write_text('{"revision": 1, "format": 0}')
    else:
        generations.reach(generation, 10_000)
    fresh = WhooshEngine(index.folder)
    assert catch_up(catalogue, fresh) == 1
    assert len(found(fresh)) == 1
    assert drift(catalogue, fresh) == ()


def test_whoever_finds_the_index_busy_for_too_long_gives_way(catalogue, index):
    add(catalogue, a_summary())
    with exclusive(index.folder, 1) as taken:
        assert taken
        assert catch_up(catalogue, index, timeout=0) == 0
        with pytest.raises(IndexBusy):
            rebuild(catalogue, index, timeout=0)
    assert catch_up(catalogue, index) == 1


def test_an_index_that_another_brings_further_meanwhile_is_not_built_anew(catalogue, index, monkeypatch):
    add(catalogue, a_summary())
    catch_up(catalogue, index)
    state = generations.state

    def meanwhile(generation):
        monkeypatch.setattr(generations, "state", state)
        add(catalogue, a_summary())
        catch_up(catalogue, WhooshEngine(index.folder))
        return state(generation)

    monkeypatch.setattr(generations, "state", meanwhile)
    assert catch_up(catalogue, index, building=False) == 0


def test_a_rebuild_that_broke_off_leaves_no_files_behind(catalogue, index):
    add(catalogue, a_summary(), a_summary())
    catch_up(catalogue, index)

    def crash(done, _total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(catalogue, index, crash)
    assert len([each for each in index.folder.iterdir() if each.is_dir()]) == 1
