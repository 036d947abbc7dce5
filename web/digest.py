"""The digest to take away: as text that an import reads back, and as an e-mail to paste."""

from collections.abc import Generator, Iterator

from flask import Blueprint, Response, render_template

from bib.digest_text import archive_text, month_text
from kb.catalogue import Catalogue
from kb.reading import Reader
from kb.summary import Month
from web.canonical import full_address
from web.current import site
from web.markdown import safe_html
from web.months import cards_of_month, month_here
from web.outward import with_full_links

# The e-mail stands in a frame of its page, and brings its style with it, as e-mails must.
_IN_OUR_FRAME = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
_MONTH = "/archive/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>"

digest = Blueprint("digest", __name__)


@digest.get("/archive.txt")
def archive() -> Response:
    """The whole archive as text, which leaves month by month as it is read."""
    pieces = _archive(site().catalogue)
    answer = _plain(pieces)
    answer.call_on_close(pieces.close)
    answer.headers.set("Content-Disposition", "attachment", filename="archive.txt")
    return answer


@digest.get(f"{_MONTH}.txt")
def text(year: int, month: int) -> Response:
    """A month's digest as text."""
    shown = month_here(year, month)
    with site().catalogue.reading() as read:
        cards_of_month(shown, read)
        answer = _plain(month_text(read, shown))
    answer.headers.set("Content-Disposition", "inline", filename=f"{shown}.txt")
    return answer


@digest.get(f"{_MONTH}/email")
def email(year: int, month: int) -> str:
    """The page that shows a month's digest as an e-mail, to be copied or downloaded."""
    shown = month_here(year, month)
    with site().catalogue.reading() as read:
        cards_of_month(shown, read)
    return render_template("email.html", month=shown)


@digest.get(f"{_MONTH}/email.html")
def email_html(year: int, month: int) -> Response:
    """The e-mail as HTML that mail programs keep: no tables or style sheets, every link in full."""
    shown = month_here(year, month)
    with site().catalogue.reading() as read:
        html = _mail("email_body.html", shown, read)
    answer = Response(with_full_links(safe_html(html), full_address("/")), headers=_IN_OUR_FRAME)
    answer.headers.set("Content-Disposition", "inline", filename=f"{shown}.html")
    return answer


@digest.get(f"{_MONTH}/email.txt")
def email_text(year: int, month: int) -> Response:
    """The e-mail as plain text, for programs that show nothing else."""
    shown = month_here(year, month)
    with site().catalogue.reading() as read:
        return _plain(_mail("email_body.txt", shown, read))


def _mail(template: str, month: Month, read: Reader) -> str:
    cards = cards_of_month(month, read)
    summaries = {each.id: each for each in read.published_in(month)}
    return render_template(
        template, month=month, items=[(card, summaries[card.id].implications.strip()) for card in cards]
    )


def _archive(catalogue: Catalogue) -> Generator[str, None, None]:
    with catalogue.reading() as read:
        yield from archive_text(read)


def _plain(text: str | Iterator[str]) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
