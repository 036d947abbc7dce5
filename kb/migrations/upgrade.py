"""Bringing a database to the present schema; the door to Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from kb.errors import CatalogueUnusable


def upgrade(connection: Connection) -> None:
    """Apply the steps that are still missing, inside the caller's transaction.

    Raises CatalogueUnusable for a database that a later release has written.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    present = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(config).get_current_head()
    if present == newest:
        return
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise CatalogueUnusable(
            f"The database has the schema {present!r}, which this version does not know; "
            "it was written by a later one. Install that version."
        ) from error
