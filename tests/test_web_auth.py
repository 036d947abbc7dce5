import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

import pytest
from argon2 import PasswordHasher

from kb.accounts import disable_account, enable_account, give_password, give_role
from kb.editors import Editor, hash_is_dated
from tests.conftest import PASSWORD, add_person, signed_in
from web import sessions
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site

COOKIE = "practice-kb"


@pytest.fixture
def stranger(site):
    """Somebody who is not signed in, at an installation where Anna has an account."""
    add_person(site, "Anna", "editor")
    return client_of(site)


@pytest.fixture
def wary(site):
    """A client of the installation that needs tokens, as in earnest."""
    add_person(site, "Anna", "editor")
    return create_app(site).test_client()


def client_of(site):
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def sign_in(client, name="Anna", password=PASSWORD, **more):
    return client.post("/editor/sign-in", data={"name": name, "password": password, **more})


def token_in(page):
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def cookie_set(answer):
    return next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE))


def test_the_desk_asks_readers_to_sign_in_and_leads_them_back(site_client):
    answer = site_client.get("/editor/account?a=b&c")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/editor/sign-in?next=/editor/account?a%3Db%26c",
    )


def test_a_script_that_asks_after_the_session_ended_is_told_so_in_json(site_client):
    answer = site_client.get("/editor/account", headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert "session has ended" in answer.json["detail"]


def test_an_editor_who_signs_in_sees_the_desk(desk_client):
    assert "What waits" in desk_client.get("/editor/").text


def test_a_name_is_known_in_any_capitals(stranger):
    assert sign_in(stranger, "  anna ").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("Anna", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(stranger, name, password):
    answer = sign_in(stranger, name, password)
    assert answer.status_code == 422
    assert "Name and password do not belong together." in answer.text


def test_a_password_typed_with_parted_accents_is_the_same(site, stranger):
    with site.catalogue.writing(by="the test") as write:
        give_password(write, "Anna", "café crème brûlée")
    parted = "cafe\u0301 cre\u0300me bru\u0302le\u0301e"
    assert sign_in(stranger, "Anna", parted).status_code == 303


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_signing_in(site, stranger):
    dated = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with site.catalogue.writing(by="the test") as write:
        write.put_editor(Editor(name="Anna", role="editor", password_hash=dated))
    assert sign_in(stranger).status_code == 303
    with site.catalogue.reading() as read:
        assert not hash_is_dated(read.editor("Anna"))
    assert stranger.get("/editor/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/editor/account", "/editor/account"),
        ("https://elsewhere.example/", "/editor/"),
        ("//elsewhere.example", "/editor/"),
        ("/\\elsewhere.example", "/editor/"),
        ("", "/editor/"),
    ],
)
def test_signing_in_leads_on_within_the_site_only(stranger, asked, led_to):
    assert sign_in(stranger, next=asked).headers["Location"] == led_to


# The session


def test_what_was_in_a_session_before_signing_in_is_not_in_it_after(wary):
    with wary.session_transaction() as planted:
        planted["planted"] = "by somebody else"
        planted["id"] = "known to somebody else"
    before = token_in(wary.get("/editor/sign-in").text)
    answer = sign_in(wary, csrf_token=before)
    assert answer.status_code == 303
    with wary.session_transaction() as session:
        assert "planted" not in session
        assert session["id"] != "known to somebody else"
    refused = wary.post("/editor/account/sign-out-everywhere", data={"csrf_token": before})
    assert refused.status_code == 400


def test_each_signing_in_begins_another_session(stranger):
    ids = set()
    for _ in range(2):
        sign_in(stranger)
        with stranger.session_transaction() as session:
            ids.add(session["id"])
    assert len(ids) == 2


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(stranger):
    cookie = cookie_set(sign_in(stranger))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_goes_over_https_alone_once_it_came_so(stranger):
    answer = stranger.post(
        "/editor/sign-in", data={"name": "Anna", "password": PASSWORD}, base_url="https://localhost"
    )
    assert "Secure" in cookie_set(answer)


def test_the_cookie_goes_over_https_alone_where_the_settings_say_that_the_site_does(site):
    add_person(site, "Anna", "editor")
    behind_a_proxy = replace(site.settings, site_url="https://kb.example.org")
    client = client_of(Site(behind_a_proxy, site.catalogue, site.index))
    assert "Secure" in cookie_set(sign_in(client))


def test_files_that_caches_keep_bear_no_cookie(desk_client):
    with desk_client.get("/static/desk.css") as answer:
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_signing_out_ends_the_session(desk_client):
    assert desk_client.post("/editor/sign-out").headers["Location"] == "/"
    assert desk_client.get("/editor/").status_code == 303


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(desk_client):
    copy = desk_client.get_cookie(COOKIE).value
    desk_client.post("/editor/sign-out")
    desk_client.set_cookie(COOKIE, copy)
    assert desk_client.get("/editor/").status_code == 303


