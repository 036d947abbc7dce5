"""Commands that search and take citations away."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from bib.formats import FORMATS, Options
from bib.styles import as_text, format_citation
from index import rescue
from index.query import MAX_PER_PAGE, SORTS, Query
from index.rescue import Found
from kb.errors import KnowledgeBaseError
from kb.ids import slugify
from kb.reading import Reader
from kb.reference import Record
from kb.vocabulary import TermKind
from web.annotations import implications_of
from web.answers import answer
from web.found import hits_found, records_of_hits
from web.settings import Settings
from web.wiring import Site, follow, open_site

Command = TypeVar("Command", bound=Callable[..., Any])


class CannotWrite(KnowledgeBaseError):
    """The file named cannot be written."""


def _query_options(command: Command) -> Command:
    """The words and filters that search and export share."""
    for option in reversed(
        (
            click.argument("text", nargs=-1, metavar="[QUERY]"),
            click.option("--topic", multiple=True, help="A topic, by name or slug; again for either."),
            click.option("--type", "type_", multiple=True, help="A research type."),
            click.option("--year", multiple=True, help="2013 or 2010-2015: when the study was published."),
            click.option("--journal", multiple=True, help="A journal."),
            click.option("--author", multiple=True, help="A family name, with initials or without."),
            click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True),
            click.option("--match", type=click.Choice(["all", "any"]), default="all", show_default=True),
        )
    ):
        command = option(command)
    return command


@click.command()
@_query_options
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--per-page", type=click.IntRange(1, MAX_PER_PAGE), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the API gives it.")
@click.pass_obj
def search(settings: Settings, /, *, page: int, per_page: int, as_json: bool, **asked: Any) -> None:
    """Search summaries and references."""
    site = open_site(settings)
    follow(site)
    with site.catalogue.reading() as read:
        query = replace(_query(site, read, **asked), page=page, per_page=per_page)
        if as_json:
            results = site.index.search(query)
            click.echo(json.dumps(answer(results, read), ensure_ascii=False, indent=2))
        else:
            _print(rescue.search(site.index, query), read)


@click.command()
@_query_options
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="bibtex", show_default=True)
@click.option("--ascii", "only_ascii", is_flag=True, help="BibTeX, BibLaTeX: LaTeX commands for accents.")
@click.option(
    "--annotate", is_flag=True, help="BibTeX, BibLaTeX: each study's practice implications as a note."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
@click.pass_obj
def export(
    settings: Settings,
    /,
    *,
    format_: str,
    only_ascii: bool,
    annotate: bool,
    output: Path | None,
    **asked: Any,
) -> None:
    """Export the references of a search, or all."""
    site = open_site(settings)
    follow(site)
    with site.catalogue.reading() as read:
        query = _query(site, read, **asked)
        everything = not query.text and not query.filters
        records = read.records() if everything else records_of_hits(hits_found(site.index, query), read)
        count = _Count(records)
        notes = partial(implications_of, read=read) if annotate else None
        pieces = FORMATS[format_].pieces(count, Options(ascii=only_ascii, annotate=notes))
        if output:
            _write(pieces, output)
            click.echo(f"{count.passed} references written to {output}", err=True)
        else:
            for piece in pieces:
                click.echo(piece, nl=False)


class _Count(Iterator[Record]):
    """Records on their way, and how many have passed."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self.passed = 0

    def __next__(self) -> Record:
        record = next(self._records)
        self.passed += 1
        return record


def _write(pieces: Iterable[str], output: Path) -> None:
    """Write a file that is there as a whole or not at all; what is no file (a pipe) gets the pieces."""
    in_place = output.exists() and not output.is_file()
    target = output.resolve()
    beside = target if in_place else target.with_name(f"{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        if not in_place:
            beside.replace(target)
    except OSError as error:
        raise CannotWrite(f"{output} cannot be written: {error.strerror}.") from error
    finally:
        if not in_place:
            beside.unlink(missing_ok=True)


def _query(site: Site, read: Reader, **asked: Any) -> Query:
    vocabulary = read.vocabulary()

    def slugs(kind: TermKind, names: tuple[str, ...]) -> tuple[str, ...]:
        terms = (vocabulary.find(kind, name) for name in names)
        return tuple(term.slug if term else slugify(name) for term, name in zip(terms, names, strict=True))

    filters = {
        "topic": slugs(TermKind.TOPIC, asked["topic"]),
        "type": slugs(TermKind.RESEARCH_TYPE, asked["type_"]),
        "year": asked["year"],
        "journal": tuple(map(slugify, asked["journal"])),
        "author": _authors(site, asked["author"]),
    }
    return Query(
        text=" ".join(asked["text"]),
        filters={name: values for name, values in filters.items() if values},
        sort=asked["sort"],
        match=asked["match"],
    )


def _authors(site: Site, names: tuple[str, ...]) -> tuple[str, ...]:
    """The facet values that names mean: `Cuijpers` is everyone of that name, `Cuijpers P` one."""
    if not names:
        return ()
    wanted = [slugify(name) for name in names]
    # A label ends in the initials: `Blume-Marcovici A` is nobody called Blume.
    found = [
        each.value
        for each in site.index.values("author")
        if each.value in wanted or slugify(each.label.rpartition(" ")[0]) in wanted
    ]
    return tuple(found or wanted)


def _print(found: Found, read: Reader) -> None:
    results = found.results
    if found.corrected:
        click.echo(f"Nothing has what was typed; this is for: {found.corrected}")
    if found.without:
        click.echo(f"Nothing passes the filters; left out: {', '.join(found.without)}")
    if results.relaxed:
        click.echo("Nothing has all of these words; these have some of them.")
    if results.did_you_mean:
        click.echo(f"Did you mean: {results.did_you_mean}")
    for warning in results.warnings:
        click.echo(warning)
    click.echo(f"{results.total} found")
    for number, hit in enumerate(results.hits, start=(results.page - 1) * results.per_page + 1):
        records = tuple(records_of_hits((hit,), read))
        summary = read.summary(hit.id) if hit.kind == "summary" else None
        click.echo(f"\n{number}. {summary.title if summary else records[0].reference.title}")
        if summary:
            click.echo(f"   {summary.month.label}   /summaries/{summary.slug}")
        for record in records:
            click.echo(f"   {as_text(format_citation(record))}  [{record.citekey}]")
