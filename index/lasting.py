"""What a power cut must not undo: contents on the disk before a name, and a name before what relies on it."""

import os
from pathlib import Path


def keep(path: Path) -> None:
    """Return when a file's content, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def put(path: Path, text: str) -> None:
    """Replace a file whole: whatever happens it says the one or the other, and after this the new."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    keep(path.parent)
