"""Texts and numbers as both databases keep them alike."""

from sqlalchemy import Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_LAST = 2**31 - 1  # the last number that both databases keep


class Words(TypeDecorator[str]):
    """Text; the length is what it should have, and neither database enforces it.

    SQLite orders by code point; PostgreSQL as its database was made to, unless it is told otherwise.
    It also takes no NUL: what is stored or looked for has U+FFFD in its place, as in HTML and Markdown.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self._length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The type in a database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        return dialect.type_descriptor(String(self._length) if self._length else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 # SQLAlchemy's
        """What is sent for a text."""
        return value.replace("\0", "\ufffd") if value and "\0" in value else value


class Number(TypeDecorator[int]):
    """A whole number. Whoever looks for one that is too large for a database finds nothing, as of any other.

    SQLite ends at another number than PostgreSQL, and both with an error.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 # SQLAlchemy's
        """What is sent for a number."""
        return value if value is None else max(-_LAST, min(value, _LAST))
