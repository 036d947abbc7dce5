import pytest

from tests.conftest import PASSWORD, add_person, signed_in
from web.app import create_app


@pytest.fixture
def ada(site):
    """An administrator, signed in."""
    return signed_in(site, "Ada", "administrator")


def account(site, name):
    with site.catalogue.reading() as read:
        return read.editor(name)


def may_sign_in(site, name, password=PASSWORD):
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/editor/sign-in", data={"name": name, "password": password})
    return answer.status_code == 303


def test_an_administrator_adds_somebody_who_can_then_sign_in(site, ada):
    typed = {"name": "Ben", "role": "reader", "password": "first four good words"}
    answer = ada.post("/editor/people", data=typed, follow_redirects=True)
    assert "Ben can sign in." in answer.text
    assert account(site, "Ben").role == "reader"
    assert may_sign_in(site, "ben", "first four good words")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "ADA"}, "There is an account of this name already."),
        ({"name": " "}, "A name is one line of 1 to 80 characters."),
        ({"name": "Be\tn"}, "A name is one line of 1 to 80 characters."),
        ({"password": "short"}, "at least 12 characters"),
    ],
)
def test_somebody_who_cannot_be_added_is_refused_at_the_field(site, ada, typed, said):
    answer = ada.post("/editor/people", data={"name": "Ben", "role": "editor", "password": PASSWORD, **typed})
    assert answer.status_code in {409, 422}
    assert said in answer.text
    assert account(site, "Ben") is None


def test_a_refused_form_keeps_what_was_typed_but_the_password(ada):
    typed = {"name": "Ben <b>", "role": "reader", "password": "tooshort"}
    page = ada.post("/editor/people", data=typed).text
    assert 'value="Ben &lt;b&gt;"' in page
    assert 'value="reader" checked' in page
    assert "tooshort" not in page


def test_a_role_is_changed(site, ada):
    add_person(site, "Ben", "reader")
    page = ada.post("/editor/people/role", data={"name": "Ben", "role": "editor"}, follow_redirects=True).text
    assert "Ben is now: Editor." in page
    assert account(site, "Ben").role == "editor"


def test_a_role_that_does_not_exist_is_refused(site, ada):
    add_person(site, "Ben", "reader")
    assert ada.post("/editor/people/role", data={"name": "Ben", "role": "king"}).status_code == 400


def test_an_account_is_shut_and_opened_again(site, ada):
    ben = signed_in(site, "Ben", "editor")
    ada.post("/editor/people/disable", data={"name": "Ben"})
    assert ben.get("/editor/").status_code == 303
    assert not may_sign_in(site, "Ben")
    ada.post("/editor/people/enable", data={"name": "Ben"})
    assert may_sign_in(site, "Ben")


@pytest.mark.parametrize("what", ["role", "disable", "enable"])
def test_administrators_do_not_shut_themselves_out(site, ada, what):
    answer = ada.post(f"/editor/people/{what}", data={"name": "ada", "role": "reader"})
    assert answer.status_code == 409
    assert ada.get("/editor/people").status_code == 200


def test_who_is_not_there_cannot_be_changed(ada):
    assert ada.post("/editor/people/disable", data={"name": "nobody"}).status_code == 404


def test_of_two_administrators_who_shut_each_other_out_at_once_one_is_left(site, ada, monkeypatch):
    ben = signed_in(site, "Ben", "administrator")
    writing = site.catalogue.writing

    def after_ben(by):
        monkeypatch.undo()
        ben.post("/editor/people/role", data={"name": "Ada", "role": "reader"})
        return writing(by)

    monkeypatch.setattr(site.catalogue, "writing", after_ben)
    assert ada.post("/editor/people/role", data={"name": "Ben", "role": "reader"}).status_code == 403
    assert account(site, "Ben").role == "administrator"
