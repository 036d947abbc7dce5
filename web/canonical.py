"""The one full address of a page, as readers, crawlers and feeds know it."""

from urllib.parse import quote

from flask import request

from web.current import site


def full_address(path: str) -> str:
    """The full address of a path on this site, which may have a query: by `site_url`, else by the request."""
    return (site().settings.site_url or request.host_url).rstrip("/") + path


def present_address() -> str:
    """The full address of the page being answered, without a query."""
    return full_address(quote(request.path, safe="/:@!$&'()*+,;=~"))
