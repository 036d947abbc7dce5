import logging
import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.conftest import PASSWORD, add_person
from tests.trials.payloads import try_payloads
from tests.trials.scripts import payloads
from web.app import create_app
from web.headers import safety_headers
from web.logs import log_form
from web.settings import read_settings
from web.wiring import Site, open_site

ELSEWHERE = (
    *("//elsewhere.invalid", "///elsewhere.invalid", "////elsewhere.invalid/x", "/\\elsewhere.invalid"),
    *("\\\\elsewhere.invalid", "/\t/elsewhere.invalid", "/\n/elsewhere.invalid", "/\r\n/elsewhere.invalid"),
    *("http://elsewhere.invalid", "https:elsewhere.invalid", "javascript:alert(1)", "data:text/html,x"),
    *(" //elsewhere.invalid", "\x00//elsewhere.invalid", "http:///elsewhere.invalid", "/%0d%0aX: 1\r\nY: 2"),
    *(
        "//elsewhere.invalid%2f@localhost",
        "https://localhost@elsewhere.invalid",
        "elsewhere.invalid",
        "/..//x.invalid",
    ),
    *("/./\\x.invalid", "/editor/\r\nLocation: http://elsewhere.invalid"),
)
# Pages that lead on to an address they are given: who is signed in already, and who chose a language.
LEADING_ON = ("/editor/sign-in", "/language/fr")


@pytest.fixture
def named_site(site):
    """An installation that was told its name."""
    return Site(
        read_settings(
            site.settings.home, {"KB_SITE_URL": "https://kb.example.org", "KB_TRUSTED_HOSTS": ".lib.org"}
        ),
        site.catalogue,
        site.index,
    )


def test_no_script_runs_in_what_people_and_publishers_write(browser, tmp_path):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    hostile = payloads(6)
    figures = try_payloads(browser, tmp_path, hostile, every=6)
    assert figures.noticed == len(hostile)
    assert figures.found == []


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(site, address):
    add_person(site, "Anna", "editor")
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    typed = {"name": "Anna", "password": PASSWORD, "next": address}
    answers = [client.post("/editor/sign-in", data=typed)]
    answers += [client.get(path, query_string={"next": address, "to": address}) for path in LEADING_ON]
    answers += [client.get(path) for path in (f"//elsewhere.invalid/..{address}", f"/search{address}")]
    assert [each.status_code for each in answers[:3]] == [303] * 3
    for answer in answers:
        led_to = answer.headers.get("Location", "/")
        # As a browser reads it: without breaks and tabs, a backslash as a slash.
        read = re.sub(r"[\t\r\n]", "", led_to.strip("\0 ")).replace("\\", "/")
        assert urlsplit(urljoin("http://localhost/", read)).netloc == "localhost"


@pytest.mark.parametrize(
    "text", ["a\r\nSet-Cookie: x=1", 'a"; filename=b.exe', "../../etc/passwd", "a\0b", "\u202etxt.exe"]
)
def test_the_name_of_a_file_is_made_of_letters(client, text):
    answer = client.get("/export/ris", query_string={"q": text})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_line_of_the_log_cannot_be_forged(client, caplog, form):
    caplog.set_level(logging.DEBUG)
    for path in ("/search", "/none%0d%0aforged", "/api/v1/search"):
        client.get(path, query_string={"q": "a\r\nforged line"}, headers={"X-Request-ID": "a forged one"})
    logging.getLogger("web").warning("This says: %s", "a\r\nforged\u2028forged\x85forged")
    written = [log_form(form).format(each) for each in caplog.records]
    assert any("This says" in each for each in written)
    assert [each for each in written if len(each.splitlines()) > 1] == []


def test_a_site_that_knows_its_name_answers_to_no_other(named_site):
    client = create_app(named_site).test_client()
    for host in ("kb.example.org", "kb.example.org:443", "www.lib.org", "localhost"):
        assert client.get("/", headers={"Host": host}).status_code == 200
    for host in ("elsewhere.invalid", "kb.example.org.elsewhere.invalid", "kb.example.org@elsewhere.invalid"):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert (
            answer.text == "This site has another name. Whoever runs it can add this one to trusted_hosts.\n"
        )


def test_feeds_and_emails_take_no_name_that_a_stranger_may_have_made_up(client):
    for path in ("/feed.atom", "/sitemap.xml", "/archive/2013/08/email.html", "/"):
        answer = client.get(path, headers={"Host": "elsewhere.invalid"})
        assert "elsewhere.invalid" not in answer.text
    assert "http://kb.local/" in client.get("/feed.atom", headers={"Host": "kb.local"}).text
    assert "http://192.168.1.7:8000/" in client.get("/feed.atom", headers={"Host": "192.168.1.7:8000"}).text


def test_browsers_ask_a_site_with_an_https_address_in_no_other_way(named_site, client):
    answer = create_app(named_site).test_client().get("/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_no_header_allows_scripts_in_a_page():
    headers = safety_headers(over_https=True)
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & set(
        headers["Content-Security-Policy"].split()
    )
    assert headers["X-Frame-Options"] == "DENY"


def test_an_installation_reads_its_names_from_its_settings(tmp_path):
    site = open_site(read_settings(tmp_path / "home", {"KB_TRUSTED_HOSTS": "a.example.org, B.example.org"}))
    client = create_app(site).test_client()
    assert client.get("/", headers={"Host": "b.example.org"}).status_code == 200
    assert client.get("/", headers={"Host": "c.example.org"}).status_code == 400
    site.index.close()
    site.catalogue.close()
