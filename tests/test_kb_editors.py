from dataclasses import replace

import pytest

from kb.editors import Editor, WeakPassword, hash_password, password_fits

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
