"""What browsers and caches may keep, and that nobody is shown what is no longer so."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Blueprint, Response
from sqlalchemy import text

from index.sync import catch_up
from kb.errors import CatalogueUnusable
from kb.summary import Status
from tests.factories import a_record, a_summary
from web import index_keeper, validators
from web.app import create_app
from web.kept import KeptAnswers
from web.validators import read_program
from web.wiring import follow

SUMMARY = "/summaries/when-therapists-cry-in-session"
PAGES = ("/", "/search?q=CBT", SUMMARY, "/topics", "/archive", "/export/csv", "/api/v1/topics")


@pytest.fixture
def published(site):
    """A published summary, found by the index."""
    record = a_record("Moss2015")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(summary := a_summary(record, slug="tears", title="What tears mean"))
    follow(site)
    return summary


@pytest.fixture
def settled(monkeypatch):
    """Changes were made long enough ago for HTTP's dates to tell them apart."""
    monkeypatch.setattr(validators, "_SETTLED", timedelta(days=-1))


def change(site, summary, **changes):
    with site.catalogue.writing(by="anna") as write:
        write.change_summary(replace(summary, **changes))


def tag_of(client, address, **headers):
    with client.get(address, headers=headers) as answer:
        assert answer.status_code == 200
        return answer.headers["ETag"]


def again(client, address, tag, **headers):
    with client.get(address, headers={"If-None-Match": tag, **headers}) as answer:
        return answer.status_code


@pytest.mark.parametrize("address", PAGES)
def test_what_a_browser_has_already_is_not_sent_again(client, address):
    assert again(client, address, tag_of(client, address)) == 304


def test_a_page_that_a_browser_has_is_not_made_again(client, demo_app, monkeypatch):
    tag = tag_of(client, SUMMARY)
    monkeypatch.setitem(demo_app.view_functions, "reading.summary", None)
    assert again(client, SUMMARY, tag) == 304


def test_an_answer_that_says_you_have_it_bears_what_a_cache_needs(client):
    tag = tag_of(client, SUMMARY)
    answer = client.get(SUMMARY, headers={"If-None-Match": tag})
    assert answer.data == b""
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(answer.vary)


@pytest.mark.parametrize("address", PAGES)
def test_asking_for_the_head_alone_gives_the_head_of_the_whole(client, address):
    whole, head = client.get(address), client.head(address)
    assert head.data == b""
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("address", ["/", "/search?q=tears", "/summaries/tears", "/archive/2016/05"])
def test_a_correction_is_seen_at_once(site, site_client, published, address):
    tag = tag_of(site_client, address)
    change(site, published, title="What tears do not mean")
    answer = site_client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "What tears do not mean" in answer.text


def test_a_withdrawal_is_seen_at_once(site, site_client, published):
    tag = tag_of(site_client, "/summaries/tears")
    change(site, published, status=Status.WITHDRAWN)
    assert again(site_client, "/summaries/tears", tag) == 410


def test_a_page_searched_while_the_index_lagged_is_asked_for_again(site, site_client, published, monkeypatch):
    def busy(*_, **__):
        raise CatalogueUnusable("busy")

    monkeypatch.setattr(index_keeper, "catch_up", busy)
    change(site, published, title="What crocodiles mean")
    stale = site_client.get("/search?q=crocodiles")
    assert "Nothing matches" in stale.text
    assert "Last-Modified" not in stale.headers
    monkeypatch.undo()
    fresh = site_client.get("/search?q=crocodiles", headers={"If-None-Match": stale.headers["ETag"]})
    assert "What crocodiles mean" in fresh.text


def test_a_page_made_while_something_was_published_is_asked_for_again(site, published, monkeypatch):
    """The answer shows the new state, or the old one under the old name: never the old under the new."""
    client = create_app(site).test_client()
    reading = type(site.catalogue).reading
    asked = []

    def published_meanwhile(catalogue):
        asked.append(1)
        if len(asked) == 2:  # after the state was looked at, before the page is read
            change(site, published, title="What tears do not mean")
        return reading(catalogue)

    monkeypatch.setattr(type(site.catalogue), "reading", published_meanwhile)
    tag = tag_of(client, "/summaries/tears")
    monkeypatch.undo()
    assert again(client, "/summaries/tears", tag) == 200


