"""A little of the trial tests/trials/engine_away.py."""

import pytest

from tests.opensearch_server import opensearch_server, what_is_missing
from tests.trials.engine_away import without_engine

pytestmark = pytest.mark.skipif(bool(what_is_missing()), reason=str(what_is_missing()))


def test_without_the_search_engine_pages_are_read_and_written_and_it_catches_up_by_itself(tmp_path):
    with opensearch_server() as server:
        done = without_engine(tmp_path, server, 2, "killed")
    assert done.wrong == []
    assert done.pages
    assert done.notices
