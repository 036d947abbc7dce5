"""Files that an editor drops: what kind they are by their name, and their text whatever encoding it is in."""

import codecs
from pathlib import PurePath

from bib.limits import MAX_BYTES
from bib.pasted import Kind, NothingToImport

_KINDS: dict[str, Kind] = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris", ".json": "csl-json"}
# What programs write that is no text, by its first bytes.
_NO_TEXT = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word document or an archive",
    b"PK\x05\x06": "an empty archive",
    b"\x1f\x8b": "an archive (gzip)",
    b"BZh": "an archive (bzip2)",
    b"\xfd7zXZ": "an archive (xz)",
    b"7z\xbc\xaf": "an archive (7-Zip)",
    b"\x28\xb5\x2f\xfd": "an archive (Zstandard)",
    b"Rar!": "an archive (RAR)",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a document with formatting (RTF)",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def kind_of_file(name: str) -> Kind | None:
    """What a file holds, by the ending of its name; None where that has to be found out."""
    return _KINDS.get(PurePath(name).suffix.lower())


def file_text(name: str, data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else the encoding of older Windows programs.

    Raises NothingToImport for what is too large or no text.
    """
    if len(data) > MAX_BYTES:
        raise NothingToImport(f"{name} is larger than 10 MB. Split it into smaller files.")
    for beginning, words in _NO_TEXT.items():
        if data.startswith(beginning):
            raise NothingToImport(
                f"{name} is {words}, whose text cannot be read here. Open it, select its text and paste that."
            )
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        raise NothingToImport(f"{name} is no text file. Save it as text, or paste its text.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
