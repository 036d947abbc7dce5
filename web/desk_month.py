"""A month's work: its digest as it will appear, what is missing, and publishing it as a whole."""

from datetime import UTC, date, datetime
from http import HTTPStatus

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from bib.styles import format_citation
from kb.errors import NotAMonth, NotFound, Outdated
from kb.month_work import Held, coming_month, following, months_work, move_to, show_month
from kb.reference import Record
from kb.summary import Month, parse_month
from web.access import current_editor, signed_in_as
from web.cards import research_type_of, terms_of
from web.current import site
from web.desk_frame import desk_day
from web.language import gettext, ngettext
from web.markdown import safe_html
from web.objection_words import objection_words
from web.wording import month_words, number_words

_AHEAD = 12  # months that a summary can be moved on to at a click

desk_month = Blueprint("desk_month", __name__, url_prefix="/editor/month")


@desk_month.get("")
@signed_in_as("reader")
def month() -> Response:
    """The month to work at now."""
    with site().catalogue.reading() as read:
        coming = coming_month(read, _this_month())
    return _to(coming)


@desk_month.get("/<int(fixed_digits=4):year>/<int:number>")
@signed_in_as("reader")
def work(year: int, number: int) -> Response:
    """Any month: what is planned, what that lacks, and the digest as readers will see it."""
    return _page(_month(f"{year:04d}-{number}"))


@desk_month.post("/<int(fixed_digits=4):year>/<int:number>")
@signed_in_as("editor")
def show(year: int, number: int) -> Response:
    """Publish the summaries chosen, at once (`how=now`) or on a day (`how=later`, `on`)."""
    month = _month(f"{year:04d}-{number}")
    chosen = {
        each: request.form.get(f"seen-{each}", -1, type=int) for each in request.form.getlist("summary")
    }
    if not chosen:
        return _page(month, fault=gettext("Choose what is to appear."))
    later = request.form.get("how") == "later"
    day = _day(request.form.get("on", "")) if later else None
    if later and (day is None or day <= _today()):
        return _page(month, fault_of_day=gettext("Give a day from tomorrow on."))
    with site().catalogue.writing(by=current_editor().name) as write:
        shown = show_month(write, chosen, day)
    if shown.done:
        flash(_done(len(shown.done), day))
    for each in shown.held:
        flash(_held(each))
    return _to(month)


@desk_month.post("/move")
@signed_in_as("editor")
def move() -> Response:
    """Put a summary that readers do not see into another month."""
    seen, summary_id = request.form.get("seen", -1, type=int), request.form.get("summary", "")
    back = _month(request.form.get("month", ""))
    try:
        to = parse_month(request.form.get("to", ""))
    except NotAMonth:
        return _page(back, fault_of_move=(summary_id, gettext("Write the month as 2013-08 or August 2013.")))
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            before = write.summary(summary_id)
            moved = move_to(write, summary_id, to, seen)
    except Outdated as error:
        flash(gettext("Nothing was moved: %(name)s changed it after you opened this page.", name=error.by))
    except NotFound:
        flash(gettext("Nothing was moved: it is no draft any more."))
    else:
        words = gettext("“%(title)s” is now in %(month)s.", title=moved.title, month=month_words(to))
        if before and before.publish_on and not moved.publish_on:
            day = desk_day(before.publish_on)
            words = gettext(
                "“%(title)s” is now in %(month)s, as a draft: it no longer appears on %(day)s.",
                title=moved.title,
                month=month_words(to),
                day=day,
            )
        flash(words)
    return _to(back)


@desk_month.app_template_global()
def desk_month_address(month: Month) -> str:
    """The address of a month's work."""
    return url_for("desk_month.work", year=month.year, number=month.month)


def _page(
    month: Month,
    *,
    fault: str = "",
    fault_of_day: str = "",
    fault_of_move: tuple[str, str] | None = None,
) -> Response:
    with site().catalogue.reading() as read:
        found = months_work(read, month, current_editor().name)
        vocabulary = read.vocabulary()
    failed = fault or fault_of_day or fault_of_move
    page = render_template(
        "desk/month.html",
        work=found,
        month=month,
        earlier=following(month, -1),
        later=following(month),
        months=[each for number in range(_AHEAD) if (each := following(_this_month(), number)) != month],
        topics={each.summary.id: terms_of(each.summary, vocabulary) for each in found.planned},
        types={each.summary.id: research_type_of(each.summary, vocabulary) for each in found.planned},
        citation=_citation,
        chosen=request.form.getlist("summary") if request.method == "POST" else None,
        on=request.form.get("on", ""),
        tomorrow=date.fromordinal(_today().toordinal() + 1).isoformat(),
        to_come=month > _this_month(),
        fault=fault,
        fault_of_day=fault_of_day,
        fault_of_move=fault_of_move or ("", ""),
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK)


def _done(number: int, day: date | None) -> str:
    if day:
        return ngettext(
            "%(shown)s summary will appear on %(day)s.",
            "%(shown)s summaries will appear on %(day)s.",
            number,
            shown=number_words(number),
            day=desk_day(day),
        )
    return ngettext(
        "%(shown)s summary is published.",
        "%(shown)s summaries are published.",
        number,
        shown=number_words(number),
    )


def _held(held: Held) -> str:
    title = held.summary.title or gettext("Without a title")
    if held.why == "changed":
        return gettext(
            "Left as it is: “%(title)s”. %(name)s changed it after you opened this page; look at it again.",
            title=title,
            name=held.by,
        )
    if held.why == "not-open":
        return gettext("Left as it is: “%(title)s” is no draft any more.", title=title)
    reasons = " ".join(map(objection_words, held.hindrances))
    return gettext("Left as it is: “%(title)s”. %(reasons)s", title=title, reasons=reasons)


def _citation(record: Record) -> Markup:
    return safe_html(format_citation(record))


def _month(text: str) -> Month:
    try:
        return parse_month(text)
    except NotAMonth:
        abort(404, gettext("There is no such month."))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _this_month() -> Month:
    return Month(_today().year, _today().month)


def _to(month: Month) -> Response:
    return redirect(desk_month_address(month), 303)
