"""The command that writes the digest, the inverse of `kb import-blog`."""

from pathlib import Path

import click

from bib.digest_text import archive_text, changes_made, month_text
from kb.summary import parse_month
from web.commands_readers import CannotWrite
from web.settings import Settings
from web.wiring import open_site


@click.command()
@click.argument("month", required=False, metavar="[MONTH]")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
@click.pass_obj
def digest(settings: Settings, *, month: str | None, output: Path | None) -> None:
    """Write the summaries of a month (2013-08), or of all, as text that import-blog reads back."""
    wanted = parse_month(month) if month else None
    with open_site(settings).catalogue.reading() as read:
        text = month_text(read, wanted) if wanted else "".join(archive_text(read))
        changes = list(changes_made(read, wanted))
    if output:
        try:
            output.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CannotWrite(f"{output} cannot be written: {error.strerror}.") from error
    else:
        click.echo(text, nl=False)
    for sentence in changes:
        click.echo(sentence, err=True)
