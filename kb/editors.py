"""People who may write, and how their passwords are kept."""

from dataclasses import dataclass
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kb.errors import KnowledgeBaseError

Role = Literal["reader", "editor", "administrator"]
_MIN_PASSWORD = 12
_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106, low-memory profile


class WeakPassword(KnowledgeBaseError):
    """A password too short to guard anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A person with an account. `reader` sees drafts, `editor` writes, `administrator` adds people."""

    name: str
    role: Role
    password_hash: str
    disabled: bool = False


def hash_password(password: str) -> str:
    """The argon2id hash we keep in a password's place. Raises WeakPassword under 12 characters."""
    if len(password) < _MIN_PASSWORD:
        raise WeakPassword(f"A password needs at least {_MIN_PASSWORD} characters; four words do well.")
    return _hasher.hash(password)


def password_fits(editor: Editor, password: str) -> bool:
    """True when the password is the editor's and the account is in use."""
    try:
        fits = _hasher.verify(editor.password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False
    return fits and not editor.disabled
