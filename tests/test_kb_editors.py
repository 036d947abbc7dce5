from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from kb.editors import (
    BadName,
    Editor,
    WeakPassword,
    checked_name,
    hash_is_dated,
    hash_password,
    password_fits,
    stand_in,
)

PASSWORD = "correct horse battery staple"  # noqa: S105 # for the tests alone


@pytest.fixture(scope="module")
def anna():
    return Editor(name="anna", role="editor", password_hash=hash_password(PASSWORD))


def test_only_the_right_password_fits(anna):
    assert password_fits(anna, PASSWORD)
    assert not password_fits(anna, PASSWORD + "!")


def test_password_is_kept_as_an_argon2id_hash(anna):
    assert anna.password_hash.startswith("$argon2id$")


def test_disabled_editor_cannot_sign_in(anna):
    assert not password_fits(replace(anna, disabled=True), PASSWORD)


def test_short_password_is_refused():
    with pytest.raises(WeakPassword, match="12 characters"):
        hash_password("short")


@pytest.mark.parametrize("name", ["", "  ", "an\tna", "anna\nben", "x" * 81, "an\u200bna", "an\u00a0na"])
def test_name_that_does_not_look_like_what_it_is_is_refused(name):
    with pytest.raises(BadName):
        checked_name(name)


def test_name_is_kept_as_it_is_written_without_what_stands_around_it():
    assert checked_name(" Zoe\u0308 O'Neill ") == "Zoë O'Neill"


def test_password_is_the_same_however_a_keyboard_makes_its_accents(anna):
    parted = replace(anna, password_hash=hash_password("cafe\u0301 cafe\u0301 cafe\u0301"))
    assert password_fits(parted, "café café café")


def test_hash_of_todays_parameters_is_not_dated(anna):
    assert not hash_is_dated(anna)
    assert hash_is_dated(replace(anna, password_hash=PasswordHasher(time_cost=1).hash(PASSWORD)))


def test_nobodys_password_fits_the_one_who_stands_in():
    assert not password_fits(stand_in(), PASSWORD)
