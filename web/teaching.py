"""The words and links that templates may use."""

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from bib.coins import coins
from bib.demonstration import is_demonstration
from bib.highwire import citation_tags
from kb.identifiers import doi_link
from web.canonical import full_address, present_address
from web.cautions import caution_words
from web.current import edition
from web.embedding import about_site, about_summary, about_work
from web.evidence import evidence_words
from web.language import LANGUAGES, present_language
from web.markdown import safe_html
from web.search import export_link, search_link
from web.terms import as_written, term_words
from web.wiring import Site
from web.wording import (
    day_words,
    month_heading,
    month_words,
    notice_report,
    notice_sentence,
    notice_word,
    number_words,
    one_line,
    origin_words,
    overrides_sentence,
    results_counted,
    sort_label,
    source_sentence,
    summaries_counted,
    type_label,
    work_title,
)


def teach_templates(app: Flask, site: Site) -> None:
    """Give an app's templates their functions."""
    versions = _versions(Path(app.static_folder or ""))

    def asset(name: str) -> str:
        """The address of a file under static/, which changes when the file does."""
        return address("static", filename=name)

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("v", versions.get(str(values.get("filename"))))

    @lru_cache(maxsize=4096)
    def known(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return url_for(endpoint, **dict(values))

    def address(endpoint: str, **values: Any) -> str:
        """Flask's `url_for`, which works out a hundred addresses a page, most of them again and again."""
        if any(name.startswith("_") or isinstance(value, list) for name, value in values.items()):
            return url_for(endpoint, **values)
        return known(request.script_root, endpoint, tuple(values.items()))

    @lru_cache(maxsize=1)
    def told_at(_change: tuple[int, datetime | None]) -> bool:
        with site.catalogue.reading() as read:
            return is_demonstration(read)

    def demonstration() -> bool:
        """True when readers should be told that the data is for showing."""
        return told_at((edition().revision, edition().changed))

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    def canonical(path: str | None = None) -> str:
        """The one full address of the present page, or of another given as a path with its query."""
        return present_address() if path is None else full_address(path)

    def term_text(facet: str, words: str) -> Markup:
        """The words of a term or a facet's value as HTML: translated, or marked as written."""
        shown = escape(term_words(facet, words))
        own = written() if as_written(facet, words) else ""
        return Markup("<span{}>{}</span>").format(own, shown) if own else shown

    def written() -> str:
        """The attribute that tells a browser that a text is a summary's own, in its own language."""
        own = site.settings.content_language
        return safe_html("" if own == present_language() else f' lang="{own}"')

    app.jinja_env.globals.update(
        about_site=about_site,
        about_summary=about_summary,
        about_work=about_work,
        asset=asset,
        canonical=canonical,
        caution_words=caution_words,
        citation_tags=citation_tags,
        coins=coins,
        day_words=day_words,
        demonstration=demonstration,
        doi_link=doi_link,
        evidence_words=evidence_words,
        export_link=export_link,
        languages=LANGUAGES,
        mailto=mailto,
        month_heading=month_heading,
        month_words=month_words,
        notice_report=notice_report,
        notice_sentence=notice_sentence,
        notice_word=notice_word,
        number_words=number_words,
        one_line=one_line,
        origin_words=origin_words,
        overrides_sentence=overrides_sentence,
        present_language=present_language,
        results_counted=results_counted,
        search_link=search_link,
        site_title=site.settings.site_title,
        sort_label=sort_label,
        source_sentence=source_sentence,
        summaries_counted=summaries_counted,
        term_text=term_text,
        term_words=term_words,
        type_label=type_label,
        url_for=address,
        work_title=work_title,
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
