"""Citations to take away, in the formats reference managers read."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, request

from bib.formats import FORMATS, PLAIN, Options
from kb.ids import slugify
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status
from web.addresses import read_query
from web.annotations import implications_of
from web.current import searched_site, site
from web.found import records_found, unique
from web.visible import published_summary, reference_at

# The ending of a page's address, and the format it stands for.
ENDINGS = {"bib": "bibtex", "ris": "ris", "json": "csl-json"}
_MAX_IDS = 1_000

exports = Blueprint("exports", __name__)


@exports.get("/export/<name>")
def found(name: str) -> Response:
    """All references of a search, or those named by `id` (a citekey, slug or identity).

    `ascii=1` and `annotate=1` mean what they mean for `kb export`.
    """
    if name not in FORMATS:
        abort(404, f"Citations come as {', '.join(FORMATS)}.")
    wanted = request.args.getlist("id")
    here = site() if wanted else searched_site()
    with here.catalogue.reading() as read:
        if wanted:
            if len(wanted) > _MAX_IDS:
                abort(400, f"At most {_MAX_IDS:,} references can be named at once.")
            records = tuple(unique(record for each in wanted for record in _named(each, read)))
            if not records:
                abort(404, "None of the references asked for is here.")
            title = records[0].citekey if len(records) == 1 else "references"
        else:
            query = read_query(request.args.items(multi=True))
            records = records_found(here.index, read, query)
            title = f"practice-kb-{slugify(query.text)}" if query.text else "practice-kb"
        annotations = implications_of(records, read) if request.args.get("annotate") == "1" else {}
    options = Options(ascii=request.args.get("ascii") == "1", annotations=annotations)
    return taken_away(records, name, title, options)


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
    # JSON is UTF-8 by its own definition; the others have to say so.
    charset = "" if form.mime.endswith("json") else "; charset=utf-8"
    answer = Response(form.write(records, options), content_type=form.mime + charset)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{title}.{form.extension}")
    return answer


def _named(name: str, read: Reader) -> tuple[Record, ...]:
    if record := read.record_at(name) or read.record(name):
        return (record,)
    summary = read.summary_at(name) or read.summary(name)
    return read.records_of(summary) if summary and summary.status is Status.PUBLISHED else ()
