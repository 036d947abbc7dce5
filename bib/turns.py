"""Long imports in spells, between which others can write."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bib.duplicates import KnownWorks
from bib.followed_works import FollowedWorks
from kb.catalogue import Catalogue
from kb.writing import Writer

_Item = TypeVar("_Item")

_SPELL = 0.3  # seconds of writing
_REST = 0.04  # seconds, in which a waiting writer looks several times
_MOST_RESTS = 8  # one after the other, as long as others write


def in_turns(
    catalogue: Catalogue, by: str, items: Sequence[_Item], take: Callable[[Writer, KnownWorks, _Item], None]
) -> None:
    """Take each item in once, in its order, with the works known that the catalogue holds by then.

    What one spell took in is kept together. Whoever is cut off goes on by taking all items again, so
    `take` must leave alone what is there.
    """
    works = FollowedWorks().look(catalogue)
    left = iter(items)
    done = revision = 0
    while done < len(items):
        if done:
            _rest(catalogue, revision)
        with catalogue.writing(by) as write:
            known = works.at(write)
            ends = time.monotonic() + _SPELL
            for item in left:
                take(write, known, item)
                done += 1
                if time.monotonic() >= ends:
                    break
            revision = write.revision()


def _rest(catalogue: Catalogue, revision: int) -> None:
    """Leave the database to whoever waits for it: there is no queue, and it might be nobody's turn."""
    for _ in range(_MOST_RESTS):
        time.sleep(_REST)
        with catalogue.reading() as read:
            before, revision = revision, read.revision()
        if revision == before:
            return
