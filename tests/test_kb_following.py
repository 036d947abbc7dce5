"""Whoever follows the revisions misses nothing, however many write at once; on both databases."""

import random
import threading
import time
from contextlib import suppress

import pytest

from kb.catalogue import Catalogue
from kb.errors import KnowledgeBaseError
from tests.factories import a_record

WRITERS = 8
EACH = 12


class GivenUpError(KnowledgeBaseError):
    """What an editor's change may end with after it has taken its number."""


def write(catalogue, who, by):
    """Changes of which every fourth is dropped in the end, some slow before they end, some of two at once."""
    chance = random.Random(who)  # noqa: S311 # a trial
    for number in range(EACH):
        with suppress(GivenUpError), catalogue.writing(by) as writer:
            writer.add_record(a_record(f"W{who}n{number}"))
            if number % 3 == 0:
                writer.add_record(a_record(f"W{who}n{number}b"))
            time.sleep(chance.random() / 200)
            if number % 4 == 3:
                raise GivenUpError


@pytest.fixture
def catalogues(new_address):
    """Nine catalogues over one database, each with connections of its own."""
    url = new_address()
    opened = [Catalogue(url) for _ in range(WRITERS + 1)]
    yield opened
    for each in opened:
        each.close()


def test_a_reader_that_follows_eight_writers_misses_no_change(catalogues):
    follower, *writing = catalogues
    threads = [
        threading.Thread(target=write, args=(each, who, f"writer {who}")) for who, each in enumerate(writing)
    ]
    with follower.reading() as read:
        reached = read.revision()
    followed, numbers, looks = set(), [], 0
    for each in threads:
        each.start()
    while True:
        at_work = any(each.is_alive() for each in threads)
        with follower.reading() as read:
            changes = read.changes_since(reached)
            new = [each.revision for each in read.latest(changes.revision - reached)]
            # Nothing is to come later with a number below one that was seen.
            assert new == list(range(changes.revision, reached, -1))
            assert changes.references == {read.change(each).entity for each in new}
        followed |= changes.references
        numbers += reversed(new)
        reached = changes.revision
        looks += bool(new)
        if not at_work:
            break
    assert looks > WRITERS
    assert numbers == sorted(set(numbers))
    with follower.reading() as read:
        assert followed == {each.id for each in read.records()}
        assert len(followed) == WRITERS * (EACH * 3 // 4 + EACH // 4)
        assert reached == read.revision()
