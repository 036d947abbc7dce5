"""The installation that the request being answered belongs to."""

from flask import current_app

from kb.errors import KnowledgeBaseError
from web.wiring import Site, follow

EXTENSION = "practice-kb"


def site() -> Site:
    """The Site given to `create_app`."""
    here: Site = current_app.extensions[EXTENSION]
    return here


def searched_site() -> Site:
    """The Site with its index brought up to the catalogue.

    When the index cannot be written, readers search it as it is, and the log says why.
    """
    here = site()
    try:
        follow(here)
    except (KnowledgeBaseError, OSError) as error:
        current_app.logger.warning("The index cannot follow the catalogue: %s", error)
    return here
