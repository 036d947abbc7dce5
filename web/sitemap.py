"""The list of a site's pages that crawlers read (sitemaps.org, 0.9). Pure: pages in, XML out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

_LARGEST = 50_000  # addresses that one list may have
_PART = 10_000  # addresses in each list of several
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its full address, and when it last changed, if that is known."""

    address: str
    changed: datetime | None = None


def split(pages: Sequence[Page]) -> list[Sequence[Page]]:
    """All pages in one list, or in lists of ten thousand when they are too many for one."""
    if len(pages) <= _LARGEST:
        return [pages]
    return [pages[start : start + _PART] for start in range(0, len(pages), _PART)]


def sitemap_part(pages: Iterable[Page]) -> str:
    """One list of pages as XML."""
    lines = (f"<url><loc>{escape(each.address)}</loc>{_lastmod(each)}</url>" for each in pages)
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n' + "\n".join(lines) + "\n</urlset>\n"


def sitemap_index(addresses: Iterable[str]) -> str:
    """The list of lists, given their full addresses, as XML."""
    lines = (f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in addresses)
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n' + "\n".join(lines) + "\n</sitemapindex>\n"


def _lastmod(page: Page) -> str:
    if page.changed is None:
        return ""
    return f"<lastmod>{page.changed.isoformat(timespec='seconds')}</lastmod>"
