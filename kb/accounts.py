"""Making and changing the accounts of editors: the same rules for pages and commands."""

from dataclasses import replace

from kb.editors import Editor, Role, checked_name, folded_name, hash_password, rehashed
from kb.errors import AlreadyThere, NotFound
from kb.reading import Reader
from kb.writing import Writer


def account_of(read: Reader, name: str) -> Editor | None:
    """The account with this name, in whatever capitals it is typed."""
    wanted = folded_name(name)
    return next((each for each in read.editors() if folded_name(each.name) == wanted), None)


def add_account(write: Writer, name: str, role: Role, password: str) -> Editor:
    """Make an account. Raises BadName, WeakPassword, or AlreadyThere for a name taken in any capitals."""
    kept = checked_name(name)
    if account_of(write, kept):
        raise AlreadyThere("editor", kept, "`kb editor password NAME` replaces a forgotten password.")
    return _put(write, Editor(name=kept, role=role, password_hash=hash_password(password)))


def give_role(write: Writer, name: str, role: Role) -> Editor:
    """Let an editor do more or less, from their next click on. Raises NotFound."""
    return _put(write, replace(_account(write, name), role=role))


def give_password(write: Writer, name: str, password: str) -> Editor:
    """Give an editor another password, and end all their sessions. Raises NotFound, WeakPassword."""
    account = _account(write, name)
    return _put(write, replace(account, password_hash=hash_password(password), sessions=account.sessions + 1))


def give_new_hash(write: Writer, editor: Editor, password: str) -> Editor:
    """Keep the password that fits an editor under today's parameters. Raises NotFound.

    When somebody changed the account since it was read, nothing is kept: the password may fit no more.
    """
    if _account(write, editor.name) != editor:
        return editor
    return _put(write, replace(editor, password_hash=rehashed(password)))


def end_sessions(write: Writer, name: str) -> Editor:
    """End every session of an editor. Raises NotFound."""
    account = _account(write, name)
    return _put(write, replace(account, sessions=account.sessions + 1))


def disable_account(write: Writer, name: str) -> Editor:
    """Shut an account and end its sessions; what the editor wrote stays. Raises NotFound."""
    account = _account(write, name)
    return _put(write, replace(account, disabled=True, sessions=account.sessions + 1))


def enable_account(write: Writer, name: str) -> Editor:
    """Open a shut account again. Raises NotFound."""
    return _put(write, replace(_account(write, name), disabled=False))


def _account(read: Reader, name: str) -> Editor:
    account = account_of(read, name)
    if account is None:
        raise NotFound("editor", name, "`kb editor list` shows all.")
    return account


def _put(write: Writer, editor: Editor) -> Editor:
    write.put_editor(editor)
    return editor
