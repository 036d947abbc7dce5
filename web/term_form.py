"""A topic or research type as it was typed into the form of the desk, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from kb.terms import MAX_DESCRIPTION, MAX_NAME, made_term, names_of_others
from kb.vocabulary import Term, TermKind, Vocabulary
from web.language import gettext
from web.wording import number_words

_MOST_NAMES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTerm:
    """What was typed, as it was typed, the term it makes, and the faults that keep it from being saved."""

    texts: Mapping[str, str]
    term: Term
    faults: Mapping[str, str] = field(default_factory=dict)


def typed_term(
    form: MultiDict[str, str], kind: TermKind, vocabulary: Vocabulary, former: Term | None = None
) -> TypedTerm:
    """What a form makes of a term. Never raises.

    A topic's address follows its name, and the former leads to it; a research type keeps its own, by
    which the site knows how much such a study carries.
    """
    texts = {name: form.get(name, "").strip() for name in ("label", "synonyms", "description")}
    kept = former and (kind is TermKind.RESEARCH_TYPE or former.label == " ".join(texts["label"].split()))
    term = made_term(
        kind,
        texts["label"],
        texts["synonyms"].splitlines(),
        texts["description"],
        slug=former.slug if former and kept else None,
    )
    return TypedTerm(texts=texts, term=term, faults=_faults(term, vocabulary, former))


def texts_of(term: Term) -> dict[str, str]:
    """A term as its form begins."""
    return {
        "label": term.label,
        "synonyms": "\n".join(term.synonyms),
        "description": term.description,
    }


def _faults(term: Term, vocabulary: Vocabulary, former: Term | None) -> dict[str, str]:
    faults = {}
    if not any(map(str.isalnum, term.label)):
        faults["label"] = gettext("Give it a name.")
    elif len(term.label) > MAX_NAME:
        faults["label"] = _too_long(MAX_NAME)
    if any(len(name) > MAX_NAME for name in term.synonyms):
        faults["synonyms"] = gettext(
            "One name a line, each of at most %(most)s characters.", most=number_words(MAX_NAME)
        )
    elif len(term.synonyms) > _MOST_NAMES:
        faults["synonyms"] = gettext("At most %(most)s names.", most=number_words(_MOST_NAMES))
    if len(term.description) > MAX_DESCRIPTION:
        faults["description"] = _too_long(MAX_DESCRIPTION)
    taken = names_of_others(vocabulary, term, former.slug if former else None)
    for name, other in taken.items():
        where = "synonyms" if name in term.synonyms else "label"
        faults.setdefault(
            where,
            gettext(
                "“%(name)s” means “%(other)s” already. Take it out there first, or merge the two.",
                name=name,
                other=other.label,
            ),
        )
    return faults


def _too_long(most: int) -> str:
    return gettext("At most %(most)s characters.", most=number_words(most))
