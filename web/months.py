"""The months: the archive, and what appeared in each."""

from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kb.errors import NotAMonth
from kb.summary import Month, parse_month
from web.cards import summary_card
from web.current import site

months = Blueprint("months", __name__)


@months.get("/archive")
def archive() -> str:
    """All months with the number of summaries in each, newest year first."""
    with site().catalogue.reading() as read:
        counts = read.months()
    return render_template(
        "archive.html",
        total=sum(count for _, count in counts),
        years=[(year, list(months)) for year, months in groupby(counts, key=lambda pair: pair[0].year)],
    )


@months.get("/archive/<int:year>/<month>")
def month(year: int, month: str) -> str | Response:
    """The summaries of one month."""
    try:
        shown = parse_month(f"{year:04d}-{month}")
    except NotAMonth:
        abort(404, "There is no such month.")
    if month != f"{shown.month:02d}":
        return redirect(_month_address(shown), 301)
    with site().catalogue.reading() as read:
        here = read.published_in(shown)
        if not here:
            abort(404, f"No summaries appeared in {shown.label}.")
        others = [each for each, _ in read.months()]
        vocabulary = read.vocabulary()
        return render_template(
            "month.html",
            month=shown,
            cards=[summary_card(each, read, vocabulary) for each in here],
            earlier=next((each for each in others if each < shown), None),
            later=next((each for each in reversed(others) if each > shown), None),
        )


def _month_address(month: Month) -> str:
    return url_for("months.month", year=month.year, month=f"{month.month:02d}")
