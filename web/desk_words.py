"""Words and moments of the desk, for its templates."""

from datetime import UTC, datetime

from babel.dates import format_date, format_time
from flask import Blueprint, current_app, url_for
from markupsafe import Markup

from kb.summary import Status, Summary
from web.language import gettext, marked, present_language
from web.markdown import to_html
from web.objection_words import objection_words
from web.wording import one_line

_STATUSES = {
    Status.DRAFT: marked("Draft"),
    Status.SCHEDULED: marked("Scheduled"),
    Status.PUBLISHED: marked("Published"),
    Status.WITHDRAWN: marked("Withdrawn"),
}
_ACTIONS = {
    "added": marked("Added"),
    "changed": marked("Changed"),
    "merged": marked("Changed by a merge"),
    "moved": marked("Moved in its list"),
    "published": marked("Published"),
    "removed": marked("Removed"),
    "repaired": marked("Repaired"),
    "restored": marked("An earlier version restored"),
    "scheduled": marked("Scheduled"),
    "taken back": marked("Taken back to a draft"),
    "undone": marked("Undone"),
    "withdrawn": marked("Withdrawn"),
}
_HISTORY = "desk_history.history"


def teach_desk_words(blueprint: Blueprint) -> None:
    """Give all templates of the app that a blueprint is registered with these words."""
    for word in (status_word, action_word, desk_moment, history_link, objection_words, one_line, to_html):
        blueprint.add_app_template_global(word, word.__name__)


def status_word(status: Status) -> str:
    """How far a summary has come."""
    return gettext(_STATUSES[status])


def action_word(action: str) -> str:
    """What a change did."""
    return gettext(_ACTIONS[action]) if action in _ACTIONS else action.capitalize()


def desk_moment(at: datetime) -> Markup:
    """A moment: of today its time, of other days the day too. A script shows it in the zone of the reader."""
    here = at.astimezone()
    words = format_time(here, "HH:mm", locale=present_language())
    if here.date() != datetime.now(UTC).astimezone().date():
        day = format_date(here, "d MMMM y", present_language())
        words = gettext("%(day)s, %(time)s", day=day, time=words)
    return Markup('<time datetime="{}" data-moment>{}</time>').format(at.isoformat(timespec="seconds"), words)


def history_link(summary: Summary) -> str:
    """The address of a summary's history; empty where there is none."""
    if _HISTORY not in current_app.view_functions:
        return ""
    return url_for(_HISTORY, kind="summary", entity=summary.id)
