from datetime import UTC, datetime, timedelta

import pytest

from kb import accounts
from kb.editors import BadName, WeakPassword, password_fits
from kb.errors import AlreadyThere, NotFound

PASSWORD = "correct horse battery staple"  # noqa: S105 # for the tests alone


@pytest.fixture
def anna(catalogue):
    """An editor's account in the catalogue."""
    with catalogue.writing("the test") as write:
        return accounts.add_account(write, "Anna", "editor", PASSWORD)


def changed(catalogue, what, *more):
    with catalogue.writing("the test") as write:
        what(write, "Anna", *more)
    with catalogue.reading() as read:
        return read.editor("Anna")


def test_an_account_is_found_in_any_capitals(catalogue, anna):
    with catalogue.reading() as read:
        assert accounts.account_of(read, " aNNa") == anna
        assert accounts.account_of(read, "Ann") is None


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [("anna", PASSWORD, AlreadyThere), ("Be\tn", PASSWORD, BadName), ("Ben", "short", WeakPassword)],
)
def test_an_account_that_cannot_be_is_not_made(catalogue, anna, name, password, error):
    with catalogue.writing("the test") as write, pytest.raises(error):
        accounts.add_account(write, name, "editor", password)
    with catalogue.reading() as read:
        assert read.editors() == (anna,)


def test_a_new_password_ends_the_sessions(catalogue, anna):
    now = changed(catalogue, accounts.give_password, "another four words here")
    assert password_fits(now, "another four words here")
    assert now.sessions == anna.sessions + 1


def test_a_role_changes_nothing_else(catalogue, anna):
    now = changed(catalogue, accounts.give_role, "administrator")
    assert (now.role, now.password_hash, now.sessions) == (
        "administrator",
        anna.password_hash,
        anna.sessions,
    )


def test_an_account_shut_and_opened_again_keeps_its_password_but_no_session(catalogue, anna):
    assert not password_fits(changed(catalogue, accounts.disable_account), PASSWORD)
    now = changed(catalogue, accounts.enable_account)
    assert password_fits(now, PASSWORD)
    assert now.sessions > anna.sessions


def test_an_account_that_is_not_there_cannot_be_changed(catalogue):
    with catalogue.writing("the test") as write, pytest.raises(NotFound):
        accounts.disable_account(write, "nobody")


def test_an_ended_session_is_remembered_while_a_copy_could_live(catalogue):
    now = datetime.now(UTC)
    with catalogue.writing("the test") as write:
        write.ended_sessions.add("long ago", now - timedelta(hours=1))
        write.ended_sessions.add("now", now + timedelta(hours=1))
        write.ended_sessions.add("now", now + timedelta(hours=2))
    with catalogue.reading() as read:
        assert "now" in read.ended_sessions
        assert "long ago" not in read.ended_sessions
        assert "never" not in read.ended_sessions


def test_a_password_that_was_replaced_meanwhile_does_not_come_back_with_a_new_hash(catalogue, anna):
    with catalogue.writing("the test") as write:
        replaced = accounts.give_password(write, anna.name, "another four good words")
        accounts.give_new_hash(write, anna, PASSWORD)
        assert write.editor(anna.name) == replaced
