"""The words and links that templates may use."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Flask, request, url_for

from bib.coins import coins
from bib.demonstration import is_demonstration
from bib.highwire import citation_tags
from kb.identifiers import doi_link
from web.language import LANGUAGES, present_language
from web.markdown import safe_html
from web.search import export_link, search_link
from web.wiring import Site
from web.wording import (
    month_words,
    notice_sentence,
    notice_word,
    number_words,
    origin_words,
    results_counted,
    sort_label,
    summaries_counted,
)


def teach_templates(app: Flask, site: Site) -> None:
    """Give an app's templates their functions."""
    versions = _versions(Path(app.static_folder or ""))

    def asset(name: str) -> str:
        """The address of a file under static/, which changes when the file does."""
        return url_for("static", filename=name, v=versions[name])

    def demonstration() -> bool:
        """True when readers should be told that the data is for showing."""
        with site.catalogue.reading() as read:
            return is_demonstration(read)

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    def canonical(path: str | None = None) -> str:
        """The one full address of the present page, or of another given as a path with its query."""
        base = (site.settings.site_url or request.host_url).rstrip("/")
        return base + (request.path if path is None else path)

    def written() -> str:
        """The attribute that tells a browser that a text is a summary's own, in its own language."""
        own = site.settings.content_language
        return safe_html("" if own == present_language() else f' lang="{own}"')

    app.jinja_env.globals.update(
        asset=asset,
        canonical=canonical,
        citation_tags=citation_tags,
        coins=coins,
        demonstration=demonstration,
        doi_link=doi_link,
        export_link=export_link,
        languages=LANGUAGES,
        mailto=mailto,
        month_words=month_words,
        notice_sentence=notice_sentence,
        notice_word=notice_word,
        number_words=number_words,
        origin_words=origin_words,
        present_language=present_language,
        results_counted=results_counted,
        search_link=search_link,
        site_title=site.settings.site_title,
        sort_label=sort_label,
        summaries_counted=summaries_counted,
        written=written,
    )


def mailto(address: str) -> str:
    """A link that writes to an address, or to several between commas, whatever characters they hold."""
    return "mailto:" + ",".join(quote(each.strip(), safe="@+") for each in address.split(","))


def _versions(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()[:10]
        for file in folder.rglob("*")
        if file.is_file()
    }
