"""The `kb` command."""

import errno
import sys
from pathlib import Path

import click

from kb.errors import KnowledgeBaseError
from web.commands_database import copy_database
from web.commands_digest import digest
from web.commands_duplicates import duplicates, merge
from web.commands_editors import editor
from web.commands_imports import check_updates, demo, import_blog, import_doi, import_refs, resolve
from web.commands_readers import export, search
from web.commands_upkeep import backup, check, rebuild, restore, serve, sync
from web.settings import read_settings

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the database, the index and settings.toml.",
)
@click.pass_context
def kb(context: click.Context, home: Path | None) -> None:
    """Practice KB: plain-language summaries of psychotherapy research, with their citations."""
    context.obj = read_settings(home)


for command in (
    serve,
    demo,
    import_blog,
    import_doi,
    import_refs,
    resolve,
    check_updates,
    duplicates,
    merge,
    search,
    export,
    digest,
    sync,
    rebuild,
    check,
    editor,
    backup,
    restore,
    copy_database,
):
    kb.add_command(command)


def main() -> None:
    """Run the command; what goes wrong on purpose is one sentence and exit status 1."""
    try:
        kb()
    except KnowledgeBaseError as error:
        click.echo(f"kb: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        what = f" to write {error.filename}" if error.filename else ""
        click.echo(f"kb: There is no room on the disk{what}. Make room and try again.", err=True)
        sys.exit(1)
