from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from web.settings import BadSettings, read_settings, secret_key


def test_environment_overrules_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text('crossref_mailto = "a@example.org"\nsite_title = "Ours"\n')
    settings = read_settings(tmp_path, {"KB_CROSSREF_MAILTO": "b@example.org"})
    assert (settings.crossref_mailto, settings.site_title) == ("b@example.org", "Ours")


def test_home_is_named_by_the_environment_unless_it_is_given(tmp_path):
    assert read_settings(None, {"KB_HOME": str(tmp_path)}).home == tmp_path
    assert read_settings(Path("/elsewhere"), {"KB_HOME": str(tmp_path)}).home == Path("/elsewhere")


@pytest.mark.sqlite
def test_database_lies_in_the_home_unless_another_is_set(tmp_path):
    assert read_settings(tmp_path, {}).database_url == f"sqlite:///{tmp_path / 'catalogue.db'}"
    assert read_settings(tmp_path, {"KB_DATABASE_URL": "sqlite:////x.db"}).database_url == "sqlite:////x.db"


@pytest.mark.parametrize("text", ["colour = 'red'", "site_title = 7", "not toml"])
def test_settings_that_make_no_sense_are_refused_with_their_file(tmp_path, text):
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(BadSettings, match=r"settings\.toml"):
        read_settings(tmp_path, {})


def test_home_that_a_database_address_cannot_name_is_refused(tmp_path):
    with pytest.raises(BadSettings, match="question mark"):
        read_settings(tmp_path / "what?", {})


def test_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    settings = read_settings(tmp_path, {})
    key = secret_key(settings)
    assert len(key) >= 48
    assert secret_key(settings) == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_secret_key_is_one_for_servers_that_start_at_once(tmp_path):
    settings = read_settings(tmp_path, {})
    with ThreadPoolExecutor(8) as servers:
        keys = set(servers.map(lambda _: secret_key(settings), range(32)))
    assert len(keys) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("key", ["", "changeme", "x" * 23, "x" * 40, "changeme-changeme-changeme-01"])
def test_secret_key_that_can_be_guessed_is_refused(tmp_path, key):
    (tmp_path / "settings.toml").write_text(f'secret_key = "{key}"', encoding="utf-8")
    with pytest.raises(BadSettings, match="at least 24 characters"):
        secret_key(read_settings(tmp_path, {}))


def test_empty_file_of_the_secret_key_is_refused(tmp_path):
    (tmp_path / "secret.key").touch()
    with pytest.raises(BadSettings, match=r"secret\.key"):
        secret_key(read_settings(tmp_path, {}))
