"""The styles a reader may see a citation in, for a study and for a summary itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup, escape

from bib.styles import format_citation
from kb.reference import Record
from kb.summary import Summary
from web.markdown import safe_html


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationStyle:
    """A citation style: its name in addresses, its label, its name in `bib.styles`.

    `page` is how it cites a web page that has a site and a month but no author, as HTML.
    """

    name: str
    label: str
    style: str
    page: str

    def of_study(self, record: Record) -> Markup:
        """A study as this style cites it."""
        return safe_html(format_citation(record, self.style))

    def of_summary(self, summary: Summary, site: str, address: str) -> Markup:
        """A summary itself: a page of the site, from the month it appeared in. It has no known author."""
        month, year = summary.month.label.split()
        return safe_html(
            self.page.format(
                title=escape(summary.title),
                stop="" if summary.title.endswith((".", "?", "!")) else ".",
                site=escape(site),
                year=year,
                month=month,
                mon=month[:3],
                link=Markup('<a href="{0}">{0}</a>').format(address),
            )
        )


# APA 7, 10.16; Citing Medicine, chapter 25; The Chicago Manual of Style, 17th edition, 15.50-51.
# Titles stay as they are, and months English, as in every citation the site gives.
STYLES: Mapping[str, CitationStyle] = MappingProxyType(
    {
        each.name: each
        for each in (
            CitationStyle(
                name="apa",
                label="APA",
                style="apa",
                page="<i>{title}</i>{stop} ({year}, {month}). {site}. {link}",
            ),
            CitationStyle(
                name="vancouver",
                label="Vancouver",
                style="vancouver",
                page="{title}{stop} In: {site} [Internet]. {year} {mon}. Available from: {link}",
            ),
            CitationStyle(
                name="chicago",
                label="Chicago",
                style="chicago-author-date",
                page="{site}. {year}. “{title}{stop}” {month} {year}. {link}.",
            ),
        )
    }
)
DEFAULT = STYLES["apa"]


def style_named(name: str | None) -> CitationStyle:
    """The style an address asks for; the default for any it does not know."""
    return STYLES.get(name or "", DEFAULT)
