"""HTML that leaves the site, in feeds and e-mails: its links lead back here from anywhere."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from markupsafe import Markup

from web.markdown import safe_html

_HREF = re.compile(r'(?<=\shref=")[^"]*(?=")')


def with_full_links(html: Markup, base: str) -> Markup:
    """Safe HTML whose links are full addresses: those within the site are taken from `base`."""
    return safe_html(_HREF.sub(lambda found: escape(_full(unescape(found.group()), base)), html))


def _full(address: str, base: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # an editor may write any address, such as http://[
        return address
