"""`kb editor`, by its own words; that the command as a process ends in a sentence is test_web_cli's."""

import pytest
from click.testing import CliRunner

from kb.editors import BadName, WeakPassword, password_fits
from kb.errors import AlreadyThere, NotFound
from tests.conftest import PASSWORD, signed_in
from web.cli import kb
from web.settings import read_settings
from web.wiring import open_site


@pytest.fixture
def editor(home):
    """Runs `kb editor` in a home of the test's own; what it refuses is raised."""

    def run(*arguments, given=f"{PASSWORD}\n"):
        done = CliRunner().invoke(kb, ["--home", str(home), "editor", *arguments], input=given)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.fixture
def account(home):
    def of(name):
        site = open_site(read_settings(home, {}))
        try:
            with site.catalogue.reading() as read:
                return read.editor(name)
        finally:
            site.index.close()
            site.catalogue.close()

    return of


def test_an_account_has_the_role_asked_for(editor, account):
    editor("add", "Ada", "--role", "administrator")
    assert account("Ada").role == "administrator"
    assert password_fits(account("Ada"), PASSWORD)


def test_the_password_is_the_first_line_of_standard_input_and_nothing_of_the_rest(editor, account):
    editor("add", "Ada", given=f"{PASSWORD}\r\nsomething else\n")
    assert password_fits(account("Ada"), PASSWORD)


def test_a_password_is_never_an_argument(editor):
    assert editor("add", "Ada", "--password", PASSWORD).exit_code == 2


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("", PASSWORD, BadName),
        ("A\tda", PASSWORD, BadName),
        ("x" * 81, PASSWORD, BadName),
        ("Ben", "short", WeakPassword),
        ("Ben", "", WeakPassword),
        ("ADA", PASSWORD, AlreadyThere),
    ],
)
def test_an_account_that_cannot_be_is_refused(editor, name, given, error):
    editor("add", "Ada")
    with pytest.raises(error):
        editor("add", name, given=given)
    assert editor("list").output == "Ada\teditor\tin use\n"


def test_who_adds_an_account_that_is_there_is_told_how_to_replace_its_password(editor):
    editor("add", "Ada")
    with pytest.raises(AlreadyThere, match=r"There is already an editor 'Ada'.*`kb editor password NAME`"):
        editor("add", "Ada")


def test_a_role_is_changed(editor, account):
    editor("add", "Ada")
    editor("role", "ada", "reader")
    assert account("Ada").role == "reader"
    assert editor("role", "Ada", "king").exit_code == 2


def test_a_forgotten_password_is_replaced_and_the_sessions_end(site, editor, account):
    client = signed_in(site, "Ada", "editor")
    editor("password", "Ada", given="another four words here\n")
    assert password_fits(account("Ada"), "another four words here")
    assert client.get("/editor/").status_code == 303


def test_an_account_is_shut_and_opened(editor, account):
    editor("add", "Ada")
    editor("disable", "Ada")
    assert editor("list").output == "Ada\teditor\tdisabled\n"
    editor("enable", "Ada")
    assert editor("list").output == "Ada\teditor\tin use\n"
    assert account("Ada").sessions == 1


@pytest.mark.parametrize("command", [("password",), ("disable",), ("enable",), ("role",)])
def test_who_is_not_there_cannot_be_changed(editor, command):
    role = ("reader",) if command == ("role",) else ()
    with pytest.raises(NotFound, match=r"There is no editor 'nobody'\. `kb editor list` shows all\."):
        editor(*command, "nobody", *role)