def test_a_catalogue_put_back_from_a_backup_is_another(site, site_client, published):
    tag = tag_of(site_client, "/summaries/tears")
    with site.catalogue.writing(by="anna") as write:
        # The same number of changes, the last of them another.
        write._connection.execute(
            text("UPDATE changes SET at = :moment WHERE revision = :last"),
            {"moment": datetime.now(UTC).isoformat(), "last": write.revision()},
        )
    assert again(site_client, "/summaries/tears", tag) == 200


def test_each_language_is_an_answer_of_its_own(client):
    tag = tag_of(client, "/", **{"Accept-Language": "en"})
    assert again(client, "/", tag, **{"Accept-Language": "fr"}) == 200
    client.set_cookie("language", "fr")
    assert again(client, "/", tag, **{"Accept-Language": "en"}) == 200


def test_another_search_is_another_answer(client):
    assert again(client, "/search?q=alliance", tag_of(client, "/search?q=CBT")) == 200


def test_the_day_may_change_what_a_page_says(client, monkeypatch):
    tag = tag_of(client, "/")

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=1)

    monkeypatch.setattr(validators, "datetime", Tomorrow)
    assert again(client, "/", tag) == 200


def test_another_release_or_another_title_is_another_answer(site):
    settings = site.settings
    assert read_program(settings) == read_program(settings)
    assert read_program(settings).digest != read_program(replace(settings, site_title="Ours")).digest


def test_no_secret_is_in_what_names_a_release(site):
    one, other = (replace(site.settings, secret_key=key) for key in ("a", "b"))
    assert read_program(one) == read_program(other)


def test_what_a_browser_has_of_one_host_is_as_good_at_another(site, tmp_path):
    settings = site.settings
    elsewhere = replace(settings, home=tmp_path, index_folder=tmp_path / "index")
    assert read_program(settings) == read_program(elsewhere)


def test_an_address_that_leads_nowhere_is_never_had_already(client):
    for tag in ("*", tag_of(client, "/")):
        assert again(client, "/summaries/none", tag) == 404


