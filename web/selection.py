"""A reader's selection as a page: the list stands in the address, so it can be sent, printed and kept.

What a reader has selected is known to their browser alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kb.reading import Reader
from kb.reference import Record
from web.cards import Card, record_card, summary_card
from web.citing import DEFAULT, STYLES, CitationStyle, style_named
from web.current import site
from web.found import named
from web.language import gettext

MOST = 200  # so many identities fit the longest address that a server takes

selection = Blueprint("selection", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One item of a selection, with the citations of the works it stands for."""

    card: Card
    citations: tuple[Markup, ...]


@selection.get("/selection")
def page() -> str | Response:
    """The list of the summaries and references named by `id`, cited in a `style`; `without` takes one out."""
    ids = tuple(dict.fromkeys(request.args.getlist("id")))
    if "without" in request.args:
        left = tuple(each for each in ids if each != request.args["without"])
        return redirect(_address(left, style_named(request.args.get("style"))), 303)
    if len(ids) > MOST:
        abort(400, gettext("A selection holds at most %(most)s summaries and references.", most=MOST))
    style = style_named(request.args.get("style"))
    with site().catalogue.reading() as read:
        items = _selected(ids, style, read) if ids else ()
    here = tuple(each.card.id for each in items)
    return render_template(
        "selection.html",
        items=items,
        ids=here,
        gone=[each for each in ids if each not in _names(items)],
        style=style,
        styles=[(each, _address(here, each)) for each in STYLES.values()],
        default_style=DEFAULT,
        address=_address(here),
        list_address=url_for("exports.found", name=style.name, id=here),
        rich_list_address=url_for("exports.found", name=f"{style.name}-html", id=here),
    )


@selection.app_template_global()
def selection_most() -> int:
    """The most a selection holds."""
    return MOST


def _selected(ids: Sequence[str], style: CitationStyle, read: Reader) -> tuple[Selected, ...]:
    vocabulary = read.vocabulary()
    cards = (
        record_card(item) if isinstance(item, Record) else summary_card(item, read, vocabulary)
        for item in named(ids, read)
    )
    return tuple(
        Selected(
            card=card,
            citations=tuple(style.of_study(record) for record in card.records),
        )
        for card in cards
    )


def _names(items: Sequence[Selected]) -> set[str]:
    return {name for each in items for name in (each.card.id, each.card.name)}


def _address(ids: Sequence[str], style: CitationStyle = DEFAULT) -> str:
    values: dict[str, Any] = {} if style is DEFAULT else {"style": style.name}
    return url_for("selection.page", id=ids, **values)
