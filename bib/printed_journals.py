"""Where a title ends and the name of the journal begins."""

import re
from dataclasses import dataclass

from bib.printed_sentences import sentences, without_stop

_PIECE = (
    r"(?:J|Am|Br|Eur|Int|Intern|Can|Aust|Scand|N|Z|Arch|Ann|Clin|Consult|Psychol|Psychiatr|Psychiatry|Behav|Res|"
    r"Ther|Med|Sci|Soc|Health|Couns|Proc|Natl|Acad|Educ|Child|Adolesc|Abnorm|Pers|Rev|Bull|Nurs|Neurol|Psychother|"
    r"Psychosom|Appl|Exp|Cogn|Affect|Disord|Dev|Fam|Gen|Hosp|Nerv|Ment|Dis|Trauma|Stress|Pract|Prof|Stud|Surg|Pediatr)"
)
_ABBREVIATED = re.compile(rf"{_PIECE}\.?(?:\s{_PIECE}\.?){{0,5}}")
# Bilingual journals and their English half.
_FIRST_HALF = re.compile(
    r"(?:the\s)?(?:\w+\s){0,3}(?:journal|archives|annals|bulletin|review) of(?:\s\w+){1,5}", re.I
)
_KNOWN_WORD = re.compile(
    r"\b(?:journal|j|archives?|arch|annals?|ann|bulletin|quarterly|review|psychiat\w*|psycholog\w*|psychother\w*|"
    r"psychosom\w*|therap(?:y|ies)|medicine|medical|med|research|res|sciences?|sci|nursing|lancet|jama|bmj|plos|bmc|"
    r"jmir|trials|interventions|disord\w*|autism|addictions?|behavio(?:u?r|u?ral)|behav|cancer|care|neuroscience\w*|"
    r"neuropsych\w*|clinical|clin|counsel\w*|psyche|psychiatr\w*|geriatric\w*|gerontolog\w*|depress(?:ion)?|"
    r"anxiety|schizophr\w*|epilepsia|frontiers|zeitschrift|revista|revue|tijdschrift|salud|american|british)\b",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"^(?:and|of|the|for|&|in)\b|\b(?:and|of|the|for|&|in)$")
_LIST_END = re.compile(r"(?:and|&)\s")


@dataclass(frozen=True, slots=True)
class Split:
    """A title and a journal, and what is neither for sure."""

    title: str
    journal: str | None = None
    unread: tuple[str, ...] = ()


def split_journal(text: str, *, quoted: bool = False, by_comma: bool = False, closed: bool = False) -> Split:
    """Part `Title. Journal`, given that a volume, pages or a year followed.

    `quoted` says the title was taken off already; `closed` that a full stop ended the text, so that
    a single sentence is a title without a journal; `by_comma` that the place followed by a comma, so
    that the journal may too. A text that is title and journal without a mark between is unread.
    """
    if quoted:
        return _credible("", without_stop(text))
    parts = sentences(text)
    if len(parts) < 2:
        if closed:
            return Split(title=without_stop(text))
        title, journal = _by_comma(without_stop(text)) if by_comma else ("", "")
        return _credible(title, journal) if title else Split(title="", unread=(without_stop(text),))
    begin = len(parts) - 1
    while begin > 1 and _ABBREVIATED.fullmatch(parts[begin - 1].text) and parts[begin].text[0].isupper():
        begin -= 1
    if begin > 1 and begin == len(parts) - 1 and _FIRST_HALF.fullmatch(parts[begin - 1].text):
        begin -= 1
    start = parts[begin].start
    return _credible(without_stop(text[:start]), without_stop(text[start:]))


def looks_like_journal(text: str) -> bool:
    """Whether a sentence by itself reads as the name of a periodical."""
    words = text.split()
    return (
        0 < len(words) <= 10
        and words[0] not in {"A", "An", "Results", "Findings", "Evidence"}
        and text[:1].isupper()
        and not text.endswith(("?", "!"))
        and not _BROKEN_OFF.search(text)
        and bool(_KNOWN_WORD.search(text))
        and not re.search(r"\b(?:study|trial|meta-analysis|evaluation|comparison)$", text, re.IGNORECASE)
    )


def _credible(title: str, journal: str) -> Split:
    journal = re.sub(r"\s+:\s", ": ", journal)
    if (
        not journal
        or _BROKEN_OFF.search(journal)
        or not journal[0].isalnum()
        or not re.search(r"[^\W\d_]{2}", journal)
    ):
        return Split(title=title, unread=(journal,) if journal else ())
    return Split(title=title, journal=journal)


def _by_comma(text: str) -> tuple[str, str]:
    """`Title, Journal`: the last piece, or more when the pieces list the words of one name."""
    pieces = text.split(", ")
    begin = len(pieces) - 1
    while begin > 1 and (
        _LIST_END.match(pieces[begin]) or len(pieces[begin].split()) == 1 or _two_of_a_list(pieces, begin)
    ):
        begin -= 1
    if begin < 1 or not pieces[begin][:1].isupper():
        return "", ""
    return ", ".join(pieces[:begin]), ", ".join(pieces[begin:])


def _two_of_a_list(pieces: list[str], begin: int) -> bool:
    return " & " in pieces[begin] and len(pieces[begin].split()) == 3
