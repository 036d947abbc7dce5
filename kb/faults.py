"""What can be wrong in a stored catalogue, and its name.

Nothing of it comes from using the product; it comes from disks, from other programs and from bugs.
"""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong, as a repair must know it."""

    FILE = "damaged file"
    INDEX = "damaged index of the database"
    COUNTER = "counter of changes"
    UNREADABLE = "unreadable value"
    LOST = "lost value"
    COLUMNS = "columns that disagree with their value"
    NOT_IN_HISTORY = "value that is not the last of its history"
    CHANGE = "unreadable change"
    CITED = "citation of nothing"
    CITATIONS = "citations that disagree with their summary"
    DOI_TWICE = "duplicate DOI"
    ADDRESS = "address"
    KEY = "citation key"
    PAYLOAD = "unreadable payload"
    WORKING_COPY = "unreadable working copy"
    ITEM = "unreadable item of an import"
    BATCH = "items of no import"
    UNCITED = "published without a citation"


# With one of these a catalogue cannot be read through.
UNREADABLE = frozenset({FaultKind.FILE, FaultKind.INDEX, FaultKind.UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: what, where (the names of its row), and a sentence for who must see to it."""

    kind: FaultKind
    at: tuple[str, ...] = ()
    sentence: str

    def __str__(self) -> str:
        return self.sentence
