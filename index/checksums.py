"""Checksums of the index's files, of which Whoosh has none: what is read is what was written, or an error.

A segment's files never change. The file `<segment>.sums` beside them holds the CRC-32 of every 4 kB of
each, and every read is held against it; so damage that comes while an index is in use changes no answer.
Small files that are replaced whole (the list of segments, the state) are sealed: their own checksum
stands at their end.
"""

import io
import json
import os
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

BLOCK = 4096
EXTENSION = "sums"

_SEAL = 9  # bytes: a mark and eight hexadecimal digits
_AT_ONCE = 256  # blocks read together when a whole file is looked through


class Damaged(Exception):
    """A file does not hold what was written to it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The length of a file and the CRC-32 of each of its blocks."""

    size: int
    blocks: "array[int]"


def sealed(content: bytes) -> bytes:
    """The content with its checksum behind it."""
    return content + b"#%08x" % crc32(content)


def unsealed(data: bytes) -> bytes:
    """The content of what was sealed. Raises Damaged."""
    content, seal = data[:-_SEAL], data[-_SEAL:]
    if seal != b"#%08x" % crc32(content):
        raise Damaged("A sealed file was changed.")
    return content


def write_sums(folder: Path, segment: str, names: Iterable[str]) -> None:
    """Write the checksums of a segment's finished files beside them."""
    told = {}
    for name in sorted(names):
        size, blocks = 0, array("I")
        with (folder / name).open("rb") as file:
            while block := file.read(BLOCK):
                blocks.append(crc32(block))
                size += len(block)
        told[name] = {"size": size, "blocks": blocks.tobytes().hex()}
    (folder / f"{segment}.{EXTENSION}").write_bytes(sealed(json.dumps(told).encode()))


def read_sums(folder: Path, segment: str) -> Mapping[str, Sums]:
    """The checksums of a segment's files by name. Raises Damaged, or OSError when there are none."""
    told = json.loads(unsealed((folder / f"{segment}.{EXTENSION}").read_bytes()))
    return {
        name: Sums(each["size"], array("I", bytes.fromhex(each["blocks"]))) for name, each in told.items()
    }


class CheckedFile(io.RawIOBase):
    """A file for reading whose every block is held against its checksum when it is read."""

    def __init__(self, path: Path, sums: Sums) -> None:
        """Open it. Raises OSError, and Damaged when its length is another."""
        self._sums = sums
        self._place = 0
        self._file = os.open(path, os.O_RDONLY)
        self._name = path.name
        if os.fstat(self._file).st_size != sums.size:
            self.close()
            raise self._damage()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._place = (
            offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._sums.size}[whence]
        )
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer from the present place on. Raises Damaged."""
        wanted = max(0, min(len(buffer), self._sums.size - self._place))
        if wanted:
            first = self._place // BLOCK
            raw = self._blocks(first, -(-(self._place + wanted) // BLOCK))
            begin = self._place - first * BLOCK
            buffer[:wanted] = raw[begin : begin + wanted]
            self._place += wanted
        return wanted

    def check(self) -> None:
        """Read it all. Raises Damaged."""
        for first in range(0, len(self._sums.blocks), _AT_ONCE):
            self._blocks(first, min(first + _AT_ONCE, len(self._sums.blocks)))

    def close(self) -> None:
        """Let go of the file."""
        if not self.closed:
            os.close(self._file)
        super().close()

    def _blocks(self, first: int, last: int) -> bytes:
        begin, end = first * BLOCK, min(last * BLOCK, self._sums.size)
        raw = os.pread(self._file, end - begin, begin)
        if len(raw) != end - begin:
            raise self._damage()
        view = memoryview(raw)
        for number, expected in enumerate(self._sums.blocks[first:last]):
            if crc32(view[number * BLOCK : (number + 1) * BLOCK]) != expected:
                raise self._damage()
        return raw

    def _damage(self) -> Damaged:
        return Damaged(f"{self._name} does not hold what was written to it.")


def check_segment(folder: Path, segment: str) -> None:
    """Read a segment's files through. Raises Damaged, or OSError when one is not there."""
    for name, sums in read_sums(folder, segment).items():
        file = CheckedFile(folder / name, sums)
        try:
            file.check()
        finally:
            file.close()


def segment_of(name: str) -> str:
    """The segment that a file belongs to, by its name."""
    return name.partition(".")[0]
