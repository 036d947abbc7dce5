"""Commands that keep an installation running: serving, the index, backups."""

import os
import socket
import sys
from collections.abc import Sized
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from index.sync import IndexNotBuilt, IndexNotWritten, catch_up, drift
from index.sync import rebuild as rebuild_index
from index.unavailable import EngineAway
from kb.backup import Contents, copy_as_it_is
from kb.backup import backup as write_backup
from kb.backup import restore as put_back
from kb.check import faults
from kb.check import repair as mend_catalogue
from kb.errors import KnowledgeBaseError
from kb.faults import UNREADABLE, Fault
from kb.sqlite import sqlite_file
from web.metrics import FOLDER, begin_counting
from web.settings import Settings, metrics_key, prepare_home, secret_key
from web.stopping import DRAIN
from web.terminal import progress_of
from web.throttle import check_place
from web.wiring import Site, engine_of, follow, open_site

# One host on such a database is well served by its own key; so this is said, and nothing refused.
_KEYS_DIFFER = (
    "kb: secret_key is not set, so this host signs with a key of its own. Where several hosts share this "
    "database, set the same secret_key on all of them, or each will sign out whom another has signed in."
)


class NotSound(KnowledgeBaseError):
    """`kb check` found something."""


class CannotServe(KnowledgeBaseError):
    """The address is taken or not this machine's."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
@click.option(
    "--drain",
    type=click.FloatRange(0, 600),
    default=0.0,
    show_default=True,
    envvar=DRAIN,
    help="Seconds to go on answering when told to stop, while /readyz says 'stopping' to a load balancer.",
)
@click.pass_obj
def serve(settings: Settings, *, host: str, port: int, workers: int, drain: float) -> None:
    """Serve the site with gunicorn."""
    prepare_home(settings)
    secret_key(settings)  # one that can be guessed is refused here, in a sentence
    if settings.secret_key is None and not sqlite_file(settings.database_url):
        click.echo(_KEYS_DIFFER, err=True)
    counted = metrics_key(settings) is not None
    check_place(settings)
    site = open_site(settings)
    with suppress(EngineAway):  # what needs no search can be read meanwhile
        follow(site)
    site.index.close()
    site.catalogue.close()
    _require_free(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Practice KB is at http://{shown}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    environment = {**os.environ, "KB_HOME": str(settings.home), DRAIN: str(drain)}
    if counted:
        environment[FOLDER] = str(begin_counting(settings.home))
    arguments = [
        *("--config", "python:web.serving", "--bind", f"{shown}:{port}", "--workers", str(workers)),
        "web.app:from_environment()",
    ]
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *arguments], environment)  # noqa: S606 # no shell


@click.command()
@click.pass_obj
def sync(settings: Settings) -> None:
    """Bring the index up to the catalogue."""
    site = open_site(settings)
    click.echo(f"{catch_up(site.catalogue, site.index)} documents written")


@click.command()
@click.pass_obj
def rebuild(settings: Settings) -> None:
    """Build the index anew beside the present one, then swap them."""
    site = open_site(settings)
    with progress_of("Indexing") as progress:
        count = rebuild_index(site.catalogue, site.index, progress)
    click.echo(f"{count} documents written")


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended without loss.")
@click.pass_obj
def check(settings: Settings, *, repair: bool) -> None:
    """Look for damage in the catalogue and for drift between it and the index.

    With --repair: what is wrong is mended from the history and from what the catalogue says twice, after
    a copy of it was put beside it. What was done stands in the history; what is left is named.
    """
    site = open_site(settings)
    faulty = faults(site.catalogue)
    if repair and faulty:
        faulty = _mend(site)
    # What cannot be read cannot be compared.
    astray = () if any(each.kind in UNREADABLE for each in faulty) else _astray(site)
    if repair and astray:
        click.echo(f"The index was built anew: {rebuild_index(site.catalogue, site.index)} documents written")
        astray = _astray(site)
    for sentence in (*map(str, faulty), *astray):
        click.echo(sentence, err=True)
    if faulty:
        hint = "" if repair else " `kb check --repair` mends what can be mended without loss."
        raise NotSound(f"{_number(faulty)} found in the catalogue.{hint}")
    if astray:
        raise NotSound(f"{_number(astray)} found in the index. `kb rebuild` mends it.")
    click.echo("The catalogue is sound and the index agrees with it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Write a verified copy of the catalogue to FILE, while it is in use or not."""
    open_site(settings)
    contents = write_backup(settings.database_url, file)
    click.echo(f"{file}: {_told(contents)}, verified; checksum {contents.digest}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Put it in the place of what is there.")
@click.pass_obj
def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Put a backup back and build its index."""
    prepare_home(settings)
    index = engine_of(settings)
    # Whoever is killed between the two must not leave an index that takes this catalogue for its own.
    contents = put_back(settings.database_url, file, replace=replace, ready=index.forget)
    checked = f"checksum {contents.digest}" if contents.sealed else "an old copy without a checksum"
    click.echo(f"Restored: {_told(contents)}; {checked}")
    site = open_site(settings)
    rebuild_index(site.catalogue, site.index)


def _mend(site: Site) -> tuple[Fault, ...]:
    """Mend the catalogue; the faults that are left."""
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = site.settings.home / f"before-repair-{at}.kb"
    copy_as_it_is(site.settings.database_url, copy)
    click.echo(f"The catalogue as it was: {copy}")
    result = mend_catalogue(site.catalogue)
    for sentence in result.done:
        click.echo(f"mended: {sentence}")
    return result.left


def _astray(site: Site) -> tuple[str, ...]:
    """What the index says otherwise than the catalogue, once it has seen what nobody searched for yet."""
    with suppress(IndexNotBuilt, IndexNotWritten):
        catch_up(site.catalogue, site.index, building=False)
    return drift(site.catalogue, site.index)


def _number(found: Sized) -> str:
    return "1 fault was" if len(found) == 1 else f"{len(found)} faults were"


def _told(contents: Contents) -> str:
    return ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in contents.counts.items())


def _require_free(host: str, port: int) -> None:
    """Say at once, in a sentence, what gunicorn would retry and log."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotServe(
            f"Nothing can be served at {host}:{port}: {error.strerror}. Choose another with --port."
        ) from error
