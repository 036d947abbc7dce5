"""The installation that the request being answered belongs to, and the state of it that the answer shows."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g

from index.unavailable import EngineAway
from kb.errors import KnowledgeBaseError
from web.index_keeper import index_keeper
from web.wiring import Site

EXTENSION = "practice-kb"


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of an installation: the catalogue's last change, the index that searches see (None: there
    is none), and the catalogue's revision that it has reached."""

    revision: int
    changed: datetime | None
    index: str | None
    reached: int

    @property
    def behind(self) -> bool:
        """True when a search might not find what the catalogue has."""
        return self.index is None or self.reached != self.revision


def site() -> Site:
    """The Site given to `create_app`."""
    here: Site = current_app.extensions[EXTENSION]
    return here


def searched_site() -> Site:
    """The Site with its index brought up to the catalogue.

    When the index cannot be written, readers search it as it is, and the log says why. One that must be
    built is built in the background: until then questions raise IndexUnavailable.
    """
    here = site()
    if edition().behind:
        try:
            index_keeper().follow()
        except EngineAway:
            pass  # as its door has said in the log, once for all who ask
        except (KnowledgeBaseError, OSError) as error:
            current_app.logger.warning("The index cannot follow the catalogue: %s", error)
    return here


def without_index() -> None:
    """Take note that the answer at hand goes without what the index would have said: it is not kept."""
    g.pop("edition", None)


def edition() -> Edition:
    """The state of the Site when the request came. What the answer is made from may be newer, never older."""
    if "edition" not in g:
        g.edition = _edition(site())
    found: Edition = g.edition
    return found


def _edition(here: Site) -> Edition:
    with here.catalogue.reading() as read:
        revision, changed = read.last_change()
    return Edition(revision, changed, here.index.edition, here.index.revision)
