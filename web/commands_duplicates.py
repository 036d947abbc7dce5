"""Commands about references that are one work: seeing them, and making them one."""

import json
from dataclasses import asdict, dataclass

import click

from bib.duplicates import Group, duplicate_groups
from kb.catalogue import Catalogue
from web.commands_imports import BY
from web.settings import Settings
from web.wiring import follow, open_site

_json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@dataclass(frozen=True, slots=True)
class _Member:
    id: str
    title: str
    year: int | None
    doi: str | None


@click.command()
@_json_option
@click.pass_obj
def duplicates(settings: Settings, *, as_json: bool) -> None:
    """List references that are one work, or may be, and why. `kb merge` makes two one."""
    site = open_site(settings)
    groups = _groups(site.catalogue)
    if as_json:
        plain = [
            {"sure": group.sure, "reason": group.reason, "references": [asdict(m) for m in _members(group)]}
            for group in groups
        ]
        click.echo(json.dumps({"groups": plain}, ensure_ascii=False, indent=2))
        return
    for group in groups:
        click.echo(f"{'the same work' if group.sure else 'perhaps the same work'}: {group.reason}")
        for each in _members(group):
            click.echo(f"  {each.id}\t{each.year or 'n.d.'}\t{each.title}\t{each.doi or ''}")
    click.echo(f"{len(groups)} {'group' if len(groups) == 1 else 'groups'} of duplicates")


@click.command()
@click.argument("kept")
@click.argument("gone")
@_json_option
@click.pass_obj
def merge(settings: Settings, *, kept: str, gone: str, as_json: bool) -> None:
    """Make the reference GONE part of KEPT, by their keys.

    Summaries that cited GONE cite KEPT, and the key of GONE goes on answering.
    """
    site = open_site(settings)
    with site.catalogue.writing(BY) as write:
        whole = write.merge_records(kept, gone)
        citing = [summary.slug for summary in write.cited_by(whole.id)]
        revision = write.revision()
    follow(site)
    if as_json:
        merged = {"kept": whole.citekey, "gone": gone, "cited_by": citing, "revision": revision}
        click.echo(json.dumps(merged, ensure_ascii=False, indent=2))
        return
    click.echo(f"{gone} now answers as {whole.citekey}, cited by {', '.join(citing) or 'no summary'}")


def _groups(catalogue: Catalogue) -> tuple[Group, ...]:
    with catalogue.reading() as read:
        return duplicate_groups(read.records())


def _members(group: Group) -> list[_Member]:
    return [
        _Member(
            record.citekey,
            record.reference.title,
            record.reference.issued.year if record.reference.issued else None,
            record.reference.doi,
        )
        for record in group.records
    ]
