"""The command that moves a catalogue to another database."""

import click

from kb.copying import copy_database as copy_all
from web.terminal import progress_of


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_database(source: str, target: str) -> None:
    """Copy a catalogue with its whole history between the databases at two addresses, and compare them.

    An address is that of the setting database_url: sqlite:////folder/catalogue.db, or
    postgresql+psycopg://user@host/name (the password may stand in ~/.pgpass). Stop the servers first:
    what is written to FROM meanwhile is not in TO. TO must hold nothing; it has all in the end, or nothing.
    """
    with progress_of("Copying") as progress:
        copied = copy_all(source, target, progress)
    told = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in copied.counts.items() if count)
    click.echo(f"Copied: {told}. Both hold the same; checksum {copied.digest}")
