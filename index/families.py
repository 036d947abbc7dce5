"""Word families: the forms of one word that a reader means by any of them."""

import re
from functools import lru_cache

from Stemmer import Stemmer

from index.spelling import british

# Words that Snowball's English stemmer throws together with others of another meaning
# (personality with person, medication with medical). A word that begins so is a family of its own
# with its endings. https://snowballstem.org/algorithms/english/stemmer.html
_APART = """
    activat adversit affection attendan authorit clinical competit conference consistenc consistent
    directive diversion effective experiment hospitalit identical importan informal integrit intensiv
    licen[cs] majorit meaning medical medication mentalit mindful minorit morale objectiv opera\\b
    personal personalis personalit position possess practical priorit programm projecti publication
    rational\\b rationale rationalis reference relation relational relationship relativ responsib
    responsiv setting several subjectiv successiv transference universal universit validat wellbeing
"""
_OWN = re.compile("|".join(sorted(_APART.split(), key=len, reverse=True)))

_IRREGULAR = {
    "children": "child",
    "childrens": "child",
    "women": "woman",
    "womens": "woman",
    "men": "man",
    "selves": "self",
    "wives": "wife",
    "mice": "mouse",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "stimuli": "stimulus",
    "indices": "index",
    "appendices": "appendix",
    "matrices": "matrix",
}

_snowball = Stemmer("english")


@lru_cache(maxsize=200_000)
def family(word: str) -> str:
    """The family a folded word belongs to: equal for `therapist` and `therapists`, `colour` and `colors`.

    Words of three letters or fewer, and words with anything but a to z in them, stand alone; only
    the plural of an abbreviation (`rcts`) joins its singular.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.isascii() or not word.isalpha():
        return word
    if word.endswith("s") and not re.search("[aeiouy]", word):
        return word[:-1] or word
    if len(word) <= 3:
        return british(word)
    word = british(word)
    if own := _OWN.match(word):
        return own.group().replace("licens", "licenc")
    if len(word) > 5 and word.endswith("sis"):
        word = word[:-2] + "es"  # hypothesis, hypotheses
    stem: str = _snowball.stemWord(word)
    return stem
