"""A few of the trials of full disks (tests.trials.full_disk)."""

import errno
import shutil

import pytest

from tests.trials.full_disk import WORKS, at_a_point, at_the_desk, prepared

pytestmark = pytest.mark.sqlite  # whose file is on the disk that is full

_ROOM = 65536  # bytes; less than any of it needs


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A filled home, for copies."""
    return prepared(tmp_path_factory.mktemp("full"))


@pytest.mark.parametrize("name", WORKS)
def test_full_disk_is_told_in_words_and_the_work_is_done_once_there_is_room(name, first, tmp_path):
    home = shutil.copytree(first, tmp_path / "home")
    outcome = at_a_point(WORKS[name], home, _ROOM)
    assert outcome.full
    assert outcome.wrong == ()


def test_save_on_a_full_disk_shows_what_was_typed_and_succeeds_later(first, tmp_path):
    home = shutil.copytree(first, tmp_path / "home")
    full, fitted = at_the_desk(home, [0, 2**30])
    assert (full.full, full.wrong) == (True, ())
    assert (fitted.full, fitted.wrong) == (False, ())


def test_other_errors_of_files_are_no_full_disk(desk_client, site, monkeypatch):
    def gone(*_):
        raise OSError(errno.ENOENT, "not there")

    monkeypatch.setattr(type(site.catalogue), "reading", gone)
    desk_client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert desk_client.post("/editor/summaries/x", data={"title": "T"}).status_code == 500
