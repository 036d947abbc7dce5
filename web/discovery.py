"""What programs read to find their way here: crawlers, browsers, reference managers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from bib.unapi import UNAPI_FORMATS, formats_xml
from web.canonical import full_address
from web.current import searched_site, site
from web.language import gettext
from web.sitemap import Page, sitemap_index, sitemap_part, split
from web.visible import reference_at

_KEPT_OUT = ("/search", "/selection", "/export", "/language/", "/unapi", "/suggest.json", "/api/")
# Blueprints whose answers are for programs; what is a page among them stays welcome.
_FOR_PROGRAMS = {"api", "digest", "discovery", "exports", "feeds"}
_STANDING = (
    *("browse.home", "browse.topics", "browse.overview", "months.archive"),
    *("browse.authors", "browse.journals", "api_page.page"),
)
_COMPLETIONS = 10
_SHORT_NAME = 16

discovery = Blueprint("discovery", __name__)


@discovery.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone: every combination of filters is a page of its own."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _KEPT_OUT)]
    lines += ["", f"Sitemap: {full_address(url_for('discovery.sitemap'))}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page that stays; when they are many, the list of the lists of them."""
    parts = split(_pages())
    if len(parts) == 1:
        return _xml(sitemap_part(parts[0]))
    return _xml(
        sitemap_index(
            full_address(url_for("discovery.part_of_sitemap", number=number))
            for number, _ in enumerate(parts, start=1)
        )
    )


@discovery.get("/sitemap-<int:number>.xml")
def part_of_sitemap(number: int) -> Response:
    """One of the lists that the sitemap names."""
    parts = split(_pages())
    if not 1 <= number <= len(parts):
        abort(404)
    return _xml(sitemap_part(parts[number - 1]))


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser's own search box searches here (OpenSearch 1.1)."""
    here = site().settings
    description = render_template(
        "opensearch.xml", short_name=_short(here.site_title), content_language=here.content_language
    )
    return Response(description, content_type="application/opensearchdescription+xml; charset=utf-8")


@discovery.get("/suggest.json")
def suggest() -> Response:
    """Completions as browsers' search boxes read them: the words begun, then a list (OpenSearch)."""
    begun = request.args.get("q", "")[:100]
    found = searched_site().index.suggest(begun, limit=_COMPLETIONS)
    answer = jsonify([begun, list(dict.fromkeys(each.text for each in found))])
    answer.mimetype = "application/x-suggestions+json"
    return answer


@discovery.get("/unapi")
def unapi() -> Response:
    """References one by one for reference managers (unAPI 1): `id` is a citekey, `format` a name listed."""
    identifier, name = request.args.get("id"), request.args.get("format")
    if not identifier:
        if name:
            abort(400, gettext("A format was named without the id of a reference."))
        return _xml(formats_xml())
    with site().catalogue.reading() as read:
        record = reference_at(read, identifier)
    if not name:
        return _xml(formats_xml(identifier), 300)
    if name not in UNAPI_FORMATS:
        abort(406, gettext("Citations come as %(formats)s.", formats=", ".join(UNAPI_FORMATS)))
    form = UNAPI_FORMATS[name]
    # JSON is UTF-8 by its own definition; the others have to say so.
    charset = "" if form.mime.endswith("json") else "; charset=utf-8"
    return Response(form.write((record,)), content_type=form.mime + charset)


@discovery.after_app_request
def keep_out_of_search_engines(answer: Response) -> Response:
    """Ask that what is made for programs be no result of a search engine."""
    if request.blueprint in _FOR_PROGRAMS and answer.mimetype != "text/html":
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _pages() -> list[Page]:
    here = searched_site()
    with here.catalogue.reading() as read:
        months, summaries, records = read.months(), read.summaries_touched(), read.records_touched()
    paths = [url_for(endpoint) for endpoint in _STANDING]
    paths += [url_for("browse.topic", slug=topic.value) for topic in here.index.values("topic")]
    paths += [url_for("months.of_year", year=year) for year in dict.fromkeys(each.year for each, _ in months)]
    paths += [url_for("months.month", year=each.year, month=f"{each.month:02d}") for each, _ in months]
    return [
        *(Page(full_address(path)) for path in paths),
        *_of_many(url_for("reading.summary", slug="_"), summaries),
        *_of_many(url_for("reading.reference", citekey="_"), records),
    ]


def _of_many(example: str, touched: Iterable[tuple[str, datetime]]) -> Iterator[Page]:
    # Building each address by itself takes ten times as long.
    start = full_address(example.removesuffix("_"))
    return (Page(start + quote(name), changed) for name, changed in touched)


def _short(title: str) -> str:
    """A title in the sixteen characters that OpenSearch gives it, cut between words."""
    words = title.split()
    while len(words) > 1 and len(" ".join(words)) > _SHORT_NAME:
        words.pop()
    return " ".join(words)[:_SHORT_NAME]


def _xml(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="application/xml; charset=utf-8")