def test_a_copy_of_the_cookie_stays_worth_nothing_however_often_it_is_tried(site, desk_client, monkeypatch):
    copy = desk_client.get_cookie(COOKIE).value
    desk_client.post("/editor/sign-out")
    desk_client.set_cookie(COOKIE, copy)
    for _ in range(3):
        later = time.time() + sessions.IDLE.total_seconds() - 60
        monkeypatch.setattr(time, "time", lambda now=later: now)
        desk_client.get("/editor/sign-in")  # which begins its twelve hours anew

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + 3 * sessions.IDLE

    monkeypatch.setattr("kb.ended_sessions.datetime", Later)
    with site.catalogue.writing(by="the test") as write:  # somebody else signs out meanwhile
        write.ended_sessions.add("another", Later.now(UTC))
    assert desk_client.get("/editor/").status_code == 303


def test_signing_out_leaves_the_same_person_signed_in_elsewhere(site, desk_client):
    other = signed_in(site, "anna", "editor")
    desk_client.post("/editor/sign-out")
    assert other.get("/editor/").status_code == 200


def test_signing_out_everywhere_ends_the_sessions_of_other_devices(site, desk_client):
    other = signed_in(site, "anna", "editor")
    assert desk_client.post("/editor/account/sign-out-everywhere").status_code == 303
    assert desk_client.get("/editor/").status_code == 200
    assert other.get("/editor/").status_code == 303


def test_a_session_unused_for_long_is_over(desk_client, monkeypatch):
    later = time.time() + sessions.IDLE.total_seconds() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert desk_client.get("/editor/").status_code == 303


def test_a_page_left_open_that_asks_by_itself_is_no_use_of_a_session(desk_client):
    desk_client.get("/editor/")  # begins a token, which the cookie bears
    asked = desk_client.get("/editor/", headers={"Sec-Fetch-Mode": "cors"})
    assert "Set-Cookie" not in asked.headers
    assert cookie_set(desk_client.get("/editor/"))


def test_a_session_that_is_used_lasts_but_not_for_ever(desk_client):
    with desk_client.session_transaction() as session:
        session["begun"] = (datetime.now(UTC) - sessions.LIFETIME + timedelta(hours=1)).timestamp()
    assert desk_client.get("/editor/").status_code == 200
    with desk_client.session_transaction() as session:
        session["begun"] -= 7200
    assert desk_client.get("/editor/").status_code == 303


def test_a_disabled_editor_is_out_at_the_next_click(site, desk_client):
    with site.catalogue.writing(by="the test") as write:
        disable_account(write, "anna")
    assert desk_client.get("/editor/").status_code == 303


def test_an_account_opened_again_does_not_revive_its_sessions(site, desk_client):
    with site.catalogue.writing(by="the test") as write:
        disable_account(write, "anna")
        enable_account(write, "anna")
    assert desk_client.get("/editor/").status_code == 303


def test_a_changed_role_holds_from_the_next_click(site, desk_client):
    assert desk_client.get("/editor/people").status_code == 403
    with site.catalogue.writing(by="the test") as write:
        give_role(write, "anna", "administrator")
    assert desk_client.get("/editor/people").status_code == 200


def test_a_cookie_signed_with_another_key_is_nobodys(site, tmp_path, stranger):
    other = replace(read_settings(tmp_path / "elsewhere", {}), secret_key=token_urlsafe())
    forger = client_of(Site(other, site.catalogue, site.index))
    sign_in(forger)
    stranger.set_cookie(COOKIE, forger.get_cookie(COOKIE).value)
    assert stranger.get("/editor/").status_code == 303


# One's own account


def changing(client, **typed):
    new = {"new": "another five words here", "again": "another five words here"}
    return client.post("/editor/account/password", data={"old": PASSWORD, **new, **typed})


def test_a_changed_password_is_the_one_that_counts_and_other_devices_are_out(site, desk_client):
    other = signed_in(site, "anna", "editor")
    assert changing(desk_client).status_code == 303
    assert "Your password is changed." in desk_client.get("/editor/account").text
    assert other.get("/editor/").status_code == 303
    assert sign_in(client_of(site), "anna", "another five words here").status_code == 303
    assert sign_in(client_of(site), "anna", PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "wrong"}, "That is not your present password."),
        ({"again": "something else entirely"}, "The two new passwords differ."),
        ({"new": "short", "again": "short"}, "A password needs at least 12 characters"),
    ],
)
def test_a_password_is_not_changed_by_mistake(site, desk_client, typed, said):
    answer = changing(desk_client, **typed)
    assert answer.status_code in {400, 422}
    assert said in answer.text
    assert sign_in(client_of(site), "anna").status_code == 303


def test_the_account_tells_how_long_one_stays_signed_in(desk_client):
    assert "unused for 12 hours" in desk_client.get("/editor/account").text


# How often passwords may be tried


