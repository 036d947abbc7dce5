"""The months: the archive, a year of it, and the digest of a month."""

import datetime
from itertools import groupby

from babel.dates import format_date
from flask import Blueprint, abort, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from bib.styles import format_citation
from kb.errors import NotAMonth
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Month, parse_month
from web.cards import Card, summary_cards
from web.current import site
from web.language import gettext, present_language
from web.markdown import safe_html
from web.wording import month_words

Counted = tuple[Month, int]

months = Blueprint("months", __name__)


@months.get("/archive")
def archive() -> str:
    """All months with the number of summaries in each, newest year first."""
    with site().catalogue.reading() as read:
        counts = read.months()
    return render_template(
        "archive.html",
        total=sum(count for _, count in counts),
        years=[
            (year, _calendar(year, list(each)))
            for year, each in groupby(counts, key=lambda pair: pair[0].year)
        ],
    )


@months.get("/archive/<int(fixed_digits=4):year>")
def of_year(year: int) -> str:
    """One year: its months, and what appeared in each."""
    with site().catalogue.reading() as read:
        counts = read.months()
        here = [month for month, _ in counts if month.year == year]
        if not here:
            abort(404, gettext("No summaries appeared in %(year)s.", year=year))
        return render_template(
            "year.html",
            year=year,
            total=sum(count for month, count in counts if month.year == year),
            calendar_of_year=_calendar(year, counts),
            months=[(month, summary_cards(read.published_in(month), read)) for month in here],
            earlier=next((month.year for month, _ in counts if month.year < year), None),
            later=next((month.year for month, _ in reversed(counts) if month.year > year), None),
        )


@months.get("/archive/<int(fixed_digits=4):year>/<month>")
def month(year: int, month: str) -> str | Response:
    """The digest of one month: what each summary means for practice, and its citation."""
    shown = month_here(year, month)
    if month != f"{shown.month:02d}":
        return redirect(month_address(shown), 301)
    with site().catalogue.reading() as read:
        cards = cards_of_month(shown, read)
        others = [each for each, _ in read.months()]
    return render_template(
        "month.html",
        month=shown,
        cards=cards,
        cited=[card.id for card in cards if card.records],
        earlier=next((each for each in others if each < shown), None),
        later=next((each for each in reversed(others) if each > shown), None),
    )


def month_here(year: int, month: int | str) -> Month:
    """The month that an address names. Raises NotFound (404)."""
    try:
        return parse_month(f"{year:04d}-{month}")
    except NotAMonth:
        abort(404, gettext("There is no such month."))


def cards_of_month(month: Month, read: Reader) -> list[Card]:
    """What appeared in a month. Raises NotFound (404) when that is nothing."""
    cards = summary_cards(read.published_in(month), read)
    if not cards:
        abort(404, gettext("No summaries appeared in %(month)s.", month=month_words(month)))
    return cards


@months.app_template_global()
def month_address(month: Month) -> str:
    """The address of a month's digest."""
    return url_for("months.month", year=month.year, month=f"{month.month:02d}")


@months.app_template_global()
def month_name(month: Month) -> str:
    """The name of a month by itself, short: `Mar`."""
    return format_date(datetime.date(month.year, month.month, 1), "LLL", present_language())


@months.app_template_global()
def apa_citation(record: Record) -> Markup:
    """A reference as a reference list in APA style has it."""
    return safe_html(format_citation(record))


def _calendar(year: int, counts: list[Counted] | tuple[Counted, ...]) -> list[Counted]:
    """The twelve months of a year, with the number of summaries in each."""
    known = dict(counts)
    return [(each, known.get(each, 0)) for each in (Month(year, number) for number in range(1, 13))]
