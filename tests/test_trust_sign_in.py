"""What a stranger, or the log, learns about who may sign in."""

import io
import logging
import re
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from kb import editors
from kb.accounts import disable_account
from kb.errors import CatalogueUnusable
from tests.conftest import PASSWORD, add_person
from tests.databases import databases
from web.app import create_app
from web.logs import log_form
from web.settings import BadSettings, read_settings
from web.wiring import Site, open_site

_IN_EARNEST = editors._hasher  # tests put a quick one in its place
_KEYS = {"KB_SECRET_KEY": "kept-9f2c71d05e8ab364f0d7", "KB_METRICS_KEY": "shown-51c0e7ab92f4d6836b1e"}
_NEW = "another five words here"


@pytest.fixture(params=["plain", "json"])
def log(request) -> Iterator[io.StringIO]:
    """All that is logged by anything, however unimportant, in each of the forms."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log_form(request.param))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_passwords_are_kept_as_argon2id_with_the_parameters_of_rfc_9106():
    parameters = extract_parameters(_IN_EARNEST.hash(PASSWORD))
    assert parameters.type is Type.ID
    assert parameters == RFC_9106_LOW_MEMORY


def test_a_name_that_nobody_has_costs_as_much_as_a_wrong_password(site, monkeypatch):
    tried = []

    class Watched(PasswordHasher):
        def verify(self, kept, typed):
            tried.append(extract_parameters(kept))
            return super().verify(kept, typed)

    add_person(site, "Anna", "editor")
    add_person(site, "Berta", "editor")
    with site.catalogue.writing(by="the test") as write:
        disable_account(write, "Berta")
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(editors, "_hasher", Watched())
    for name in ("Anna", "Berta", "nobody", ""):
        app.test_client().post("/editor/sign-in", data={"name": name, "password": "wrong"})
    assert len(tried) == 4
    assert len(set(map(str, tried))) == 1


def test_no_secret_is_written_down_at_any_level(log, tmp_path, monkeypatch):
    site = open_site(read_settings(tmp_path / "home", _KEYS))
    add_person(site, "Anna", "editor")
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    def sign_in(password):
        return client.post("/editor/sign-in", data={"name": "Anna", "password": password})

    assert sign_in("a wrong guess").status_code == 422
    assert sign_in(PASSWORD).status_code == 303
    client.get("/metrics", headers={"Authorization": f"Bearer {_KEYS['KB_METRICS_KEY']}"})
    cookie = client.get_cookie("practice-kb")
    with site.catalogue.reading() as read:
        anna = read.editor("Anna")
    assert cookie
    assert anna
    with databases.outside(site.catalogue.url) as database:  # a fault, which tells what it was given
        if database.dialect.name == "postgresql":
            database.exec_driver_sql("ALTER TABLE editors ADD CONSTRAINT no CHECK (false) NOT VALID")
        else:
            abort = "ON editors BEGIN SELECT RAISE(ABORT, 'no'); END"
            for change in ("INSERT", "UPDATE"):
                database.exec_driver_sql(f"CREATE TRIGGER no_{change} BEFORE {change} {abort}")
    typed = {"old": PASSWORD, "new": _NEW, "again": _NEW}
    assert client.post("/editor/account/password", data=typed).status_code == 503
    with pytest.raises(CatalogueUnusable) as failure, site.catalogue.writing(by="the test") as write:
        write.put_editor(replace(anna, role="reader"))
    logging.getLogger("web").error("The whole of it", exc_info=failure.value)
    monkeypatch.setattr("web.auth.give_password", None)  # and one of ours
    assert client.post("/editor/account/password", data=typed).status_code == 500
    logging.getLogger("web").warning("%r", site.settings)
    site.index.close()
    site.catalogue.close()
    assert "Traceback" in log.getvalue()
    assert "home=" in log.getvalue()
    for secret in (PASSWORD, "a wrong guess", _NEW, *_KEYS.values(), cookie.value, anna.password_hash):
        assert secret not in log.getvalue()
    assert not re.search(r"\$argon2", log.getvalue())


@pytest.mark.parametrize("address", ["nonsense://:hunter2@x", "redis+nothing://:hunter2@x"])
def test_an_address_to_count_tries_at_that_cannot_be_used_is_refused_without_its_password(site, address):
    site = Site(replace(site.settings, limits_url=address), site.catalogue, site.index)
    with pytest.raises(BadSettings, match="limits_url") as failure:
        create_app(site)
    assert "hunter2" not in "".join(traceback.format_exception(failure.value))
