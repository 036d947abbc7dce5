"""Citations to take away: of one page, of a search or of a selection, in every format.

What is long leaves piece by piece, read from one state of the catalogue that is held until the last
piece. When reading fails on the way the connection breaks off, so that no browser takes a part for the
whole.
"""

from collections.abc import Callable, Generator, Iterable
from functools import partial
from itertools import chain
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bib.formats import FORMATS, PLAIN, Format, Options
from index.query import FACETS, Query
from kb.catalogue import Catalogue
from kb.ids import slugify
from kb.reading import Reader
from kb.reference import Record
from web.addresses import query_pairs
from web.annotations import implications_of
from web.current import searched_site, site
from web.former_names import query_asked
from web.found import MAX_EXPORTED, MAX_LISTED, hits_found, hits_on_page, named, records_of, records_of_hits
from web.language import gettext, marked
from web.visible import published_summary, reference_at
from web.wording import number_words

# The ending of a page's address, and the format it stands for.
ENDINGS = {"bib": "bibtex", "ris": "ris", "json": "csl-json"}

# The formats as readers choose among them.
OFFERED = (
    (
        marked("For reference managers"),
        (
            ("ris", marked("RIS (EndNote, Zotero, Mendeley)")),
            ("bibtex", marked("BibTeX")),
            ("biblatex", marked("BibLaTeX")),
            ("csl-json", marked("CSL-JSON")),
        ),
    ),
    (
        marked("As a reference list"),
        (
            ("apa-html", marked("APA, to paste into a document")),
            ("vancouver-html", marked("Vancouver, to paste into a document")),
            ("chicago-html", marked("Chicago, to paste into a document")),
            ("apa", marked("APA, plain text")),
            ("vancouver", marked("Vancouver, plain text")),
            ("chicago", marked("Chicago, plain text")),
        ),
    ),
    (marked("As a table"), (("csv", marked("Spreadsheet (CSV)")),)),
)
# What a form sends that says nothing of a part: of a selection only the names matter.
_NEEDLESS = {
    "page": {"id"},
    "all": {"id", "scope", "page", "per_page"},
    "selection": {"scope", "q", "sort", "match", "page", "per_page", *FACETS},
}
_MAX_IDS = 1_000
_WHOLE = 1_000  # hits that are answered in one piece, with a length and an ETag
_PIECE = 16_000  # characters sent at once

_Source = Callable[[Reader], Iterable[Record]]
_Asked = Callable[[Reader], Options]

exports = Blueprint("exports", __name__)


@exports.get("/export")
def chosen() -> AnyResponse:
    """Lead on to the address of what was chosen in the form: `format`, and `scope` page, all or selection."""
    scope = request.args.get("scope", "all")
    if scope == "selection" and "id" not in request.args:
        abort(400, gettext("Nothing is selected yet."))
    needless = {"format"} | _NEEDLESS.get(scope, _NEEDLESS["all"])
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in needless]
    address = url_for("exports.found", name=request.args.get("format", "ris"))
    return redirect(f"{address}?{urlencode(pairs)}" if pairs else address, 303)


@exports.get("/export/<name>")
def found(name: str) -> Response:
    """All references of a search, or those named by `id` (a citekey, slug or identity).

    `scope=page` takes only the page of results that the address asks for; `ascii=1` and `annotate=1`
    mean what they mean for `kb export`.
    """
    if name not in FORMATS:
        abort(404, gettext("Citations come as %(formats)s.", formats=", ".join(FORMATS)))
    form = FORMATS[name]
    wanted = request.args.getlist("id")
    if wanted:
        return _named(wanted, form)
    here = searched_site()
    query = query_asked()
    if request.args.get("scope") == "page":
        hits = hits_on_page(here.index, query)
    else:
        hits = hits_found(here.index, query, MAX_LISTED if form.listed else MAX_EXPORTED)
    pieces = _pieces(here.catalogue, form, partial(records_of_hits, hits), _options_asked())
    title = f"practice-kb-{slugify(query.text)}" if query.text else "practice-kb"
    if len(hits) <= _WHOLE and not form.listed:
        return _file("".join(pieces), form, title)
    # The first piece is made now, so that what fails at once is told in words.
    answer = _file(chain([next(pieces, "")], pieces), form, title)
    answer.call_on_close(pieces.close)
    return answer


@exports.get("/summaries/<slug>.<any(bib, ris, json):ending>")
def of_summary(slug: str, ending: str) -> Response:
    """The references a summary cites."""
    with site().catalogue.reading() as read:
        summary = published_summary(read, slug)
        return taken_away(read.records_of(summary), ENDINGS[ending], summary.slug)


@exports.get("/references/<citekey>.<any(bib, ris, json):ending>")
def of_reference(citekey: str, ending: str) -> Response:
    """One reference."""
    with site().catalogue.reading() as read:
        record = reference_at(read, citekey)
    return taken_away((record,), ENDINGS[ending], record.citekey)


def taken_away(records: Iterable[Record], name: str, title: str, options: Options = PLAIN) -> Response:
    """References as a file to keep."""
    form = FORMATS[name]
    return _file(form.write(records, options), form, title)


@exports.app_template_global()
def formats_offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """The export formats in groups, each by its name and in words."""
    return [(gettext(group), [(name, gettext(label)) for name, label in labels]) for group, labels in OFFERED]


@exports.app_template_global()
def export_fields(query: Query) -> tuple[tuple[str, str], ...]:
    """The parameters by which a form asks for the citations of a search, its page included."""
    return query_pairs(query)


exports.add_app_template_global(lambda: MAX_EXPORTED, "max_exported")


def _named(names: list[str], form: Format) -> Response:
    if len(names) > _MAX_IDS:
        abort(400, gettext("At most %(most)s references can be named at once.", most=number_words(_MAX_IDS)))
    with site().catalogue.reading() as read:
        records = records_of(named(names, read), read)
        if not records:
            abort(404, gettext("None of the references asked for is here."))
        title = records[0].citekey if len(records) == 1 else "references"
        return taken_away(records, form.name, title, _options_asked()(read))


def _options_asked() -> _Asked:
    ascii_only, annotated = (request.args.get(name) == "1" for name in ("ascii", "annotate"))
    return lambda read: Options(
        ascii=ascii_only, annotate=partial(implications_of, read=read) if annotated else None
    )


def _pieces(catalogue: Catalogue, form: Format, source: _Source, asked: _Asked) -> Generator[str, None, None]:
    """A file in pieces worth sending, from one reading of the catalogue that ends with the last."""
    with catalogue.reading() as read:
        held: list[str] = []
        size = 0
        for piece in form.pieces(source(read), asked(read)):
            held.append(piece)
            size += len(piece)
            if size >= _PIECE:
                yield "".join(held)
                held, size = [], 0
        yield "".join(held)


def _file(text: str | Iterable[str], form: Format, title: str) -> Response:
    # JSON is UTF-8 by its own definition; the others have to say so.
    charset = "" if form.mime.endswith("json") else "; charset=utf-8"
    answer = Response(text, content_type=form.mime + charset)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{title}.{form.extension}")
    return answer
