"""Where an editor begins: what waits to be done."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template

from kb.summary import Month
from kb.waiting import waiting
from web.access import current_editor, signed_in_as
from web.current import site

_NEWS = timedelta(days=60)  # as long a notice is news
_SHOWN, _SHOWN_ASIDE = 6, 3  # of each kind

desk_home = Blueprint("desk_home", __name__, url_prefix="/editor")


@desk_home.get("/")
@signed_in_as("reader")
def home() -> str:
    """What is begun and not finished, what came up, and how the month stands."""
    now = datetime.now(UTC)
    with site().catalogue.reading() as read:
        found = waiting(read, current_editor().name, Month(now.year, now.month), now - _NEWS)
    return render_template("desk/home.html", waiting=found, most=_SHOWN, few=_SHOWN_ASIDE)
