import pytest

from kb.errors import CatalogueUnusable
from web.app import create_app, from_environment
from web.import_worker import IMPORT_WORKER

ANSWERS = (
    "/",
    "/search",
    "/api/v1/search",
    "/export/csv",
    "/static/site.css",
    "/none",
    "/api/v1/none",
    "/robots.txt",
)


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_tells_browsers_to_be_careful(client, address):
    with client.get(address) as answer:
        headers = answer.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "address", ["/", "/search?q=CBT", "/summaries/when-therapists-cry-in-session", "/export/csv"]
)
def test_what_a_browser_has_already_is_not_sent_again(client, address):
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_page_asks_to_be_checked_and_an_asset_to_be_kept(client):
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    with client.get("/static/site.css") as asset:
        assert "max-age=31536000" in asset.headers["Cache-Control"]


def test_an_address_answers_only_what_it_is_for(client):
    answer = client.post("/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "This address cannot be used in that way." in answer.text


def test_a_page_that_is_not_there_offers_a_search_for_its_words(client):
    answer = client.get("/summaries/crying-in-therapy")
    assert answer.status_code == 404
    assert 'name="q" maxlength="300" value="crying in therapy"' in answer.text


@pytest.mark.parametrize(
    ("address", "kind"), [("/broken", "text/html"), ("/api/broken", "application/problem+json")]
)
def test_a_fault_of_ours_is_told_without_its_insides(demo_site, address, kind, caplog):
    app = create_app(demo_site)

    @app.get(address)
    def broken():
        raise RuntimeError("the secret inside")

    answer = app.test_client().get(address)
    assert answer.status_code == 500
    assert answer.mimetype == kind
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "the secret inside" in caplog.text


@pytest.mark.parametrize(
    ("address", "kind"), [("/topics", "text/html"), ("/api/v1/topics", "application/problem+json")]
)
def test_a_catalogue_that_does_not_answer_is_told_without_its_whereabouts(site, monkeypatch, address, kind):
    def reading(self):
        raise CatalogueUnusable("The database /secret/place is busy.")

    client = create_app(site).test_client()
    monkeypatch.setattr(type(site.catalogue), "reading", reading)
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer.mimetype == kind
    assert "secret" not in answer.text


def test_the_process_is_alive(client):
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_site_is_ready_when_database_and_index_answer(client):
    answer = client.get("/readyz").json
    assert (answer["status"], answer["database"], answer["index"], answer["behind"]) == (
        "ready",
        "ok",
        "ok",
        0,
    )


def test_the_site_is_not_ready_without_a_database(site, monkeypatch):
    def reading(self):
        raise CatalogueUnusable("no")

    client = create_app(site).test_client()
    monkeypatch.setattr(type(site.catalogue), "reading", reading)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_crawlers_are_kept_out_of_every_combination_of_filters(client):
    assert "Disallow: /search\n" in client.get("/robots.txt").text


def test_gunicorn_finds_the_home_in_the_environment(home, monkeypatch):
    monkeypatch.setenv("KB_HOME", str(home))
    app = from_environment()
    assert app.test_client().get("/").status_code == 200
    assert app.extensions["practice-kb"].settings.home == home
    assert (home / "index").exists()
    app.extensions[IMPORT_WORKER].stop()
    app.extensions["practice-kb"].catalogue.close()
