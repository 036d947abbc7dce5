"""The one full address of a page, as readers, crawlers and feeds know it."""

from urllib.parse import quote

from flask import current_app, request

from web.current import site
from web.hosts import root_asked


def full_address(path: str) -> str:
    """The full address of a path on this site, which may have a query: by `site_url`, else by the request.

    When anybody may have made up the name in the request, it stays a path: it leads back here from pages,
    and into nobody's trap from feeds and e-mails.
    """
    settings = site().settings
    root = settings.site_url or root_asked(current_app.config["TRUSTED_HOSTS"])
    return root.rstrip("/") + path


def present_address() -> str:
    """The full address of the page being answered, without a query."""
    return full_address(quote(request.path, safe="/:@!$&'()*+,;=~"))
