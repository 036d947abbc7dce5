"""Building the parts of one installation from its settings."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from bib.crossref import Crossref
from index.engine import Alone, Engine
from index.opensearch_engine import OpenSearchEngine
from index.sync import catch_up
from index.whoosh_engine import WhooshEngine
from kb.catalogue import Catalogue
from web.metrics import Metrics
from web.settings import Settings, prepare_home


def _unhindered(_timeout: float) -> AbstractContextManager[object]:
    return nullcontext(True)


@dataclass(frozen=True, slots=True)
class Site:
    """An installation at work: its settings, its catalogue, its index, and what this process counts of it."""

    settings: Settings
    catalogue: Catalogue
    index: Engine
    metrics: Metrics = field(default_factory=Metrics)

    def crossref(self) -> Crossref:
        """The door to Crossref as the settings have it."""
        return Crossref(
            url=self.settings.crossref_url,
            mailto=self.settings.crossref_mailto,
            asked=self.metrics.crossref,
        )


def open_site(settings: Settings) -> Site:
    """Open an installation, making its home, database and index folder when they are not there."""
    prepare_home(settings)
    catalogue = Catalogue(settings.database_url)
    return Site(settings, catalogue, engine_of(settings, partial(catalogue.alone, "index")))


def engine_of(settings: Settings, alone: Alone = _unhindered) -> Engine:
    """The search engine that the settings name; `alone` keeps others from writing one that hosts share."""
    if settings.index_url:
        return OpenSearchEngine(settings.index_url, alone)
    return WhooshEngine(settings.index_folder)


def follow(site: Site) -> None:
    """Bring the index up to the catalogue when it is behind or unreadable; one small query when it is not."""
    with site.catalogue.reading() as read:
        behind = read.revision() != site.index.revision
    # An index of an earlier release may have reached the revision and still not be readable.
    if behind or site.index.edition is None:
        catch_up(site.catalogue, site.index)
