"""What the index warns of, in the language of the answer.

The index says it in English, with the words and numbers of the case in the sentence.
"""

import re
from collections.abc import Iterator

from web.language import gettext, marked
from web.wording import number_words

# As in the index; a %(count)s is a number, anything else is repeated as it was typed.
_SENTENCES = (
    marked("There is no such order; the hits are sorted by relevance."),
    marked("Only the first %(count)s results can be paged through; narrow the search."),
    marked("There is no filter “%(name)s”; it was ignored."),
    marked("Too many words begin with “%(stem)s”; the %(count)s most frequent were used."),
    marked("There is nothing in this query to search for."),
    marked("The query was too long; only its first %(count)s characters were used."),
    marked("Parentheses more than %(count)s levels deep were ignored."),
    marked("“%(typed)s” is not a DOI; it was searched for as words."),
    marked("“%(typed)s” is not a year; write year:2013 or year:2010-2015."),
    marked("“%(typed)s*” is too short a beginning; three letters are needed."),
    marked("The query has too many words; only the first %(count)s were used."),
    marked("“%(typed)s” is too long; only its first %(count)s words were used."),
)


def caution_words(warning: str) -> str:
    """A warning of the index, translated; itself when it is not one we know."""
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(warning):
            values = found.groupdict()
            if count := values.get("count"):
                values["count"] = number_words(int(count.replace(",", "")))
            return gettext(sentence, **values)
    return warning


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile("".join(_pieces(sentence)), re.DOTALL)


def _pieces(sentence: str) -> Iterator[str]:
    for place, piece in enumerate(re.split(r"%\((\w+)\)s", sentence)):
        if place % 2 == 0:
            yield re.escape(piece)
        else:
            yield f"(?P<{piece}>{'[0-9,]+' if piece == 'count' else '.*'})"


_PATTERNS = tuple((each, _pattern(each)) for each in _SENTENCES)
