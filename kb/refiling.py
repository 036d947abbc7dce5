"""Changing the vocabulary with what is filed under it: renaming and merging terms.

A term's former slug stays among its synonyms, so that old addresses lead to it.
"""

from dataclasses import replace

from kb.errors import AlreadyThere, NotFound
from kb.summary import Summary
from kb.terms import other_names
from kb.vocabulary import Term, TermKind
from kb.writing import Writer


def rename_term(write: Writer, kind: TermKind, slug: str, renamed: Term) -> tuple[Summary, ...]:
    """Put a term in the place of the one with a slug; the summaries that bore it, as they are now.

    Former slug and label become synonyms; the place in the list stays. Raises NotFound, or
    AlreadyThere when the new slug is another term's.
    """
    former = _term(write, kind, slug)
    names = (*renamed.synonyms, former.label, former.slug)
    term = replace(renamed, kind=kind, synonyms=other_names(renamed, names))
    if term.slug == slug:
        write.put_term(term)
        return ()
    if any(each.slug == term.slug for each in write.vocabulary().of(kind)):
        raise AlreadyThere(kind.value, term.slug)
    write.put_term(term, ahead_of=slug)
    refiled = _refile(write, kind, slug, term.slug)
    write.remove_term(kind, slug)
    return refiled


def merge_terms(write: Writer, kind: TermKind, kept: str, gone: str) -> tuple[Summary, ...]:
    """File under one term what was filed under two; the summaries that bore the other, as they are now.

    The other's names become synonyms. Raises NotFound.
    """
    one, other = _term(write, kind, kept), _term(write, kind, gone)
    if one.slug == other.slug:
        return ()
    names = (*one.synonyms, other.label, other.slug, *other.synonyms)
    write.put_term(replace(one, synonyms=other_names(one, names)))
    refiled = _refile(write, kind, gone, kept)
    write.remove_term(kind, gone)
    return refiled


def _refile(write: Writer, kind: TermKind, old: str, new: str) -> tuple[Summary, ...]:
    refiled = []
    for summary in write.bearing(kind, old):
        if kind is TermKind.TOPIC:
            topics = dict.fromkeys(new if each == old else each for each in summary.topics)
            changed = replace(summary, topics=tuple(topics))
        else:
            changed = replace(summary, research_type=new)
        write.change_summary(changed)
        refiled.append(changed)
    return tuple(refiled)


def _term(write: Writer, kind: TermKind, slug: str) -> Term:
    term = next((each for each in write.vocabulary().of(kind) if each.slug == slug), None)
    if term is None:
        raise NotFound(kind.value, slug)
    return term
