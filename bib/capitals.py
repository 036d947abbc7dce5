"""Titles and names that a publisher set all in capitals, as they are written otherwise.

A title becomes Title Case, the only choice that harms no proper name; acronyms stay.
"""

import re

from bib.words import words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ROMAN = re.compile(r"(?=[IVXLC]{2,})X{0,3}(?:IX|IV|V?I{0,3})|X[CL]X{0,3}")
_ACRONYMS = words("acronyms")
# Words that would pass for acronyms by their lack of vowels or by their length.
_NOT_ACRONYMS = {"DR": "Dr", "MR": "Mr", "MRS": "Mrs", "ST": "St", "VS": "vs", "JR": "Jr"}
_ENGLISH = words("small_english")
_ELSEWHERE = words("small_elsewhere")
_ENGLISH_GIVEAWAYS = words("english_giveaways")


def calm_title(title: str) -> str:
    """A title set all in capitals as Title Case, with acronyms kept; any other title as it is."""
    found = _WORD.findall(title)
    if not found or not title.isupper() or (len(found) == 1 and len(found[0]) < 7):
        return title
    lower = {word.lower() for word in found}
    small = _ENGLISH if lower & _ENGLISH_GIVEAWAYS else _ELSEWHERE
    starts_anew = True
    parts, end = [], 0
    for match in _WORD.finditer(title):
        between = title[end : match.start()]
        starts_anew = starts_anew or bool(re.search(r"[:.?!—]", between))
        parts += [between, _calm_word(title, match, () if starts_anew else small)]
        starts_anew, end = False, match.end()
    return "".join([*parts, title[end:]])


def calm_container(title: str) -> str:
    """A journal's or book's title; one or two words in capitals are its name (`JAMA`, `PLOS ONE`)."""
    return calm_title(title) if len(_WORD.findall(title)) > 2 else title


def calm_name(name: str) -> str:
    """A family name set in capitals as it is written; initials and names in other case as they are."""
    return _WORD.sub(lambda word: _calm_name_part(word[0]), name)


def calm_given(given: str) -> str:
    """Given names set in capitals as they are written; what may be a row of initials stays."""
    parts = given.split()
    return " ".join(
        calm_name(word) if len(parts) > 1 or len(word) > 3 or re.match(r"[^AEIOUY][AEIOUY]", word) else word
        for word in parts
    )


def _calm_name_part(word: str) -> str:
    if not word.isupper() or not re.search(r"[AEIOUYÀ-ÖØ-ÞĀ-ž]|^NG$|[^\x00-\u024f]", word) or len(word) < 2:
        return word
    if mac := re.fullmatch(r"MC(\w{3,})", word):
        return "Mc" + mac[1].capitalize()
    return re.sub(r"[^\W_]+", lambda part: part[0].capitalize(), word)


def _calm_word(title: str, match: re.Match[str], small: frozenset[str] | tuple[str, ...]) -> str:
    word = match[0]
    beside = title[max(match.start() - 1, 0) : match.start()] + title[match.end() : match.end() + 1]
    if word in _NOT_ACRONYMS:
        return _NOT_ACRONYMS[word]
    if (
        word in _ACRONYMS
        or (_ROMAN.fullmatch(word) and word != "MIX")
        or any(each.isdigit() for each in beside)
        or (len(word) > 1 and word.isascii() and not re.search(r"[AEIOUY']", word))
        or (beside == "()" and len(word) < 6)
        or re.match(r"-[0-9]", title[match.end() : match.end() + 2])
    ):
        return word
    if word.lower() in small:
        return word.lower()
    head, apostrophe, rest = word.partition("'") if "'" in word else word.partition("’")
    if apostrophe and len(head) == 1 and len(rest) > 2:
        return f"{head}{apostrophe}{rest.capitalize()}"
    return word.capitalize()
