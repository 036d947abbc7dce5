"""Whether the texts of a reference are as a publisher would print them: titles, sources, abstracts."""

import re
from collections.abc import Iterator

from bib.capitals import calm_container, calm_title
from bib.latex_text import decode
from bib.likeness import plain_words
from bib.markup import folded, paragraphs, plain
from bib.remarks import Remark, Severity
from kb.reference import Reference

_TEXTS = (
    *("title", "container_title", "container_title_short", "collection_title", "event_title"),
    *("genre", "publisher", "publisher_place", "edition", "volume", "issue", "note"),
)
_SUSPECT = re.compile("[<&\x80-\x9fÂÃÄÅâ]")
_LATEX = re.compile(r"""[{}]|\\(?:[a-zA-Z]{2,}|['"`^~=.&%$#_])""")
_LOST = re.compile(r"\ufffd|[^\W\d_]\?[a-z]")  # `M?nica`: a letter that some program could not write
# A full stop after a word that is no abbreviation.
_STOPPED = re.compile(r"(?<!\.)(?:[^\W\d_]{4,}|[0-9)\]”\"])\.$")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_SAYS_RETRACTED = re.compile(r"^\W*(?:retracted|withdrawn)(?: article)?\W*[:—–-]\s*|\s*\(retracted\)$", re.I)
_TURNED = re.compile(r"(?P<rest>.+), (?P<article>The|An?|Der|Die|Das|Le|La)")
_ABBREVIATION = re.compile(r"\b[A-Z][a-z]{0,6}\.(?=\s|$)")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def text_remarks(reference: Reference) -> Iterator[Remark]:
    """What is wrong with the texts, whatever field they stand in, and then with title and source."""
    for name in _TEXTS:
        if text := getattr(reference, name):
            yield from _any_text(name, text)
    if reference.abstract and any(marked_up(each) for each in reference.abstract.split("\n\n")):
        yield _said("markup", "abstract", Severity.WARNING, paragraphs(reference.abstract))
    if reference.title:
        yield from _title(reference)
    else:
        yield Remark(code="no-title", field="title", severity=Severity.ERROR)
    if reference.container_title:
        yield from _container(reference.container_title)


def marked_up(text: str) -> bool:
    """True when there is HTML, JATS or an entity in a text, or UTF-8 that was read as something else."""
    return bool(_SUSPECT.search(text)) and plain(text) != folded(text)


def _said(code: str, name: str, severity: Severity, better: str) -> Remark:
    return Remark(code=code, field=name, severity=severity, mend={name: better})


def without_retraction(title: str) -> str:
    """A title without the publisher's mark that the work is retracted."""
    return _SAYS_RETRACTED.sub("", title).strip()


def _any_text(name: str, text: str) -> Iterator[Remark]:
    if marked_up(text):
        yield _said("markup", name, Severity.ERROR, plain(text))
    elif _LATEX.search(text):
        readable = decode(text)
        mend = {name: readable} if readable and readable != text else {}
        yield Remark(code="latex", field=name, severity=Severity.WARNING, mend=mend)
    elif _LOST.search(text):
        yield Remark(code="unreadable", field=name, severity=Severity.ERROR)
    elif folded(text) != text:
        yield _said("spaces", name, Severity.HINT, folded(text))


def _title(reference: Reference) -> Iterator[Remark]:
    title = reference.title
    if (calm := calm_title(title)) != title:
        yield _said("capitals", "title", Severity.WARNING, calm)
    elif title[0].islower() and re.match(r"[a-z]{2,}\b", title):  # no `eHealth`, no `p values`
        yield _said("lower-case", "title", Severity.HINT, title[0].upper() + title[1:])
    if _STOPPED.search(title):
        yield _said("full-stop", "title", Severity.HINT, title[:-1])
    if quoted := _QUOTED.fullmatch(title):
        yield _said("quoted", "title", Severity.HINT, quoted[1])
    if any(title.count(opening) != title.count(closing) for opening, closing in _PAIRS):
        yield Remark(code="unbalanced", field="title", severity=Severity.WARNING)
    container = reference.container_title or ""
    if container and plain_words(container) == plain_words(title):
        yield Remark(code="title-is-source", field="title", severity=Severity.WARNING)


def _container(container: str) -> Iterator[Remark]:
    if (calm := calm_container(container)) != container:
        yield _said("capitals", "container_title", Severity.WARNING, calm)
    if turned := _TURNED.fullmatch(container):
        yield _said("turned", "container_title", Severity.HINT, f"{turned['article']} {turned['rest']}")
    if len(_ABBREVIATION.findall(container)) > 1:
        yield Remark(code="abbreviated", field="container_title", severity=Severity.HINT)
