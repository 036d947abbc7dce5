"""The files of a Whoosh index, none of which is read without its checksum (checksums.py)."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh.filedb.structfile import BufferFile, StructFile

from index.checksums import BLOCK, CheckedFile, Damaged, Sums, read_sums, sealed, segment_of, unsealed
from index.whoosh_writer import LastingFiles

_LIST_OF_SEGMENTS = ".toc"


class CheckedStorage(LastingFiles):
    """A folder of index files. Reading raises Damaged where one does not hold what was written."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._known: tuple[str, Mapping[str, Sums]] = "", {}

    def open_file(self, name: str, **asked: Any) -> Any:
        """Open a file as Whoosh does."""
        path = Path(self.folder) / name
        if name.endswith(_LIST_OF_SEGMENTS):
            return BufferFile(memoryview(unsealed(path.read_bytes())), name=name, **asked)
        segment = segment_of(name)
        if self._known[0] != segment:
            self._known = segment, read_sums(Path(self.folder), segment)
        sums = self._known[1].get(name)
        if sums is None:
            raise Damaged(f"Nothing is known of {name}.")
        return StructFile(io.BufferedReader(CheckedFile(path, sums), BLOCK), name=name, **asked)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file; a list of segments is sealed first."""
        if newname.endswith(_LIST_OF_SEGMENTS):
            path = Path(self.folder) / oldname
            path.write_bytes(sealed(path.read_bytes()))
        super().rename_file(oldname, newname, safe)
