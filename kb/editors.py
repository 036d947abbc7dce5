"""People who may write, and how their passwords are kept."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from secrets import token_urlsafe
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kb.errors import KnowledgeBaseError

Role = Literal["reader", "editor", "administrator"]
MIN_PASSWORD = 12  # characters
MAX_NAME = 80
_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106, low-memory profile


class WeakPassword(KnowledgeBaseError):
    """A password too short to guard anything."""


class BadName(KnowledgeBaseError):
    """Something that cannot stand for a person in lists and histories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A person with an account. `reader` sees drafts, `editor` writes, `administrator` adds people.

    `sessions` is advanced to end every session there is: one that bears another number is over.
    """

    name: str
    role: Role
    password_hash: str
    disabled: bool = False
    sessions: int = 0


def checked_name(text: str) -> str:
    """A name for a new account, as it is kept. Raises BadName when it is empty, too long or not one line."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise BadName("An account needs a name.")
    if len(name) > MAX_NAME:
        raise BadName(f"A name has at most {MAX_NAME} characters; this one has {len(name)}.")
    # Control and format characters, and the separators but the space: a name looks like what it is.
    if any(unicodedata.category(each)[0] in "CZ" and each != " " for each in name):
        raise BadName("A name is one line, without tabs and characters that cannot be seen.")
    return name


def folded_name(name: str) -> str:
    """A name as it is compared: nobody remembers the capitals of theirs, and no two differ by these alone."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def hash_password(password: str) -> str:
    """The argon2id hash we keep in a password's place. Raises WeakPassword under 12 characters."""
    if len(password) < MIN_PASSWORD:
        raise WeakPassword(f"A password needs at least {MIN_PASSWORD} characters; four words do well.")
    return rehashed(password)


def rehashed(password: str) -> str:
    """The hash of a password that is in use already, however short passwords could be when it was given."""
    return _hasher.hash(_typed(password))


@cache
def stand_in() -> Editor:
    """An editor whom no password fits, to try one on when the name given is nobody's: it takes as long."""
    return Editor(name="", role="reader", password_hash=_hasher.hash(token_urlsafe()), disabled=True)


def password_fits(editor: Editor, password: str) -> bool:
    """True when the password is the editor's and the account is in use."""
    try:
        fits = _hasher.verify(editor.password_hash, _typed(password))
    except (Argon2Error, InvalidHashError):
        return False
    return fits and not editor.disabled


def hash_is_dated(editor: Editor) -> bool:
    """True when the hash was made with other parameters than today's, and is due to be made anew."""
    return _hasher.check_needs_rehash(editor.password_hash)


def _typed(password: str) -> str:
    # A keyboard may send é as one character or as two (NIST SP 800-63B, section 3.1.1.2).
    return unicodedata.normalize("NFKC", password)
