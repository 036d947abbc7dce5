"""The pages readers read: a summary, and a reference."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bib.styles import format_citation
from kb.reference import FIELDS
from kb.summary import Status
from web.cards import research_type_of, summary_card, terms_of
from web.current import site
from web.markdown import safe_html, to_html, to_text
from web.visible import published_summary, reference_at
from web.wording import field_label, field_text, one_line, work_title

_ALIKE = 3  # similar summaries shown under a summary

reading = Blueprint("reading", __name__)


@reading.get("/summaries/<slug>")
def summary(slug: str) -> str:
    """One summary: what it means for practice first, then the text, then the study."""
    here = site()
    with here.catalogue.reading() as read:
        shown = published_summary(read, slug)
        vocabulary = read.vocabulary()
        records = read.records_of(shown)
        return render_template(
            "summary.html",
            summary=shown,
            implications=to_html(shown.implications),
            body=to_html(shown.body),
            line=one_line(records[0].reference) if records else "",
            description=to_text(shown.implications or shown.body),
            studies=[
                (record, safe_html(format_citation(record)), work_title(record.reference))
                for record in records
            ],
            topics=terms_of(shown, vocabulary),
            research_type=research_type_of(shown, vocabulary),
            alike=[
                summary_card(each, read, vocabulary)
                for each_id in here.index.similar(shown.id, _ALIKE)
                if (each := read.summary(each_id)) and each.status is Status.PUBLISHED
            ],
        )


@reading.get("/references/<citekey>")
def reference(citekey: str) -> str | Response:
    """One reference: its fields, who says each, and the summaries about it."""
    with site().catalogue.reading() as read:
        record = reference_at(read, citekey)
        if record.citekey != citekey:
            return redirect(url_for("reading.reference", citekey=record.citekey), 301)
        shown = record.reference
        vocabulary = read.vocabulary()
        return render_template(
            "reference.html",
            record=record,
            reference=shown,
            title=work_title(shown),
            citation=safe_html(format_citation(record)),
            line=one_line(shown),
            fields=[
                (name, field_label(name), text, record.origin(name))
                for name in FIELDS
                if name != "abstract" and (text := field_text(shown, name))
            ],
            cards=[
                summary_card(each, read, vocabulary)
                for each in read.cited_by(record.id)
                if each.status is Status.PUBLISHED
            ],
        )
