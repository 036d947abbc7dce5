"""A summary on the desk of one editor: the saved one, what they have not saved, and who else is at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from flask import render_template
from werkzeug.datastructures import MultiDict

from index.filing import Suggested, suggest_terms
from kb.changes import Change
from kb.conflicts import CONTENT, divergences
from kb.publishing import objections
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status, Summary
from kb.vocabulary import TermKind, Vocabulary
from kb.working_copies import WorkingCopy
from web.current import site
from web.markdown import to_html
from web.summary_form import free_slug, typed_now
from web.usual_lengths import usual_lengths, word_count


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheDesk:
    """A summary as an editor has it before them.

    `seen` is the version it was begun from, 0 for a new one. `copy` is what the editor typed and did not
    save, `others` what other editors did.
    """

    summary: Summary
    seen: int
    saved: Summary | None = None
    copy: WorkingCopy | None = None
    others: tuple[WorkingCopy, ...] = ()
    last: Change | None = None
    changes: int = 0

    @property
    def overtaken(self) -> Change | None:
        """The last change, when somebody saved after this was begun."""
        return self.last if self.last and self.last.revision != self.seen else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the form says beside the summary: what is wrong, texts that could not be read, what was ticked."""

    faults: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()


NOTHING_SAID = Shown()


def on_the_desk(read: Reader, name: str, editor: str) -> OnTheDesk | None:
    """The summary that an id or an address means, with the editor's unsaved text of it; None for none."""
    saved = read.summary(name) or read.summary_at(name)
    if saved:
        copy = read.working_copies.get(saved.id, editor)
        return at_work(read, copy.summary if copy else saved, saved, copy, editor)
    own = (each for each in read.working_copies.by(editor) if name in {each.summary.id, each.summary.slug})
    copy = next(own, None)
    return at_work(read, copy.summary, None, copy, editor) if copy else None


def at_work(
    read: Reader,
    summary: Summary,
    saved: Summary | None,
    copy: WorkingCopy | None,
    editor: str,
    seen: int | None = None,
) -> OnTheDesk:
    """A summary as it stands in the form: the saved one, the editor's own copy, and what others do."""
    history = read.history("summary", summary.id) if saved else ()
    last = history[-1] if history else None
    version = last.revision if last else 0
    begun = copy.based_on if copy else version
    return OnTheDesk(
        summary=summary,
        seen=begun if seen is None else seen,
        saved=saved,
        copy=copy,
        others=tuple(each for each in read.working_copies.of(summary.id) if each.editor != editor),
        last=last,
        changes=len(history),
    )


def of_this_window(read: Reader, copy: WorkingCopy, form: MultiDict[str, str]) -> bool:
    """True when the window that a form comes from knows of an unsaved text, which may then make way.

    It knows of it when it kept it last (`kept`), or sent it without hearing an answer (`unanswered`), or
    has the same.
    """
    if copy.at.isoformat() == form.get("kept"):
        return True
    earlier = (parse_qsl(each, keep_blank_values=True) for each in form.getlist("unanswered")[:2])
    return any(
        same_text(copy.summary, typed_now(each, read, copy.summary.id).summary)
        for each in (form, *map(MultiDict, earlier))
    )


def same_text(one: Summary | None, other: Summary) -> bool:
    """True when nothing that editors type differs."""
    return one is not None and not divergences(CONTENT, None, one, other)


def edit_page(read: Reader, desk: OnTheDesk, shown: Shown = NOTHING_SAID, **more: Any) -> str:
    """The form to write a summary in."""
    vocabulary, summary = read.vocabulary(), desk.summary
    unseen = desk.saved is None or desk.saved.status in {Status.DRAFT, Status.SCHEDULED}
    made = unseen and summary.slug == free_slug(read, summary.title, summary.id)
    return render_template(
        "desk/summary_edit.html",
        slug="" if made else summary.slug,
        desk=desk,
        summary=summary,
        saved=desk.saved,
        shown=shown,
        month=shown.texts.get("month", str(summary.month)),
        topics=vocabulary.of(TermKind.TOPIC),
        types=vocabulary.of(TermKind.RESEARCH_TYPE),
        body=to_html(summary.body),
        implications=to_html(summary.implications),
        counts={name: word_count(getattr(summary, name)) for name in ("body", "implications")},
        usual=usual_lengths(read.published()),
        Status=Status,
        **advice(read, summary, vocabulary),
        **more,
    )


def advice(read: Reader, summary: Summary, vocabulary: Vocabulary) -> dict[str, Any]:
    """What the desk has to say of a text as it stands: its works, what to see to, where to file it."""
    records = read.records_of(summary)
    return {
        "records": records,
        "objections": objections(summary, records),
        "suggestions": suggested(summary, records, vocabulary),
    }


def suggested(summary: Summary, records: Sequence[Record], vocabulary: Vocabulary) -> tuple[Suggested, ...]:
    """The topics and the research type that a text seems to be of and does not bear yet."""
    found = suggest_terms(
        site().index,
        vocabulary,
        summary.title,
        f"{summary.body}\n\n{summary.implications}",
        cited=[each.reference.title for each in records],
        without=summary.id,
    )
    borne = {*summary.topics, summary.research_type}
    types = not summary.research_type
    return tuple(each for each in found if each.slug not in borne and (types or each.kind is TermKind.TOPIC))
