"""A completion of what a reader begins to type."""

from dataclasses import dataclass
from typing import Literal

SuggestionKind = Literal["topic", "author", "journal", "phrase", "title"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: its text, and what it stands for.

    That is a facet's slug, the id of the document with the title, or for a phrase the phrase.
    """

    kind: SuggestionKind
    text: str
    value: str
