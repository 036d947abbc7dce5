"""How an import stands: what waits, what is to be decided, and what the desk knows of the works we hold."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, current_app
from flask.blueprints import BlueprintSetupState

from bib.desk_intake import proposal_now
from bib.followed_works import FollowedWorks
from kb.batches import Batch, ItemState
from kb.reading import Reader
from web.current import site
from web.language import gettext

_COUNTED = 100  # items that are looked through to say how many are clean
_WORKS = "practice-kb works"

desk_imports = Blueprint("desk_imports", __name__, url_prefix="/editor/imports")


@desk_imports.record_once
def _know_works(state: BlueprintSetupState) -> None:
    state.app.extensions[_WORKS] = FollowedWorks()


def works() -> FollowedWorks:
    """The works of the catalogue, as this process knows them."""
    known: FollowedWorks = current_app.extensions[_WORKS]
    return known


def works_looked_at() -> FollowedWorks:
    """The same, for whoever is going to write."""
    return works().look(site().catalogue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The numbers of an import. `clean` and `duplicates` are None while it would take long to count them.

    `why` says why what waits has to wait.
    """

    waiting: int
    ready: int
    accepted: int
    refused: int
    why: str = ""
    clean: int | None = None
    duplicates: int | None = None

    @property
    def total(self) -> int:
        """All items."""
        return self.undecided + self.accepted + self.refused

    @property
    def undecided(self) -> int:
        """The items that are not decided."""
        return self.waiting + self.ready


def standing_of(counts: dict[ItemState, int]) -> Standing:
    """The numbers alone."""
    return Standing(
        waiting=counts.get(ItemState.WAITING, 0),
        ready=counts.get(ItemState.READY, 0),
        accepted=counts.get(ItemState.ACCEPTED, 0),
        refused=counts.get(ItemState.REFUSED, 0),
    )


def standing_now(read: Reader, batch_id: str) -> Standing:
    """How an import stands."""
    plain = standing_of(read.batches.counts(batch_id))
    if plain.waiting:
        (first,) = read.batches.items(batch_id, states=(ItemState.WAITING,), most=1)
        return replace(plain, why=first.reason)
    if plain.ready > _COUNTED:
        return plain
    known = works().at(read)
    items = read.batches.items(batch_id, states=(ItemState.READY,))
    proposals = [proposal_now(read, known, each) for each in items]
    return replace(
        plain,
        clean=sum(each.clean for each in proposals),
        duplicates=sum(any(one.sure for one in each.duplicates) for each in proposals),
    )


def batch_at(read: Reader, batch_id: str) -> Batch:
    """The batch with this id. Raises NotFound (404)."""
    found = read.batches.get(batch_id)
    if found is None:
        abort(404, gettext("There is no such import. It may have been removed."))
    return found
