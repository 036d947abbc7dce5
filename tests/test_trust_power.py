"""What is left of the index when the power fails, by a disk that keeps no more than it must."""

import os
from pathlib import Path

import pytest

from index.sync import catch_up, drift, rebuild
from index.whoosh_engine import WhooshEngine
from tests.factories import a_record


class Disk:
    """What of a folder would be left at each renaming, if the power failed just then.

    Of a file only what was there when it was last synced, or nothing. Of names, in `by_names`, all;
    in `by_folders` those there were when their folder was last synced, and the one just given.
    """

    def __init__(self, folder: Path, kept: Path, patch: pytest.MonkeyPatch) -> None:
        self.by_names: list[Path] = []
        self.by_folders: list[Path] = []
        self._folder, self._kept = folder, kept
        self._content: dict[int, bytes] = {}
        self._names: dict[Path, dict[str, int]] = {}
        self._real_sync, self._real_rename, self._real_replace = os.fsync, os.rename, os.replace
        patch.setattr(os, "fsync", self._sync)
        patch.setattr(os, "rename", lambda old, new: self._renamed(self._real_rename, old, new))
        patch.setattr(os, "replace", lambda old, new: self._renamed(self._real_replace, old, new))

    def _sync(self, opened: int) -> None:
        self._real_sync(opened)
        path = Path(f"/proc/self/fd/{opened}").readlink()
        if path.is_dir():
            self._names[path] = _names_in(path)
        else:
            self._content[os.fstat(opened).st_ino] = path.read_bytes()

    def _renamed(self, real, old, new) -> None:
        real(old, new)
        new = Path(new)
        folders = [self._folder, *(each for each in self._folder.rglob("*") if each.is_dir())]
        everything = {each: _names_in(each) for each in folders}
        self.by_names.append(self._left(everything, f"names-{len(self.by_names)}"))
        durable = {each: dict(self._names.get(each, {})) for each in folders}
        durable[new.parent][new.name] = new.stat().st_ino
        self.by_folders.append(self._left(durable, f"folders-{len(self.by_folders)}"))

    def _left(self, names: dict[Path, dict[str, int]], where: str) -> Path:
        copy = self._kept / where
        copy.mkdir(parents=True)
        for folder in sorted(names):
            there = copy / folder.relative_to(self._folder)
            for name, inode in names[folder].items() if there.is_dir() else ():
                if folder / name in names:
                    (there / name).mkdir()
                else:
                    (there / name).write_bytes(self._content.get(inode, b""))
        return copy


def _names_in(folder: Path) -> dict[str, int]:
    return {each.name: each.inode() for each in os.scandir(folder)}


@pytest.fixture
def cuts(catalogue, tmp_path, monkeypatch):
    """What is left of an index at each point at which the power may fail: commits, merges, a rebuild."""
    index = WhooshEngine(tmp_path / "index")
    catch_up(catalogue, index)
    with monkeypatch.context() as patch:
        disk = Disk(index.folder, tmp_path / "left", patch)
        rebuild(catalogue, index)
        before = len(disk.by_names)
        for number in range(6):
            with catalogue.writing("anna") as write:
                write.add_record(a_record(f"Moss{number}", title=f"Tears {number}"))
            catch_up(catalogue, index)
        rebuild(catalogue, index)
    return disk.by_names[before:], disk.by_folders[before:]


@pytest.mark.parametrize("kind", [0, 1], ids=["names last", "names do not"])
def test_when_the_power_fails_the_index_can_be_searched_and_comes_up_to_the_catalogue(catalogue, cuts, kind):
    assert len(cuts[kind]) > 12
    for left in cuts[kind]:
        index = WhooshEngine(left)
        assert index.snapshot() is not None, left
        catch_up(catalogue, index)
        assert drift(catalogue, index) == ()
