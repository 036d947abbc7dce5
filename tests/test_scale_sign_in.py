"""Tries to sign in, counted by several servers together in a real Redis."""

from dataclasses import replace

import pytest
from redis import Redis

from tests import redis_server
from tests.conftest import serving
from tests.trials.homes import Desk, wait_until
from web.app import create_app

ALLOWED = 10  # wrong tries of one account in 15 minutes


def wrong_try(desk, name):
    """The status that a wrong password is answered with."""
    return desk.post("/editor/sign-in", name=name, password="wrong")[0]  # noqa: S106 # which is the point


@pytest.fixture
def redis():
    if missing := redis_server.what_is_missing():
        pytest.skip(missing)
    with redis_server.redis_server() as server:
        yield server


@pytest.fixture
def desks(tmp_path, redis):
    """The desks of two servers that share nothing but where tries are counted."""
    with (
        serving(tmp_path / "a", KB_LIMITS_URL=redis.url) as one,
        serving(tmp_path / "b", KB_LIMITS_URL=redis.url) as other,
    ):
        found = Desk(one), Desk(other)
        for desk in found:
            desk.look_for_token()
        yield found


def test_wrong_passwords_are_counted_together_by_all_servers_even_when_the_count_was_away(desks, redis):
    one, other = desks
    tried = [wrong_try(desk, "berta") for desk in (one, other) * (ALLOWED // 2)]
    assert set(tried) == {422}
    assert (wrong_try(one, "berta"), wrong_try(other, "berta")) == (429, 429)

    redis.kill()
    alone = [wrong_try(one, "clara") for _ in range(ALLOWED + 1)]
    assert alone == [422] * ALLOWED + [429]
    assert wrong_try(other, "clara") == 422

    redis.start()
    assert wait_until(lambda: together_again(one, other, redis)) < 60


def test_a_count_that_goes_away_while_a_password_is_tried_breaks_nothing(site, redis, monkeypatch):
    def fits(*_):
        redis.kill()
        return False

    app = create_app(replace(site, settings=replace(site.settings, limits_url=redis.url)))
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr("web.auth.password_fits", fits)
    typed = {"name": "berta", "password": "wrong"}
    assert app.test_client().post("/editor/sign-in", data=typed).status_code == 422


def together_again(one, other, redis):
    """Whether both servers count in one place: it has seen a try of each."""
    for number, desk in enumerate((one, other)):
        wrong_try(desk, f"dora{number}")
    with Redis.from_url(redis.url) as seen:
        keys = b" ".join(seen.scan_iter())
    return b"dora0" in keys and b"dora1" in keys
