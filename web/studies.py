"""One study as the pages about it show it: cited in a style, with the files to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import url_for
from markupsafe import Markup

from kb.identifiers import DOI
from kb.reference import NoticeKind, Record
from web.citing import STYLES, CitationStyle
from web.exports import ENDINGS, OFFERED
from web.language import gettext
from web.wording import notice_heading, notice_report, one_line, work_title

_ENDINGS = {name: ending for ending, name in ENDINGS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """All notices of one kind about a study; `reports` say who gave each, and where it is to be read."""

    kind: NoticeKind
    heading: str
    reports: tuple[tuple[str, DOI | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study: its record, title, citations, banners, and downloads (label and address)."""

    record: Record
    title: str
    line: str
    citation: Markup
    banners: tuple[Banner, ...]
    downloads: tuple[tuple[str, str], ...]


def study_of(record: Record, style: CitationStyle) -> Study:
    """A study cited in a style."""
    return Study(
        record=record,
        title=work_title(record.reference),
        line=one_line(record.reference),
        citation=style.of_study(record),
        banners=tuple(_banners(record)),
        downloads=downloads_of((record,), style),
    )


def downloads_of(
    records: Sequence[Record], style: CitationStyle, *, slug: str = ""
) -> tuple[tuple[str, str], ...]:
    """Where the citations of records are to be had, by label; `slug` is of the summary citing just them."""
    return tuple(_downloads([record.citekey for record in records], style, slug))


def _banners(record: Record) -> Iterator[Banner]:
    for kind in NoticeKind:  # the gravest first
        if notices := [each for each in record.notices if each.kind is kind]:
            yield Banner(
                kind=kind,
                heading=notice_heading(notices[0]),
                reports=tuple((notice_report(each), each.doi) for each in notices),
            )


def _downloads(citekeys: list[str], style: CitationStyle, slug: str) -> Iterator[tuple[str, str]]:
    other_styles = STYLES.keys() - {style.name}
    for name, label in chain.from_iterable(formats for _, formats in OFFERED):
        if name.removesuffix("-html") in other_styles:
            continue
        if not (ending := _ENDINGS.get(name)):
            href = url_for("exports.found", name=name, id=citekeys)
        elif slug:
            href = url_for("exports.of_summary", slug=slug, ending=ending)
        else:
            href = url_for("exports.of_reference", citekey=citekeys[0], ending=ending)
        yield gettext(label), href
