"""The headers every answer bears: what a browser may do with it, and how long it may keep it.

The door to `secure`, which knows how they are written.
"""

from flask import Flask, request
from flask.wrappers import Response
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    CustomHeader,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

from web.settings import Settings
from web.validators import READERS

_YEAR = 365 * 24 * 3600  # seconds
_POLICY = (
    ContentSecurityPolicy()
    .default_src("'self'")
    .object_src("'none'")
    .base_uri("'none'")
    .form_action("'self'")
    .frame_ancestors("'none'")
)
# The API answers in no human language; None is an address that leads nowhere.
_IN_A_LANGUAGE = READERS - {"api"} | {None}


def put_headers(app: Flask, settings: Settings) -> None:
    """Add safety headers, and what caches must know, to all that an app answers."""
    safety = safety_headers(over_https=(settings.site_url or "").startswith("https:"))

    def put(answer: Response) -> Response:
        for name, value in safety.items():
            answer.headers.setdefault(name, value)
        # Kept, but asked about each time: what was published or withdrawn is seen at once.
        answer.headers.setdefault("Cache-Control", "no-cache")
        if request.endpoint != "static" and request.blueprint in _IN_A_LANGUAGE:
            answer.vary.update(("Accept-Language", "Cookie"))
        return answer

    app.after_request(put)


def safety_headers(*, over_https: bool) -> dict[str, str]:
    """What every answer tells browsers; with `over_https`, to ask for this site in no other way."""
    return dict(
        Secure(
            csp=_POLICY,
            xcto=XContentTypeOptions().nosniff(),
            xfo=XFrameOptions().deny(),
            # What a clinician searched for is nobody else's business.
            referrer=ReferrerPolicy().same_origin(),
            coop=CrossOriginOpenerPolicy().same_origin(),
            corp=CrossOriginResourcePolicy().same_origin(),
            permissions=PermissionsPolicy().camera().geolocation().microphone(),
            hsts=StrictTransportSecurity().max_age(_YEAR) if over_https else None,
            # Old readers of PDF and Flash take no word from elsewhere either.
            custom=[CustomHeader("X-Permitted-Cross-Domain-Policies", "none")],
        ).headers
    )
