"""Every address of the site, found in its own map: what writes and what the desk shows refuses strangers."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from tests.conftest import PASSWORD, add_person
from web.access import role_of
from web.app import create_app

READING = {"GET", "HEAD", "OPTIONS"}
# By its nature open to who has no session yet.
THE_DOOR = {"auth.sign_in_page", "auth.try_to_sign_in"}
# What people do with their own account, whatever their role.
OWN = {"auth.leave", "auth.change_password", "auth.leave_everywhere"}
WRONG = {"editor": ["reader"], "administrator": ["reader", "editor"]}


@pytest.fixture
def app(site):
    for role in ("reader", "editor", "administrator"):
        add_person(site, role, role)
    return create_app(site)


@pytest.fixture
def lenient(app):
    """The same site without the question for tokens, so that who asks is what counts."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def client_of(app, role):
    client = app.test_client()
    checked = app.config["WTF_CSRF_ENABLED"]
    app.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/editor/sign-in", data={"name": role, "password": PASSWORD}).status_code == 303
    app.config["WTF_CSRF_ENABLED"] = checked
    return client


def writing_routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each rule that takes another method than those which read, with an address and the method."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - READING):
            yield rule, address_of(rule), method


def address_of(rule: Rule) -> str:
    values = {name: _example(converter) for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built is not None, rule
    return str(built[1])


def _example(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def led_to_sign_in(answer):
    return answer.status_code == 303 and answer.headers["Location"].startswith("/editor/sign-in?next=")


def test_what_writes_is_under_editor(app):
    writing = list(writing_routes(app))
    assert len(writing) >= 8
    assert [address for _, address, _ in writing if not address.startswith("/editor/")] == []


def test_what_writes_refuses_who_is_not_signed_in(lenient):
    stranger = lenient.test_client()
    taken = [
        (method, address)
        for rule, address, method in writing_routes(lenient)
        if rule.endpoint not in THE_DOOR and stranger.open(address, method=method).status_code != 401
    ]
    assert taken == []


def test_what_writes_says_which_role_it_takes(app):
    silent = [
        rule.endpoint
        for rule, _, _ in writing_routes(app)
        if rule.endpoint not in THE_DOOR | OWN
        and role_of(app.view_functions[rule.endpoint]) not in {"editor", "administrator"}
    ]
    assert silent == []


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_what_writes_refuses_a_wrong_role(lenient, role):
    client = client_of(lenient, role)
    taken = [
        (method, address)
        for rule, address, method in writing_routes(lenient)
        if role in WRONG.get(role_of(lenient.view_functions[rule.endpoint]) or "", [])
        and client.open(address, method=method).status_code != 403
    ]
    assert taken == []


@pytest.mark.parametrize("token", [None, "made up"])
def test_what_writes_refuses_a_form_without_a_token_of_ours(app, token):
    client = client_of(app, "administrator")
    taken = [
        (method, address)
        for _, address, method in writing_routes(app)
        if client.open(address, method=method, data={"csrf_token": token} if token else {}).status_code != 400
    ]
    assert taken == []


def test_what_writes_refuses_a_token_of_another_session(app):
    other = client_of(app, "editor")
    page = other.get("/editor/account").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    client = client_of(app, "administrator")
    taken = [
        (method, address)
        for _, address, method in writing_routes(app)
        if client.open(address, method=method, headers={"X-CSRFToken": token}).status_code != 400
    ]
    assert token
    assert taken == []


def test_the_desk_shows_nothing_to_who_is_not_signed_in(app):
    stranger = app.test_client()
    shown = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/editor")
        and "GET" in (rule.methods or set())
        and rule.endpoint not in THE_DOOR
        and not led_to_sign_in(stranger.get(address_of(rule)))
    ]
    assert shown == []


def test_an_answer_for_one_person_is_kept_nowhere(lenient):
    client = client_of(lenient, "administrator")
    kept = [
        rule.rule
        for rule in lenient.url_map.iter_rules()
        if rule.rule.startswith("/editor")
        and "GET" in (rule.methods or set())
        and client.get(address_of(rule)).headers.get("Cache-Control") != "no-store"
    ]
    assert kept == []


def test_only_who_is_signed_in_can_send_much(lenient):
    much = {"old": "x" * 2_000_000}
    strangers = lenient.test_client().post("/editor/account/password", data=much)
    editors = client_of(lenient, "editor").post("/editor/account/password", data=much)
    assert (strangers.status_code, editors.status_code) == (401, 422)


def test_strangers_cannot_keep_the_site_busy_with_much(app):
    assert app.test_client().post("/editor/sign-in", data={"name": "x" * 70_000}).status_code == 413
