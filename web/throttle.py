"""How often a password may be tried: the door to Flask-Limiter.

Only tries that failed count. They are counted in memory, by each process for itself, unless the
setting `limits_url` names a place that all share, such as a Redis. While that is away each process counts for
itself: nobody is locked out by it, and nobody may try for ever.
"""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

import flask_limiter
from flask import Flask, request
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.wrappers import Response

from web.settings import BadSettings, Settings

# Of one account from anywhere, and from one address for any account.
OF_AN_ACCOUNT = "10 per 15 minutes"
OF_AN_ADDRESS = "30 per 15 minutes"
_HERE = "memory://"
_PATIENCE = 1.0  # seconds that whoever signs in waits for the place to answer, before it counts as away


def throttle(
    app: Flask,
    settings: Settings,
    endpoints: dict[str, tuple[Callable[[], str], Callable[[int], Response]]],
    failed: Callable[[Response], bool],
) -> None:
    """Let nobody try passwords for long at some endpoints of an app.

    For each, a function that names the account tried, and one that answers whoever tried too often,
    given the seconds to wait. Raises BadSettings when `limits_url` cannot be used.
    """
    check_place(settings)
    limiter = flask_limiter.Limiter(
        _address,
        app=app,
        storage_uri=settings.limits_url or _HERE,
        storage_options=_options(settings),
        in_memory_fallback_enabled=True,
        swallow_errors=True,  # when the place goes away between a try and its being counted
        strategy="moving-window",
        key_prefix="practice-kb",
    )
    for endpoint, (account, _) in endpoints.items():
        view: Any = app.view_functions[endpoint]
        for limit, key in ((OF_AN_ACCOUNT, account), (OF_AN_ADDRESS, _address)):
            view = limiter.shared_limit(limit, scope="passwords", key_func=key, deduct_when=failed)(view)
        app.view_functions[endpoint] = view

    def too_often(_: flask_limiter.RateLimitExceeded) -> Response:
        # Not their `reset_at`, which may be a second more than the time that is said.
        until = max((each.window.reset_time for each in limiter.current_limits if each.breached), default=0)
        wait = max(1, ceil(until - time.time()))
        answer = endpoints[str(request.endpoint)][1](wait)
        answer.headers["Retry-After"] = str(wait)
        return answer

    app.register_error_handler(flask_limiter.RateLimitExceeded, too_often)


def check_place(settings: Settings) -> None:
    """Raise BadSettings when tries cannot be counted where `limits_url` says."""
    try:
        storage_from_string(settings.limits_url or _HERE, **_options(settings))
    except ConfigurationError:
        # Its own words, and its traceback, repeat the address, which may hold a password.
        raise BadSettings("The setting limits_url names no place that can be used from here.") from None


def _options(settings: Settings) -> dict[str, Any]:
    if not (settings.limits_url or "").startswith("redis"):
        return {}
    # Redis's own client would try again for many seconds. Once is for a connection that a restart has broken.
    return {
        "socket_connect_timeout": _PATIENCE,
        "socket_timeout": _PATIENCE,
        "retry": Retry(NoBackoff(), 1),
    }


def _address() -> str:
    here = ip_address(request.remote_addr or "127.0.0.1")
    if isinstance(here, IPv6Address):
        # Who has one address of IPv6 has 2^64 of them; but one of IPv4 may be written as one of IPv6.
        return str(here.ipv4_mapped or ip_network((here, 64), strict=False))
    return str(here)
