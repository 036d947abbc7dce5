"""Commands that bring references and summaries in."""

from pathlib import Path

import click

from bib import bibtex, csl, ris, updates
from bib.blog_intake import import_blog as take_in_blog
from bib.demonstration import load_demonstration
from bib.doi_intake import TypedDOI, import_dois
from bib.intake import import_references
from bib.limits import MAX_BYTES
from bib.plain import readable
from bib.report import Refused, Report, joined
from bib.resolution import resolve as resolve_references
from bib.resolution import resolve_to
from kb.reference import FIELDS
from web.settings import Settings
from web.terminal import progress_of, tell_report
from web.wiring import Site, follow, open_site

BY = "kb command"
_ALL = ""  # what `--accept` without a key stands for
_READERS = {".bib": bibtex.read_bibtex, ".ris": ris.read_ris, ".json": csl.read_csl}

_json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)


@click.command()
@_json_option
@click.pass_obj
def demo(settings: Settings, *, as_json: bool) -> None:
    """Load the demonstration corpus (again: changes nothing)."""
    site = open_site(settings)
    with progress_of("Loading the demonstration corpus") as progress:
        report = load_demonstration(site.catalogue, progress)
    _finish(site, report, as_json=as_json)


@click.command("import-blog")
@_files
@click.option("--draft", is_flag=True, help="Keep the summaries from readers for now.")
@_json_option
@click.pass_obj
def import_blog(settings: Settings, files: tuple[Path, ...], *, draft: bool, as_json: bool) -> None:
    """Take in the summaries of blog pages kept as text."""
    site = open_site(settings)
    reports = []
    for file in files:
        text = _text_of(file)
        reports.append(
            text if isinstance(text, Report) else take_in_blog(site.catalogue, text, BY, draft=draft)
        )
    _finish(site, joined(reports), as_json=as_json)


@click.command("import-doi")
@click.argument("dois", nargs=-1, metavar="[DOI]...")
@click.option(
    "--file",
    "list_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A list of DOIs, one on a line; lines that begin with # are skipped.",
)
@_json_option
@click.pass_obj
def import_doi(settings: Settings, dois: tuple[str, ...], list_file: Path | None, *, as_json: bool) -> None:
    """Take in works by their DOIs from Crossref. Without any: go on with those that wait."""
    site = open_site(settings)
    typed = [TypedDOI(text=each) for each in dois]
    not_read = Report()
    if list_file:
        text = _text_of(list_file)
        if isinstance(text, Report):
            not_read = text
        else:
            typed += _listed(text)
    elif not dois:
        with site.catalogue.reading() as read:
            typed = [TypedDOI(text=each.doi) for each in read.queued()]
    with progress_of("Asking Crossref") as progress:
        report = import_dois(site.catalogue, site.crossref(), typed, BY, progress)
    _finish(site, joined((report, not_read)), as_json=as_json)


@click.command("import-refs")
@_files
@_json_option
@click.pass_obj
def import_refs(settings: Settings, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Take in references from .bib, .ris and .json (CSL-JSON) files."""
    unknown = [file.name for file in files if file.suffix.lower() not in _READERS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: the name must end in {', '.join(_READERS)}.")
    site = open_site(settings)
    reports = []
    for file in files:
        text = _text_of(file)
        if isinstance(text, Report):
            reports.append(text)
            continue
        read = _READERS[file.suffix.lower()](text)
        with progress_of(f"Reading {file.name}") as progress:
            reports.append(import_references(site.catalogue, read, BY, progress))
    _finish(site, joined(reports), as_json=as_json)


@click.command()
@click.argument("citekey", required=False, metavar="[KEY")
@click.argument("doi", required=False, metavar="DOI]")
@_json_option
@click.pass_obj
def resolve(settings: Settings, *, citekey: str | None, doi: str | None, as_json: bool) -> None:
    """Give unresolved references their DOI and metadata.

    Works that agree in title, year, first author and container are taken, others offered. With KEY
    and DOI: take the work with this DOI for the reference with this key.
    """
    if citekey and not doi:
        raise click.UsageError("Give the DOI too: kb resolve KEY DOI.")
    site = open_site(settings)
    go_on = "Run `kb resolve` again to go on."
    if citekey and doi:
        go_on = f"Run `kb resolve {citekey} {doi}` again to go on."
        report = resolve_to(site.catalogue, site.crossref(), citekey, doi, BY)
    else:
        with progress_of("Asking Crossref") as progress:
            report = resolve_references(site.catalogue, site.crossref(), BY, progress)
    _finish(site, report, as_json=as_json, go_on=go_on)


@click.command("check-updates")
@click.option(
    "--accept",
    is_flag=False,
    flag_value=_ALL,
    metavar="[KEY]",
    help="Take over changed metadata, of all references or of the one with this key.",
)
@click.option(
    "--keep-out",
    multiple=True,
    metavar="FIELD",
    type=click.Choice(FIELDS),
    help="With --accept: leave this field as it is, for good. May be repeated.",
)
@_json_option
@click.pass_obj
def check_updates(
    settings: Settings, *, accept: str | None, keep_out: tuple[str, ...], as_json: bool
) -> None:
    """Ask Crossref for retractions, corrections and changed metadata.

    Notices are recorded; changed metadata are shown, and taken over only with --accept.
    """
    if keep_out and accept is None:
        raise click.UsageError("--keep-out goes with --accept.")
    choice = updates.Choice(
        accept=accept is not None,
        citekeys=() if accept in {None, _ALL} else (accept,),
        keep_out=keep_out,
    )
    site = open_site(settings)
    with progress_of("Asking Crossref") as progress:
        report = updates.check_updates(site.catalogue, site.crossref(), BY, progress, choice)
    _finish(site, report, as_json=as_json, go_on="Run `kb check-updates` again later.")


def _listed(text: str) -> list[TypedDOI]:
    """The DOIs of a list, but for the lines that are blank or a comment."""
    lines = ((number, each.strip()) for number, each in enumerate(readable(text).split("\n"), start=1))
    return [TypedDOI(text=each, line=number) for number, each in lines if each and not each.startswith("#")]


def _finish(site: Site, report: Report, *, as_json: bool, go_on: str | None = None) -> None:
    try:
        follow(site)
    finally:  # what the catalogue took in is told even when the index cannot be written
        if go_on:
            tell_report(report, as_json=as_json, go_on=go_on)
        else:
            tell_report(report, as_json=as_json)


def _text_of(file: Path) -> str | Report:
    """The file's text, or the report that refuses it whole."""
    if file.stat().st_size > MAX_BYTES:
        reason = "the file is larger than 10 MB; split it"
        return Report(refused=[Refused(input=file.name, reason=reason)])
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        reason = "the file is not UTF-8 here; save it as UTF-8 and try again"
        return Report(refused=[Refused(input=file.name, line=line, reason=reason)])
