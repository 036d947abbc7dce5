"""Bringing a database to the present schema; the door to Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from kb.errors import CatalogueUnusable


def is_present(connection: Connection) -> bool:
    """True when no step is missing. Changes nothing."""
    return _schema_of(connection) == ScriptDirectory.from_config(_config(connection)).get_current_head()


def upgrade(connection: Connection) -> None:
    """Apply the steps that are still missing, inside the caller's transaction.

    Raises CatalogueUnusable for a database that a later release has written.
    """
    if is_present(connection):
        return
    try:
        command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise CatalogueUnusable(
            f"The database has the schema {_schema_of(connection)!r}, which this version does not know; "
            "it was written by a later one. Install that version."
        ) from error


def _schema_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
