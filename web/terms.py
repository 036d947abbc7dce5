"""The words of the vocabulary in the language of the answer: topics, research types, kinds of result.

What a new catalogue has is translated, under the name of its facet as context. What an editor adds or
words otherwise stays as it is written; so do addresses, the API, exports and the index.
"""

import tomllib
from collections.abc import Iterator
from typing import BinaryIO

from kb.vocabulary import TermKind
from web.language import gettext, marked, pgettext

_VOCABULARY = frozenset(TermKind)
_KINDS = {"Summary": marked("Summary"), "Reference only": marked("Reference only")}
_WRITTEN = _VOCABULARY | {"journal", "author"}


def term_words(facet: str, words: str) -> str:
    """The label of a facet's value, or a term's description, translated where it can be."""
    if facet in _VOCABULARY:
        return pgettext(facet, words)
    return gettext(_KINDS[words]) if facet == "kind" and words in _KINDS else words


def as_written(facet: str, words: str) -> bool:
    """True when the words are the editor's or a publisher's own, and have no translation."""
    return facet in _WRITTEN and term_words(facet, words) == words


def messages(
    file: BinaryIO, _keywords: object, _comment_tags: object, **_options: object
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """The terms of kb/vocabulary.toml, as Babel's extraction takes messages in a context."""
    for term in tomllib.load(file)["term"]:
        for words in (term["label"], term.get("description")):
            if words:
                yield 0, "pgettext", (term["kind"], words), []
