"""Commands that keep an installation running: serving, the index, editors, backups."""

import os
import socket
import sys
from pathlib import Path
from typing import get_args

import click

from index.sync import catch_up, drift
from index.sync import rebuild as rebuild_index
from kb.backup import backup as write_backup
from kb.backup import restore as put_back
from kb.check import faults
from kb.editors import Editor, Role, hash_password
from kb.errors import AlreadyThere, KnowledgeBaseError, NotFound
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


@click.group()
def editor() -> None:
    """Accounts of people who may write."""


@editor.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(get_args(Role)), default="editor", show_default=True)
@click.password_option(help="Asked for when not given.")
@click.pass_obj
def editor_add(settings: Settings, name: str, role: Role, password: str) -> None:
    """Make an account for NAME."""
    site = open_site(settings)
    with site.catalogue.writing(by="kb command") as write:
        if any(each.name == name for each in write.editors()):
            raise AlreadyThere("editor", name)
        write.put_editor(Editor(name=name, role=role, password_hash=hash_password(password)))
    click.echo(f"{name} may sign in as {role}.")


@editor.command("list")
@click.pass_obj
def editor_list(settings: Settings) -> None:
    """Show all accounts."""
    with open_site(settings).catalogue.reading() as read:
        for each in read.editors():
            click.echo("\t".join((each.name, each.role, "disabled" if each.disabled else "in use")))


@editor.command("disable")
@click.argument("name")
@click.pass_obj
def editor_disable(settings: Settings, name: str) -> None:
    """Shut NAME's account; what it wrote stays."""
    with open_site(settings).catalogue.writing(by="kb command") as write:
        found = next((each for each in write.editors() if each.name == name), None)
        if found is None:
            raise NotFound("editor", name)
        write.put_editor(Editor(name=name, role=found.role, password_hash=found.password_hash, disabled=True))
    click.echo(f"{name} can no longer sign in.")


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
