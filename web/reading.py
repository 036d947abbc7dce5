"""The pages readers read: a summary, and a reference."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.notices import identity
from kb.provenance import provenance
from kb.summary import Status
from web.canonical import present_address
from web.cards import research_type_of, summary_cards, terms_of
from web.citing import DEFAULT, STYLES, CitationStyle, style_named
from web.current import site
from web.markdown import in_one_line, to_html
from web.particulars import particulars
from web.related import related_to
from web.studies import downloads_of, study_of
from web.visible import published_summary, reference_at
from web.wording import one_line, work_title

reading = Blueprint("reading", __name__)


@reading.get("/summaries/<slug>")
def summary(slug: str) -> str | Response:
    """One summary: what it means for practice first, then the text, then the study.

    `style` names the style of its citations. A former address leads to the present one.
    """
    here = site()
    style = style_named(request.args.get("style"))
    with here.catalogue.reading() as read:
        shown = published_summary(read, slug)
        if shown.slug != slug:
            return redirect(url_for("reading.summary", slug=shown.slug, style=request.args.get("style")), 301)
        vocabulary = read.vocabulary()
        records = read.records_of(shown)
        implications, body = to_html(shown.implications), to_html(shown.body)
        return render_template(
            "summary.html",
            summary=shown,
            implications=implications,
            body=body,
            line=one_line(records[0].reference) if records else "",
            description=in_one_line(implications or body),
            retracted=any(record.retracted for record in records),
            studies=[study_of(record, style) for record in records],
            all_downloads=downloads_of(records, style, slug=shown.slug) if records else (),
            own_citation=style.of_summary(shown, here.settings.site_title, present_address()),
            styles=_styles(style, url_for("reading.summary", slug=slug)),
            topics=terms_of(shown, vocabulary),
            research_type=research_type_of(shown, vocabulary),
            related=related_to(shown, records, read, here.index, vocabulary),
            beside=read.beside(shown),
        )


@reading.get("/references/<citekey>")
def reference(citekey: str) -> str | Response:
    """One reference: its citation, the summaries about it, its fields and who says each.

    `style` names the style of its citation.
    """
    style = style_named(request.args.get("style"))
    with site().catalogue.reading() as read:
        record = reference_at(read, citekey)
        if record.citekey != citekey:
            return redirect(url_for("reading.reference", citekey=record.citekey), 301)
        known = provenance(record, read.history("reference", record.id))
        return render_template(
            "reference.html",
            record=record,
            reference=record.reference,
            title=work_title(record.reference),
            line=one_line(record.reference),
            study=study_of(record, style),
            styles=_styles(style, url_for("reading.reference", citekey=citekey)),
            particulars=particulars(record, known),
            known=known,
            notices=[(each, known.notices.get(identity(each))) for each in record.notices],
            cards=summary_cards(
                (each for each in read.cited_by(record.id) if each.status is Status.PUBLISHED), read
            ),
        )


def _styles(chosen: CitationStyle, page: str) -> list[tuple[CitationStyle, str, bool]]:
    """Each style, the address of the page with it, and whether it is the one shown."""
    return [
        (each, f"{page}{'' if each is DEFAULT else f'?style={each.name}'}#cite", each is chosen)
        for each in STYLES.values()
    ]
