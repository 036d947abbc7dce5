"""Commands that keep an installation running: serving, the index, backups."""

import os
import socket
import sys
from pathlib import Path

import click

from index.sync import catch_up, drift
from index.sync import rebuild as rebuild_index
from kb.backup import backup as write_backup
from kb.backup import restore as put_back
from kb.check import faults
from kb.errors import KnowledgeBaseError
from web.settings import Settings, prepare_home
from web.terminal import progress_of
from web.wiring import follow, open_site


class NotSound(KnowledgeBaseError):
    """`kb check` found something."""


class CannotServe(KnowledgeBaseError):
    """The address is taken or not this machine's."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
@click.pass_obj
def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve the site with gunicorn."""
    site = open_site(settings)
    follow(site)
    site.index.close()
    site.catalogue.close()
    _require_free(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Practice KB is at http://{shown}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    arguments = [
        *("--bind", f"{shown}:{port}", "--workers", str(workers), "--worker-class", "gthread"),
        *("--threads", "4", "--log-level", "warning", "--name", "practice-kb", "--no-control-socket"),
        *("--limit-request-line", "8190"),  # bytes: the most gunicorn takes; a selection is named in full
        "web.app:from_environment()",
    ]
    environment = {**os.environ, "KB_HOME": str(settings.home)}
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
@click.pass_obj
def check(settings: Settings) -> None:
    """Look for damage in the catalogue and for drift between it and the index."""
    site = open_site(settings)
    faulty = faults(site.catalogue)
    # What cannot be read cannot be compared.
    astray = () if faulty else drift(site.catalogue, site.index)
    for sentence in faulty + astray:
        click.echo(sentence, err=True)
    if faulty:
        raise NotSound(f"{len(faulty)} faults found in the catalogue.")
    if astray:
        raise NotSound(f"{len(astray)} faults found in the index. `kb rebuild` mends it.")
    click.echo("The catalogue is sound and the index agrees with it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Write a verified copy of the catalogue to FILE, while it is in use or not."""
    open_site(settings)
    counts = write_backup(settings.database_url, file)
    click.echo(f"{file}: {_told(counts)}, verified")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Put it in the place of what is there.")
@click.pass_obj
def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Put a backup back and build its index."""
    prepare_home(settings)
    counts = put_back(settings.database_url, file, replace=replace)
    site = open_site(settings)
    rebuild_index(site.catalogue, site.index)
    click.echo(f"Restored: {_told(counts)}")


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in counts.items())


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
