"""What a page says of itself to programs, as schema.org data for a block of JSON-LD."""

from collections.abc import Iterable, Sequence

from flask import url_for

from kb.reference import Record
from kb.summary import Summary
from kb.vocabulary import Term
from web.canonical import full_address
from web.current import site
from web.language import gettext
from web.linked_data import Data, site_data, summary_data, trail_data, work_data
from web.wording import month_words


def about_site() -> Data:
    """The whole site, for its home page."""
    settings = site().settings
    return site_data(
        title=settings.site_title,
        home=full_address(url_for("browse.home")),
        search=full_address(url_for("search.results")) + "?q=",
        description=gettext("Plain-language summaries of psychotherapy research, with their citations"),
        language=settings.content_language,
    )


def about_summary(
    summary: Summary, records: Iterable[Record], topics: Iterable[Term], description: str
) -> Sequence[Data]:
    """A summary of ours and the studies it is based on, then the way to it from home."""
    address = full_address(url_for("reading.summary", slug=summary.slug))
    month = url_for("months.month", year=summary.month.year, month=f"{summary.month.month:02d}")
    return (
        summary_data(
            summary,
            ((record, _page_about(record)) for record in records),
            address=address,
            site=about_site(),
            topics=(topic.label for topic in topics),
            description=description,
        ),
        trail_data(
            (
                (gettext("Archive"), full_address(url_for("months.archive"))),
                (month_words(summary.month), full_address(month)),
                (summary.title, address),
            )
        ),
    )


def about_work(record: Record) -> Data:
    """A published work, for the page about it."""
    return work_data(record, _page_about(record))


def _page_about(record: Record) -> str:
    return full_address(url_for("reading.reference", citekey=record.citekey))
