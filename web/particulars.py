"""The fields of a reference as its page shows them: each with who says so, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from index.documents import author_label
from kb.identifiers import DOI, doi_link
from kb.ids import slugify
from kb.provenance import Provenance
from kb.reference import FIELDS, Name, Record, Reference
from web.search import search_link
from web.wording import day_words, field_label, field_text, origin_words

_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
_ELSEWHERE = {"abstract"}  # has its own place on the page
_OURS = {"type", "issued"}  # put to readers in their language


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One field. `parts` are its words and where a click on them leads (None: nowhere).

    `written` is true when the words are those of the work and not ours; `said` is what the source says
    where the editor says otherwise, `since` when the editor did.
    """

    label: str
    written: bool
    parts: tuple[tuple[str, str | None], ...]
    origin: str
    said: str = ""
    since: str = ""


def particulars(record: Record, known: Provenance) -> tuple[Particular, ...]:
    """The fields that have a value, or that the editor left empty where the source has one."""
    return tuple(_particulars(record, known))


def _particulars(record: Record, known: Provenance) -> Iterator[Particular]:
    reference = record.reference
    for name in FIELDS:
        parts = tuple(_parts(reference, name))
        said = field_text(record.described, name) if name in record.overrides else ""
        if (parts or said) and name not in _ELSEWHERE:
            yield Particular(
                label=field_label(name),
                written=name not in _OURS,
                parts=parts,
                origin=origin_words(record.origin(name)),
                said=said if said != field_text(reference, name) else "",
                since=_day(known.overrides.get(name)),
            )


def _parts(reference: Reference, name: str) -> Iterator[tuple[str, str | None]]:
    value = getattr(reference, name)
    text = field_text(reference, name)
    if isinstance(value, tuple) and value and isinstance(value[0], Name):
        indexed = value == reference.first_names()
        for each in value:
            yield each.sort_form, search_link(author=slugify(author_label(each))) if indexed else None
    elif text:
        yield text, _link(name, text)


def _link(name: str, text: str) -> str | None:
    match name:
        case "container_title":
            return search_link(journal=slugify(text))
        case "doi":
            return doi_link(DOI(text))
        case "pmid":
            return _PUBMED + text
        case "url" if text.startswith(("http://", "https://")):
            return text
    return None


def _day(moment: datetime | None) -> str:
    return day_words(moment) if moment else ""
