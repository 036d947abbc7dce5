import json
import logging
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bib.crossref import Crossref
from bib.errors import CrossrefError
from kb.identifiers import DOI
from tests.crossref_stand_in import invented_work
from tests.factories import a_summary
from web import health, watch
from web.app import create_app
from web.index_keeper import IndexKeeper
from web.logs import REQUESTS, log_form, request_id
from web.settings import BadSettings, read_settings
from web.wiring import follow

KEY = "k3y-0f-Wh03ver-Reads-Figures"
SHOWN = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def filled_site(site):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary())
    follow(site)
    return site


def figures(site, **headers):
    return create_app(site).test_client().get("/metrics", headers=headers or SHOWN)


def report_of(client, status=200):
    answer = client.get("/readyz")
    assert answer.status_code == status
    return json.loads(answer.text)


def counted(site):
    return replace(site, settings=replace(site.settings, metrics_key=KEY))


def test_a_site_without_room_on_its_disk_is_not_ready(filled_site, monkeypatch):
    client = create_app(filled_site).test_client()
    assert report_of(client)["disk"] == "ok"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=health.ROOM - 1))
    assert report_of(client, 503)["disk"] == "nearly none"
    assert client.get("/healthz").status_code == 200


def test_an_index_that_cannot_follow_makes_a_site_not_ready(filled_site, monkeypatch):
    def follow(_):
        raise PermissionError("read-only file system")

    client = create_app(filled_site).test_client()
    monkeypatch.setattr(IndexKeeper, "follow", follow)
    monkeypatch.setattr(health, "_LATE", -health._LATE)
    with filled_site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="later"))
    report = report_of(client, 503)
    assert (report["index"], report["behind"]) == ("does not follow", 1)


def test_an_index_that_nobody_searched_since_a_change_is_no_reason_for_alarm(filled_site):
    client = create_app(filled_site).test_client()
    with filled_site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="later"))
    assert client.get("/readyz").status_code == 200


def test_figures_are_not_for_the_public(filled_site):
    assert figures(filled_site).status_code == 404
    assert figures(counted(filled_site), Authorization="Bearer another").status_code == 404
    assert figures(counted(filled_site), Authorization="Basic eDp5").status_code == 404
    assert figures(counted(filled_site)).status_code == 200


def test_figures_tell_of_requests_the_index_and_the_disk(filled_site):
    site = counted(filled_site)
    client = create_app(site).test_client()
    for address in ("/search?q=alliance", "/topics/nobody-has-this", "/nowhere"):
        client.get(address, buffered=True)
    text = client.get("/metrics", headers=SHOWN).text
    assert 'kb_requests_total{method="GET",route="/search",status="200"} 1.0' in text
    assert 'route="/topics/<slug>",status="404"' in text
    assert 'route="none",status="404"' in text
    assert "kb_index_lag_revisions 0.0" in text
    assert "nobody-has-this" not in text


def test_figures_tell_how_crossref_answers(site, crossref):
    door = Crossref(url=crossref.url, sleep=lambda _: None, asked=site.metrics.crossref)
    work = invented_work("10.5555/a")
    crossref.works[work["DOI"]] = work
    crossref.fail("10.5555/a", "429")
    door.work(DOI("10.5555/a"))
    away = Crossref(url="http://127.0.0.1:1", sleep=lambda _: None, asked=site.metrics.crossref)
    with pytest.raises(CrossrefError):
        away.work(DOI("10.5555/a"))
    text = figures(counted(site)).text
    for outcome in ("answered", "refused", "unreachable"):
        assert f'kb_crossref_requests_total{{outcome="{outcome}"}} 1.0' in text


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("from-the-proxy-17", True),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("short", False),
        ("x" * 65, False),
        ("with space in it", False),
        ("<script>alert(1)</script>", False),
        ("", False),
    ],
)
def test_a_requests_number_is_taken_from_outside_only_when_well_formed(client, given, taken):
    number = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (number == given) is taken
    assert watch._WELL_FORMED.fullmatch(number)


def test_each_request_has_its_own_number_though_the_answer_is_kept(client):
    numbers = {client.get("/").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("address", "kind"), [("/", "text/html"), ("/api/v1/topics", "application/problem+json")]
)
def test_a_request_that_waited_too_long_is_told_to_come_again(client, address, kind):
    before = watch.waited.set(watch.LONGEST_WAIT + 1)
    try:
        answer = client.get(address)
        assert client.get("/healthz").status_code == 200
    finally:
        watch.waited.reset(before)
    assert (answer.status_code, answer.mimetype) == (503, kind)
    assert int(answer.headers["Retry-After"]) > 0


def a_record(message, **facts):
    made = logging.LogRecord(REQUESTS, logging.WARNING, "web", 1, message, (), None)
    made.facts = facts
    return made


def test_a_line_of_the_log_cannot_be_forged():
    line = log_form("plain").format(a_record("no such file: x\r\n2026 ERROR forged\u2028too"))
    assert len(line.splitlines()) == 1
    assert "\\r\\n2026 ERROR forged\\u2028too" in line


def test_a_line_for_programs_is_json_with_the_number_of_its_request():
    before = request_id.set("from-the-proxy-17")
    try:
        line = log_form("json").format(a_record("two\nlines", route="/search", status=200))
    finally:
        request_id.reset(before)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["request_id"], told["route"], told["status"]) == ("from-the-proxy-17", "/search", 200)
    assert told["message"] == "two\nlines"


def test_what_is_logged_of_a_request_says_nothing_of_who_asked_for_what(client, caplog):
    with caplog.at_level(logging.INFO, REQUESTS):
        client.get("/search?q=my+own+grief", headers={"User-Agent": "Anna's phone"}, buffered=True)
    facts = caplog.records[-1].facts
    assert set(facts) == {"method", "route", "status", "milliseconds", "waited"}
    assert "grief" not in str(caplog.records[-1].__dict__)


def test_settings_that_are_printed_keep_their_secrets(tmp_path):
    secrets = {
        "KB_SECRET_KEY": "s3cret-0f-Th1s-1nstallation",
        "KB_METRICS_KEY": KEY,
        "KB_LIMITS_URL": "redis://:pass@here",
        "KB_DATABASE_URL": "postgresql://kb:pass@here/kb",
    }
    printed = repr(read_settings(tmp_path, secrets))
    assert not [each for each in secrets.values() if each in printed]


def test_a_form_of_the_log_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(BadSettings, match="plain, json"):
        read_settings(tmp_path, {"KB_LOG_FORMAT": "xml"})
