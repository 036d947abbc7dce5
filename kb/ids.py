"""Names that no one chooses: the identity of a summary or a reference, and address slugs."""

import re
import uuid

from anyascii import anyascii

_MAX_SLUG = 80


def new_id() -> str:
    """A fresh identity: 32 hexadecimal digits, never used before."""
    return uuid.uuid4().hex


def slugify(text: str) -> str:
    """Text as a readable part of an address: ASCII, lower case, hyphens, at most 80 characters.

    Never empty: text without a letter or digit becomes `untitled`.
    """
    words = re.findall(r"[a-z0-9]+", anyascii(re.sub(r"['’]", "", text)).lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_MAX_SLUG]
        if len(longer) > _MAX_SLUG:
            break
        slug = longer
    return slug or "untitled"