def test_an_account_can_be_tried_ten_times_then_it_takes_patience(stranger):
    tried = [sign_in(stranger, "Anna", "wrong").status_code for _ in range(12)]
    assert tried == [422] * 10 + [429] * 2


def test_who_tried_too_often_is_told_how_long_to_wait_even_with_the_right_password(stranger):
    for _ in range(10):
        sign_in(stranger, "ANNA", "wrong")
    answer = sign_in(stranger)
    assert answer.status_code == 429
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Wait 15 minutes, then try again." in answer.text


def test_an_address_can_try_thirty_times_whatever_the_names(stranger):
    tried = [sign_in(stranger, f"somebody {each}", "wrong").status_code for each in range(31)]
    assert tried == [422] * 30 + [429]


def test_all_addresses_of_one_line_count_as_one(stranger):
    for each in range(30):
        origin = {"REMOTE_ADDR": f"2001:db8::{each + 1:x}"}
        data = {"name": f"somebody {each}", "password": "wrong"}
        assert stranger.post("/editor/sign-in", data=data, environ_base=origin).status_code == 422
    last = {"REMOTE_ADDR": "2001:db8::ffff"}
    elsewhere = {"REMOTE_ADDR": "2001:db8:0:1::1"}
    data = {"name": "Anna", "password": PASSWORD}
    assert stranger.post("/editor/sign-in", data=data, environ_base=last).status_code == 429
    assert stranger.post("/editor/sign-in", data=data, environ_base=elsewhere).status_code == 303


def test_tries_that_succeed_are_not_counted(stranger):
    answers = set()
    for _ in range(12):
        answers.add(sign_in(stranger).status_code)
        stranger.post("/editor/sign-out")
    assert answers == {303}


def test_the_present_password_cannot_be_guessed_by_who_found_a_browser_open(desk_client):
    assert [changing(desk_client, old="wrong").status_code for _ in range(11)] == [422] * 10 + [429]
    assert "Too many tries" in changing(desk_client).text


# Forged requests, and answers that are for one person alone


def test_a_form_from_elsewhere_is_refused(wary):
    answer = sign_in(wary)
    assert answer.status_code == 400
    assert "Nothing was saved." in answer.text


def test_what_was_typed_when_the_session_ended_is_shown_to_be_kept(wary):
    typed = {"title": "A title", "body": "An afternoon's <writing>", "password": "four secret words"}
    answer = wary.post("/editor/account/password", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert "An afternoon&#39;s &lt;writing&gt;" in answer.text
    assert "four secret words" not in answer.text


def test_another_sites_words_are_not_shown_as_ones_own(wary):
    answer = wary.post(
        "/editor/account/password", data={"body": "Call 555"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "Call 555" not in answer.text


def test_a_script_without_token_is_told_so_in_json(wary):
    answer = wary.post("/editor/account/password", headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer.json["status"]) == (400, 400)


def test_a_token_in_a_header_will_do(wary):
    token = token_in(wary.get("/editor/sign-in").text)
    sign_in(wary, csrf_token=token)
    token = token_in(wary.get("/editor/account").text)
    answer = wary.post("/editor/account/sign-out-everywhere", headers={"X-CSRFToken": token})
    assert answer.status_code == 303


@pytest.mark.parametrize("address", ["/editor/", "/editor/sign-in", "/editor/nothing-here"])
def test_no_page_of_the_desk_is_kept_anywhere(site_client, desk_client, address):
    for client in (site_client, desk_client):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_pages_readers_read_are_kept_for_readers_and_not_for_editors(site_client, desk_client):
    assert "no-store" not in site_client.get("/").headers["Cache-Control"]
    assert desk_client.get("/").headers["Cache-Control"] == "no-store"


def test_an_editor_gets_a_page_anew_though_the_browser_kept_the_readers(site, site_client):
    kept = site_client.get("/").headers["ETag"]
    answer = signed_in(site, "anna", "editor").get("/", headers={"If-None-Match": kept})
    assert answer.status_code == 200
    assert 'href="/editor/"' in answer.text


def test_pages_with_a_token_are_not_compressed(desk_client):
    answer = desk_client.get("/editor/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers


def test_readers_cost_no_look_at_accounts(site_client, monkeypatch):
    monkeypatch.setattr(sessions, "account_of", None)
    assert site_client.get("/").status_code == 200


def test_addresses_of_ipv4_written_as_ipv6_are_counted_each_by_itself(stranger):
    def tried_from(address):
        stranger.environ_base["REMOTE_ADDR"] = address
        return sign_in(stranger, f"somebody at {address}", "wrong").status_code

    for number in range(31):
        stranger.environ_base["REMOTE_ADDR"] = "::ffff:192.0.2.1"
        sign_in(stranger, f"somebody {number}", "wrong")
    assert [tried_from("::ffff:192.0.2.1"), tried_from("::ffff:192.0.2.2")] == [429, 422]
