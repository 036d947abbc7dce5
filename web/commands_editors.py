"""Commands about the accounts of people who may write."""

import sys
from typing import get_args

import click

from kb.accounts import add_account, disable_account, enable_account, give_password, give_role
from kb.editors import Role, checked_name
from web.commands_imports import BY
from web.settings import Settings
from web.wiring import open_site

_role = click.Choice(get_args(Role))


@click.group()
def editor() -> None:
    """Accounts of people who may write.

    Passwords are asked for; without a terminal, the first line of standard input is the password.
    """


@editor.command("add")
@click.argument("name")
@click.option("--role", type=_role, default="editor", show_default=True)
@click.pass_obj
def editor_add(settings: Settings, name: str, role: Role) -> None:
    """Make an account for NAME.

    A reader sees drafts, an editor writes and publishes, an administrator looks after accounts as well.
    """
    checked_name(name)
    password = _password()
    with open_site(settings).catalogue.writing(by=BY) as write:
        made = add_account(write, name, role, password)
    click.echo(f"{made.name} may sign in as {made.role}.")


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
    """Shut NAME's account and end its sessions; what it wrote stays."""
    with open_site(settings).catalogue.writing(by=BY) as write:
        shut = disable_account(write, name)
    click.echo(f"{shut.name} can no longer sign in.")


@editor.command("enable")
@click.argument("name")
@click.pass_obj
def editor_enable(settings: Settings, name: str) -> None:
    """Open NAME's account again."""
    with open_site(settings).catalogue.writing(by=BY) as write:
        opened = enable_account(write, name)
    click.echo(f"{opened.name} may sign in again.")


@editor.command("password")
@click.argument("name")
@click.pass_obj
def editor_password(settings: Settings, name: str) -> None:
    """Give NAME a new password, in place of a forgotten one; all of NAME's sessions end."""
    password = _password()
    with open_site(settings).catalogue.writing(by=BY) as write:
        changed = give_password(write, name, password)
    click.echo(f"{changed.name} has a new password and has to sign in again everywhere.")


@editor.command("role")
@click.argument("name")
@click.argument("role", type=_role)
@click.pass_obj
def editor_role(settings: Settings, name: str, role: Role) -> None:
    """Make NAME a reader (of drafts), an editor or an administrator."""
    with open_site(settings).catalogue.writing(by=BY) as write:
        changed = give_role(write, name, role)
    click.echo(f"{changed.name} is now {changed.role}.")


def _password() -> str:
    # Never an argument: those are seen by everybody who lists a machine's processes.
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
        return typed
    return sys.stdin.readline().rstrip("\r\n")