def test_health_is_looked_at_each_time(client):
    assert "ETag" not in client.get("/readyz").headers
    assert client.get("/readyz", headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("address", [SUMMARY, "/api/v1/topics"])
def test_an_answer_says_when_it_last_changed(site_client, site, published, settled, address):
    address = address.replace("when-therapists-cry-in-session", "tears")
    answer = site_client.get(address)
    with site.catalogue.reading() as read:
        _, changed = read.last_change()
    assert answer.last_modified >= changed.replace(microsecond=0)
    when = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert site_client.get(address, headers=when).status_code == 304
    before = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert site_client.get(address, headers=before).status_code == 200


def test_a_change_just_made_has_no_date_yet(site_client, published):
    assert "Last-Modified" not in site_client.get("/summaries/tears").headers


def test_the_date_gives_way_to_the_etag(site_client, published, settled):
    when = {"If-Modified-Since": site_client.get("/summaries/tears").headers["Last-Modified"]}
    assert (
        site_client.get("/summaries/tears", headers={**when, "If-None-Match": '"other"'}).status_code == 200
    )


def test_an_index_built_anew_is_another_state(site, published):
    before = site.index.edition
    change(site, published, title="What tears do not mean")
    catch_up(site.catalogue, site.index)
    assert site.index.edition != before


# Answers kept in memory


def test_a_page_is_made_once_for_all_readers(site, published, monkeypatch):
    app = create_app(site)
    first = app.test_client().get("/summaries/tears")
    monkeypatch.setitem(app.view_functions, "reading.summary", None)
    second = app.test_client().get("/summaries/tears")
    assert second.data == first.data
    own = {"X-Request-ID"}
    assert {*second.headers} - {*first.headers} <= {("X-Request-ID", second.headers["X-Request-ID"])}
    assert {name for name, _ in second.headers} == {name for name, _ in first.headers} | own
    assert app.test_client().head("/summaries/tears").headers["Content-Length"] == str(len(first.data))


def test_a_kept_page_outlives_no_change(site, published):
    client = create_app(site).test_client()
    assert "What tears mean" in client.get("/summaries/tears").text
    change(site, published, title="What tears do not mean")
    assert "What tears do not mean" in client.get("/summaries/tears").text
    change(site, published, status=Status.WITHDRAWN)
    assert client.get("/summaries/tears").status_code == 410


def test_each_form_and_language_of_a_page_is_kept_apart(client):
    for language in ("en", "fr"):
        for packed in ("gzip", "br", ""):
            for _ in range(2):
                answer = client.get("/", headers={"Accept-Language": language, "Accept-Encoding": packed})
                assert answer.headers.get("Content-Encoding", "") == packed
                if not packed:
                    assert f'<html lang="{language}">' in answer.text


def test_an_answer_in_the_form_a_program_takes_is_kept_for_that_form(client):
    for _ in range(2):
        assert client.get("/api/v1/topics", headers={"Accept": "application/json"}).status_code == 200
        assert client.get("/api/v1/topics", headers={"Accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize("header", [("Set-Cookie", "a=b"), ("Vary", "Origin"), ("Vary", "*")])
def test_what_is_one_readers_own_is_not_kept(site, published, header):
    app = create_app(site)

    @app.after_request
    def its_own(answer):
        answer.headers.add(*header)
        return answer

    for _ in range(2):
        app.test_client().get("/summaries/tears")
    app.view_functions["reading.summary"] = lambda **_: "made anew"
    assert app.test_client().get("/summaries/tears").text == "made anew"


def test_answers_are_kept_within_their_room_the_last_asked_for():
    kept = KeptAnswers(10 * 2048)
    for number in range(30):
        kept.put(("page", str(number)), Response(b"x" * 1000))
        assert kept.get(("page", "0")) is not None
    assert [number for number in range(30) if kept.get(("page", str(number)))] == [0, *range(21, 30)]
    kept.put(("page", "large"), Response(b"x" * 10_000))
    assert kept.get(("page", "large")) is None
    assert kept.get(("page", "29")) is not None


def test_without_room_nothing_is_kept():
    kept = KeptAnswers(0)
    kept.put(("page", ""), Response(b"x"))
    assert kept.get(("page", "")) is None


# Compression


@pytest.mark.parametrize(
    "address", ["/", "/search?q=CBT", "/api/v1/topics", "/export/csv", "/static/site.css"]
)
@pytest.mark.parametrize("kind", ["br", "zstd", "gzip"])
def test_answers_go_in_the_form_a_browser_takes(client, address, kind):
    with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": kind}) as packed:
        assert packed.headers["Content-Encoding"] == kind
        assert "Accept-Encoding" in packed.vary
        assert len(packed.data) < len(plain.data)
        if kind == "gzip":
            assert gzip.decompress(packed.data) == plain.data


def test_who_takes_no_packed_form_gets_the_plain_one(client):
    for accepted in ("", "identity", "br;q=0, gzip;q=0", "rot13"):
        answer = client.get("/", headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in answer.headers
        assert answer.data.startswith(b"<!doctype html>")


@pytest.mark.parametrize("address", ["/", "/static/site.css"])
def test_one_page_in_two_forms_is_one_page(client, address):
    tag = tag_of(client, address)
    assert tag == tag_of(client, address, **{"Accept-Encoding": "br"})
    assert again(client, address, tag, **{"Accept-Encoding": "br"}) == 304


def test_an_asset_is_packed_once(client, monkeypatch):
    packed = {"Accept-Encoding": "br"}
    with client.get("/static/site.css?v=1", headers=packed) as first:
        monkeypatch.setattr("flask_compress.flask_compress._compress_data", None)
        with client.get("/static/site.css?v=2", headers=packed) as second:
            assert second.data == first.data
            assert "max-age=31536000" in second.headers["Cache-Control"]


def test_a_part_of_an_asset_is_a_part_of_the_plain_one(client):
    with client.get("/static/site.css") as whole:
        data = whole.data
    with client.get("/static/site.css", headers={"Range": "bytes=0-99", "Accept-Encoding": "br"}) as part:
        assert part.status_code == 206
        assert part.data == data[:100]


def test_what_may_hold_a_secret_is_not_packed(demo_site):
    app = create_app(demo_site)
    editor = Blueprint("editor", __name__)
    editor.add_url_rule("/editor/page", view_func=lambda: "secret " * 1000)
    app.register_blueprint(editor)
    answer = app.test_client().get("/editor/page", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers
