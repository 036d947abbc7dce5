"""The references on the desk: all of them, and those that need something."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from flask import render_template, request

from bib.reference_register import Entry, Listed
from bib.remarks import Severity
from kb.reading import Reader
from kb.reference import Record
from kb.serial import readable
from web import (
    desk_reference_adding,
    desk_reference_crossref,
    desk_reference_editing,
    desk_reference_merging,
    desk_reference_resolving,
)
from web.access import signed_in_as
from web.current import site
from web.integrity_words import remark_sentence
from web.language import gettext, marked
from web.reference_desk import desk_references, register
from web.wording import one_line, work_title

__all__ = ["desk_references"]  # for `web.app`, with the pages below

_PER_PAGE = 40
_SENTENCES = 2  # of what is wrong with a reference, on the list
_SHOWN = {
    "all": marked("All"),
    "unresolved": marked("Without a DOI"),
    "notices": marked("With notices"),
    "faults": marked("To put right"),
    "hints": marked("Could be better"),
    "uncited": marked("Cited nowhere"),
    "duplicates": marked("Duplicates"),
}
# Their pages join the same blueprint.
PAGES = (
    desk_reference_adding,
    desk_reference_crossref,
    desk_reference_editing,
    desk_reference_merging,
    desk_reference_resolving,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reference on the list."""

    record: Record
    title: str
    line: str
    said: tuple[str, ...]
    more: int
    errors: int
    cited: int
    unresolved: bool


@desk_references.get("/references/")
@signed_in_as("reader")
def references() -> str:
    """All references, or those that are looked for or need something."""
    typed = request.args.get("q", "").strip()[:300]
    show = request.args.get("show", "all")
    show = show if show in _SHOWN else "all"
    with site().catalogue.reading() as read:
        listed = register().at(read)
        removed = _removed(read)
    found = listed.found(typed) if typed else listed.entries
    wanted = _kinds(listed, found)
    pages = max(1, ceil(len(wanted[show]) / _PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = wanted[show][(page - 1) * _PER_PAGE : page * _PER_PAGE]
    return render_template(
        "desk/references.html",
        q=typed,
        show=show,
        counts=[(name, gettext(words), len(wanted[name])) for name, words in _SHOWN.items()],
        total=len(wanted[show]),
        page=page,
        pages=pages,
        lines=[_line(each, hints=show == "hints") for each in shown],
        removed=removed,
        removed_title=work_title(removed.reference) if removed else "",
        groups=len(listed.groups),
    )


def _kinds(listed: Listed, found: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The references found, under each of the ways to look at them."""
    grouped = listed.grouped
    return {
        "all": list(found),
        "unresolved": [each for each in found if each.unresolved],
        "notices": [each for each in found if each.record.notices],
        "faults": [each for each in found if each.faults],
        "hints": [each for each in found if len(each.remarks) > len(each.faults)],
        "uncited": [each for each in found if not each.cited],
        "duplicates": [each for each in found if each.record.id in grouped],
    }


def _line(entry: Entry, *, hints: bool) -> Line:
    found = entry.remarks if hints else entry.faults
    return Line(
        record=entry.record,
        title=work_title(entry.record.reference),
        line=one_line(entry.record.reference),
        said=tuple(remark_sentence(each) for each in found[:_SENTENCES]),
        more=max(0, len(found) - _SENTENCES),
        errors=sum(each.severity is Severity.ERROR for each in entry.remarks),
        cited=entry.cited,
        unresolved=entry.unresolved,
    )


def _removed(read: Reader) -> Record | None:
    """The reference that was just taken away, if it still is."""
    revision = request.args.get("removed", default=0, type=int)
    change = read.change(revision) if revision else None
    if change is None or change.kind != "reference" or change.after is not None:
        return None
    if read.version("reference", change.entity) != revision:
        return None
    before = read.latest(1, revision, kind="reference", entity=change.entity)
    return readable(before[0].after, Record) if before and before[0].after else None
