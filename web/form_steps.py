"""The buttons inside the form of a summary, for whom no script does their work.

Each keeps what was typed as the editor's unsaved text, changes one thing of it, and leads back.
"""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kb.errors import KnowledgeBaseError
from kb.reading import Reader
from kb.summary import Citation, Summary
from kb.vocabulary import TermKind
from web.access import current_editor
from web.cited_works import bring
from web.current import site
from web.summary_form import typed_now


def take_form_step(summary_id: str, asked: str) -> Response:
    """Do what a button asks, such as `up:Moss2015` or `topic:empathy`, and lead back to its place."""
    verb, _, name = asked.partition(":")
    editor = current_editor().name
    if verb == "bring":
        try:
            name = bring(name, editor).citekey
        except KnowledgeBaseError as error:
            flash(str(error))
    with site().catalogue.writing(by=editor) as write:
        typed = typed_now(request.form, write, summary_id).summary
        changed = _changed(write, typed, verb, name)
        write.working_copies.put(editor, changed, request.form.get("seen", 0, type=int))
    asked_for: dict[str, Any] = {}
    if verb in {"find", "look-up"}:
        asked_for[verb] = name or request.form.get("find", "")
    place = "filing" if verb in {"topic", "type"} else "studies"
    return redirect(url_for("desk_summaries.edit", slug=summary_id, **asked_for, _anchor=place), 303)


def _changed(read: Reader, summary: Summary, verb: str, name: str) -> Summary:
    vocabulary = read.vocabulary()
    if verb == "topic" and (term := vocabulary.find(TermKind.TOPIC, name)):
        return replace(summary, topics=tuple(dict.fromkeys((*summary.topics, term.slug))))
    if verb == "type" and (term := vocabulary.find(TermKind.RESEARCH_TYPE, name)):
        return replace(summary, research_type=term.slug)
    record = read.record_at(name)
    if record is None:
        return summary
    cited = [each.reference for each in summary.citations]
    at = cited.index(record.id) if record.id in cited else None
    match verb, at:
        case "cite" | "bring", None:
            cited.append(record.id)
        case "drop", int():
            del cited[at]
        case "up", int() if at > 0:
            cited[at - 1 : at + 1] = [cited[at], cited[at - 1]]
        case "down", int() if at < len(cited) - 1:
            cited[at : at + 2] = [cited[at + 1], cited[at]]
    return replace(summary, citations=tuple(Citation(reference=each) for each in cited))
